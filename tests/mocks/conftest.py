"""Puts what drives a run within reach of these tests; the tests of lenient instances own it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "lenient"))
