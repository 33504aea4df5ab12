"""The contract in one dialect: document, operations, requirements and life cycle behind one value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.explain import SchemaViolation
from coupa_contract.contract.lifecycle import Lifecycle, read_lifecycle
from coupa_contract.contract.lines import PointerLines, pointer_lines
from coupa_contract.contract.media import media_key, status_key
from coupa_contract.contract.operations import Operation, Routes, read_operations
from coupa_contract.contract.reading import read_text
from coupa_contract.contract.requirements import read_requirements
from coupa_contract.contract.schemas import Schemas
from coupa_contract.contract.sources import Source, read_sources
from coupa_contract.contract.walk import Member, Walker
from coupa_contract.errors import DocumentError
from coupa_contract.model import Json, Requirement, canonical_json


class Contract:
    """Made by `load_contract`; equal only to itself. The document is shared: read it, never change it."""

    def __init__(self, dialect: str, document: Mapping[str, Any], folder: Path) -> None:
        self.dialect = dialect
        self.document = document  # overlays applied, `$ref`s kept
        self.folder = folder  # where openapi.yaml and the catalogues lie
        self.operations: Mapping[str, Operation] = read_operations(document)
        self._routes = Routes(tuple(self.operations.values()))
        self.schemas = Schemas(document)
        self._walker = Walker(document)
        self._places: dict[tuple[str, int, str], tuple[str, Any] | None] = {}

    def __repr__(self) -> str:
        return f"Contract(dialect={self.dialect!r}, digest={self.digest[:12]!r})"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical document, in hex: the same for the same contract, whatever its comments."""
        return hashlib.sha256(canonical_json(self.document).encode()).hexdigest()

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """The catalogue, by id. Raises DocumentError."""
        return read_requirements(self.folder / "requirements.yaml")

    @cached_property
    def lifecycle(self) -> Lifecycle:
        """Statuses and moves. Raises DocumentError."""
        return read_lifecycle(self.folder / "lifecycle.yaml")

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every row of the published tables, by the name that requirements cite. Raises DocumentError."""
        return read_sources(self.folder / "sources")

    @cached_property
    def pointer_lines(self) -> PointerLines:
        """From pointers of the published document to lines of `openapi.yaml`."""
        path = self.folder / "openapi.yaml"
        return pointer_lines(read_text(path, "document"), str(path))

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id. Raises DocumentError when the document has none."""
        try:
            return self.operations[operation_id]
        except KeyError as error:
            raise DocumentError(f"the {self.dialect} document has no operation {operation_id!r}") from error

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation of a method and a path below the server's base path, with its path parameters; None when there is none."""
        return self._routes.match(method, path)

    def resolve(self, place: str | Mapping[str, Any]) -> Mapping[str, Any]:
        """The node at a pointer, or the one that a node's `$ref` names with the node's other members laid over it. Raises DocumentError."""
        if isinstance(place, str):
            found: Mapping[str, Any] = pointers.locate(self.document, place)[1]
            return found
        if "$ref" not in place:
            return place
        target = pointers.locate(self.document, place["$ref"])[1]
        return {**target, **{key: value for key, value in place.items() if key != "$ref"}}

    def response_schema(self, operation_id: str, status: int, media_type: str = "application/json") -> Mapping[str, Any] | None:
        """The schema that binds such a response, as it is written; None when the document gives none."""
        place = self._response_place(operation_id, status, media_type)
        return place[1] if place else None

    def violations(
        self, operation_id: str, status: int, media_type: str, body: Json, *, projected: bool = False
    ) -> Iterator[SchemaViolation]:
        """What the schema of such a response has against a body: types, formats, lengths, patterns, enumerations, presence.

        `projected`: nothing has to be present. Precision is not among them; `Member.precision` has it. Nothing comes where no schema binds.
        """
        place = self._response_place(operation_id, status, media_type)
        if place:
            # Only a success can be projected, and the forms of an error are told apart by what must be present.
            yield from self.schemas.violations(place[0], body, projected=projected and 200 <= status < 300)

    def walk(self, operation_id: str, status: int, media_type: str, body: Json) -> Iterator[Member]:
        """Every member of a response's body, with what the document says of it; nothing where no schema binds."""
        place = self._response_place(operation_id, status, media_type)
        if place:
            yield from self._walker.walk(place[1], body)

    def request_schema(self, operation_id: str, media_type: str = "application/json") -> Mapping[str, Any] | None:
        """The schema of an operation's request body, as it is written; None when it takes no such body."""
        place = self._request_place(operation_id, media_type)
        return place[1] if place else None

    def request_violations(self, operation_id: str, media_type: str, body: Json) -> Iterator[SchemaViolation]:
        """What the schema of a request has against a body; nothing where no schema binds."""
        place = self._request_place(operation_id, media_type)
        if place:
            yield from self.schemas.violations(place[0], body)

    def request_members(self, operation_id: str, body: Json, media_type: str = "application/json") -> Iterator[Member]:
        """Every member of a request's body, with what the document says of it."""
        place = self._request_place(operation_id, media_type)
        if place:
            yield from self._walker.walk(place[1], body)

    def _response_place(self, operation_id: str, status: int, media_type: str) -> tuple[str, Any] | None:
        key = (operation_id, status, media_type)
        if key not in self._places:
            if len(self._places) > 10_000:  # a target chooses the media types
                self._places.clear()
            pointer = self.operation(operation_id).pointer
            status_name = status_key(pointers.locate(self.document, pointer)[1].get("responses", {}), status)
            found = status_name and self._schema_place(pointer + pointers.join(["responses", status_name]), media_type)
            self._places[key] = found or None
        return self._places[key]

    def _request_place(self, operation_id: str, media_type: str) -> tuple[str, Any] | None:
        pointer = self.operation(operation_id).pointer
        if "requestBody" not in pointers.locate(self.document, pointer)[1]:
            return None
        return self._schema_place(pointer + "/requestBody", media_type)

    def _schema_place(self, pointer: str, media_type: str) -> tuple[str, Any] | None:
        place, node = pointers.locate(self.document, pointer)
        name = media_key(node.get("content", {}), media_type)
        if name is None or "schema" not in node["content"][name]:
            return None
        return place + pointers.join(["content", name, "schema"]), node["content"][name]["schema"]
