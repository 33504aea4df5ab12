"""The file of accepted drift is read strictly and added to without touching what people wrote in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.drift.drift import Waiver
from coupa_contract.drift.waivers import waivers_of, with_waivers
from coupa_contract.errors import CoupaContractError

FIRST = Waiver("0123456789ab", "the client ignores it", "member-appeared", "a new member", "2026-01-02", "2026-12-31")
SECOND = Waiver("ba9876543210", 'agreed with: the "vendor" # in May')
BY_HAND = """\
# ours

accepted:
# the big one
- fingerprint: "0123456789ab"   # decimals
  reason: >
    the client reads
    both
  # its end

# the end
"""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
WAIVERS = st.lists(
    st.builds(
        Waiver,
        st.text("0123456789abcdef", min_size=12, max_size=12),
        TEXT.filter(str.strip),
        TEXT,
        TEXT,
        st.dates().map(str),
        st.just("") | st.dates().map(str),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda waiver: waiver.fingerprint,
)


def test_a_first_entry_makes_a_file() -> None:
    """Out of nothing comes a file that says what it is, and reads as what was accepted."""
    text = with_waivers("", "f", [FIRST, SECOND])
    assert text.startswith("# Drift that was accepted")
    assert waivers_of(text, "f") == (FIRST, SECOND)


@given(WAIVERS, WAIVERS)
def test_what_is_written_is_read(first: list[Waiver], then: list[Waiver]) -> None:
    """Whatever the texts hold, entries come back in order, the later of two of the same drift in the place of the earlier."""
    text = with_waivers(with_waivers("", "f", first), "f", then)
    merged = {each.fingerprint: each for each in first} | {each.fingerprint: each for each in then}
    assert waivers_of(text, "f") == tuple(merged.values())


def test_comments_stay() -> None:
    """An entry is added below the last one, in the file's own indentation, and every comment stays where it was."""
    text = with_waivers(BY_HAND, "f", [SECOND])
    assert [line for line in text.splitlines() if line not in BY_HAND.splitlines()] == [
        '- fingerprint: "ba9876543210"',
        '  reason: "agreed with: the \\"vendor\\" # in May"',
    ]
    assert [line for line in text.splitlines() if line in BY_HAND.splitlines()] == BY_HAND.splitlines()
    assert [each.fingerprint for each in waivers_of(text, "f")] == ["0123456789ab", "ba9876543210"]


def test_an_entry_is_replaced_where_it_stands() -> None:
    """Accepting again changes that entry alone."""
    text = with_waivers(with_waivers(BY_HAND, "f", [SECOND]), "f", [FIRST])
    assert waivers_of(text, "f") == (FIRST, SECOND)
    assert "# the big one" in text
    assert "the client reads" not in text


@pytest.mark.parametrize(
    "text",
    [
        'accepted: [{fingerprint: "0123456789ab", reason: old}]\n',
        'accepted:\n  -\n    fingerprint: "0123456789ab"\n    reason: old\n',
        "accepted: []\n",
        "accepted:",
        "# only a comment",
    ],
)
def test_any_form_of_yaml_can_be_added_to(text: str) -> None:
    """What cannot be edited line by line is written anew, and nothing of it is lost."""
    before = waivers_of(text, "f")
    assert waivers_of(with_waivers(text, "f", [SECOND]), "f") == (*before, SECOND)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("accepted:\n- fingerprint: '0123456789ab'\n", "f:2: 0123456789ab is accepted without a reason"),
        ("accepted:\n- fingerprint: '0123456789ab'\n  reason: ' '\n", "without a reason"),
        ("accepted:\n- reason: x\n", "f:2: an entry needs the fingerprint"),
        ("accepted:\n- fingerprint: xyz\n  reason: x\n", "twelve hex digits"),
        ("accepted:\n- fingerprint: 123456789012\n  reason: x\n", "f:2: fingerprint has to be a text; put it in quotes"),
        ("accepted:\n- fingerprint: '0123456789ab'\n  reason: x\n  until: soon\n", "f:4: until is 'soon'; it takes a date"),
        ("accepted:\n- fingerprint: '0123456789ab'\n  reason: x\n  until: 2026-02-30\n", "f:4: until is '2026-02-30'"),
        ("accepted:\n- fingerprint: '0123456789ab'\n  reason: x\n  why: y\n", "f:4: 'why' is not known"),
        (
            "accepted:\n- {fingerprint: '0123456789ab', reason: x}\n- {fingerprint: '0123456789ab', reason: y}\n",
            "f:3: 0123456789ab is accepted in line 2 already",
        ),
        ("accepted: yes it is\n", "f:1: `accepted` has to be a list"),
        ("accepted:\n- x\n", "f:2: an entry has to be a mapping"),
        ("- x\n", "f: it is no file of accepted drift"),
        ("accepted:\nmood: good\n", "f:2: 'mood' is not known"),
        ("accepted: [\n", "f:2 is not YAML"),
    ],
)
def test_a_fault_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    """A file that is not what it has to be is refused, and the sentence names the line."""
    with pytest.raises(CoupaContractError) as caught:
        waivers_of(text, "f")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
