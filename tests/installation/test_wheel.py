"""The built wheel, installed where nothing else is, judges an instance from an empty folder: `tox -e build`."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Shell = Callable[[str, Path], str]


@pytest.fixture(scope="module")
def programs(checkout: Path, fresh_environment: Path, shell: Shell) -> Path:
    """The `bin` folder of an environment into which the wheel was installed; both distributions are built on the way."""
    shell(f"{sys.executable} -m build --no-isolation", checkout)
    shell(f"{fresh_environment}/pip install --quiet dist/coupa_contract-*.whl", checkout)
    return fresh_environment


def test_run_works_in_an_empty_folder(programs: Path, shell: Shell, tmp_path: Path) -> None:
    """`coupa-contract run` starts the reference instance, judges it, and leaves nothing behind."""
    printed = shell(f"{programs}/coupa-contract run --effort quick", tmp_path)
    assert re.search(r"sent +\d+ requests", printed)
    assert list(tmp_path.iterdir()) == []


def test_the_suite_runs_as_plain_pytest(programs: Path, shell: Shell, tmp_path: Path) -> None:
    """`pytest --pyargs coupa_contract.suite` finds the properties in the wheel, also with workers."""
    printed = shell(f"{programs}/pytest --pyargs coupa_contract.suite --effort quick -n 2", tmp_path)
    assert re.search(r"\d+ passed", printed)
