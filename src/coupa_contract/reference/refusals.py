"""Refusals: what the instance answers with instead of doing what was asked, in the published shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


# Not frozen: contextlib assigns `__traceback__` on exceptions that pass through it.
@dataclass(eq=False)
class RefusalError(Exception):
    """The request is answered with a 4xx. `errors` maps an attribute or resource to its sentences."""

    status: int
    errors: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status}: " + "; ".join(f"{name}: {' '.join(texts)}" for name, texts in self.errors.items())


def invalid(name: str, sentence: str) -> RefusalError:
    """A request that cannot be understood or kept: 400."""
    return RefusalError(400, {name: (sentence,)})


def not_found(sentence: str) -> RefusalError:
    """Nothing is there: 404."""
    return RefusalError(404, {"invoice": (sentence,)})
