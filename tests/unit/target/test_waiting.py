"""How long a target asks us to wait."""

from datetime import UTC, datetime

import pytest

from coupa_contract.model import Response
from coupa_contract.target.waiting import asked_to_wait_s

NOW = datetime(2026, 4, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Wed, 01 Apr 2026 12:00:30 GMT", 30.0),
        ("Wed, 01 Apr 2026 11:00:00 GMT", 0.0),
        ("Wed, 01 Apr 2026 14:00:30 +0200", 30.0),
        ("soon", None),
        ("-3", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_seconds_and_dates_are_read(value: str, seconds: float | None) -> None:
    """Both forms of RFC 9110 count, a moment that has passed is now, and nonsense is no request to wait."""
    assert asked_to_wait_s(Response(429, (("retry-after", value),)), NOW) == seconds


def test_without_the_header_nobody_asks() -> None:
    """A 429 alone does not say how long."""
    assert asked_to_wait_s(Response(429), NOW) is None
