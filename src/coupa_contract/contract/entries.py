"""Reads the fields of YAML entries; what is missing or of the wrong type is an error that names file, entry and field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from coupa_contract.errors import DocumentError

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a YAML file; `name` says which, for messages."""

    fields: Mapping[str, Any]
    name: str

    @classmethod
    def of(cls, value: Any, name: str, allowed: Iterable[str]) -> Entry:
        """The entry, once all its keys are known ones. Raises DocumentError."""
        if not isinstance(value, Mapping):
            raise DocumentError(f"{name} is not a mapping")
        if unknown := sorted(set(value) - set(allowed)):
            raise DocumentError(f"{name} has the unknown field {unknown[0]!r}; known are {', '.join(allowed)}")
        return cls(value, name)

    def text(self, field: str, default: str | None = None) -> str:
        """A string that is not empty, unless there is a default. Raises DocumentError."""
        value = self.fields.get(field, default)
        if not isinstance(value, str) or (value == "" and default is None):
            raise self.error(field, "must be text")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of strings (or one string), empty when the field is absent. Raises DocumentError."""
        value = self.fields.get(field, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(each, str) and each for each in values):
            raise self.error(field, "must be a list of texts")
        return tuple(values)

    def choice(self, field: str, kind: type[_Choice]) -> _Choice:
        """A member of an enumeration. Raises DocumentError."""
        value = self.fields.get(field)
        if value not in list(kind):
            raise self.error(field, f"is {value!r}; it must be one of {', '.join(kind)}")
        return kind(value)

    def error(self, field: str, problem: str) -> DocumentError:
        """An error about one field."""
        return DocumentError(f"{self.name}: {field} {problem}")
