"""Plans which conditions are worth a request: those that a misreading of them would be seen by.

A condition drawn blindly says little: `gt` below every row keeps them all, read rightly or not. So values that the first look saw are
tried out on the rows that it saw, and that condition goes first which tells most misreadings (`misreadings.py`) from the right one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import count, islice, product, zip_longest

from coupa_contract.checks.conditions import holds
from coupa_contract.contract.operations import Parameter
from coupa_contract.model import Condition, Json
from coupa_contract.runner.api import Lacking, Row
from coupa_contract.runner.misreadings import misreadings
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.seam import Draw, Planned
from coupa_contract.runner.seen import choices, instant, listable, parts, seen_rows, spelled, taken, values
from coupa_contract.runner.setting import Setting

_ROWS = 40  # of the look, to try conditions out on
_CANDIDATES = 8  # conditions tried out for one parameter
_PAIRS = 150  # pairs of conditions tried out
_BEHIND, _AHEAD = timezone(timedelta(hours=-5, minutes=-30)), timezone(timedelta(hours=9))
_TIMES = {"timestamp", "date"}


def telling_conditions(tries: Tries) -> Draw:
    """Each kind of condition first, then each condition that the document knows, then further values of them. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        return Planned(tuple(islice(_planned(setting), tries.at(setting.effort))) or _lacking())

    return draw


def telling_pairs(tries: Tries, beside: Tries) -> Draw:
    """Pairs of conditions that hold together for some rows only, while each alone holds for more, those first that are not among the single
    ones that are asked for `beside` them. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        return Planned(tuple(islice(_pairs(setting, beside.at(setting.effort)), tries.at(setting.effort))) or _lacking())

    return draw


def spellable(tries: Tries) -> Draw:
    """Telling conditions that can be spelled in another way. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        found = (each for each in _planned(setting) if "-" in each.name or (each.kind == "timestamp" and "T" in each.value))
        return Planned(tuple(islice(found, tries.at(setting.effort))) or _lacking())

    return draw


def seen_conditions(setting: Setting, wanted: int) -> list[Condition]:
    """So many of the most telling conditions; none when nothing was seen that they could be made of."""
    return list(islice(_planned(setting), wanted)) if setting.look.rows else []


def complements(tries: Tries) -> Draw:
    """Pairs of a condition and the one that holds exactly where it does not, on attributes that no seen invoice lacks. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        return Planned(tuple(islice(_complements(setting), tries.at(setting.effort))) or _lacking())

    return draw


def _lacking() -> tuple[Condition, ...]:
    raise Lacking("no invoice that was seen has values by which conditions would tell invoices apart")


class _Growing:
    """A plan that grows as far as somebody asks for it, and is made once."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._known: list[Condition] = []
        self._further = _plan(setting)

    def __iter__(self) -> Iterator[Condition]:
        for position in count():
            if position == len(self._known):
                following = next(self._further, None)
                if following is None:
                    return
                self._known.append(following)
            yield self._known[position]


_latest: list[_Growing] = []  # of this process: every property of a run plans from the same look


def _planned(setting: Setting) -> Iterator[Condition]:
    if not _latest or _latest[0].setting is not setting:
        _latest[:] = [_Growing(setting)]
    return iter(_latest[0])


def _plan(setting: Setting) -> Iterator[Condition]:
    """All conditions, the most telling first: one of each operator on each kind of attribute, then the others, round by round."""
    known = list(_parameters(setting))
    _dice(setting, "order").shuffle(known)
    rankings = {parameter.name: _ranking(setting, parameter) for parameter in known}
    waiting: list[str] = []  # for the second round
    met: set[tuple[str, str, int]] = set()
    first: dict[str, Condition] = {}
    for parameter in known:
        group = {"integer": "number", "decimal": "number", "boolean": parameter.name}.get(parameter.kind, parameter.kind)
        alike = (parameter.operator, group, min(2, parameter.attribute.count("[")))
        if alike in met:
            waiting.append(parameter.name)
        elif (best := next(rankings[parameter.name], None)) is not None:
            met.add(alike)
            first[parameter.name] = best
    yield from first.values()
    for name in waiting:
        if (best := next(rankings[name], None)) is not None:
            yield best
    left = [parameter.name for parameter in known]
    while left:
        for name in list(left):
            following = next(rankings[name], None)
            if following is None:
                left.remove(name)
            else:
                yield following


