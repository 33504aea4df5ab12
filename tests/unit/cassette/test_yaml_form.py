"""Cassettes as YAML."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coupa_contract.cassette import lines, yaml_form
from coupa_contract.cassette.recording import Ending, RecordedCassette, RecordedItem, RecordedScenario
from coupa_contract.errors import RecordingError


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_cassette_survives_both_encodings(
    cassettes: st.SearchStrategy[RecordedCassette], same: Callable[..., bool], data: st.DataObject
) -> None:
    """YAML and lines hold the same values exactly, and YAML made of the lines is the same byte for byte."""
    cassette = data.draw(cassettes)
    text = yaml_form.encoded(cassette)
    assert same(yaml_form.decoded(text, "f"), cassette)
    written = [lines.encoded(part) for part in (cassette.item, *cassette.scenarios, cassette.ending)]
    item, *scenarios, ending = lines.decode_all(written, "f")
    assert isinstance(item, RecordedItem)
    assert isinstance(ending, Ending)
    again = RecordedCassette(item, tuple(part for part in scenarios if isinstance(part, RecordedScenario)), ending)
    assert same(again, cassette)
    assert yaml_form.encoded(again) == text


def test_it_reads_well(sample: RecordedCassette) -> None:
    """Bodies stand pretty below their request, in the order in which they were sent."""
    text = yaml_form.encoded(sample).decode()
    assert '          {"id": 1, "supplier": {"name": "Größe 1"}, "lines": [1, 2]},\n' in text
    assert "    uri: https://target.invalid/api/invoices?status[in]=draft,voided&limit=3\n" in text
    assert "Content-Encoding" not in text.partition("\nmetadata:")[0]
    assert text.index("# 0: scenario 0\n") < text.index("# 2: scenario 1\n") < text.index("\nmetadata:\n")


def test_a_cassette_cut_off_at_any_length_is_refused(sample: RecordedCassette, same: Callable[..., bool]) -> None:
    """But for the line feed after its last mark, which nothing depends on."""
    text = yaml_form.encoded(dataclasses.replace(sample, scenarios=sample.scenarios[1:]))
    for length in range(len(text) - 1):
        with pytest.raises(RecordingError, match=r"^cass\.yaml(, line \d+)?: .+; .+"):
            yaml_form.decoded(text[:length], "cass.yaml")
    assert same(yaml_form.decoded(text[:-1], "cass.yaml"), yaml_form.decoded(text, "cass.yaml"))


def test_a_flipped_bit_never_ends_in_a_crash(sample: RecordedCassette) -> None:
    """Whatever a damaged byte does to the text, it is read or refused in a sentence (and the manifest's hash refuses all)."""
    text = bytearray(yaml_form.encoded(sample))
    for position in range(0, len(text), 5):
        for bit in (0, 5, 7):
            text[position] ^= 1 << bit
            try:
                yaml_form.decoded(bytes(text), "cass.yaml")
            except RecordingError as error:
                assert str(error).startswith("cass.yaml")  # noqa: PT017 - most are refused, some still mean something
            text[position] ^= 1 << bit


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("version: 1", "version: 2", "it is not a vcrpy cassette of version 1; if another tool made it, import it"),
        (
            "  coupa-contract:",
            "  other:",
            "its metadata holds no `coupa-contract`: it is a cassette of another tool; if another tool made it",
        ),
        ("    format: 1", "    format: 2", "it has format 2, and this version reads 1; upgrade coupa-contract"),
        ("    format: 1", "    format: one", "`format` of `coupa-contract` is 'one'; "),
        ("      kind: property", "      kind: poem", "`kind` of an item is 'poem', which this version does not know; "),
        ("      kind: property", "      kind: property\n      mood: gay", "an item holds `mood`, which this version does not know; "),
        ("interaction: 0", "interaction: 1", "it is interaction 1 where 0 is due; "),
        ("interaction: 3", "interaction: 4", "it is interaction 4 where 3 is due; "),
        ("code: 200", "code: ok", "`code` of a status is 'ok'; "),
        ("code: 200", "code: -200", "`code` of a status is -200; "),
        ("https://target.invalid/api", "https://real.example/api", "its uri does not begin with https://target.invalid/"),
        ("elapsed: 0.0125", "elapsed: soon", "`elapsed` of an exchange is 'soon'; "),
        ('now: "2026-01-02T00:00:00+00:00"', 'now: "2026-01-02T00:00:00"', "`now` of a scenario has no offset; "),
        ('now: "2026-01-02T00:00:00+00:00"', "now: today", "`now` of a scenario is 'today', not a date and time; "),
        ("Accept: [application/json]", "Accept: application/json", "the header `Accept` is not a list of strings; "),
        ("[[1, Content-Encoding, gzip]", "[[99, Content-Encoding, gzip]", "a header aside is not a position, a name and a value; "),
        ("whitespace: {response: spaced}", "whitespace: {response: zigzag}", "`response` of the whitespace is 'zigzag'"),
        ('answered: "no"', 'answered: "perhaps"', "`answered` of an exchange is neither yes nor no; "),
    ],
)
def test_what_does_not_fit_is_named(sample: RecordedCassette, old: str, new: str, words: str) -> None:
    """Another version, another tool, a slip of an editor: the sentence says which, where and what to do."""
    text = yaml_form.encoded(sample).decode()
    assert old in text
    with pytest.raises(RecordingError) as caught:
        yaml_form.decoded(text.replace(old, new).encode(), "cass.yaml")
    assert words in str(caught.value)


def test_an_interaction_that_no_scenario_claims_is_refused(sample: RecordedCassette) -> None:
    """Nothing that was recorded is passed over."""
    text = yaml_form.encoded(sample).decode()
    first = text[text.index("# 0:") : text.index("# 1:")]
    with pytest.raises(RecordingError, match="interaction 4 belongs to no scenario; "):
        yaml_form.decoded(text.replace("metadata:\n", f"{first}metadata:\n", 1).encode(), "cass.yaml")


def test_half_a_surrogate_pair_is_refused_when_written(sample: RecordedCassette) -> None:
    """It cannot be written as UTF-8, so it is said at once and not when it is read."""
    broken = dataclasses.replace(sample, scenarios=(dataclasses.replace(sample.scenarios[0], arguments="\ud800"),))
    parts: list[Any] = [lambda: yaml_form.encoded(broken), lambda: lines.encoded(broken.scenarios[0])]
    for part in parts:
        with pytest.raises(RecordingError, match="not valid Unicode"):
            part()
