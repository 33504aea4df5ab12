"""A text by itself, wherever it stands: without secrets, and, where it is personal, as a pseudonym."""

from __future__ import annotations

from functools import lru_cache

from coupa_contract.cassette.secrecy.addresses import without_query
from coupa_contract.cassette.secrecy.known import Known
from coupa_contract.cassette.secrecy.marks import without_forms
from coupa_contract.cassette.secrecy.pseudonyms import Pseudonyms


class Texts:
    """What becomes of a text; `pseudonyms` is None where values are kept."""

    def __init__(self, known: Known, pseudonyms: Pseudonyms | None = None) -> None:
        self.known = known
        self.pseudonyms = pseudonyms
        self.safe = lru_cache(maxsize=65_536)(self._safe)  # the same names and notes come again and again

    def _safe(self, text: str) -> str:
        """The text without secrets."""
        if self.known:
            text = self.known.replaced_text(text)
        return without_query(without_forms(text))
