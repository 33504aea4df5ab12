"""One operation as a tree, both sides beside each other: what is documented, what was observed, and where they drift apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from coupa_contract.drift.drift import Drift, DriftClass
from coupa_contract.drift.facts import AnswerFacts, Facts, OperationFacts, ParameterFacts, PlaceFacts, Side
from coupa_contract.report.drift.describing import said
from coupa_contract.report.indented import Indented
from coupa_contract.report.palette import DRIFT
from coupa_contract.report.text import counted, plain

_NOTHING = Text("—", style="dim")
Marks = Mapping[tuple[str, str, str], Drift]  # by status, media type and pointer: the worst drift there


def operation_tree(name: str, against: Facts, observed: Facts, drifts: Sequence[Drift], *, full: bool = False) -> RenderableType:
    """The operation of that id; unless `full`, places that drift, their parents, and how many others there are."""
    old, new = against.operations.get(name), observed.operations.get(name)
    either = old or new
    title = Text.assemble((plain(name), "bold"), f"  {plain(either.method)} {plain(either.path)}" if either else "")
    marks = _marks(name, drifts)
    columns = (against, observed)
    parts: list[RenderableType] = [Text(), title]
    if whole := marks.get(("", "", "")):
        parts.append(Indented(_mark(whole)))
    parts += _parameters(old, new, columns, marks, full=full)
    if _places(old, "request") or _places(new, "request"):
        parts += _section(
            "request body", _table(columns, _rows(_places(old, "request"), _places(new, "request"), columns, marks, ("", ""), full=full))
        )
    unseen = []
    for key in sorted({*(old.answers if old else ()), *(new.answers if new else ())}):
        before, after = _answer(old, key), _answer(new, key)
        if after is None and not full:
            unseen.append(" ".join(part for part in key if part))
            continue
        seen = f", {counted(after.seen.count, 'answer')}" if after and after.seen else ""
        rows = _rows(before.places if before else {}, after.places if after else {}, columns, marks, key, full=full)
        parts += _section(f"{' '.join(part for part in key if part)}{seen}", _table(columns, rows))
    if unseen:
        where = observed.side.value if observed.side is Side.OBSERVED else "there any more"
        parts += [Text(), Indented(Text(plain(f"not {where}: {', '.join(unseen)}", 1000), style="dim"), 0)]
    return Group(*parts)


def _answer(operation: OperationFacts | None, key: tuple[str, str]) -> AnswerFacts | None:
    return operation.answers.get(key) if operation else None


def _places(operation: OperationFacts | None, what: str) -> Mapping[str, PlaceFacts]:
    found: Mapping[str, PlaceFacts] = getattr(operation, what, {}) if operation else {}
    return found


def _marks(name: str, drifts: Sequence[Drift]) -> Marks:
    marks: dict[tuple[str, str, str], Drift] = {}
    for drift in sorted(drifts, key=lambda each: -each.drift_class.rank):
        for place in drift.places:
            if place.operation == name:
                marks[place.status, place.media_type, place.pointer] = drift
    return marks


def _section(title: str, content: RenderableType) -> list[RenderableType]:
    return [Text(), Rule(Text(plain(title), style="bold"), align="left", style="dim"), Indented(content)]


def _table(columns: tuple[Facts, Facts], rows: Sequence[tuple[Text, Text, Text]]) -> RenderableType:
    if not rows:
        return Text("nothing is said of it", style="dim")
    if len(rows) == 1 and not rows[0][1].plain and not rows[0][2].plain:  # all agree
        return rows[0][0]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", overflow="fold", ratio=3)
    for side in columns:
        table.add_column("documented" if side.side is Side.DOCUMENT else "observed", overflow="fold", ratio=4)
    for row in rows:
        table.add_row(*row)
    return table


def _parameters(
    old: OperationFacts | None, new: OperationFacts | None, columns: tuple[Facts, Facts], marks: Marks, *, full: bool
) -> list[RenderableType]:
    before, after = (each.parameters if each else {} for each in (old, new))
    rows: list[tuple[Text, Text, Text]] = []
    for name in [*before, *(each for each in after if each not in before)]:
        drift = next((each for (_, _, pointer), each in marks.items() if pointer in {f"?{name}", name}), None)
        if full or _tells(drift) or (name in after and columns[1].side is Side.OBSERVED):
            documented = _parameter(before[name], columns[0].side) if name in before else _NOTHING
            rows.append((_named(name, 0, drift), documented, _parameter(after[name], columns[1].side) if name in after else _NOTHING))
    if rows and (rest := len({*before, *after}) - len(rows)) > 0:
        rows.append((Text(f"{rest:,} more agree or were not sent (--full)", style="dim"), Text(), Text()))
    return _section("parameters", _table(columns, rows)) if rows else []


def _parameter(parameter: ParameterFacts, side: Side) -> Text:
    if side is Side.DOCUMENT:
        return Text(plain("; ".join([said(parameter.place, side), *["required"] * parameter.required])))
    sent = parameter.sent.count if parameter.sent else 0
    ignored = f", {parameter.ignored.count:,} ignored" if parameter.ignored else ""
    refused = f", {parameter.refused:,} refused" if parameter.refused else ""
    return Text(f"sent {counted(sent, 'time')}{refused}{ignored}")


def _rows(
    old: Mapping[str, PlaceFacts],
    new: Mapping[str, PlaceFacts],
    columns: tuple[Facts, Facts],
    marks: Marks,
    key: tuple[str, str],
    *,
    full: bool,
) -> list[tuple[Text, Text, Text]]:
    marked = {pointer: drift for (status, media, pointer), drift in marks.items() if (status, media) == key}
    pointers = sorted({*old, *new, *marked}, key=lambda each: each.split("/"))
    telling = [pointer for pointer, drift in marked.items() if _tells(drift)]
    shown = [each for each in pointers if full or each in telling or any(mark.startswith(f"{each}/") for mark in telling)]
    rows = [
        (
            _named(pointer.rpartition("/")[2] if pointer else "the body", pointer.count("/"), marked.get(pointer)),
            *(
                Text(plain(said(side[pointer], facts.side))) if pointer in side else _NOTHING
                for side, facts in zip((old, new), columns, strict=True)
            ),
        )
        for pointer in shown
    ]
    if (rest := len(pointers) - len(shown)) > 0:
        rows.append((Text(f"{rest:,} {'more agree' if shown else 'places agree'} or were not seen (--full)", style="dim"), Text(), Text()))
    return [(first, second, third) for first, second, third in rows]


def _tells(drift: Drift | None) -> bool:
    """Whether it is more than something that nobody happened to see."""
    return drift is not None and drift.drift_class is not DriftClass.UNSEEN


def _named(name: str, depth: int, drift: Drift | None) -> Text:
    name = {"*": "each item", "{}": "each value"}.get(name, name.replace("~1", "/").replace("~0", "~"))
    text = Text("  " * depth)
    text.append(plain(name, 80), style=DRIFT[drift.drift_class] if drift else "")
    if drift is not None:
        text.append(f"\n{'  ' * depth}{_SIGNS[drift.drift_class]} {drift.fingerprint} {drift.drift_class.value}", style="dim")
    return text


_SIGNS = {DriftClass.BREAKING: "✗", DriftClass.RISKY: "!", DriftClass.ADDITIVE: "+", DriftClass.UNSEEN: "?"}


def _mark(drift: Drift) -> Text:
    return Text.assemble(
        (drift.drift_class.value, DRIFT[drift.drift_class]), f"  {plain(drift.message, 600)}  ", (drift.fingerprint, "dim")
    )
