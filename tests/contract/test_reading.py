"""What every read answers: status, type, shape, and the same invoice wherever it is read."""

from __future__ import annotations

import pytest

from coupa_contract.checks.arithmetic import FACTS, LINES, TOTALS
from coupa_contract.checks.consistency import list_agrees_with_show, listed_is_shown
from coupa_contract.model import Case, Condition
from coupa_contract.runner.api import Api
from coupa_contract.runner.drawing import rows
from coupa_contract.runner.generation import reads, second_opinion
from coupa_contract.runner.properties import judges, scenarios


@judges("shape-read-is-answered", "query-condition-is-accepted", "projection-is-accepted", "shape-schema", "shape-content-type")
@scenarios(case=reads("listInvoices"))
def test_a_valid_list_keeps_the_contract(api: Api, case: Case) -> None:
    """Any list under documented parameters is answered as documented."""
    answer = api.send(case)
    api.judge(second_opinion(answer, api.contract), answer)


@judges("shape-read-is-answered", "projection-is-accepted", "shape-schema", "shape-content-type")
@scenarios(case=reads("showInvoice"))
def test_a_valid_show_keeps_the_contract(api: Api, case: Case) -> None:
    """Any invoice that exists is shown as documented, under any documented projection."""
    answer = api.send(case)
    api.judge(second_opinion(answer, api.contract), answer)


@judges("shape-read-is-answered", "shape-required", "shape-decimal", "shape-timestamp", *TOTALS, *LINES, *FACTS)
@scenarios(invoice=rows)
def test_a_whole_invoice_keeps_the_contract(api: Api, invoice: int) -> None:
    """An invoice without any projection is whole, every documented member of it is what it should be, and its amounts add up."""
    answer = api.show(invoice)
    api.judge(second_opinion(answer, api.contract), answer)


@judges("shape-list-agrees-with-show", "shape-read-is-answered")
@scenarios(invoice=rows)
def test_a_list_agrees_with_show(api: Api, invoice: int) -> None:
    """The same invoice has the same values in a list and on its own."""
    listed = api.rows(Condition("id", "", str(invoice), "integer"))
    answer = api.show(invoice)
    again = api.rows(Condition("id", "", str(invoice), "integer"))
    api.witness(len(listed) == 1, "the list by id did not hold just the invoice")
    api.witness(again == listed, "the invoice changed while it was read")
    api.judge(listed_is_shown(answer), answer)
    api.judge(list_agrees_with_show(listed[0], api.invoice_of(answer), api.contract))


@judges("shape-scan-is-binary")
@scenarios(invoice=rows)
def test_an_image_scan_is_a_file(api: Api, invoice: int) -> None:
    """The image scan of an invoice that has one is downloaded as a file."""
    scanned = [row["id"] for row in api.look.rows if row.get("image-scan")]
    api.witness(bool(scanned), "no invoice that was seen has an image scan")
    api.call("retrieveInvoiceImageScan", str(scanned[invoice % len(scanned)]), headers=[("Accept", "*/*")])


@pytest.mark.parametrize("operation", ["retrieveInvoiceClearanceDocument", "retrieveLegalInvoicePdf"])
@judges("error-no-server-error", dialects=("core-r39",))
@scenarios(invoice=rows)
def test_a_document_is_downloaded_or_refused(api: Api, operation: str, invoice: int) -> None:
    """A document that an invoice may have is downloaded, or refused; it never breaks the server."""
    api.call(operation, invoice, headers=[("Accept", "*/*")])
