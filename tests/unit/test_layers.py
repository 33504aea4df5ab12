"""The layers hold: imports only go down, and each third party comes in by one door."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import coupa_contract

CHECKOUT = Path(__file__).parents[2]
CONFIG = CHECKOUT / "pyproject.toml"
PACKAGE = Path(coupa_contract.__file__).parent
SUITE = sorted((CHECKOUT / "tests" / "contract").rglob("*.py"))

# A line that breaks a contract, the module that it is put into, and the name of the contract.
BREAKS = [
    ("contract/__init__.py", "import coupa_contract.checks", "Imports only go down"),
    ("target/__init__.py", "import coupa_contract.runner", "Imports only go down"),
    ("checks/__init__.py", "import coupa_contract.reference", "Whatever judges shares no deciding code with what it judges"),
    ("reference/__init__.py", "import coupa_contract.checks", "Whatever judges shares no deciding code with what it judges"),
    ("report/__init__.py", "import coupa_contract.runner.run", "A report knows a run by its events only"),
    ("checks/__init__.py", "import time", "Checks and drift are pure: no files, no network, no clock, no randomness"),
    ("drift/__init__.py", "import pathlib", "Checks and drift are pure: no files, no network, no clock, no randomness"),
    ("contract/__init__.py", "import coupa_contract.drift", "Imports only go down"),
    ("contract/__init__.py", "import hypothesis", "Only the runner (and the suite) generates"),
    ("runner/__init__.py", "import openapi_spec_validator", "Only the contract validates documents and schemas"),
    ("runner/__init__.py", "import vcr", "Only the cassettes know vcrpy"),
    ("target/__init__.py", "import starlette", "Only the reference instance serves"),
    ("runner/__init__.py", "import authlib", "Only the target package signs in"),
    ("runner/__init__.py", "import rich", "Only the faces and the reports draw on a terminal"),
]

# What a property may use: the runner's one object talks to the target, so nothing here may.
_SUITE_MAY_USE = {"checks", "contract", "errors", "model", "runner"}
_SENDERS = {"aiohttp", "httpx", "requests", "socket", "starlette", "urllib", "urllib3", "vcr"}


def lint_imports(package: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter with the project's contracts over the package in this folder."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    environment = os.environ | {"PYTHONPATH": str(package.parent), "COLUMNS": "200"}
    command = [sys.executable, "-c", program, "--config", str(CONFIG), "--no-cache", "--no-logo"]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=package.parent, check=False)


def test_imports_only_go_down() -> None:
    """Every import contract of pyproject.toml is kept."""
    result = lint_imports(PACKAGE)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def verdict_on_a_broken_copy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy of the package with all of `BREAKS` in it."""
    copy = tmp_path_factory.mktemp("broken") / "coupa_contract"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "spec", "suite", "cassettes"))
    for module, line, _ in BREAKS:
        with (copy / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    result = lint_imports(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("name", sorted({name for _, _, name in BREAKS}))
def test_a_contract_fires(verdict_on_a_broken_copy: str, name: str) -> None:
    """An import that a contract forbids breaks that contract."""
    assert f"{name} BROKEN" in verdict_on_a_broken_copy


def test_each_contract_has_been_seen_to_fire() -> None:
    """No contract is in pyproject.toml that the test above leaves out."""
    contracts = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {name for _, _, name in BREAKS}


def test_every_pure_package_is_held_to_it() -> None:
    """`drift` is held to be pure from the day that it exists."""
    contracts = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    pure = next(contract for contract in contracts if contract["id"] == "pure")
    there = {f"coupa_contract.{name}" for name in ("checks", "drift") if (PACKAGE / name).is_dir()}
    assert there == set(pure["source_modules"])


def imported(module: Path) -> set[str]:
    """The dotted names that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("module", SUITE, ids=lambda path: path.name)
def test_a_property_reaches_the_target_through_the_runner_only(module: Path) -> None:
    """A module of the suite imports nothing that sends, and of the package only what lies below it and is no edge."""
    for name in imported(module):
        root, _, rest = name.partition(".")
        assert root not in _SENDERS, f"{module.name} imports {name}"
        if root == "coupa_contract":
            assert rest.partition(".")[0] in _SUITE_MAY_USE, f"{module.name} imports {name}"
