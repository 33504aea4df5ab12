"""What the tests of the project share. The suite under tests/contract brings settings of its own (tests/contract/pytest.ini)."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

_SUITE = Path(__file__).parent / "tests" / "contract"

# The same examples every time, so that a red build is red again; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first, so that no worker is left with one when the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def no_credentials_from_outside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own `COUPA_*` variables never reach a test; the suite, which judges what it is told to, keeps them."""
    if not request.path.is_relative_to(_SUITE):
        for name in [name for name in os.environ if name.startswith("COUPA_")]:
            monkeypatch.delenv(name)
