"""YAML becomes JSON values, or one sentence about a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract.reading import parse_yaml, read_yaml
from coupa_contract.errors import DocumentError

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_json_text_is_read_as_json(value: Any) -> None:
    """YAML 1.2 contains JSON: whatever JSON spells comes back as it was."""
    assert parse_yaml(json.dumps(value, ensure_ascii=False), "text") == value


@pytest.mark.parametrize("text", ["no", "on", "NO", "12:30", "2024-01-01", "2024-01-01T00:00:00Z", "0x1F", "1_000", "=", "<<"])
def test_what_only_yaml_1_1_reads_as_something_else_is_text(text: str) -> None:
    """A country code, a time and a date stay the text that they are."""
    assert parse_yaml(f"a: {text}", "text") == {"a": text}


@pytest.mark.parametrize(("text", "value"), [("~", None), ("", None), ("True", True), ("-1.5e3", -1500.0), ("'1'", "1"), ("!!str 1", "1")])
def test_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    """Plain scalars are resolved as YAML 1.2 says, quoted ones are text."""
    assert parse_yaml(f"a: {text}", "text") == {"a": value}


def test_keys_are_text() -> None:
    """A status code is a name, quoted or not."""
    assert parse_yaml("200: {null: 1, true: 2}", "text") == {"200": {"null": 1, "true": 2}}


def test_an_alias_is_a_copy() -> None:
    """Changing one of two places that share an anchor leaves the other alone."""
    value = parse_yaml("a: &x {list: [1]}\nb: *x\nc: &y 7\nd: *y", "text")
    value["a"]["list"].append(2)
    assert value["b"] == {"list": [1]}
    assert value["d"] == 7


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: c: d\n", 2, "is not YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "stands here twice"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        ("a: 1\n? [1]\n: 2\n", 2, "plain text"),
        ("a: 1\nb: *nothing\n", 2, "stands for nothing"),
        ("a: &x\n  b: *x\n", 2, "within"),
        (BOMB, 6, "too much"),
        ("a: 1\nb: " + "[" * 200 + "]" * 200, 2, "levels deep"),
        ("a: 1\nb: " + "9" * 5000, 2, "too long"),
        ("a: &b0 [x]\n" + "".join(f"b{i}: &b{i} [*b{i - 1}]\n" for i in range(1, 300)), 100, "too much"),
    ],
    ids=["syntax", "twice", "tag", "key", "dangling", "within itself", "bomb", "deep", "long number", "deep by aliases"],
)
def test_what_cannot_be_used_is_named_by_its_line(text: str, line: int, said: str) -> None:
    """The message holds the file, the line and what is wrong there."""
    with pytest.raises(DocumentError, match=said) as caught:
        parse_yaml(text, "letters.yaml")
    assert f"letters.yaml:{line} " in str(caught.value)


@pytest.mark.parametrize("text", ["", "# nothing\n", "a: 1\n---\nb: 2\n"])
def test_a_file_holds_one_document(text: str) -> None:
    """None and two are refused alike."""
    with pytest.raises(DocumentError, match="instead of one"):
        parse_yaml(text, "letters.yaml")


def test_control_characters_are_not_yaml() -> None:
    """A binary file is refused with a sentence."""
    with pytest.raises(DocumentError, match=r"x\.yaml is not YAML"):
        parse_yaml("a: \x00", "x.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message says which file is not there, and what it was for."""
    with pytest.raises(DocumentError, match=r"there is no overlay at .*none\.yaml"):
        read_yaml(tmp_path / "none.yaml", "overlay")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What the system refuses is passed on in its words."""
    with pytest.raises(DocumentError, match="cannot be read"):
        read_yaml(tmp_path, "overlay")


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """The message names the byte."""
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"a: \xe9")
    with pytest.raises(DocumentError, match=r"not UTF-8 \(byte 3\)"):
        read_yaml(path, "overlay")


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    """Editors that write one are common."""
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_yaml(path, "overlay") == {"a": 1}


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """Its size is looked at first."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(20_000_000)
    with pytest.raises(DocumentError, match="20000000 bytes"):
        read_yaml(path, "overlay")
