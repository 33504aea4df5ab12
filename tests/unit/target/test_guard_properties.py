"""A hundred thousand generated attempts to get out, judged by an oracle that shares nothing with the guard."""

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import unquote

from coupa_contract.errors import RefusedError
from coupa_contract.target.guard import Attempt, Guard
from coupa_contract.target.permission import Permission
from coupa_contract.target.rulebook import Rulebook

BASE = "https://demo.example/api"
TOKEN_URL = "https://demo.example/oauth2/token"
CREATED = frozenset({"5", "700"})
NAMED = frozenset({"17", "18"})
ATTEMPTS = 100_000
T = TypeVar("T")

# Each part of a request: what a suite would send, and what an attacker, a bug or a generator would.
METHODS = (
    ["GET", "PUT", "PATCH", "POST"],
    ["DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "Put", "PROPFIND", "PUT ", "", "GET\r\n"],
)
ORIGINS = (
    [BASE],
    [
        "http://demo.example/api",
        "https://demo.example:8443/api",
        "https://demo.example.evil.test/api",
        "https://demo.example@evil.test/api",
        "https://u:p@demo.example/api",
        "https://DEMO.example/api",
        "https://demo.example/API",
        "https://demo.example",
        "https://demo.example/api/..",
        "https://evil.test/api",
        "//demo.example/api",
        "",
    ],
)
PATHS = (
    [
        "/invoices",
        "/invoices/{}",
        "/invoices/{}",
        "/invoices/{}",
        "/invoices/{}/void",
        "/invoices/{}/image_scan",
        "/invoices/{}/retrieve_image_scan",
    ],
    [
        *("/invoices/new/submit_for_approval", "/invoices/{}/submit_for_approval", "/invoices/{}/approve", "/Invoices/{}", "/users/{}"),
        *(
            "//invoices/{}",
            "/./invoices/{}",
            "/x/../invoices/{}",
            "/%69nvoices/{}",
            "/invoices/{}/VOID",
            "/invoices/{}/void/",
            "/invoices/{}/",
        ),
        *(
            "/invoices/{}/%76oid",
            "/invoices/{}/void.json",
            "/invoices/{}/../18",
            "/invoices/{}//void",
            "/invoices/{}/./void",
            "/invoices/{}/void;x",
        ),
        *("/invoices/{}/%2e%2e/18/void", "/invoices.json", "/invoices/", "/invoices/{}/void%00", ""),
    ],
)
IDS = (
    ["17", "18", "5", "700", "19", "17%00"],
    [
        *(
            "1",
            "017",
            "17.0",
            "+17",
            "%2017",
            "17.json",
            "17;x",
            "17%2Fvoid",
            "17%252fvoid",
            "new",
            "..",
            "%2e%2e",
            ".",
            "",
            "17,18",
        ),
        *("%31%37", "17%20", "１７", "17%0A", "-17", "0", "1e1", "17?exported=true&x=", "17#", "17\\void", "%31" * 30),
    ],
)
QUERIES = (
    ["", "", "", "?fields=[%22id%22]", "?exported=true"],
    [
        *(
            "?exported=false",
            "?EXPORTED=true",
            "?%65xported=true",
            "?exported[]=1",
            "?fields=x;exported=true",
            "?fields=x&fields=y",
            "?a#b",
            "? x",
        ),
        *(
            "?_method=DELETE",
            "?%5fmethod=PUT",
            "?unheard=of",
            "?fields=%00",
            "?limit=1&id[in]=1,2",
            "?fields=x&exported=true",
            "?&&exported=1",
        ),
        *("?return_object=none", "?", "?fields", "?fields=x?exported=true"),
    ],
)
HEADERS = (
    [("Accept", "application/json"), ("Host", "demo.example")],
    [
        ("X-HTTP-Method-Override", "DELETE"),
        ("x-http-method", "PUT"),
        ("X_HTTP_Method_Override", "PUT"),
        ("X-Original-URL", "/api/users"),
        ("X-Rewrite-URL", "/api/users"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "9999"),
        ("Host", "evil.test"),
        ("X-Forwarded-Host", "evil.test"),
        ("Cookie", "session=1"),
        ("Content-Encoding", "gzip"),
        ("Accept", "a\r\nX-HTTP-Method-Override: PUT"),
        ("X-Unheard-Of", "1"),
    ],
)
TYPES = (
    ["application/json", "application/json", "application/json", "application/json; charset=utf-8", "multipart/form-data; boundary=x"],
    [
        "application/json; charset=utf-7",
        "application/xml",
        "text/plain",
        "application/x-www-form-urlencoded",
        "APPLICATION/JSON",
        "",
        "application/jsonx",
    ],
)
NAMES = (
    ["internal-note", "invoice-number", "internal_note", "status", "invoice-lines", "paid", "exported", "payment_date"],
    ["id", "Paid", "payments", "unheard", "_delete", "invoice_lines", "custom-fields", "currency", "invoice", "_destroy", "paid "],
)
VALUES = (
    ['"x"', "null", "17", '[{"id":3}]', '[{"id":3,"description":"y"}]', '[{"description":"new"}]'],
    [
        *(
            "1",
            "18",
            "true",
            "[]",
            "{}",
            '{"code":"EUR"}',
            '[{"id":null}]',
            '[{"id":3,"_delete":true}]',
            '[{"id":3,"paid":true}]',
            '[{"id":"03"}]',
        ),
        *("NaN", "{", '{"paid":true}'),
    ],
)
RAW = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"\xff",
    b'\xef\xbb\xbf{"internal-note":1}',
    b"paid=true",
    b'{"a":1}{"paid":true}',
    '{"paid":true}'.encode("utf-16"),
]


