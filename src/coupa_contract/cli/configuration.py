"""Reads `coupa-contract.toml` or `[tool.coupa-contract]`, and lays the command line over it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coupa_contract.cli.options import OPTIONS, PERMISSIONS, Option, nearest
from coupa_contract.errors import UsageError

FILE = "coupa-contract.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "coupa-contract"

_CREDENTIALS = {
    "client-id": "COUPA_CLIENT_ID",
    "client-secret": "COUPA_CLIENT_SECRET",
    "secret": "COUPA_CLIENT_SECRET",
    "password": "COUPA_CLIENT_SECRET",
    "token": "COUPA_TOKEN",
    "access-token": "COUPA_TOKEN",
    "api-key": "COUPA_TOKEN",
    "scope": "COUPA_SCOPE",
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The options that a file sets, by their long names; no file, no options."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def find(folder: Path, asked: Path | None = None) -> Configuration:
    """The configuration that was asked for, or the one in `folder`: its own file before the table in pyproject.toml.

    Raises UsageError when a file cannot be read, is no TOML, or sets what there is not.
    """
    if asked is not None:
        return _configuration(asked, _table(asked))
    if (own := folder / FILE).is_file():
        return _configuration(own, _table(own))
    if (project := folder / PROJECT_FILE).is_file():
        return _configuration(project, _table(project))
    return Configuration()


def settled(command_line: Mapping[str, Any], configuration: Configuration) -> dict[str, Any]:
    """Every option that is set, by its long name; the command line (where None means not given) wins.

    What a file permits for its own target is not permitted for another. Raises UsageError.
    """
    given = {
        name: OPTIONS[name].from_text(value, "URL" if name == "url" else f"--{name}")
        for name, value in command_line.items()
        if value is not None
    }
    _check_target(given, configuration)
    return {**configuration.values, **given}


def _table(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {str(error)[:1].lower()}{str(error)[1:]}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: it is not UTF-8") from error
    except OSError as error:
        raise UsageError(f"cannot read the configuration {path}: {(error.strerror or str(error)).lower()}") from error
    if path.name != PROJECT_FILE:
        return content
    tools = content.get("tool", {})
    table = tools.get(TABLE, {}) if isinstance(tools, Mapping) else {}
    if not isinstance(table, Mapping):
        raise UsageError(f"{path}: tool.{TABLE} must be a table")
    return table


def _configuration(path: Path, table: Mapping[str, Any]) -> Configuration:
    return Configuration(path, {key: _value(path, key, given) for key, given in table.items()})


def _value(path: Path, key: str, given: Any) -> Any:
    kebab = key.lower().replace("_", "-").removeprefix("coupa-")
    if kebab in _CREDENTIALS:
        raise UsageError(
            f"{path}: {key} does not belong in a configuration file: set {_CREDENTIALS[kebab]} in the environment,"
            " or name a file of its own with credentials"
        )
    option = OPTIONS.get(key)
    if option is None:
        raise UsageError(f"{path}: there is no option {key}; {nearest(key, OPTIONS)}")
    return _located(option, option.value(given, f"{path}: {key}"), path.parent)


def _located(option: Option, value: Any, folder: Path) -> Any:
    """Paths in a file are meant from the file's folder."""
    if not option.is_path:
        return value
    return tuple(str(folder / each) for each in value) if isinstance(value, tuple) else str(folder / value)


def _check_target(given: Mapping[str, Any], configuration: Configuration) -> None:
    ours, theirs = given.get("url"), configuration.values.get("url")
    if ours is None or theirs is None or _bare(ours) == _bare(theirs):
        return
    carried = [name for name in PERMISSIONS if configuration.values.get(name) and name not in given]
    if carried:
        raise UsageError(
            f"{configuration.path} sets {carried[0]} for {theirs}, not for {ours}: give --{carried[0]} on the command line as well,"
            f"{'' if carried[0] == 'invoice' else f' or --no-{carried[0]},'} or another file with --config"
        )


def _bare(url: str) -> str:
    return url.strip().rstrip("/").lower().removesuffix("/api")