def _parameters(setting: Setting) -> list[Parameter]:
    return [parameter for parameter in setting.contract.operation("listInvoices").query if parameter.attribute]


def _dice(setting: Setting, purpose: str) -> random.Random:
    return random.Random(f"{setting.plan.seed}:{purpose}")  # noqa: S311 - a plan is no secret


def _rows(setting: Setting) -> list[Row]:
    """The rows that conditions are tried out on, spread over what was seen."""
    seen = seen_rows(setting)
    chosen = _dice(setting, "rows").sample(range(len(seen)), min(_ROWS, len(seen)))
    return [seen[index] for index in sorted(chosen)]


def _ranking(setting: Setting, parameter: Parameter) -> Iterator[Condition]:
    """Conditions of one parameter: first the one that the most misreadings would be seen by, then those that show others."""
    rows = _rows(setting)
    left: list[tuple[Condition, frozenset[str]]] = []
    for text in _candidates(setting, parameter, rows):
        condition = Condition(parameter.attribute, parameter.operator, text, parameter.kind)
        told = frozenset(_told(condition, rows))
        if told or (parameter.operator and not left):
            left.append((condition, told))
    known: set[str] = set()
    while left:
        best = max(range(len(left)), key=lambda index: ("met" in left[index][1], len(left[index][1] - known), len(left[index][1])))
        condition, told = left.pop(best)
        known |= told
        yield condition


def _told(condition: Condition, rows: Sequence[Row]) -> Iterator[str]:
    """The misreadings of a condition under which another set of these rows would come, and whether the right one has any."""
    clear = [(row, truth) for row in rows if (truth := holds(row, condition)) is not None]
    if any(truth for _, truth in clear):
        yield "met"  # a list that holds nothing says little
    for name, misread in misreadings(condition):
        if any((other := misread(row)) is not None and other is not truth for row, truth in clear):
            yield name


def _candidates(setting: Setting, parameter: Parameter, rows: Sequence[Row]) -> list[str]:
    """Values for a parameter, of those that occur and their neighbours, a handful chosen by the run's seed."""
    occurring = list(dict.fromkeys(value for row in rows for value in taken(setting, row, parameter)))
    dice = _dice(setting, f"{parameter.attribute} {parameter.operator}")
    texts = list(dict.fromkeys(_texts(setting, parameter, occurring, rows, dice)))
    dice.shuffle(texts)
    return texts[:_CANDIDATES]


