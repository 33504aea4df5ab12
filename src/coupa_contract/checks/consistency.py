"""Judges whether two reads of one invoice tell the same."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.checks.answers import Invoice, told
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.values import same_scalar
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.pointers import join
from coupa_contract.model import Finding, Interaction, Outcome, Witness

AGREES = ("shape-list-agrees-with-show",)
SHOWN = ("shape-read-is-answered",)
READS = ("safety-reads-change-nothing",)

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


def reads_change_nothing(before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether reading left the status, and the times of update and export, as they were (RFC 9110, 9.2.1)."""
    for name, kind in _KEPT_BY_READS.items():
        if name not in before or name not in after:
            continue
        yield Witness("safety-reads-change-nothing")
        if not same_scalar(before[name], after[name], kind):
            yield Finding("safety-reads-change-nothing", "showInvoice", join([name]), describe(before[name]), describe(after[name]))
