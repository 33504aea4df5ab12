"""Safety: reading changes nothing."""

from __future__ import annotations

from coupa_contract.checks.consistency import reads_change_nothing
from coupa_contract.model import Condition
from coupa_contract.runner.api import Api
from coupa_contract.runner.drawing import telling_rows
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios

_A_SECOND = 1.1  # `updated-at` may tell no less


@judges("safety-reads-change-nothing", tries=Tries(1, 1, 4, 20))
@scenarios(invoice=telling_rows)
def test_reading_changes_nothing(api: Api, invoice: int) -> None:
    """An invoice is the same after it was listed, shown, projected and its scan was asked for."""
    before = api.invoice(invoice)
    if api.number == 0:
        api.pause(_A_SECOND)
    api.list(Condition("id", "", str(invoice), "integer"))
    api.show(invoice, return_object="shallow")
    api.call("retrieveInvoiceImageScan", invoice, headers=[("Accept", "*/*")])
    api.judge(reads_change_nothing(before, api.invoice(invoice), api.contract))
