"""The suite finds nothing wrong with an instance that conforms."""

from __future__ import annotations

import pytest
from planted.asking import TryOut
from planted.trying import Trial

# What a quick run never meets on the reference instance, and why.
NEVER_MET = {
    "error-throttling-says-when": "the instance throttles only when it is asked to (`serve --rate-limit`)",
}


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["published", "core-r39"])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.exhaustive)])
def test_nothing_is_found_on_a_conforming_instance(try_out: TryOut, dialect: str, seed: int) -> None:
    """A conforming instance gets no finding of any level, no item fails for a fault of ours, and almost everything is really judged."""
    seen = try_out(Trial(dialect, seed=seed))
    assert not seen.findings, seen.told()
    assert not seen.errors
    assert not seen.notices
    assert set(seen.vacuous) <= set(NEVER_MET), seen.vacuous
