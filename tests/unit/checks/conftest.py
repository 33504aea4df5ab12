"""Fixtures of the tests of checks; puts their samples, which several test modules share, within reach."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from check_samples.making import Make


@pytest.fixture
def published() -> Make:
    """Makes interactions in the published dialect."""
    return Make("published")


@pytest.fixture
def newer() -> Make:
    """Makes interactions in the dialect core-r39."""
    return Make("core-r39")
