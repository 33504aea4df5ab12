"""Arguments that a property asks for after it saw an answer, once they were drawn: served again by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any


class Names:
    """Numbers the names that are asked for twice: `size`, `size-2`, `size-3`."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def next(self, name: str) -> str:
        """The key of this asking."""
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"


class Drawn:
    """Serves arguments that were drawn before; `otherwise` makes the exception for one that never was."""

    def __init__(self, arguments: Mapping[str, Any], otherwise: Callable[[str], Exception]) -> None:
        self._arguments = arguments
        self._otherwise = otherwise
        self._names = Names()

    def draw(self, name: str, strategy: object) -> Any:
        """The argument that was drawn under that name."""
        key = self._names.next(name)
        if key not in self._arguments:
            raise self._otherwise(key)
        return self._arguments[key]
