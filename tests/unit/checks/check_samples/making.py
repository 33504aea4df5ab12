"""Makes small interactions in either dialect, conforming unless told otherwise."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from coupa_contract.checks.catalogue import INTERACTION_CHECKS
from coupa_contract.contract import Contract, load_contract
from coupa_contract.model import (
    Case,
    Credential,
    Failure,
    FailureKind,
    Finding,
    Interaction,
    Level,
    Origin,
    Outcome,
    Request,
    Response,
    Witness,
    canonical_json,
    parse_json,
)

JSON = "application/json"

_INVOICE = """{
  "id": 17, "invoice-number": "INV-17", "invoice-date": "2024-03-15T00:00:00+01:00", "status": "approved", "document-type": "Invoice",
  "supplier": {"id": 42, "name": "Acmé Office", "number": "SUP-001"}, "currency": {"id": 1, "code": "EUR"},
  "payment-term": {"id": 1, "code": "Net 30"}, "gross-total": 119.00, "gross-total-less-discount": 114.00, "discount-amount": 5.00,
  "shipping-amount": 0.00, "tax-rate": 19.0, "line-level-taxation": false, "is-credit-note": false, "exported": false, "paid": false,
  "comments": "as agreed", "internal-note": null, "supplier-note": "", "net-due-date": "2024-04-14T23:59:59+02:00",
  "image-scan-url": "https://scans.example/17.pdf", "original-invoice-number": null, "original-invoice-date": null, "payment-date": null,
  "created-at": "2024-03-15T10:30:00+01:00", "updated-at": "2024-03-16T08:00:00Z", "last-exported-at": null,
  "created-by": {"id": 5, "login": "ann", "email": "ann@acme.example"}, "tags": [], "payments": [],
  "invoice-lines": [
    {"id": 101, "line-num": 1, "description": "Chair", "quantity": 2, "price": 40.00, "total": 80.00, "currency": {"id": 1, "code": "EUR"},
     "account": {"id": 7, "code": "SF-100"}, "tax-amount": 15.20},
    {"id": 102, "line-num": 2, "description": "Lamp", "quantity": 1, "price": 20.00, "total": 20.00, "tax-amount": 3.80}
  ]
}"""


def _spoken(value: Any, dialect: str) -> Any:
    """Amounts as the dialect spells them: numbers, or strings."""
    if isinstance(value, dict):
        return {name: each if name == "tax-rate" else _spoken(each, dialect) for name, each in value.items()}
    if isinstance(value, list):
        return [_spoken(each, dialect) for each in value]
    return str(value) if isinstance(value, Decimal) and dialect == "core-r39" else value


class Make:
    """Interactions of one dialect, and what the checks say of them."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    @cached_property
    def contract(self) -> Contract:
        """The contract of the dialect."""
        return load_contract(self.dialect)

    def invoice(self, changes: dict[str, Any] | None = None, without: Iterable[str] = ()) -> dict[str, Any]:
        """A conforming invoice; `changes` are members by pointer-like path (`supplier/name`), `without` are members to leave out."""
        made: dict[str, Any] = _spoken(parse_json(_INVOICE.encode()), self.dialect)
        if self.dialect == "core-r39":
            for line in made["invoice-lines"]:
                line["quantity"] = str(line["quantity"])
        for path, value in (changes or {}).items():
            *above, name = path.split("/")
            place: Any = made
            for part in above:
                place = place[int(part)] if isinstance(place, list) else place[part]
            place[name] = copy.deepcopy(value)
        for name in without:
            del made[name]
        return made

    def rows(self, count: int = 3, **changes: Any) -> list[dict[str, Any]]:
        """Conforming rows with ids from 1."""
        return [self.invoice({"id": number, "invoice-number": f"INV-{number}", **changes}) for number in range(1, count + 1)]

    def answer(
        self,
        operation: str = "showInvoice",
        body: Any = None,
        status: int = 200,
        *,
        query: str = "",
        sent: Any = None,
        media_type: str | None = JSON,
        sent_as: str = JSON,
        accept: str | None = JSON,
        headers: tuple[tuple[str, str], ...] = (),
        credential: Credential = Credential.VALID,
        negative: bool = False,
        failure: FailureKind | None = None,
        verb: str = "",
    ) -> Interaction:
        """An interaction. `body` and `sent` are bytes, or values that become JSON; `query` is `name=value&name=value`, unencoded."""
        pairs = tuple((pair.partition("=")[0], pair.partition("=")[2]) for pair in query.split("&") if pair)
        asked = (("Accept", accept),) if accept is not None else ()
        case = Case(
            operation,
            query=pairs,
            headers=asked if accept != JSON else (),
            body=_bytes(sent) if sent is not None else None,
            media_type=sent_as if sent is not None else None,
            credential=credential,
            origin=Origin.NEGATIVE if negative else Origin.POSITIVE,
            verb=verb,
        )
        method = verb or (self.contract.operations[operation].method if operation in self.contract.operations else "PUT")
        declared = (("Content-Type", media_type),) if media_type else ()
        response = Response(status, (*declared, *headers), b"" if body is None else _bytes(body))
        request = Request(method, "/api/invoices", asked, case.body)
        if failure is not None:
            return Interaction(case, request, None, Failure(failure, failure.value))
        return Interaction(case, request, response)

    def show(self, changes: dict[str, Any] | None = None, without: Iterable[str] = (), **options: Any) -> Interaction:
        """A show of the conforming invoice with changes."""
        return self.answer("showInvoice", self.invoice(changes, without), **options)

    def list(self, rows: list[dict[str, Any]] | None = None, query: str = "", **options: Any) -> Interaction:
        """A list."""
        return self.answer("listInvoices", self.rows() if rows is None else rows, query=query, **options)

    def refusal(self, status: int = 400, body: Any = None, **options: Any) -> Interaction:
        """A refused show, of a request that was made to be refused."""
        options.setdefault("negative", True)
        return self.answer("showInvoice", {"errors": {"invoice": ["is not usable"]}} if body is None else body, status, **options)

    def judged(self, interaction: Interaction) -> list[Outcome]:
        """What every interaction check says."""
        return [outcome for check in INTERACTION_CHECKS for outcome in check.function(interaction, self.contract)]


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else canonical_json(value).encode()


