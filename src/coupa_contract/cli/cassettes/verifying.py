"""`cassettes verify`: hashes, format, counts, secrets, and whether each scenario can be served from what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.text import Text

from coupa_contract.cassette.commit import read_manifest
from coupa_contract.cassette.layout import Layout
from coupa_contract.cassette.manifest import NAME, is_file
from coupa_contract.cassette.reading import open_recording, read_cassette
from coupa_contract.cassette.recording import Manifest, RecordedScenario, Refusal
from coupa_contract.cassette.tape import Tape
from coupa_contract.cassette.writing import update_hashes
from coupa_contract.cli.cassettes.places import called, folders
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.cassettes.rewriting import Scan, held, scanner
from coupa_contract.cli.printing import complained, printed
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import DIALECTS, PUBLISHED
from coupa_contract.errors import CoupaContractError, RecordingError, RefusedError
from coupa_contract.report.text import counted, plain

_MOST = 20  # problems of one recording that are told


def print_verification(paths: Sequence[Path], *, update_hashes: bool) -> int:
    """A line for each sound recording, sentences about each other one: then the exit code is 2. Raises RecordingError without any."""
    sound = True
    for folder in folders(paths):
        with working(f"verifying {called(folder)}") as say:
            problems = list(_accepting(folder, say) if update_hashes else _problems(folder, say))
        if not problems:
            told = f"{plain(called(folder))}: sound, {held(open_recording(folder).manifest)}"
            printed(Text(told + ("; its hashes are up to date" if update_hashes else ""), style="green"))
            continue
        sound = False
        for problem in problems[:_MOST]:
            complained(problem)
        if len(problems) > _MOST:
            complained(f"{called(folder)}: {counted(len(problems) - _MOST, 'more problem')}")
    return 0 if sound else 2


def _problems(folder: Path, say: Callable[[str], None]) -> Iterator[str]:
    try:
        recording = open_recording(folder)
    except RecordingError as error:
        yield str(error)
        return
    broken = [str(error) for error in recording.problems()]
    yield from broken
    scan = scanner()
    yield from _refused(scan, (folder / NAME).read_bytes(), folder / NAME)
    for entry in recording.manifest.entries:
        path = folder / entry.file
        if any(problem.startswith((f"{path}:", f"{path},")) for problem in broken):
            continue
        say(entry.item.name)
        yield from _refused(scan, path.read_bytes(), path)
        try:
            for scenario in recording.scenarios(entry):
                yield from _of_scenario(scenario, path, recording.manifest, scan)
            recording.ending(entry)
        except RecordingError as error:
            yield str(error)


def _accepting(folder: Path, say: Callable[[str], None]) -> Iterator[str]:
    """Takes files as they are when there is nothing else against them; else nothing is changed."""
    layout, problems, scan = Layout(folder), list[str](), scanner()
    try:
        manifest = read_manifest(layout, sealed=False)
        for path in sorted(each for each in folder.iterdir() if is_file(each.name)):
            say(path.name)
            problems += _refused(scan, path.read_bytes(), path)
            for scenario in read_cassette(path).scenarios():
                problems += _of_scenario(scenario, path, manifest, scan)
        if not problems:
            update_hashes(folder, scan)
    except RecordingError as error:
        problems.append(str(error))
    yield from problems or _problems(folder, say)


def _of_scenario(scenario: RecordedScenario, path: Path, manifest: Manifest, scan: Scan) -> Iterator[str]:
    where = f"{path}, scenario {scenario.number}"
    if scenario.session >= len(manifest.sessions):
        yield f"{where}: it belongs to session {scenario.session}, and {NAME} knows {len(manifest.sessions)}; restore the file"
        return
    for text, what in _hidden(scenario):
        yield from _refused(scan, text, f"{where}, {what}")
    yield from (f"{where}: {problem}" for problem in unserved(scenario, _contract(manifest.sessions[scenario.session].dialect)))


def unserved(scenario: RecordedScenario, contract: Contract) -> Iterator[str]:
    """What of a scenario cannot be answered from what it holds when the same requests are made again, in order."""
    tape = Tape(scenario, contract)
    for number, exchange in enumerate(scenario.exchanges, 1):
        try:
            tape.answer(exchange.case)
        except RefusedError:
            if not isinstance(exchange, Refusal):
                yield f"request {number} is answered by a refusal that belongs to another; record again"
        except CoupaContractError as error:
            yield f"request {number} cannot be served: {error}"
    for left in tape.unserved:
        yield f"{left} is never served; record again"


def _contract(dialect: str) -> Contract:
    return load_contract(dialect if dialect in DIALECTS else PUBLISHED)


def _hidden(scenario: RecordedScenario) -> Iterator[tuple[bytes, str]]:
    """What an encoding hides from a scan of the file: quoted arguments, bodies that are no text."""
    yield scenario.arguments.encode("utf-8", "surrogatepass"), "arguments"
    for number, exchange in enumerate(scenario.exchanges, 1):
        response = None if isinstance(exchange, Refusal) else exchange.response
        for body in (exchange.case.body, response.body if response is not None else None):
            if body and not _is_text(body):
                yield body, f"a body of request {number}"


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refused(scan: Scan, data: bytes, where: Path | str) -> Iterator[str]:
    try:
        scan(data, str(where))
    except RecordingError as error:
        yield (
            str(error).partition(", so nothing is")[0].replace("would be written there", "stands there")
            + "; `cassettes scrub` takes it out"
        )
