"""What may leave. One pure decision over a prepared request; nothing that sends may go around it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from coupa_contract.contract.operations import Operation
from coupa_contract.errors import RefusedError
from coupa_contract.model import Effect
from coupa_contract.target.address import Address, address_below
from coupa_contract.target.payload import body_demand
from coupa_contract.target.permission import Demand, Need, Permission, is_canonical_id
from coupa_contract.target.rulebook import Rulebook, dashed

_METHOD = re.compile(r"[A-Za-z-]{1,30}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9_-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_FORM = "application/x-www-form-urlencoded"
_ID = "id"
_READING = frozenset({"GET", "HEAD"})
# Headers that can do no more than their names say. Any other, unless the document has it, is a probe.
_PLAIN_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "authorization", "connection", "content-length", "content-type", "host", "user-agent"}
)
# Headers (and query names) that make another operation of a request, somewhere behind the first server.
_OVERRIDES = re.compile(
    r"x-(http-)?method(-override)?|x-original-(url|uri|method)|x-rewrite-url|x-forwarded-(uri|path|prefix|method)"
    r"|transfer-encoding|upgrade|te|trailer"
)
_QUERY_OVERRIDES = frozenset({"_method", "x-http-method-override", "x-method-override", "_http_method"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """A prepared request that wants to leave. `authorised`: its Authorization is exactly the current valid one (or rightly absent)."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    authorised: bool = False

    def header(self, name: str) -> str | None:
        """The only header of that name, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Made(Protocol):
    """What knows the invoices that the run created: the ledger."""

    @property
    def created(self) -> Set[str]: ...


@dataclass(frozen=True)
class Guard:
    """Decides what may leave for one target."""

    base_url: str
    token_url: str
    permission: Permission
    rulebook: Rulebook

    def check(self, attempt: Attempt, made: Made) -> None:
        """Lets a request pass in silence. Raises RefusedError, which names the permission that is missing."""
        demand = self.demand(attempt)
        # Reads are most of what leaves: only a write needs to know what the run made.
        lacking = self.permission.lacks(demand, made.created if demand.invoice is not None else frozenset())
        if lacking is not None:
            raise _refused(attempt, demand, lacking)

    def check_token_request(self, attempt: Attempt) -> None:
        """Lets a client credentials grant to the configured token endpoint pass, and nothing else. Raises RefusedError."""
        form = dict(parse_qsl((attempt.body or b"").decode("ascii", "replace")))
        media_type = (attempt.header("content-type") or "").partition(";")[0].strip().lower()
        exact = attempt.url == self.token_url and attempt.method == "POST"
        if not exact or media_type != _FORM or form.get("grant_type") != "client_credentials" or _impossible(attempt):
            raise _refused(attempt, Demand(Need.NEVER, "only a client credentials grant may go to the token endpoint"), Need.NEVER.value)

    def demand(self, attempt: Attempt) -> Demand:
        """What a request needs before it may leave. Pure."""
        address = address_below(self.base_url, attempt.url)
        if address is None:
            return Demand(Need.NEVER, "its URL is not plainly below the target's base URL")
        if reason := _impossible(attempt):
            return Demand(Need.NEVER, reason)
        if any(name.strip().lower() in _QUERY_OVERRIDES for name, _ in address.query):
            return Demand(Need.NEVER, "its query asks for another method")
        found = self.rulebook.find(attempt.method, address.path)
        if address.cut and (attempt.method != "GET" or found is None or found[0].effect is not Effect.READS):
            return Demand(Need.NEVER, "an id with a NUL behind it leaves by GET only, to be read")
        if found is None:
            if self.rulebook.documented(address.path) is None:
                return Demand(Need.NEVER, "no operation of the document has that path")
            return Demand(Need.DISPOSABLE, "the document has no such verb there")
        operation, parameters = found
        demand = _header_demand(attempt, operation, self.base_url)
        return demand.or_more(self._operation_demand(attempt, address, operation, parameters))

    def _operation_demand(self, attempt: Attempt, address: Address, operation: Operation, parameters: dict[str, str]) -> Demand:
        if operation.effect is Effect.PROBES:
            return Demand(Need.DISPOSABLE, f"nobody knows what {operation.id} does")
        # An overlay may say what it likes of a verb that changes things.
        if operation.effect is Effect.READS and operation.method in _READING:
            return Demand(Need.DISPOSABLE, "a read carries a body") if attempt.body else Demand(Need.NOTHING)
        creates = operation.method == "POST" and not parameters
        invoice = parameters.get(_ID)
        if not attempt.authorised:
            return Demand(Need.DISPOSABLE, "a write does not carry the valid token")
        if not creates and (invoice is None or not all(map(is_canonical_id, parameters.values()))):
            return Demand(Need.DISPOSABLE, "a write's id is not a plain number")
        need = Need.WRITES if operation.effect is Effect.UPDATES else Need.ACTIONS
        demand = Demand(need, f"{operation.id} changes an invoice" if need is Need.WRITES else f"nothing can undo {operation.id}", invoice)
        demand = demand.or_more(_query_demand(address, operation, invoice))
        return demand.or_more(self._body_demand(attempt, operation, invoice))

    def _body_demand(self, attempt: Attempt, operation: Operation, invoice: str | None) -> Demand:
        if not attempt.body:
            return Demand(Need.NOTHING)
        content_type = attempt.header("content-type") or ""
        media_type, _, parameter = (part.strip().lower() for part in content_type.partition(";"))
        if media_type not in operation.request_media_types:
            return Demand(Need.DISPOSABLE, f"{operation.id} takes no body of type {media_type[:60]!r}")
        if media_type != "application/json":
            return Demand(Need.ACTIONS, "what it uploads cannot be taken back", invoice)
        if parameter not in {"", "charset=utf-8"}:
            return Demand(Need.DISPOSABLE, "its JSON is not declared as UTF-8")
        demand = body_demand(attempt.body, self.rulebook.members(operation), invoice)
        return Demand(demand.need, demand.reason, invoice)


def _impossible(attempt: Attempt) -> str:
    """Why a request may never leave, whatever is allowed; empty when nothing speaks against it."""
    if not _METHOD.fullmatch(attempt.method) or attempt.method.upper() == "CONNECT":
        return "its method is no plain word"
    names = [name.lower().replace("_", "-") for name, _ in attempt.headers]
    if not all(_HEADER_NAME.fullmatch(name) for name, _ in attempt.headers):
        return "a header's name is no plain word"
    if any(map(_OVERRIDES.fullmatch, names)):
        return "a header would make another request of it"
    if len(set(names)) != len(names):
        return "a header occurs twice"
    if not all(_HEADER_VALUE.fullmatch(value) for _, value in attempt.headers):
        return "a header holds a line break or the like"
    length = attempt.header("content-length")
    if length is not None and length != str(len(attempt.body or b"")):
        return "its Content-Length is wrong"
    return ""


def _header_demand(attempt: Attempt, operation: Operation, base_url: str) -> Demand:
    documented = {parameter.name.lower() for parameter in operation.parameters if parameter.where == "header"}
    for name, value in attempt.headers:
        if name.lower() not in _PLAIN_HEADERS and name.lower() not in documented:
            return Demand(Need.DISPOSABLE, f"nobody knows what the header {name[:60]!r} does")
        if name.lower() == "host" and value != base_url.split("/")[2]:
            return Demand(Need.DISPOSABLE, "its Host is not the target's")
    return Demand(Need.NOTHING)


def _query_demand(address: Address, operation: Operation, invoice: str | None) -> Demand:
    """What the query of a write needs: only documented names, each once, spelled plainly."""
    names = [name for name, _ in address.query]
    if any(dashed(name).startswith("exported") for name in names):
        more = Demand(Need.ACTIONS, "nothing can undo the exported flag", invoice)
    else:
        more = Demand(Need.NOTHING)
    documented = {parameter.name for parameter in operation.parameters if parameter.where == "query"}
    if len(set(names)) != len(names) or not documented.issuperset(names):
        return Demand(Need.DISPOSABLE, "a write's query holds something that the document does not have there")
    if any(not value.isprintable() for _, value in address.query):
        return Demand(Need.DISPOSABLE, "a write's query holds a control character")
    return more


def _refused(attempt: Attempt, demand: Demand, lacking: str) -> RefusedError:
    path = "/" + attempt.url.partition("?")[0].split("/", 3)[-1]
    what = f"{attempt.method[:30]} {path[:120]}"
    if lacking == Need.NEVER.value:
        return RefusedError(f"{what!r} was not sent, and no option allows it: {demand.reason}")
    if lacking == "--invoice":
        return RefusedError(f"{what!r} was not sent: {demand.reason}; name the invoice with --invoice {demand.invoice}", lacking)
    return RefusedError(f"{what!r} was not sent: {demand.reason}; it needs {lacking}", lacking)
