"""What a run says of what it found, in its stream and its reports: the same secrets left out, the same pseudonyms as in the recording."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from coupa_contract.cassette.recording import Exchange
from coupa_contract.cassette.secrecy.tokens import decoded, encoded
from coupa_contract.model import Finding, Interaction
from coupa_contract.target.curl import curl_line
from coupa_contract.target.steps import steps_of

if TYPE_CHECKING:
    from coupa_contract.cassette.secrecy.cleaning import Cleaner

# As `describe` writes texts: whole, or the beginning of a long one.
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*?)(?:"|(?=… \([0-9]+ characters\)))')
_CONDITION = re.compile(r"([a-z][a-z_-]*(?:\[[a-z_-]+\])*)=(.*?)(?=&[a-z][a-z_-]*(?:\[[a-z_-]+\])*=|$)", re.DOTALL)
_SHORTEST = 4  # characters of a value that is looked for outside of quotation marks


class Masks:
    """Masks what is said of one scenario. `before` and `after`: its exchanges as they were and as they may be written."""

    def __init__(self, cleaner: Cleaner, after: Sequence[Exchange], met: Mapping[str, str]) -> None:
        self._cleaner = cleaner
        self._after = after
        self._met = dict(met)
        longest_first = sorted((value for value in met if len(value) >= _SHORTEST), key=len, reverse=True)
        self._long = [value for value in longest_first if not value.isdecimal()]

    def finding(self, finding: Finding, origin: str) -> Finding:
        """A finding whose texts, arguments, curl lines and steps tell nothing that the recording does not."""
        evidence = finding.evidence
        positions = evidence.interactions[-len(evidence.curl) :] if evidence.curl else ()
        shown = [each for at in positions if at < len(self._after) and isinstance(each := self._after[at], Interaction)]
        return dataclasses.replace(
            finding,
            expected=self.text(finding.expected),
            seen=self.text(finding.seen),
            evidence=dataclasses.replace(
                evidence,
                curl=tuple(curl_line(each.request, origin, each.case.credential) for each in shown),
                arguments=self._cleaner.arguments(evidence.arguments or "{}"),
                steps=steps_of(shown) if evidence.steps else (),
            ),
        )

    def text(self, text: str) -> str:
        """A sentence that may quote values."""
        text = self._cleaner.safe(text)
        if not self._cleaner.replaces_values:
            return text
        text = _CONDITION.sub(self._condition, _QUOTED.sub(self._quoted, text))
        present = [value for value in self._long if value in text]
        return re.sub("|".join(map(re.escape, present)), lambda match: self._met[match[0]], text) if present else text

    def _quoted(self, match: re.Match[str]) -> str:
        raw = match[1]
        return f'"{encoded(self._value(decoded(raw)), raw)}' + match[0][1 + len(raw) :]

    def _condition(self, match: re.Match[str]) -> str:
        value = match[2]
        cut = value.endswith("…")
        new = self._value(value[:-1]) if cut else self._cleaner.query_value(match[1], value)
        return f"{match[1]}={new}{'…' if cut else ''}"

    def _value(self, value: str) -> str:
        if value in self._met:
            return self._met[value]
        whole = next((each for each in self._long if len(value) >= 40 and each.startswith(value)), None)
        return self._cleaner.message(value, self._met) if whole is None else self._met[whole][: len(value)]
