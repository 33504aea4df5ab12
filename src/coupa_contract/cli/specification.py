"""The command `spec`: the document, whether it is valid, and where every published fact went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coupa_contract.cli.printing import printed, written
from coupa_contract.contract import load_contract
from coupa_contract.contract.dialects import PUBLISHED
from coupa_contract.contract.sources import account
from coupa_contract.report.indented import Indented
from coupa_contract.report.text import counted


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

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("table")
    for heading in ("rows", "in the document", "left out"):
        table.add_column(heading, justify="right")
    reasons: list[RenderableType] = []
    for each in account(load_contract().sources):
        table.add_row(each.table, str(each.rows), str(each.placed), str(len(each.left_out)))
        for source in each.left_out:
            reasons.append(Text.assemble((source.name, "bold"), _subject(source.fields)))
            reasons.append(Indented(Text(source.reason)))
    why = [Text(), Text("Left out, and why:"), Text(), *reasons] if reasons else []
    printed(Group(Indented(table, 0), *why))


def _subject(fields: Mapping[str, str]) -> str:
    subject = fields.get("element") or fields.get("fact") or fields.get("path") or ""
    return f"  {subject}" if subject else ""
