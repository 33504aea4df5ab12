"""What the first look saw at the attributes that conditions test: the material that conditions are made of."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

from coupa_contract.contract.operations import Parameter
from coupa_contract.model import Json
from coupa_contract.runner.api import Lacking, Row
from coupa_contract.runner.setting import Setting

_STEP = re.compile(r"[^\[\]]+")
_WORD = re.compile(r"[A-Za-z0-9]{2,}")  # a part of a text that every collation reads alike
_LIST_SAFE = re.compile(r"[^,]+")


def seen_rows(setting: Setting) -> tuple[Row, ...]:
    """The invoices of the first look. Raises Lacking when there were none."""
    if not setting.look.rows:
        raise Lacking("the target lists no invoice")
    return setting.look.rows


def values(row: Row, attribute: str) -> list[Json]:
    """The scalar values at an attribute path; several where it goes through a collection."""
    found: list[Json] = [row]
    for step in _STEP.findall(attribute):
        name = step.replace("_", "-")
        nested = [value[name] for value in found if isinstance(value, dict) and name in value]
        found = [item for value in nested for item in (value if isinstance(value, list) else [value])]
    return [value for value in found if isinstance(value, str | int | Decimal) and value != ""]


def taken(setting: Setting, row: Row, parameter: Parameter) -> list[Json]:
    """The values at a parameter's attribute that the parameter takes: an answer may be of more types than a condition."""
    found = values(row, parameter.attribute)
    if parameter.operator == "blank":
        return found
    if parameter.kind == "boolean":
        return [value for value in found if isinstance(value, bool)]
    allowed = choices(setting, parameter)
    return [value for value in found if value in allowed] if allowed else found


def choices(setting: Setting, parameter: Parameter) -> list[Json]:
    """The values of a closed set that a parameter takes; none where it is open."""
    schema = setting.contract.resolve(parameter.schema)
    return list(setting.contract.resolve(schema.get("items", schema)).get("enum", ()))


def spelled(value: Json) -> str:
    """A value as a query spells it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def listable(text: str) -> bool:
    """Whether a text can be one of a list of values."""
    return _LIST_SAFE.fullmatch(text) is not None


def parts(text: str, operator: str) -> set[str]:
    """Parts of a text that it begins with, ends with or contains, whole words and bits of them; only letters and digits that no collation
    folds."""
    found: set[str] = set()
    for match in _WORD.finditer(text):
        word = match[0]
        if operator == "contains":
            found |= {word, word[1:4], word[-3:-1]}
        elif operator == "starts_with" and match.start() == 0:
            found |= {word, word[:1], word[:2], word[:3]}
        elif operator == "ends_with" and match.end() == len(text):
            found |= {word, word[-1:], word[-2:], word[-3:]}
    return found - {""}


def instant(text: str) -> datetime | None:
    """The instant that a text spells, UTC where it names no zone; None when it spells none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
