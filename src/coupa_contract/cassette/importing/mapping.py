"""Turns foreign exchanges into interactions of the document's operations, and says why not where it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import SplitResult, unquote_plus

from coupa_contract.cassette.importing.bases import Base, base_of, origin_of, split
from coupa_contract.cassette.importing.foreign import ForeignExchange, LeftOut, Pairs, UnusableError
from coupa_contract.contract import Contract
from coupa_contract.contract.media import is_json
from coupa_contract.contract.operations import Operation
from coupa_contract.drift.asking import general_call
from coupa_contract.model import Case, Credential, Interaction, NotJsonError, Origin, Request, Response, parse_json
from coupa_contract.target.encoding import target_of
from coupa_contract.target.headers import kept_of_request, kept_of_response

NO_OPERATION = "no operation of the document"
_BASE_PATH = "/api"  # of every imported request, wherever the instance lay
# What the instance names itself by in an answer, and how the bytes were packed on the way.
_DROPPED = frozenset({"host", "content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Mapped:
    """What can be imported, in order, each with when it was recorded (None: nobody said), and what cannot."""

    interactions: tuple[tuple[Interaction, datetime | None], ...]
    left_out: tuple[LeftOut, ...]
    base: Base | None


def map_exchanges(exchanges: Iterable[ForeignExchange | LeftOut], contract: Contract, base: Base | None = None) -> Mapped:
    """Interactions below `base` (by default the base of most requests); everything else is left out with its reason.

    Each is recorded as a request that nobody knows to be valid, with a credential that nobody knows to be missing: recorders drop
    tokens, so that an absent one proves nothing, and no check raises an alarm over it.
    """
    known = list(exchanges)
    base = base or base_of((each for each in known if isinstance(each, ForeignExchange)), contract)
    interactions: list[tuple[Interaction, datetime | None]] = []
    left_out: list[LeftOut] = []
    for each in known:
        if isinstance(each, LeftOut):
            left_out.append(each)
            continue
        try:
            interactions.append((interaction_of(each, contract, base), each.at or _date(each.response_headers)))
        except UnusableError as reason:
            left_out.append(LeftOut(each.place, str(reason), _told(each)))
    return Mapped(tuple(interactions), tuple(left_out), base)


def interaction_of(exchange: ForeignExchange, contract: Contract, base: Base | None) -> Interaction:
    """The interaction that an exchange below `base` is. Raises UnusableError with the reason for which it is none."""
    operation, parameters, query = _asked(exchange, contract, base)
    body, media_type = _body(exchange)
    case = Case(
        operation.id,
        tuple(parameters.items()),
        query,
        body=body,
        media_type=media_type,
        credential=Credential.VALID,
        origin=Origin.UNKNOWN,
    )
    sent = tuple(pair for pair in kept_of_request(exchange.request_headers) if pair[0].lower() not in _DROPPED)
    request = Request(operation.method, _BASE_PATH + target_of(operation.path, case), sent, body)
    received = tuple(_placed(pair, exchange) for pair in kept_of_response(exchange.response_headers) if pair[0].lower() not in _DROPPED)
    return Interaction(case, request, Response(exchange.status, received, exchange.response_body, exchange.elapsed_s))


def _asked(exchange: ForeignExchange, contract: Contract, base: Base | None) -> tuple[Operation, dict[str, str], Pairs]:
    parts = split(exchange.url)
    if parts is None:
        raise UnusableError("its URL is no HTTP URL")
    if base is not None and origin_of(parts) != base.origin:
        raise UnusableError("sent to another host")
    below = _below(parts, base)
    matched = contract.match(exchange.method, below) if below is not None else None
    if matched is None:
        raise UnusableError(NO_OPERATION)
    return (*matched, _query(parts.query))


def _below(parts: SplitResult, base: Base | None) -> str | None:
    return parts.path[len(base.path) :] if base is not None and parts.path.startswith(base.path + "/") else None


def general_path(exchange: ForeignExchange, contract: Contract, base: Base | None) -> str:
    """Method and path of a request below `base` that the document lacks, such as `GET /invoices/{}/history`; "" for one elsewhere.

    Elsewhere is also what belongs to other things than the document is about. A part that is no plain word may identify something.
    """
    parts = split(exchange.url)
    path = _below(parts, base) if parts is not None else None
    about = {operation.path.split("/")[1] for operation in contract.operations.values()}
    if path is None or path.split("/")[1] not in about or not exchange.method.isalpha():
        return ""
    return general_call(exchange.method, path)


@lru_cache(maxsize=1024)  # clients ask the same again and again
def _query(text: str) -> Pairs:
    try:
        parts = [part.partition("=") for part in text.split("&") if part]
        return tuple((unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")) for name, _, value in parts)
    except UnicodeDecodeError as error:
        raise UnusableError("its query is not UTF-8") from error


def _body(exchange: ForeignExchange) -> tuple[bytes | None, str | None]:
    """The request's body and its type. One that should be JSON and is not is left out, unless the file vouches for each byte.

    Recorders replace what they take for secrets: a body spoilt by one, which the instance took, would look like a fault of the instance.
    """
    body = exchange.request_body
    if not body:
        return None, None
    media_type = next((value for name, value in exchange.request_headers if name.lower() == "content-type"), None)
    if media_type is not None and is_json(media_type) and not exchange.exact:
        try:
            parse_json(body)
        except NotJsonError as error:
            raise UnusableError("its request's body is no JSON, which the recorder may have done") from error
    return body, media_type


def _placed(header: tuple[str, str], exchange: ForeignExchange) -> tuple[str, str]:
    """A header with addresses of the instance itself below its origin."""
    name, value = header
    asked, goal = split(exchange.url), split(value)
    if name.lower() == "location" and asked is not None and goal is not None and origin_of(goal) == origin_of(asked):
        return name, goal.path or "/"
    return header


def _date(headers: Pairs) -> datetime | None:
    text = next((value for name, value in headers if name.lower() == "date"), "")
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _told(exchange: ForeignExchange) -> str:
    parts = split(exchange.url)
    where = f"{parts.netloc.rpartition('@')[2]}{parts.path}" if parts is not None else ""
    return f"{exchange.method} {where}".strip()
