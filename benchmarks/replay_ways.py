"""The ways that `replay.py` compares. Each runs in a process of its own, until it is done or the minute is over."""

from __future__ import annotations

import dataclasses
import json
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MINUTE_S = 60.0
PLAIN = "plain.yaml"  # the cassette as vcrpy itself writes it


class _OverError(BaseException):
    """The minute is over. Not an Exception: what is measured may catch those."""


@dataclass(slots=True)
class Tally:
    """What a way did so far. Times in seconds of CPU, memory in MB (peak resident set size)."""

    loaded: bool = False
    load_s: float = 0.0
    spent_s: float = 0.0  # without loading
    served: int = 0
    outcomes: int = 0
    findings: int = 0
    imports_mb: float = 0.0
    peak_mb: float = 0.0
    stopped: bool = False


Way = Callable[[Path, Tally], None]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ready(tally: Tally) -> float:
    """Everything is imported: what comes from here on is the way's own."""
    tally.imports_mb = _peak_mb()
    return time.process_time()


# Ours


def _recorded(folder: Path, tally: Tally) -> Iterator[Any]:
    """The scenarios of a recording, one at a time; what reading them takes counts as loading."""
    from coupa_contract.cassette.reading import open_recording

    start = _ready(tally)
    recording = open_recording(folder)
    for entry in recording.manifest.entries:
        stream = iter(recording.scenarios(entry))
        while (scenario := next(stream, None)) is not None:
            tally.load_s += time.process_time() - start
            yield scenario
            start = time.process_time()
    tally.load_s += time.process_time() - start
    tally.loaded = True


def ours(encoding: str, *, judging: bool) -> Way:
    """Every scenario of a recording on its tape, asked its own cases; `judging` runs every check on every interaction."""

    def way(folder: Path, tally: Tally) -> None:
        from coupa_contract.cassette.tape import Tape
        from coupa_contract.contract import load_contract

        if not any((folder / encoding).glob(f"*.{encoding}")):
            return  # it was too large for YAML, and became lines
        contract = load_contract()
        judge = _judge() if judging else None
        for scenario in _recorded(folder / encoding, tally):
            start = time.process_time()
            tape = Tape(scenario, contract)
            for exchange in scenario.exchanges:
                interaction = tape.answer(exchange.case)
                if judge is not None:
                    judge(interaction, tally)
                tally.served += 1
            tally.spent_s += time.process_time() - start

    return way


def _judge() -> Callable[[Any, Tally], None]:
    from coupa_contract.checks.catalogue import INTERACTION_CHECKS
    from coupa_contract.contract import load_contract
    from coupa_contract.model import Finding

    contract = load_contract()

    def judge(interaction: Any, tally: Tally) -> None:
        for check in INTERACTION_CHECKS:
            for outcome in check.function(interaction, contract):
                tally.outcomes += 1
                tally.findings += isinstance(outcome, Finding)

    return judge


# The limit


def limit(folder: Path, tally: Tally) -> None:
    """Our checks on interactions that are simply there: no tape, and what brings them is not counted."""
    judge = _judge()
    for scenario in _recorded(folder / "jsonl.zst", tally):
        start = time.process_time()
        for interaction in scenario.exchanges:
            judge(interaction, tally)
            tally.served += 1
        tally.spent_s += time.process_time() - start


def schemathesis_limit(folder: Path, tally: Tally) -> None:
    """Schemathesis's own checks, as far as we use them, on a `schemathesis.Response` made of each interaction."""
    import requests
    import schemathesis
    from schemathesis.checks import CHECKS, load_all_checks
    from schemathesis.core.failures import FailureGroup

    from coupa_contract.contract import load_contract
    from coupa_contract.runner.generation import SECOND_OPINIONS

    load_all_checks()
    contract = load_contract()
    schema = schemathesis.openapi.from_dict(dict(contract.document))
    schema.config.update(base_url="http://localhost")
    checks = CHECKS.get_by_names(list(SECOND_OPINIONS))
    of_projected = CHECKS.get_by_names([name for name in SECOND_OPINIONS if name != "response_schema_conformance"])
    for scenario in _recorded(folder / "jsonl.zst", tally):
        start = time.process_time()
        for interaction in scenario.exchanges:
            own = contract.operation(interaction.case.operation)
            operation = schema.find_operation_by_label(f"{own.method} {own.path}")
            parameters, query = dict(interaction.case.path_parameters), dict(interaction.case.query)
            case = schemathesis.Case(operation, own.method, own.path, path_parameters=parameters, query=query)
            request = requests.Request(interaction.request.method, "http://localhost" + interaction.request.url).prepare()
            headers = {name: [value] for name, value in interaction.response.headers}
            response = schemathesis.Response(
                status_code=interaction.response.status,
                headers=headers,
                content=interaction.response.body,
                request=request,
                elapsed=0.1,
                verify=True,
            )
            try:
                case.validate_response(response, checks=of_projected if interaction.case.projected else checks)
            except FailureGroup as group:
                tally.findings += len(group.exceptions)
            tally.outcomes += len(checks)
            tally.served += 1
        tally.spent_s += time.process_time() - start


