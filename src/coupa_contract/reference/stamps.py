"""Points in time: as they are stored, printed, sent and compared.

Stored: `YYYY-MM-DDTHH:MM:SS+HH:MM`, to the second, in the company's zone. Compared: the same instant in UTC, as text that sorts.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<clock>\d{2}:\d{2}(?::\d{2})?)(?P<fraction>\.\d{1,9})?(?P<zone>Z|z|[+-]\d{2}:?\d{2})?", re.ASCII
)


@cache
def _offset(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


def company_zone(dialect: str, day: date) -> timezone:
    """The company's offset on a day: UTC as published; eight hours behind it in `core-r39`, seven in summer (April to October)."""
    if dialect == "published":
        return _offset(0)
    return _offset(-7 if 4 <= day.month <= 10 else -8)


def parse_day(text: str) -> date:
    """The day of a bare `YYYY-MM-DD`. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def parse_moment(text: str) -> datetime:
    """The instant of an ISO 8601 date or timestamp; without a zone it is UTC, without a time midnight. Raises ValueError, OverflowError."""
    if _DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError("not a timestamp")
    zone = (match["zone"] or "Z").upper()
    zone = "+00:00" if zone == "Z" else zone if ":" in zone else zone[:3] + ":" + zone[3:]
    moment = datetime.fromisoformat(f"{match['day']}T{match['clock']}{zone}")
    fraction = int(((match["fraction"] or ".0")[1:] + "000000")[:6])
    moment = moment.replace(microsecond=fraction)
    moment.astimezone(UTC)  # an offset can lead out of the calendar
    return moment


def stored_moment(moment: datetime, dialect: str) -> str:
    """An instant as it is stored: in the company's zone, its fraction dropped."""
    local = moment.astimezone(company_zone(dialect, moment.date()))
    return local.replace(microsecond=0).isoformat()


def stored_day(day: date, dialect: str, at: time = time()) -> str:
    """A calendar day as it is stored: midnight (or `at`) in the company's zone."""
    return datetime.combine(day, at, company_zone(dialect, day)).isoformat()


def sortable_moment(moment: datetime) -> str:
    """Text that sorts as the instant does."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()
