"""The file of accepted drift: its text as waivers, and waivers added to its text without touching the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from coupa_contract.contract.lines import pointer_lines
from coupa_contract.contract.reading import parse_yaml
from coupa_contract.drift.drift import Waiver
from coupa_contract.errors import CoupaContractError

_HEAD = """\
# Drift that was accepted: it is listed apart and fails nothing. Each entry needs a reason; `until` is the last day on which it
# counts. Written by `coupa-contract drift accept`, and by hand: comments stay.
accepted:
"""
_FIELDS = tuple(field.name for field in fields(Waiver))
_LISTED = ("fingerprint", "rule", "summary", "reason", "accepted", "until")  # the order in which they are written
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


class AcceptedError(CoupaContractError):
    """The file of accepted drift cannot be read or trusted."""


def waivers_of(text: str, name: str) -> tuple[Waiver, ...]:
    """The entries of the file's text, in its order; `name` is the file's, for messages. Raises AcceptedError with a line number."""
    return tuple(each.waiver for each in _Reader(text, name).entries()) if _says_something(text) else ()


def with_waivers(text: str, name: str, added: Sequence[Waiver]) -> str:
    """The text with these entries: one of the same fingerprint is replaced where it stands, the others come last. Raises AcceptedError."""
    added = [replace(each, **{key: _proper(getattr(each, key)) for key in _FIELDS}) for each in added]
    if not _says_something(text):
        text = f"{text.rstrip()}\n\naccepted:\n" if text.strip() else _HEAD
    entries = list(_Reader(text, name).entries())
    wanted = _merged([each.waiver for each in entries], added)
    result = _edited(text, entries, added)
    try:
        if waivers_of(result, name) == wanted:
            return result
    except CoupaContractError:
        pass  # a form of YAML that cannot be edited line by line: flow style, an entry that begins on the line after its dash
    return _HEAD + "".join(_entry(each, 2) for each in wanted)


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


@dataclass(frozen=True, slots=True)
class _Standing:
    """An entry and where it stands: lines from 0, `end` is the first that is not its own."""

    waiver: Waiver
    start: int
    end: int


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._value = parse_yaml(text, name)
        self._lines = pointer_lines(text, name)
        self._text = text.splitlines()

    def entries(self) -> Iterator[_Standing]:
        seen: dict[str, int] = {}
        for number, value in enumerate(self._listed()):
            place = f"/accepted/{number}"
            waiver = self._waiver(value, place)
            line = self._lines.nearest(place)
            if waiver.fingerprint in seen:
                raise self._error(
                    place, f"{waiver.fingerprint} is accepted in line {seen[waiver.fingerprint]} already; keep one of the two"
                )
            seen[waiver.fingerprint] = line
            yield _Standing(waiver, line - 1, self._end(line - 1))

    def _listed(self) -> Sequence[Any]:
        value = self._value
        if not isinstance(value, Mapping) or "accepted" not in value:
            raise AcceptedError(f"{self._name}: it is no file of accepted drift, which begins with `accepted:` and lists entries")
        if unknown := [key for key in value if key != "accepted"]:
            raise self._error(f"/{unknown[0]}", f"{unknown[0]!r} is not known; the one key of the file is `accepted`")
        listed = value["accepted"]
        if listed is not None and not isinstance(listed, list):
            raise self._error("/accepted", "`accepted` has to be a list of entries, each beginning with `- fingerprint:`")
        return listed or []

    def _waiver(self, value: Any, place: str) -> Waiver:
        if not isinstance(value, Mapping):
            raise self._error(place, "an entry has to be a mapping with fingerprint and reason")
        for key, each in value.items():
            if key not in _FIELDS:
                raise self._error(f"{place}/{key}", f"{key!r} is not known; an entry has {', '.join(_LISTED)}")
            if not isinstance(each, str):
                raise self._error(f"{place}/{key}", f"{key} has to be a text; put it in quotes")
        waiver = Waiver(**{"fingerprint": "", "reason": "", **value})
        if not _FINGERPRINT.fullmatch(waiver.fingerprint):
            raise self._error(place, "an entry needs the fingerprint of a drift, twelve hex digits as `drift report` prints them")
        if not waiver.reason.strip():
            raise self._error(place, f"{waiver.fingerprint} is accepted without a reason; say why, or take the entry out")
        for key in ("accepted", "until"):
            self._check_date(getattr(waiver, key), f"{place}/{key}", key)
        return waiver

    def _check_date(self, text: str, place: str, key: str) -> None:
        if text and not is_date(text):
            raise self._error(place, f"{key} is {text!r}; it takes a date such as 2026-12-31")

    def _end(self, start: int) -> int:
        """The lines below a dash belong to it as long as they are indented further; blank ones and comments at the end do not."""
        dash = len(self._text[start]) - len(self._text[start].lstrip())
        end = last = start + 1
        while end < len(self._text):
            line = self._text[end]
            indent = len(line) - len(line.lstrip())
            if line.strip() and indent <= dash:
                break
            end += 1
            if line.strip() and not line.lstrip().startswith("#"):
                last = end
        return last

    def _error(self, place: str, problem: str) -> AcceptedError:
        return AcceptedError(f"{self._name}:{self._lines.nearest(place)}: {problem}")


def is_date(text: str) -> bool:
    """Whether it is a day of the calendar, written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _merged(before: Sequence[Waiver], added: Sequence[Waiver]) -> tuple[Waiver, ...]:
    merged = {each.fingerprint: each for each in before}
    return tuple((merged | {each.fingerprint: each for each in added}).values())


def _edited(text: str, entries: Sequence[_Standing], added: Sequence[Waiver]) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    new = {each.fingerprint: each for each in added}
    first = lines[entries[0].start] if entries else "  "
    indent = len(first) - len(first.lstrip())
    rest = [each for each in new.values() if each.fingerprint not in {known.waiver.fingerprint for known in entries}]
    at = entries[-1].end if entries else len(lines)
    lines[at:at] = [_entry(each, indent) for each in rest]
    for known in reversed(entries):
        if known.waiver.fingerprint in new:
            lines[known.start : known.end] = [_entry(new[known.waiver.fingerprint], indent)]
    return "".join(lines)


def _entry(waiver: Waiver, indent: int) -> str:
    written = [(name, getattr(waiver, name)) for name in _LISTED if getattr(waiver, name)]
    lines = [f"{'- ' if number == 0 else '  '}{name}: {_scalar(value)}" for number, (name, value) in enumerate(written)]
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def _scalar(text: str) -> str:
    """A date as it is; anything else in double quotes, with the escapes of YAML 1.2 (section 5.7)."""
    return text if is_date(text) else f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _proper(text: str) -> str:
    """Without lone surrogates, which no file holds."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
