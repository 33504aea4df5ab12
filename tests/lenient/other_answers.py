"""Habits: other answers to the same questions. Each docstring says why the habit is legitimate."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeAlias

from habits import JSON, Answer, Asked, Told, each_invoice, each_record

_Record: TypeAlias = dict[str, Any]
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")
_ZONES = (UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-3, minutes=-30)))
_EMPTY_TEXTS = {
    "comments", "internal-note", "supplier-note", "credit-reason", "early-payment-provisions", "late-payment-penalties",
    "margin-scheme", "confirmation", "cash-accounting-scheme-reference", "reverse-charge-reference", "payment-notes",
    "payment-order-reference", "original-invoice-number", "image-scan", "image-scan-url", "dispute-method", "state", "street2",
    "postal-code", "last-exported-at", "payment-date", "discount-due-date",
}  # fmt: skip
_AMOUNTS = {
    "gross-total", "tax-amount", "shipping-amount", "handling-amount", "price", "quantity", "total", "gross-total-less-discount",
    "amount-due-less-discount",
}  # fmt: skip


async def extra_members(asked: Asked, answer: Answer) -> Told:
    """New members arrive with every release, and old instances put custom fields at the top: rule 5 of the design."""
    line = {"erp_line": None, "carbon-kg": 1.5, "hazard-classes": [{"code": "3", "un_number": 1263}]}
    header = {"x-region": "emea", "cost_center": "CC_7", "approved?": True, "_links": {"self": {"href": "/"}}, "e-archive": None}

    def more(invoice: _Record) -> _Record:
        lines = invoice.get("invoice-lines")
        return {**invoice, **header} | ({"invoice-lines": [{**each, **line} for each in lines]} if lines else {})

    return (await answer(asked)).remade(lambda value: each_invoice(value, more))


async def absent_for_null(asked: Asked, answer: Answer) -> Told:
    """Null, absent and empty are interchangeable in practice (facts: absent-null-empty)."""
    return (await answer(asked)).remade(
        lambda value: each_record(value, lambda record: {name: each for name, each in record.items() if each is not None})
    )


async def empty_text_for_null(asked: Asked, answer: Answer) -> Told:
    """An untouched text, and an untouched time, may be the empty text."""

    def emptied(record: _Record) -> _Record:
        return {name: "" if each is None and name in _EMPTY_TEXTS else each for name, each in record.items()}

    return (await answer(asked)).remade(lambda value: each_record(value, emptied))


async def other_offsets(asked: Asked, answer: Answer) -> Told:
    """The same instants with other offsets, several in one payload; midnights stay, for they are days of the company's zone."""

    def moved(record: _Record) -> _Record:
        return {name: _in_zone(name, each) for name, each in record.items()}

    return (await answer(asked)).remade(lambda value: each_record(value, moved))


def _in_zone(name: str, value: Any) -> Any:
    if not isinstance(value, str) or not name.endswith("-at") or not _STAMP.fullmatch(value):
        return value
    zone = _ZONES[zlib.crc32(name.encode()) % len(_ZONES)]
    return datetime.fromisoformat(value).astimezone(zone).isoformat().replace("+00:00", "Z")


async def other_order_of_members(asked: Asked, answer: Answer) -> Told:
    """JSON objects have no order, and nobody promised one for the records of a collection; a list may even differ from a show."""

    def turned(record: _Record) -> _Record:
        return {name: each[::-1] if isinstance(each, list) and asked.shows else each for name, each in reversed(record.items())}

    return (await answer(asked)).remade(lambda value: each_record(value, turned))


async def other_spelling(asked: Asked, answer: Answer) -> Told:
    """The same JSON with white space, escapes, and zeros at the end of amounts (as many digits as money has)."""

    def padded(record: _Record) -> _Record:
        return {name: _padded(each) if name in _AMOUNTS else each for name, each in record.items()}

    told = (await answer(asked)).remade(lambda value: each_record(value, padded))
    if told.media_type != JSON:
        return told
    escaped = "".join(each if each.isascii() else json.dumps(each)[1:-1] for each in told.body.decode())
    return told.saying(f"\r\n \t{escaped}\n".encode())


