"""Reads the query parameter `fields`: a JSON array of names, nested by objects (spec/sources/facts.csv)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from coupa_contract.checks.answers import JSON_TYPE
from coupa_contract.contract import Contract
from coupa_contract.contract.pointers import join
from coupa_contract.model import Json, NotJsonError, parse_json

# A name in dashes, and what was asked for below it; None: everything.
Fields: TypeAlias = "Mapping[str, Fields | None]"


def read_fields(text: str) -> Fields | None:
    """What `fields` asks for, or None when it cannot be understood.

    >>> read_fields('["id",{"invoice_lines":["line_num"]}]')
    {'id': None, 'invoice-lines': {'line-num': None}}
    """
    try:
        return _tree(parse_json(text.encode()))
    except (NotJsonError, UnicodeEncodeError):
        return None


def _tree(value: Json) -> Fields | None:
    if not isinstance(value, list):
        return None
    tree: dict[str, Fields | None] = {}
    for each in value:
        if isinstance(each, str):
            tree[dashed(each)] = None
        elif isinstance(each, dict):
            for name, below in each.items():
                tree[dashed(name)] = _tree(below) or None
        else:
            return None
    return tree


def dashed(name: str) -> str:
    """A name as answers spell it."""
    return name.replace("_", "-")


def documented(contract: Contract, name: str, above: tuple[str, ...] = ()) -> bool:
    """Whether the document knows a member of an invoice, or of what lies below `above` (`*` for the items of a collection)."""
    body: Json = {name: None}
    for part in reversed(above):
        body = [body] if part == "*" else {part: body}
    met = list(contract.walk("showInvoice", 200, JSON_TYPE, body))
    return bool(met) and met[-1].documented and met[-1].pointer.endswith(join([name]))
