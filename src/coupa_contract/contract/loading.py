"""Puts a contract together: the document, a dialect, the user's overlays, the catalogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.contract import Contract
from coupa_contract.contract.dialects import DIALECTS, PUBLISHED
from coupa_contract.contract.overlay import apply_overlay
from coupa_contract.contract.reading import read_yaml
from coupa_contract.errors import DocumentError
from coupa_contract.resources import spec_folder


def load_contract(dialect: str = PUBLISHED, overlays: Sequence[Path | str] = (), *, folder: Path | None = None) -> Contract:
    """The contract in one dialect, with overlays on top in the order given; the same value for the same arguments.

    `folder` holds `openapi.yaml` and its neighbours (the shipped `spec/` by default). The user's overlays make a document that nobody
    has seen before, so it is validated. Raises DocumentError or OverlayError.
    """
    return _load(dialect, tuple(Path(each) for each in overlays), folder or spec_folder())


@lru_cache(maxsize=8)
def _load(dialect: str, overlays: tuple[Path, ...], folder: Path) -> Contract:
    if dialect not in DIALECTS:
        raise DocumentError(f"there is no dialect {dialect!r}; known are {', '.join(DIALECTS)}")
    document = _document(folder / "openapi.yaml")
    if dialect != PUBLISHED:
        path = folder / "overlays" / f"{dialect}.yaml"
        document = apply_overlay(document, read_yaml(path, "dialect"), path.name)
    for path in overlays:
        document = apply_overlay(document, read_yaml(path, "overlay"), str(path))
    if overlays:
        from coupa_contract.contract.validation import validate  # not at the top: it takes half a second

        validate(document, f"the document with {', '.join(map(str, overlays))} applied")
    return Contract(dialect, document, folder)


def _document(path: Path) -> dict[str, Any]:
    document = read_yaml(path, "document")
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1"):
        raise DocumentError(f"{path} is not an OpenAPI 3.1 document")
    if not isinstance(document.get("paths"), Mapping) or not document["paths"]:
        raise DocumentError(f"{path} describes no paths")
    for place, reference in pointers.references(document):
        _check_reference(document, place, reference, path)
    return document


def _check_reference(document: dict[str, Any], place: str, reference: str, path: Path) -> None:
    try:
        pointers.locate(document, reference)
    except DocumentError as error:
        raise DocumentError(f"{path}: the reference at {place} leads nowhere: {error}") from error
