"""`drift log`: what a series of recordings and snapshots says about when the API changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from coupa_contract.cassette.traffic import kind_of, open_traffic
from coupa_contract.cassette.traffic.kinds import kind_of_text
from coupa_contract.cassette.traffic.locations import Location
from coupa_contract.cli.drift.asking import Question
from coupa_contract.cli.drift.comparing import episode
from coupa_contract.cli.drift.sides import against, contract_for, opened
from coupa_contract.cli.printing import printed, written
from coupa_contract.contract import load_contract
from coupa_contract.drift.history import chapters
from coupa_contract.errors import RecordingError

_BEGINNING = 64 << 10


def print_log(locations: Sequence[str], asked: Question, form: str) -> None:
    """A chapter an observation, in order of time. Raises CoupaContractError."""
    from coupa_contract.report.drift.changelog import changelog, changelog_markdown

    places = [each for location in locations for each in _within(location, keep_going=asked.keep_going)]
    _, contract = contract_for(places[0], kind_of(places[0]), asked)
    other = against(contract, asked)
    told = chapters(episode(opened(each, kind_of(each), contract, asked), other) for each in places)
    if form == "markdown":
        written(changelog_markdown(told, other.facts.name))
    else:
        printed(changelog(told, other.facts.name))


def _within(location: str, *, keep_going: bool) -> list[str]:
    """What a folder of this machine holds, each by itself; anything else is one observation. Raises RecordingError."""
    place = Location.of(location)
    if not place.is_local or kind_of(place) != "folder":
        return [location]
    snapshots = list(_snapshots(place.path))
    try:
        traffic = [str(each.location) for each in open_traffic(location, load_contract(), keep_going=keep_going)]
    except RecordingError:
        if not snapshots:
            raise
        traffic = []
    return [*traffic, *snapshots]


def _snapshots(folder: Path) -> Iterator[str]:
    for name, place in Location.of(folder).files():
        if name.endswith(".json"):
            with place.opened() as file:
                if kind_of_text(file.read(_BEGINNING)) == "snapshot":
                    yield str(place)
