"""Habits: other readings of a query. Each docstring says why the habit is legitimate."""

from __future__ import annotations

import re
import time

from habits import Answer, Asked, Told, refusing

from coupa_contract.contract import load_contract

_PAGING = ("limit", "offset", "order_by", "dir", "fields", "return_object")
_PUBLISHED = load_contract("published").operation("listInvoices").query
_KNOWN = {parameter.name.replace("_", "-") for parameter in _PUBLISHED}
_INTEGERS = {parameter.name for parameter in _PUBLISHED if parameter.kind == "integer"}
_ORDERS = {"id", "created-at", "updated-at", "invoice-date", "invoice-number"}  # those that the document lists


async def limit_over_fifty_refused(asked: Asked, answer: Answer) -> Told:
    """More than fifty may be capped or refused."""
    limit = dict(asked.pairs).get("limit", "1")
    return refusing(400, "limit", "50 at most") if limit.isdecimal() and int(limit) > 50 else await answer(asked)


async def unknown_parameters_refused(asked: Asked, answer: Answer) -> Told:
    """What the document does not name is refused with 400, orders included."""
    names = {name.replace("_", "-") for name, _ in asked.pairs}
    order = dict(asked.pairs).get("order_by", "id").replace("_", "-")
    if asked.lists and (names - _KNOWN or order not in _ORDERS):
        return refusing(400, "query", "unknown parameter")
    return await answer(asked)


async def unknown_parameters_ignored(asked: Asked, answer: Answer) -> Told:
    """A condition that the instance does not know it may ignore."""
    if not asked.lists:
        return await answer(asked)
    return await answer(asked.asking([pair for pair in asked.pairs if pair[0].replace("_", "-") in _KNOWN]))


async def forgiving_paging(asked: Asked, answer: Answer) -> Told:
    """One of paging, order and projection that makes no sense is ignored."""
    told = await answer(asked)
    if told.status != 400 or asked.method != "GET":
        return told
    for name in _PAGING:
        other = await answer(asked.asking([pair for pair in asked.pairs if pair[0] != name]))
        if not other.refuses:
            return other
    return told


async def junk_numbers_coerced(asked: Asked, answer: Answer) -> Told:
    """Numbers are read as Ruby reads them: `12abc` is 12, `abc` is 0 (facts: numeric input is coerced)."""

    def coerced(name: str, value: str) -> str:
        if name not in _INTEGERS:
            return value
        return ",".join((re.match(r"-?\d+", each, re.ASCII) or ["0"])[0] for each in value.split(","))

    return await answer(asked.asking([(name, coerced(name, value)) for name, value in asked.pairs]))


async def new_ones_hidden(asked: Asked, answer: Answer) -> Told:
    """A tenant's default filter may keep invoices out of lists until their status is asked for."""
    named = {name.replace("_", "-").partition("[")[0] for name, _ in asked.pairs}
    if not asked.lists or "status" in named:
        return await answer(asked)
    return await answer(asked.asking([*asked.pairs, ("status[not_in]", "new,invalid")]))


async def latest_first(asked: Asked, answer: Answer) -> Told:
    """Without `order_by` no order is promised."""
    if not asked.lists or any(name in {"order_by", "dir"} for name, _ in asked.pairs):
        return await answer(asked)
    return await answer(asked.asking([*asked.pairs, ("order_by", "updated_at"), ("dir", "desc")]))


class ListsOfAMomentAgo:
    """A list that was asked for within a second is answered from memory: lists catch up eventually."""

    def __init__(self, within_s: float = 1.0) -> None:
        self._within_s = within_s
        self._memory: dict[tuple[str, str, str], tuple[float, Told]] = {}

    async def __call__(self, asked: Asked, answer: Answer) -> Told:
        """The habit."""
        if not asked.lists:
            return await answer(asked)
        key = (asked.query, asked.header("authorization"), asked.header("accept"))
        when, told = self._memory.get(key, (float("-inf"), Told(0)))
        if time.monotonic() - when >= self._within_s:
            told = await answer(asked)
            self._memory[key] = (time.monotonic(), told)
        return told
