"""What a run has still to put back, on disk before the first change, so that a crash cannot lose the old values."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from coupa_contract.model import Json, canonical_json


class Journal:
    """One file an invoice in a folder that all workers of a run share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def remember(self, invoice: Mapping[str, Json]) -> None:
        """Keeps an invoice as it was; the first state of it in a run is the one that counts."""
        path = self._path(invoice["id"])
        if path.exists():
            return
        handle, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(canonical_json(invoice))
        Path(name).replace(path)

    def forget(self, identifier: Json) -> None:
        """Drops an invoice that is as it was."""
        self._path(identifier).unlink(missing_ok=True)

    def pending(self) -> dict[str, str]:
        """Invoice id -> JSON text of its old state, for all that were not put back."""
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(self._folder.glob("*.json"))}

    def _path(self, identifier: Json) -> Path:
        return self._folder / f"{int(str(identifier))}.json"
