"""Judges projections: what was asked for, nothing else, with the values of the whole, for the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coupa_contract.checks.answers import Invoice, asked, found, invoices, ordinary, success
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.fields import Fields, dashed, documented, read_fields
from coupa_contract.checks.values import blank
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.pointers import join
from coupa_contract.model import Finding, Interaction, Json, Outcome, Witness

ASKED = ("projection-only-what-was-asked", "projection-limited-to-ids")
ROWS = ("projection-keeps-the-rows",)
VALUES = ("projection-keeps-the-values",)

_ALWAYS = frozenset({"id"})


def projected(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether an answer to `fields` or `return_object=limited` holds only what was asked for; undocumented extras are drift."""
    if success(interaction) is None or not ordinary(interaction) or interaction.case.operation not in {"listInvoices", "showInvoice"}:
        return
    names = {name for name, _ in interaction.case.query if name in {"fields", "return_object", "filter"}}
    wanted = read_fields(asked(interaction, "fields") or "")
    if names == {"return_object"} and asked(interaction, "return_object") == "limited":
        requirement = "projection-limited-to-ids"
        wanted = {"id": None}
    elif names == {"fields"} and wanted and all(documented(contract, name) for name in wanted):
        requirement = "projection-only-what-was-asked"
    else:
        return
    for pointer, invoice in invoices(interaction):
        yield Witness(requirement)
        for place in _unasked(invoice, wanted, contract, pointer, ()):
            yield found(interaction, requirement, place, "only what was asked for", "a member that was not")


def _unasked(value: Json, tree: Fields, contract: Contract, pointer: str, above: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _unasked(each, tree, contract, f"{pointer}/{index}", (*above, "*"))
    elif isinstance(value, dict):
        for name, each in value.items():
            below = tree.get(dashed(name))
            if below:
                yield from _unasked(each, below, contract, pointer + join([name]), (*above, name))
            elif name not in _ALWAYS and dashed(name) not in tree and documented(contract, name, above):
                yield pointer + join([name])


def projection_keeps_rows(whole: Sequence[Json], part: Sequence[Json]) -> Iterator[Outcome]:
    """Whether the ids of a projected list are those of the whole one, in the same order; ids that were not sent are not judged."""
    if not whole or any(identifier is None for identifier in part):
        return
    yield Witness("projection-keeps-the-rows")
    if list(whole) != list(part):
        seen = "the same rows in another order" if sorted(map(str, whole)) == sorted(map(str, part)) else f"{len(part)} rows, others"
        yield Finding("projection-keeps-the-rows", "listInvoices", "/*/id", f"the {len(whole)} rows of the whole list", seen)


def projected_values(
    part: Invoice, whole: Invoice, wanted: Fields, contract: Contract, operation: str = "showInvoice"
) -> Iterator[Outcome]:
    """Whether what a projection returns is what the whole invoice has, and whatever is `wanted` and has a value there came."""
    yield Witness("projection-keeps-the-values")
    kind_at = kinds_of(contract, whole)
    for difference in differences(whole, part, kind_at, common=True):
        yield Finding("projection-keeps-the-values", operation, difference.pointer, describe(difference.before), describe(difference.after))
    for pointer, value in _absent(part, whole, wanted, ""):
        yield Finding("projection-keeps-the-values", operation, pointer, describe(value), "absent")


def _absent(part: Json, whole: Json, wanted: Fields, pointer: str) -> Iterator[tuple[str, Json]]:
    """What was asked for, has a value in the whole and did not come: by pointer; of a collection by how many records have it."""
    if isinstance(part, dict) and isinstance(whole, dict):
        for name, below in wanted.items():
            if blank(whole.get(name)):
                continue
            if name not in part:
                yield pointer + join([name]), whole[name]
            elif below:
                yield from _absent(part[name], whole[name], below, pointer + join([name]))
    elif isinstance(part, list) and isinstance(whole, list) and len(part) == len(whole):
        for name in wanted:
            having = [each[name] for each in whole if isinstance(each, dict) and not blank(each.get(name))]
            if sum(isinstance(each, dict) and name in each for each in part) < len(having):
                yield f"{pointer}/*{join([name])}", having[-1]
