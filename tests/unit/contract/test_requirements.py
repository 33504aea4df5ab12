"""The catalogue is read, or one sentence says which entry is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.contract import Contract
from coupa_contract.contract.requirements import AREAS, read_requirements
from coupa_contract.errors import DocumentError
from coupa_contract.model import Level, Requirement

Write = Callable[[str, str], Path]
ENTRY = """\
- id: paging-limit-is-honoured
  level: must
  sentence: No more come back than were asked for.
  operations: [listLetters]
  sources: [facts:paging-limit]
  since: "0.1"
"""


def test_an_entry_becomes_a_requirement(write: Write) -> None:
    """Its area is the first word of its id; what is left out is empty."""
    expected = Requirement(
        id="paging-limit-is-honoured",
        area="paging",
        level=Level.MUST,
        sentence="No more come back than were asked for.",
        operations=("listLetters",),
        sources=("facts:paging-limit",),
        since="0.1",
    )
    assert read_requirements(write("r.yaml", ENTRY)) == {"paging-limit-is-honoured": expected}


def test_dialects_and_the_reason_why_not_are_kept(write: Write) -> None:
    """An entry that nothing can test says why."""
    path = write("r.yaml", ENTRY + "  dialects: [core-r39]\n  untestable: Nobody can.\n")
    [requirement] = read_requirements(path).values()
    assert (requirement.dialects, requirement.untestable) == (("core-r39",), "Nobody can.")


def test_the_reason_for_one_that_finds_nothing_alone_is_kept(write: Write) -> None:
    """An entry whose faults others of its area find too says why it is worth having."""
    [requirement] = read_requirements(write("r.yaml", ENTRY + "  beside: It tells the cause.\n")).values()
    assert requirement.beside == "It tells the cause."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("paging-limit-is-honoured", "Paging_Limit", "kebab-case"),
        ("paging-limit-is-honoured", "paging", "kebab-case"),
        ("paging-limit-is-honoured", "colour-is-blue", "begin with its area"),
        ("level: must", "level: shall", "'shall'; it must be one of must, should, may"),
        ("level: must", "levels: must", "unknown field 'levels'"),
        ("  sentence: No more come back than were asked for.\n", "", "sentence must be text"),
        ("[facts:paging-limit]", "[]", "at least one source"),
        ("[listLetters]", "[1]", "operations must be a list of texts"),
        ('"0.1"', "0.1", "since must be text"),
        ('"0.1"', '"0.1"\n  untestable: Nobody can.\n  beside: It tells the cause.', "beside is for what a run can judge"),
    ],
)
def test_an_entry_that_is_wrong_is_named(write: Write, old: str, new: str, said: str) -> None:
    """By its position, and the field."""
    with pytest.raises(DocumentError, match=said) as caught:
        read_requirements(write("r.yaml", ENTRY.replace(old, new)))
    assert "requirement 1 of r.yaml" in str(caught.value)


@pytest.mark.parametrize(("text", "said"), [("a: 1", "not a list"), ("- 1", "not a mapping"), (ENTRY + ENTRY, "twice")])
def test_a_catalogue_is_a_list_of_different_entries(write: Write, text: str, said: str) -> None:
    """Anything else is refused."""
    with pytest.raises(DocumentError, match=said):
        read_requirements(write("r.yaml", text))


def test_the_shipped_catalogue_stands_on_document_and_sources(shipped: Contract) -> None:
    """Each requirement names operations of its dialects and rows that exist; every area has some."""
    for requirement in shipped.requirements.values():
        assert set(requirement.sources) <= shipped.sources.keys(), requirement.id
        if not requirement.dialects or shipped.dialect in requirement.dialects:
            assert not requirement.operations or set(requirement.operations) & shipped.operations.keys(), requirement.id
    assert {each.area for each in shipped.requirements.values()} == set(AREAS)
