"""What every read answers: status, type, shape, and the same invoice wherever it is read."""

from __future__ import annotations

import pytest

from coupa_contract.checks.arithmetic import FACTS, LINES, TOTALS
from coupa_contract.checks.consistency import listed_is_shown, reads_agree
from coupa_contract.model import Case, Condition
from coupa_contract.runner.api import Api
from coupa_contract.runner.crossing import settled
from coupa_contract.runner.drawing import rows, telling_rows
from coupa_contract.runner.generation import reads, second_opinion
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios

SHOWN = Tries(brief=1, quick=6, standard=24, thorough=120)


@judges(
    "shape-read-is-answered",
    "query-condition-is-accepted",
    "projection-is-accepted",
    "shape-schema",
    "shape-content-type",
    tries=Tries(1, 2, 12, 60),
)
@scenarios(case=reads("listInvoices"))
def test_a_valid_list_keeps_the_contract(api: Api, case: Case) -> None:
    """Any list under documented parameters is answered as documented."""
    answer = api.send(case)
    api.judge(second_opinion(answer, api.contract), answer)


@judges("shape-read-is-answered", "projection-is-accepted", "shape-schema", "shape-content-type", tries=Tries(1, 1, 6, 40))
@scenarios(case=reads("showInvoice"))
def test_a_valid_show_keeps_the_contract(api: Api, case: Case) -> None:
    """Any invoice that exists is shown as documented, under any documented projection."""
    answer = api.send(case)
    api.judge(second_opinion(answer, api.contract), answer)


@judges(
    "shape-read-is-answered",
    "shape-required",
    "shape-decimal",
    "shape-timestamp",
    "shape-list-agrees-with-show",
    *TOTALS,
    *LINES,
    *FACTS,
    tries=SHOWN,
)
@scenarios(invoice=telling_rows)
def test_a_whole_invoice_keeps_the_contract(api: Api, invoice: int) -> None:
    """An invoice without any projection is whole, tells what its list told, and its amounts add up."""
    answer = api.show(invoice)
    api.judge(second_opinion(answer, api.contract), answer)
    if answer.response is not None and answer.response.status == 200:
        api.judge(listed_is_shown(answer), answer)
        return
    listed = api.rows(Condition("id", "", str(invoice), "integer"))
    api.witness(len(listed) == 1, "the invoice is not listed any more")
    api.judge(listed_is_shown(answer), answer)


@judges("consistency-reads-agree", "consistency-references-agree", tries=Tries(1, 2, 6, 20))
@scenarios(start=telling_rows)
def test_the_same_list_twice_is_the_same(api: Api, start: int) -> None:
    """Reading a list again tells the same of each invoice that did not change."""
    frame = Condition("id", "gt_or_eq", str(start), "integer")
    first = {row.get("id"): row for row in api.rows(frame, limit=20, order_by="id", dir="asc")}
    answer = api.list(frame, limit=20, order_by="id", dir="asc")
    for row in api.rows_of(answer):
        if (before := first.get(row.get("id"))) is not None and settled(before, api.now):
            api.judge(reads_agree(row, before, api.contract))


@judges("shape-scan-is-binary", tries=Tries(1, 2, 4, 12))
@scenarios(invoice=rows)
def test_an_image_scan_is_a_file(api: Api, invoice: int) -> None:
    """The image scan of an invoice that has one is downloaded as a file."""
    scanned = [row["id"] for row in api.look.rows if row.get("image-scan")]
    api.witness(bool(scanned), "no invoice that was seen has an image scan")
    api.call("retrieveInvoiceImageScan", str(scanned[invoice % len(scanned)]), headers=[("Accept", "*/*")])


@pytest.mark.parametrize("operation", ["retrieveInvoiceClearanceDocument", "retrieveLegalInvoicePdf"])
@judges("error-no-server-error", dialects=("core-r39",), tries=Tries(1, 1, 3, 10))
@scenarios(invoice=rows)
def test_a_document_is_downloaded_or_refused(api: Api, operation: str, invoice: int) -> None:
    """A document that an invoice may have is downloaded, or refused; it never breaks the server."""
    api.call(operation, invoice, headers=[("Accept", "*/*")])
