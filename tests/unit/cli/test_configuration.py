"""A configuration file holds any option; the command line wins; a mistake is one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cli.configuration import Configuration, find, settled
from coupa_contract.cli.options import AREAS, DIALECTS, EFFORTS, OPTIONS
from coupa_contract.contract import dialects, requirements
from coupa_contract.errors import UsageError
from coupa_contract.runner.plan import EFFORTS as KNOWN_EFFORTS

EVERYTHING = """
url = "https://demo.example"
dialect = "core-r39"
overlay = ["a.yaml", "b.yaml"]
allow-writes = true
allow-actions = false
invoice = [4711, "4712"]
disposable = false
effort = "quick"
seed = 0
area = "paging"
workers = 2
fail-on = "never"
output = "run.ndjson"
rate = 2.5
max-requests = 100
timeout = 5
ca-bundle = "ca.pem"
token-url = "https://demo.example/token"
credentials = "secrets.env"
record = "recordings/staging"
append = false
name = "staging"
keep-values = false
pseudonym-numbers = true
encoding = "jsonl.zst"
allow-unrecorded = false
keep-going = false
drift = true
accepted = "spec/accepted-drift.yaml"
fail-on-drift = "risky"
"""


def configured(folder: Path, text: str, name: str = "coupa-contract.toml") -> Configuration:
    (folder / name).write_text(f"{text}\n")
    return find(folder)


def test_every_option_can_stand_in_the_file(folder: Path) -> None:
    """Whatever `run`, `replay` and `drift` take, their file takes, under the same long name."""
    assert configured(folder, EVERYTHING).values.keys() == OPTIONS.keys()


def test_values_are_read_as_the_command_line_would(folder: Path) -> None:
    """One or several, numbers or text: they end as the same values."""
    values = configured(folder, EVERYTHING).values
    assert (values["invoice"], values["area"], values["rate"], values["timeout"]) == (("4711", "4712"), ("paging",), 2.5, 5.0)


def test_paths_are_meant_from_the_file(folder: Path) -> None:
    """A file in another folder names its neighbours."""
    (folder / "ci").mkdir()
    (folder / "ci" / "staging.toml").write_text('overlay = "a.yaml"\noutput = "run.ndjson"')
    values = find(folder, folder / "ci" / "staging.toml").values
    assert values == {"overlay": (str(folder / "ci" / "a.yaml"),), "output": str(folder / "ci" / "run.ndjson")}


def test_no_file_sets_nothing(folder: Path) -> None:
    """Neither does a pyproject.toml without the table."""
    assert find(folder) == Configuration()
    assert configured(folder, '[project]\nname = "x"', "pyproject.toml").values == {}


def test_the_table_in_pyproject_is_read(folder: Path) -> None:
    """A project keeps its settings in one file."""
    assert configured(folder, "[tool.coupa-contract]\nseed = 7", "pyproject.toml").values == {"seed": 7}


def test_its_own_file_comes_before_pyproject(folder: Path) -> None:
    """Where both exist, the table is not looked at."""
    (folder / "pyproject.toml").write_text("[tool.coupa-contract]\nnonsense = 7")
    assert configured(folder, "seed = 8").values == {"seed": 8}


def test_the_command_line_wins() -> None:
    """What is given replaces what the file says; what is not given leaves it."""
    file = Configuration(Path("f"), {"seed": 7, "effort": "quick", "allow-writes": True})
    assert settled({"seed": "8", "effort": None, "allow-writes": False}, file) == {"seed": 8, "effort": "quick", "allow-writes": False}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("effrot = 'quick'", "there is no option effrot; did you mean effort?"),
        ("allow_writes = true", "there is no option allow_writes; did you mean allow-writes?"),
        ("zzz = 1", "there is no option zzz; known are url, dialect"),
        ("seed = '7'", "seed takes a whole number, 0 or more, not '7'"),
        ("seed = true", "seed takes a whole number, 0 or more, not True"),
        ("seed = -1", "seed takes a whole number, 0 or more, not -1"),
        ("workers = 0", "workers takes a whole number, 1 or more, not 0"),
        ("rate = 21", "rate takes requests a second, more than 0 and at most 20, not 21"),
        ("rate = nan", "rate takes requests a second"),
        ("timeout = 0", "timeout takes seconds, more than 0 and at most 600, not 0"),
        ("allow-writes = 'yes'", "allow-writes takes true or false, not 'yes'"),
        ("effort = 'huge'", "effort takes brief, quick, standard or thorough, not 'huge'"),
        ("area = ['paging', 'x']", "area takes an area, or a list of them: shape, error"),
        ("overlay = [1]", "overlay takes the path of an OpenAPI Overlay, or a list of them, not [1]"),
        ("overlay = {}", "overlay takes the path"),
        ("invoice = '12a'", "invoice takes the id of an invoice (digits), or a list of them, not '12a'"),
        ("url = ''", "url takes a URL such as"),
        ("client-secret = 'hush'", "client-secret does not belong in a configuration file: set COUPA_CLIENT_SECRET in the environment"),
        ("COUPA_TOKEN = 'hush'", "COUPA_TOKEN does not belong in a configuration file: set COUPA_TOKEN in the environment"),
        ("seed = ", "is not valid TOML: invalid value (at line 1, column 8)"),
        ("seed = 1\nseed = 2", "is not valid TOML: cannot overwrite a value (at line 2"),
    ],
)
def test_a_mistake_is_one_sentence(folder: Path, text: str, sentence: str) -> None:
    """It names the file, the key, and what it takes or the nearest key; never a secret."""
    with pytest.raises(UsageError) as caught:
        configured(folder, text)
    assert str(caught.value).startswith(str(folder / "coupa-contract.toml"))
    assert sentence in str(caught.value)
    assert "hush" not in str(caught.value)


def test_an_unreadable_file_is_one_sentence(folder: Path) -> None:
    """Missing, a folder, or not text."""
    with pytest.raises(UsageError, match=r"cannot read the configuration .*: no such file"):
        find(folder, folder / "missing.toml")
    with pytest.raises(UsageError, match=r"cannot read the configuration .*: is a directory"):
        find(folder, folder)
    (folder / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is not UTF-8"):
        find(folder, folder / "bytes.toml")


def test_an_odd_pyproject_is_no_traceback(folder: Path) -> None:
    """Whatever stands where the table should be."""
    assert configured(folder, "tool = 7", "pyproject.toml").values == {}
    with pytest.raises(UsageError, match=r"tool\.coupa-contract must be a table"):
        configured(folder, "[tool]\ncoupa-contract = 7", "pyproject.toml")


@pytest.mark.parametrize("name", ["allow-writes", "allow-actions", "disposable", "invoice"])
def test_what_is_permitted_for_one_target_is_not_for_another(name: str) -> None:
    """A file that lets a mock be spoilt does not let staging be spoilt when a URL is typed."""
    file = Configuration(Path("f.toml"), {"url": "https://mock.example", name: ("1",) if name == "invoice" else True})
    with pytest.raises(UsageError, match=f"f.toml sets {name} for https://mock.example, not for https://demo.example"):
        settled({"url": "https://demo.example"}, file)


@pytest.mark.parametrize(
    ("command_line", "values"),
    [
        ({"url": "https://demo.example", "disposable": True}, {"url": "https://mock.example", "disposable": True}),
        ({"url": "https://demo.example", "disposable": False}, {"url": "https://mock.example", "disposable": True}),
        ({"url": "https://Mock.example/api/"}, {"url": "https://mock.example", "disposable": True}),
        ({"url": "https://demo.example"}, {"disposable": True}),
        ({"url": "https://demo.example"}, {"url": "https://mock.example", "disposable": False}),
    ],
)
def test_permissions_that_were_meant_are_taken(command_line: dict[str, Any], values: dict[str, Any]) -> None:
    """Said again on the command line, for the same URL, or in a file for any target."""
    assert settled(command_line, Configuration(Path("f.toml"), values))["url"] == command_line["url"]


def test_choices_are_those_of_the_project() -> None:
    """Help knows them without loading the contract; here they are compared with it."""
    assert DIALECTS[1:] == dialects.DIALECTS
    assert requirements.AREAS == AREAS
    assert tuple(KNOWN_EFFORTS) == EFFORTS
