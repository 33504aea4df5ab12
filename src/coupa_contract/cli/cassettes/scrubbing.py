"""`cassettes scrub`: secrets out, pseudonyms in, of a recording or of what another tool recorded."""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from coupa_contract.cassette.journal import Clean
from coupa_contract.cassette.manifest import NAME
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Values
from coupa_contract.cassette.secrecy import cleaner, credentials_of
from coupa_contract.cassette.writing import Source
from coupa_contract.cli.cassettes.coverage import contract_of
from coupa_contract.cli.cassettes.importing import import_files
from coupa_contract.cli.cassettes.places import the_one
from coupa_contract.cli.cassettes.rewriting import encoding_of, fresh, rewrite, scanner, source
from coupa_contract.errors import UsageError


def scrub_path(path: Path, out: Path | None, *, numbers: bool) -> None:
    """A recording is replaced as a whole, when all of it is clean; a foreign file stays and a recording is made of it.

    Raises RecordingError, and UsageError for a foreign file without a place for the recording.
    """
    if path.is_file() and path.name != NAME:
        if out is None:
            raise UsageError(f"{path} is a file of another tool: say with --out where the clean recording of it goes")
        import_files([path], out, name=None, base=None, dialect="auto", keep_values=False, numbers=numbers)
        return
    recording = the_one(path)
    folder = fresh(out, recording.folder) if out is not None else recording.folder
    known = credentials_of(os.environ)
    # Values that are pseudonyms already stay as they are: only secrets can still be in such a recording.
    values = Values.PSEUDONYMS if recording.manifest.values is Values.KEPT else Values.KEPT
    clean = cleaner(contract_of(recording.manifest), values, key=secrets.token_bytes(32), numbers=numbers, secrets=known)
    about = dataclasses.replace(recording.manifest, values=Values.PSEUDONYMS)
    rewrite(folder, about, _cleaned(recording, clean), encoding_of(recording), scanner(known))


def _cleaned(recording: Recording, clean: Clean) -> Iterator[Source]:
    for entry in recording.manifest.entries:
        yield _clean(source(recording, entry), clean)


def _clean(cassette: Source, clean: Clean) -> Source:
    return dataclasses.replace(cassette, scenarios=lambda: map(clean, cassette.scenarios()))
