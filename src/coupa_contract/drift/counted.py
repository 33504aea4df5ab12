"""What was counted of an operation beside its bodies, while it grows."""

from __future__ import annotations

import re
from typing import Any

from coupa_contract.drift.cells import Cell, Counted, count, span
from coupa_contract.drift.forms import form_of
from coupa_contract.drift.freezing import Freezing, bounds
from coupa_contract.drift.shape import NAMED, AnswerShape, HeaderShape, OperationShape, ParameterShape, PlaceShape

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}")  # a token (RFC 9110, 5.6.2)
_ODD = re.compile(r"[^!-~]")


def plain_text(text: str, most: int) -> str:
    """A name that others chose, with `?` for whatever is not visible ASCII, cut to a length."""
    return _ODD.sub("?", text[:most])


def keep_smallest(counted: dict[Any, Any], most: int) -> None:
    """Drops what is one too many, the largest key."""
    if len(counted) > most:
        del counted[max(counted)]


def keep_largest(counted: dict[int, Any], most: int) -> None:
    """Drops what is one too many, the smallest key."""
    if len(counted) > most:
        del counted[min(counted)]


def again(counted: Counted | None, now: int) -> Counted:
    """Counts once more."""
    return [1, now, now] if counted is None else [counted[0] + 1, min(counted[1], now), max(counted[2], now)]


class CountedParameter:
    """A query parameter."""

    def __init__(self) -> None:
        self.sent: Counted | None = None
        self.taken = 0
        self.refused = 0
        self.ignored: Counted | None = None

    def seen_at(self, now: int, taken: bool, refused: bool, ignored: bool) -> None:
        """Counts a request with it."""
        self.sent = again(self.sent, now)
        self.taken += taken
        self.refused += refused
        if ignored:
            self.ignored = again(self.ignored, now)

    def frozen(self, freezing: Freezing) -> ParameterShape:
        """What was counted."""
        ignored = freezing.tally(self.ignored) if self.ignored else None
        return ParameterShape(freezing.tally(self.sent or [0, 0, 0]), self.taken, self.refused, ignored)


class CountedAnswer:
    """Answers with one status and one media type."""

    def __init__(self, body: Cell) -> None:
        self.body = body
        self.seen: Counted | None = None
        self.whole = 0
        self.charsets: dict[str, Counted] = {}
        self.headers: dict[str, tuple[Counted, dict[str, Counted]]] = {}
        self.unreadable: dict[str, Counted] = {}
        self.empty: Counted | None = None

    def seen_at(self, now: int, whole: bool) -> None:
        """Counts an answer."""
        self.seen = again(self.seen, now)
        self.whole += whole

    def headers_at(self, pairs: tuple[tuple[str, str], ...], now: int) -> None:
        """Counts the headers of an answer, each name once."""
        for name, value in {name.lower(): value for name, value in reversed(pairs) if _HEADER.fullmatch(name)}.items():
            header = self.headers.get(name)
            if header is None:
                header = self.headers[name] = ([0, now, now], {})
                keep_smallest(self.headers, NAMED)
            header[0][:] = [header[0][0] + 1, min(header[0][1], now), max(header[0][2], now)]
            count(header[1], form_of(value), 1, now)

    def frozen(self, freezing: Freezing) -> AnswerShape:
        """What was counted."""
        return AnswerShape(
            seen=freezing.tally(self.seen or [0, 0, 0]),
            whole=self.whole,
            charsets=freezing.tallies(self.charsets),
            headers={name: HeaderShape(freezing.tally(seen), freezing.tallies(forms)) for name, (seen, forms) in self.headers.items()},
            unreadable=freezing.tallies(self.unreadable),
            empty=freezing.tally(self.empty) if self.empty else None,
            body=freezing.place(self.body),
        )


class CountedOperation:
    """All that was counted of one operation."""

    def __init__(self) -> None:
        self.seen: Counted | None = None
        self.taken = 0
        self.refused = 0
        self.answers: dict[tuple[int, str], CountedAnswer] = {}
        self.parameters: dict[str, CountedParameter] = {}
        self.request: Cell | None = None
        self.page = span()
        self.pages: dict[int, Counted] = {}
        self.order: dict[str, Counted] = {}

    def seen_at(self, now: int, taken: bool, refused: bool) -> None:
        """Counts an interaction."""
        self.seen = again(self.seen, now)
        self.taken += taken
        self.refused += refused

    def frozen(self, freezing: Freezing) -> OperationShape:
        """What was counted."""
        return OperationShape(
            seen=freezing.tally(self.seen or [0, 0, 0]),
            taken=self.taken,
            refused=self.refused,
            answers={key: answer.frozen(freezing) for key, answer in self.answers.items()},
            parameters={name: parameter.frozen(freezing) for name, parameter in self.parameters.items()},
            request=freezing.place(self.request) if self.request else PlaceShape(),
            page=bounds(self.page),
            pages=freezing.tallies(self.pages),
            order=freezing.tallies(self.order),
        )
