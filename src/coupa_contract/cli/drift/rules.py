"""`drift rules`: the catalogue of kinds of drift, as a table, as JSON or as Markdown."""

from __future__ import annotations

import dataclasses
import json

from rich.table import Table
from rich.text import Text

from coupa_contract.cli.printing import printed, written
from coupa_contract.drift.catalogue import RULES
from coupa_contract.report.drift.escaping import sentence
from coupa_contract.report.indented import Indented
from coupa_contract.report.palette import DRIFT


def print_rules(form: str) -> None:
    """Every rule with its usual class, its sentence and what to do."""
    rules = sorted(RULES.values(), key=lambda rule: (rule.usual.rank, rule.id))
    if form == "json":
        written(json.dumps([dataclasses.asdict(rule) for rule in rules], indent=2) + "\n")
    elif form == "markdown":
        written("| id | class | kind of drift | what to do |\n|---|---|---|---|\n")
        written("".join(f"| `{rule.id}` | {rule.usual} | {sentence(rule.sentence)} | {sentence(rule.fix)} |\n" for rule in rules))
    else:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column("class", no_wrap=True)
        table.add_column("kind of drift", overflow="fold")
        for rule in rules:
            told = Text.assemble((rule.id, "bold"), "\n", rule.sentence, ("\n" + rule.fix, "dim"))
            table.add_row(Text(rule.usual.value, style=DRIFT[rule.usual]), told)
        printed(Indented(table, 0))
