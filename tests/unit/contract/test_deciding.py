"""A report can say which line of which file decides: the document's, or the overlay's that changed it last."""

from __future__ import annotations

from pathlib import Path

import pytest

from coupa_contract.contract.deciding import decisions
from coupa_contract.resources import spec_folder

SPEC = spec_folder()
OVERLAY = """\
overlay: 1.0.0
info: {title: ours, version: '1'}
actions:
  - target: $.components.schemas.Decimal
    update: {description: ours}
  - target: $.components.schemas.Invoice.properties
    update:
      ours: {type: object, properties: {deep: {type: string}}}
"""


def line(path: Path, number: int) -> str:
    return path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_as_published_the_document_decides() -> None:
    """Without overlays every pointer leads into the document."""
    found = decisions(SPEC).of("/components/schemas/Decimal")
    assert found.path == SPEC / "openapi.yaml"
    assert line(found.path, found.line).strip().startswith("Decimal:")


def test_in_a_dialect_the_action_decides_that_changed_it() -> None:
    """What the dialect's overlay replaced is decided there, what it left alone is not."""
    found = decisions(SPEC, "core-r39")
    assert found.of("/components/schemas/Decimal").path == SPEC / "overlays" / "core-r39.yaml"
    assert "target: $.components.schemas" in line(SPEC / "overlays" / "core-r39.yaml", found.of("/components/schemas/Decimal").line)
    assert found.of("/components/schemas/Errors").path == SPEC / "openapi.yaml"


@pytest.mark.parametrize(
    ("pointer", "number"),
    [
        ("/components/schemas/Decimal", 4),
        ("/components/schemas/Invoice/properties/ours", 6),
        ("/components/schemas/Invoice/properties/ours/properties/deep", 6),
        ("/components/schemas/Invoice/properties/ours/properties/deep/nowhere", 6),
    ],
)
def test_the_last_overlay_wins(tmp_path: Path, pointer: str, number: int) -> None:
    """An overlay of the user's over a dialect decides what it sets, and everything in what it brings."""
    path = tmp_path / "ours.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    found = decisions(SPEC, "core-r39", [path]).of(pointer)
    assert (found.path, found.line) == (path, number)
