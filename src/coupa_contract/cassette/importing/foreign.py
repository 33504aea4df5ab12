"""What a foreign file holds, as values: exchanges as they stand there, and what cannot be imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not imported: where it stands, what it is (method, host and path, no query), and why."""

    place: str
    reason: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class ForeignExchange:
    """One request and its answer as a foreign file tells them; bodies are decoded bytes."""

    place: str  # such as `entry 3` or `interaction 3 (line 120)`
    method: str
    url: str
    request_headers: Pairs = ()
    request_body: bytes | None = None
    exact: bool = False  # whether the file says that the request's body is what went over the wire, byte for byte
    status: int = 0
    response_headers: Pairs = ()
    response_body: bytes = b""
    at: datetime | None = None  # UTC
    elapsed_s: float = 0.0


class UnusableError(ValueError):
    """One exchange cannot be imported; the message is the reason, in the words of `LeftOut`."""


def member(value: Any, name: str, kind: type | tuple[type, ...], what: str) -> Any:
    """A member that must be there. Raises UnusableError."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise UnusableError(f"its {what} is missing or has another form")
    return found


def pairs(headers: Any) -> Iterator[tuple[str, str]]:
    """Headers by name, each with a text or a list of texts. Raises UnusableError for anything else."""
    if headers is None:
        return
    if not isinstance(headers, dict):
        raise UnusableError("its headers have another form")
    for name, value in headers.items():
        for each in value if isinstance(value, list) else [value]:
            text = each.decode("latin-1") if isinstance(each, bytes) else str(each) if isinstance(each, int) else each
            if not isinstance(text, str):
                raise UnusableError("its headers have another form")
            yield str(name), text


def moment(text: Any) -> datetime | None:
    """A point in time of an ISO 8601 text, in UTC; None when it is none, or has no offset."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


def seconds(value: Any) -> float:
    """A duration, 0 where none can be read."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return found if 0 <= found < 1e6 else 0.0
