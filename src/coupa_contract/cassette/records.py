"""Scenarios, items and endings as records of JSON types (bodies: text where UTF-8, else bytes), and back. Defaults are left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from coupa_contract.cassette.fields import Fields, Place
from coupa_contract.cassette.recording import Ending, Exchange, Kind, RecordedItem, RecordedScenario, Refusal, Role
from coupa_contract.model import Case, Credential, Failure, FailureKind, Interaction, Origin, Request, Response

Record = dict[str, Any]


def body_record(body: bytes) -> str | bytes:
    """A body as text where it is UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body


def body_value(body: str | bytes) -> bytes:
    """The bytes of `body_record`."""
    return body if isinstance(body, bytes) else body.encode("utf-8")


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[list[str]] | None:
    return [list(pair) for pair in pairs] or None


def case_record(case: Case, sent: bytes | None = None) -> Record:
    """A case; its body is left out when it is what was `sent`."""
    record: Record = {"operation": case.operation}
    if case.path_parameters:
        record["path"] = _pairs(case.path_parameters)
    if case.query:
        record["query"] = _pairs(case.query)
    if case.headers:
        record["headers"] = _pairs(case.headers)
    if case.media_type is not None:
        record["media_type"] = case.media_type
    if case.credential is not Credential.VALID:
        record["credential"] = case.credential.value
    if case.origin is not Origin.POSITIVE:
        record["origin"] = case.origin.value
    if case.invalid:
        record["invalid"] = case.invalid
    if case.verb:
        record["verb"] = case.verb
    if case.body != sent:
        record["body"] = None if case.body is None else body_record(case.body)
    return record


def case_value(record: Any, place: Place, sent: bytes | None = None) -> Case:
    """The case of `case_record`."""
    fields = Fields(record, place, "a case")
    body = sent
    if "body" in fields.record:
        text = fields.take("body", (str, bytes), None)
        body = None if text is None else body_value(text)
    case = Case(
        fields.text("operation"),
        fields.pairs("path"),
        fields.pairs("query"),
        fields.pairs("headers"),
        body,
        fields.take("media_type", str, None),
        fields.one_of("credential", Credential, Credential.VALID),
        fields.one_of("origin", Origin, Origin.POSITIVE),
        fields.text("invalid", ""),
        fields.text("verb", ""),
    )
    fields.done()
    return case


def request_record(request: Request) -> Record:
    """A request."""
    record: Record = {"method": request.method, "url": request.url}
    if request.headers:
        record["headers"] = _pairs(request.headers)
    if request.body is not None:
        record["body"] = body_record(request.body)
    return record


def _request_value(record: Any, place: Place) -> Request:
    fields = Fields(record, place, "a request")
    body = fields.take("body", (str, bytes), None)
    request = Request(fields.text("method"), fields.text("url"), fields.pairs("headers"), None if body is None else body_value(body))
    fields.done()
    return request


def response_record(response: Response) -> Record:
    """A response."""
    record: Record = {"status": response.status}
    if response.headers:
        record["headers"] = _pairs(response.headers)
    if response.body:
        record["body"] = body_record(response.body)
    if response.elapsed_s:
        record["elapsed"] = response.elapsed_s
    return record


def _response_value(record: Any, place: Place) -> Response:
    fields = Fields(record, place, "a response")
    body = body_value(fields.take("body", (str, bytes), ""))
    response = Response(fields.number("status"), fields.pairs("headers"), body, fields.seconds("elapsed"))
    fields.done()
    return response


def _failure_value(record: Any, place: Place) -> Failure:
    fields = Fields(record, place, "a failure")
    failure = Failure(fields.one_of("kind", FailureKind), fields.text("detail", ""))
    fields.done()
    return failure


def exchange_record(exchange: Exchange) -> Record:
    """An interaction or a refusal."""
    if isinstance(exchange, Refusal):
        record: Record = {"refused": exchange.reason}
        if exchange.permission:
            record["permission"] = exchange.permission
        return {**record, "case": case_record(exchange.case)}
    request = exchange.request
    record = {"case": case_record(exchange.case, request.body), "request": request_record(request)}
    if exchange.response is not None:
        record["response"] = response_record(exchange.response)
    if exchange.failure is not None:
        record["failure"] = {"kind": exchange.failure.kind.value, "detail": exchange.failure.detail}
    return record


