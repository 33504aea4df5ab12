"""Plain vcrpy on our recordings: a persister that reads both encodings and writes whole files or none, and a strict serializer.

my_vcr = vcr.VCR(record_mode="none")
my_vcr.register_persister(RecordingPersister)
my_vcr.register_serializer("strict", StrictSerializer)
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import yaml
from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]
from vcr.request import Request  # type: ignore[import-untyped]
from vcr.serialize import deserialize, serialize  # type: ignore[import-untyped]

from coupa_contract.cassette import yaml_form
from coupa_contract.cassette.fields import Place
from coupa_contract.cassette.files import read_whole, replace_durably
from coupa_contract.cassette.manifest import NAME, SUFFIXES
from coupa_contract.cassette.reading import read_cassette
from coupa_contract.cassette.recording import ORIGIN, RecordedCassette
from coupa_contract.cassette.yaml_exchanges import reason
from coupa_contract.cassette.yaml_values import SIZE_LIMIT, read
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction, Response

Loaded: TypeAlias = "tuple[list[Request], list[dict[str, Any]]] | tuple[list[Request], list[dict[str, Any]], dict[str, Any]]"
_DECODED = {"content-encoding", "transfer-encoding", "content-length"}


class Serializer(Protocol):
    """What vcrpy calls a serializer."""

    def serialize(self, cassette_dict: dict[str, Any]) -> str: ...

    def deserialize(self, cassette_string: str) -> dict[str, Any]: ...


def _response(response: Response | None) -> dict[str, Any]:
    if response is None:
        return {"status": {"code": 0, "message": ""}, "headers": {}, "body": {"string": b""}}
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        if name.lower() not in _DECODED:
            headers.setdefault(name, []).append(value)
    return {"status": {"code": response.status, "message": reason(response.status)}, "headers": headers, "body": {"string": response.body}}


def _loaded(cassette: RecordedCassette) -> Loaded:
    interactions = [exchange for scenario in cassette.scenarios for exchange in scenario.exchanges if isinstance(exchange, Interaction)]
    sent = [interaction.request for interaction in interactions]
    requests = [Request(request.method, ORIGIN + request.url, request.body, dict(request.headers)) for request in sent]
    return requests, [_response(interaction.response) for interaction in interactions], yaml_form.metadata(cassette)


def _is_ours(path: Path) -> bool:
    return path.name.endswith(SUFFIXES) and (path.parent / NAME).exists()


class RecordingPersister:
    """Reads cassettes of recordings (bodies exactly as on the wire) and of vcrpy; never takes a damaged one for an empty one."""

    @classmethod
    def load_cassette(cls, cassette_path: str | PathLike[str], serializer: Serializer) -> Loaded:
        """Requests, responses and metadata. Raises CassetteNotFoundError when there is no file, RecordingError when it cannot be read."""
        path = Path(cassette_path)
        if not path.exists():
            raise CassetteNotFoundError
        if path.name.endswith(".jsonl.zst"):
            source = read_cassette(path)
            return _loaded(RecordedCassette(source.item, tuple(source.scenarios()), source.ending()))
        data = read_whole(path, SIZE_LIMIT)
        if f"\n  {yaml_form.KEY}:".encode() in data:
            return _loaded(yaml_form.decoded(data, str(path)))
        if not data.strip():
            raise Place(str(path)).error("it is empty")
        try:
            loaded: Loaded = deserialize(data.decode("utf-8"), serializer)
        except RecordingError as error:  # of a serializer, which does not know the file
            raise RecordingError(f"{path}: {error}") from error
        except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
            raise Place(str(path)).error(f"vcrpy cannot read it ({str(error).partition(chr(10))[0]})") from error
        return loaded

    @staticmethod
    def save_cassette(cassette_path: str | PathLike[str], cassette_dict: dict[str, Any], serializer: Serializer) -> None:
        """Writes what vcrpy recorded, whole or not at all. Raises RecordingError for a cassette of ours: those are recorded."""
        path = Path(cassette_path)
        if _is_ours(path) or path.name.endswith(".jsonl.zst") or yaml_form.KEY in cassette_dict.get("metadata", {}):
            raise RecordingError(f"{path}: vcrpy may read this recording, not change it; use `coupa-contract record` or record_mode none")
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_durably(path, serialize(cassette_dict, serializer).encode("utf-8"))


class StrictSerializer:
    """vcrpy's YAML, read strictly: no tags, no aliases, nothing twice. For cassettes of recordings only."""

    @staticmethod
    def deserialize(cassette_string: str) -> dict[str, Any]:
        """The document of a cassette. Raises RecordingError."""
        document: dict[str, Any] = read(cassette_string.encode("utf-8"), "the cassette")
        return document

    @staticmethod
    def serialize(cassette_dict: dict[str, Any]) -> str:
        """Refuses: a recording is written by `coupa-contract record`."""
        raise RecordingError("vcrpy may read this recording, not change it; use `coupa-contract record` or record_mode none")
