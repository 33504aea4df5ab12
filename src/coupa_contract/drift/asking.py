"""What a request asked for, and whether its answer plainly took no notice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import orjson

from coupa_contract.model import Case

_WORD = re.compile(r"[a-z]+(?:[_-][a-z]+)*")
_ALWAYS = frozenset({"id", "custom-fields"})  # may come whatever is asked for
_FEW = 5  # members of an answer that is cut down to next to nothing


def general_call(method: str, path: str) -> str:
    """Method and path with `{}` for each part that is no plain word and so may identify something.

    >>> general_call("put", "/invoices/17/withdraw_dispute")
    'PUT /invoices/{}/withdraw_dispute'
    """
    return f"{method.upper()[:20]} " + "/".join(part if not part or _WORD.fullmatch(part) else "{}" for part in path.split("/"))


def ignored(case: Case, body: Any) -> frozenset[str]:
    """The query parameters that plainly had no effect on the body of a successful answer.

    Plain is: more rows than `limit`, members that `fields` did not ask for, a whole object where `return_object` asked for an id.
    """
    return frozenset(name for name, value in case.query if _is_ignored(name, value, body))


def _is_ignored(name: str, value: str, body: Any) -> bool:
    rows = body if isinstance(body, list) else [body]
    if name == "limit":
        return isinstance(body, list) and value.isascii() and value.isdigit() and len(value) < 10 and len(body) > int(value) > 0
    if name == "fields":
        asked = asked_fields(value)
        return bool(asked) and any(_has_more(row, asked) for row in rows if isinstance(row, dict))
    if name == "return_object" and value in {"none", "limited"}:
        return any(len(row) > _FEW for row in rows if isinstance(row, dict))
    return False


def _has_more(row: Mapping[str, Any], asked: frozenset[str]) -> bool:
    """Whether a row has all that was asked for, and more; without it, it is another sort of row, of which this tells nothing."""
    names = frozenset(map(_dashed, row))
    return names >= (asked - _ALWAYS or {"id"}) and not asked >= names


def asked_fields(value: str) -> frozenset[str]:
    """The members of a row that `fields` asks for, with those that may always come; empty when it cannot be understood."""
    try:
        fields = orjson.loads(value.encode("utf-8", "surrogatepass"))
    except orjson.JSONDecodeError:
        return frozenset()
    names: set[str] = set()
    for each in fields if isinstance(fields, list) else ():
        if isinstance(each, str):
            names.add(_dashed(each))
        elif isinstance(each, dict):
            names.update(map(_dashed, each))
        else:
            return frozenset()
    return frozenset(names) | _ALWAYS if names else frozenset()


def full_page(case: Case, body: Any) -> int | None:
    """How many rows a list holds when the request left that to the target; None for anything else."""
    if not isinstance(body, list) or any(name in {"limit", "offset"} for name, _ in case.query):
        return None
    return len(body)


def order_of(case: Case, body: Any) -> str:
    """How a list without `order_by` is ordered by id: `ascending`, `descending`, `neither`, or "" when nobody can tell."""
    if not isinstance(body, list) or len(body) < 2 or any(name in {"order_by", "dir"} for name, _ in case.query):
        return ""
    ids = [row["id"] for row in body if isinstance(row, dict) and type(row.get("id")) is int]
    if len(ids) < len(body):
        return ""
    if all(one < other for one, other in pairwise(ids)):
        return "ascending"
    return "descending" if all(one > other for one, other in pairwise(ids)) else "neither"


def _dashed(name: str) -> str:
    return name.replace("_", "-")
