"""Queries as SQL over the table of leaves (see `store.py`). Values are always bound, never written into the text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from coupa_contract.reference.query import Condition, Operator, Query

_COMPARISONS = {
    Operator.EQUAL: "value = ?",
    Operator.NOT_EQUAL: "value <> ?",
    Operator.GREATER: "value > ?",
    Operator.LESS: "value < ?",
    Operator.AT_LEAST: "value >= ?",
    Operator.AT_MOST: "value <= ?",
    Operator.CONTAINS: "instr(folded(value), ?) > 0",
    Operator.STARTS_WITH: "starts(folded(value), ?)",
    Operator.ENDS_WITH: "ends(folded(value), ?)",
}
_FOLDED = (Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)

Statement = tuple[str, list[str | int]]


def folded(text: str) -> str:
    """A text without its case."""
    return text.casefold()


def _matches(condition: Condition) -> Statement:
    """Selects (invoice, item) where a condition holds."""
    path = condition.attribute.path
    head = "SELECT invoice, item FROM leaf WHERE path = ?"
    if condition.operator is Operator.BLANK:
        filled = f"{head} AND value <> ''"
        if condition.values == ("false",):
            return filled, [path]
        # Every invoice, or every member of the collection, has an id; the filled ones are taken from those.
        collection = condition.attribute.collection
        return f"{head} EXCEPT {filled}", [f"{collection}.id" if collection else "id", path]
    if condition.operator in (Operator.IN, Operator.NOT_IN):
        marks = ", ".join("?" * len(condition.values))
        negation = "NOT " if condition.operator is Operator.NOT_IN else ""
        return f"{head} AND value {negation}IN ({marks})", [path, *condition.values]
    value = condition.values[0]
    return f"{head} AND {_COMPARISONS[condition.operator]}", [path, folded(value) if condition.operator in _FOLDED else value]


def _where(conditions: Iterable[Condition]) -> Statement:
    """One clause for each header condition, and one for all conditions on the same collection, which the same member has to meet."""
    clauses: list[str] = []
    values: list[str | int] = []
    ordered = sorted(conditions, key=lambda condition: condition.attribute.collection)
    for _, group in groupby(ordered, key=lambda condition: condition.attribute.collection):
        parts = [_matches(condition) for condition in group]
        together = " INTERSECT ".join(f"SELECT * FROM ({text})" for text, _ in parts)  # noqa: S608 - fixed words
        clauses.append(f"AND invoice.id IN (SELECT invoice FROM ({together}))")  # noqa: S608 - fixed words
        values += [value for _, bound in parts for value in bound]
    return " ".join(clauses), values


def statement(query: Query, column: str) -> Statement:
    """The SELECT of the ids and a column of the invoices that a query asks for, in its order and page."""
    where, values = _where(query.conditions)
    direction = "DESC" if query.order.descending else "ASC"
    join, key, bound = "", "invoice.id", []
    if query.order.path != "id":
        join = "LEFT JOIN leaf AS sorted ON sorted.invoice = invoice.id AND sorted.path = ?"
        key, bound = "sorted.value", [query.order.path]
    # The page is found first and its texts are fetched afterwards, so that sorting does not carry them along.
    page = (
        f"SELECT invoice.id AS id, {key} AS place FROM invoice {join} WHERE true {where}"  # noqa: S608 - fixed words
        f" ORDER BY place {direction}, invoice.id {direction} LIMIT ? OFFSET ?"
    )
    text = f"SELECT id, {column} FROM ({page}) JOIN invoice USING (id) ORDER BY place {direction}, id {direction}"  # noqa: S608 - fixed words
    return text, [*bound, *values, query.limit, query.offset]
