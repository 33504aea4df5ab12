"""The two commands of the README, pasted into a fresh checkout: `tox -e docs`."""

import re
from collections.abc import Callable
from pathlib import Path

Shell = Callable[[str, Path], str]


def commands(checkout: Path) -> list[str]:
    """The two lines as they stand in README.md."""
    return re.findall(r"^python3 -m venv .*$", (checkout / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_first_command_judges_the_reference_instance(checkout: Path, shell: Shell) -> None:
    """It installs, runs, and ends with the screen of a run that conforms."""
    printed = shell(commands(checkout)[0], checkout)
    assert re.search(r"sent +\d+ requests", printed)
    assert "Exit code 0" in printed


def test_the_second_command_finds_all_tests(checkout: Path, shell: Shell) -> None:
    """It installs, and pytest collects the tests. `.ci/run` runs them."""
    printed = shell(f"{commands(checkout)[1]} --collect-only -q", checkout)
    assert re.search(r"\d+ tests collected", printed)
