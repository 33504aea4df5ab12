"""Opens traffic wherever it lies: the one door for whoever observes or judges it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coupa_contract.cassette.importing import Base
from coupa_contract.cassette.manifest import NAME
from coupa_contract.cassette.traffic.kinds import TrafficKind, kind_of, kind_of_text
from coupa_contract.cassette.traffic.locations import Location
from coupa_contract.cassette.traffic.sources import TrafficSource
from coupa_contract.contract import Contract
from coupa_contract.errors import RecordingError

_TRAFFIC = ("recording", "har", "lines", "foreign")
_NAMED = (".har", ".har.gz", ".har.zst", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
_BEGINNING = 256 << 10


def open_traffic(
    location: str | Path, contract: Contract, *, base: Base | None = None, keep_going: bool = False
) -> tuple[TrafficSource, ...]:
    """The sources of traffic at a location: a recording, a file, or all that lie in a folder, sorted by name.

    `base` is where the instance lies in foreign traffic (by default what most of the requests say). Raises RecordingError.
    """
    place = Location.of(location)
    kind = kind_of(place)
    if kind == "folder":
        found = list(_within(place))
        if not found:
            raise RecordingError(f"{place}: no recording, HAR or other traffic lies in this folder; name another one")
    elif kind in _TRAFFIC:
        place = place.parent if place.last == NAME else place
        found = [(place.last or "traffic", kind, place)]
    else:
        raise RecordingError(f"{place}: it is a {kind} and not traffic; name a recording, a HAR, JSON lines or a folder of these")
    return tuple(
        TrafficSource(name, each, where, contract, base, keep_going) for name, each, where in sorted(found, key=lambda one: one[0])
    )


def _within(folder: Location) -> Iterator[tuple[str, TrafficKind, Location]]:
    """The traffic below a folder: whole recordings, and files of any other kind that are traffic."""
    files = list(folder.files())
    recordings = {name.rpartition("/")[0] for name, _ in files if name.rpartition("/")[2] == NAME}
    for name in recordings:
        yield name, "recording", folder.below(name)
    for name, place in files:
        if any(name.startswith(f"{each}/") for each in recordings):
            continue
        with place.opened() as file:
            kind = kind_of_text(file.read(_BEGINNING))
        if kind in _TRAFFIC:
            yield name, kind, place
        elif kind is None and name.lower().endswith(_NAMED):
            kind_of(place)  # says what is wrong with it
