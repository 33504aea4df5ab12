"""YAML read strictly."""

from __future__ import annotations

import pytest

from coupa_contract.cassette.yaml_values import DEPTH_LIMIT, SIZE_LIMIT, read
from coupa_contract.errors import RecordingError

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "...\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "cass.yaml: it is empty; "),
        (b" \n\n", "cass.yaml: it is empty; "),
        (b"a: 1\n", "line 2: it ends without `...`: it was cut off; "),
        (b"a: 1\n...\n---\nb: 1\n...\n", "a second document follows the first; "),
        (b"a: 1\nb: {a: 1,\n  a: 2}\n...\n", "line 3: the key `a` stands twice; "),
        (b"a:\n  - 1\n  - !!python/object/apply:os.system [x]\n...\n", "line 3: an anchor or a tag does not belong into a cassette; "),
        (b"a: !!str 1\n...\n", "line 1: the tag tag:yaml.org,2002:str does not belong into a cassette; "),
        (b"a: !!binary '***'\n...\n", "line 1: not base64 ("),
        (b"a: &x 1\n...\n", "line 1: an anchor does not belong into a cassette; "),
        (BOMB.encode(), "line 1: an anchor or a tag does not belong into a cassette; "),
        (b"a: *x\n...\n", "line 1: an alias does not belong into a cassette; "),
        (b"a: [\n...\n", "not well-formed YAML ("),
        (b"a: 'x\n", "not well-formed YAML ("),
        (b"a: 1\nb: \xe9\n...\n", "line 2: byte 8 is not UTF-8; save it as UTF-8 or restore it"),
        ("a: 1\n...\n".encode("utf-16"), "line 1: it is not plain UTF-8: it begins with a byte order mark; "),
        ("a: é\n...\n".encode("latin-1"), "byte 3 is not UTF-8; "),
        (b"a: \x00\n...\n", "not well-formed YAML ("),
        (b"[a, b]: 1\n...\n", "line 1: a key is not text; "),
        (b"1: 1\n...\n", "line 1: a key is not text; "),
        (b"[" * (DEPTH_LIMIT + 1), f"nested more than {DEPTH_LIMIT} deep; "),
        (b"- " * 100_000, f"nested more than {DEPTH_LIMIT} deep; "),
        (b"x" * (SIZE_LIMIT + 1), "it has 64 MB, and a YAML cassette has at most 64 MB; "),
        (b"# nothing\n", "it holds no document; "),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value.replace("\n", " ")[:30],
)
def test_what_a_cassette_never_holds_is_refused_by_file_and_line(text: bytes, words: str) -> None:
    """Nothing is constructed, expanded or guessed."""
    with pytest.raises(RecordingError) as caught:
        read(text, "cass.yaml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("cass.yaml")
    assert "\n" not in str(caught.value)


def test_plain_words_that_yaml_1_1_takes_for_booleans_are_text() -> None:
    """Only null, true, false and numbers are not."""
    assert read(b"{a: on, b: 12:30, c: 0x1f, d: 2024-01-01, e: null, f: -3, g: 1.5}\n...\n", "f") == {
        "a": "on",
        "b": "12:30",
        "c": "0x1f",
        "d": "2024-01-01",
        "e": None,
        "f": -3,
        "g": 1.5,
    }