@dataclass(frozen=True)
class Draw:
    """Takes each part from the friendly ones, or with some probability from the hostile ones."""

    random: random.Random
    hostility: float

    def hostile(self) -> bool:
        return self.random.random() < self.hostility

    def part(self, parts: tuple[list[T], list[T]]) -> T:
        return self.random.choice(parts[self.hostile()])

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability


def generate(source: random.Random) -> tuple[Attempt, Permission]:
    """A plausible request with some of its parts made hostile, and some permission."""
    draw = Draw(source, source.choice([0.0, 0.06, 0.06, 0.25]))
    url = TOKEN_URL if draw.hostile() and draw.chance(0.1) else _url(draw)
    headers = list({name.lower(): (name, value) for name, value in (draw.part(HEADERS) for _ in range(source.choice([0, 1, 2])))}.values())
    if draw.hostile():
        headers += headers[:1]
    body: bytes | None = None
    if draw.chance(0.6):
        headers.append(("Content-Type", draw.part(TYPES)))
        pairs = ",".join(f"{json.dumps(draw.part(NAMES))}:{draw.part(VALUES)}" for _ in range(source.choice([0, 1, 1, 2, 3])))
        body = source.choice(RAW) if draw.hostile() else f"{{{pairs}}}".encode()
    permission = Permission(
        allow_writes=draw.chance(0.6),
        allow_actions=draw.chance(0.5),
        disposable=draw.chance(0.15),
        invoices=NAMED if draw.chance(0.8) else frozenset(),
    )
    return Attempt(draw.part(METHODS), url, tuple(headers), body, not draw.hostile()), permission


def _url(draw: Draw) -> str:
    url = draw.part(ORIGINS) + draw.part(PATHS).replace("{}", draw.part(IDS)) + draw.part(QUERIES)
    if draw.hostile() and draw.chance(0.3):
        position = draw.random.randrange(len(url) + 1)
        url = url[:position] + chr(draw.random.choice([0, 9, 10, 13, 32, 35, 37, 46, 47, 59, 64, 92, 233, 8260])) + url[position:]
    return url


# The oracle: a few patterns of what is known to be right, and words that must not occur. It reads text where the guard reads structure.

_ANYWHERE = re.compile(
    r"https://demo\.example/api/invoices(/[^/?#\\;%\s]+(/(void|image_scan|retrieve_image_scan|submit_for_approval))?)?(\?[!-~]*)?"
)
_READ = re.compile(r"https://demo\.example/api/invoices(/[^/?]+(/retrieve_image_scan)?)?(\?[^#\s]*)?")
_UPDATE = re.compile(r"https://demo\.example/api/invoices/([1-9][0-9]*)(\?(fields|return_object)=[^&;]*)?")
_EXPORT = re.compile(r"https://demo\.example/api/invoices/([1-9][0-9]*)\?(fields=[^&;]*&)?(exported|%65xported)=(true|false)")
_ACT = re.compile(r"https://demo\.example/api/invoices/([1-9][0-9]*)/(void(\?fields=[^&;]*)?|image_scan)")
_CREATE = re.compile(r"https://demo\.example/api/invoices")
_CUT = re.compile(r"(?<=/)([0-9]+)%00(?=[/?]|$)")
_LETTER = re.compile("%(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|20)")  # encoded, but no separator
_IRREVERSIBLE_WORDS = ("paid", "payment", "exported", "delete", "destroy", '"id": null', ": []")


