"""Puts what is planted within reach."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="package", autouse=True)
def _rarely_collected() -> Iterator[None]:
    """Two hundred times a few thousand places are made and dropped: looking for cycles among them takes a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 20, 20)
    yield
    gc.set_threshold(*before)
