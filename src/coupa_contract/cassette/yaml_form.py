"""A cassette as YAML that plain vcrpy opens: interactions as vcrpy knows them, everything else as metadata beside them."""

from __future__ import annotations

from typing import Any

from coupa_contract.cassette.fields import Fields, Place
from coupa_contract.cassette.lines import check_format
from coupa_contract.cassette.recording import FORMAT, RecordedCassette
from coupa_contract.cassette.records import (
    Record,
    ending_record,
    ending_value,
    item_record,
    item_value,
    scenario_record,
    scenario_value,
)
from coupa_contract.cassette.yaml_exchanges import joined, split
from coupa_contract.cassette.yaml_text import block
from coupa_contract.cassette.yaml_values import read
from coupa_contract.errors import RecordingError

KEY = "coupa-contract"  # of the metadata
_VCR_VERSION = 1
_FOREIGN = "if another tool made it, import it with `coupa-contract cassettes import`"


def _split(cassette: RecordedCassette) -> tuple[list[tuple[int, Record]], Record]:
    """The interactions, each with its scenario's number, and the metadata."""
    interactions: list[tuple[int, Record]] = []
    scenarios = []
    for scenario in cassette.scenarios:
        record = scenario_record(scenario)
        besides = []
        for exchange in record.get("exchanges", ()):
            beside, interaction = split(exchange, len(interactions))
            besides.append(beside)
            if interaction is not None:
                interactions.append((scenario.number, interaction))
        scenarios.append(record | ({"exchanges": besides} if besides else {}))
    parts = {"format": FORMAT, "item": item_record(cassette.item), "scenarios": scenarios, "ending": ending_record(cassette.ending)}
    return interactions, {KEY: parts}


def metadata(cassette: RecordedCassette) -> Record:
    """What vcrpy finds beside the interactions of a cassette."""
    return _split(cassette)[1]


def encoded(cassette: RecordedCassette) -> bytes:
    """The YAML text of a cassette. Raises RecordingError for text that is not Unicode (half of a surrogate pair)."""
    interactions, beside = _split(cassette)
    parts = [f"version: {_VCR_VERSION}\ninteractions:{'' if interactions else ' []'}\n"]
    for position, (number, interaction) in enumerate(interactions):
        parts.append(f"# {position}: scenario {number}\n- {block(interaction, 2)}")
    parts.append(block({"metadata": beside}))
    parts.append("...\n")
    try:
        return "".join(parts).encode("utf-8")
    except UnicodeEncodeError as error:
        problem = f"{cassette.item.name} holds text that is not valid Unicode and cannot be recorded"
        raise RecordingError(f"{problem}; draw whole characters only") from error


def document(data: bytes, file: str) -> Fields:
    """The document of a cassette of ours, its version checked. Raises RecordingError, also for a cassette of another tool."""
    fields = Fields(read(data, file), Place(file), "the document")
    version, place = fields.record.pop("version", None), Place(file)
    if version != _VCR_VERSION:
        raise place.error(f"it is not a vcrpy cassette of version {_VCR_VERSION}", _FOREIGN)
    return fields


def decoded(data: bytes, file: str) -> RecordedCassette:
    """The cassette of a YAML text. Raises RecordingError."""
    fields, place = document(data, file), Place(file)
    interactions = fields.take("interactions", list)
    metadata = fields.take("metadata", dict, {})
    fields.done()
    if KEY not in metadata:
        raise place.error(f"its metadata holds no `{KEY}`: it is a cassette of another tool", _FOREIGN)
    inside = Fields(metadata[KEY], place.of(metadata), f"`{KEY}`")
    if len(metadata) > 1:
        raise place.of(metadata).error("its metadata holds more than belongs there")
    check_format(inside.take("format", int), place.of(inside.record))
    item_fields, ending_fields = inside.take("item", dict), inside.take("ending", dict)
    records = inside.take("scenarios", list)
    inside.done()
    served = _Served(interactions, file)
    scenarios = tuple([scenario_value(served.joined(record), place.of(record)) for record in records])
    served.done()
    item = item_value(item_fields, place.of(item_fields))
    return RecordedCassette(item, scenarios, ending_value(ending_fields, place.of(ending_fields)))


class _Served:
    """The interactions of a document, each of which belongs to one exchange, in order."""

    def __init__(self, interactions: list[Any], file: str) -> None:
        self.interactions, self.file = interactions, file
        self.next = 0

    def joined(self, record: Any) -> Any:
        """A scenario with its exchanges whole."""
        if isinstance(record, dict) and isinstance(besides := record.get("exchanges"), list):
            record["exchanges"] = [self._exchange(beside) for beside in besides]
        return record

    def _exchange(self, beside: Any) -> Record:
        place = Place(self.file).of(beside)
        fields = Fields(beside, place, "an exchange")
        if "refused" in fields.record:
            refusal = {"refused": fields.text("refused"), "permission": fields.text("permission", "")}
            return refusal | {"case": fields.record}
        position = fields.number("interaction")
        if position != self.next:
            raise place.error(f"it is interaction {position} where {self.next} is due")
        if position >= len(self.interactions):
            raise place.error(f"interaction {position} is missing")
        self.next += 1
        return joined(fields.record, self.interactions[position], place)

    def done(self) -> None:
        """Raises RecordingError when an interaction belongs to no exchange."""
        if self.next < len(self.interactions):
            place = Place(self.file).of(self.interactions[self.next])
            raise place.error(f"interaction {self.next} belongs to no scenario")
