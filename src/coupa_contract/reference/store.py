"""The invoices of an instance in SQLite: in memory, or in a file that is filled when it is empty."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from coupa_contract.errors import UsageError
from coupa_contract.reference.data import seeded_invoices
from coupa_contract.reference.elements import Kind
from coupa_contract.reference.leaves import leaves, sortable
from coupa_contract.reference.projection import Printer
from coupa_contract.reference.query import Query
from coupa_contract.reference.samples import PROFILES, STATUSES
from coupa_contract.reference.scans import Scan, sample_scan
from coupa_contract.reference.sql import folded, statement

Record = dict[str, Any]

_VERSION = "1"
_MOST_REMEMBERED = 5_000
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sequence (resource TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE invoice (id INTEGER PRIMARY KEY, record BLOB NOT NULL, printed BLOB NOT NULL);
CREATE TABLE leaf (path TEXT NOT NULL, value TEXT NOT NULL, invoice INTEGER NOT NULL, item INTEGER NOT NULL);
CREATE TABLE scan (invoice INTEGER PRIMARY KEY, file_name TEXT NOT NULL, media_type TEXT NOT NULL, content BLOB NOT NULL);
"""
# Made after the first rows: an index is built faster than it is kept.
_INDICES = """
CREATE INDEX leaf_by_value ON leaf (path, value, invoice, item);
CREATE INDEX leaf_by_invoice ON leaf (invoice, path, value);
"""


class Store:
    """Invoices, their leaves and scans. Not for several threads at once: the server has one."""

    def __init__(
        self,
        dialect: str,
        seed: int,
        database: Path | None = None,
        statuses: Mapping[str, int] = STATUSES,
        profiles: Sequence[str] = PROFILES,
    ) -> None:
        """A new database is filled: so many invoices of each status, drawn as `profiles` says. Raises UsageError when it cannot be used."""
        self._dialect = dialect
        self._printer = Printer(dialect)
        self._memory: dict[tuple[int, str], bytes] = {}
        try:
            self._connection = sqlite3.connect(database or ":memory:", check_same_thread=False, isolation_level=None)
            weakref.finalize(self, self._connection.close)
            self._connection.create_function("folded", 1, folded, deterministic=True)
            self._connection.create_function("starts", 2, str.startswith, deterministic=True)
            self._connection.create_function("ends", 2, str.endswith, deterministic=True)
            if not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                self._fill(seeded_invoices(seed, dialect, statuses, profiles))
            found = dict(self._connection.execute("SELECT name, value FROM about").fetchall())
        except sqlite3.Error as error:
            raise UsageError(f"the database {database} cannot be used ({error}); name a new file or one that `serve` made") from error
        if found != {"version": _VERSION, "dialect": dialect}:
            raise UsageError(f"the database {database} was made for another dialect or version ({found}); name a new file")

    def _fill(self, drawn: tuple[list[Record], Mapping[str, int]]) -> None:
        invoices, last = drawn
        self._connection.executescript(_TABLES)
        with self.transaction():
            self._connection.executemany("INSERT INTO about VALUES (?, ?)", [("version", _VERSION), ("dialect", self._dialect)])
            self._connection.executemany("INSERT INTO sequence VALUES (?, ?)", list(last.items()))
            for invoice in invoices:
                self._insert(invoice)
                if invoice.get("image-scan"):
                    self.put_scan(sample_scan(invoice["id"]))
        self._connection.executescript(_INDICES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whatever is written inside is kept whole or not at all; a transaction inside another is part of it."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def next_number(self, resource: str) -> int:
        """A new id for a record of a resource."""
        row = self._connection.execute(
            "INSERT INTO sequence VALUES (?, 1) ON CONFLICT (resource) DO UPDATE SET last = last + 1 RETURNING last", (resource,)
        ).fetchone()
        return int(row[0])

    def get(self, number: int) -> Record | None:
        """The invoice with that id, as a value of its own."""
        row = self._connection.execute("SELECT record FROM invoice WHERE id = ?", (number,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def printed(self, number: int) -> bytes | None:
        """The whole JSON text of an invoice."""
        row = self._connection.execute("SELECT printed FROM invoice WHERE id = ?", (number,)).fetchone()
        return None if row is None else bytes(row[0])

    def list_printed(self, query: Query) -> bytes:
        """The JSON text of the list that a query asks for."""
        whole = query.selection is None
        text, values = statement(query, "printed" if whole else "record")
        rows = self._connection.execute(text, values)
        return b"[" + b",".join(text if whole else self._projected(number, text, query) for number, text in rows) + b"]"

    def _projected(self, number: int, record: bytes, query: Query) -> bytes:
        """An invoice as a projection shows it; remembered, since the same projection is asked for again and again."""
        key = (number, query.projection)
        if key not in self._memory:
            if len(self._memory) >= _MOST_REMEMBERED:
                self._memory.clear()
            self._memory[key] = self._printer.text(orjson.loads(record), query.selection)
        return self._memory[key]

    def is_taken(self, supplier: int, invoice_number: str) -> bool:
        """Whether the supplier already has an invoice of that number."""
        row = self._connection.execute(
            "SELECT 1 FROM leaf AS number JOIN leaf AS supplier USING (invoice) WHERE number.path = 'invoice-number' AND number.value = ?"
            " AND supplier.path = 'supplier.id' AND supplier.value = ?",
            (invoice_number, sortable(Kind.IDENTIFIER, supplier)),
        ).fetchone()
        return row is not None

    def put(self, invoice: Mapping[str, Any]) -> None:
        """Keeps an invoice, new or changed."""
        self.delete(invoice["id"])
        self._insert(invoice)

    def _insert(self, invoice: Mapping[str, Any]) -> None:
        number = invoice["id"]
        self._connection.execute("INSERT INTO invoice VALUES (?, ?, ?)", (number, orjson.dumps(invoice), self._printer.text(invoice)))
        found = [(leaf.path, leaf.value, number, leaf.item) for leaf in leaves(invoice, self._dialect)]
        self._connection.executemany("INSERT INTO leaf VALUES (?, ?, ?, ?)", found)

    def delete(self, number: int) -> None:
        """Forgets an invoice; its scan stays until another one takes its place."""
        self._memory.clear()
        self._connection.execute("DELETE FROM invoice WHERE id = ?", (number,))
        self._connection.execute("DELETE FROM leaf WHERE invoice = ?", (number,))

    def scan(self, number: int) -> Scan | None:
        """The scan of an invoice."""
        row = self._connection.execute("SELECT * FROM scan WHERE invoice = ?", (number,)).fetchone()
        return None if row is None else Scan(*row)

    def put_scan(self, scan: Scan) -> None:
        """Keeps a scan instead of the one before."""
        self._connection.execute(
            "INSERT OR REPLACE INTO scan VALUES (?, ?, ?, ?)", (scan.invoice, scan.file_name, scan.media_type, scan.content)
        )
