"""The application: `create_app` gives a plain ASGI application, so that a wrapper around it can be a deliberate fault."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

import orjson
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from coupa_contract.errors import UsageError
from coupa_contract.reference.bodies import accepts_json, form
from coupa_contract.reference.catalogue import Catalogue
from coupa_contract.reference.elements import DIALECTS
from coupa_contract.reference.instance import Instance, json_text, missing, refusal
from coupa_contract.reference.lifecycle import ACTIONS
from coupa_contract.reference.oauth import DEFAULT_CLIENT, LIFETIME_S, Authority, Client, GrantError
from coupa_contract.reference.operations import Operation, at_path
from coupa_contract.reference.pace import Pace
from coupa_contract.reference.query import MOST_ROWS
from coupa_contract.reference.reads import list_invoices, retrieve_legal_document, retrieve_scan, show_invoice, submit_new
from coupa_contract.reference.refusals import RefusalError, not_found
from coupa_contract.reference.samples import PROFILES, STATUSES
from coupa_contract.reference.store import Store
from coupa_contract.reference.writes import create_invoice, delete_invoice, update_invoice, update_line_accounts, update_scan

BASE_PATH = "/api"
TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path

Handler = Callable[[Instance, Request, int], Awaitable[Response]]

HANDLERS: dict[str, Handler] = {
    "listInvoices": list_invoices,
    "showInvoice": show_invoice,
    "createInvoice": create_invoice,
    "updateInvoice": update_invoice,
    "patchInvoice": update_invoice,
    "deleteInvoice": delete_invoice,
    "updateInvoiceImageScan": update_scan,
    "retrieveInvoiceImageScan": retrieve_scan,
    "updateInvoiceLineAccounts": update_line_accounts,
    "retrieveInvoiceClearanceDocument": retrieve_legal_document,
    "retrieveLegalInvoicePdf": retrieve_legal_document,
    "submitNewInvoiceForApproval": submit_new,
    **ACTIONS,
}


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    dialect: str = "published",
    seed: int = 1,
    database: Path | None = None,
    rate_limit: int | None = None,
    *,
    clients: Sequence[Client] = (DEFAULT_CLIENT,),
    token_lifetime_s: int = LIFETIME_S,
    clock: Callable[[], datetime] = _now,
    monotonic: Callable[[], float] = time.monotonic,
    statuses: Mapping[str, int] = STATUSES,
    profiles: Sequence[str] = PROFILES,
    most_rows: int = MOST_ROWS,
) -> Starlette:
    """An instance as an ASGI application: the API below `/api`, tokens at `/oauth2/token`.

    `rate_limit` is in requests per second. `clients` may ask for tokens, which last `token_lifetime_s`; `clock` and `monotonic` (seconds)
    are there for tests. `statuses` says how many invoices of each status a new instance has, `profiles` how much these carry (sparse,
    usual, full), `most_rows` how many of them a page shows at most.
    Raises UsageError when one of these cannot be or the database cannot be used.
    """
    if dialect not in DIALECTS:
        raise UsageError(f"the reference instance does not speak {dialect!r}; it speaks {' and '.join(DIALECTS)}")
    if rate_limit is not None and rate_limit < 1:
        raise UsageError(f"a rate limit of {rate_limit} requests a second lets nothing pass; name 1 or more")
    if most_rows < 1:
        raise UsageError(f"pages of {most_rows} invoices show nothing; name 1 or more")
    if unknown := sorted(set(statuses) - set(STATUSES)):
        raise UsageError(f"no invoice of the reference instance is {' or '.join(unknown)}; its statuses are {', '.join(STATUSES)}")
    if min(statuses.values(), default=0) < 0:
        raise UsageError("there cannot be fewer than no invoices of a status")
    if not profiles or not set(profiles) <= set(PROFILES):
        raise UsageError(f"an invoice is {' or '.join(dict.fromkeys(PROFILES))}, not {' or '.join(profiles) or 'nothing'}")
    store = Store(dialect, seed, database, statuses, profiles)
    authority, pace = Authority(clients, clock, token_lifetime_s), Pace(rate_limit, monotonic)
    instance = Instance(dialect, store, Catalogue(dialect), authority, clock, pace, most_rows)
    app = Starlette()
    app.router.default = Api(instance)  # not a Mount: its pattern passes over a path with a line break
    app.state.instance = instance
    return app


class Api:
    """Finds the operation of a request, checks who asks and what they take, and lets its handler answer."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except RefusalError as error:
            response = refusal(error)
        except ClientDisconnect:
            return  # nobody is there to be answered
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        segments = _segments(request.scope)
        if "/" + "/".join(segments) == TOKEN_PATH:
            return await self._token(request)
        if segments[:1] != (BASE_PATH[1:],):
            raise not_found("The API is below /api.")
        self._instance.pace.step()
        scopes = self._instance.authority.scopes(request.headers.get("authorization"))
        operation = _operation(request.method, segments[1:], self._instance.dialect)
        if scopes.isdisjoint(operation.scopes):
            raise RefusalError(403, {"authorization": (f"The token lacks the scope {' or '.join(operation.scopes)}.",)})
        if not operation.binary and not accepts_json(request.headers.get("accept")):
            raise RefusalError(406, {"accept": ("Only application/json is answered.",)})
        return await HANDLERS[operation.id](self._instance, request, _number(operation, segments[1:]))

    async def _token(self, request: Request) -> Response:
        if request.method != "POST":
            raise _not_allowed(["POST"])
        try:
            granted = self._instance.authority.grant(await form(request), request.headers.get("authorization"))
        except GrantError as error:
            headers = {"WWW-Authenticate": "Basic"} if error.status == 401 else {}
            return json_text(orjson.dumps({"error": error.error, "error_description": error.description}), error.status, headers)
        return json_text(orjson.dumps(granted), headers={"Cache-Control": "no-store"})


def _segments(scope: Scope) -> tuple[str, ...]:
    """The parts of the path, split before they are decoded, so that an encoded slash does not become another operation."""
    raw = scope.get("raw_path") or scope["path"].encode()
    return tuple(unquote_to_bytes(part).decode("utf-8", "replace") for part in raw.partition(b"?")[0].split(b"/")[1:])


def _operation(method: str, path: tuple[str, ...], dialect: str) -> Operation:
    """The operation of a method and path. Raises RefusalError (404, 405)."""
    found = at_path(path, dialect)
    if not found:
        raise not_found("There is no such resource.")
    if method not in found:
        raise _not_allowed(sorted(found))
    return found[method]


def _not_allowed(methods: Sequence[str]) -> RefusalError:
    allowed = ", ".join(methods)
    return RefusalError(405, {"method": (f"Only {allowed} is allowed here.",)}, {"Allow": allowed})


def _number(operation: Operation, path: tuple[str, ...]) -> int:
    """The invoice's id in a path; 0 when the operation is on none. Raises RefusalError (404)."""
    if "{id}" not in operation.path:
        return 0
    text = path[operation.path.index("{id}")]
    if not (text.isascii() and text.isdigit() and not text.startswith("0") and len(text) < 18):
        raise missing(text)
    return int(text)
