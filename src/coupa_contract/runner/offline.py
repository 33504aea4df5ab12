"""No network while a recording is replayed: whatever tries to connect, in whatever library, is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coupa_contract.errors import CoupaContractError

# Audit events (PEP 578) of everything that reaches out or waits for somebody to come in.
_REFUSED = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.sendmsg",
        "socket.sendto",
    }
)
_watching = False
_depth = 0  # of the whole process: a library may connect in a thread of its own


class NetworkRefusedError(CoupaContractError):
    """Something tried to use the network during a replay: a fault of ours."""


@contextmanager
def offline() -> Iterator[None]:
    """Refuses the network to this process while the context lasts; what tries gets NetworkRefusedError."""
    global _watching, _depth
    if not _watching:
        sys.addaudithook(_hook)
        _watching = True
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1


def _hook(event: str, _: tuple[Any, ...]) -> None:
    if event in _REFUSED and _depth:
        raise NetworkRefusedError(f"a replay tried to use the network ({event}); nothing was sent")
