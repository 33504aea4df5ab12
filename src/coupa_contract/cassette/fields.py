"""Reads a record field by field and strictly: what is missing, unknown or of another type is a RecordingError that names the place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from coupa_contract.errors import RecordingError

REMEDY = "restore the file or record again"

Choice = TypeVar("Choice", bound=StrEnum)
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a line of it (0: the file as a whole)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file

    def error(self, problem: str, remedy: str = REMEDY) -> RecordingError:
        """What is wrong here, and what to do about it."""
        return RecordingError(f"{self}: {problem}; {remedy}")

    def of(self, value: Any) -> Place:
        """The place of a value that knows its line."""
        return Place(self.file, getattr(value, "line", self.line))


class Fields:
    """The members of one record; each is taken once, and `done` refuses what is left over."""

    __slots__ = ("place", "record", "what")

    def __init__(self, record: Any, place: Place, what: str) -> None:
        self.what = what
        self.place = place
        if not isinstance(record, dict):
            self.wrong(f"{what} is {shown(record)}, not an object")
        self.record: dict[str, Any] = record

    def wrong(self, problem: str) -> NoReturn:
        """Raises the RecordingError of this place."""
        raise self.place.of(getattr(self, "record", None)).error(problem)

    def take(self, name: str, kind: type | tuple[type, ...], default: Any = _MISSING) -> Any:
        """A member of that type; bool is not int here."""
        value = self.record.pop(name, default)
        if value is default and default is not _MISSING:
            return value
        if value is _MISSING:
            self.wrong(f"{self.what} lacks `{name}`")
        if not isinstance(value, kind) or (value.__class__ is bool and kind is not bool):
            self.wrong(f"`{name}` of {self.what} is {shown(value)}")
        return value

    def text(self, name: str, default: Any = _MISSING) -> str:
        """A string."""
        value = self.record.pop(name, default)
        if value.__class__ is str:
            return value
        return self.wrong(f"{self.what} lacks `{name}`" if value is _MISSING else f"`{name}` of {self.what} is {shown(value)}")

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings."""
        values: Any = self.record.pop(name, default)
        if values is default:
            return tuple(default)
        if not isinstance(values, list) or any(value.__class__ is not str for value in values):
            self.wrong(f"`{name}` of {self.what} is not a list of strings")
        return tuple(values)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of strings; none when it is left out."""
        values = self.record.pop(name, None)
        if values is None:
            return ()
        if not isinstance(values, list) or not all(map(_is_pair, values)):
            self.wrong(f"`{name}` of {self.what} is not a list of pairs of strings")
        return tuple([(key, value) for key, value in values])

    def number(self, name: str, default: Any = _MISSING) -> int:
        """An integer from 0 on."""
        value: int = self.take(name, int, default)
        if value < 0:
            self.wrong(f"`{name}` of {self.what} is {value}")
        return value

    def seconds(self, name: str) -> float:
        """A finite number; 0 when it is left out."""
        value = float(self.take(name, (float, int), 0.0))
        if value - value != 0.0:
            self.wrong(f"`{name}` of {self.what} is {value}")
        return value

    def one_of(self, name: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """A member of an enumeration."""
        if default is not None and name not in self.record:
            return default
        value = self.text(name)
        try:
            return choices(value)
        except ValueError:
            self.wrong(f"`{name}` of {self.what} is {value!r}, which this version does not know")

    def done(self) -> None:
        """Raises RecordingError when a member was never taken."""
        if self.record:
            self.wrong(
                f"{self.what} holds {', '.join(f'`{name}`' for name in sorted(self.record, key=str))}, which this version does not know"
            )


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and value[0].__class__ is str and value[1].__class__ is str


def shown(value: Any) -> str:
    """A value in a message, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
