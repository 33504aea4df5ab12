"""Rewrites traffic: what a target would answer if it had drifted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeAlias
from zlib import crc32

import orjson

from coupa_contract.model import Interaction, Response
from drifted.base import Traffic

Rewrite: TypeAlias = Callable[[Traffic], Traffic]
Change: TypeAlias = Callable[[dict[str, Any]], None]  # of an invoice, or a part of one, in place
Each: TypeAlias = Callable[[Interaction], Interaction]
Choose: TypeAlias = Callable[[Interaction], bool]


def parsed(body: bytes) -> Any:
    """A JSON body, amounts as `Decimal` so that they keep their spelling."""
    return json.loads(body, parse_float=Decimal, parse_int=_whole)


def spelled(value: Any) -> bytes:
    """A JSON body with amounts as they were spelled."""
    return orjson.dumps(value, default=_number)


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) < 19 else Decimal(text)  # orjson writes integers of 64 bits


def _number(number: Decimal) -> orjson.Fragment:
    return orjson.Fragment(format(number, "f"))


def status_of(each: Interaction) -> int:
    """The status of an answer; 0 for none."""
    return each.response.status if each.response else 0


def is_json(each: Interaction) -> bool:
    """Whether the answer holds JSON."""
    return bool(each.response and each.response.body and each.response.media_type == "application/json")


def shows_invoices(each: Interaction) -> bool:
    """Whether the answer holds invoices."""
    return is_json(each) and 200 <= status_of(each) < 300


def refuses(each: Interaction) -> bool:
    """Whether the answer holds errors."""
    return is_json(each) and status_of(each) >= 400


def every(choose: Choose, change: Each) -> Rewrite:
    """Changes the chosen interactions."""
    return lambda traffic: tuple(change(each) if choose(each) else each for each in traffic)


def answer(each: Interaction, **changes: Any) -> Interaction:
    """The interaction with another response."""
    assert each.response is not None
    return replace(each, response=replace(each.response, **changes))


def body(choose: Choose, change: Callable[[Any], Any]) -> Rewrite:
    """Replaces the chosen bodies by what `change` makes of their JSON (None: it changed them in place)."""

    def changed(each: Interaction) -> Interaction:
        assert each.response is not None
        value = parsed(each.response.body)
        made = change(value)
        return answer(each, body=spelled(value if made is None else made))

    return every(choose, changed)


def invoices(change: Change, *, whole: bool = True, operation: str = "") -> Rewrite:
    """Changes every invoice in place: of all answers, of unprojected ones (`whole`), or of one operation's."""

    def chosen(each: Interaction) -> bool:
        return shows_invoices(each) and not (whole and each.case.projected) and operation in {"", each.case.operation}

    def changed(value: Any) -> None:
        for invoice in value if isinstance(value, list) else [value]:
            if isinstance(invoice, dict):
                change(invoice)

    return body(chosen, changed)


def objects(name: str, change: Change, *, whole: bool = True) -> Rewrite:
    """Changes every object that is the value of a member of that name, or one of its items, at any depth; `whole` as of invoices."""

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            for key, child in list(value.items()):
                walk(child)
                if key == name:
                    for item in child if isinstance(child, list) else [child]:
                        if isinstance(item, dict):
                            change(item)

    return body(lambda each: shows_invoices(each) and not (whole and each.case.projected), walk)


def scalars(change: Callable[[str, Any], Any]) -> Rewrite:
    """Replaces every scalar by what `change` makes of the name of its member and itself."""

    def walk(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(key, child) for key, child in value.items()}
        return [walk(name, item) for item in value] if isinstance(value, list) else change(name, value)

    return body(shows_invoices, lambda value: walk("", value))


def members(name: str, change: Callable[[Any], Any], *, every_nth: int = 1, nulls: bool = False) -> Change:
    """Replaces a member of a mapping by what `change` makes of it, in one of n records that have it (and in nulls, when asked)."""

    def changed(holder: dict[str, Any]) -> None:
        if name in holder and (nulls or holder[name] is not None) and chosen(holder, every_nth):
            holder[name] = change(holder[name])

    return changed


def chosen(holder: Mapping[str, Any], every_nth: int) -> bool:
    """Whether a record is one of the n-th part that drifts: the same wherever it is shown, and unlike its neighbours."""
    return crc32(str(holder.get("id")).encode()) % every_nth == 0


def headers(choose: Choose, change: Callable[[dict[str, str]], Mapping[str, str]]) -> Rewrite:
    """Changes the headers of the chosen answers (by lower-case name)."""

    def changed(each: Interaction) -> Interaction:
        assert each.response is not None
        own = {name.lower(): value for name, value in each.response.headers}
        return answer(each, headers=tuple(change(own).items()))

    return every(choose, changed)


def refused(choose: Choose, sentence: str, status: int = 400) -> Rewrite:
    """Answers the chosen requests with a refusal."""
    headers_ = (("content-type", "application/json; charset=utf-8"),)
    return every(choose, lambda each: replace(each, response=Response(status, headers_, spelled({"errors": {"base": [sentence]}}))))


def in_turn(*rewrites: Rewrite) -> Rewrite:
    """One after the other."""

    def all_of_them(traffic: Traffic) -> Traffic:
        for rewrite in rewrites:
            traffic = rewrite(traffic)
        return traffic

    return all_of_them
