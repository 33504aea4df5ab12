"""Plans which conditions are worth a request: those that a misreading of them would be seen by.

A condition drawn blindly says little: `gt` below every row keeps them all, read rightly or not. So values that the first look saw are
tried out on the rows that it saw, and that condition goes first which tells most misreadings (`misreadings.py`) from the right one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice, pairwise, zip_longest
from typing import TypeAlias

from coupa_contract.checks.conditions import holds
from coupa_contract.checks.values import bare_date
from coupa_contract.contract.operations import Parameter
from coupa_contract.model import Condition, Json
from coupa_contract.runner.api import Lacking, Row
from coupa_contract.runner.misreadings import misreadings
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.seam import Draw, Planned
from coupa_contract.runner.seen import choices, instant, listable, parts, seen_rows, spelled, taken, values
from coupa_contract.runner.setting import Setting

_ROWS = 40  # of the look, to try conditions out on
_FEW, _MANY = 5, 45  # seen invoices that meet a wide condition
_CANDIDATES = 8  # conditions tried out for one parameter
_BEHIND, _AHEAD = timezone(timedelta(hours=-5, minutes=-30)), timezone(timedelta(hours=9))
_TIMES = {"timestamp", "date"}
_MET = "met"  # what a condition tells by the rows that meet it

_Ranked: TypeAlias = tuple[Condition, frozenset[str]]  # with the misreadings that it would be seen by


def telling_conditions(setting: Setting, wanted: int) -> list[Condition]:
    """So many conditions: one of each kind first, then each that the document knows, then further values of them. Raises Lacking."""
    return list(islice(planned(setting), wanted)) or list(_lacking())


def spellable(tries: Tries) -> Draw:
    """Telling conditions that can be spelled in another way, those of associations and of times among the first. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        rows = seen_rows(setting)
        spelled_twice = (each for each in planned(setting) if "-" in each.name or (each.kind == "timestamp" and "T" in each.value))
        found = [each for each in spelled_twice if any(holds(row, each) for row in rows)]
        kinds = {(_root(each), each.kind == "timestamp"): each for each in reversed(found)}
        first = sorted(kinds.values(), key=lambda each: (not _root(each), each.kind != "timestamp"))
        return Planned((*first, *(each for each in found if each not in first))[: tries.at(setting.effort)] or _lacking())

    return draw


def _root(condition: Condition) -> str:
    """The association that a condition goes through; empty for a member of the invoice itself."""
    return condition.attribute.partition("[")[0] if "[" in condition.attribute else ""


def wide_conditions(setting: Setting) -> Planned:
    """Conditions that several seen invoices meet, and fewer than a page: on lines, on an association, on others in turn. Raises Lacking."""
    rows = seen_rows(setting)
    kinds: dict[str, list[Condition]] = {"lines": [], "association": [], "invoice": []}
    for condition in planned(setting):
        met = sum(holds(row, condition) is True for row in rows)
        if _FEW <= met < min(_MANY, setting.look.page_size) and condition.attribute != "id":
            root = _root(condition)
            kinds["lines" if root == "invoice-lines" else "association" if root else "invoice"].append(condition)
    turns = zip_longest(*kinds.values())
    return Planned(tuple(each for turn in turns for each in turn if each is not None) or _lacking())


def seen_conditions(setting: Setting, wanted: int) -> list[Condition]:
    """So many of the most telling conditions; none when nothing was seen that they could be made of."""
    return list(islice(planned(setting), wanted)) if setting.look.rows else []


