"""Which dialect traffic is judged in, when nobody says so: what a recording or snapshot was made with, or the marks of its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.traffic import LeftOut, TrafficSource, open_traffic
from coupa_contract.contract import load_contract
from coupa_contract.contract.dialects import DIALECTS, PUBLISHED, recognise
from coupa_contract.model import Json
from coupa_contract.runner.events import DialectChoice

_SOURCES = 50
_LOOKED_AT = 400  # exchanges of a source
_BODIES = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A dialect and how it was chosen; `note` is a sentence where somebody should look again."""

    dialect: str
    how: DialectChoice
    note: str = ""


def asked(dialect: str) -> Choice | None:
    """What the user said; None for `auto`."""
    return None if dialect == "auto" else Choice(dialect, DialectChoice.ASKED)


def of_snapshot(dialect: str) -> Choice:
    """The dialect in which a snapshot was observed."""
    return Choice(dialect, DialectChoice.RECOGNISED) if dialect in DIALECTS else Choice(PUBLISHED, DialectChoice.IN_DOUBT)


def of_traffic(location: str, *, keep_going: bool = False) -> Choice:
    """The dialect that most of the sources speak; in doubt the published one. Raises RecordingError."""
    sources = open_traffic(location, load_contract(), keep_going=keep_going)
    votes = Counter(filter(None, (_of_source(each) for each in sources[:_SOURCES])))
    if not votes:
        return Choice(PUBLISHED, DialectChoice.IN_DOUBT)
    dialect = max(DIALECTS, key=lambda each: votes[each])
    others = sum(votes.values()) - votes[dialect]
    note = f"{others} of {sum(votes.values())} sources speak another dialect than {dialect}: name them one by one, or give --dialect"
    return Choice(dialect, DialectChoice.RECOGNISED, note if others else "")


def _of_source(source: TrafficSource) -> str:
    if source.kind == "recording" and source.location.is_local:
        sessions = open_recording(source.location.path).manifest.sessions
        if sessions and sessions[-1].dialect in DIALECTS and sessions[-1].dialect_chosen != DialectChoice.IN_DOUBT:
            return sessions[-1].dialect
    found = recognise(list(islice(_bodies(source), _BODIES)))
    return "" if found.in_doubt else found.dialect


def _bodies(source: TrafficSource) -> Iterator[Json]:
    """What the first reads answered."""
    for _, each in islice(source.exchanges(), _LOOKED_AT):
        if isinstance(each, LeftOut) or each.response is None or each.request.method != "GET" or each.response.status != 200:
            continue
        if each.response.is_json:  # another body has no marks
            yield each.response.json
