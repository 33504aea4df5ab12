"""A status and a media type find their entry."""

from __future__ import annotations

import pytest

from coupa_contract.contract.media import is_json, media_key, status_key


@pytest.mark.parametrize(("status", "key"), [(200, "200"), (204, "2XX"), (404, "4xx"), (503, "default")])
def test_the_exact_status_wins_then_its_range_then_the_default(status: int, key: str) -> None:
    """Ranges in either case."""
    assert status_key({"default": 1, "2XX": 1, "200": 1, "4xx": 1}, status) == key


def test_a_status_that_nothing_describes_has_no_entry() -> None:
    """There need not be a default."""
    assert status_key({"200": 1}, 404) is None


@pytest.mark.parametrize(
    ("media_type", "key"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=utf-8", "application/json"),
        ("application/problem+json", "application/json"),
        ("text/plain", "text/*"),
        ("application/pdf", "*/*"),
        ("", "*/*"),
        ("nonsense", "*/*"),
    ],
)
def test_the_exact_type_wins_then_json_then_ranges(media_type: str, key: str) -> None:
    """Parameters do not matter, nor does case."""
    assert media_key({"*/*": 1, "text/*": 1, "application/json": 1}, media_type) == key


def test_a_type_that_nothing_describes_has_no_entry() -> None:
    """HTML is no JSON."""
    assert media_key({"application/json": 1}, "text/html") is None


@pytest.mark.parametrize(
    ("media_type", "expected"), [("application/hal+json;v=1", True), ("application/jsonp", False), ("text/json", False)]
)
def test_json_is_known_by_name_or_suffix(media_type: str, expected: bool) -> None:
    """As RFC 6839 says."""
    assert is_json(media_type) is expected
