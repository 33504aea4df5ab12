"""What the tests of recordings share: any cassette that a run could record, and a small one that a reader can follow."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import strategies as st

from coupa_contract.cassette import writing
from coupa_contract.cassette.recording import (
    Ending,
    Kind,
    Manifest,
    RecordedCassette,
    RecordedItem,
    RecordedScenario,
    Refusal,
    Role,
    Session,
    Values,
)
from coupa_contract.model import Case, Credential, Failure, FailureKind, Interaction, Origin, Request, Response

ODD = st.sampled_from(
    ["\x85", "\u2028", "\u2029", "\ufeff", "\x00", "\x7f", "\uffff", "é", "😀", "\r\n", "\t", " ", "\n", ": ", " #", "- ", "'", '"', "\\"]
)
TEXT = st.one_of(
    st.text(max_size=12),
    st.lists(ODD | st.text(max_size=3), max_size=6).map("".join),
    st.sampled_from(["null", "on", "1e3", "~", "=", "<<", ""]),
)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
HEADERS = st.lists(st.tuples(st.sampled_from(["Accept", "accept", "Content-Encoding", "Link", "X: y"]) | TEXT, TEXT), max_size=5).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(TEXT, inner, max_size=8),
    max_leaves=40,
)
JSON_BODIES = st.builds(
    lambda value, separators, ascii_only: json.dumps(value, separators=separators, ensure_ascii=ascii_only).encode(),
    JSON,
    st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]),
    st.booleans(),
)
BODIES = st.binary(max_size=120) | TEXT.map(str.encode) | JSON_BODIES
CASES = st.builds(
    Case,
    TEXT,
    PAIRS,
    PAIRS,
    HEADERS,
    st.none() | BODIES,
    st.none() | TEXT,
    st.sampled_from(Credential),
    st.sampled_from(Origin),
    TEXT,
    TEXT,
)
REQUESTS = st.builds(Request, st.sampled_from(["GET", "PUT"]), TEXT.map(lambda text: f"/{text}"), HEADERS, st.none() | BODIES)
RESPONSES = st.builds(Response, st.integers(0, 999), HEADERS, BODIES, st.floats(0, 100))
FAILURES = st.builds(Failure, st.sampled_from(FailureKind), TEXT)
EXCHANGES = st.builds(Interaction, CASES, REQUESTS, st.none() | RESPONSES, st.none() | FAILURES) | st.builds(Refusal, CASES, TEXT, TEXT)
SCENARIOS = st.builds(
    RecordedScenario,
    st.integers(0, 10**9),
    st.datetimes(timezones=st.just(UTC)),
    TEXT | JSON.map(json.dumps),
    st.lists(EXCHANGES, max_size=4).map(tuple),
    st.integers(0, 9),
    st.sampled_from(Role),
    st.none() | st.tuples(TEXT, TEXT, TEXT),
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
)
ITEMS = st.builds(RecordedItem, TEXT, st.sampled_from(Kind), st.lists(TEXT, max_size=2).map(tuple), st.lists(TEXT, max_size=2).map(tuple))
ENDINGS = st.builds(Ending, st.dictionaries(TEXT, st.integers(0, 10**6), max_size=3), TEXT, TEXT)


@pytest.fixture(scope="session")
def cassettes() -> st.SearchStrategy[RecordedCassette]:
    """Draws cassettes with everything odd in them."""
    return st.builds(RecordedCassette, ITEMS, st.lists(SCENARIOS, max_size=3).map(tuple), ENDINGS)


@pytest.fixture(scope="session")
def texts() -> st.SearchStrategy[str]:
    """Draws texts that encodings stumble over."""
    return TEXT


@pytest.fixture(scope="session")
def json_bodies() -> st.SearchStrategy[bytes]:
    """Draws JSON as servers send it, spaced in one way or another."""
    return JSON_BODIES


def _answered(number: int, body: bytes, **case: object) -> Interaction:
    asked = Case(
        "listInvoices", query=(("status[in]", "draft,voided"), ("limit", str(number))), headers=(("Accept", "application/json"),), **case
    )  # type: ignore[arg-type]
    request = Request("GET", f"/api/invoices?status[in]=draft,voided&limit={number}", (("Accept", "application/json"),))
    headers = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("Content-Length", "9"), ("Link", "a"), ("Link", "b"))
    return Interaction(asked, request, Response(200, headers, body, 0.0125))


def sample_cassette(name: str = "test_query::test_rows", kind: Kind = Kind.PROPERTY) -> RecordedCassette:
    """A cassette with an answer of each kind: JSON, binary, none, a refusal."""
    rows = json.dumps([{"id": number, "supplier": {"name": f"Größe {number}"}, "lines": [1, 2]} for number in range(3)], ensure_ascii=False)
    pdf = Interaction(
        Case("getPdf", path_parameters=(("id", "7"),)), Request("GET", "/api/invoices/7.pdf"), Response(200, (), b"%PDF\xff\x00" * 20)
    )
    late = Interaction(Case("getInvoice"), Request("GET", "/api/invoices/7"), None, Failure(FailureKind.TIMEOUT, "after 3 s"))
    update = Case("updateInvoice", body=b'{"a": 1}', media_type="application/json", origin=Origin.NEGATIVE, invalid="a is no number")
    first = RecordedScenario(0, datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), '{"limit": 3}', (_answered(3, rows.encode()), pdf))
    second = RecordedScenario(
        1,
        datetime(2026, 1, 2, tzinfo=UTC),
        '{"limit": "it\'s"}',
        (Refusal(update, "it writes", "--allow-writes"), late, _answered(4, rows.replace(" ", "").encode())),
        role=Role.SMALLEST,
        cause=("rows-obey", "listInvoices", "/*/id"),
        created=("7",),
    )
    return RecordedCassette(RecordedItem(name, kind, ("rows-obey",), ("limit",)), (first, second), Ending({"rows-obey": 3}))


@pytest.fixture(name="sample_cassette")
def _sample_cassette() -> Callable[..., RecordedCassette]:
    return sample_cassette


@pytest.fixture
def sample() -> RecordedCassette:
    """The small cassette."""
    return sample_cassette()


@pytest.fixture
def session() -> Session:
    """A complete session."""
    return Session("2026-01-02T03:04:05Z", "published", "asked", "d" * 64, 2**80, "quick", made_with={"coupa-contract": "1.0"})


@pytest.fixture
def about(session: Session) -> dict[str, object]:
    """What a manifest says beside its entries."""
    return {"target": "reference", "values": Values.KEPT, "sessions": (session,), "verdicts": {"rows-obey": "pass"}}


@pytest.fixture
def write(tmp_path: Path, about: dict[str, object]) -> Callable[..., Path]:
    """Writes a recording and returns its folder."""

    def writes(*cassettes: RecordedCassette, encoding: str = "yaml", folder: str = "recording") -> Path:
        manifest = writing.write_recording(tmp_path / folder, about, cassettes or (sample_cassette(),), encoding)
        assert isinstance(manifest, Manifest)
        return tmp_path / folder

    return writes


def same(first: RecordedCassette, second: RecordedCassette) -> bool:
    """Whether two cassettes are equal, also in the times that equality leaves out."""

    def times(cassette: RecordedCassette) -> list[float]:
        exchanges = [exchange for scenario in cassette.scenarios for exchange in scenario.exchanges]
        return [exchange.response.elapsed_s for exchange in exchanges if isinstance(exchange, Interaction) and exchange.response]

    return first == second and all(map(math.isclose, times(first), times(second)))


@pytest.fixture(name="same", scope="session")
def _same() -> Callable[[RecordedCassette, RecordedCassette], bool]:
    return same
