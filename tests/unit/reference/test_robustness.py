"""Whatever is sent, nothing is answered with 5xx, and a refusal has the published shape."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from coupa_contract.reference.elements import resources

from .conftest import Caller, errors

NAMES = [*resources("core-r39")["Invoice"], *resources("core-r39")["InvoiceLine"]]
OPERATORS = [
    "",
    "[gt]",
    "[lt_or_eq]",
    "[in]",
    "[not_in]",
    "[contains]",
    "[blank]",
    "[not_eq]",
    "[name]",
    "[id][gt]",
    "[]",
    "[",
    "[code][starts_with]",
]
names = st.sampled_from(NAMES) | st.text(max_size=8)
queries = st.tuples(
    st.builds("{}{}".format, names, st.sampled_from(OPERATORS)),
    st.text(max_size=20) | st.sampled_from(["true", "1", "2024-01-01", "a,b", "-0"]),
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["2024-01-01", "1.5", "USD"])
)
keys = names | st.sampled_from(["id", "code", "name", "price", "quantity"])
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12)


def sound(response: Any) -> None:
    """A success, or a refusal in the published shape."""
    assert response.status_code < 500
    assert response.status_code < 400 or errors(response)


def drafts(caller: Caller) -> list[int]:
    """The first drafts as they are now; an update may have been the end of one."""
    return caller.ids(("fields", '["id"]'), status="draft", limit="4")


@given(
    query=st.lists(queries, max_size=3),
    paging=st.dictionaries(
        st.sampled_from(["limit", "offset", "order_by", "dir", "fields", "return_object"]), st.text(max_size=12), max_size=2
    ),
)
def test_any_query(published: Caller, today: Caller, query: list[tuple[str, str]], paging: dict[str, str]) -> None:
    """Names and values of every sort."""
    parameters = [(name, value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")) for name, value in [*query, *paging.items()]]
    for caller in (published, today):
        sound(caller.ask("GET", "/invoices", parameters))


@given(body=st.dictionaries(names, values, max_size=5))
def test_any_update(published: Caller, today: Caller, body: dict[str, Any]) -> None:
    """Members and values of every sort; what was accepted can be listed and is still as the invoice should be."""
    for caller in (published, today):
        number = drafts(caller)[2]
        response = caller.ask("PATCH", f"/invoices/{number}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        sound(response)
        if response.status_code == 200:
            assert caller.rows(id=str(number)) == [caller.show(number)]


@given(
    path=st.lists(st.text(min_size=1, max_size=6) | st.sampled_from(["invoices", "1", "new", "submit", "..", "%"]), max_size=4),
    method=st.sampled_from(["GET", "PUT", "PATCH", "POST", "DELETE", "FOO"]),
)
def test_any_path(today: Caller, path: list[str], method: str) -> None:
    """Paths of every sort."""
    url = "/" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in path)
    sound(today.ask(method, url))


@given(
    raw=st.binary(max_size=60),
    media_type=st.sampled_from(["application/json", "multipart/form-data; boundary=b", "text/plain"]),
    path=st.sampled_from(["", "/image_scan", "/dispute", "/update_line_accounts"]),
)
def test_any_body(published: Caller, raw: bytes, media_type: str, path: str) -> None:
    """Bytes of every sort."""
    number = drafts(published)[3]
    sound(published.ask("PUT", f"/invoices/{number}{path}", data=raw, headers={"Content-Type": media_type}))


@settings(max_examples=60)
@given(raw=st.binary(max_size=40))
def test_any_query_string(published: Caller, raw: bytes) -> None:
    """Bytes of every sort, percent-encoded."""
    sound(published.ask("GET", "/invoices?" + "".join(f"%{byte:02x}" for byte in raw) + "=1"))
