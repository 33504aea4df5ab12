"""What an OpenAPI document of version 3 says, as facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.contract.media import essence, is_json
from coupa_contract.contract.schemas import Schemas
from coupa_contract.drift.documents.calls import Call, Written, below, mapping, paging_of, parameter_facts, parameter_key, status_name
from coupa_contract.drift.documents.examples import Examples
from coupa_contract.drift.documents.meaning import Site
from coupa_contract.drift.documents.places import Body, Describer
from coupa_contract.drift.documents.schemas import Meanings
from coupa_contract.drift.facts import AnswerFacts, ExampleFault, Facts, HeaderFacts, OperationFacts, ParameterFacts, PlaceFacts, Side
from coupa_contract.errors import DocumentError

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def facts_of_openapi(document: Mapping[str, Any], name: str, schemas: Schemas | None = None) -> Facts:
    """What an OpenAPI 3.0 or 3.1 document says; `name` is for people, `schemas` are its compiled validators if there are any.

    What cannot be understood is told in `incomparable`. Raises DocumentError when it is no such document.
    """
    version = str(mapping(document).get("openapi") or "")
    if not version.startswith("3."):
        raise DocumentError(f"{name} is no OpenAPI document of version 3: it says `openapi: {version[:40] or 'nothing'}`")
    if not isinstance(document.get("paths"), Mapping):
        raise DocumentError(f"{name} describes no paths, so there is nothing to compare")
    legacy = version.startswith("3.0")
    reader = _Reader(document, legacy=legacy, examples=Examples(document, schemas, legacy=legacy))
    operations = {call.id: reader.operation(call) for call in reader.written.calls()}
    return Facts(Side.DOCUMENT, name, operations, incomparable=reader.doubts())


class _Reader:
    """Reads the operations of one document."""

    def __init__(self, document: Mapping[str, Any], *, legacy: bool, examples: Examples) -> None:
        self.written = Written(document)
        self._describer = Describer(Meanings(document, legacy=legacy))
        self._examples = examples

    def doubts(self) -> tuple[str, ...]:
        """What could not be understood."""
        return (*self.written.doubts, *self._describer.doubts(), *self._examples.doubts)

    def operation(self, call: Call) -> OperationFacts:
        """The facts of an operation."""
        faults: list[ExampleFault] = []
        parameters: dict[str, ParameterFacts] = {}
        schemas: dict[str, tuple[Site, Mapping[str, Any]]] = {}
        for site in call.parameters:
            schema = _parameter_schema(site)
            place = self._describer.place(schema) if schema else PlaceFacts(null=True)
            known = parameter_facts(site, place)
            name = str(site.node.get("name") or "")
            parameters[parameter_key(name, known.where, call.path, parameters)] = known
            if schema:
                schemas[name] = (site, (self.written.resolved(schema) or schema).node)
                faults += self._examples.of_media(site, schema)
        size, order = paging_of(schemas)
        answers, wrong = self._answers(call)
        request, wrong_too = self._request(call)
        return call.facts(
            answers=answers, parameters=parameters, request=request, page_size=size, order=order, examples=(*faults, *wrong_too, *wrong)
        )

    def _request(self, call: Call) -> tuple[Mapping[str, PlaceFacts], list[ExampleFault]]:
        """The places of the request body: as JSON if it can be, else as a form."""
        site = self.written.resolved(below(call.site, "requestBody")) if "requestBody" in call.site.node else None
        if site is None:
            return {}, []
        content = self.written.named(site, "content")
        faults = [fault for media in content.values() for fault in self._faults(media, self._body(media))]
        preferred = sorted(content, key=lambda name: (not is_json(name), essence(name) not in _FORMS))
        return (self._body(content[preferred[0]]).places if preferred else {}), faults

    def _answers(self, call: Call) -> tuple[dict[tuple[str, str], AnswerFacts], list[ExampleFault]]:
        answers: dict[tuple[str, str], AnswerFacts] = {}
        faults: list[ExampleFault] = []
        for key, response in self.written.named(call.site, "responses").items():
            status = status_name(key)
            headers = {name.lower(): self._header(header) for name, header in self.written.named(response, "headers").items()}
            content = self.written.named(response, "content")
            if not content:
                answers[status, ""] = AnswerFacts(status, "", headers=headers, source=response.pointer)
            for name, media in content.items():
                body = self._body(media) if is_json(name) or essence(name) == "*/*" else self._whole(media)
                faults += self._faults(media, body)
                answers.setdefault(
                    (status, essence(name)), AnswerFacts(status, essence(name), None, body.places, headers, source=response.pointer)
                )
        return answers, faults

    def _body(self, media: Site) -> Body:
        return self._describer.body(below(media, "schema")) if "schema" in media.node else Body()

    def _whole(self, media: Site) -> Body:
        """A body that is no JSON is described as a whole."""
        return Body({"": self._describer.place(below(media, "schema"))}) if "schema" in media.node else Body()

    def _faults(self, media: Site, body: Body) -> list[ExampleFault]:
        schema = below(media, "schema") if "schema" in media.node else None
        return [*(self._examples.of_media(media, schema) if schema else ()), *self._examples.of_schemas(body.examples)]

    def _header(self, header: Site) -> HeaderFacts:
        schema = _parameter_schema(header)
        forms = self._describer.place(schema).forms if schema else {}
        return HeaderFacts(header.node.get("required") is True, None, forms)


def _parameter_schema(site: Site) -> Site | None:
    """The schema of a parameter or a header, also where it stands under a media type."""
    if isinstance(site.node.get("schema"), Mapping):
        return below(site, "schema")
    content = mapping(site.node.get("content"))
    return next((below(site, "content", name, "schema") for name, media in content.items() if "schema" in mapping(media)), None)
