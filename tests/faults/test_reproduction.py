"""What a finding prints is enough to see it again: pasted, its curl lines show the fault on an instance that nobody has touched."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from planted import BY_NAME, TEN
from planted.asking import TryOut
from planted.fault import Fault
from planted.trying import Trial, fresh
from rich.console import Console

from coupa_contract.reference.server import running
from coupa_contract.report.run import gather
from coupa_contract.report.screen import screen
from coupa_contract.runner.events import FindingSeen, from_record

SEED = 1
NEEDS_QUICK = {"paid-is-ignored"}
_NARROW = re.compile(r"(COUPA_\w+_TOKEN) in a curl line .* asked for with scope=(.*) alone")
_LOCAL = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True)
class Shown:
    """A pasted line and what came up on the screen: a status line, headers, a body."""

    line: str
    output: str

    @property
    def status(self) -> int:
        return int(self.output.split(maxsplit=2)[1])

    @cached_property
    def value(self) -> Any:
        return json.loads(self.output.replace("\r\n", "\n").partition("\n\n")[2])

    @cached_property
    def words(self) -> list[str]:
        return shlex.split(self.line)

    @property
    def method(self) -> str:
        return self.words[self.words.index("-X") + 1]

    @property
    def path(self) -> str:
        return next(word for word in self.words if word.startswith("http")).partition("/api")[2]

    @property
    def sent(self) -> Any:
        return json.loads(self.words[self.words.index("--data-raw") + 1])

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.value]


Sequel = Sequence[Shown]


def at(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer."""
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def a_flag_is_a_word(shown: Sequel, pointer: str) -> bool:
    return isinstance(at(shown[-1].value, pointer), str)


def an_unknown_id_is_not_a_404(shown: Sequel, _pointer: str) -> bool:
    return shown[-1].status != 404


def a_row_is_not_as_asked(shown: Sequel, _pointer: str) -> bool:
    asked = re.search(r"[?&]paid=(true|false)", shown[-1].path)
    assert asked is not None
    return any(row["paid"] is not (asked[1] == "true") for row in shown[-1].value)


def a_page_lacks_a_row(shown: Sequel, _pointer: str) -> bool:
    pages = [each for each in shown if "offset=" in each.path]
    base = next(each for each in shown if "offset=" not in each.path)
    if "id[gt]=" in base.path:  # a page, the one behind it, and what comes after the last row of the first
        return pages[1].ids != base.ids
    return sorted(identifier for page in pages for identifier in page.ids) != sorted(base.ids)


def a_projection_lacks_a_row(shown: Sequel, _pointer: str) -> bool:
    projected = next(each for each in shown if re.search("[?&](fields|return_object)=", each.path))
    whole = next(each for each in shown if each is not projected)
    return projected.ids != whole.ids


def a_list_tells_another_note(shown: Sequel, _pointer: str) -> bool:
    alone = next(each.value for each in shown if isinstance(each.value, dict))
    listed = next(row for each in shown if isinstance(each.value, list) for row in each.value if row["id"] == alone["id"])
    return bool(listed["internal-note"] != alone["internal-note"])


def the_last_note_is_another(shown: Sequel, _pointer: str) -> bool:
    sent = next(each.sent for each in reversed(shown) if each.method != "GET" and "internal-note" in each.sent)
    assert all(each.status == 200 for each in shown)
    return bool(shown[-1].value["internal-note"] != sent["internal-note"])


def another_invoice_changed(shown: Sequel, _pointer: str) -> bool:
    written = {each.path for each in shown if each.method != "GET"}
    first: dict[str, Any] = {}
    for each in shown:
        if each.path not in written and "?" not in each.path and each.value != first.setdefault(each.path, each.value):
            return True
    return False


def a_void_led_elsewhere(shown: Sequel, _pointer: str) -> bool:
    assert any(each.path.endswith("/void") and each.status == 200 for each in shown)
    return bool(shown[-1].value["status"] != "voided")


def nobody_was_refused(shown: Sequel, _pointer: str) -> bool:
    assert "Authorization" not in shown[-1].line
    return shown[-1].status != 401


