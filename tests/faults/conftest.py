"""What the tests of the suite share; puts the planted faults within their reach."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "unit" / "checks"))

from planted.asking import TryOut, trials


@pytest.fixture(scope="session")
def try_out() -> Iterator[TryOut]:
    """Runs the suite against the reference instance, with a fault or without; the same trial is run once by each worker of pytest."""
    with trials() as try_out:
        yield functools.cache(try_out)
