"""A second implementation of the API, written from the document and the facts alone: another server, other habits, the same contract.

It shares nothing with this project (a test reads its imports): plain WSGI over a dictionary, answered in HTTP/1.0. Its habits, each of
them legitimate: few invoices, large ids, members in another order, extra members, hardly an optional one, absent for null, no
`created-by`, times of whole seconds at +05:30, texts compared without case, limits capped, unknown conditions that match nothing,
refusals with 403 and 422 and texts of its own, plain text for 401 and 404, `ap_hold` after submit, a status that nobody published.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

Invoice = dict[str, Any]
Answer = tuple[int, str, bytes]  # status, media type, body

ZONE = timezone(timedelta(hours=5, minutes=30))
FIRST_ID = 70_400_000_003
TOKEN, EXPIRED_TOKEN = "a-token-of-the-small-instance", "an-older-token"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
REASONS = {200: "OK", 201: "Created", 204: "No Content", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 422: "Unprocessable"}
STATUSES = (
    "draft", "draft", "draft", "draft", "new", "pending_approval", "pending_approval", "pending_receipt", "pending_receipt",
    "approved", "approved", "approved", "ap_hold", "disputed", "disputed", "rejected", "voided", "abandoned", "in_clearance",
)  # fmt: skip
TEXTS = {
    "comments", "internal-note", "supplier-note", "margin-scheme", "cash-accounting-scheme-reference", "late-payment-penalties",
    "early-payment-provisions", "reverse-charge-reference", "payment-order-reference", "credit-reason", "invoice-number",
}  # fmt: skip
EDITABLE = ("new", "draft", "pending_approval")
# Action -> the statuses that it is allowed in, and where it leads.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": (("draft",), "ap_hold"),
    "void": (("approved", "pending_receipt"), "voided"),
    "dispute": (("approved", "pending_receipt", "pending_approval", "ap_hold"), "disputed"),
    "withdraw_dispute": (("disputed",), "pending_receipt"),
    "abandon": (("disputed",), "abandoned"),
    "bypass_approvals": (("pending_approval",), "approved"),
    "bypass_current_approval": (("pending_approval",), "pending_approval"),
    "restart_approvals": (("pending_approval",), "pending_approval"),
}
OPERATORS = ("not_eq", "gt", "lt", "gt_or_eq", "lt_or_eq", "in", "not_in", "contains", "starts_with", "ends_with", "blank")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}")


class RefusedError(Exception):
    """The request is refused: a status, and what is wrong."""

    def __init__(self, status: int, what: str, why: str) -> None:
        super().__init__(why)
        self.status, self.what, self.why = status, what, why


def stamp(moment: datetime) -> str:
    """A time as this instance prints it."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


