"""How long a target asks us to wait."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from coupa_contract.model import Response


def asked_to_wait_s(response: Response, now: datetime) -> float | None:
    """The seconds of a Retry-After, a number or a date (RFC 9110, 10.2.3); None where there is none that can be read."""
    text = (response.header("Retry-After") or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
