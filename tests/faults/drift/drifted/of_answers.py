"""Drifts of answers: status codes, content types, headers, error bodies, and whole operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from coupa_contract.model import Interaction, Response
from drifted.plant import ADDITIVE, BREAKING, DOCUMENT, RECORDING, RISKY, Planted, same
from drifted.rewriting import answer, body, every, headers, is_json, refused, refuses, shows_invoices, status_of


def _one(value: dict[str, str], **changes: str) -> dict[str, str]:
    return {**value, **{name.replace("_", "-"): text for name, text in changes.items()}}


def _operation(*names: str) -> Any:
    return lambda each: each.case.operation in names


def _throttled(each: Interaction) -> Interaction:
    return replace(
        each, response=Response(429, (("content-type", "application/json; charset=utf-8"), ("retry-after", "2")), b'{"errors":{}}')
    )


def _problem(value: Any) -> Any:
    return {"code": 4711, "message": "; ".join(text for texts in value["errors"].values() for text in texts)}


def _in_markup(each: Interaction) -> Interaction:
    return answer(each, body=b"<html><body>Please sign in</body></html>")


def _every_nth(choose: Any, nth: int) -> Any:
    met = 0

    def chosen(each: Interaction) -> bool:
        nonlocal met
        met += bool(choose(each))
        return bool(choose(each)) and met % nth == 0

    return chosen


PLANTED = (
    Planted(
        "conflict-for-bad-request",
        "An action that is not allowed is answered with 423, which nobody has published.",
        every(lambda each: status_of(each) == 400 and each.case.operation == "voidInvoice", lambda each: answer(each, status=423)),
        "response-status-appeared",
        RISKY,
        ("voidInvoice", ""),
        (RECORDING,),
    ),
    Planted(
        "accepted-for-done",
        "Updates are answered with 202.",
        every(lambda each: status_of(each) == 200 and each.case.operation == "updateInvoice", lambda each: answer(each, status=202)),
        "response-status-changed",
        BREAKING,
        ("updateInvoice", ""),
    ),
    Planted(
        "throttling-of-lists",
        "Every third list is refused for haste, where it never was.",
        every(_every_nth(_operation("listInvoices"), 3), _throttled),
        "response-status-appeared",
        RISKY,
        ("listInvoices", ""),
        (RECORDING,),
    ),
    Planted(
        "failures-of-shows",
        "Every fifth invoice cannot be shown for a fault of the server.",
        every(
            _every_nth(_operation("showInvoice"), 5),
            lambda each: replace(each, response=Response(500, (("content-type", "application/json; charset=utf-8"),), b'{"errors":{}}')),
        ),
        "response-status-appeared",
        RISKY,
        ("showInvoice", ""),
        (RECORDING,),
    ),
    Planted(
        "another-media-type",
        "JSON is declared as a type of the vendor's own.",
        headers(shows_invoices, lambda own: _one(own, content_type="application/vnd.coupa+json; charset=utf-8")),
        "response-media-type-changed",
        BREAKING,
        ("showInvoice", ""),
    ),
    Planted(
        "scan-as-octets",
        "An image scan is declared as mere bytes.",
        headers(
            lambda each: each.case.operation == "retrieveInvoiceImageScan" and status_of(each) == 200,
            lambda own: _one(own, content_type="application/octet-stream"),
        ),
        "response-media-type-changed",
        BREAKING,
        ("retrieveInvoiceImageScan", ""),
        (RECORDING,),
    ),
    Planted(
        "another-charset",
        "JSON is declared as Latin-1.",
        headers(is_json, lambda own: _one(own, content_type="application/json; charset=iso-8859-1")),
        "response-charset-changed",
        RISKY,
        ("showInvoice", ""),
        (RECORDING,),
    ),
    Planted(
        "header-new",
        "All answers name the release that gave them.",
        headers(lambda each: True, lambda own: _one(own, x_api_release="R40")),
        "response-header-appeared",
        ADDITIVE,
        ("showInvoice", ""),
    ),
    Planted(
        "header-gone",
        "Answers do not name the release any more that gave them.",
        same,
        "response-header-gone",
        RISKY,
        ("showInvoice", ""),
        (RECORDING,),
        headers(lambda each: True, lambda own: _one(own, x_api_release="R40")),
    ),
    Planted(
        "header-in-another-form",
        "Answers say until which moment they hold, where they said a date.",
        headers(lambda each: True, lambda own: _one(own, x_valid_until="2026-01-05T10:00:00Z")),
        "response-header-format-changed",
        RISKY,
        ("showInvoice", ""),
        (RECORDING,),
        headers(lambda each: True, lambda own: _one(own, x_valid_until="2026-01-05")),
    ),
    Planted(
        "problems-for-errors",
        "All refusals have a code and a message instead of `errors`.",
        body(refuses, _problem),
        "response-error-body-changed",
        RISKY,
        ("showInvoice", ""),
    ),
    Planted(
        "one-refusal-otherwise",
        "Refusals of an update have an array of errors.",
        body(
            lambda each: refuses(each) and each.case.operation == "updateInvoice",
            lambda value: {"errors": [{"on": name, "texts": texts} for name, texts in value["errors"].items()]},
        ),
        "response-error-body-changed",
        RISKY,
        ("updateInvoice", ""),
    ),
    Planted(
        "operation-gone",
        "Disputes are gone: all of them are answered with 410.",
        refused(_operation("disputeInvoice"), "Disputes were retired.", 410),
        "operation-gone",
        BREAKING,
        ("disputeInvoice", ""),
    ),
    Planted(
        "markup-for-json",
        "Every third list is a page of the web declared as JSON.",
        every(_every_nth(lambda each: shows_invoices(each) and each.case.operation == "listInvoices", 3), _in_markup),
        "response-body-unreadable",
        BREAKING,
        ("listInvoices", ""),
    ),
    Planted(
        "nothing-for-an-invoice",
        "An update answers an empty body.",
        every(
            lambda each: shows_invoices(each) and each.case.operation == "updateInvoice",
            lambda each: answer(each, body=b""),
        ),
        "response-body-disappeared",
        BREAKING,
        ("updateInvoice", ""),
    ),
    Planted(
        "wrapped-list",
        "A list is an object that holds the list.",
        body(
            lambda each: shows_invoices(each) and each.case.operation == "listInvoices",
            lambda value: {"data": value, "total-count": len(value)},
        ),
        "response-array-became-object",
        BREAKING,
        ("listInvoices", ""),
        (DOCUMENT, RECORDING),
    ),
)
