"""The invoices that a run may change: chosen, remembered before the first change, and put back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from hypothesis import strategies as st

from coupa_contract.contract.precision import as_decimal
from coupa_contract.contract.requests import restoring_body
from coupa_contract.errors import CoupaContractError, RefusedError
from coupa_contract.model import Interaction, Json, NotJsonError
from coupa_contract.runner.changes import WRITTEN
from coupa_contract.runner.members import changeable
from coupa_contract.runner.setting import Setting

if TYPE_CHECKING:
    from coupa_contract.runner.api import Api

Row = dict[str, Json]

_NOTES = ("comments", "internal-note", "supplier-note")

_LISTED = 20  # invoices listed when none that the first look saw will do
_SHOWN = 6  # of them that are looked at as a whole before giving up
_LIKELY = 3  # invoices of the first look that are tried first: a list less for each scenario


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
        for invoice in self._candidates(api, statuses, where or _any, acting=acting):
            if (not statuses or invoice.get("status") in statuses) and (where is None or where(invoice)):
                identifier = invoice["id"]
                if isinstance(identifier, int) and not acting and not self._setting.disposable:
                    # What a default filter hides could not be put back, had it not been seen.
                    whole = api.completed(invoice, _written(self._setting))
                    self._taken.setdefault(identifier, whole)
                    self._journal.remember(whole)
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

    def _candidates(self, api: Api, statuses: tuple[str, ...], where: Callable[[Row], bool], *, acting: bool) -> Iterator[Row]:
        if self._setting.disposable:
            # Another invoice for each scenario, so that one oddity does not decide everything.
            turn = int(api.draw("subject", st.integers(0, 9_999)))
            seen = [row for row in self._setting.look.rows if (not statuses or row.get("status") in statuses) and where(row)]
            first = statuses[0] if statuses else ""  # whichever is the most frequent
            likely = sorted(_turned(seen, turn, acting=acting), key=lambda row: row.get("status") != first)[:_LIKELY]
            tried = [row.get("id") for row in likely]
            for identifier in tried:
                yield from _whole(api, identifier)
            query = [("limit", str(_LISTED)), ("order_by", "id"), ("dir", "asc")]
            for status in statuses or ("",):
                rows = _rows(api.call("listInvoices", query=[*([("status", status)] if status else []), *query]).response)
                for row in _turned([row for row in rows if row.get("id") not in tried], turn, acting=acting)[:_SHOWN]:
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
        interaction = api.call("createInvoice", json=new_invoice(self._setting.look.rows[0], number))
        yield from _whole(api, self._made(interaction))

    def create(self, api: Api, **members: Json) -> tuple[dict[str, Json], Interaction]:
        """What was sent to create an invoice of our own, and its interaction. Raises Lacking (through `api`), RefusedError."""
        if not self._setting.disposable and not self._setting.plan.allow_actions:
            raise RefusedError("no invoice may be created", "--allow-actions")
        api.witness(bool(self._setting.look.rows), "no invoice was seen that a new one could be like")
        number = f"{self._setting.mark}-{api.draw('number', st.integers(100_000, 999_999_999))}"
        sent = {**new_invoice(self._setting.look.rows[0], number), **members}
        interaction = api.call("createInvoice", json=sent)
        self._made(interaction)
        return sent, interaction

    def _made(self, interaction: Interaction) -> int | None:
        """The id of an invoice that was created, noted as our own; None when there is none."""
        response = interaction.response
        if response is None or response.status not in {200, 201} or not response.is_json or not isinstance(response.json, dict):
            return None
        identifier = response.json.get("id")
        if not isinstance(identifier, int):
            return None
        self._ledger.add_created(str(identifier))
        return identifier

    def _restored(self, api: Api, identifier: int, before: Row) -> bool:
        body = self._difference(api, identifier, before)
        if body:
            api.call("updateInvoice", identifier, json=body)
            body = self._difference(api, identifier, before)
        return body == {}

    def _difference(self, api: Api, identifier: int, before: Row) -> dict[str, Any] | None:
        """What has to be sent to put an invoice back; None when it is not shown any more."""
        now = next(_whole(api, identifier), None)
        return (
            None
            if now is None
            else restoring_body(self._setting.contract, before, api.completed(now, before.keys() & _written(self._setting)))
        )


def _written(setting: Setting) -> list[str]:
    """The members that an update of the suite may send."""
    known = changeable(setting.contract)
    return [name for name in WRITTEN if name in known]


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


def _any(_: Row) -> bool:
    return True


def _turned(rows: list[Row], turn: int, *, acting: bool) -> list[Row]:
    """Those first that have something to lose; among them, begun at another one for each turn.

    Those with custom fields are for updates, of which an action would leave none.
    """
    tiers: list[list[Row]] = [[], [], []]
    for row in rows:
        tiers[2 if _plain(row) else 1 if acting is bool(row.get("custom-fields")) else 0].append(row)
    return [row for some in tiers if some for start in (turn % len(some),) for row in some[start:] + some[:start]]


def _plain(row: Row) -> bool:
    """Whether an invoice has few lines, no amount or no text, so that little could go wrong with it."""
    lines = row.get("invoice-lines")
    few = not isinstance(lines, list) or len(lines) < 2 or not as_decimal(row.get("gross-total"))
    return few or not any(row.get(name) for name in _NOTES)


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
