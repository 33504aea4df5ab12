"""Which entry of a response answers for a status and a media type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_json(media_type: str) -> bool:
    """Whether a media type carries JSON: `application/json`, or a `+json` suffix (RFC 6839), parameters aside."""
    name = essence(media_type)
    return name == "application/json" or name.endswith("+json")


def essence(media_type: str) -> str:
    """The media type without parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def status_key(responses: Mapping[str, Any], status: int) -> str | None:
    """The key of `responses` for a status: the exact one, then its range (`4XX`), then `default`; or None (OpenAPI 3.1, 4.8.16)."""
    exact, spread = str(status), f"{status // 100}XX"
    by_upper = {key.upper(): key for key in responses}
    return next((by_upper[key] for key in (exact, spread, "DEFAULT") if key in by_upper), None)


def media_key(content: Mapping[str, Any], media_type: str) -> str | None:
    """The key of `content` for a media type: exact, then any JSON for a JSON type, then its range (`image/*`), then `*/*`; or None."""
    wanted = essence(media_type)
    by_essence = {essence(key): key for key in content}
    if wanted in by_essence:
        return by_essence[wanted]
    if is_json(wanted):
        for key in content:
            if is_json(key):
                return key
    spread = wanted.partition("/")[0] + "/*"
    return next((by_essence[key] for key in (spread, "*/*") if key in by_essence), None)
