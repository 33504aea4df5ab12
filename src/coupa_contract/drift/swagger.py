"""What a Swagger 2.0 document says, as facts; written for what generators export, faults included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.media import essence, is_json
from coupa_contract.drift.documents.calls import Call, Written, below, mapping, paging_of, parameter_facts, parameter_key, status_name
from coupa_contract.drift.documents.examples import Examples
from coupa_contract.drift.documents.meaning import Site
from coupa_contract.drift.documents.places import Body, Describer
from coupa_contract.drift.documents.schemas import Meanings
from coupa_contract.drift.facts import AnswerFacts, ExampleFault, Facts, HeaderFacts, OperationFacts, ParameterFacts, PlaceFacts, Side
from coupa_contract.errors import DocumentError

_JSON = "application/json"


def facts_of_swagger(document: Mapping[str, Any], name: str) -> Facts:
    """What a Swagger 2.0 document says; `name` is for people. What cannot be understood is told in `incomparable`.

    Raises DocumentError when it is no such document.
    """
    version = str(mapping(document).get("swagger") or "")
    if not version.startswith("2"):
        raise DocumentError(f"{name} is no Swagger 2.0 document: it says `swagger: {version[:40] or 'nothing'}`")
    if not isinstance(document.get("paths"), Mapping):
        raise DocumentError(f"{name} describes no paths, so there is nothing to compare")
    reader = _Reader(document)
    operations = {call.id: reader.operation(call) for call in reader.written.calls()}
    return Facts(Side.DOCUMENT, name, operations, incomparable=reader.doubts())


class _Reader:
    """Reads the operations of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.written = Written(document)
        self._produced = _media_types(document.get("produces")) or (_JSON,)
        self._describer = Describer(Meanings(document, legacy=True))
        self._examples = Examples(document, legacy=True)

    def doubts(self) -> tuple[str, ...]:
        """What could not be understood."""
        return (*self.written.doubts, *self._describer.doubts(), *self._examples.doubts)

    def operation(self, call: Call) -> OperationFacts:
        """The facts of an operation."""
        parameters: dict[str, ParameterFacts] = {}
        written: dict[str, tuple[Site, Mapping[str, Any]]] = {}
        fields: dict[str, Site] = {}
        body = Body()
        for site in call.parameters:
            where, name = site.node.get("in"), str(site.node.get("name") or "")
            if where == "body":
                body = self._body(site)
            elif where == "formData":
                fields[name] = site
            else:
                known = parameter_facts(site, self._describer.place(site))
                parameters[parameter_key(name, known.where, call.path, parameters)] = known
                written[name] = (site, site.node)
        size, order = paging_of(written)
        answers, faults = self._answers(call)
        request = self._form(fields) if fields and not body.places else body.places
        return call.facts(
            answers=answers,
            parameters=parameters,
            request=request,
            page_size=size,
            order=order,
            examples=(*self._examples.of_schemas(body.examples), *faults),
        )

    def _form(self, fields: Mapping[str, Site]) -> dict[str, PlaceFacts]:
        """The fields of a form are the members of what is sent."""
        members = {
            pointers.join([name]): replace(self._describer.place(site), required=site.node.get("required") is True)
            for name, site in fields.items()
        }
        return {"": PlaceFacts(types={"object": None}), **members}

    def _body(self, site: Site) -> Body:
        return self._describer.body(below(site, "schema")) if isinstance(site.node.get("schema"), Mapping) else Body()

    def _answers(self, call: Call) -> tuple[dict[tuple[str, str], AnswerFacts], list[ExampleFault]]:
        answers: dict[tuple[str, str], AnswerFacts] = {}
        faults: list[ExampleFault] = []
        produced = _media_types(call.site.node.get("produces")) or self._produced
        for key, response in self.written.named(call.site, "responses").items():
            status = status_name(key)
            body = self._body(response)
            headers = {
                name.lower(): HeaderFacts(False, None, self._describer.place(header).forms)
                for name, header in self.written.named(response, "headers").items()
            }
            if body.places:
                faults += self._examples.of_values(response, below(response, "schema"))
                faults += self._examples.of_schemas(body.examples)
            for media in produced if body.places else ("",):
                places = body.places if is_json(media) or len(produced) == 1 else {}
                answers[status, media] = AnswerFacts(status, media, None, places, headers, source=response.pointer)
        return answers, faults


def _media_types(value: Any) -> tuple[str, ...]:
    """The media types of `produces`, without parameters."""
    return tuple(dict.fromkeys(essence(each) for each in value if isinstance(each, str))) if isinstance(value, list) else ()
