"""Adds what can be asked: operations, parameters, how long a page is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.drift.drift import DriftPlace
from coupa_contract.drift.proposals import envelopes
from coupa_contract.drift.proposals.parts import Part, Refusal, lay
from coupa_contract.drift.proposals.work import Work

_OPERATORS = ["not_eq", "gt", "lt", "gt_or_eq", "lt_or_eq", "in", "not_in", "contains", "starts_with", "ends_with", "blank"]


def operation(work: Work, place: DriftPlace) -> Iterator[Part]:
    """A path and an operation without a description of its answers, of which nothing is known."""
    known = work.seen.facts.operations.get(place.operation)
    method, _, general = f"{known.method} {known.path}".partition(" ") if known else place.operation.partition(" ")
    if not general.startswith("/"):
        raise Refusal("the operation is known by its id alone, which tells no path")
    path = general if known else _named(work, general)
    segments = [each for each in path.split("/") if each and not each.startswith("{")]
    words = re.findall(r"[A-Za-z0-9]+", " ".join(segments)) or ["root"]
    spelled = method.lower() + "".join(word[:1].upper() + word[1:] for word in words) + ("ById" if path.endswith("}") else "")
    name = known.id if known else spelled
    if name in work.view.operations:
        raise Refusal(f"the document has an operation {name} already")
    paths = work.view.node("/paths")
    parameters = [] if path in paths else [_path_parameter(work, each) for each in re.findall(r"\{([^{}]+)\}", path)]
    responses = work.view.document.get("components", {}).get("responses") or {}
    unexpected = (
        {"$ref": "#/components/responses/Unexpected"} if "Unexpected" in responses else {"description": "Nothing is known of its answers."}
    )
    entry: dict[str, Any] = {method.lower(): {
        "operationId": name,
        "summary": f"{method} {path}",
        "description": "Observed, and not described by its owner.",
        "x-effect": "reads" if method == "GET" else "probes",
        "responses": {**envelopes.observed(work, place.operation), "default": unexpected},
    }}  # fmt: skip
    yield Part("operation", (lay("/paths", {path: ({"parameters": parameters} if parameters else {}) | entry}),), widening=False)


def _named(work: Work, general: str) -> str:
    """The path with names in place of `{}`: those of the documented path that it shares most with."""
    segments = general.split("/")
    for index, segment in enumerate(segments):
        if segment == "{}":
            before = segments[:index]
            known = (path.split("/") for path in work.view.node("/paths"))
            names = (path[index] for path in known if len(path) > index and path[:index] == before and path[index].startswith("{"))
            segments[index] = next(names, "{id}" if "{id}" not in before else f"{{id{index}}}")
    return "/".join(segments)


def _path_parameter(work: Work, name: str) -> dict[str, Any]:
    for key, node in (work.view.document.get("components", {}).get("parameters") or {}).items():
        if node.get("in") == "path" and node.get("name") == name:
            return {"$ref": f"#{pointers.join(['components', 'parameters', key])}"}
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def parameter(work: Work, place: DriftPlace) -> Iterator[Part]:
    """A query parameter that the document does not know."""
    name = place.pointer.removeprefix("?")
    if _parameter(work, place.operation, name):
        return
    entry: dict[str, Any] = {"name": name, "in": "query", "description": "Observed, and not described by its owner."}
    condition = re.fullmatch(rf"(.+)\[({'|'.join(_OPERATORS)})\]", name)
    if condition:
        entry |= {"x-attribute": condition[1], "x-operator": condition[2], "x-kind": "string"}
    entry["schema"] = {"type": "string"}
    yield Part("parameter", (lay(work.view.operations[place.operation], {"parameters": [entry]}),))


def optional_parameter(work: Work, place: DriftPlace) -> Iterator[Part]:
    """A parameter that need not be sent."""
    pointer = _parameter(work, place.operation, place.pointer.removeprefix("?"))
    if not pointer or not work.view.node(pointer).get("required"):
        raise Refusal("the document does not demand the parameter")
    yield Part("parameter", (lay(pointer, {"required": False}),))


def page_size(work: Work, place: DriftPlace) -> Iterator[Part]:
    """The default of the parameter `limit`."""
    pointer = _parameter(work, place.operation, "limit")
    rows = work.seen.facts.operations[place.operation].page_size
    if not pointer or rows is None:
        raise Refusal("the operation has no parameter `limit` whose default could say so")
    yield Part("page", (lay(pointer, {"schema": {"default": rows}}),), widening=False)


def deprecated(work: Work, place: DriftPlace) -> Iterator[Part]:
    """An operation that is on its way out."""
    yield Part("deprecated", (lay(work.view.operations[place.operation], {"deprecated": True}),), widening=False)


def _parameter(work: Work, operation_id: str, name: str) -> str:
    """The pointer of a parameter, references followed; "" when the operation has none of that name."""
    pointer = work.view.operations[operation_id]
    for holder in (pointer, pointer.rpartition("/")[0]):
        for index, _ in enumerate(work.view.node(holder).get("parameters") or ()):
            place, node = pointers.locate(work.view.document, f"{holder}/parameters/{index}")
            if node.get("name") == name:
                return place
    return ""
