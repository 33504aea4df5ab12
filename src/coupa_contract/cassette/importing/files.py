"""Which tool wrote a file, and the exchanges in it, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from coupa_contract.cassette.importing.foreign import ForeignExchange, LeftOut, UnusableError
from coupa_contract.cassette.importing.har_entries import read_entry
from coupa_contract.cassette.importing.texts import text_of, value_of
from coupa_contract.cassette.importing.vcr_interactions import read_schemathesis, read_vcrpy
from coupa_contract.cassette.importing.yaml_values import Lined
from coupa_contract.errors import RecordingError

_OWN = "coupa-contract"


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """What a file holds: everything of it is either an exchange or left out, in the file's order."""

    name: str
    kind: str  # har, vcrpy or schemathesis
    written_by: str  # for people
    exchanges: tuple[ForeignExchange | LeftOut, ...]


def read_foreign(data: bytes, name: str) -> ForeignFile:
    """The exchanges of a HAR file, a vcrpy cassette (YAML or JSON) or a report of Schemathesis (VCR or HAR).

    Raises RecordingError, naming the file and the place, for a file that is none of these.
    """
    value = value_of(text_of(data, name), name)
    if isinstance(value, list) and value and isinstance(value[0], dict) and "request" in value[0]:
        raise RecordingError(f"{name} was written by a vcrpy before 1.0: migrate it with vcrpy's own script, or record again")
    if not isinstance(value, dict):
        raise _unknown(name)
    log = value.get("log")
    if isinstance(log, dict):
        return ForeignFile(name, "har", f"HAR of {_creator(log)}", _read(log.get("entries"), "entry", read_entry, f"{name}, log.entries"))
    if "http_interactions" in value:
        tool = str(value.get("recorded_with", "")).partition(" ")[0] or "an unnamed tool"
        found = _read(value["http_interactions"], "interaction", read_schemathesis, f"{name}, http_interactions")
        return ForeignFile(name, "schemathesis", f"VCR report of {tool}", found)
    if "interactions" in value:
        _refuse_own(value, name)
        _refuse_version(value, name)
        return ForeignFile(
            name, "vcrpy", "vcrpy cassette", _read(value["interactions"], "interaction", read_vcrpy, f"{name}, interactions")
        )
    raise _unknown(name)


def _read(values: Any, noun: str, read: Callable[[Any, str], ForeignExchange], where: str) -> tuple[ForeignExchange | LeftOut, ...]:
    if values is None and noun == "interaction":  # Schemathesis writes the key with nothing below when it sent nothing
        values = []
    if not isinstance(values, list):
        raise RecordingError(f"{where}: a list is expected here; the file is damaged, record again")
    return tuple(_one(value, _place(value, number, noun), read) for number, value in enumerate(values, 1))


def _one(value: Any, place: str, read: Callable[[Any, str], ForeignExchange]) -> ForeignExchange | LeftOut:
    try:
        return read(value, place)
    except UnusableError as reason:
        return LeftOut(place, str(reason), _told(value))


def _place(value: Any, number: int, noun: str) -> str:
    return f"{noun} {number} (line {value.line})" if isinstance(value, Lined) else f"{noun} {number}"


def _told(value: Any) -> str:
    request = value.get("request") if isinstance(value, dict) else None
    if not isinstance(request, dict):
        return ""
    url = str(request.get("url") or request.get("uri") or "")
    return f"{request.get('method', '')} {url.partition('?')[0].rpartition('://')[2].rpartition('@')[2]}".strip()


def _creator(log: dict[str, Any]) -> str:
    creator = log.get("creator")
    name = creator.get("name") if isinstance(creator, dict) else None
    return "Schemathesis" if name == "harfile" else str(name or "an unnamed tool")


def _refuse_own(value: dict[str, Any], name: str) -> None:
    metadata = value.get("metadata")
    if isinstance(metadata, dict) and _OWN in metadata:
        raise RecordingError(f"{name} belongs to a recording of {_OWN} already: name its folder to `cassettes merge` or `cassettes scrub`")


def _refuse_version(value: dict[str, Any], name: str) -> None:
    version = value.get("version", 1)
    if version != 1:
        raise RecordingError(f"{name} says it is version {version!r} of vcrpy's format; only version 1 is known: upgrade coupa-contract")


def _unknown(name: str) -> RecordingError:
    return RecordingError(
        f"{name} is neither a HAR file (`log`), nor a vcrpy cassette (`interactions`),"
        " nor a VCR report of Schemathesis (`http_interactions`): import one of these"
    )
