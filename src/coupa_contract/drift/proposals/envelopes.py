"""Adds what stands around bodies: statuses, content types, headers; and other forms of a refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.media import is_json, media_key
from coupa_contract.drift.drift import Direction, DriftPlace
from coupa_contract.drift.facts import AnswerFacts
from coupa_contract.drift.proposals.inferring import infer
from coupa_contract.drift.proposals.members import added
from coupa_contract.drift.proposals.parts import Part, Refusal, Spot, lay, remove
from coupa_contract.drift.proposals.work import Work

_NOTES = ("description", "title")


def statuses(work: Work, place: DriftPlace) -> Iterator[Part]:
    """An entry for each status of the same class that the document does not know."""
    operation = work.view.operations[place.operation]
    responses = work.view.node(operation).get("responses") or {}
    answers = list(work.seen.facts.operations[place.operation].answers.values())
    for status in sorted({each.status for each in answers if each.status[:1] == place.status[:1]}):
        if {status, f"{status[0]}XX", f"{status[0]}xx"} & responses.keys():  # `default` is for what nobody foresaw
            continue
        if status.startswith("5"):
            raise Refusal("a server that fails is no part of a contract")
        ours = [each for each in answers if each.status == status]
        spots = tuple(_root(place.operation, each) for each in ours if "" in each.places)
        entry = _known_response(work, place.operation, ours) or _response(work, place.operation, ours)
        yield Part("status", (lay(operation, {"responses": {status: entry}}),), spots, widening=False)


def _root(operation: str, answer: AnswerFacts) -> Spot:
    return Spot(Direction.RESPONSE, operation, answer.status, answer.media_type, "")


def _known_response(work: Work, operation: str, answers: list[AnswerFacts]) -> dict[str, Any] | None:
    """A response that the operation has under another status of the same class, if it describes these answers as well."""
    responses = work.view.node(work.view.operations[operation]).get("responses") or {}
    for status, entry in sorted(responses.items()):
        if status[:1] != answers[0].status[:1] or "$ref" not in entry:
            continue
        place, node = pointers.locate(work.view.document, entry["$ref"])
        if all(_describes(work, place, node, _root(operation, each)) for each in answers):
            return dict(entry)
    return None


def observed(work: Work, operation: str) -> dict[str, Any]:
    """An entry for each status of an operation that was observed, of servers that do not fail."""
    facts = work.seen.facts.operations.get(operation)
    answers = [each for each in (facts.answers.values() if facts else ()) if not each.status.startswith("5")]
    entries = {}
    for status in sorted({each.status for each in answers}):
        ours = [each for each in answers if each.status == status]
        entries[status] = _shared_response(work, operation, ours) or _response(work, operation, ours)
    return entries


def _shared_response(work: Work, operation: str, answers: list[AnswerFacts]) -> dict[str, Any] | None:
    """The shared response that most operations have under a status, if it describes these answers as well."""
    status = answers[0].status
    known = [(work.view.node(each).get("responses") or {}).get(status) or {} for each in work.view.operations.values()]
    named = Counter(str(each["$ref"]) for each in known if "$ref" in each)
    for reference, _ in sorted(named.items(), key=lambda each: (-each[1], each[0])):
        place, node = pointers.locate(work.view.document, reference)
        if all(_describes(work, place, node, _root(operation, each)) for each in answers):
            return {"$ref": reference}
    return None


def _describes(work: Work, place: str, node: Any, root: Spot) -> bool:
    if root not in work.seen.places:
        return not root.media_type or not node.get("content")  # OpenAPI cannot say that a body has to be there
    key = media_key(node.get("content") or {}, root.media_type)
    if key is None or "schema" not in node["content"][key]:
        return False
    site = place + pointers.join(["content", key, "schema"])
    below = (each.pointer for each in work.seen.places if each[:4] == root[:4])
    return all(map(partial(work.view.within, site), below)) and not any(
        work.seen.refuses(work.view, site, each) for each in work.seen.values(root)
    )


def _response(work: Work, operation: str, answers: list[AnswerFacts]) -> dict[str, Any]:
    content = {each.media_type: _content(work, _root(operation, each)) for each in answers if each.media_type}
    return {"description": "Observed, and not described by its owner."} | ({"content": content} if content else {})


def _content(work: Work, root: Spot) -> dict[str, Any]:
    return {"schema": infer(work.seen, work.view, root)} if root in work.seen.places and is_json(root.media_type) else {}


def media_types(work: Work, place: DriftPlace) -> Iterator[Part]:
    """An entry for each content type of a status that the document does not know."""
    for answer in work.seen.facts.operations[place.operation].answers.values():
        root = _root(place.operation, answer)
        holder = work.view.envelope(root)
        if answer.status != place.status or not holder or not answer.media_type:
            continue
        content = work.view.node(holder).get("content") or {}
        if answer.media_type in content or (media_key(content, answer.media_type) and not is_json(answer.media_type)):
            continue
        known = (entry["schema"] for entry in content.values() if "schema" in entry and is_json(answer.media_type))
        sites = (holder + pointers.join(["content", key, "schema"]) for key in content if "schema" in content[key])
        fits = [
            node
            for node, site in zip(known, sites, strict=False)
            if not any(work.seen.refuses(work.view, site, each) for each in work.seen.values(root))
        ]
        entry = {"schema": fits[0]} if fits and root in work.seen.places else _content(work, root)
        yield Part("media", (lay(holder, {"content": {answer.media_type: entry}}),), (root,), widening=False)


def headers(work: Work, place: DriftPlace) -> Iterator[Part]:
    """An entry for the headers of an answer that a drift is about (its words name them in backticks)."""
    answers = work.seen.facts.operations[place.operation].answers
    answer = answers.get((place.status, place.media_type))
    holder = work.view.envelope(Spot(Direction.RESPONSE, place.operation, place.status, place.media_type, ""))
    name = place.new.strip("`")
    if answer is None or not holder or name not in answer.headers:
        raise Refusal("the document does not describe the answer that carries the header")
    if name in {each.lower() for each in work.view.node(holder).get("headers") or {}}:
        return
    forms = set(answer.headers[name].forms)
    kind = "integer" if forms == {"integer"} else "string"
    entry = {"description": "Observed, and not described by its owner.", "schema": {"type": kind}}
    yield Part("header", (lay(holder, {"headers": {name: entry}}),))


def refusals(work: Work, place: DriftPlace) -> Iterator[Part]:
    """Another form of the body of a refusal."""
    spot = Spot(Direction.RESPONSE, place.operation, place.status, place.media_type, "")
    values = work.seen.values(spot)
    for site in work.view.sites(spot):
        if all(not work.view.objections(site, each) for each in values):
            yield from added(work, [each for each in work.seen.places if each[:4] == spot[:4]])
            continue
        target = work.view.reference(site) or site
        spots = tuple(
            each
            for each in work.seen.places
            if each.pointer == "" and target in {*work.view.sites(each), *map(work.view.reference, work.view.sites(each))}
        )
        pooled = work.seen.pool(sorted({*spots, spot}))
        schema = infer(work.seen, work.view, pooled)
        always = [
            each.name
            for each in work.seen.below(pooled)
            if not any(work.seen.places[one.below(each.name)].absent for one in spots if one.below(each.name) in work.seen.places)
        ]
        if schema.get("type") == "object" and always:
            schema = {"type": "object", "required": sorted(always)} | schema
        node = work.view.node(target)
        if "anyOf" in node:
            yield Part("body", (lay(target, {"anyOf": [schema]}),), spots)
        else:
            moved = {key: value for key, value in node.items() if key not in _NOTES and not key.startswith("x-")}
            yield Part("body", (*remove(target, *moved), lay(target, {"anyOf": [moved, schema]})), spots)
