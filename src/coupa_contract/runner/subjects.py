"""The invoices that a run may change: chosen, remembered before the first change, and put back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from coupa_contract.contract.precision import as_decimal
from coupa_contract.contract.requests import restoring_body
from coupa_contract.errors import CoupaContractError, RefusedError
from coupa_contract.model import Json, NotJsonError
from coupa_contract.runner.setting import Setting

if TYPE_CHECKING:
    from coupa_contract.runner.api import Api

Row = dict[str, Json]

_TRIED = 20  # invoices looked at before giving up


class Created(Protocol):
    """Knows which invoices the run has created: a ledger, or a recording."""

    @property
    def created(self) -> frozenset[str]:
        """Their ids."""

    def add_created(self, invoice: str, /) -> None:
        """One more."""


class Memory(Protocol):
    """Keeps what has to be put back: a journal, or nothing at all where nothing is changed."""

    def remember(self, invoice: Mapping[str, Json], /) -> None:
        """An invoice as it was."""

    def forget(self, identifier: Json, /) -> None:
        """It is as it was."""


class Subjects:
    """Gives out invoices that may be changed. One scenario at a time changes anything, so nothing is reserved."""

    def __init__(self, setting: Setting, ledger: Created, journal: Memory) -> None:
        self._setting = setting
        self._ledger = ledger
        self._journal = journal
        self._taken: dict[int, Row] = {}

    @property
    def created(self) -> tuple[str, ...]:
        """Ids of the invoices that the run has created so far; none where it never looks at them."""
        return () if self._setting.disposable else tuple(sorted(self._ledger.created))

    def take(self, api: Api, statuses: tuple[str, ...], *, acting: bool, where: Callable[[Row], bool] | None, having: str) -> Row:
        """A whole invoice in one of those statuses. Raises Lacking (through `api`), RefusedError without permission, CoupaContractError."""
        plan = self._setting.plan
        if not self._setting.disposable and not (plan.allow_actions if acting else plan.allow_writes):
            what = "nothing may be done to an invoice that cannot be undone" if acting else "no invoice may be changed"
            raise RefusedError(what, "--allow-actions" if acting else "--allow-writes")
        for invoice in self._candidates(api, statuses, acting):
            if (not statuses or invoice.get("status") in statuses) and (where is None or where(invoice)):
                identifier = invoice["id"]
                if isinstance(identifier, int) and not acting and not self._setting.disposable:
                    self._taken.setdefault(identifier, invoice)
                    self._journal.remember(invoice)
                return invoice
        wanted = " or ".join(statuses) or "any status"
        whose = (
            "among the invoices of the target" if self._setting.disposable else "among those named with --invoice or created by this run"
        )
        api.witness(False, f"no invoice to change in {wanted}{' ' + having if having else ''} {whose}")
        raise AssertionError("a witness that is not present ends the scenario")

    def give_back(self, api: Api) -> None:
        """Puts back what the scenario changed; what cannot be put back stays in the journal, and is listed at the end of the run."""
        taken, self._taken = self._taken, {}
        for identifier, before in taken.items():
            try:
                if self._restored(api, identifier, before):
                    self._journal.forget(identifier)
            except CoupaContractError:
                continue  # the journal keeps it

    def _candidates(self, api: Api, statuses: tuple[str, ...], acting: bool) -> Iterator[Row]:
        if self._setting.disposable:
            query = [("limit", str(_TRIED)), ("order_by", "id"), ("dir", "asc")]
            for status in statuses or ("",):
                rows = _rows(api.call("listInvoices", query=[*([("status", status)] if status else []), *query]).response)
                rows.sort(key=_plain)  # those first that have something to lose
                # Another invoice for each scenario, so that one oddity does not decide everything.
                start = api.number % len(rows) if rows else 0
                for row in rows[start:] + rows[:start]:
                    yield from _whole(api, row.get("id"))
            return
        plan = self._setting.plan
        for identifier in (*plan.invoices, *sorted(self._ledger.created)):
            yield from _whole(api, identifier)
        may_create = plan.allow_actions and "createInvoice" in self._setting.contract.operations
        if may_create and (not statuses or "draft" in statuses):
            yield from self._created(api)

    def _created(self, api: Api) -> Iterator[Row]:
        """An invoice of our own, like one that was seen, under a number that carries the run's mark."""
        if not self._setting.look.rows:
            return
        number = f"{self._setting.mark}-{len(self._ledger.created) + 1}"
        response = api.call("createInvoice", json=new_invoice(self._setting.look.rows[0], number)).response
        if response is None or response.status not in {200, 201} or not response.is_json or not isinstance(response.json, dict):
            return
        identifier = response.json.get("id")
        if isinstance(identifier, int):
            self._ledger.add_created(str(identifier))
            yield from _whole(api, identifier)

    def _restored(self, api: Api, identifier: int, before: Row) -> bool:
        now = next(_whole(api, identifier), None)
        if now is None:
            return False
        body = restoring_body(self._setting.contract, before, now)
        if not body:
            return True
        api.call("updateInvoice", identifier, json=body)
        now = next(_whole(api, identifier), None)
        return now is not None and not restoring_body(self._setting.contract, before, now)


def new_invoice(like: Mapping[str, Json], number: str) -> dict[str, Any]:
    """The least that makes a draft: references taken over from an invoice that exists."""

    def reference(name: str) -> Any:
        value = like.get(name)
        return {"id": value["id"]} if isinstance(value, dict) and "id" in value else None

    references = {name: value for name in ("supplier", "currency", "account-type", "payment-term") if (value := reference(name))}
    return {
        **references,
        "invoice-number": number,
        "invoice-date": str(like.get("invoice-date") or "2024-01-15")[:10],
        "line-level-taxation": False,
        "invoice-lines": [{"line-num": 1, "type": "InvoiceQuantityLine", "description": number, "quantity": "1", "price": "1.00"}],
    }


def _plain(row: Row) -> bool:
    """Whether an invoice has few lines or no amount, so that little could go wrong with it."""
    lines = row.get("invoice-lines")
    return not isinstance(lines, list) or len(lines) < 2 or not as_decimal(row.get("gross-total"))


def _whole(api: Api, identifier: Any) -> Iterator[Row]:
    response = api.show(identifier).response if identifier is not None else None
    if response is not None and response.status == 200 and response.is_json and isinstance(response.json, dict):
        yield response.json


def _rows(response: Any) -> list[Row]:
    if response is None or response.status != 200:
        return []
    try:
        value = response.json
    except NotJsonError:
        return []
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
