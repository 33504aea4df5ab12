"""Cassettes as lines of JSON. That any cassette survives is tested with YAML."""

from __future__ import annotations

import pytest

from coupa_contract.cassette.lines import decode_all, encoded
from coupa_contract.cassette.recording import RecordedCassette
from coupa_contract.errors import RecordingError

_SCENARIO = b'{"scenario": {"number": 0, "now": "2026-01-01T00:00Z", "arguments": "", "exchanges": [7]}}'


@pytest.fixture
def written(sample: RecordedCassette) -> list[bytes]:
    """The lines of the small cassette."""
    return [encoded(part) for part in (sample.item, *sample.scenarios, sample.ending)]


def test_lines_are_read_one_by_one(sample: RecordedCassette, written: list[bytes]) -> None:
    """Nothing of the second line is needed for the first."""

    def endless() -> object:
        yield written[0]
        while True:
            yield written[1]

    stream = decode_all(endless(), "f")  # type: ignore[arg-type]
    assert [next(stream) for _ in range(4)] == [sample.item, *[sample.scenarios[0]] * 3]


def test_lines_cut_off_at_any_length_are_refused(written: list[bytes]) -> None:
    """Between two lines the ending is missing, within one it is not JSON."""
    text = b"".join(written)
    for length in range(len(text) - 1):
        with pytest.raises(RecordingError, match=r"^cass(, line \d+)?: .+; .+"):
            list(decode_all(text[:length].splitlines(keepends=True), "cass"))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "cass: it is empty; "),
        ([b"\x00" * 99], "cass, line 1: not a line of JSON ("),
        ([b"[]"], "cass, line 1: the line is [], not an object; "),
        ([b"{}"], "neither an item, a scenario nor an ending; is it a cassette of coupa-contract?"),
        ([b'{"format": 2, "item": {}}'], "it has format 2, and this version reads 1; upgrade coupa-contract"),
        ([b'{"ending": {"witnesses": {}}}'], "the first line is not an item; "),
        ([b'{"ending": {"witnesses": {}, "x": 1}}'], "an ending holds `x`, which this version does not know; "),
        ([b'{"format": 1, "item": {"name": "a", "kind": "property"}}'] * 2, "line 2: an item follows the first line; "),
        ([b'{"format": 1, "item": {"name": "a", "kind": "property"}}'], "line 1: it ends here, without an ending: it was cut off; "),
        ([b'{"format": true, "item": {"name": "a", "kind": "property"}}'], "`format` of the line is True; "),
        ([b"[" * 100_000], "not a line of JSON ("),
        (
            [b'{"format": 1, "item": {"name": "a", "kind": "property"}}', *[b'{"ending": {"witnesses": {}}}'] * 2],
            "line 3: something follows the ending; ",
        ),
        ([_SCENARIO.replace(b"7", b'{"case": {"body": {"base64": "*"}}}')], "line 1: a body is not base64 ("),
        (
            [_SCENARIO],
            "an exchange is 7, not an object; ",
        ),
    ],
)
def test_what_a_cassette_never_holds_is_refused_by_line(lines: list[bytes], words: str) -> None:
    """In one sentence that says what to do."""
    with pytest.raises(RecordingError) as caught:
        list(decode_all(lines, "cass"))
    assert words in str(caught.value)
