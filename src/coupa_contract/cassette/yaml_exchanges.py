"""An exchange as vcrpy knows interactions, and beside it what vcrpy has no place for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from coupa_contract.cassette.bodies import Whitespace, prettied, restored
from coupa_contract.cassette.fields import Fields, Place
from coupa_contract.cassette.recording import ORIGIN
from coupa_contract.cassette.records import Record
from coupa_contract.cassette.yaml_text import Flow, is_literal

# Bodies are recorded decoded and prettied: with one of these plain vcrpy would decode again, or cut.
_ASIDE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_NAME_LIMIT = 100


def _vcr_headers(headers: list[list[str]]) -> tuple[dict[str, list[str]], list[list[Any]]]:
    """vcrpy's lists by name, and with their positions the headers that must stand aside to restore the order."""
    lists: dict[str, list[str]] = {}
    aside: list[list[Any]] = []
    last = None
    for position, (name, value) in enumerate(headers):
        fit = name.lower() not in _ASIDE and len(name) <= _NAME_LIMIT and name.isprintable() and value.isprintable()
        if not fit or (name in lists and name != last):
            aside.append([position, name, value])
        else:
            lists.setdefault(name, []).append(value)
            last = name
    return lists, aside


def _headers(lists: Record, aside: list[Any], place: Place) -> list[list[str]]:
    headers = []
    for name, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise place.error(f"the header `{name}` is not a list of strings")
        headers += [[name, value] for value in values]
    for entry in aside:
        match entry:
            case [int(position), str(name), str(value)] if 0 <= position <= len(headers):
                headers.insert(position, [name, value])
            case _:
                raise place.error("a header aside is not a position, a name and a value")
    return headers


def _vcr_body(body: Any) -> tuple[Any, str]:
    """A body as it stands in the cassette, and how it was spaced."""
    if isinstance(body, str) and body[:1] in ("[", "{"):
        pretty = prettied(body)
        if pretty is not None and is_literal(pretty[0]):
            return pretty[0], pretty[1].value
    return body, ""


def reason(status: int) -> str:
    """The reason phrase that goes with a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def split(exchange: Record, position: int) -> tuple[Record, Record | None]:
    """What the metadata says of an exchange, and the interaction for vcrpy (None: a refusal)."""
    case: Record = exchange["case"]
    if "refused" in exchange:
        return Flow({name: member for name, member in exchange.items() if name != "case"} | case), None
    request, response, failure = exchange["request"], exchange.get("response"), exchange.get("failure")
    beside = Flow({"interaction": position} | case)
    if failure is not None:
        beside["failure"] = Flow(failure)
    if response is None:
        beside["answered"] = "no"
    elif "elapsed" in response:
        beside["elapsed"] = response["elapsed"]
    status = 0 if response is None else response["status"]
    message = reason(status) if response is not None else failure["kind"] if failure else ""
    lists, aside, body, spacing = {}, Flow(), {}, Flow()
    for name, holder in (("request", request), ("response", response or {})):
        lists[name], outside = _vcr_headers(holder.get("headers", []))
        body[name], spaced = _vcr_body(holder.get("body", None if name == "request" else ""))
        if outside:
            aside[name] = outside
        if spaced:
            spacing[name] = spaced
    beside |= {"aside": aside} if aside else {}
    beside |= {"whitespace": spacing} if spacing else {}
    interaction = {
        "request": {"method": request["method"], "uri": ORIGIN + request["url"], "body": body["request"], "headers": lists["request"]},
        "response": {
            "status": Flow({"code": status, "message": message}),
            "headers": lists["response"],
            "body": {"string": body["response"]},
        },
    }
    return beside, interaction


def _vcr_parts(interaction: Any, place: Place) -> tuple[Record, Record]:
    """The request and the response of an interaction, flat: method, url, headers, body; status, headers, body."""
    fields = Fields(interaction, place.of(interaction), "an interaction")
    sent, got = Fields(fields.take("request", dict), place, "a request"), Fields(fields.take("response", dict), place, "a response")
    fields.done()
    request = {"method": sent.text("method"), "url": sent.text("uri"), "headers": sent.take("headers", dict)}
    request["body"] = sent.take("body", (str, bytes, type(None)))
    sent.done()
    status, body = Fields(got.take("status", dict), place, "a status"), Fields(got.take("body", dict), place, "a body")
    response = {"status": status.number("code"), "headers": got.take("headers", dict), "body": body.take("string", (str, bytes))}
    status.text("message")
    for part in (status, body, got):
        part.done()
    if not request["url"].startswith(f"{ORIGIN}/"):
        sent.wrong(f"its uri does not begin with {ORIGIN}/, as in every cassette of coupa-contract")
    request["url"] = request["url"].removeprefix(ORIGIN)
    return request, response


def joined(beside: Record, interaction: Any, place: Place) -> Record:
    """The exchange that `split` took apart. Raises RecordingError."""
    fields = Fields(beside, place, "an exchange")
    request, response = _vcr_parts(interaction, place.of(interaction))
    failure, elapsed = fields.take("failure", dict, None), fields.seconds("elapsed")
    answered = fields.text("answered", "yes")
    aside = Fields(fields.take("aside", dict, {}), place, "the headers aside")
    spacing = Fields(fields.take("whitespace", dict, {}), place, "the whitespace")
    for name, holder in (("request", request), ("response", response)):
        holder["headers"] = _headers(holder["headers"], aside.take(name, list, []), place.of(interaction))
        if name in spacing.record:
            whitespace = spacing.one_of(name, Whitespace)
            if not isinstance(holder["body"], str):
                spacing.wrong(f"the body of the {name} has no whitespace to restore")
            holder["body"] = restored(holder["body"], whitespace)
    aside.done()
    spacing.done()
    if answered not in ("yes", "no"):
        fields.wrong("`answered` of an exchange is neither yes nor no")
    exchange: Record = {"case": fields.record, "request": request}
    if answered == "yes":
        exchange["response"] = response | {"elapsed": elapsed}
    if failure is not None:
        exchange["failure"] = failure
    return exchange