def a_voided_one_came_back(shown: Sequel, _pointer: str) -> bool:
    void = next(number for number, each in enumerate(shown) if each.path.endswith("/void") and each.status == 200)
    return any(each.method == "GET" and each.value["status"] != "voided" for each in shown[void + 1 :])


def somebody_was_let_in(shown: Sequel, _pointer: str) -> bool:
    return shown[-1].status not in {401, 403}


# What somebody who looks at the output goes by; none of it is code of the checks.
LOOKS: dict[str, Callable[[Sequel, str], bool]] = {
    "flags-as-words": a_flag_is_a_word,
    "unknown-id-is-a-bad-request": an_unknown_id_is_not_a_404,
    "paid-is-ignored": a_row_is_not_as_asked,
    "page-loses-its-first-row": a_page_lacks_a_row,
    "fields-lose-a-row": a_projection_lacks_a_row,
    "list-cuts-the-note": a_list_tells_another_note,
    "note-is-not-stored": the_last_note_is_another,
    "neighbour-is-updated-too": another_invoice_changed,
    "void-abandons": a_void_led_elsewhere,
    "no-token-will-do": nobody_was_refused,
}
# A walk of several steps, and tokens of other kinds.
FURTHER: dict[str, Callable[[Sequel, str], bool]] = {
    "voided-comes-back": a_voided_one_came_back,
    "tokens-never-expire": somebody_was_let_in,
    "unsigned-tokens-will-do": somebody_was_let_in,
    "who-writes-may-list": somebody_was_let_in,
}


def printed(seen: FindingSeen) -> list[str]:
    """The curl lines of a finding, copied from the console."""
    console = Console(file=io.StringIO(), width=80)
    console.print(screen(gather([seen])), crop=False)
    assert isinstance(console.file, io.StringIO)
    lines = [line.strip() for line in console.file.getvalue().splitlines()]
    assert not [line for line in lines if "earlier request" in line or line.startswith("(a curl command")], seen
    return [line for line in lines if line.startswith(("curl ", "printf "))]


def pasted(lines: Sequence[str], fault: Fault, notices: Sequence[str], *, planted: bool) -> Sequel:
    """What a shell shows of these lines, one by one, where nothing was done before; `notices` say which other tokens to ask for."""
    with fresh(fault.dialect, SEED, fault.name if planted else "") as app, running(app) as instance:
        environment = {
            "PATH": os.environ["PATH"],
            "COUPA_TOKEN": instance.token(),
            "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
            **{told[1]: instance.token(told[2]) for told in map(_NARROW.match, notices) if told},
        }
        shown = []
        for line in (_LOCAL.sub(instance.url.removesuffix("/api"), line) for line in lines):
            done = subprocess.run(["bash", "-u", "-c", line], env=environment, capture_output=True, text=True, check=True, timeout=30)
            shown.append(Shown(line, done.stdout))
        return shown


def test_each_of_the_ten_can_be_looked_at() -> None:
    """None of the ten is left out below."""
    assert set(LOOKS) == set(TEN)


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl")
@pytest.mark.parametrize("name", [*TEN, *FURTHER])
def test_a_finding_is_seen_again_by_what_it_prints(try_out: TryOut, name: str) -> None:
    """Pasted line by line, each finding of the fault shows it on another instance with that fault, and not on one without."""
    fault, look = BY_NAME[name], {**LOOKS, **FURTHER}[name]
    areas = fault.areas if name in FURTHER else ()  # the ten are run whole by test_faults.py, and that run is looked at
    seen = try_out(Trial(fault.dialect, name, areas, SEED, "quick" if name in NEEDS_QUICK else "brief"))
    run = gather(map(from_record, seen.records))
    found = [event for event in run.findings if event.finding.requirement == fault.requirement]
    assert found, seen
    for event in found:
        lines, pointer = printed(event), event.finding.evidence.pointer
        assert look(pasted(lines, fault, seen.notices, planted=True), pointer), lines
        assert not look(pasted(lines, fault, seen.notices, planted=False), pointer), lines