def may_leave(attempt: Attempt, permission: Permission) -> bool:
    """Whether letting it out can be defended. It may be kinder than the guard, never stricter where harm is possible."""
    names = [name.lower().replace("_", "-") for name, _ in attempt.headers]
    if any(word in name for name in names for word in ("override", "x-http-method", "original", "rewrite", "transfer")):
        return False
    if len(names) != len(set(names)) or any("\r" in value or "\n" in value for _, value in attempt.headers) or "content-length" in names:
        return False
    if attempt.method == "GET":
        attempt = replace(attempt, url=_CUT.sub(r"\1", attempt.url))  # an id that some servers end at the NUL is only read
    if "_method" in unquote(attempt.url) or not _ANYWHERE.fullmatch(_LETTER.sub("x", attempt.url)):
        return False
    if ".." in attempt.url or not re.fullmatch(r"[A-Za-z-]+", attempt.method) or attempt.method == "CONNECT":
        return False
    return permission.disposable or _may_leave_a_real_instance(attempt, permission, names)


def _may_leave_a_real_instance(attempt: Attempt, permission: Permission, names: list[str]) -> bool:
    if set(names) - {"accept", "content-type", "host"} or ("Host", "evil.test") in attempt.headers:
        return False
    if attempt.method == "GET":
        return bool(_READ.fullmatch(attempt.url)) and not attempt.body and "submit_for_approval" not in attempt.url
    if not attempt.authorised or "%00" in attempt.url:
        return False
    if attempt.method == "POST":
        return permission.allow_actions and bool(_CREATE.fullmatch(attempt.url)) and _harmless(attempt, "none", new=True) is not None
    for pattern, acts in ((_UPDATE, False), (_EXPORT, True), (_ACT, True)):
        match = pattern.fullmatch(attempt.url)
        if match and attempt.method in {"PUT", "PATCH"} and not (attempt.method == "PATCH" and acts):
            undoable = _harmless(attempt, match[1], new=False)
            known = match[1] in CREATED or (match[1] in NAMED and bool(permission.invoices))
            enough = permission.allow_actions if acts or undoable is False else permission.allow_writes
            return known and undoable is not None and enough
    return False


def _harmless(attempt: Attempt, invoice: str, *, new: bool) -> bool | None:
    """Whether a body can be undone; None for a body that must not leave."""
    if not attempt.body:
        return True
    kind = dict(attempt.headers).get("Content-Type", "").lower()
    if kind.startswith("multipart/form-data") and "image_scan" in attempt.url:
        return False
    if not re.fullmatch(r"application/json(; charset=utf-8)?", kind) or "image_scan" in attempt.url:
        return None
    try:
        value = json.loads(attempt.body.decode("ascii"))
    except ValueError:
        return None
    text = json.dumps(value).lower().replace("_", "-")
    unknown = set(re.findall(r'"([^"]*)": ', text)) & {"unheard", "invoice", "a", "paid "}
    spelled = [name.lower().replace("_", "-") for name in re.findall(r'"([^"]*)":', attempt.body.decode("ascii"))]
    outer = [
        name
        for name in spelled
        if name in {"internal-note", "invoice-number", "status", "exported", "currency", "invoice-lines", "payments"}
    ]
    if not isinstance(value, dict) or "nan" in text or unknown or len(outer) != len(set(outer)):
        return None
    if "id" in value and (new or str(value["id"]) != invoice or value["id"] is True):
        return None
    lines = value.get("invoice-lines", value.get("invoice_lines", [{"id": 3}]))
    if not isinstance(lines, list | None) or '"03"' in json.dumps(lines):
        return None
    return lines not in (None, []) and all("id" in line for line in lines) and not any(word in text for word in _IRREVERSIBLE_WORDS)


class Made:
    created = CREATED


def test_none_of_a_hundred_thousand_attempts_gets_out(contract: Any) -> None:
    """Of 100,000 hostile and friendly requests none leaves that the oracle forbids, and each kind of friendly one does leave."""
    source, rulebook, left = random.Random(20_260_417), Rulebook(contract), Counter[str]()  # noqa: S311
    for _ in range(ATTEMPTS):
        attempt, permission = generate(source)
        try:
            Guard(BASE, TOKEN_URL, permission, rulebook).check(attempt, Made())
        except RefusedError as error:
            left[f"refused: {error.permission or 'never'}"] += 1
            continue
        assert may_leave(attempt, permission), (attempt, permission)
        left["disposable" if permission.disposable else attempt.method + (" void" if "/void" in attempt.url else "")] += 1
        left["cut"] += bool(_CUT.search(attempt.url.partition("?")[0]))
        left["undocumented verb"] += contract.match(attempt.method, attempt.url[len(BASE) :].partition("?")[0]) is None
    friendly = ("GET", "PUT", "PATCH", "POST", "PUT void", "disposable", "cut", "undocumented verb")
    assert min(left[kind] for kind in friendly) > 50, left
    assert min(left[f"refused: {name}"] for name in ("never", "--allow-writes", "--allow-actions", "--invoice", "--disposable")) > 500, left
