"""`cassettes show`: from a recording down to one interaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from coupa_contract.cassette.recording import RecordedScenario, Refusal
from coupa_contract.model import Case, Failure, FailureKind, Interaction, Request, Response

from .conftest import NOW, ROWS, cassette, record, shown

Say = Callable[..., Any]


def test_a_recording_shows_its_sessions_and_items(say: Say, recording: Path) -> None:
    """With what made it."""
    out = say("cassettes", "show", "staging").out
    assert "staging  staging, personal values kept" in out
    assert "session 0  2026-03-01 09:30 UTC" in out
    assert "reads only · coupa-contract 0.1.0, hypothesis 6.0" in out
    assert f"{ROWS}          3             3" in out


def test_an_item_shows_its_scenarios(say: Say, recording: Path) -> None:
    """Found by a part of its name; refusals and smallest examples are told."""
    out = say("cassettes", "show", "staging", "ROWS_OBEY").out
    assert "judges  query-condition-is-obeyed" in out
    assert "met     query-condition-is-obeyed (3)" in out
    assert "listInvoices 200, showInvoice 200\n" in out
    assert "voidInvoice kept in" in out
    assert "smallest example" in out


def test_many_scenarios_are_listed_when_asked_for(say: Say, folder: Path) -> None:
    """The rest is counted."""
    record(folder / "many", cassette(ROWS, *(RecordedScenario(number, NOW, exchanges=(shown(),)) for number in range(50))))
    assert "… 10 more scenarios; --full lists them" in say("cassettes", "show", "many", "rows").out
    assert "more scenarios" not in say("cassettes", "show", "many", "rows", "--full").out


def test_a_scenario_shows_arguments_clock_and_requests(say: Say, recording: Path) -> None:
    """And both of that number: as drawn, and the smallest."""
    out = say("cassettes", "show", "staging", "rows", "--scenario", "0").out
    assert "clock      2026-03-01 09:30:00 UTC" in out
    assert 'arguments  {"limit": 2}' in out
    assert "1  GET  /api/invoices?status[in]=paid%2Cvoid&limit=2" in out
    assert "200 OK, " in out
    assert "shows      query-in listInvoices /*/status, with the smallest arguments" in out
    refused = say("cassettes", "show", "staging", "rows", "--scenario", "1").out
    assert "1  voidInvoice  not sent: it cannot be undone" in refused


def test_an_interaction_shows_both_sides(say: Say, recording: Path) -> None:
    """With headers and bodies, numbers as they were sent."""
    out = say("cassettes", "show", "staging", "rows", "--scenario", "0", "--interaction", "1").out
    assert "operation listInvoices, made to be valid" in out
    assert "Request\n  no body" in out
    assert "Content-Type: application/json" in out
    assert '"gross-total": 19.9' in out


def test_another_verb_is_told(say: Say, folder: Path) -> None:
    """Beside the operation at whose path it was sent, and also where it was kept in."""
    void = Case("voidInvoice", (("id", "17"),), verb="GET")
    sent = Interaction(void, Request("GET", "/api/invoices/17/void"), Response(405))
    record(folder / "verb", cassette(ROWS, RecordedScenario(0, NOW, exchanges=(sent, Refusal(void, "it is a probe", "--disposable")))))
    assert "GET voidInvoice 405, GET voidInvoice kept in" in say("cassettes", "show", "verb", "rows").out
    assert "GET voidInvoice  not sent" in say("cassettes", "show", "verb", "rows", "--scenario", "0").out
    out = say("cassettes", "show", "verb", "rows", "--scenario", "0", "--interaction", "1").out
    assert "operation voidInvoice, made to be valid, by another verb, GET" in out


def test_what_is_no_json_is_shown_harmlessly(say: Say, folder: Path) -> None:
    """Controls are spelled out, bytes are counted, a missing answer says why."""
    failed = Interaction(
        Case("showInvoice", (("id", "1"),)), Request("GET", "/api/invoices/1"), None, Failure(FailureKind.TIMEOUT, "no answer in time")
    )
    record(
        folder / "odd",
        cassette(
            ROWS, RecordedScenario(0, NOW, exchanges=(shown(1, b"a\x1b[31mb"), shown(2, b"\xff\xfe" * 20), failed, shown(3, b"x\n" * 50)))
        ),
    )

    def interaction(number: str, *more: str) -> str:
        return str(say("cassettes", "show", "odd", "rows", "--scenario", "0", "--interaction", number, *more).out)

    assert "a\\x1b[31mb" in interaction("1")
    assert "40 bytes that are no text: ff fe" in interaction("2")
    assert "timeout: no answer in time" in interaction("3")
    assert "… 10 more lines; --full shows them" in interaction("4")
    assert "more lines" not in interaction("4", "--full")


def test_what_is_not_there_is_named(say: Say, folder: Path) -> None:
    """With what is nearest; the exit code is 2."""
    record(folder / "all" / "a", cassette("test_x::test_one"), cassette("test_x::test_two"))
    record(folder / "all" / "b")
    for words, sentence in [
        (("all",), "all holds 2 recordings: name one of them, such as all/a, all/b"),
        (("all/a", "test_x::test_oen"), "did you mean test_x::test_one?"),
        (("all/a", "test_"), "2 items have 'test_' in their name: test_x::test_one, test_x::test_two"),
        (("all/a", "one", "--scenario", "9"), "test_x::test_one has no scenario 9"),
        (("all/a", "one", "--scenario", "1", "--interaction", "2"), "scenario 1 has 1 request, so there is no request 2"),
        (("all/a", "--scenario", "1"), "--scenario is one of an ITEM"),
        (("all/a", "one", "--interaction", "1"), "--interaction is one of a --scenario"),
    ]:
        said = say("cassettes", "show", *words)
        assert (said.code, said.out) == (2, "")
        assert sentence in said.err
