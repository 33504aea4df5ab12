"""Environments with other versions: other libraries before this Python's own, and other Pythons with an installation of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from .changes import CHECKOUT

_PYTHONS = ("3.12", "3.13")


@dataclass(frozen=True)
class Environment:
    """A Python, and what comes before its own packages."""

    python: str
    path: tuple[str, ...] = ()

    def variables(self) -> dict[str, str]:
        """The environment variables to start it with."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COUPA_", "PYTEST_"))}
        return {**inherited, "PYTHONPATH": os.pathsep.join(self.path)}


OWN = Environment(sys.executable)


def _pip(python: str, *arguments: str) -> None:
    quiet = ("install", "--quiet", "--disable-pip-version-check", "--no-warn-conflicts")
    subprocess.run([python, "-m", "pip", *quiet, *arguments], check=True)


def older(folder: Path, library: str, below: str) -> Environment:
    """This Python with an older release of a library, whatever our pins say. Raises CalledProcessError when there is none."""
    place = folder / f"{library}-{below.strip('<=.*')}"
    if not place.is_dir():
        _pip(sys.executable, "--no-deps", "--target", str(place), f"{library}{below}")
    return Environment(sys.executable, (str(place),))


def two_minors_below(library: str) -> str:
    """Such as `==6.168.*` where 6.170.15 is installed."""
    major, minor, *_ = version(library).split(".")
    return f"=={major}.{int(minor) - 2}.*"


def below_the_installed(library: str) -> str:
    """Such as `<4.32.5`."""
    return f"<{version(library)}"


def other_pythons() -> dict[str, str]:
    """The other Pythons that are here, on the path or with pyenv: version -> executable."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {}
    for wanted in _PYTHONS:
        candidates = [shutil.which(f"python{wanted}"), *map(str, sorted(versions.glob(f"{wanted}*/bin/python{wanted}")))]
        usable = [each for each in candidates if each is not None and _runs(each)]
        if usable and not sys.version.startswith(wanted):
            found[wanted] = usable[-1]
    return found


def _runs(python: str) -> bool:
    """A shim of pyenv stands for a Python that may not be chosen here."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def installed(folder: Path, name: str, python: str) -> Environment:
    """The project in an environment of its own. Raises CalledProcessError."""
    place = folder / f"python-{name}"
    own = place / "bin" / "python"
    if not own.is_file():
        subprocess.run([python, "-m", "venv", str(place)], check=True)
    _pip(str(own), str(CHECKOUT))
    return Environment(str(own))
