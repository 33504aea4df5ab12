"""A drift is called the same from run to run, from machine to machine, and whatever else changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from drifted.base import Traffic, shipped
from drifted.judging import documented, notable, observed
from drifted.planted import PLANTED
from drifted.rewriting import in_turn

BY_NAME = {planted.name: planted for planted in PLANTED}
FEW = ("member-in-a-line", "total-as-text", "status-new", "null-association", "problems-for-errors", "number-too-long")
MORE = ("member-at-the-root", "identifier-as-text", "mail-address-lost", "failures-of-shows", "another-charset")
TELLING = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_fingerprints
print(test_fingerprints.told(test_fingerprints.FEW))
"""


def drifted(*names: str) -> Traffic:
    """The recording that ships, with several drifts at once."""
    return in_turn(*(BY_NAME[name].plant for name in names))(shipped("published"))


def fingerprints(*names: str) -> dict[str, tuple[str, str, str]]:
    """What is found of them, by fingerprint."""
    found = notable(documented("published"), observed(drifted(*names), "published"))
    assert len({each.fingerprint for each in found}) == len(found)
    return {each.fingerprint: (each.rule, each.places[0].operation, each.places[0].pointer) for each in found}


def told(names: tuple[str, ...]) -> str:
    """What is found, in the order in which it is told."""
    return "\n".join(f"{fingerprint} {' '.join(found)}" for fingerprint, found in fingerprints(*names).items())


def test_fingerprints_do_not_depend_on_the_process() -> None:
    """Nor does the order of what is found."""
    outs = set()
    for seed in ("0", "4711"):
        command = [sys.executable, "-c", TELLING]
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        outs.add(done.stdout.strip())
    assert outs == {told(FEW)}


@pytest.mark.parametrize("name", FEW)
def test_fingerprints_outlast_other_drifts(name: str) -> None:
    """A drift that is found alone is found under the same fingerprint among eleven."""
    alone = fingerprints(name)
    assert alone
    together = fingerprints(name, *[each for each in (*FEW, *MORE) if each != name])
    assert alone.items() <= together.items()


def test_fingerprints_do_not_depend_on_counts_and_order() -> None:
    """More traffic, in another order, at another time."""
    document = documented("published")
    found = {each.fingerprint for each in notable(document, observed(drifted(*FEW), "published"))}
    assert found == {each.fingerprint for each in notable(document, observed(drifted(*FEW)[::-1] * 2, "published", "another recording"))}
