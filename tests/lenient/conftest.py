"""Puts what the tests of lenient instances share within reach."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