def _padded(value: Any) -> Any:
    if isinstance(value, str) and value:
        whole, _, fraction = value.partition(".")
        return type(value)(f"{whole}.{fraction:0<2}")
    return value


async def custom_fields(asked: Asked, answer: Answer) -> Told:
    """Custom fields hold what an administrator likes, under names of any kind."""
    fields = {
        "Cost_Center": "7", "approved?": True, "due date": "2024-02-29T00:00:00+02:00", "untouched": "", "nothing": None,
        "plant": {"id": 3, "name": "North", "active": True, "external-ref-num": "", "external-ref-code": "N"},
        "status": "green", "id": "A-7", "gross-total": "many", "updated-at": "yesterday", "many": ["a", "b"],
    }  # fmt: skip

    def more(invoice: _Record) -> _Record:
        lines = [{**line, "custom-fields": fields} for line in invoice.get("invoice-lines") or []]
        return {**invoice, "custom-fields": fields} | ({"invoice-lines": lines} if lines else {})

    told = await answer(asked)
    return told if asked.projected else told.remade(lambda value: each_invoice(value, more))


async def default_filter_on_lists(asked: Asked, answer: Answer) -> Told:
    """An administrator's default filter takes members out of lists, `created-by` among them (facts: default filter)."""
    kept = {
        "id",
        "invoice-number",
        "invoice-date",
        "status",
        "supplier",
        "currency",
        "invoice-lines",
        "gross-total",
        "updated-at",
        "exported",
    }

    def filtered(invoice: _Record) -> _Record:
        return {name: each for name, each in invoice.items() if name in kept}

    told = await answer(asked)
    return told.remade(lambda value: each_invoice(value, filtered)) if asked.lists and not asked.projected else told


async def default_filter_everywhere(asked: Asked, answer: Answer) -> Told:
    """It may take notes out of every answer that does not ask for them by name, after updates as well."""

    def filtered(invoice: _Record) -> _Record:
        return {name: each for name, each in invoice.items() if name not in {"comments", "internal-note", "supplier-note", "custom-fields"}}

    told = await answer(asked)
    return told if asked.projected else told.remade(lambda value: each_invoice(value, filtered))


async def another_status(asked: Asked, answer: Answer) -> Told:
    """A seventeenth status, in place of one that is nothing but a name; conditions know it too."""
    told = await answer(replace(asked, query=asked.query.replace("in_clearance", "payable_adjustment")))
    return told.saying(told.body.replace(b'"payable_adjustment"', b'"in_clearance"')) if told.media_type == JSON else told


async def more_headers(asked: Asked, answer: Answer) -> Told:
    """Headers are the gateway's affair, and media types are compared without case (RFC 9110, 8.3.1)."""
    told = await answer(asked)
    shouted = tuple(
        (name, value.replace(JSON, "Application/JSON").upper() if name == "content-type" else value) for name, value in told.headers
    )
    more = (
        ("x-request-id", "1f2e"), ("set-cookie", "session=1; Path=/"), ("set-cookie", "lb=b; Path=/"), ("retry-after", "120"),
        ("link", '</api/invoices?offset=50>; rel="next"'), ("deprecation", "true"), ("x-rate-limit-remaining", "17"), ("etag", '"7"'),
    )  # fmt: skip
    return replace(told, headers=(*shouted, *more))


async def compressed(asked: Asked, answer: Answer) -> Told:
    """A client that takes gzip may get it (RFC 9110, 12.5.3)."""
    told = await answer(asked)
    if "gzip" not in asked.header("accept-encoding") or not told.body:
        return told
    return replace(
        told, headers=(*told.headers, ("content-encoding", "gzip"), ("vary", "Accept-Encoding")), body=gzip.compress(told.body, 1)
    )


async def slower(asked: Asked, answer: Answer) -> Told:
    """No source promises a time."""
    await asyncio.sleep(zlib.crc32(asked.query.encode()) % 80 / 1000)
    return await answer(asked)
