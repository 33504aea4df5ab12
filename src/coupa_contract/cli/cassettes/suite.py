"""The items of today's suite, as pytest collects them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO

import pytest

from coupa_contract.errors import InstallationError
from coupa_contract.plugin import item_name
from coupa_contract.resources import suite_folder
from coupa_contract.runner.properties import ATTRIBUTE


@dataclass(eq=False)  # pytest keeps its plugins in a set
class _Collected:
    items: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keeps the name and the requirements of each property."""
        for item in session.items:
            prop = getattr(getattr(item, "obj", None), ATTRIBUTE, None)
            if prop is not None:
                self.items[item_name(item)] = prop.requirements


def items_of_suite() -> Mapping[str, tuple[str, ...]]:
    """The requirements of each item, by its name. Raises InstallationError when the suite cannot be read."""
    found, suite = _Collected(), str(suite_folder())
    arguments = [suite, "-c", f"{suite}/pytest.ini", "--rootdir", suite, "--collect-only"]
    arguments += ["-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:coupa_contract", "-W", "ignore"]
    kept = {name: os.environ.get(name) for name in ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    try:
        with redirect_stdout(StringIO()):
            code = pytest.main(arguments, plugins=[found])
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    if code != pytest.ExitCode.OK or not found.items:
        raise InstallationError(f"the suite in {suite} cannot be read (pytest ended with {int(code)}); run it with pytest to see why")
    return found.items
