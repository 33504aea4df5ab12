"""The command `spec`: the document, whether it is valid, and where every published fact went."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coupa_contract.cli.printing import printed, written
from coupa_contract.contract import load_contract
from coupa_contract.contract.dialects import PUBLISHED
from coupa_contract.errors import DocumentError
from coupa_contract.report.indented import Indented
from coupa_contract.report.text import counted
from coupa_contract.resources import spec_folder

TABLES = ("endpoints", "elements", "invoice_schema", "line_schema", "facts")


def print_document(dialect: str, overlays: Sequence[Path]) -> None:
    """The resolved document as YAML; as published and without overlays it is the file itself, with its comments.

    Raises DocumentError or OverlayError.
    """
    contract = load_contract(dialect, overlays)
    if dialect == PUBLISHED and not overlays:
        written((contract.folder / "openapi.yaml").read_text(encoding="utf-8"))
    else:
        written(_yaml(contract.document))


def _yaml(document: Any) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, _data: Any) -> bool:
            return True  # anchors and aliases are not JSON, and many tools refuse them

    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=140)


def print_check(dialect: str, overlays: Sequence[Path]) -> None:
    """One line about a valid document and its catalogues. Raises DocumentError or OverlayError with what is wrong."""
    from coupa_contract.contract.validation import validate

    contract = load_contract(dialect, overlays)
    validate(contract.document, f"the {dialect} document")
    moves, catalogue = contract.lifecycle, contract.requirements
    written(
        f"valid OpenAPI 3.1: dialect {dialect}, {counted(len(contract.operations), 'operation')}, {counted(len(catalogue), 'requirement')},"
        f" {counted(len(moves.actions), 'action')} in the life cycle, digest {contract.digest[:12]}\n"
    )


def print_sources() -> None:
    """The account: for each table of published facts how many rows it has and where they went, then each row left out with its reason."""
    from rich.console import Group, RenderableType
    from rich.table import Table
    from rich.text import Text

    rows = {name: _rows(spec_folder() / "sources" / f"{name}.csv") for name in TABLES}
    account = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    account.add_column("table")
    for heading in ("rows", "in the document", "left out"):
        account.add_column(heading, justify="right")
    reasons: list[RenderableType] = []
    for name, table in rows.items():
        out = [row for row in table if not row["pointer"] and not row.get("request_pointer")]
        account.add_row(f"{name}.csv", str(len(table)), str(len(table) - len(out)), str(len(out)))
        for row in out:
            reasons.append(Text.assemble((f"{name.replace('_', '-')}:{row['row']}", "bold"), _subject(row)))
            reasons.append(Indented(Text(row["reason"])))
    why = [Text(), Text("Left out, and why:"), Text(), *reasons] if reasons else []
    printed(Group(Indented(account, 0), *why))


def _subject(row: dict[str, str]) -> str:
    subject = row.get("element") or row.get("fact") or row.get("path") or ""
    return f"  {subject}" if subject else ""


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"cannot read {path}: {error}; install coupa-contract again") from error
