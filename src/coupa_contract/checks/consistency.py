"""Judges whether two reads of one invoice tell the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from coupa_contract.checks.answers import Invoice, invoices, rows, told
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.values import blank, instant, same_scalar
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.pointers import join
from coupa_contract.model import Finding, Interaction, Json, Outcome, Witness

SAME = ("consistency-reads-agree",)
REFERENCES = ("consistency-references-agree",)
TIMES = ("consistency-times-run-forward",)
AGREES = ("shape-list-agrees-with-show",)
SHOWN = ("shape-read-is-answered",)
READS = ("safety-reads-change-nothing",)

_SECOND = timedelta(seconds=1)
_NAMES = ("name", "number", "code", "login")  # what a reference is known by
_KEPT_BY_READS = {"status": "enum", "updated-at": "timestamp", "exported": "flag", "last-exported-at": "timestamp"}


def listed_is_shown(interaction: Interaction) -> Iterator[Outcome]:
    """Whether an invoice that is listed before and after is shown in between: one that is not found was not deleted."""
    response = interaction.response
    if response is None or interaction.failure is not None:
        return
    yield Witness("shape-read-is-answered")
    if response.status in {404, 410}:
        yield Finding("shape-read-is-answered", "showInvoice", "", "the invoice, which is listed", told(response))


def list_agrees_with_show(row: Invoice, invoice: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether an invoice has the same values in a list and on its own; either may omit members.

    An update in between ends the comparison.
    """
    if None not in (row.get("id"), invoice.get("id")) and str(row["id"]) != str(invoice["id"]):
        yield Witness("shape-list-agrees-with-show")
        expected = f"the invoice {row['id']} that was asked for"
        yield Finding("shape-list-agrees-with-show", "showInvoice", "/id", expected, describe(invoice["id"]))
        return
    stamps = (row.get("updated-at"), invoice.get("updated-at"))
    if None not in stamps and not same_scalar(*stamps, "timestamp"):
        return
    yield Witness("shape-list-agrees-with-show")
    for difference in differences(invoice, row, kinds_of(contract, invoice), common=True):
        seen = describe(difference.after)
        yield Finding("shape-list-agrees-with-show", "listInvoices", "/*" + difference.pointer, describe(difference.before), seen)


def reads_agree(one: Invoice, other: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether two lists tell the same of an invoice that did not change in between; either may omit members."""
    stamps = (one.get("updated-at"), other.get("updated-at"))
    if one.get("id") != other.get("id") or (None not in stamps and not same_scalar(*stamps, "timestamp")):
        return
    yield Witness("consistency-reads-agree")
    for difference in differences(other, one, kinds_of(contract, other), common=True):
        seen = describe(difference.after)
        yield Finding("consistency-reads-agree", "listInvoices", "/*" + difference.pointer, describe(difference.before), seen)


def references(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether all rows of one page tell the same of a record that they refer to: one answer, so that nothing changed in between."""
    known: dict[tuple[str, str, str], tuple[Json, str]] = {}
    blamed: set[str] = set()
    for index, row in enumerate(rows(interaction) or ()):
        for member, record in row.items():
            if not isinstance(record, dict) or not isinstance(record.get("id"), int):
                continue
            for name in _NAMES:
                value = record.get(name)
                if blank(value) or isinstance(value, dict | list):
                    continue
                first = known.setdefault((member, str(record["id"]), name), (value, f"/{index}"))
                if first[1] == f"/{index}":
                    continue
                yield Witness("consistency-references-agree")
                place = join([member, name])
                if place not in blamed and not same_scalar(first[0], value):
                    blamed.add(place)
                    expected = f"{describe(first[0])}, as in {first[1]}{place} with the same id"
                    yield Finding("consistency-references-agree", "listInvoices", f"/{index}{place}", expected, describe(value))


def times(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether no invoice was updated before it was created."""
    for pointer, invoice in invoices(interaction):
        created, updated = instant(invoice.get("created-at")), instant(invoice.get("updated-at"))
        if created is None or updated is None:
            continue
        yield Witness("consistency-times-run-forward")
        if updated < created - _SECOND:
            expected, seen = f"not before {describe(invoice['created-at'])}", describe(invoice["updated-at"])
            yield Finding("consistency-times-run-forward", interaction.case.operation, f"{pointer}/updated-at", expected, seen)


def reads_change_nothing(before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether reading left the status, and the times of update and export, as they were (RFC 9110, 9.2.1)."""
    for name, kind in _KEPT_BY_READS.items():
        if name not in before or name not in after:
            continue
        yield Witness("safety-reads-change-nothing")
        if not same_scalar(before[name], after[name], kind):
            yield Finding("safety-reads-change-nothing", "showInvoice", join([name]), describe(before[name]), describe(after[name]))
