"""One operation as a tree: both sides beside each other, and a mark where they drift apart."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from coupa_contract.drift.drift import Direction, Drift, DriftClass, DriftPlace
from coupa_contract.drift.facts import AnswerFacts, Facts, OperationFacts, ParameterFacts, PlaceFacts, Side
from coupa_contract.drift.shape import Sighting, Tally
from coupa_contract.report.drift.tree import operation_tree

KEY = ("200", "application/json")


def tally(count: int) -> Tally:
    return Tally(count, Sighting("2026-01-02", "staging", 1), Sighting("2026-01-03", "staging", 9))


def place(types: str, **more: object) -> PlaceFacts:
    return PlaceFacts(dict.fromkeys(types.split()), **more)  # type: ignore[arg-type]


DOCUMENTED = {
    "": place("array"),
    "/*": place("object"),
    "/*/id": place("integer", required=True),
    "/*/total": place("number", null=True),
    "/*/supplier": place("object"),
    "/*/supplier/name": place("string"),
}
OBSERVED = {
    "": place("array", seen=4),
    "/*": place("object", seen=40),
    "/*/id": place("integer", seen=40),
    "/*/total": place("string", forms={"decimal": tally(38)}, seen=40, null=True, nulls=tally(2)),
    "/*/supplier": place("object", seen=40, absent=3),
    "/*/\x1b[31mnew[~1red]": place("string", words={"draft": tally(3)}, seen=3),
}


def facts(side: Side, places: dict[str, PlaceFacts], parameter: ParameterFacts) -> Facts:
    seen = tally(4) if side is Side.OBSERVED else None
    operation = OperationFacts(
        "listInvoices", "GET", "/invoices", seen, answers={KEY: AnswerFacts(*KEY, seen, places)}, parameters={"limit": parameter}
    )
    return Facts(side, side.value, {"listInvoices": operation})


AGAINST = facts(Side.DOCUMENT, DOCUMENTED, ParameterFacts(place=place("integer")))
SEEN = facts(Side.OBSERVED, OBSERVED, ParameterFacts(sent=tally(5), refused=1))


def drift(pointer: str, drift_class: DriftClass, status: str = "200", media_type: str = "application/json") -> Drift:
    where = DriftPlace("listInvoices", pointer, status, media_type)
    return Drift("response-type-changed", drift_class, Direction.RESPONSE, "It changed.", "Look.", "", "", (where,))


DRIFTS = (drift("/*/total", DriftClass.BREAKING), drift("/*/\x1b[31mnew[~1red]", DriftClass.ADDITIVE))


def drawn(width: int = 100, *, full: bool = False, drifts: tuple[Drift, ...] = DRIFTS) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False).print(operation_tree("listInvoices", AGAINST, SEEN, drifts, full=full), crop=False)
    return file.getvalue()


def row(name: str, text: str) -> str:
    return next(" ".join(line.split()) for line in text.splitlines() if line.split()[:1] == [name])


def test_both_sides_stand_beside_each_other() -> None:
    """A place that drifts has what is documented, and what was seen with its counts."""
    assert row("total", drawn(140)) == "total a number; or null a text: a decimal; 40 times, 2 null"


def test_the_drift_is_named_at_its_place() -> None:
    """Class and id stand below the member, so that it can be accepted."""
    assert f"{DRIFTS[0].fingerprint} breaking" in drawn()


def test_what_agrees_is_counted() -> None:
    """Only places that drift and their parents are listed; `full` lists all."""
    assert "supplier" not in drawn()
    assert "3 more agree or were not seen (--full)" in drawn()
    assert "more agree" not in drawn(full=True)
    assert row("supplier", drawn(140, full=True)) == "supplier an object an object; 40 times, 3 absent"
    assert row("id", drawn(140, full=True)) == "id a whole number; required a whole number; 40 times"
    assert row("name", drawn(140, full=True)) == "name a text —"


def test_parameters_are_listed_that_were_sent() -> None:
    """What was sent and refused stands beside what is documented."""
    assert row("limit", drawn(140)) == "limit a whole number sent 5 times, 1 refused"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits_the_terminal(width: int) -> None:
    """No line is longer than the terminal, and nothing that a target sent steers it."""
    text = drawn(width, full=True)
    assert all(len(line) <= width for line in text.splitlines())
    assert "\x1b" not in text
    assert "\\x1b" in text


def test_a_drift_of_the_whole_operation_stands_at_the_top() -> None:
    """What has no place in a body is told below the name."""
    assert "breaking It changed." in " ".join(drawn(drifts=(drift("", DriftClass.BREAKING, "", ""),)).split())
