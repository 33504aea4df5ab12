"""Pace, budget, created invoices, shared by threads and processes."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coupa_contract.errors import BudgetSpentError, UsageError
from coupa_contract.target.ledger import Ledger


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_requests_keep_their_distance(tmp_path: Path) -> None:
    """At four a second, the first leaves at once and each other a quarter of a second later."""
    clock = Clock()
    with Ledger(tmp_path / "l", clock=clock, sleep=clock.sleep) as ledger:
        for _ in range(4):
            ledger.spend(rate_per_s=4)
        assert clock.slept == [0.25] * 3
        clock.now += 60
        ledger.spend(rate_per_s=4)
        assert len(clock.slept) == 3  # no debt, no credit
        assert ledger.requests == 5


def test_without_a_rate_nothing_waits(tmp_path: Path) -> None:
    """No limit means no sleep."""
    clock = Clock()
    with Ledger(tmp_path / "l", clock=clock, sleep=clock.sleep) as ledger:
        for _ in range(50):
            ledger.spend()
    assert clock.slept == []


def test_a_hold_stops_every_worker(tmp_path: Path) -> None:
    """A Retry-After that one worker was given keeps the others waiting as well."""
    clock = Clock()
    with Ledger(tmp_path / "l", clock=clock, sleep=clock.sleep) as one, Ledger(tmp_path / "l", clock=clock, sleep=clock.sleep) as other:
        one.hold(7)
        one.hold(2)  # a shorter one does not shorten it
        other.spend()
    assert clock.now == 107


def test_a_hold_reaches_a_worker_that_already_sleeps(tmp_path: Path) -> None:
    """Whoever took a turn before the hold waits for its end when it wakes."""
    clock = Clock()
    with Ledger(tmp_path / "l", clock=clock) as ledger:
        ledger.spend(rate_per_s=1)

        def sleep(seconds: float) -> None:
            clock.sleep(seconds)
            if len(clock.slept) == 1:
                ledger.hold(9)

        with Ledger(tmp_path / "l", clock=clock, sleep=sleep) as sleeper:
            sleeper.spend(rate_per_s=1)
    assert clock.slept == [1.0, 9.0]


def test_the_budget_is_exact(tmp_path: Path) -> None:
    """The request after the last one is refused, and what was refused is not counted."""
    with Ledger(tmp_path / "l") as ledger:
        for _ in range(3):
            ledger.spend(max_requests=3)
        with pytest.raises(BudgetSpentError, match="budget of 3 requests") as caught:
            ledger.spend(max_requests=3)
        assert ledger.requests == 3
    assert caught.value.exit_code == 3


def test_threads_share_one_budget_and_one_pace(tmp_path: Path) -> None:
    """Eight threads get exactly the budget, no faster than the rate."""
    sent: list[float] = []
    with Ledger(tmp_path / "l") as ledger:

        def work() -> None:
            for _ in range(20):
                try:
                    ledger.spend(rate_per_s=200, max_requests=60)
                except BudgetSpentError:
                    return
                sent.append(time.monotonic())

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(sent) == 60
    assert max(sent) - min(sent) >= 59 / 200 - 0.02


_WORK = """
import sys, pathlib
from coupa_contract.errors import BudgetSpentError
from coupa_contract.target.ledger import Ledger
ledger, sent, name = Ledger(pathlib.Path(sys.argv[1])), 0, sys.argv[2]
try:
    while True:
        ledger.spend(max_requests=300)
        sent += 1
except BudgetSpentError:
    pass
ledger.add_created(name)
print(sent)
ledger.close()
"""


def test_processes_share_one_budget_and_one_list(tmp_path: Path) -> None:
    """Four processes that open the same new file together send exactly the budget, and list what each created."""
    commands = [[sys.executable, "-c", _WORK, str(tmp_path / "l"), str(number)] for number in range(4)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    assert sum(int(worker.communicate(timeout=60)[0]) for worker in workers) == 300
    with Ledger(tmp_path / "l") as ledger:
        assert ledger.created == {"0", "1", "2", "3"}


def test_created_invoices_and_the_first_answer_are_kept(tmp_path: Path) -> None:
    """What was created is listed once, and an answer is remembered for every worker."""
    with Ledger(tmp_path / "l") as ledger:
        ledger.add_created("9")
        ledger.add_created("9")
        assert not ledger.answered
        ledger.note_answer()
    with Ledger(tmp_path / "l") as again:
        assert again.created == {"9"}
        assert again.answered


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A missing folder, a file that is no ledger or a full disk ends with what to do."""
    with pytest.raises(UsageError, match="TMPDIR"):
        Ledger(tmp_path / "missing" / "l")
    (tmp_path / "l").write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(UsageError, match="TMPDIR"):
        Ledger(tmp_path / "l")


def test_a_request_without_limits_costs_little(tmp_path: Path) -> None:
    """Counting a request takes well under 0.3 ms, so that an unlimited run stays fast."""
    with Ledger(tmp_path / "l") as ledger:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(100):
                ledger.spend()
            times.append((time.perf_counter() - start) / 100)
    assert min(times) < 0.0003
