"""The document and the tables of sources, read once."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

SPEC = Path(__file__).parents[3] / "spec"


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SPEC / "openapi.yaml").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def sources() -> dict[str, list[dict[str, str]]]:
    tables = {}
    for path in sorted((SPEC / "sources").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            tables[path.stem] = list(csv.DictReader(lines))
    return tables
