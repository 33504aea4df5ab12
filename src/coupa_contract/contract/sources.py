"""Reads `spec/sources/*.csv`: every published fact, and where in the document it went or why it did not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coupa_contract.contract.reading import read_text
from coupa_contract.errors import DocumentError

# The tables by the names that requirements cite them with (`elements:12`), in the order in which they are told.
TABLES = ("endpoints", "elements", "invoice-schema", "line-schema", "facts")


@dataclass(frozen=True, slots=True)
class Source:
    """One row of a table. It has at least one pointer, or the reason why it is not in the document."""

    table: str
    row: str  # the number or name of the row, unique in its table
    fields: Mapping[str, str]
    pointers: tuple[str, ...]  # into the published document: the answer's side, then the request's
    reason: str

    @property
    def name(self) -> str:
        """How a requirement cites it: `elements:12`."""
        return f"{self.table}:{self.row}"


@dataclass(frozen=True, slots=True)
class Account:
    """How many rows a table has, and which of them are not in the document."""

    table: str
    rows: int
    left_out: tuple[Source, ...]

    @property
    def placed(self) -> int:
        """How many rows are in the document."""
        return self.rows - len(self.left_out)


def read_sources(folder: Path) -> dict[str, Source]:
    """Every row of every table, by the name that requirements cite. Raises DocumentError."""
    found: dict[str, Source] = {}
    for table in TABLES:
        path = folder / f"{table.replace('-', '_')}.csv"
        for source in _rows(table, path):
            if source.name in found:
                raise DocumentError(f"{path} holds the row {source.row} twice")
            found[source.name] = source
    return found


def account(sources: Mapping[str, Source]) -> list[Account]:
    """For each table how many rows there are and which were left out."""
    accounts = []
    for table in TABLES:
        rows = [source for source in sources.values() if source.table == table]
        accounts.append(Account(table, len(rows), tuple(source for source in rows if not source.pointers)))
    return accounts


def _rows(table: str, path: Path) -> Iterator[Source]:
    reader = csv.DictReader(io.StringIO(read_text(path, "table of sources"), newline=""), strict=True)
    if missing := {"row", "pointer", "reason"} - set(reader.fieldnames or ()):
        raise DocumentError(f"{path} lacks the column {sorted(missing)[0]!r}")
    try:
        for fields in reader:
            yield _source(table, fields, f"{path}:{reader.line_num}")
    except csv.Error as error:
        raise DocumentError(f"{path}:{reader.line_num} is not CSV: {error}") from error


def _source(table: str, fields: Mapping[str, str | None], place: str) -> Source:
    if None in fields or None in fields.values():
        raise DocumentError(f"{place} has more or fewer cells than the table has columns")
    cells = {name: text or "" for name, text in fields.items()}
    pointers = tuple(pointer for name in ("pointer", "request_pointer") if (pointer := cells.get(name, "")))
    if not cells["row"] or not (pointers or cells["reason"]):
        raise DocumentError(f"{place} needs a row name, and a pointer or a reason")
    return Source(table, cells["row"], cells, pointers, cells["reason"])