def exchange_value(record: Any, place: Place) -> Exchange:
    """The exchange of `exchange_record`."""
    fields = Fields(record, place, "an exchange")
    case = fields.take("case", dict)
    if "refused" in fields.record:
        refusal = Refusal(case_value(case, place), fields.text("refused"), fields.text("permission", ""))
        fields.done()
        return refusal
    request = _request_value(fields.take("request", dict), place)
    response, failure = fields.take("response", dict, None), fields.take("failure", dict, None)
    fields.done()
    return Interaction(
        case_value(case, place, request.body),
        request,
        None if response is None else _response_value(response, place),
        None if failure is None else _failure_value(failure, place),
    )


def scenario_record(scenario: RecordedScenario) -> Record:
    """A scenario with its exchanges."""
    record: Record = {"number": scenario.number, "now": scenario.now.astimezone(UTC).isoformat()}
    if scenario.session:
        record["session"] = scenario.session
    if scenario.role is not Role.DRAWN:
        record["role"] = scenario.role.value
    if scenario.cause is not None:
        record["cause"] = list(scenario.cause)
    record["arguments"] = scenario.arguments
    if scenario.created:
        record["created"] = list(scenario.created)
    if scenario.withheld:
        record["withheld"] = scenario.withheld
    if scenario.exchanges:
        record["exchanges"] = [exchange_record(exchange) for exchange in scenario.exchanges]
    return record


def _moment(fields: Fields) -> datetime:
    text = fields.text("now")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fields.wrong(f"`now` of {fields.what} is {text!r}, not a date and time")
    if moment.tzinfo is None:
        fields.wrong(f"`now` of {fields.what} has no offset")
    return moment.astimezone(UTC)


def scenario_value(record: Any, place: Place) -> RecordedScenario:
    """The scenario of `scenario_record`."""
    fields = Fields(record, place, "a scenario")
    cause = fields.texts("cause")
    if cause and len(cause) != 3:
        fields.wrong("`cause` of a scenario is not a requirement, an operation and a pointer")
    scenario = RecordedScenario(
        fields.number("number"),
        _moment(fields),
        fields.text("arguments"),
        tuple([exchange_value(exchange, place.of(exchange)) for exchange in fields.take("exchanges", list, [])]),
        fields.number("session", 0),
        fields.one_of("role", Role, Role.DRAWN),
        (cause[0], cause[1], cause[2]) if cause else None,
        fields.texts("created"),
        fields.text("withheld", ""),
    )
    fields.done()
    return scenario


def item_record(item: RecordedItem) -> Record:
    """An item."""
    record: Record = {"name": item.name, "kind": item.kind.value}
    if item.requirements:
        record["requirements"] = list(item.requirements)
    if item.arguments:
        record["arguments"] = list(item.arguments)
    return record


def item_value(record: Any, place: Place) -> RecordedItem:
    """The item of `item_record`."""
    fields = Fields(record, place, "an item")
    item = RecordedItem(fields.text("name"), fields.one_of("kind", Kind), fields.texts("requirements"), fields.texts("arguments"))
    fields.done()
    return item


def ending_record(ending: Ending) -> Record:
    """An ending."""
    record: Record = {"witnesses": dict(sorted(ending.witnesses.items()))}
    if ending.lacking:
        record["lacking"] = ending.lacking
    if ending.error:
        record["error"] = ending.error
    return record


def ending_value(record: Any, place: Place) -> Ending:
    """The ending of `ending_record`."""
    fields = Fields(record, place, "an ending")
    witnesses = Fields(fields.take("witnesses", dict), place, "the witnesses")
    counts = {name: witnesses.number(name) for name in list(witnesses.record)}
    ending = Ending(counts, fields.text("lacking", ""), fields.text("error", ""))
    fields.done()
    return ending
