"""Judges which rows a list holds: that each obeys the conditions, and that none which does is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from coupa_contract.checks.answers import Invoice, answer, found, ordinary, rows, told
from coupa_contract.checks.conditions import holds, meets, pointer_of, read_condition, requirement_of, spelled, values_at
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.model import Condition, Finding, Interaction, Json, Outcome, Witness

OBEYED = (
    "query-equality",
    "query-inequality",
    "query-comparison",
    "query-date",
    "query-membership",
    "query-exclusion",
    "query-text",
    "query-blank",
    "query-flag",
    "query-association",
)
RETURNED = ("query-matching-row-is-returned",)
BY_ID = ("query-id-is-show",)
NONE = ("query-no-match-is-an-empty-list",)
UNUSABLE = ("query-unusable-condition",)

COMBINED = ("query-conditions-combine",)
SPELLED = ("query-spelling-is-free",)
COMPLEMENT = ("query-complement-partitions",)

_LIST = "listInvoices"
_SHOWN = 80  # characters


def conditions(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether every row of a valid list obeys every condition that was sent."""
    found_rows = rows(interaction)
    if not found_rows or not ordinary(interaction):
        return
    times = Counter(name.replace("_", "-") for name, _ in interaction.case.query)
    for name, value in interaction.case.query:
        if times[name.replace("_", "-")] > 1:
            continue  # of a parameter that is sent twice one may win
        condition = read_condition(name, value, contract)
        if condition is not None:
            yield from rows_obey(found_rows, condition)


def rows_obey(found_rows: Sequence[Invoice], condition: Condition) -> Iterator[Outcome]:
    """Whether each row satisfies a condition, as far as its members show."""
    requirement, pointer = requirement_of(condition), pointer_of(condition)
    for index, row in enumerate(found_rows):
        answered = holds(row, condition)
        if answered is None:
            continue
        yield Witness(requirement)
        if not answered:
            yield Finding(requirement, _LIST, f"/{index}{pointer}", _cut(spelled([condition])), _seen(values_at(row, condition.attribute)))


def _seen(values: Sequence[Json | object]) -> str:
    return ", ".join(describe(value) for value in values[:3]) + (" …" if len(values) > 3 else "")  # type: ignore[arg-type]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def matching_row_is_returned(
    invoice: Invoice, condition: Condition | Sequence[Condition], found_rows: Sequence[Invoice]
) -> Iterator[Outcome]:
    """Whether an invoice that certainly satisfies the conditions is among their rows (which an id may narrow further)."""
    asked = [condition] if isinstance(condition, Condition) else list(condition)
    identifier = invoice.get("id")
    if identifier is None or not meets(invoice, asked):
        return
    yield Witness("query-matching-row-is-returned")
    if not any(str(row.get("id")) == str(identifier) for row in found_rows):
        pointer = "/*" + (pointer_of(asked[0]) if len(asked) == 1 else "")
        seen = f"{len(found_rows)} rows without it"
        yield Finding("query-matching-row-is-returned", _LIST, pointer, _cut(f"invoice {identifier}, which has {spelled(asked)}"), seen)


def id_is_show(identifier: int | str, found_rows: Sequence[Invoice]) -> Iterator[Outcome]:
    """Whether a list under `id=` holds that invoice and no other."""
    yield Witness("query-id-is-show")
    ids = [str(row.get("id")) for row in found_rows]
    if ids != [str(identifier)]:
        seen = "no row" if not ids else f"{len(ids)} rows: {', '.join(ids[:5])}"
        yield Finding("query-id-is-show", _LIST, "/*/id", f"the invoice {identifier} alone", seen)


def no_match(interaction: Interaction) -> Iterator[Outcome]:
    """Whether a list that nothing can match is an empty array with status 200."""
    response, found_rows = answer(interaction), rows(interaction)
    if response is None or response.status >= 500 or response.status == 429:
        return
    yield Witness("query-no-match-is-an-empty-list")
    if found_rows is None or found_rows:
        seen = told(response) if found_rows is None else f"{len(found_rows)} rows"
        yield found(interaction, "query-no-match-is-an-empty-list", "", "an empty list with status 200", seen)


def unusable_condition(interaction: Interaction, base: Sequence[Invoice]) -> Iterator[Outcome]:
    """Whether a condition that cannot be understood is refused, ignored (the rows of `base`, without it), or matches nothing."""
    response, found_rows = answer(interaction), rows(interaction)
    if response is None or response.status >= 500 or response.status == 429:
        return
    yield Witness("query-unusable-condition")
    if 400 <= response.status < 500 or found_rows == []:
        return
    ids, expected = [row.get("id") for row in found_rows or ()], [row.get("id") for row in base]
    if found_rows is None or ids != expected:
        seen = told(response) if found_rows is None else f"{len(ids)} rows, others than without it"
        yield found(interaction, "query-unusable-condition", "", "a refusal (4xx), all rows, or none", seen)


def conditions_combine(one: Sequence[Invoice], other: Sequence[Invoice], asked: Sequence[Condition]) -> Iterator[Outcome]:
    """Whether two lists under the same conditions in another order hold the same rows."""
    if one or other:
        yield Witness("query-conditions-combine")
        if difference := _apart(one, other):
            expected = f"the rows of {spelled(asked)}"
            yield Finding("query-conditions-combine", _LIST, "", _cut(expected), f"in the other order {difference}")


def spelled_otherwise(
    one: Sequence[Invoice], other: Sequence[Invoice], first: Sequence[Condition], second: Sequence[tuple[str, str]]
) -> Iterator[Outcome]:
    """Whether a condition in another spelling (dashes for underscores, the same instant in another offset) gives the same rows."""
    if one:
        yield Witness("query-spelling-is-free")
        if difference := _apart(one, other):
            seen = f"under {'&'.join(f'{name}={value}' for name, value in second)} {difference}"
            yield Finding("query-spelling-is-free", _LIST, "", _cut(f"the rows of {spelled(first)}"), _cut(seen))


def complement_partitions(
    base: Sequence[Invoice], holding: Sequence[Invoice], others: Sequence[Invoice], pair: tuple[Condition, Condition]
) -> Iterator[Outcome]:
    """Whether the rows of a condition and those of its complement are the base, each row once."""
    if not base:
        return
    yield Witness("query-complement-partitions")
    all_ids, one, other = _ids(base), _ids(holding), _ids(others)
    wrong = {"in both": one & other, "in neither": all_ids - one - other, "outside the base": (one | other) - all_ids}
    for place, ids in wrong.items():
        if ids:
            expected = f"each of {len(base)} rows in either {spelled(pair[:1])} or {spelled(pair[1:])}"
            yield Finding("query-complement-partitions", _LIST, "", _cut(expected), f"{place}: {', '.join(sorted(ids)[:5])}")
            return


def _ids(found_rows: Sequence[Invoice]) -> set[str]:
    return {str(row.get("id")) for row in found_rows}


def _apart(one: Sequence[Invoice], other: Sequence[Invoice]) -> str:
    """What tells two sets of rows apart; empty when nothing does."""
    first, second = _ids(one), _ids(other)
    parts = [f"without {', '.join(sorted(first - second)[:5])}"] if first - second else []
    parts += [f"with {', '.join(sorted(second - first)[:5])} besides"] if second - first else []
    return " and ".join(parts)
