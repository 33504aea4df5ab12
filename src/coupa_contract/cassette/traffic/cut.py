"""A file that ends too early."""

from __future__ import annotations

from dataclasses import dataclass

from coupa_contract.errors import RecordingError


@dataclass(eq=False)
class CutOffError(RecordingError):
    """A file of traffic ends in the middle; `count` exchanges stand before that."""

    count: int = 0
