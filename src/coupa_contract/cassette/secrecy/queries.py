"""The query of a request: documented names keep their values, conditions on personal members are carried over to pseudonyms."""

from __future__ import annotations

from coupa_contract.cassette.recording import RecordedScenario
from coupa_contract.cassette.secrecy.known import PLACEHOLDER
from coupa_contract.cassette.secrecy.naming import Naming, texts_of_the_suite
from coupa_contract.cassette.secrecy.texts import Texts


class Queries:
    """What becomes of the values of a query, and which scenarios cannot be written because of theirs."""

    def __init__(self, texts: Texts, naming: Naming) -> None:
        self._texts = texts
        self._naming = naming

    def value(self, name: str, value: str) -> str:
        """The value of a query parameter; that of a name which no document knows is replaced, unless the suite itself says it."""
        if self._naming.parameter(name) is None:
            return value if not value or value in texts_of_the_suite() else PLACEHOLDER
        return self._texts.safe(value)

    def lost_in(self, scenario: RecordedScenario) -> str:
        """Why a scenario does not survive pseudonyms, in one sentence; empty when it does."""
        return ""