def _texts(setting: Setting, parameter: Parameter, occurring: list[Json], rows: Sequence[Row], dice: random.Random) -> Iterator[str]:
    operator = parameter.operator
    if operator == "blank" or parameter.kind == "boolean":
        if occurring or operator == "blank":
            yield from ("true", "false")
        return
    words = [spelled(value) for value in occurring]
    dice.shuffle(words)
    usable = [word for word in words if listable(word)]
    if operator in {"contains", "starts_with", "ends_with"}:
        found = sorted({part for word in words[:_ROWS] for part in parts(word, operator)})
        dice.shuffle(found)
        # A part that stands elsewhere in another text tells one operator from the other.
        elsewhere = {part: sum(part in word and part not in parts(word, operator) for word in words[:_ROWS]) for part in found}
        yield from sorted(found, key=lambda part: -elsewhere[part])[: _CANDIDATES // 2]
        yield from found[: _CANDIDATES // 2]
    elif operator in {"in", "not_in"}:
        for size in (2, 3, 2):
            if len(usable) >= size:
                yield ",".join(dice.sample(usable, size))
        missing = [each for each in map(spelled, choices(setting, parameter)) if each not in words]
        yield from (f"{word},{dice.choice(missing)}" for word in usable[:1] if missing)
        yield from usable[:1]
    elif parameter.kind in _TIMES:
        instants = sorted(read for word in words if (read := instant(word)) is not None)
        chosen = dice.sample(instants, min(len(instants), 4))
        yield from (text for at in chosen for text in _spellings(at, operator))
    else:
        yield from words[:_CANDIDATES]


def _spellings(at: datetime, operator: str) -> Iterator[str]:
    """An instant that occurs, as a bound: itself, and a second beside it in zones in which dropping the offset would move it far."""
    second = timedelta(seconds=1)
    if operator in {"", "not_eq", "lt", "gt_or_eq"}:
        yield _in_zone(at, UTC)
    if operator in {"lt", "lt_or_eq"}:
        yield _in_zone(at + second, _BEHIND)
    if operator in {"gt", "gt_or_eq"}:
        yield _in_zone(at - second, _AHEAD)
    if operator in {"gt", "gt_or_eq", "lt", "lt_or_eq"}:
        yield str(at.astimezone(UTC).date() + timedelta(days=1 if operator.startswith("l") else 0))  # a bare date is midnight UTC


def _in_zone(at: datetime, zone: timezone) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds").replace("+00:00", "Z")


def _pairs(setting: Setting, asked: int) -> Iterator[tuple[Condition, Condition]]:
    """Pairs of telling conditions, those first under which neither can be left out nor `and` be read as `or`.

    Of the parameters that the first `asked` conditions leave out each comes early.
    """
    rows = _rows(setting)
    planned = list(islice(_planned(setting), asked + 2 * _ROWS))
    met = {condition.name for condition in planned[:asked]}
    fresh = list({condition.name: condition for condition in reversed(planned[asked:]) if condition.name not in met}.values())
    singles = planned[: 2 * _ROWS] + fresh
    dice = _dice(setting, "pairs")
    bounds = [each for each in singles if each.operator in {"gt", "gt_or_eq", "lt", "lt_or_eq"}]
    ranges = [(low, high) for low, high in product(bounds, bounds) if low.attribute == high.attribute and low.operator < high.operator[:1]]
    tried = [(one, dice.choice(singles)) for one in 6 * fresh] + [(dice.choice(singles), dice.choice(singles)) for _ in range(_PAIRS)]
    held = {condition: [holds(row, condition) for row in rows] for condition in singles}

    def worth(pair: tuple[Condition, Condition]) -> int:
        seen = set(zip(held[pair[0]], held[pair[1]], strict=True))
        return sum(each in seen for each in ((True, True), (True, False), (False, True)))

    dice.shuffle(ranges)
    apart = sorted((pair for pair in tried if pair[0].attribute != pair[1].attribute), key=worth, reverse=True)
    leading = [pair for condition in fresh for pair in islice((each for each in apart if condition in each), 1)]
    same = sorted(ranges, key=worth, reverse=True)
    turns = [pair for two in zip_longest(leading, same) for pair in two if pair is not None]
    given: set[tuple[str, str]] = set()
    for one, other in [*turns, *apart]:
        if (one.name, other.name) not in given and worth((one, other)) >= 2:
            given.add((one.name, other.name))
            yield one, other


_OPPOSITE = {"": "not_eq", "gt": "lt_or_eq", "lt": "gt_or_eq", "in": "not_in"}


def _complements(setting: Setting) -> Iterator[tuple[Condition, Condition]]:
    """A condition and its complement, where every seen invoice has a value that both can be asked of; of each kind one, then the others.

    A time is asked for as it is shown, at which an invoice lies on the edge: what single conditions cannot tell, for its fraction of a
    second is hidden.
    """
    rows, dice = seen_rows(setting), _dice(setting, "complements")
    known = {(parameter.attribute, parameter.operator) for parameter in _parameters(setting)}
    usable: list[tuple[Condition, Condition]] = []
    for condition in _planned(setting):
        opposite = _OPPOSITE.get(condition.operator)
        single = not condition.attribute.startswith("invoice-lines")  # a condition on a collection and its complement may both hold
        if opposite is None or not single or (condition.attribute, opposite) not in known:
            continue
        found = [each for row in rows for each in values(row, condition.attribute)]
        if len(found) == len(rows) and all(len(values(row, condition.attribute)) == 1 for row in rows):
            value = spelled(dice.choice(found)) if condition.kind in _TIMES and condition.operator else condition.value
            one, other = (Condition(condition.attribute, each, value, condition.kind) for each in (condition.operator, opposite))
            usable.append((one, other))
    first = list({(pair[0].operator, pair[0].kind): pair for pair in reversed(usable)}.values())
    first.sort(key=lambda pair: pair[0].operator not in {"gt", "lt"})
    yield from first
    yield from (pair for pair in usable if pair not in first)