# vcrpy


def stock_vcrpy(folder: Path, tally: Tally) -> None:
    """`vcr.use_cassette` in mode none with its defaults, and one `requests.Session`; nothing is judged."""
    import vcr

    _play(vcr.VCR(), folder / PLAIN, tally)


def pytest_recording(folder: Path, tally: Tally) -> None:
    """What `@pytest.mark.vcr` does: the VCR and the persister of pytest-recording 0.14.1 (`_vcr.py`, `use_cassette`); nothing is judged."""
    import vcr
    from vcr.persisters.filesystem import FilesystemPersister
    from vcr.serialize import deserialize

    class Combined(FilesystemPersister):  # type: ignore[misc]
        @classmethod
        def load_cassette(cls, cassette_path: str, serializer: Any) -> tuple[list[Any], list[Any]]:
            content = Path(cassette_path).read_text(encoding="utf8")
            requests, responses = deserialize(content, serializer)
            return list(requests), list(responses)

    recorder = vcr.VCR(path_transformer=vcr.VCR.ensure_suffix(".yaml"), cassette_library_dir=str(folder), record_mode="none")
    recorder.register_persister(Combined)
    _play(recorder, folder / PLAIN, tally)


def _play(recorder: Any, path: Path, tally: Tally) -> None:
    """Asks for each recorded request, spread evenly over the cassette: vcrpy looks from its beginning, so the first would flatter it."""
    import requests

    start = _ready(tally)
    with recorder.use_cassette(str(path), record_mode="none") as cassette, requests.Session() as session:
        tally.load_s, tally.loaded = time.process_time() - start, True
        if not len(cassette):
            raise RuntimeError(f"vcrpy finds nothing in {path}")
        wanted = [(request.method, request.uri, request.headers) for request in cassette.requests]
        start = time.process_time()
        for position in _spread(len(wanted)):
            method, uri, headers = wanted[position]
            session.request(method, uri, headers=headers).content  # noqa: B018 - reading it is part of the work
            tally.served += 1
            tally.spent_s = time.process_time() - start


def _spread(size: int) -> Iterable[int]:
    """Each position once; every stretch of them lies evenly over the whole."""
    step = next(step for step in range(round(size * 0.618), size + 2) if _coprime(step, size))
    return ((place * step) % size for place in range(size))


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1


WAYS: dict[str, Way] = {
    "vcrpy": stock_vcrpy,
    "pytest-recording": pytest_recording,
    "ours, YAML": ours("yaml", judging=False),
    "ours, YAML, judging": ours("yaml", judging=True),
    "ours, zstd": ours("jsonl.zst", judging=False),
    "ours, zstd, judging": ours("jsonl.zst", judging=True),
    "limit: our checks": limit,
    "limit: Schemathesis": schemathesis_limit,
}


def measure(name: str, folder: Path) -> Tally:
    """Runs one way in this process, for a minute at most."""

    def over(*_: object) -> None:
        raise _OverError

    tally = Tally()
    signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, MINUTE_S)
    try:
        WAYS[name](folder, tally)
    except _OverError:
        tally.stopped = True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    tally.peak_mb = _peak_mb()
    return tally


def generate(size: int, folder: Path) -> None:
    """Writes one recording of that many interactions in every form that a way reads."""
    from replay_traffic import write, write_plain

    for encoding in ("yaml", "jsonl.zst"):
        write(folder / encoding, size, encoding)
    write_plain(folder / PLAIN, size)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["generate", size, folder]:
            generate(int(size), Path(folder))
        case ["measure", name, folder]:
            print(json.dumps(dataclasses.asdict(measure(name, Path(folder)))))
