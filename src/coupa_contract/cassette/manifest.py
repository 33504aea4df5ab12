"""`cassette.toml`: the manifest as text for review, sealed by a hash of itself, and read strictly."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tomllib
from pathlib import PurePosixPath
from typing import Any

import tomli_w

from coupa_contract.cassette.fields import Fields, Place
from coupa_contract.cassette.lines import check_format
from coupa_contract.cassette.recording import Entry, Manifest, Session, Values
from coupa_contract.cassette.records import Record, item_record, item_value
from coupa_contract.errors import RecordingError

NAME = "cassette.toml"
SUFFIXES = (".yaml", ".jsonl.zst")
ACCEPT = "restore it, or accept it as it is with `coupa-contract cassettes verify --update-hashes`"

_SEAL = re.compile(rb'seal = "([0-9a-f]{64})"\n')
_HASH = re.compile(r"[0-9a-f]{64}")
_STRANGE = re.compile(r'^/|[\\:*?"<>|\x00-\x1f]')
_TEXTS = ("recorded_at", "dialect", "dialect_chosen", "document", "effort")
_FLAGS = ("allow_writes", "allow_actions", "disposable")


def _session_record(session: Session) -> Record:
    record = {field.name: getattr(session, field.name) for field in dataclasses.fields(session)}
    for name in ("areas", "invoices", "credentials"):
        record[name] = list(record[name])
    return record | {"made_with": dict(sorted(session.made_with.items()))}


def _entry_record(entry: Entry) -> Record:
    record: Record = {"file": entry.file, "sha256": entry.sha256, **item_record(entry.item)}
    record |= {"scenarios": entry.scenarios, "interactions": entry.interactions, "withheld": entry.withheld}
    return record | {"operations": list(entry.operations)}


def encoded(manifest: Manifest) -> bytes:
    """The text of a manifest; its first line is the hash of the others."""
    record = {
        "format": manifest.format,
        "target": manifest.target,
        "values": manifest.values.value,
        "session": [_session_record(session) for session in manifest.sessions],
        "verdicts": dict(sorted(manifest.verdicts.items())),
        "cassette": [_entry_record(entry) for entry in sorted(manifest.entries, key=lambda entry: entry.file)],
    }
    try:
        text = tomli_w.dumps(record).encode("utf-8")
    except UnicodeEncodeError as error:
        raise RecordingError(f"{NAME} cannot hold text that is not valid Unicode; change the name of the target") from error
    return f'seal = "{hashlib.sha256(text).hexdigest()}"\n'.encode() + text


def _session_value(record: Any, place: Place) -> Session:
    fields = Fields(record, place, "a session")
    made_with = Fields(fields.take("made_with", dict, {}), place, "`made_with`")
    texts: dict[str, Any] = {name: fields.text(name) for name in _TEXTS}
    flags: dict[str, Any] = {name: fields.take(name, bool) for name in _FLAGS}
    session = Session(
        **texts,
        **flags,
        seed=fields.take("seed", int),
        areas=fields.texts("areas"),
        invoices=fields.texts("invoices"),
        credentials=fields.texts("credentials"),
        mark=fields.text("mark", ""),
        made_with={name: made_with.text(name) for name in list(made_with.record)},
        complete=fields.take("complete", bool),
        stopped=fields.text("stopped", ""),
    )
    fields.done()
    return session


def is_file(file: str) -> bool:
    """Whether a text names a cassette below its folder, on every system."""
    hidden = any(part.startswith(".") for part in file.split("/"))
    return not hidden and str(PurePosixPath(file)) == file and file.endswith(SUFFIXES) and not _STRANGE.search(file)


def _entry_value(record: Any, place: Place) -> Entry:
    fields = Fields(record, place, "a cassette")
    file, sha256 = fields.text("file"), fields.text("sha256")
    if not is_file(file):
        raise place.error(f"{file!r} cannot be the file of a cassette", ACCEPT)
    if not _HASH.fullmatch(sha256):
        raise place.error(f"the sha256 of {file} is not one", ACCEPT)
    counts = {name: fields.number(name) for name in ("scenarios", "interactions", "withheld")}
    operations = fields.texts("operations")
    return Entry(item_value(fields.record, place), file, sha256, **counts, operations=operations)


def _checked(manifest: Manifest, place: Place) -> Manifest:
    if not manifest.sessions:
        raise place.error("it holds no session")
    for what, names in (
        ("file", [entry.file.lower() for entry in manifest.entries]),
        ("item", [entry.item.name for entry in manifest.entries]),
    ):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise place.error(f"the {what} {twice} stands twice")
    return manifest


def decoded(data: bytes, file: str, *, sealed: bool = True) -> Manifest:
    """The manifest of a text. Raises RecordingError; `sealed=False` accepts one that was edited by hand."""
    place = Place(file)
    if not data.strip():
        raise place.error("it is empty")
    seal = _SEAL.match(data)
    text = data[seal.end() :] if seal else data
    try:
        record = tomllib.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise place.error(f"byte {error.start} is not UTF-8", "save it as UTF-8 or restore it") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise place.error(f"not TOML ({error}; its first line not counted)") from error
    check_format(record.pop("format", None), place)
    if sealed and (seal is None or hashlib.sha256(text).hexdigest() != seal[1].decode()):
        raise place.error("it does not have the hash of its first line: it was edited, cut off or damaged", ACCEPT)
    record.pop("seal", None)
    fields = Fields(record, place, "the manifest")
    verdicts = Fields(fields.take("verdicts", dict), place, "`verdicts`")
    manifest = Manifest(
        fields.text("target"),
        fields.one_of("values", Values),
        tuple(_session_value(session, place) for session in fields.take("session", list)),
        tuple(_entry_value(entry, place) for entry in fields.take("cassette", list, [])),
        {name: verdicts.text(name) for name in list(verdicts.record)},
    )
    fields.done()
    return _checked(manifest, place)
