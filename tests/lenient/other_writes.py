"""Habits: other ways to take a change, and to answer it. Each docstring says why the habit is legitimate."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, TypeAlias

from habits import JSON, Answer, Asked, Told, each_record, refusing

_Record: TypeAlias = dict[str, Any]
_READ_ONLY = {"id", "status", "created-at", "updated-at", "created-by", "updated-by", "gross-total"}
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def nothing_said_after_writes(asked: Asked, answer: Answer) -> Told:
    """A successful PUT is answered 204 without a body, PATCH 200 with one."""
    told = await answer(asked)
    return Told(204) if asked.method == "PUT" and told.status == 200 else told


async def created_with_200(asked: Asked, answer: Answer) -> Told:
    """A creation is answered 200 in the vendor's examples and 201 in its tables."""
    told = await answer(asked)
    return replace(told, status=200) if told.status == 201 else told


async def numbers_taken_as_text(asked: Asked, answer: Answer) -> Told:
    """Numeric texts in a body are as good as numbers, `"true"` is as good as true."""

    def read(record: _Record) -> _Record:
        plain = {name: each for name, each in record.items() if not isinstance(each, str)}
        return record | plain | {name: _read(name, each) for name, each in record.items() if isinstance(each, str)}

    body = _object(asked)
    return await answer(asked if body is None else replace(asked, body=json.dumps(each_record(body, read)).encode()))


def _read(name: str, value: str) -> Any:
    if value in {"true", "false"} and name in {"paid", "exported", "line-level-taxation"}:
        return value == "true"
    return int(value) if name in {"id", "line-num"} and value.isdecimal() and value.isascii() else value


async def read_only_refused(asked: Asked, answer: Answer) -> Told:
    """A read-only member in an update may be refused instead of ignored."""
    body = _object(asked) if asked.updates else None
    if body and {name.replace("_", "-") for name in body} & _READ_ONLY:
        return refusing(400, "base", "read-only")
    return await answer(asked)


async def unknown_references_ignored(asked: Asked, answer: Answer) -> Told:
    """A reference to what does not exist may change nothing, silently."""
    body = _object(asked) if asked.updates else None
    if body is None:
        return await answer(asked)
    told = await answer(asked)
    rest = {name: each for name, each in body.items() if not isinstance(each, dict)}
    return await answer(replace(asked, body=json.dumps(rest).encode())) if told.refuses and rest != body else told


async def scans_are_pictures(asked: Asked, answer: Answer) -> Told:
    """A scan is a file of any type."""
    told = await answer(asked)
    return told.saying(_PNG + told.body, "image/png") if asked.path.endswith("retrieve_image_scan") and told.status == 200 else told


def _object(asked: Asked) -> _Record | None:
    try:
        value = json.loads(asked.body)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and asked.header("content-type").startswith(JSON) else None