def instant(text: str) -> datetime:
    """The instant of a text; without an offset it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def made(number: int, status: str) -> Invoice:
    """An invoice of the first day, complete as far as this instance ever is."""
    moment = datetime(2023, 11, 5, 4, 0, 7, tzinfo=UTC) + timedelta(hours=37 * number)
    supplier, quantity, price = number % 3, 1 + number % 4, 12.5 * (number + 1)
    line = {"price": price, "total": quantity * price, "description": f"Paper, reel {number}", "quantity": quantity}
    return {
        "invoice-lines": [
            line | {"account": {"code": f"4{supplier}-PAPER", "id": 900 + supplier}, "line-num": 1, "id": 8_100_000 + number}
        ],
        "status": status,
        "supplier": {"number": f"V{supplier}", "name": ("Köhler & Söhne", "Östlund AB", "Nagy Kft.")[supplier], "id": 31 + supplier},
        "currency": {"code": ("EUR", "SEK", "HUF")[supplier], "id": 5 + supplier},
        "invoice-date": moment.astimezone(ZONE).date().isoformat(),
        "gross-total": quantity * price,
        "updated-at": stamp(moment + timedelta(days=3)),
        "created-at": stamp(moment),
        "exported": number % 5 == 0,
        "x-plant": {"site": f"plant {supplier}", "shift_code": number % 2},
        "invoice-number": f"R-{2023000 + number}-{'Abc'[supplier]}",
        "id": FIRST_ID + 41 * number,
    }


def spoken(value: Any, name: str = "") -> Any:
    """A value as today's instances spell it: decimals as text, days as midnight of the company's zone."""
    if isinstance(value, dict):
        return {key: spoken(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [spoken(each, name) for each in value]
    if name in ("price", "total", "quantity", "gross-total"):
        return f"{value:.2f}"
    return f"{value}T00:00:00+05:30" if name == "invoice-date" and len(value) == 10 else value


def below(value: Any, path: list[str]) -> Iterator[Any]:
    """The values at a path, in every record of a collection; nothing where a step is missing."""
    if isinstance(value, list):
        for each in value:
            yield from below(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from below(value[path[0]], path[1:])


def compares(value: Any, operator: str, operand: str) -> bool:
    """Whether a value is on the operator's side of the operand; numbers and times as such, texts without case. Raises ValueError."""
    if operator in ("in", "not_in"):
        found = any(compares(value, "", each.strip()) for each in operand.split(","))
        return found is (operator == "in")
    one: Any
    other: Any
    if isinstance(value, bool):
        one, other = str(value).lower(), operand.lower()
    elif isinstance(value, int | float):
        one, other = float(value), float(operand)
    elif _STAMP.match(value):
        one, other = instant(value if "T" in value else f"{value}T00:00:00+05:30"), instant(operand)
    else:
        one, other = value.casefold(), operand.casefold()
    if operator in ("contains", "starts_with", "ends_with"):
        text, part = str(value).casefold(), operand.casefold()
        return {"contains": part in text, "starts_with": text.startswith(part), "ends_with": text.endswith(part)}[operator]
    sides: dict[str, Callable[[], bool]] = {
        "": lambda: one == other,
        "not_eq": lambda: one != other,
        "gt": lambda: one > other,
        "lt": lambda: one < other,
        "gt_or_eq": lambda: one >= other,
        "lt_or_eq": lambda: one <= other,
    }
    return bool(sides[operator]())


def holds(invoice: Invoice, name: str, operand: str) -> bool:
    """Whether an invoice meets a condition; what this instance never heard of, nothing meets. Raises RefusedError."""
    *path, last = name.replace("]", "").split("[")
    operator = last if path and last in OPERATORS else ""
    path = [step.replace("_", "-") for step in (path if operator else [*path, last])]
    values = [each for each in below(invoice, path) if not isinstance(each, dict)]
    if operator == "blank":
        return any(each == "" for each in values) or not values if operand == "true" else any(each != "" for each in values)
    try:
        return any(compares(each, operator, operand) for each in values)
    except (ValueError, TypeError):
        raise RefusedError(422, name, f"'{operand}' makes no sense here") from None


def projected(invoice: Invoice, wanted: list[Any]) -> Invoice:
    """The members that `fields` names, those of nested records too."""
    shown: Invoice = {}
    for each in wanted:
        for name, inner in each.items() if isinstance(each, dict) else [(each, None)]:
            key = str(name).replace("_", "-")
            if key in invoice:
                value = invoice[key]
                nested = [projected(row, inner) for row in value] if isinstance(value, list) and inner else value
                shown[key] = projected(value, inner) if isinstance(value, dict) and inner else nested
    return shown


