"""The door to Schemathesis: it draws cases from the document, and gives a second opinion on interactions. Its types stay in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup

from coupa_contract.checks.status import GATEWAY
from coupa_contract.contract import Contract
from coupa_contract.model import Case, Condition, Effect, Finding, Interaction, Origin, Outcome, Witness, canonical_json, parse_json
from coupa_contract.runner.drawing import rows
from coupa_contract.runner.planning import seen_conditions
from coupa_contract.runner.seam import Draw
from coupa_contract.runner.setting import Setting

# Schemathesis's checks that say what a requirement of ours says, and which one.
SECOND_OPINIONS: Mapping[str, str] = {
    "not_a_server_error": "error-no-server-error",
    "status_code_conformance": "shape-status-is-known",
    "content_type_conformance": "shape-content-type",
    "response_headers_conformance": "shape-schema",
    "response_schema_conformance": "shape-schema",
}

# Its checks that are off, each with the reason.
SWITCHED_OFF: Mapping[str, str] = {
    "negative_data_rejection": "an instance may accept more than the document says: numeric strings, odd dates, further parameters",
    "positive_data_acceptance": "a tenant's own rules may refuse what the document allows; query-condition-is-accepted judges the rest",
    "missing_required_header": "no operation requires a header; the token is judged by the access requirements",
    "unsupported_method": "a verb that nobody documented is a write probe, and leaves for disposable targets only",
    "allow_header_conformance": "no source says what an Allow header lists",
    "ignored_auth": "it sends requests of its own, past the guard; the access requirements judge the same",
    "use_after_free": "the published dialect deletes nothing, and a deleted invoice may stay visible",
    "ensure_resource_availability": "what was just made may not be listed at once; the update requirements read it by its id",
    "max_response_time": "no source promises a time",
    "object_level_authorization": "it needs a second tenant's user, and sends requests of its own, past the guard",
}


_CONDITIONS = 60  # to draw from
_BROKEN = "a parameter is not what the document says"


@lru_cache(maxsize=8)
def _schema(contract: Contract, *, plain: bool = False) -> Any:
    loaded = schemathesis.openapi.from_dict(_plain(contract) if plain else dict(contract.document))
    loaded.config.update(base_url="http://localhost")  # only so that a URL can be built; nothing is ever sent from here
    return loaded


def _plain(contract: Contract) -> dict[str, Any]:
    """The document without the conditions of the list: hundreds of strategies to build, where conditions come from what was seen."""
    listing = contract.operation("listInvoices")
    conditions = {parameter.name for parameter in listing.query if parameter.attribute}
    path = contract.document["paths"][listing.path]
    verb = listing.method.lower()
    left = [each for each in path[verb]["parameters"] if contract.resolve(each)["name"] not in conditions]
    paths = {**contract.document["paths"], listing.path: {**path, verb: {**path[verb], "parameters": left}}}
    return {**contract.document, "paths": paths}


def _operation(contract: Contract, operation_id: str, *, plain: bool = False) -> Any:
    operation = contract.operation(operation_id)
    return _schema(contract, plain=plain).find_operation_by_label(f"{operation.method} {operation.path}")


def reads(operation_id: str) -> Draw:
    """Valid cases of a reading operation: parameters by Schemathesis, conditions and ids from what was seen."""
    return _cases(operation_id, schemathesis.GenerationMode.POSITIVE)


def broken_reads(operation_id: str) -> Draw:
    """Cases of a reading operation of which something is not what the document says."""
    return _cases(operation_id, schemathesis.GenerationMode.NEGATIVE)


def _cases(operation_id: str, mode: Any) -> Draw:
    positive = mode is schemathesis.GenerationMode.POSITIVE

    def draw(setting: Setting) -> SearchStrategy[Case]:
        operation = setting.contract.operation(operation_id)
        if operation.effect is not Effect.READS:
            raise TypeError(f"{operation_id} is not a read")
        paging = {parameter.name for parameter in operation.query if not parameter.attribute}
        known = seen_conditions(setting, _CONDITIONS) if positive and operation_id == "listInvoices" else []
        met = st.lists(st.sampled_from(known), max_size=2) if known else st.just([])
        seen = rows(setting) if "{id}" in operation.path else st.none()

        def case(drawn: Any, conditions_met: list[Condition], identifier: int | None) -> Case:
            path = {} if identifier is None else {"id": str(identifier)}
            if positive:
                query = [*(condition.pair for condition in conditions_met), *(pair for pair in _pairs(drawn.query) if pair[0] in paging)]
                return Case(operation_id, tuple(path.items()), tuple(dict(query).items()))
            return Case(operation_id, tuple(path.items()), tuple(_pairs(drawn.query)), origin=Origin.NEGATIVE, invalid=_BROKEN)

        return st.builds(case, _operation(setting.contract, operation_id, plain=positive).as_strategy(generation_mode=mode), met, seen)

    return draw


def _pairs(query: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    for name, value in (query or {}).items():
        if isinstance(value, list | tuple):
            yield str(name), ",".join(map(_text, value))
        else:
            yield str(name), _text(value)


def _text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return canonical_json({str(key): _text(item) for key, item in value.items()})
        case None:
            return "null"
    return str(value)


def second_opinion(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """What Schemathesis's checks say of an interaction, as findings of the requirements in `SECOND_OPINIONS`.

    A projected answer lacks members by right, so its schema is left to our own check, which knows that. So is a body that is no JSON, and
    the answer of a gateway, which is no fault of the server behind it.
    """
    response = interaction.response
    if response is None or interaction.failure is not None:
        return
    operation = _operation(contract, interaction.case.operation)
    case = schemathesis.Case(
        operation,
        operation.method,
        operation.path,
        path_parameters=dict(interaction.case.path_parameters),
        query=dict(interaction.case.query),
        body=_body(interaction),
        media_type=interaction.case.media_type,
    )
    request = requests.Request(interaction.request.method, "http://localhost" + interaction.request.url).prepare()
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name.lower(), []).append(value)
    theirs = schemathesis.Response(
        status_code=response.status, headers=headers, content=response.body, request=request, elapsed=response.elapsed_s, verify=True
    )
    for name, requirement in SECOND_OPINIONS.items():
        if name == "response_schema_conformance" and (interaction.case.projected or not response.is_json):
            continue
        if name == "not_a_server_error" and response.status in GATEWAY:
            continue
        yield Witness(requirement)
        try:
            case.validate_response(theirs, checks=[_check(name)])
        except FailureGroup as group:
            for failure in group.exceptions:
                finding = _finding(requirement, interaction, failure)
                if name != "response_schema_conformance" or not _judged(finding.pointer, interaction, contract):
                    yield finding


def _judged(pointer: str, interaction: Interaction, contract: Contract) -> bool:
    """Whether our own check saw the same there, or below: it knows which requirement is broken, and what is lenient."""
    response = interaction.response
    if response is None or not response.is_json:
        return False
    violations = contract.violations(interaction.case.operation, response.status, "application/json", response.json)
    return any(each.pointer == pointer or each.pointer.startswith(f"{pointer}/") for each in violations)


def _finding(requirement: str, interaction: Interaction, failure: Any) -> Finding:
    pointer = "".join(f"/{step}" for step in getattr(failure, "instance_path", None) or ())
    seen = str(getattr(failure, "validation_message", "") or failure.message or failure.title)
    return Finding(requirement, interaction.case.operation, pointer, f"Schemathesis: {failure.title}", seen.splitlines()[0][:200])


def _check(name: str) -> Any:
    from schemathesis.checks import CHECKS, load_all_checks

    load_all_checks()
    return CHECKS.get_by_names([name])[0]


def _body(interaction: Interaction) -> Any:
    if interaction.case.body is None:
        return NOT_SET
    if interaction.case.media_type == "application/json":
        try:
            return parse_json(interaction.case.body)
        except ValueError:
            return interaction.case.body
    return interaction.case.body
