"""The account of published facts is read, or one sentence says which row is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.contract.sources import TABLES, account, read_sources
from coupa_contract.errors import DocumentError
from coupa_contract.resources import spec_folder


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the shipped tables, to be spoilt."""
    return Path(shutil.copytree(spec_folder() / "sources", tmp_path / "sources"))


def test_every_row_is_in_the_document_or_has_a_reason() -> None:
    """The account adds up, table by table."""
    sources = load_contract().sources
    accounts = account(sources)
    assert [each.table for each in accounts] == list(TABLES)
    assert sum(each.rows for each in accounts) == len(sources)
    for each in accounts:
        assert each.placed + len(each.left_out) == each.rows
        assert all(source.reason for source in each.left_out)


def test_the_published_tables_are_whole() -> None:
    """Twelve operations, 79 rows of elements."""
    rows = {each.table: each.rows for each in account(load_contract().sources)}
    assert (rows["endpoints"], rows["elements"]) == (12, 79)


def test_every_pointer_leads_into_the_published_document() -> None:
    """References on the way are followed."""
    contract = load_contract()
    for source in contract.sources.values():
        for pointer in source.pointers:
            contract.resolve(pointer)


def test_a_dialect_takes_no_published_operation_or_member_away() -> None:
    """It says differently what they look like."""
    spoken = load_contract("core-r39")
    for source in spoken.sources.values():
        for pointer in source.pointers:
            if pointer.startswith(("/paths/", "/components/parameters/")) or "/properties/" in pointer:
                spoken.resolve(pointer)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("row,verb", "number,verb", "lacks the column 'row'"),
        ("\n2,PUT", "\n1,PUT", "holds the row 1 twice"),
        ("\n2,PUT", "\n,PUT", "endpoints.csv:3 needs a row name"),
        ("\n2,PUT", "\n2,PUT,PUT", "endpoints.csv:3 has more or fewer cells"),
        ("\n2,PUT,", "\n2,", "endpoints.csv:3 has more or fewer cells"),
        ("\n2,PUT", '\n2,"PUT', "is not CSV"),
    ],
)
def test_a_row_that_is_wrong_is_named(tables: Path, old: str, new: str, said: str) -> None:
    """By file and line."""
    path = tables / "endpoints.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DocumentError, match=said):
        read_sources(tables)


def test_a_row_without_pointer_or_reason_is_an_error(tables: Path) -> None:
    """That is what the account is about."""
    (tables / "endpoints.csv").write_text("row,pointer,reason\n1,,\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="a pointer or a reason"):
        read_sources(tables)


def test_a_missing_table_is_an_error(tables: Path) -> None:
    """Each of the five belongs to the account."""
    (tables / "facts.csv").unlink()
    with pytest.raises(DocumentError, match="there is no table of sources"):
        read_sources(tables)
