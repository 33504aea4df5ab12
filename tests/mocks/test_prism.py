"""Prism, a mock by others, is judged truthfully: every `must` finding on it was checked by hand, and is a real deviation.

Prism answers a request that its document allows with an example of the document (`static`) or with what its schemas allow (`dynamic`), and
knows nothing of what it said before: not which invoices there are, not what a condition means, not what was written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import fasteners  # type: ignore[import-untyped]
import pytest
from judging import judged, told

from coupa_contract.model import VerdictKind
from coupa_contract.report.run import Run
from coupa_contract.resources import spec_folder

HERE = Path(__file__).parent
NODE, NPM = shutil.which("node"), shutil.which("npm")
INSTALL = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
PATIENCE_S = 300

needs_node = pytest.mark.skipif(NODE is None or NPM is None, reason="there is no node or no npm on PATH; install Node.js to judge Prism")

# Requirement -> why what was found is a fault of the mock. In both modes:
ALWAYS = {
    "access-garbled-token-is-refused": "It looks whether there is an Authorization header, not at the token.",
    "error-unknown-id-is-404": "It shows, and updates with 200, an invoice under any id.",
    "paging-offset-past-the-end": "An offset is checked and then ignored: the same rows come on every page.",
    "query-comparison": "Conditions are checked and then ignored: id[gt] lets smaller ids through.",
    "query-equality": "status=draft gives invoices in other statuses.",
    "query-no-match-is-an-empty-list": "The same rows come for a condition that nothing can meet.",
}
# The one example is an invoice in pending_approval without most members, so that few conditions can be drawn from it.
STATIC = ALWAYS | {
    "lifecycle-dispute-arrives": "A dispute is answered 200 with the example, and the invoice stays in pending_approval.",
    "shape-scan-is-binary": "The document has no example of a file, so a scan is an empty text with status 200.",
}
# A list holds three invoices of its own, whatever is asked for; a show gives a fourth one, whatever its id.
DYNAMIC = ALWAYS | {
    "error-no-server-error": "It cannot make up a file of any type and answers 500.",
    "paging-descending-reverses": "The direction is ignored.",
    "paging-limit-is-honoured": "limit=1 gives three rows.",
    "paging-order-by-id": "Ids come in no order.",
    "paging-pages-partition-the-base": "Every page is the same three rows.",
    "query-association": "Conditions on the supplier, the currency and the lines are ignored.",
    "query-blank": "Rows come whether their value is blank or not.",
    "query-date": "Rows come from either side of an instant.",
    "query-exclusion": "not_in gives what it excludes.",
    "query-flag": "paid=false gives paid invoices.",
    "query-id-is-show": "id= gives three invoices.",
    "query-inequality": "not_eq gives what it excludes.",
    "query-matching-row-is-returned": "The invoice that a show gives is in no list.",
    "query-membership": "in gives what it does not list.",
    "query-text": "contains, starts_with and ends_with are ignored.",
}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Prism, in a folder that git ignores; several workers install it once."""
    lock = fasteners.InterProcessLock(Path(tmp_path_factory.getbasetemp()).parent / "prism.lock")
    with lock:
        if not (HERE / "node_modules" / "@stoplight" / "prism-http-server").is_dir():
            quiet = {"NO_UPDATE_NOTIFIER": "1", "SCARF_ANALYTICS": "false"}
            done = subprocess.run(
                [str(NPM), *INSTALL],
                cwd=HERE,
                env=os.environ | quiet,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def prism(mode: str, *seed: str) -> Iterator[str]:
    """Prism mocking the document; gives its base URL."""
    command = [str(NODE), str(HERE / "prism.js"), str(spec_folder() / "openapi.yaml"), mode, *seed]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}/api"
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def judged_mock(folder: Path, mode: str, *seed: str) -> Run:
    """The run against Prism. It never answers a body that is not JSON, so the patience for an answer is short."""
    with prism(mode, *seed) as url:
        return judged(folder, url, "--disposable", "--timeout", "3", credentials={"COUPA_TOKEN": "any-text-will-do"})


def deviates_in(run: Run, table: Mapping[str, str]) -> None:
    """Asserts that just these requirements of level must were found violated, and that nothing went wrong on our side."""
    musts = {seen.finding.requirement for seen in run.findings if seen.level == "must"}
    assert musts == table.keys(), "\n".join(line for line in told(run) if line.startswith(("must", "error")))
    assert not run.verdicts_of(VerdictKind.ERROR), "\n".join(told(run))


@needs_node
@pytest.mark.usefixtures("installed")
def test_prism_with_the_examples_of_the_document(tmp_path: Path) -> None:
    """What is found on the one example that Prism gives for everything is what the table says."""
    deviates_in(judged_mock(tmp_path, "static"), STATIC)


@needs_node
@pytest.mark.usefixtures("installed")
def test_prism_with_answers_made_up_by_the_schemas(tmp_path: Path) -> None:
    """What is found on answers that Prism makes up, always the same ones, is what the table says."""
    deviates_in(judged_mock(tmp_path, "dynamic", "17"), DYNAMIC)
