"""A cassette as lines of JSON: the item, each scenario, the ending. A journal is such lines as they come, a finished file is compressed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from coupa_contract.cassette.fields import Fields, Place, shown
from coupa_contract.cassette.recording import FORMAT, Ending, RecordedItem, RecordedScenario
from coupa_contract.cassette.records import (
    ending_record,
    ending_value,
    item_record,
    item_value,
    scenario_record,
    scenario_value,
)
from coupa_contract.errors import RecordingError

LINE_LIMIT = 128 * 1024 * 1024  # bytes of one scenario


Part = RecordedItem | RecordedScenario | Ending


def _body(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    raise TypeError


def encoded(part: Part) -> bytes:
    """A part as one line. Raises RecordingError for text that is not Unicode (half of a surrogate pair)."""
    match part:
        case RecordedItem():
            record = {"format": FORMAT, "item": item_record(part)}
        case RecordedScenario():
            record = {"scenario": scenario_record(part)}
        case Ending():
            record = {"ending": ending_record(part)}
    try:
        line = orjson.dumps(record, default=_body, option=orjson.OPT_APPEND_NEWLINE)
    except (TypeError, ValueError) as error:
        what = f"scenario {part.number}" if isinstance(part, RecordedScenario) else "an item"
        raise RecordingError(f"{what} holds text that is not valid Unicode and cannot be recorded; draw whole characters only") from error
    if len(line) > LINE_LIMIT:
        size = f"{len(line) >> 20} MB, and at most {LINE_LIMIT >> 20} MB can be recorded"
        raise RecordingError(f"one scenario takes {size}; ask for smaller pages")
    return line


def _with_bytes(record: dict[str, Any], place: Place) -> None:
    """Turns `{"base64": ...}` into bytes where bodies are."""
    exchanges = record.get("exchanges")
    for exchange in exchanges if isinstance(exchanges, list) else ():
        for name in ("case", "request", "response") if isinstance(exchange, dict) else ():
            holder = exchange.get(name)
            if isinstance(holder, dict) and isinstance(body := holder.get("body"), dict):
                fields = Fields(body, place, "a body")
                try:
                    holder["body"] = base64.b64decode(fields.text("base64"), validate=True)
                except (binascii.Error, ValueError) as error:
                    raise place.error(f"a body is not base64 ({error})") from error
                fields.done()


def check_format(number: Any, place: Place) -> None:
    """Raises RecordingError for a format that this version does not read."""
    if number.__class__ is not int or number < 1:
        raise place.error(f"its format is {shown(number)}, not a number")
    if number > FORMAT:
        raise place.error(f"it has format {number}, and this version reads {FORMAT}", "upgrade coupa-contract")


def decoded(line: bytes, place: Place) -> Part:
    """The part that a line holds. Raises RecordingError."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise place.error(f"not a line of JSON ({error})") from error
    fields = Fields(record, place, "the line")
    if "scenario" in fields.record:
        scenario = fields.take("scenario", dict)
        fields.done()
        _with_bytes(scenario, place)
        return scenario_value(scenario, place)
    if "ending" in fields.record:
        ending = ending_value(fields.take("ending", dict), place)
        fields.done()
        return ending
    if "item" not in fields.record:
        raise place.error("neither an item, a scenario nor an ending", "is it a cassette of coupa-contract? Foreign ones are imported")
    check_format(fields.take("format", int), place)
    item = item_value(fields.take("item", dict), place)
    fields.done()
    return item


def decode_all(lines: Iterable[bytes], file: str) -> Iterator[Part]:
    """The parts of a whole cassette, in order: one item, scenarios, one ending. Raises RecordingError, also when it is cut off."""
    number = 0
    part: Part | None = None
    for number, line in enumerate(lines, 1):
        place = Place(file, number)
        if isinstance(part, Ending):
            raise place.error("something follows the ending")
        part = decoded(line, place)
        if isinstance(part, RecordedItem) != (number == 1):
            raise place.error("an item follows the first line" if number > 1 else "the first line is not an item")
        yield part
    if number == 0:
        raise Place(file).error("it is empty")
    if not isinstance(part, Ending):
        raise Place(file, number).error("it ends here, without an ending: it was cut off")
