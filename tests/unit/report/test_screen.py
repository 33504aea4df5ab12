"""The end screen says what was judged, what was found, what was not examined, and how to see it again."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from coupa_contract.drift.drift import Direction, Drift, DriftClass, DriftPlace, Waiver
from coupa_contract.model import Level, Step, VerdictKind
from coupa_contract.report.run import gather
from coupa_contract.report.screen import screen
from coupa_contract.runner.events import (
    AreaEffort,
    DialectChoice,
    DriftFound,
    Event,
    FindingSeen,
    LeftBehind,
    LeftKind,
    MoreEffort,
    Notice,
    RunFooter,
    RunHeader,
    VerdictGiven,
)

SNAPSHOT = Path(__file__).parent / "screen_100.txt"
MakeFinding = Callable[..., FindingSeen]
MakeVerdict = Callable[..., VerdictGiven]


def drawn(events: list[Event], output: str = "run.ndjson", width: int = 100, **terminal: object) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, **terminal)  # type: ignore[arg-type]
    console.print(screen(gather(events), output), crop=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def joined(text: str) -> str:
    return " ".join(text.split())


def test_the_screen_at_100_columns(events: list[Event]) -> None:
    """Every section at once, pinned as text: whoever changes the screen looks at it."""
    assert drawn(events) == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_only_commands_are_longer_than_a_line(events: list[Event], width: int) -> None:
    """Everything wraps at the width of the terminal but what is there to be copied, and nothing ends in spaces."""
    for line in drawn(events, width=width).splitlines():
        assert len(line) <= width or line.strip().startswith(("curl ", "coupa-contract run "))
        assert line == line.rstrip()


def test_a_pipe_gets_no_control_characters(events: list[Event]) -> None:
    """What is not a terminal gets plain text, whatever the target sent."""
    assert not [c for c in drawn(events) if ord(c) < 32 and c != "\n"]


def test_no_color_is_honoured(events: list[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    """Under NO_COLOR a terminal gets bold and dim at most."""
    monkeypatch.setenv("NO_COLOR", "1")
    codes = drawn(events, force_terminal=True, color_system="truecolor").split("\x1b[")[1:]
    assert {code.partition("m")[0] for code in codes} <= {"0", "1", "2", "1;2"}


def test_colours_only_add(events: list[Event]) -> None:
    """A coloured screen says the same words as a plain one."""
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", drawn(events, force_terminal=True, color_system="truecolor")) == drawn(events)


def test_target_text_is_no_markup(header: RunHeader, a_finding: MakeFinding) -> None:
    """Brackets that a target sends are brackets."""
    seen = a_finding("a")
    odd = replace(seen, finding=replace(seen.finding, seen="[red]x[/red] [/] [link=http://evil]"))
    assert "[red]x[/red] [/] [link=http://evil]" in drawn([header, odd])


def test_at_most_ten_findings_and_where_the_rest_is(header: RunHeader, a_finding: MakeFinding) -> None:
    """The screen shows the ten worst and names the file that has them all, or the option that would."""
    events: list[Event] = [header, *(a_finding(f"a-{n:02}") for n in range(12)), a_finding("b-worst", count=9)]
    assert "a-08" in drawn(events)
    assert "a-09" not in drawn(events)
    assert drawn(events).index("b-worst") < drawn(events).index("a-00")
    assert "and 3 more in run.ndjson" in drawn(events)
    assert "and 3 more (--output FILE keeps them all)" in drawn(events, output="")


def test_a_very_long_command_is_not_shown(header: RunHeader, a_finding: MakeFinding) -> None:
    """Half a command would do something else than the whole one."""
    text = drawn([header, a_finding("a", curl=("curl " + "x" * 5000,)), a_finding("b", curl=("curl -d '{\n}' x",))])
    assert text.count("it is in run.ndjson") == 2
    assert "xxx" not in text


def test_many_requests_show_the_last_ones(header: RunHeader, a_finding: MakeFinding) -> None:
    """The request that shows the fault is the last of its scenario."""
    events: list[Event] = [header, a_finding("a", curl=tuple(f"curl {n}" for n in range(14)))]
    assert "after 2 earlier requests (in run.ndjson):" in drawn(events)
    assert "after 2 earlier requests (--output FILE keeps them):" in drawn(events, output="")
    assert [line.strip() for line in drawn(events).splitlines() if "curl" in line] == [f"curl {n}" for n in range(2, 14)]


def test_what_was_done_is_a_table_of_calls(header: RunHeader, a_finding: MakeFinding) -> None:
    """Before the curl lines: each call, its answer, and where it led; a status that no answer told stays open."""
    steps = (
        Step("PUT /invoices/17", 200, "draft", "draft"),
        Step("PUT /invoices/17/submit", 200, "draft", "new"),
        Step("PUT /x", 0, "new"),
    )
    lines = [line.split() for line in drawn([header, a_finding("a", curl=("curl 1",), steps=steps)]).splitlines()]
    table = [
        ["step", "call", "answer", "status"],
        ["1", "PUT", "/invoices/17", "200", "stays", "draft"],
        ["2", "PUT", "/invoices/17/submit", "200", "draft", "→", "new"],
        ["3", "PUT", "/x", "none", "new", "→", "?"],
    ]
    start = lines.index(table[0])
    assert lines[start : start + 4] == table
    assert lines[start + 5] == ["curl", "1"]


def test_without_a_status_the_table_has_no_such_column(header: RunHeader, a_finding: MakeFinding) -> None:
    """A column of nothing would only take room."""
    assert "  status" not in drawn([header, a_finding("a", steps=(Step("PUT /invoices/17", 200),))])


def test_a_call_is_harmless_on_a_screen(header: RunHeader, a_finding: MakeFinding) -> None:
    """An odd path is spelled out, and one of any length is cut."""
    text = drawn([header, a_finding("a", steps=(Step("PUT /invoices/[red]\x1b[2J" + "x" * 500, 200, "a\x1b[2J", "b"),))], width=120)
    assert "/invoices/[red]\\x1b[2Jxxx" in text
    assert "x" * 60 not in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("areas", "where"),
    [
        ((AreaEffort("query", 6, 20),), ""),
        ((AreaEffort("query", 6, 20), AreaEffort("shape", 1, 2)), " (query 20 instead of 6, shape 2 instead of 1)"),
    ],
)
def test_a_run_says_what_more_effort_would_add(header: RunHeader, footer: RunFooter, areas: tuple[AreaEffort, ...], where: str) -> None:
    """One sentence, with areas where there are several, in figures that do not pretend to be exact; none where nothing would be added."""
    told = replace(footer, more=MoreEffort("standard", 7, 1022, 2345, 41.7, areas))
    sentence = f"--effort standard would run 1,022 scenarios instead of 7{where}: about 2,300 requests, 42 s at this pace."
    assert sentence in joined(drawn([header, told]))
    assert "--effort standard" not in drawn([header, replace(footer, more=None)])


def test_what_could_not_be_restored_is_shown_in_full(header: RunHeader) -> None:
    """Somebody has to put it back by hand, so none is left out."""
    left: list[Event] = [LeftBehind(LeftKind.NOT_RESTORED, str(n), "refused", f'{{"comments":"{n} before"}}') for n in range(30)]
    text = drawn([header, *left])
    assert all(f'held {{"comments":"{n} before"}}' in text for n in range(30))


def test_many_created_invoices_are_counted(header: RunHeader) -> None:
    """What carries the mark of the run can be found by it."""
    left: list[Event] = [LeftBehind(LeftKind.CREATED, str(n), "carries the mark cc-1") for n in range(20)]
    text = drawn([header, *left])
    assert "created 20 invoices: 0, 1, 2" in text
    assert "and 8 more" in text
    assert "carries the mark cc-1" in text


def test_many_notices_are_counted(header: RunHeader) -> None:
    """Notices do not push the findings off the screen."""
    assert "and 4 more in run.ndjson" in drawn([header, *(Notice(f"n{n}") for n in range(9))])


def test_reasons_are_grouped(header: RunHeader, a_verdict: MakeVerdict) -> None:
    """What could not be examined for one reason is one line with a count."""
    verdicts: list[Event] = [a_verdict(f"paging-{n}", VerdictKind.VACUOUS, "no ties") for n in range(6)]
    text = joined(drawn([header, *verdicts]))
    assert "vacuous 6 no ties paging-0, paging-1, paging-2, paging-3 and 2 more" in text


def test_unrecorded_has_a_column_only_where_it_occurs(header: RunHeader, a_verdict: MakeVerdict) -> None:
    """A live run does not speak of recordings."""
    assert "unrecorded" not in drawn([header, a_verdict("a", VerdictKind.PASS)])
    assert "unrecorded" in drawn([header, a_verdict("a", VerdictKind.UNRECORDED)])


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (DialectChoice.ASKED, "core-r39, as asked"),
        (DialectChoice.RECOGNISED, "core-r39, recognised by the first answers"),
        (DialectChoice.IN_DOUBT, "in doubt, so judged as published"),
    ],
)
def test_the_dialect_says_how_it_was_chosen(header: RunHeader, choice: DialectChoice, words: str) -> None:
    """A reader knows whether the tool guessed."""
    assert words in drawn([replace(header, dialect_chosen=choice)])


def test_a_started_instance_is_named_with_its_origin(header: RunHeader) -> None:
    """The reference instance has an address as long as the run lasts."""
    started = replace(header, target="the reference instance", origin="http://127.0.0.1:4711")
    assert "the reference instance (http://127.0.0.1:4711)" in drawn([started])


ENDINGS: list[tuple[dict[str, object], dict[str, object], list[Level], str]] = [
    (
        {},
        {"exit_code": 0},
        [],
        "The target kept the contract wherever it was examined: 1 requirement passed, none was violated. Exit code 0.",
    ),
    ({}, {"exit_code": 0}, [Level.MAY], "1 finding below the level that fails this run (must). Exit code 0."),
    ({"fail_on": "never"}, {"exit_code": 0}, [Level.MUST], "1 finding, and none fails this run (--fail-on never). Exit code 0."),
    ({}, {"exit_code": 0, "complete": False, "stopped": "the budget is spent"}, [], "cut short: the budget is spent. Exit code 0."),
    ({}, {"exit_code": 1}, [Level.MUST, Level.MAY], "The target violated the contract: 1 finding at level must. Exit code 1."),
    ({"fail_on": "should"}, {"exit_code": 1}, [Level.MUST, Level.SHOULD], "2 findings at level should or above. Exit code 1."),
    (
        {},
        {"exit_code": 3, "complete": False, "stopped": "the token was refused."},
        [],
        "not be judged: the token was refused. Exit code 3.",
    ),
    ({}, {"exit_code": 3}, [], "could not be judged: not all that was asked for could be examined. Exit code 3."),
    (
        {},
        {"exit_code": 130, "complete": False, "stopped": "interrupted"},
        [Level.MUST],
        "Interrupted: what stands above was found before. Exit",
    ),
    ({}, {"exit_code": 2, "stopped": "the disk is full"}, [], "The run could not do its work: the disk is full. Exit code 2."),
]


@pytest.mark.parametrize(("head", "foot", "levels", "sentence"), ENDINGS)
def test_the_last_sentence_says_what_the_exit_code_means(
    header: RunHeader,
    footer: RunFooter,
    a_finding: MakeFinding,
    a_verdict: MakeVerdict,
    head: dict[str, object],
    foot: dict[str, object],
    levels: list[Level],
    sentence: str,
) -> None:
    """One sentence closes the screen, and is true of this run."""
    found = [a_finding(f"a-{level}", level) for level in levels]
    events: list[Event] = [
        replace(header, **head),  # type: ignore[arg-type]
        *found,
        a_verdict("a", VerdictKind.PASS),
        replace(footer, **foot),  # type: ignore[arg-type]
    ]
    assert joined(drawn(events)).endswith(sentence) or sentence in joined(drawn(events))


def test_errors_of_ours_are_told_at_the_end(header: RunHeader, footer: RunFooter, a_verdict: MakeVerdict) -> None:
    """A run with errors does not read like a clean one."""
    events: list[Event] = [header, a_verdict("a", VerdictKind.ERROR, "KeyError"), replace(footer, exit_code=0)]
    assert "1 requirement could not be judged because of an error that is not the target's. Exit code 0." in joined(drawn(events))


def test_a_truncated_run_says_so(events: list[Event]) -> None:
    """Half a run is not taken for a whole one."""
    assert "This run broke off" in drawn(events[:-1])


def test_nothing_at_all_can_be_drawn() -> None:
    """A run that said nothing has a screen as well."""
    assert "the run ended before it began" in drawn([])


def test_nothing_examined_is_said(header: RunHeader, footer: RunFooter, a_verdict: MakeVerdict) -> None:
    """A run in which nothing passed and nothing failed says that nothing was examined."""
    events: list[Event] = [header, a_verdict("a", VerdictKind.VACUOUS), replace(footer, exit_code=3)]
    assert "The target could not be judged: nothing was examined. Exit code 3." in joined(drawn(events))


DRIFT = Drift(
    "response-null-appeared",
    DriftClass.RISKY,
    Direction.RESPONSE,
    "Null stands where the document has an object.",
    "Expect null.",
    "an object",
    "null",
    (DriftPlace("listInvoices", "/*/supplier"),),
)


@pytest.mark.parametrize(
    ("fail_on", "waiver", "sentence"),
    [
        ("risky", None, "No finding fails this run, but drift does: 1 drift that is risky or worse. Exit code 1."),
        ("breaking", None, "0 findings at level must. Exit code 1."),
        ("risky", Waiver(DRIFT.fingerprint, "known"), "0 findings at level must. Exit code 1."),
    ],
)
def test_drift_of_a_run_is_shown_and_said(header: RunHeader, fail_on: str, waiver: Waiver | None, sentence: str) -> None:
    """A run that looked for drift shows it as a section of its own, and its last sentence says when it was that which failed it."""
    found = DriftFound(DRIFT, DRIFT.fingerprint, waiver)
    text = joined(drawn([replace(header, fail_on_drift=fail_on), found, RunFooter(1, 0.5, {}, {}, 1)]))
    assert f"Drift: {'accepted' if waiver else 'risky'} 1" in text
    assert DRIFT.message in text
    assert sentence in text
