"""What the tests of installations share: a copy of the checkout, an environment with nothing in it, and a way to run things there."""

import os
import shutil
import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
Shell = Callable[[str, Path], str]


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout without what earlier work left in it."""
    copy = tmp_path_factory.mktemp("checkout") / "coupa-contract"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(".git", ".venv", ".tox", ".*_cache", "__pycache__", "node_modules"))
    return copy


@pytest.fixture(scope="session")
def fresh_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new virtual environment that holds pip alone."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    return folder / "bin"


@pytest.fixture(scope="session")
def shell() -> Shell:
    """Runs a line of shell in a folder and returns what it printed; a failure of the line is one of the test."""

    def run(line: str, folder: Path) -> str:
        result = subprocess.run(
            ["bash", "-c", line],
            cwd=folder,
            env={
                name: value for name, value in os.environ.items() if not name.startswith(("COUPA_", "PYTEST", "VIRTUAL_ENV", "PYTHONPATH"))
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert result.returncode == 0, f"$ {line}\n{result.stdout}{result.stderr}"
        return result.stdout

    return run
