"""Examples of a document that its own schemas refuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.earlier import as_of_3_1
from coupa_contract.contract.media import is_json
from coupa_contract.contract.schemas import Schemas
from coupa_contract.drift.documents.meaning import Site
from coupa_contract.drift.facts import ExampleFault
from coupa_contract.errors import DocumentError


class Examples:
    """Judges the examples of one document, each once: what several operations share is told with the first."""

    def __init__(self, document: Mapping[str, Any], schemas: Schemas | None = None, *, legacy: bool = False) -> None:
        self._document = document
        self._legacy = legacy
        self._schemas = schemas
        self._judged: set[str] = set()
        self.doubts: dict[str, None] = {}

    def of_media(self, site: Site, schema: Site) -> Iterator[ExampleFault]:
        """Those beside a schema: of a media type, a parameter, a header."""
        if "example" in site.node:
            yield from self._judge(site.pointer + "/example", site.node["example"], schema.pointer)
        examples = site.node.get("examples")
        for name, each in examples.items() if isinstance(examples, Mapping) else ():
            place, node = self._example(site.pointer + pointers.join(["examples", name]), each)
            if isinstance(node, Mapping) and "value" in node:
                yield from self._judge(place + "/value", node["value"], schema.pointer)

    def of_values(self, site: Site, schema: Site) -> Iterator[ExampleFault]:
        """Those of a response of Swagger 2.0, by media type."""
        examples = site.node.get("examples")
        for name, value in examples.items() if isinstance(examples, Mapping) else ():
            if is_json(str(name)):
                yield from self._judge(site.pointer + pointers.join(["examples", name]), value, schema.pointer)

    def of_schemas(self, sites: Iterable[str]) -> Iterator[ExampleFault]:
        """Those within the schemas at these pointers."""
        for pointer in sites:
            node = pointers.locate(self._document, pointer)[1] if pointer not in self._judged else {}
            self._judged.add(pointer)
            if "example" in node:
                yield from self._judge(pointer + "/example", node["example"], pointer)
            examples = node.get("examples")
            for index, each in enumerate(examples) if isinstance(examples, list) else ():
                yield from self._judge(f"{pointer}/examples/{index}", each, pointer)

    def _example(self, pointer: str, node: Any) -> tuple[str, Any]:
        """An example, its reference followed."""
        if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
            return pointer, node
        try:
            return pointers.locate(self._document, node["$ref"])
        except DocumentError:
            return pointer, None

    def _behind(self, schema: str) -> str:
        """The schema that one refers to, if it does nothing else: the same for all who share it."""
        node = pointers.locate(self._document, schema.rpartition("/")[0])[1]
        own = node.get(schema.rpartition("/")[2]) if isinstance(node, Mapping) else None
        if not isinstance(own, Mapping) or set(own) != {"$ref"}:
            return schema
        try:
            return pointers.locate(self._document, own["$ref"])[0]
        except DocumentError:
            return schema

    def _judge(self, pointer: str, value: Any, schema: str) -> Iterator[ExampleFault]:
        """The first thing that its schema has against an example."""
        schema = self._behind(schema)
        key = f"{pointer} {schema}"
        if key in self._judged:
            return
        self._judged.add(key)
        if self._schemas is None:
            self._schemas = Schemas(as_of_3_1(self._document) if self._legacy else self._document)
        try:
            violation = next(self._schemas.violations(schema, value), None)
        except (DocumentError, ValueError):  # the schema, or an example that is no JSON
            self.doubts[f"The schema at {schema} cannot be applied, so its examples are not judged."] = None
            return
        if violation is not None:
            yield ExampleFault(pointer + violation.pointer, violation.expected, violation.seen)
