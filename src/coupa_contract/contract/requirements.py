"""Reads `spec/requirements.yaml`, the catalogue of what the contract makes testable."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from coupa_contract.contract.entries import Entry
from coupa_contract.contract.reading import read_yaml
from coupa_contract.errors import DocumentError
from coupa_contract.model import Level, Requirement

AREAS = ("shape", "error", "query", "projection", "paging", "consistency", "update", "lifecycle", "access", "safety", "arithmetic")

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_FIELDS = ("id", "area", "level", "sentence", "operations", "sources", "since", "dialects", "untestable", "beside")


def read_requirements(path: Path) -> dict[str, Requirement]:
    """The requirements by id, in the file's order. Raises DocumentError."""
    entries = read_yaml(path, "catalogue of requirements")
    if not isinstance(entries, list):
        raise DocumentError(f"{path} is not a list of requirements")
    found: dict[str, Requirement] = {}
    for position, entry in enumerate(entries, start=1):
        requirement = _requirement(entry, f"requirement {position} of {path.name}")
        if requirement.id in found:
            raise DocumentError(f"{path} holds the requirement {requirement.id} twice")
        found[requirement.id] = requirement
    return found


def _requirement(value: Any, name: str) -> Requirement:
    entry = Entry.of(value, name, _FIELDS)
    identifier = entry.text("id")
    if not _ID.fullmatch(identifier):
        raise entry.error("id", f"is {identifier!r}; it must be kebab-case")
    entry = Entry(entry.fields, f"{name} ({identifier})")
    area = entry.text("area", identifier.partition("-")[0])
    if area not in AREAS or not identifier.startswith(f"{area}-"):
        raise entry.error("id", f"must begin with its area, one of {', '.join(AREAS)}")
    operations, sources = entry.texts("operations"), entry.texts("sources")
    if not sources:
        raise entry.error("sources", "must name at least one source")
    if entry.text("untestable", "") and entry.text("beside", ""):
        raise entry.error("beside", "is for what a run can judge")
    return Requirement(
        id=identifier,
        area=area,
        level=entry.choice("level", Level),
        sentence=entry.text("sentence"),
        operations=operations,
        sources=sources,
        since=entry.text("since"),
        dialects=entry.texts("dialects"),
        untestable=entry.text("untestable", ""),
        beside=entry.text("beside", ""),
    )
