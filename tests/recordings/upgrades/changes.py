"""What may change between a recording and its replay: the document (as overlays) and the suite (as a copy of the checkout)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import yaml

from coupa_contract.contract import load_contract

CHECKOUT = Path(__file__).resolve().parents[3]
_LIST = "$.paths['/invoices'].get.parameters"
_RENAMED = ("test_paging.py", "test_an_offset_past_the_end_is_empty", "test_after_the_last_row_there_is_nothing")


def _overlay(folder: Path, name: str, actions: list[dict[str, object]]) -> Path:
    path = folder / f"{name}.yaml"
    text = {"overlay": "1.0.0", "info": {"title": name, "version": "1"}, "actions": actions}
    path.write_text(yaml.safe_dump(text, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def query_parameter(folder: Path) -> Path:
    """One optional query parameter more."""
    parameter = {"name": "colour", "in": "query", "required": False, "schema": {"type": "string"}}
    return _overlay(folder, "query-parameter", [{"target": _LIST, "update": parameter}])


def response_member(folder: Path) -> Path:
    """One optional member of an invoice more."""
    member = {"properties": {"colour": {"type": ["string", "null"], "description": "New."}}}
    return _overlay(folder, "response-member", [{"target": "$.components.schemas.Invoice", "update": member}])


def reordered(folder: Path) -> Path:
    """The first two parameters of the list operation stand last."""
    first, second, *_ = load_contract("published").document["paths"]["/invoices"]["get"]["parameters"]
    return _overlay(
        folder,
        "reordered",
        [
            {"target": f"{_LIST}[0,1]", "remove": True},
            {"target": _LIST, "update": second},
            {"target": _LIST, "update": first},
        ],
    )


OVERLAYS: dict[str, Callable[[Path], Path]] = {
    "one optional query parameter more": query_parameter,
    "one optional response member more": response_member,
    "the parameters of an operation reordered": reordered,
}


def renamed(folder: Path) -> Path:
    """A copy of the checkout in which a property has another name and judges the same requirements; its `src`."""
    copy = folder / "renamed"
    for part in ("src", "spec", "tests/contract"):
        shutil.copytree(CHECKOUT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    file, before, after = _RENAMED
    path = copy / "tests" / "contract" / file
    text = path.read_text(encoding="utf-8")
    if before not in text:
        raise ValueError(f"{file} has no {before} any more: rename another property")
    path.write_text(text.replace(before, after), encoding="utf-8")
    return copy / "src"
