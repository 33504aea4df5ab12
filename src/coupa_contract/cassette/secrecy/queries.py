"""The query of a request: documented names keep their values, conditions on personal members are carried over to pseudonyms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coupa_contract.cassette.arguments import decode
from coupa_contract.cassette.recording import RecordedScenario
from coupa_contract.cassette.secrecy.bodies import Bodies
from coupa_contract.cassette.secrecy.known import PLACEHOLDER
from coupa_contract.cassette.secrecy.naming import Naming, texts_of_the_suite
from coupa_contract.cassette.secrecy.texts import Texts
from coupa_contract.cassette.secrecy.tokens import Place
from coupa_contract.model import Case, Condition, Origin

_LISTS = frozenset({"in", "not_in"})
_SURVIVE = frozenset({"", "not_eq", "blank", *_LISTS})
_ANYBODY = "XY"  # might be a code, a word or a name


class Queries:
    """What becomes of the values of a query, and which scenarios cannot be written because of theirs."""

    def __init__(self, texts: Texts, naming: Naming, bodies: Bodies) -> None:
        self._texts = texts
        self._naming = naming
        self._bodies = bodies

    def value(self, name: str, value: str) -> str:
        """The value of a query parameter; that of a name which no document knows is replaced, unless the suite itself says it."""
        parameter = self._naming.parameter(name)
        if parameter is None:
            return value if not value or value in texts_of_the_suite() else PLACEHOLDER
        safe = self._texts.safe(value)
        if self._texts.pseudonyms is None or not parameter.attribute or parameter.operator == "blank":
            return safe
        place = self._naming.place_of(parameter)
        if parameter.operator in _LISTS:  # as the checks read it: a comma within a value cannot be written
            return ",".join(self._bodies.value(part, place) for part in safe.split(","))
        return self._bodies.value(safe, place)

    def lost_in(self, scenario: RecordedScenario) -> str:
        """Why a scenario does not survive pseudonyms, in one sentence; empty when it does."""
        if self._texts.pseudonyms is None:
            return ""
        cases = [exchange.case for exchange in scenario.exchanges]
        drawn = () if scenario.arguments == "{}" else _drawn(decode(scenario.arguments))
        for each in (*cases, *drawn):
            lost = self._lost_condition(each.name) if isinstance(each, Condition) else self._lost_case(each)
            if lost:
                return f"{lost} does not survive pseudonyms"
        return ""

    def _lost_case(self, case: Case) -> str:
        if case.origin is not Origin.POSITIVE:
            return ""  # nobody judges which rows it brings, nor their order
        for name, value in case.query:
            lost = self._lost_order(value) if name == "order_by" else self._lost_condition(name)
            if lost:
                return lost
        return ""

    def _lost_condition(self, name: str) -> str:
        parameter = self._naming.parameter(name)
        if parameter is None or not parameter.attribute or parameter.operator in _SURVIVE:
            return ""
        lost = parameter.kind == "string" and self._naming.is_personal(self._naming.place_of(parameter), _ANYBODY)
        return f"a condition on {parameter.name}" if lost else ""

    def _lost_order(self, value: str) -> str:
        *_, parent, name = ("", *value.replace("[", ".").replace("]", "").split("."))
        return f"an order by {value}" if self._naming.is_text(name) and self._naming.is_personal(Place(name, parent), _ANYBODY) else ""


def _drawn(value: Any) -> Iterator[Case | Condition]:
    match value:
        case Case() | Condition():
            yield value
        case dict():
            for each in value.values():
                yield from _drawn(each)
        case list() | tuple():
            for each in value:
                yield from _drawn(each)
