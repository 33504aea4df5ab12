"""Samples of how an answer comes, with what status and type, and how an instance says no."""

from __future__ import annotations

from check_samples.making import Make, Sample
from coupa_contract.model import Credential, FailureKind

_PAGE = b"<!DOCTYPE html><html><body>Something went wrong</body></html>"


def _unauthorised(make: Make, credential: Credential, status: int = 401, body: object = b"Unauthorized", media_type: str = "text/plain"):
    return make.answer("showInvoice", body, status, credential=credential, negative=True, media_type=media_type)


SAMPLES = (
    Sample("shape-answer-arrives-whole", "cut off", lambda m: m.answer(failure=FailureKind.DISCONNECTED), lambda m: m.show()),
    Sample("shape-answer-arrives-whole", "no HTTP", lambda m: m.answer(failure=FailureKind.NOT_HTTP), lambda m: m.show()),
    Sample("shape-answer-is-bounded", "too late", lambda m: m.answer(failure=FailureKind.TIMEOUT), lambda m: m.show()),
    Sample("shape-answer-is-bounded", "too large", lambda m: m.answer(failure=FailureKind.TOO_LARGE), lambda m: m.show()),
    Sample("access-stays-at-the-origin", "sent elsewhere", lambda m: m.answer(failure=FailureKind.REDIRECTED), lambda m: m.show()),
    Sample("error-no-server-error", "fault", lambda m: m.refusal(500), lambda m: m.refusal(400)),
    Sample("error-no-server-error", "fault on junk", lambda m: m.refusal(500, negative=True), lambda m: m.refusal(422, negative=True)),
    Sample("error-service-is-available", "no way through", lambda m: m.refusal(502), lambda m: m.refusal(404, b"", negative=True)),
    Sample(
        "error-service-is-available",
        "maintenance without an end",
        lambda m: m.refusal(503),
        lambda m: m.refusal(503, headers=(("Retry-After", "60"),)),
    ),
    Sample(
        "error-throttling-says-when", "no Retry-After", lambda m: m.refusal(429), lambda m: m.refusal(429, headers=(("retry-after", "2"),))
    ),
    Sample("shape-read-is-answered", "a valid show is refused", lambda m: m.refusal(400, negative=False), lambda m: m.show()),
    Sample(
        "shape-read-is-answered",
        "a page of a list is not found",
        lambda m: m.answer("listInvoices", {"errors": {"error": ["none"]}}, 404, query="limit=5&offset=2"),
        lambda m: m.list([], "limit=5&offset=2"),
    ),
    Sample(
        "shape-read-is-answered",
        "a page of one is refused",
        lambda m: m.answer("listInvoices", {"errors": {"limit": ["too small"]}}, 400, query="limit=1"),
        lambda m: m.list([m.invoice()], "limit=1"),
    ),
    Sample("shape-read-is-answered", "moved", lambda m: m.answer(status=302, media_type=None), lambda m: m.show()),
    Sample(
        "shape-status-is-known",
        "a write is answered with a redirection",
        lambda m: m.answer("updateInvoice", None, 303, sent={"comments": "x"}),
        lambda m: m.answer("updateInvoice", m.invoice(), 200, sent={"comments": "x"}),
    ),
    Sample(
        "query-condition-is-accepted",
        "a documented condition is refused",
        lambda m: m.answer("listInvoices", {"errors": {"status": ["unknown"]}}, 400, query="status=approved"),
        lambda m: m.list(query="status=approved"),
    ),
    Sample(
        "projection-is-accepted",
        "documented fields are refused",
        lambda m: m.refusal(400, negative=False, query='fields=["id","invoice_number"]'),
        lambda m: m.answer(body={"id": 17, "invoice-number": "INV-17"}, query='fields=["id","invoice_number"]'),
    ),
    Sample(
        "shape-content-type",
        "XML where JSON was asked for",
        lambda m: m.answer(body=b"<invoice-header/>", media_type="application/xml"),
        lambda m: m.show(media_type="application/json; charset=utf-8"),
    ),
    Sample("shape-content-type", "no type at all", lambda m: m.show(media_type=None), lambda m: m.show()),
    Sample("shape-body-is-json", "cut JSON", lambda m: m.answer(body=b'{"id": 1'), lambda m: m.show()),
    Sample("shape-body-is-json", "no body", lambda m: m.answer(body=b""), lambda m: m.show()),
    Sample("shape-body-is-json", "not UTF-8", lambda m: m.answer(body=b'{"comments": "\xe9"}'), lambda m: m.show({"comments": "é"})),
    Sample("shape-body-is-json", "NaN", lambda m: m.answer(body=b'{"gross-total": NaN}'), lambda m: m.show()),
    Sample("shape-body-is-json", "a refusal that is no JSON", lambda m: m.refusal(400, b"no"), lambda m: m.refusal(400)),
    Sample(
        "shape-members-are-unique",
        "the id twice",
        lambda m: m.answer(body=b'{"id": 1, "id": 1}', query='fields=["id"]'),
        lambda m: m.answer(body=b'{"id": 1, "supplier": {"id": 1}}', query='fields=["id","supplier"]'),
    ),
    Sample(
        "shape-list-is-an-array",
        "a root node",
        lambda m: m.answer("listInvoices", {"invoices": []}),
        lambda m: m.answer("listInvoices", []),
    ),
    Sample("shape-list-is-an-array", "rows that are ids", lambda m: m.answer("listInvoices", [1, 2]), lambda m: m.list()),
    Sample("shape-invoice-is-an-object", "an array of one", lambda m: m.answer(body=[m.invoice()]), lambda m: m.show()),
    Sample(
        "shape-scan-is-binary",
        "the invoice instead",
        lambda m: m.answer("retrieveInvoiceImageScan", m.invoice(), accept="*/*"),
        lambda m: m.answer("retrieveInvoiceImageScan", b"%PDF-1.7", media_type="application/pdf", accept="*/*"),
    ),
    Sample(
        "shape-scan-is-binary",
        "nothing",
        lambda m: m.answer("retrieveInvoiceImageScan", b"", media_type="application/pdf", accept="*/*"),
        lambda m: m.answer("retrieveInvoiceImageScan", b'{"a": "JSON file"}', media_type="application/octet-stream", accept="*/*"),
    ),
    Sample(
        "error-unknown-accept",
        "a page for a picture",
        lambda m: m.answer(body=_PAGE, media_type="text/html", accept="image/png", negative=True),
        lambda m: m.show(accept="image/png", negative=True),
    ),
    Sample("error-body-shape", "a text", lambda m: m.refusal(400, '"no"'), lambda m: m.refusal(400)),
    Sample(
        "error-body-shape",
        "another name",
        lambda m: m.refusal(400, {"message": "no"}),
        lambda m: m.refusal(400, {"error": "invalid_scope"}),
    ),
    Sample(
        "error-body-shape",
        "a list of records",
        lambda m: m.refusal(400, {"errors": [{"field": "id"}]}),
        lambda m: m.refusal(400, {"errors": {"id": "is odd", "warnings": {"id": ["old"]}, "more": [{"a": 1}]}}),
    ),
    Sample("error-body-shape", "a number", lambda m: m.refusal(400, {"errors": {"id": 7}}), lambda m: m.refusal(400, {"errors": {}})),
    Sample(
        "error-body-is-not-a-page",
        "a page",
        lambda m: m.refusal(400, _PAGE, media_type="text/html", negative=True),
        lambda m: m.refusal(400, b"This cannot be read", media_type="text/plain", negative=True),
    ),
    Sample(
        "error-shows-no-internals",
        "a stack trace",
        lambda m: m.refusal(400, {"errors": {"base": ["app/models/invoice.rb:12:in `save'"]}}, negative=True),
        lambda m: m.refusal(400, {"errors": {"base": ["could not be saved"]}}, negative=True),
    ),
    Sample(
        "error-malformed-body-is-refused",
        "taken",
        lambda m: m.answer("updateInvoice", m.invoice(), sent=b'{"comments": ', negative=True),
        lambda m: m.answer("updateInvoice", {"errors": {"base": ["no"]}}, 422, sent=b'{"comments": ', negative=True),
    ),
    Sample(
        "error-wrong-media-type-is-refused",
        "taken",
        lambda m: m.answer("patchInvoice", m.invoice(), sent=b"comments", sent_as="text/plain", negative=True),
        lambda m: m.answer("patchInvoice", {"errors": {"base": ["no"]}}, 415, sent=b"comments", sent_as="text/plain", negative=True),
    ),
    Sample(
        "access-missing-token-is-refused",
        "answered",
        lambda m: m.answer(body=m.invoice(), credential=Credential.MISSING, negative=True),
        lambda m: _unauthorised(m, Credential.MISSING),
    ),
    Sample(
        "access-garbled-token-is-refused",
        "sent to a login page",
        lambda m: _unauthorised(m, Credential.GARBLED, 302, None),
        lambda m: _unauthorised(m, Credential.GARBLED, 403),
    ),
    Sample(
        "access-expired-token-is-refused",
        "answered",
        lambda m: m.answer(body=m.invoice(), credential=Credential.EXPIRED, negative=True),
        lambda m: _unauthorised(m, Credential.EXPIRED, 401, b""),
    ),
    Sample(
        "access-refusal-is-401",
        "a bad request",
        lambda m: _unauthorised(m, Credential.MISSING, 400),
        lambda m: _unauthorised(m, Credential.MISSING, 403),
    ),
    Sample(
        "access-refusal-holds-no-invoice",
        "the invoice in the refusal",
        lambda m: _unauthorised(m, Credential.MISSING, 401, {"errors": {"base": ["no"]}, "invoice": m.invoice()}, "application/json"),
        lambda m: _unauthorised(
            m, Credential.MISSING, 401, {"errors": {"supplier": ["is hidden"], "invoice-number": ["is hidden"]}}, "application/json"
        ),
    ),
)
