"""Judges pages: how long they are, that no row comes twice, that none is lost between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from coupa_contract.checks.answers import Invoice, answer, asked, found, rows, told
from coupa_contract.checks.values import whole_number
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.model import Finding, Interaction, Json, Outcome, Witness

LENGTH = ("paging-limit-is-honoured", "paging-at-most-fifty")
ONCE = ("paging-row-once-in-a-page", "paging-row-once-across-a-collection")
PARTITION = ("paging-pages-partition-the-base",)
ANY_ORDER = ("paging-any-order-partitions-the-base",)
END = ("paging-offset-past-the-end",)
FIFTY = ("paging-fifty-is-not-cut",)

MOST = 50
_LIST = "listInvoices"
_COLLECTION = "invoice-lines["


def length(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a page is as short as `limit` asks, and never longer than fifty rows. A page that the limit cannot cut is no witness."""
    page = rows(interaction)
    if page is None:
        return
    limit = whole_number(asked(interaction, "limit") or "")
    if limit is not None and 1 <= limit <= MOST:
        if len(page) >= limit:
            yield Witness("paging-limit-is-honoured")
        if len(page) > limit:
            yield found(interaction, "paging-limit-is-honoured", "", f"at most {limit} rows", f"{len(page)} rows")
            return
    if len(page) >= MOST:
        yield Witness("paging-at-most-fifty")
    if len(page) > MOST:
        yield found(interaction, "paging-at-most-fifty", "", f"at most {MOST} rows", f"{len(page)} rows")


def once(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether each invoice stands in a page once."""
    page = rows(interaction) or []
    if len(page) < 2:
        return
    joined = any(name.replace("_", "-").startswith(_COLLECTION) for name, _ in interaction.case.query)
    requirement = "paging-row-once-across-a-collection" if joined else "paging-row-once-in-a-page"
    ids = [str(row["id"]) for row in page if row.get("id") is not None]
    if len(ids) < 2:
        return
    yield Witness(requirement)
    repeated = [identifier for identifier, count in Counter(ids).items() if count > 1]
    if repeated:
        yield found(interaction, requirement, "/*/id", "each invoice once", f"{', '.join(repeated[:5])} more than once")


def fifty_is_not_cut(plain: Sequence[Invoice], fifty: Sequence[Invoice]) -> Iterator[Outcome]:
    """Whether a page with a limit of fifty holds no fewer rows than one without a limit, which is fifty by default."""
    if plain:
        yield Witness("paging-fifty-is-not-cut")
        if len(fifty) < len(plain):
            yield Finding("paging-fifty-is-not-cut", _LIST, "", f"{len(plain)} rows, as without a limit", f"{len(fifty)} rows")


def pages_partition(base: Sequence[Json], pages: Sequence[Sequence[Json]], limit: int) -> Iterator[Outcome]:
    """Whether pages of `limit` rows, one after the other, are the base: each id once, in its order."""
    if len(pages) < 2:
        return
    yield Witness("paging-pages-partition-the-base")
    flat = [identifier for page in pages for identifier in page]
    if flat == list(base):
        return
    lost = [each for each in base if each not in flat]
    repeated = [each for each, count in Counter(map(str, flat)).items() if count > 1]
    seen = ", ".join(
        part
        for part in (
            f"lost {_some(lost)}" if lost else "",
            f"repeated {_some(repeated)}" if repeated else "",
            "another order" if not lost and not repeated and len(flat) == len(base) else "",
            f"{len(flat)} rows" if len(flat) != len(base) else "",
        )
        if part
    )
    expected = f"the {len(base)} rows of the base in pages of {limit}"
    yield Finding("paging-pages-partition-the-base", _LIST, "", expected, seen or "other rows")


def any_order_partitions(base: Sequence[Json], pages: Sequence[Sequence[Json]], attribute: str) -> Iterator[Outcome]:
    """Whether pages in the order of an attribute hold each row of the base once, whatever their order among equals."""
    if len(pages) < 2:
        return
    yield Witness("paging-any-order-partitions-the-base")
    counts = Counter(str(each) for page in pages for each in page)
    lost = [each for each in base if str(each) not in counts]
    repeated = [each for each, count in counts.items() if count > 1]
    if lost or repeated:
        seen = " and ".join(
            part for part in (f"lost {_some(lost)}" if lost else "", f"repeated {_some(repeated)}" if repeated else "") if part
        )
        expected = f"each of the {len(base)} rows once in pages by {attribute}"
        yield Finding("paging-any-order-partitions-the-base", _LIST, "", expected, seen)


def _some(values: Sequence[Json]) -> str:
    return ", ".join(describe(each) for each in values[:3]) + (" …" if len(values) > 3 else "")


def offset_past_the_end(interaction: Interaction) -> Iterator[Outcome]:
    """Whether an offset past the last row gives an empty list."""
    response, page = answer(interaction), rows(interaction)
    if response is None or response.status >= 500 or response.status == 429:
        return
    yield Witness("paging-offset-past-the-end")
    if page is None or page:
        seen = told(response) if page is None else f"{len(page)} rows"
        yield found(interaction, "paging-offset-past-the-end", "", "an empty list with status 200", seen)