def complements(tries: Tries) -> Draw:
    """Pairs of a condition and the one that holds exactly where it does not, on attributes that no seen invoice lacks. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        return Planned(tuple(islice(_complements(setting), tries.at(setting.effort))) or _lacking())

    return draw


def _lacking() -> tuple[Condition, ...]:
    raise Lacking("no invoice that was seen has values by which conditions would tell invoices apart")


_latest: list[tuple[Setting, tuple[Condition, ...]]] = []  # of this process: every property of a run plans from the same look


def planned(setting: Setting) -> Iterator[Condition]:
    """Every condition that something was seen for, the most telling first."""
    if not _latest or _latest[0][0] is not setting:
        _latest[:] = [(setting, tuple(_plan(setting)))]
    return iter(_latest[0][1])


def _plan(setting: Setting) -> Iterator[Condition]:
    """All conditions, the most telling first: the best of each kind of condition, then of each parameter, then round by round."""
    known = _parameters(setting)
    dice(setting, "order").shuffle(known)
    rankings = {parameter.name: list(_ranking(setting, parameter)) for parameter in known}
    best: dict[tuple[str, str, int, str], _Ranked] = {}
    for condition, told in (each for ranking in rankings.values() for each in ranking):
        kind = _kind(condition, told)
        if kind not in best or len(told) > len(best[kind][1]):
            best[kind] = condition, told
    kinds = [condition for condition, _ in best.values()]
    asked = {condition.name for condition in kinds}
    others = [ranking[0][0] for name, ranking in rankings.items() if name not in asked and ranking]
    rounds = zip_longest(*([condition for condition, _ in ranking] for ranking in rankings.values()))
    left = (each for conditions in rounds for each in conditions if each is not None)
    yield from dict.fromkeys((*kinds, *others, *left))


def _kind(condition: Condition, told: frozenset[str]) -> tuple[str, str, int, str]:
    """What conditions share that a target is likely to read alike: operator, type, depth of the attribute, and the form of the value."""
    group = {"integer": "number", "decimal": "number", "boolean": condition.name}.get(condition.kind, condition.kind)
    form = ""
    if group in _TIMES and bare_date(condition.value):
        form = "day"
    elif group == "string" and condition.operator in {"", "in"} and _MET not in told:
        form = "near"
    elif condition.operator in {"in", "not_in"} and "," not in condition.value:
        form = "alone"
    return condition.operator, group, min(2, condition.attribute.count("[")), form


def _parameters(setting: Setting) -> list[Parameter]:
    return [parameter for parameter in setting.contract.operation("listInvoices").query if parameter.attribute]


def dice(setting: Setting, purpose: str) -> random.Random:
    """Chance that depends on the run's seed and on what it is for."""
    return random.Random(f"{setting.plan.seed}:{purpose}")  # noqa: S311 - a plan is no secret


def sample(setting: Setting) -> list[Row]:
    """The rows that conditions are tried out on, spread over what was seen."""
    seen = seen_rows(setting)
    chosen = dice(setting, "rows").sample(range(len(seen)), min(_ROWS, len(seen)))
    return [seen[index] for index in sorted(chosen)]


def _ranking(setting: Setting, parameter: Parameter) -> Iterator[_Ranked]:
    """Conditions of one parameter: first the one that the most misreadings would be seen by, then those that show others."""
    rows = sample(setting)
    left: list[_Ranked] = []
    for text in _candidates(setting, parameter, rows):
        condition = Condition(parameter.attribute, parameter.operator, text, parameter.kind)
        told = frozenset(_told(condition, rows))
        if told or (parameter.operator and not left):
            left.append((condition, told))
    known: set[str] = set()
    while left:
        best = max(range(len(left)), key=lambda index: _worth(left[index][1], known))
        condition, told = left.pop(best)
        known |= told
        yield condition, told


def _worth(told: frozenset[str], known: set[str]) -> tuple[bool, int, int, bool]:
    """What a condition tells that is not known, first of those that some row meets; a list that holds nothing says less."""
    seen = told - {_MET}
    return bool(seen) and _MET in told, len(seen - known), len(seen), _MET in told


def _told(condition: Condition, rows: Sequence[Row]) -> Iterator[str]:
    """The misreadings of a condition under which another set of these rows would come, and whether the right one has any."""
    clear = [(row, truth) for row in rows if (truth := holds(row, condition)) is not None]
    if any(truth for _, truth in clear):
        yield _MET
    for name, misread in misreadings(condition):
        if any((other := misread(row)) is not None and other is not truth for row, truth in clear):
            yield name


def _candidates(setting: Setting, parameter: Parameter, rows: Sequence[Row]) -> list[str]:
    """Values for a parameter, of those that occur and their neighbours, a handful chosen by the run's seed."""
    occurring = list(dict.fromkeys(value for row in rows for value in taken(setting, row, parameter)))
    chance = dice(setting, f"{parameter.attribute} {parameter.operator}")
    texts = list(dict.fromkeys(_texts(setting, parameter, occurring, rows, chance)))
    chance.shuffle(texts)
    texts.sort(key=lambda text: not (parameter.kind in _TIMES and bare_date(text)))  # of which there are few
    return texts[:_CANDIDATES]


