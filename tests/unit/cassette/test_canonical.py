"""Two spellings of one request have one canonical form, and two requests have two."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.canonical import CanonicalRequest, canonical
from coupa_contract.model import Credential

JSON = "application/json"
pairs = st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=5)
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.integers(-999, 999).map(lambda number: number / 8)
values: Any = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=4))


def put(body: bytes | None, media_type: str | None = JSON, **more: Any) -> CanonicalRequest:
    """An update with that body."""
    return canonical("PUT", "/invoices/17", media_type=media_type, body=body, **more)


def get(target: str, **more: Any) -> CanonicalRequest:
    """A read of that path and query."""
    return canonical("GET", target, **more)


def everything(text: str) -> str:
    """Each byte percent-encoded."""
    return "".join(f"%{byte:02x}" for byte in text.encode())


def spelled(query: list[tuple[str, str]], safe: str = "") -> str:
    """The query as a browser would write it, except for `safe`."""
    return "&".join(f"{quote(name, safe=safe)}={quote(value, safe=safe)}" for name, value in query)


def backwards(value: Any) -> Any:
    """The value with the members of every object in the opposite order."""
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


def form(boundary: str, *parts: bytes, end: bytes = b"--\r\n") -> bytes:
    """A multipart body."""
    line = b"--" + boundary.encode()
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + end


@given(pairs)
def test_the_spelling_of_a_query_does_not_count(query: list[tuple[str, str]]) -> None:
    """Brackets and everything else may be literal or percent-encoded, and a space may be a plus."""
    plain = get("/invoices?" + spelled(query))
    assert plain == get("/invoices?" + spelled(query, safe="[],:"))
    assert plain == get("/invoices?" + "&".join(f"{everything(name)}={everything(value)}" for name, value in query))
    assert plain == get("/invoices?" + spelled(query).replace("%20", "+"))


@given(pairs, st.randoms())
def test_the_order_of_a_query_counts_among_equal_names_only(query: list[tuple[str, str]], random: Any) -> None:
    """Names may come in any order, the values of one name may not."""
    names = list(dict.fromkeys(name for name, _ in query))
    random.shuffle(names)
    mixed = [pair for name in names for pair in query if pair[0] == name]
    assert get("/invoices?" + spelled(mixed)) == get("/invoices?" + spelled(query))
    assert get("/invoices?a=1&a=2") != get("/invoices?a=2&a=1")


@given(values)
def test_the_order_and_the_spacing_of_json_do_not_count(value: Any) -> None:
    """Members may come in any order, with any space between them and any character escaped."""
    plain = put(json.dumps(value).encode())
    assert plain == put(json.dumps(backwards(value), indent=3).encode())
    assert plain == put(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":1,"a":2}', b'{"a":2}'),
        (b'{"a":1.0}', b'{"a":1}'),
        (b'{"a":1.00}', b'{"a":1.0}'),
        (b'{"a":1e1}', b'{"a":10}'),
        (b'{"a":10.0E1}', b'{"a":100}'),
        (b'{"a":-0}', b'{"a":0}'),
        (b'{"a":NaN}', b'{"a": NaN}'),
        (b"[true]", b"[1]"),
        (b'["1"]', b"[1]"),
        (b"[1,2]", b"[2,1]"),
        (b"{", b"{ "),
        (b"\xff", b"\xfe"),
        (b'"\xef\xbf\xbd"', b'"\xff"'),
        (b"[" * 100_000, b"[" * 100_001),
        (b"null", None),
        (b"[1E99999999999999999999]", b"[1e99999999999999999999]"),
    ],
)
def test_json_that_would_lose_something_stays_bytes(one: bytes, other: bytes | None) -> None:
    """Whatever another reader could tell apart is apart: spelled numbers, repeated names, broken texts."""
    assert put(one) != put(other)
    assert put(one) == put(one)


def test_only_json_is_read_as_json() -> None:
    """A text that looks like JSON and is not declared as such counts byte by byte."""
    one, other = b'{"a":1,"b":2}', b'{"b":2,"a":1}'
    assert put(one) == put(other)
    assert put(one, "application/merge-patch+json") == put(other, "application/merge-patch+json")
    assert put(one, "text/plain") != put(other, "text/plain")
    assert put(one, None) != put(other, None)
    assert put(one, "text/plain", headers=[("content-type", JSON)]) == put(other)


def test_an_empty_body_is_none() -> None:
    """No body and an empty one are the same on the wire."""
    assert put(b"") == put(None)


plain_text = st.text(alphabet="ab-\r\n", max_size=8).map(str.encode)


@given(st.lists(plain_text, min_size=1, max_size=3), st.sampled_from(["x", "0123", "b+'", "----WebKit"]))
def test_the_boundary_of_a_multipart_body_does_not_count(parts: list[bytes], boundary: str) -> None:
    """The same parts between other boundaries are the same body."""
    one = put(form("ZZZ", *parts), "multipart/form-data; boundary=ZZZ")
    assert one == put(form(boundary, *parts), f'Multipart/Form-Data; charset=utf-8; Boundary="{boundary}"')
    assert one != put(form(boundary, *parts, b"more"), f"multipart/form-data; boundary={boundary}")
    assert one != put(form(boundary, *parts) + b"more", f"multipart/form-data; boundary={boundary}")
    assert one != put(form(boundary, *parts[:-1], parts[-1] + b"!"), f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (form("A", b"x", end=b""), form("B", b"x", end=b"")),
        (b"no boundary", b"No boundary"),
        (b"--A--\r\n", b"--B--\r\n"),
        (form("AB", b"x") + b"\r\n--A--", form("BB", b"x") + b"\r\n--B--"),
        (form("", b"x"), b"-- \r\nx\r\n----\r\n"),
    ],
    ids=["unclosed", "none", "no part", "a longer one", "with dashes only"],
)
def test_a_body_that_breaks_its_boundary_stays_bytes(one: bytes, other: bytes) -> None:
    """What is no multipart body by its own boundary counts byte by byte."""
    assert put(one, "multipart/form-data; boundary=A") != put(other, "multipart/form-data; boundary=B")
    assert put(one, "multipart/form-data") != put(other, "multipart/form-data")


@pytest.mark.parametrize("spelling", ["application/json; charset=utf-8", 'APPLICATION/JSON ;charset="UTF-8"', "application/json"])
def test_media_types_lose_what_everybody_assumes(spelling: str) -> None:
    """Case and the usual charset say nothing; another charset does, and so does another type."""
    assert put(b"1", spelling) == put(b"1")
    assert put(b"1", "application/json; charset=latin-1") != put(b"1")
    assert put(b"1", "text/json") != put(b"1")
    assert put(b"1", "application/json; a=1; b=2") == put(b"1", "application/json;b=2;a=1")


@pytest.mark.parametrize(
    "headers",
    [
        [("accept", "Application/JSON")],
        [("User-Agent", "x")],
        [("Accept-Encoding", "br")],
        [("Connection", "close"), ("Content-Length", "0")],
    ],
)
def test_headers_that_say_nothing_do_not_count(headers: list[tuple[str, str]]) -> None:
    """What every request carries, and what is about the connection, does not tell requests apart."""
    assert get("/invoices", headers=headers) == get("/invoices")


@pytest.mark.parametrize("headers", [[("Accept", "text/html")], [("accept-language", "de")], [("X-Odd", "1")], [("Authorization", "x")]])
def test_headers_that_may_change_the_answer_count(headers: list[tuple[str, str]]) -> None:
    """A case that says more than the usual is another one, in whatever order and case the names come."""
    assert get("/invoices", headers=headers) != get("/invoices")
    turned = [("X-A", "1"), *((name.upper(), value) for name, value in headers)]
    assert get("/invoices", headers=[*headers, ("x-a", "1")]) == get("/invoices", headers=turned)


def test_no_secret_is_in_a_canonical_form() -> None:
    """Of a header that carries a credential only its being there is kept."""
    assert "s3cret" not in repr(get("/invoices", headers=[("Authorization", "Bearer s3cret"), ("Cookie", "a=s3cret")]))


def test_method_path_and_credential_count() -> None:
    """Another verb, another path or another credential is another request; an encoded slash is no slash."""
    assert canonical("get", "/invoices/%31") == get("/invoices/1")
    assert get("/invoices/a%2Fb") != get("/invoices/a/b")
    assert get("/invoices/a+b") != get("/invoices/a b")
    assert get("/invoices") != canonical("POST", "/invoices")
    assert len({get("/invoices", credential=credential) for credential in Credential}) == len(Credential)


@given(st.binary(min_size=1, max_size=4), st.binary(min_size=1, max_size=4))
def test_bytes_that_are_no_text_stay_apart(one: bytes, other: bytes) -> None:
    """A query that is no UTF-8 is compared by its bytes."""
    one_form, other_form = (get("/invoices?a=" + "".join(f"%{byte:02X}" for byte in value)) for value in (one, other))
    assert (one_form == other_form) is (one == other)
