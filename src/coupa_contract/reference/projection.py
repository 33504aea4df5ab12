"""What an answer shows of an invoice (`fields`, `return_object`), and how a dialect spells it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

import orjson

from coupa_contract.reference.catalogue import NATURAL_KEYS
from coupa_contract.reference.elements import Element, Kind, Presence, dashed, resources
from coupa_contract.reference.refusals import invalid

# The members to show, each with what to show of it; None shows everything.
Selection: TypeAlias = "Mapping[str, Selection] | None"
_DEEPEST = 8


@cache
def _shallow(dialect: str, resource: str) -> Selection:
    """Own members, and of related records their ids and natural keys (FACTS 3.7)."""
    members = resources(dialect)[resource].values()
    return MappingProxyType(
        {
            element.name: MappingProxyType(dict.fromkeys(("id", *NATURAL_KEYS.get(element.resource, ())))) if element.kind.nested else None
            for element in members
        }
    )


def return_object(name: str, dialect: str) -> Selection:
    """What `return_object` shows. Raises RefusalError for an unknown name; `none` is not for this function to know."""
    if name == "limited":
        return {"id": None}
    if name == "shallow":
        return _shallow(dialect, "Invoice")
    raise invalid("return_object", "return_object is limited, shallow or none.")


def fields(text: str, dialect: str) -> Selection:
    """What `fields` shows: a JSON array of names and of objects from a name to such an array. Raises RefusalError."""
    try:
        wanted = json.loads(text)
    except (ValueError, RecursionError):
        raise invalid("fields", "fields is not JSON.") from None
    if not isinstance(wanted, list):
        raise invalid("fields", "fields is not a JSON array.")
    return _selection(wanted, dialect, "Invoice", _DEEPEST)


def _selection(wanted: Sequence[Any], dialect: str, resource: str, depth: int) -> Mapping[str, Selection]:
    if depth == 0:
        raise invalid("fields", "fields is nested too deeply.")
    selection: dict[str, Selection] = {}
    known = resources(dialect)[resource]
    for item in wanted:
        pairs: Iterable[tuple[Any, Any]] = item.items() if isinstance(item, dict) else [(item, None)]
        for name, inner in pairs:
            if not isinstance(name, str):
                raise invalid("fields", "fields holds something that is neither a name nor an object.")
            element = known.get(dashed(name))
            # Unknown names select nothing: a client may know newer members than this instance.
            if element is not None:
                selection[element.name] = _inner(inner, dialect, element, depth)
    return selection


def _inner(wanted: Any, dialect: str, element: Element, depth: int) -> Selection:
    if wanted is None or wanted == {}:  # `{"custom_fields": {}}` is how the whole record is asked for
        return None
    if not element.kind.nested:
        return None  # it has no members to choose from
    if not isinstance(wanted, list):
        raise invalid("fields", f"fields names the members of {element.name} by something that is no array.")
    return _selection(wanted, dialect, element.resource, depth - 1)


class Printer:
    """Prints stored invoices as one dialect spells them."""

    def __init__(self, dialect: str) -> None:
        self._numbers = dialect == "published"  # decimals as JSON numbers, dates as days
        self._steps = {name: [self._step(element) for element in members.values()] for name, members in resources(dialect).items()}

    def text(self, invoice: Mapping[str, Any], selection: Selection = None) -> bytes:
        """The JSON text of an invoice."""
        return orjson.dumps(self._record("Invoice", invoice, selection))

    def _step(self, element: Element) -> tuple[str, Element, bool, Callable[[str], Any] | None]:
        """Name, element, whether it is left out without a value, and how a plain value is spelled otherwise than it is stored."""
        spelling: Callable[[str], Any] | None = None
        if element.kind is Kind.FLOAT or (element.kind is Kind.DECIMAL and self._numbers):
            spelling = _number
        elif element.kind is Kind.DATE and self._numbers:
            spelling = _day
        return element.name, element, element.presence is Presence.OMITTED, spelling

    def _record(self, resource: str, record: Mapping[str, Any], selection: Selection) -> dict[str, Any]:
        printed: dict[str, Any] = {}
        for name, element, is_omitted, spelling in self._steps[resource]:
            if selection is not None and name not in selection:
                continue
            value = record.get(name)
            if value is None:
                if not is_omitted:
                    printed[name] = [] if element.kind is Kind.COLLECTION else None
            elif element.kind is Kind.REFERENCE:
                printed[name] = self._record(element.resource, value, selection and selection[name])
            elif element.kind is Kind.COLLECTION:
                printed[name] = [self._record(element.resource, item, selection and selection[name]) for item in value]
            else:
                printed[name] = spelling(value) if spelling else value
        return printed


def _number(spelling: str) -> orjson.Fragment:
    """A number exactly as it is spelled, which no binary float would keep."""
    return orjson.Fragment(spelling.encode())


def _day(moment: str) -> str:
    """The day of a stored timestamp."""
    return moment[:10]