def _texts(setting: Setting, parameter: Parameter, occurring: list[Json], rows: Sequence[Row], chance: random.Random) -> Iterator[str]:
    operator = parameter.operator
    if operator == "blank" or parameter.kind == "boolean":
        if occurring or operator == "blank":
            yield from ("true", "false")
        return
    words = [spelled(value) for value in occurring]
    chance.shuffle(words)
    usable = [word for word in words if listable(word)]
    if operator in {"contains", "starts_with", "ends_with"}:
        found = sorted({part for word in words[:_ROWS] for part in parts(word, operator)})
        chance.shuffle(found)
        # A part that stands elsewhere in another text tells one operator from the other.
        elsewhere = {part: sum(part in word and part not in parts(word, operator) for word in words[:_ROWS]) for part in found}
        yield from sorted(found, key=lambda part: -elsewhere[part])[: _CANDIDATES // 2]
        yield from found[: _CANDIDATES // 2]
    elif operator in {"in", "not_in"}:
        for size in (2, 3, 2):
            if len(usable) >= size:
                yield ",".join(chance.sample(usable, size))
        missing = [each for each in map(spelled, choices(setting, parameter)) if each not in words]
        yield from (f"{word},{chance.choice(missing)}" for word in usable[:1] if missing)
        yield from usable[:1]
        yield from (f"{one},{other}" for one, other in islice(pairwise(_near(parameter, usable)), 2))
    elif parameter.kind in _TIMES:
        instants = sorted(read for word in words if (read := instant(word)) is not None)
        chosen = chance.sample(instants, min(len(instants), 4))
        yield from (text for at in chosen for text in _spellings(at, operator))
        if operator not in {"", "not_eq"}:
            yield from _days(chosen if parameter.kind == "date" else instants)
    else:
        if parameter.kind == "decimal" and operator in {"", "not_eq"}:
            yield from (f"{word}0" if "." in word else f"{word}.0" for word in words[: _CANDIDATES // 4] if "e" not in word.lower())
        yield from words[:_CANDIDATES]
        if operator == "":
            yield from _near(parameter, words)


def _near(parameter: Parameter, words: Sequence[str]) -> list[str]:
    """Texts that no invoice has, and that are almost one: without its end, or without the zeros that it begins with."""
    if parameter.kind != "string":
        return []
    found = [near for word in words[:_ROWS] for near in (word.lstrip("0") if word[:1] == "0" else "", word[:-1], word[: len(word) // 2])]
    return [near for near in dict.fromkeys(found) if near and near == near.strip() and near not in words][:_CANDIDATES]


def _spellings(at: datetime, operator: str) -> Iterator[str]:
    """An instant that occurs, as a bound: itself, and a second beside it in zones in which dropping the offset would move it far."""
    second = timedelta(seconds=1)
    if operator in {"", "not_eq", "lt", "gt_or_eq"}:
        yield _in_zone(at, UTC)
    if operator in {"lt", "lt_or_eq"}:
        yield _in_zone(at + second, _BEHIND)
    if operator in {"gt", "gt_or_eq"}:
        yield _in_zone(at - second, _AHEAD)


def _days(instants: Sequence[datetime]) -> Iterator[str]:
    """Bare dates, which mean midnight in UTC: those that some instant follows, or precedes, so closely that another zone moves it past."""
    in_utc = [at.astimezone(UTC) for at in instants]
    if in_utc:
        yield str(min(in_utc, key=datetime.time).date())
        yield str(max(in_utc, key=datetime.time).date() + timedelta(days=1))


def _in_zone(at: datetime, zone: timezone) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds").replace("+00:00", "Z")


_OPPOSITE = {"": "not_eq", "gt": "lt_or_eq", "lt": "gt_or_eq", "in": "not_in"}


def _complements(setting: Setting) -> Iterator[tuple[Condition, Condition]]:
    """A condition and its complement, where every seen invoice has a value that both can be asked of; of each kind one, then the others.

    A time is asked for as it is shown, at which an invoice lies on the edge: what single conditions cannot tell, for its fraction of a
    second is hidden.
    """
    rows, chance = seen_rows(setting), dice(setting, "complements")
    known = {(parameter.attribute, parameter.operator) for parameter in _parameters(setting)}
    usable: list[tuple[Condition, Condition]] = []
    for condition in planned(setting):
        opposite = _OPPOSITE.get(condition.operator)
        single = not condition.attribute.startswith("invoice-lines")  # a condition on a collection and its complement may both hold
        if opposite is None or not single or (condition.attribute, opposite) not in known:
            continue
        found = [each for row in rows for each in values(row, condition.attribute)]
        if len(found) == len(rows) and all(len(values(row, condition.attribute)) == 1 for row in rows):
            value = spelled(chance.choice(found)) if condition.kind in _TIMES and condition.operator else condition.value
            one, other = (Condition(condition.attribute, each, value, condition.kind) for each in (condition.operator, opposite))
            usable.append((one, other))
    first = list({(pair[0].operator, pair[0].kind): pair for pair in reversed(usable)}.values())
    first.sort(key=lambda pair: (pair[0].kind not in _TIMES, pair[0].operator not in {"gt", "lt"}))
    yield from first
    yield from (pair for pair in usable if pair not in first)