@dataclass(frozen=True, slots=True)
class Sample:
    """A requirement, answers that break it, and answers as much alike as possible that keep it."""

    requirement: str
    name: str
    breaks: Callable[[Make], Interaction | Iterator[Outcome]]
    keeps: Callable[[Make], Interaction | Iterator[Outcome]]
    dialect: str = "published"
    also: tuple[str, ...] = ()  # other musts that the same fault breaks by its nature


def outcomes(make: Make, made: Interaction | Iterator[Outcome]) -> list[Outcome]:
    """What the checks say of an interaction, or what a relation said."""
    return make.judged(made) if isinstance(made, Interaction) else list(made)


def findings(said: Iterable[Outcome]) -> list[Finding]:
    """The findings among outcomes."""
    return [each for each in said if isinstance(each, Finding)]


def requirements(said: Iterable[Outcome]) -> set[str]:
    """The requirements that outcomes find broken."""
    return {each.requirement for each in findings(said)}


def witnessed(said: Iterable[Outcome]) -> set[str]:
    """The requirements whose subject outcomes met."""
    return {each.requirement for each in said if isinstance(each, Witness) and each.count > 0}


def musts(make: Make, names: Iterable[str]) -> set[str]:
    """Those of the requirements that bind without exception."""
    return {name for name in names if make.contract.requirements[name].level is Level.MUST}


def as_json(value: Any) -> bytes:
    """JSON text of plain values."""
    return json.dumps(value).encode()
