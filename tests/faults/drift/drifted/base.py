"""Traffic of the reference instance: what a client of each operation sees, recorded here and now from an instance of any seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

import requests

from coupa_contract.cassette.traffic import open_traffic
from coupa_contract.contract import Contract, load_contract
from coupa_contract.model import Case, Credential, Interaction, Request, Response
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.resources import cassettes_folder

Traffic: TypeAlias = tuple[Interaction, ...]
Rows: TypeAlias = Sequence[Mapping[str, Any]]
_Ask: TypeAlias = tuple[str, str, object]  # method, path and query, JSON body or None

_STATUSES = {"draft": 8, "approved": 16, "pending_approval": 8, "disputed": 5, "voided": 5, "on_hold": 6, "rejected": 6}
_PAGE = 20  # rows at most: few, so that all of this is quick
_NOT_KEPT = frozenset({"authorization", "user-agent", "accept-encoding", "connection"})


@cache
def shipped(dialect: str) -> Traffic:
    """The recording that ships."""
    (source,) = open_traffic(cassettes_folder() / "reference" / dialect, load_contract(dialect=dialect))
    return tuple(each for _, each in source.exchanges() if isinstance(each, Interaction))


@cache
def recorded(
    dialect: str = "core-r39", seed: int = 5, profiles: tuple[str, ...] = ("sparse", "sparse", "usual", "usual", "usual", "full")
) -> Traffic:
    """What an instance of that seed answers to the same questions; `profiles` say how much its invoices carry."""
    contract = load_contract(dialect=dialect)
    app = create_app(dialect, seed, statuses=_STATUSES, profiles=profiles, most_rows=_PAGE)
    with running(app) as instance, requests.Session() as session:
        session.trust_env = False
        valid = {"Authorization": f"Bearer {instance.token()}"}

        def told(asks: Iterable[_Ask], headers: Mapping[str, str] = valid) -> Traffic:
            return tuple(_exchange(contract, session, instance.url, ask, headers) for ask in asks)

        first = told([("GET", "/invoices", None), ("GET", "/invoices?offset=20", None), ("GET", "/invoices?offset=40", None)])
        rows = [row for each in first for row in each.response.json]
        return first + told(_reads(rows)) + told(_refused(rows)) + told(_changes(rows)) + told(list(_reads(rows))[:12], {})


def _of(rows: Rows, status: str) -> list[int]:
    return [row["id"] for row in rows if row["status"] == status]


def _reads(rows: Rows) -> Iterator[_Ask]:
    for row in rows[:30]:
        yield "GET", f"/invoices/{row['id']}", None
    for condition in ("id[gt]=0", "id[not_in]=1"):
        yield "GET", f"/invoices?{condition}", None
    yield "GET", "/invoices?limit=20", None
    for offset in range(0, 15, 3):
        page = f"limit=2&offset={offset}"
        yield "GET", f"/invoices?{page}&order_by=created_at&dir=asc", None
        yield "GET", f"/invoices?{page}&fields={_text(['id', 'paid'])}", None
        yield "GET", f"/invoices?{page}&return_object=limited", None
    for status in ("draft", "pending_approval", "disputed", "rejected"):
        yield "GET", f"/invoices?status={status}", None
        yield "GET", f"/invoices?status={status}&order_by=id&dir=desc&limit=3", None
        yield "GET", f"/invoices?status={status}&fields={_text(['id', 'status', 'gross-total'])}", None
        yield "GET", f"/invoices?status={status}&return_object=limited&limit=4", None
    for number in (row["id"] for row in rows[::5]):
        yield "GET", f"/invoices/{number}?fields={_text(['id', 'invoice-number', {'supplier': ['id', 'name']}])}", None
        yield "GET", f"/invoices?id[gt]={number}&limit=2", None
        yield "GET", f"/invoices?id[in]={number},{number + 1}", None


def _refused(rows: Rows) -> Iterator[_Ask]:
    for number in range(900_001, 900_013):
        yield "GET", f"/invoices/{number}", None
        yield "PUT", f"/invoices/{number}", {"comments": "nobody"}
        yield "GET", f"/invoices?id[gt]=number-{number}", None
    for number in _of(rows, "pending_approval"):
        yield "PUT", f"/invoices/{number}", {"invoice-date": f"the {number}th"}
    for number in _of(rows, "voided"):
        yield "PUT", f"/invoices/{number}/void", None
        yield "PUT", f"/invoices/{number}/dispute", {"dispute-reason": {"code": "price-mismatch"}}


def _changes(rows: Rows) -> Iterator[_Ask]:
    for number in _of(rows, "draft"):
        yield "PUT", f"/invoices/{number}", {"comments": f"comment {number}", "internal-note": "noted"}
        yield "PUT", f"/invoices/{number}?return_object=none", {"internal-note": f"note {number}"}
    with_scan = [row["id"] for row in rows if row.get("image-scan")]
    for number in [*with_scan[:12], 900_001, 900_002, 900_003]:
        yield "GET", f"/invoices/{number}/retrieve_image_scan", None
    approved = _of(rows, "approved")
    for number in approved:
        yield "PUT", f"/invoices/{number}/dispute", {"dispute-reason": {"code": "price-mismatch"}}


def _text(value: object) -> str:
    return quote(json.dumps(value, separators=(",", ":")), safe="")


def _exchange(contract: Contract, session: requests.Session, url: str, ask: _Ask, headers: Mapping[str, str]) -> Interaction:
    method, path, value = ask
    body = None if value is None else json.dumps(value).encode()
    sent = {"Accept": "application/json", **({"Content-Type": "application/json"} if body is not None else {})}
    answer = session.request(method, url + path, data=body, headers={**sent, **headers}, allow_redirects=False, timeout=30)
    parts = urlsplit(path)
    matched = contract.match(method, parts.path)
    assert matched is not None, ask
    operation, parameters = matched
    case = Case(
        operation.id,
        tuple(parameters.items()),
        tuple(parse_qsl(parts.query, keep_blank_values=True)),
        tuple(sent.items()),
        body,
        "application/json" if body is not None else None,
        Credential.VALID if headers else Credential.MISSING,
    )
    kept = tuple((name, text) for name, text in answer.headers.items() if name.lower() not in _NOT_KEPT)
    return Interaction(case, Request(method, f"/api{path}", tuple(sent.items()), body), Response(answer.status_code, kept, answer.content))
