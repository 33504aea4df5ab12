"""The manifest."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.manifest import decoded, encoded, is_file
from coupa_contract.cassette.recording import Entry, Manifest, RecordedItem, Session, Values
from coupa_contract.errors import RecordingError


@pytest.fixture
def manifest(session: Session) -> Manifest:
    """One with two sessions and two entries."""
    first = Entry(RecordedItem("a", requirements=("x-y",), arguments=("limit",)), "a.yaml", "0" * 64, 3, 4, 1, ("getInvoice",))
    second = Entry(RecordedItem("b"), "b.jsonl.zst", "f" * 64, 0, 0)
    later = dataclasses.replace(session, complete=False, stopped="Ctrl-C", seed=-1)
    return Manifest("staging", Values.PSEUDONYMS, (session, later), (first, second), {"x-y": "pass", "a-b": "fail"})


def test_it_reads_back_in_a_stable_order(manifest: Manifest) -> None:
    """The order in which cassettes were built leaves no trace."""
    text = encoded(manifest)
    assert decoded(text, "f") == manifest
    assert encoded(dataclasses.replace(manifest, entries=manifest.entries[::-1])) == text


@given(name=st.text(), notes=st.dictionaries(st.text(), st.text()), seed=st.integers())
def test_any_text_reads_back(name: str, notes: dict[str, str], seed: int) -> None:
    """Names, versions and verdicts may hold anything."""
    session = Session(name, "published", "asked", "d", seed, "quick", mark=name, made_with=notes)
    manifest = Manifest(name, Values.KEPT, (session,), (), notes)
    assert decoded(encoded(manifest), "f") == manifest


def test_it_is_refused_when_cut_off_at_any_length_or_damaged_at_any_byte(manifest: Manifest) -> None:
    """Its first line is the hash of the others."""
    text = bytearray(encoded(manifest))
    for length in range(len(text)):
        with pytest.raises(RecordingError, match=r"^cassette\.toml: .+; .+"):
            decoded(bytes(text[:length]), "cassette.toml")
    for position in range(len(text)):
        text[position] ^= 1 << position % 8
        with pytest.raises(RecordingError, match=r"^cassette\.toml: .+; .+"):
            decoded(bytes(text), "cassette.toml")
        text[position] ^= 1 << position % 8


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "staging",
            "production",
            "it does not have the hash of its first line: it was edited, cut off or damaged; restore it, or accept it as it is",
        ),
        ("format = 1", "format = 9", "it has format 9, and this version reads 1; upgrade coupa-contract"),
        ("format = 1", "", "its format is None, not a number; "),
        ("format = 1", "format = 1\nformat = 1", "not TOML ("),
    ],
)
def test_an_edited_one_says_how_to_accept_it(manifest: Manifest, old: str, new: str, words: str) -> None:
    """Unless it is of another version or no TOML at all."""
    with pytest.raises(RecordingError) as caught:
        decoded(encoded(manifest).replace(old.encode(), new.encode()), "cassette.toml")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('file = "a.yaml"', 'file = "../a.yaml"', "'../a.yaml' cannot be the file of a cassette; "),
        ('file = "a.yaml"', 'file = "B.jsonl.zst"', "the file b.jsonl.zst stands twice; "),
        ('name = "a"', 'name = "b"', "the item b stands twice; "),
        ('sha256 = "0', 'sha256 = "x', "the sha256 of a.yaml is not one; "),
        ("scenarios = 3", "scenarios = -3", "`scenarios` of a cassette is -3; "),
        ("scenarios = 3", "scenarios = true", "`scenarios` of a cassette is True; "),
        ("withheld = 1", "withheld = 1\nbeheld = 1", "an item holds `beheld`, which this version does not know; "),
        ('values = "pseudonyms"', 'values = "some"', "`values` of the manifest is 'some', which this version does not know; "),
        ('target = "staging"', "", "the manifest lacks `target`; "),
    ],
)
def test_an_edited_one_that_is_accepted_is_still_read_strictly(manifest: Manifest, old: str, new: str, words: str) -> None:
    """The hash is forgiven, the content is not."""
    text = encoded(manifest)
    assert old.encode() in text
    with pytest.raises(RecordingError, match=re.escape(words)):
        decoded(text.replace(old.encode(), new.encode()), "cassette.toml", sealed=False)


@pytest.mark.parametrize(
    "file",
    ["/a.yaml", "../a.yaml", "a/../b.yaml", ".a.yaml", "b/.a.yaml", "a\\b.yaml", "c:a.yaml", "a.toml", "a\x00.yaml", "a//b.yaml", ""],
)
def test_files_elsewhere_are_none_of_ours(file: str) -> None:
    """A manifest cannot make a reader open what lies outside its folder."""
    assert not is_file(file)
    assert is_file("a.yaml")
    assert is_file("a/b.jsonl.zst")
