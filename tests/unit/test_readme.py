"""README.md and CONTRIBUTING.md show commands that exist: `.ci/run` executes the first two, this reads all of them."""

import configparser
import itertools
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer.main

from coupa_contract.cli.app import app
from coupa_contract.cli.configuration import Configuration, find, settled

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TWO_COMMANDS = re.findall(r"^python3 -m venv .*$", README, flags=re.MULTILINE)
PROGRAMS = {
    "coupa-contract",
    "export",
    "git",
    "lint-imports",
    "mypy",
    "pip",
    "pytest",
    "python",
    "python3",
    "ruff",
    "tox",
    "venv",
    ".ci/run",
}


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a Markdown text in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def command_lines(text: str) -> list[list[str]]:
    """The simple commands of every ```sh block, as words; environments, paths to programs and `python -m` are left out."""
    found = []
    for line in (line for block in blocks(text, "sh") for line in block.splitlines()):
        for part in re.sub(r" > \S+", "", line).split("&&"):
            words = shlex.split(part, comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                del words[0]
            if words[1:2] == ["-m"]:
                del words[:2]
            if words:
                found.append([words[0].removeprefix(".venv/bin/"), *words[1:]])
    return found


COMMANDS = command_lines(README) + command_lines(CONTRIBUTING)


def of(program: str) -> list[list[str]]:
    """The arguments of every command line of a program, without repetitions."""
    return [list(words) for words in dict.fromkeys(tuple(words[1:]) for words in COMMANDS if words[0] == program)]


def test_the_two_commands_are_one_line_each() -> None:
    """Two lines start from nothing but Python and a checkout: an environment, an installation, the job."""
    assert len(TWO_COMMANDS) == 2
    for line in TWO_COMMANDS:
        environment, installation, *_jobs = [shlex.split(part) for part in line.split("&&")]
        assert environment == ["python3", "-m", "venv", ".venv"]
        assert installation[0] == ".venv/bin/pip"


def test_the_first_command_judges_the_instance_that_it_starts_itself() -> None:
    """The main job needs no URL; then it replays what ships."""
    job = shlex.split(TWO_COMMANDS[0].split("&&")[2])
    again = shlex.split(TWO_COMMANDS[0].split("&&")[3])
    assert job[:2] == [".venv/bin/coupa-contract", "run"]
    assert parsed(job[1:]).get("url") is None
    assert again == [".venv/bin/coupa-contract", "replay"]


def test_the_second_command_runs_all_tests() -> None:
    """Nothing is left out: pytest gets no path, no marker and no name, and so runs what pyproject.toml lists."""
    job = shlex.split(TWO_COMMANDS[1].split("&&")[2])
    assert job == [".venv/bin/pytest", "-n", "auto"]
    listed = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]["testpaths"]
    assert all((CHECKOUT / path).is_dir() for path in listed)


def parsed(arguments: list[str]) -> dict[str, object]:
    """What the command line makes of these arguments. Raises an exception of click for what it does not understand."""
    group = typer.main.get_command(app)
    command = group.commands[arguments[0]]  # type: ignore[attr-defined]
    context = command.make_context(arguments[0], arguments[1:], resilient_parsing=False)
    return {name.replace("_", "-"): value for name, value in context.params.items() if value not in (None, (), [])}


@pytest.mark.parametrize("arguments", of("coupa-contract"), ids=shlex.join)
def test_every_command_line_is_understood(arguments: list[str]) -> None:
    """The command and its options exist, and take the values that are shown."""
    if arguments == ["--help"]:
        return
    values = parsed(arguments)
    if arguments[0] == "run":
        settled({name: value for name, value in values.items() if name != "config"}, Configuration())


@pytest.mark.parametrize("words", COMMANDS, ids=shlex.join)
def test_every_program_is_known(words: list[str]) -> None:
    """No command line starts with a program that neither this project nor a plain machine has."""
    assert words[0] in PROGRAMS


@pytest.mark.parametrize("arguments", of("pytest"), ids=shlex.join)
def test_every_path_given_to_pytest_exists(arguments: list[str]) -> None:
    """A path of the checkout that a command line names is there."""
    for path in (argument for argument in arguments if argument.startswith("tests/")):
        assert (CHECKOUT / path.partition("::")[0]).exists()


@pytest.mark.parametrize("arguments", of("tox"), ids=shlex.join)
def test_every_tox_environment_exists(arguments: list[str]) -> None:
    """An environment that a command line names is in tox.ini."""
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(CHECKOUT / "tox.ini", encoding="utf-8")
    known = {name.strip() for name in tox["tox"]["env_list"].split(",")}
    named = [name for option, value in itertools.pairwise(arguments) if option == "-e" for name in value.split(",")]
    assert set(named) <= known


@pytest.mark.parametrize("block", blocks(README, "toml"))
def test_the_configuration_shown_is_understood(block: str, tmp_path: Path) -> None:
    """The configuration files of the README hold options that exist, with values that they take."""
    (tmp_path / "coupa-contract.toml").write_text(block, encoding="utf-8")
    assert find(tmp_path).values


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_file_that_is_linked_exists(text: str) -> None:
    """A link to a file of this repository leads somewhere."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (CHECKOUT / target).exists(), target
