"""What a pattern of a schema lets through, tried and not parsed."""

from __future__ import annotations

from collections.abc import Iterable

import jsonschema_rs


def accepted(pattern: str, texts: Iterable[str]) -> frozenset[str] | None:
    """Those of the texts that a `pattern` lets through; None when it is no regular expression that can be used."""
    try:
        validator = jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return None
    return frozenset(text for text in texts if validator.is_valid(text))