@dataclass
class SmallInstance:
    """The whole state. `dialect` is the spelling: decimals as numbers (published) or as text (core-r39)."""

    dialect: str = "published"
    invoices: dict[int, Invoice] = field(default_factory=dict)
    scans: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Fills the shelves."""
        for number, status in enumerate(STATUSES):
            invoice = made(number, status)
            self.invoices[invoice["id"]] = invoice
        first = next(iter(self.invoices))
        self.scans[first] = ("image/png", PNG)
        self.invoices[first]["image-scan"] = "reel-0.png"

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request (WSGI)."""
        with self.lock:
            try:
                status, kind, body = self.answer(environ)
            except RefusedError as error:
                status, kind, body = self.refusal(error)
        headers = [("content-length", str(len(body))), ("X-Served-By", "small/0.3"), ("Cache-Control", "no-store")]
        start(f"{status} {REASONS.get(status, 'So')}", headers + ([("content-type", kind)] if body else []))
        return [body]

    def refusal(self, error: RefusedError) -> Answer:
        """A refusal in words of this instance; for 401 and 404 in plain text."""
        if error.status in (401, 404):
            return error.status, "text/plain", error.why.encode("utf-8", "replace")
        told = {"errors": {error.what or "base": error.why, "warnings": ["This was written to the audit log"]}}
        return error.status, "application/json", json.dumps(told).encode()

    def printed(self, value: Any, status: int = 200) -> Answer:
        """A value as JSON, spelled in the dialect."""
        value = spoken(value) if self.dialect == "core-r39" else value
        return status, "application/json;charset=UTF-8", json.dumps(value, ensure_ascii=False, indent=1).encode()

    def answer(self, environ: dict[str, Any]) -> Answer:
        """Finds out what is asked for. Raises RefusedError."""
        verb = environ["REQUEST_METHOD"]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace").strip("/").split("/")
        query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if path == ["oauth2", "token"]:
            granted = {"token_type": "Bearer", "access_token": TOKEN, "expires_in": "7200"}
            return 200, "application/json", json.dumps(granted).encode()
        if path[:2] != ["api", "invoices"]:
            raise RefusedError(404, "", "Nothing here")
        if environ.get("HTTP_AUTHORIZATION", "").strip() != f"Bearer {TOKEN}":
            raise RefusedError(401, "", "Who are you?")
        if len(path) == 2 and verb == "GET":
            return self.listed(query)
        if len(path) == 2 and verb == "POST" and self.dialect == "core-r39":
            return self.printed(self.created(self.change(environ, body)))
        if len(path) in (3, 4) and re.fullmatch(r"[1-9]\d{0,17}", path[2], re.ASCII):
            return self.one(verb, int(path[2]), "".join(path[3:]), query, environ, body)
        raise RefusedError(404, "", "No such thing")

    def one(self, verb: str, number: int, action: str, query: list[tuple[str, str]], environ: dict[str, Any], body: bytes) -> Answer:
        """What is asked of one invoice. Raises RefusedError."""
        invoice = self.invoices.get(number)
        if invoice is None:
            raise RefusedError(404 if verb == "GET" else 403, "id", "You may not see that invoice, or there is none")
        if verb == "GET" and action == "retrieve_image_scan" and number in self.scans:
            return 200, *self.scans[number]
        if verb == "GET" and not action:
            return self.shown(dict(reversed(invoice.items())), dict(query))
        if verb == "PUT" and action == "image_scan":
            self.scans[number] = ("application/octet-stream", body)
            return self.shown(self.keep(invoice, {"image-scan": "scan.bin"}), dict(query))
        if verb in ("PUT", "PATCH") and not action:
            if ("exported", "true") in query:
                return self.shown(self.keep(invoice, {"exported": True}), dict(query))
            return self.shown(self.updated(invoice, self.change(environ, body)), dict(query))
        known = action in MOVES and (self.dialect == "core-r39" or action in ("submit", "void", "dispute"))
        if verb == "PUT" and known:
            allowed, target = MOVES[action]
            if invoice["status"] not in allowed:
                raise RefusedError(422, "status", f"{action} is for {' and '.join(allowed)}")
            return self.shown(self.keep(invoice, {"status": target}), dict(query))
        raise RefusedError(404 if verb == "GET" else 403, "", "Not with this invoice")

    def listed(self, query: list[tuple[str, str]]) -> Answer:
        """A page of what meets all conditions. Raises RefusedError."""
        options = {name: value for name, value in query if name in ("limit", "offset", "order_by", "dir", "fields", "return_object")}
        conditions = [pair for pair in query if pair[0] not in options]
        found = [each for each in self.invoices.values() if all(holds(each, *pair) for pair in conditions)]
        by = options.get("order_by", "updated-at").replace("_", "-")
        by = by if all(isinstance(each.get(by), str | int | float) for each in found) else "id"
        if options.get("dir", "asc") not in ("asc", "desc"):
            raise RefusedError(422, "dir", "up or down")
        found.sort(key=lambda row: row[by])
        found = found[::-1] if options.get("dir") == "desc" else found
        try:
            limit, offset = int(options.get("limit", "50")), int(options.get("offset", "0"))
        except ValueError:
            raise RefusedError(422, "limit", "that is no number") from None
        offset, limit = max(offset, 0), min(max(limit, 1), 50)
        return self.printed([self.chosen(each, options) for each in found[offset : offset + limit]])

    def shown(self, invoice: Invoice, options: dict[str, str]) -> Answer:
        """One invoice, as its options want it. Raises RefusedError."""
        return (200, "", b"") if options.get("return_object") == "none" else self.printed(self.chosen(invoice, options))

    def chosen(self, invoice: Invoice, options: dict[str, str]) -> Invoice:
        """The part of an invoice that `fields` or `return_object` asks for. Raises RefusedError."""
        if "fields" in options:
            try:
                wanted = json.loads(options["fields"])
                return projected(invoice, wanted if isinstance(wanted, list) else [wanted])
            except (ValueError, RecursionError, AttributeError, TypeError):
                raise RefusedError(422, "fields", "not a list of names") from None
        return {"id": invoice["id"]} if options.get("return_object") == "limited" else invoice

    def change(self, environ: dict[str, Any], body: bytes) -> Invoice:
        """The change that a request carries, its names dashed. Raises RefusedError."""
        if not environ.get("CONTENT_TYPE", "").startswith("application/json"):
            raise RefusedError(422, "", "I read JSON")
        try:
            value = json.loads(body.decode())
            json.dumps(value, ensure_ascii=False).encode()  # no half characters
        except (ValueError, RecursionError):
            raise RefusedError(422, "", "That is not JSON") from None
        if not isinstance(value, dict):
            raise RefusedError(422, "", "That is no invoice")
        return {name.replace("_", "-"): each for name, each in value.items()}

    def updated(self, invoice: Invoice, change: Invoice) -> Invoice:
        """An invoice with the texts of a change; of anything else it takes no notice, or refuses it. Raises RefusedError."""
        if invoice["status"] not in EDITABLE:
            raise RefusedError(403, "status", "It is settled")
        if set(change) & {"invoice-lines", "invoice-date", "currency", "supplier"}:
            raise RefusedError(422, "base", "Only texts can be changed here")
        texts = {name: value for name, value in change.items() if name in TEXTS}
        if not all(value is None or (isinstance(value, str) and len(value) <= 255) for value in texts.values()):
            raise RefusedError(422, "base", "A text is a text, and short")
        return self.keep(invoice, texts)

    def keep(self, invoice: Invoice, change: Invoice) -> Invoice:
        """Stores a change; null takes the member away."""
        later = max(datetime.now(UTC), instant(invoice["updated-at"]) + timedelta(seconds=1))
        merged = {**invoice, **change, "updated-at": stamp(later)}
        self.invoices[invoice["id"]] = {name: value for name, value in merged.items() if value is not None}
        return self.invoices[invoice["id"]]

    def created(self, change: Invoice) -> Invoice:
        """A new draft. Raises RefusedError."""
        invoice = made(len(self.invoices), "draft")
        invoice["id"] = max(self.invoices) + 41
        invoice["created-at"] = invoice["updated-at"] = stamp(datetime.now(UTC))
        invoice |= {name: value for name, value in change.items() if name in TEXTS or name == "invoice-date"}
        for name in ("supplier", "currency"):
            known = [each[name] for each in self.invoices.values()]
            invoice[name] = next((each for each in known if each["id"] == (change.get(name) or {}).get("id")), invoice[name])
        first = invoice["invoice-lines"][0]
        for number, line in enumerate(change.get("invoice-lines") or []):
            sums = {name: float(line.get(name, 0)) for name in ("price", "quantity")}
            kept = {"description": line.get("description"), "total": sums["price"] * sums["quantity"], "line-num": number + 1}
            invoice["invoice-lines"][number:] = [first | sums | kept | {"id": first["id"] + 100 * number}]
        invoice["gross-total"] = sum(line["total"] for line in invoice["invoice-lines"])
        self.invoices[invoice["id"]] = invoice
        return invoice


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing."""


@contextmanager
def serving(app: SmallInstance) -> Iterator[str]:
    """Serves the instance from threads, in HTTP/1.0, on a port of its own; gives its base URL."""
    with make_server("127.0.0.1", 0, app, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api"
        finally:
            server.shutdown()
            thread.join()
