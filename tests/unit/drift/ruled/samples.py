"""For each rule, a pair of sides in which it fires, and one in which it keeps silent."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from coupa_contract.drift.facts import ExampleFault, Facts, HeaderFacts, OperationFacts, ParameterFacts, PlaceFacts
from coupa_contract.drift.shape import Bounds
from ruled.sides import answer, doc, documented, in_answer, in_request, most, observed, operation, seen, tally

Pair: TypeAlias = tuple[Facts, Facts]

FIRING: dict[str, list[Pair]] = {}
SILENT: dict[str, list[Pair]] = {}


def _fires(rule: str, *pairs: Pair) -> None:
    FIRING.setdefault(rule, []).extend(pairs)


def _silent(rule: str, *pairs: Pair) -> None:
    SILENT.setdefault(rule, []).extend(pairs)


def judged(old: PlaceFacts | None, new: PlaceFacts | None) -> Pair:
    """A document and what was seen, of one member of an answer; there is always another."""
    other = {"id": doc("integer")}
    return documented(in_answer(old, **other)), observed(in_answer(new, id=seen("integer")))


def answers(old: PlaceFacts | None, new: PlaceFacts | None) -> Pair:
    """Two documents, of one member of an answer."""
    return documented(in_answer(old, id=doc("integer"), root=doc("object"))), documented(
        in_answer(new, id=doc("integer"), root=doc("object"))
    )


def requests(old: PlaceFacts | None, new: PlaceFacts | None) -> Pair:
    """Two documents, of one member of a request."""
    return documented(in_request(old, id=doc("integer"))), documented(in_request(new, id=doc("integer")))


def two(old: PlaceFacts | None, new: PlaceFacts | None) -> Pair:
    """Two observations, of one member of an answer."""
    return observed(in_answer(old, id=seen("integer"))), observed(in_answer(new, id=seen("integer")))


def _both(name: str, old: PlaceFacts | None, new: PlaceFacts | None, silent_old: PlaceFacts | None, silent_new: PlaceFacts | None) -> None:
    """The same change fires in an answer and in a request, and the other keeps silent in both."""
    _fires(f"response-{name}", answers(old, new))
    _fires(f"request-{name}", requests(old, new))
    _silent(f"response-{name}", answers(silent_old, silent_new), answers(old, old))
    _silent(f"request-{name}", requests(silent_old, silent_new), requests(old, old))


_NUMBER, _TEXT, _OBJECT, _LIST = doc("number"), doc("string"), doc("object"), doc("array")
_FIGURES = doc("string", forms=("decimal", "integer"))
_DATE, _STAMP = doc("string", forms=("date",)), doc("string", forms=("timestamp-z", "timestamp-offset"))
_WORDS = doc("string", words=("new", "paid"))
_OPTIONAL, _REQUIRED = doc("string", required=False), doc("string", required=True)

# Types
_both("type-changed", doc("boolean"), _TEXT, _NUMBER, doc("integer"))
_both("number-became-text", _NUMBER, _FIGURES, _NUMBER, _TEXT)
_both("text-became-number", _FIGURES, _NUMBER, _TEXT, _FIGURES)
_both("array-became-object", _LIST, _OBJECT, _LIST, _TEXT)
_both("object-became-array", _OBJECT, _LIST, _OBJECT, _TEXT)
_both("scalar-became-object", _NUMBER, _OBJECT, _NUMBER, _LIST)
_both("object-became-scalar", _OBJECT, _TEXT, _OBJECT, _LIST)
_both("type-widened", _NUMBER, doc("number", "string"), doc("number", "string"), _NUMBER)
_both("type-narrowed", doc("number", "string"), _NUMBER, _NUMBER, doc("number", "string"))
_fires(
    "response-number-became-text",
    judged(_NUMBER, seen("string", forms=("decimal",))),
    two(seen("number"), seen("string", forms=("decimal",))),
)
_fires("response-type-widened", judged(_NUMBER, seen("number", "string")))
_fires("response-type-narrowed", two(seen("number", "string", count=30), seen("string", count=60)))
_silent(
    "response-type-widened", judged(doc("number"), seen("integer")), judged(doc(), seen("string")), two(seen("integer"), seen("integer"))
)
_silent("response-type-narrowed", two(seen("number", "string", count=2), seen("string", count=3)))

# Null
_both("null-appeared", _TEXT, doc("string", null=True), doc("string", null=True), _TEXT)
_both("null-vanished", doc("string", null=True), _TEXT, _TEXT, doc("string", null=True))
_fires("response-null-appeared", judged(_OBJECT, seen("object", nulls=5)), two(seen("object"), seen("object", nulls=40)))
_silent(
    "response-null-appeared",
    judged(doc("object", null=True), seen("object", nulls=5)),
    two(seen("object"), seen("object", nulls=2)),
    two(seen("object", absent=40), seen("object", nulls=40)),
)
_fires("response-null-vanished", two(seen("string", count=30, nulls=30), seen("string", count=60)))

# Forms of texts
_both("date-became-timestamp", _DATE, _STAMP, _STAMP, _STAMP)
_both("timestamp-became-date", _STAMP, _DATE, _DATE, _DATE)
_both("offset-changed", doc("string", forms=("timestamp-z",)), doc("string", forms=("timestamp-offset",)), _STAMP, _DATE)
_both("format-lost", _DATE, _TEXT, _TEXT, _DATE)
_both("format-gained", _TEXT, _DATE, _DATE, _TEXT)
_both("empty-text-appeared", _DATE, doc("string", forms=("date", "empty")), doc("string", forms=("date", "empty")), _DATE)
_fires("response-date-became-timestamp", judged(_DATE, seen("string", forms=("timestamp-z",))))
_fires("response-offset-changed", two(seen("string", forms=("timestamp-z",)), seen("string", forms=("timestamp-offset",))))
_fires(
    "response-format-lost",
    judged(_STAMP, seen("string", forms=("timestamp-local",))),
    judged(doc("string", forms=("uri",)), seen("string", forms=("text",))),
)
_fires("response-format-gained", two(seen("string", forms=("text",)), seen("string", forms=("uuid",))))
_silent("response-offset-changed", judged(_STAMP, seen("string", forms=("timestamp-z",))))
_silent(
    "response-format-lost",
    two(seen("string", forms=("text", "integer")), seen("string", forms=("text", "uuid"))),
    judged(_TEXT, seen("string", forms=("date",))),
)

# Words
_both("word-appeared", _WORDS, doc("string", words=("new", "paid", "held")), _WORDS, _TEXT)
_both("word-gone", _WORDS, doc("string", words=("new",)), doc("string", words=("new",)), _WORDS)
_both("word-case-changed", _WORDS, doc("string", words=("NEW", "PAID")), _WORDS, doc("string", words=("new",)))
_both("enum-opened", _WORDS, _TEXT, _TEXT, _WORDS)
_both("enum-closed", _TEXT, _WORDS, _WORDS, _TEXT)
_fires(
    "response-word-appeared",
    judged(_WORDS, seen("string", words=("held",))),
    two(seen("string", words=("new",)), seen("string", words=("new", "held"), count=30)),
)
_fires(
    "response-word-case-changed",
    judged(_WORDS, seen("string", words=("NEW",))),
    two(seen("string", words=("new",)), seen("string", words=("New",))),
)
_fires("response-word-gone", two(seen("string", words=("new", "paid")), seen("string", words=("new",))))
_silent(
    "response-word-appeared",
    judged(_TEXT, seen("string", words=("held",))),
    two(seen("string", words=("new",), count=3), seen("string", words=("held",), count=3)),
)
_fires("response-word-never-observed", judged(_WORDS, seen("string", words=("new",))))
_silent("response-word-never-observed", judged(_WORDS, seen("string", words=("new", "paid"))))

# Bounds
_both(
    "length-exceeded",
    doc("string", length=most(20)),
    doc("string", length=most(40)),
    doc("string", length=most(40)),
    doc("string", length=most(20)),
)
_both(
    "length-tightened",
    doc("string", length=most(40)),
    doc("string", length=most(20)),
    doc("string", length=most(20)),
    doc("string", length=most(40)),
)
_both("bound-exceeded", doc("number", value=most(20)), _NUMBER, _NUMBER, doc("number", value=most(20)))
_both("bound-tightened", _NUMBER, doc("number", value=most(20)), doc("number", value=most(20)), _NUMBER)
_both(
    "precision-exceeded",
    doc("number", places=most(2)),
    doc("number", places=most(4)),
    doc("number", places=most(4)),
    doc("number", places=most(2)),
)
_both(
    "precision-tightened",
    doc("number", digits=most(30)),
    doc("number", digits=most(12)),
    doc("number", digits=most(12)),
    doc("number", digits=most(30)),
)
_both("array-bound-exceeded", doc("array", size=most(5)), _LIST, _LIST, doc("array", size=most(5)))
_both("array-bound-tightened", _LIST, doc("array", size=most(5)), doc("array", size=most(5)), _LIST)
_fires("response-length-exceeded", judged(doc("string", length=most(20)), seen("string", length=Bounds(3, 25))))
_fires("response-precision-exceeded", two(seen("number", places=Bounds(2, 2)), seen("number", places=Bounds(4, 4))))
_silent(
    "response-length-exceeded",
    judged(doc("string", length=most(20)), seen("string", length=Bounds(3, 9))),
    two(seen("string", length=most(20)), seen("string", length=most(90))),
)
_silent("response-bound-exceeded", two(seen("number", value=most(20)), seen("number", value=most(9000))))
_silent("response-array-bound-exceeded", two(seen("array", size=most(2)), seen("array", size=most(40))))

# Maps
_MAP = doc("object", is_map=True, keys={"dashed": None})
_both("map-keys-changed", _MAP, replace(_MAP, keys={"spaced": None}), _MAP, replace(_MAP, keys={}))
_fires("response-map-keys-changed", two(seen("object", is_map=True, keys=("dashed",)), seen("object", is_map=True, keys=("spaced",))))

# Members
_both("member-appeared", None, _OPTIONAL, _OPTIONAL, None)
_both("member-disappeared", _OPTIONAL, None, None, _OPTIONAL)
_fires("response-member-appeared", judged(None, seen("string", count=2)), two(None, seen("string")))
_silent("response-member-appeared", two(None, seen("string", count=2, absent=58)), judged(_OPTIONAL, seen("string")))
_fires("response-member-disappeared", judged(_REQUIRED, None), two(seen("string"), None))
_silent("response-member-disappeared", judged(_OPTIONAL, None), two(seen("string", count=2, absent=58), None), two(seen(nulls=60), None))
_fires("response-member-never-observed", judged(_OPTIONAL, None))
_silent("response-member-never-observed", judged(_OPTIONAL, seen("string")))
_fires(
    "request-member-never-observed", (documented(in_request(_OPTIONAL, id=doc("integer"))), observed(in_request(None, id=seen("integer"))))
)
_silent("request-member-never-observed", (documented(in_request(_OPTIONAL)), observed(in_request(seen("string")))))
_VALUES = frozenset(range(20))


def _renamed(old: str, new: str, mode: str = "two", marks: frozenset[int] = _VALUES) -> Pair:
    if mode == "two":
        before, after = (
            in_answer(seen("string", forms=("text",), marks=each), f"/{name}", id=seen("integer"))
            for name, each in ((old, _VALUES), (new, marks))
        )
        return observed(before), observed(after)
    if mode == "judged":
        return documented(in_answer(_REQUIRED, f"/{old}", id=doc("integer"))), observed(
            in_answer(seen("string"), f"/{new}", id=seen("integer"))
        )
    maker = in_request if mode == "requests" else in_answer
    return documented(maker(_OPTIONAL, f"/{old}", id=doc("integer"))), documented(maker(_OPTIONAL, f"/{new}", id=doc("integer")))


_fires(
    "response-member-renamed",
    _renamed("created-at", "creation"),
    _renamed("invoice-number", "invoice_number", "judged"),
    _renamed("invoice-number", "invoice-num", "answers"),
)
_silent(
    "response-member-renamed", _renamed("created-at", "creation", marks=frozenset(range(50, 70))), _renamed("total", "comment", "judged")
)
_fires("request-member-renamed", _renamed("invoice-number", "invoiceNumber", "requests"))
_silent("request-member-renamed", _renamed("comment", "total", "requests"))


def _moved(old: str, new: str, maker: str) -> Pair:
    totals = {"root": doc("object"), "totals": doc("object")} if maker == "answers" else {"totals": doc("object")}
    make = in_answer if maker == "answers" else in_request
    return documented(make(_OPTIONAL, old, **totals)), documented(make(_OPTIONAL, new, **totals))


_fires("response-member-moved", _moved("/net-total", "/totals/net-total", "answers"), (
    observed(in_answer(seen("string", marks=_VALUES), "/gross", id=seen("integer"))),
    observed(in_answer(seen("string", marks=_VALUES), "/totals/gross", totals=seen("object"), id=seen("integer"))),
))  # fmt: skip
_silent("response-member-moved", _moved("/net-total", "/totals/tax", "answers"))
_fires("request-member-moved", _moved("/net-total", "/totals/net-total", "requests"))
_silent("request-member-moved", _moved("/net-total", "/totals/tax", "requests"))

# Presence
_both("member-became-optional", _REQUIRED, _OPTIONAL, _OPTIONAL, _REQUIRED)
_fires("response-member-became-optional", judged(_REQUIRED, seen("string", absent=4)), two(seen("string"), seen("string", absent=60)))
_silent(
    "response-member-became-optional",
    two(seen("string"), seen("string", absent=2)),
    two(seen("string", nulls=60), seen("string", absent=60)),
)
_fires("response-member-always-present", answers(_OPTIONAL, _REQUIRED), two(seen("string", absent=60), seen("string")))
_silent("response-member-always-present", judged(_OPTIONAL, seen("string")), two(seen("string", absent=1), seen("string")))
_fires("request-member-newly-required", requests(_OPTIONAL, _REQUIRED), requests(None, _REQUIRED))
_silent("request-member-newly-required", requests(_REQUIRED, _OPTIONAL), requests(None, _OPTIONAL))
_LINE = {name: seen("string") for name in ("quantity", "price")}
_HALF = {name: seen("string", count=30, absent=30) for name in ("quantity", "price")}
_fires("response-member-alternatives-appeared", (
    observed(in_answer(seen("integer"), "/id", **_LINE)),
    observed(in_answer(seen("string", count=30, absent=30), "/milestone", **_HALF,
            percent=seen("integer", count=30, absent=30), id=seen("integer"))),
))  # fmt: skip
_silent(
    "response-member-alternatives-appeared",
    (observed(in_answer(seen("integer"), "/id", **_LINE)), observed(in_answer(seen("integer"), "/id", **_HALF))),
)

# Answers
_OK = answer({"": seen("object")}, seen=tally())
_DOC_OK = answer({"": doc("object")})
_404 = answer({"": doc("object")}, "404")


def _answered(*old: object, new: tuple[object, ...]) -> Pair:
    return documented(operation(*old)), observed(operation(*new, seen=tally(), taken=60))  # type: ignore[arg-type]


def _stated(old: tuple[object, ...], new: tuple[object, ...]) -> Pair:
    return documented(operation(*old)), documented(operation(*new))  # type: ignore[arg-type]


def _twice(old: object, new: object) -> Pair:
    return observed(operation(old, seen=tally(), taken=60)), observed(operation(new, seen=tally(), taken=60))  # type: ignore[arg-type]


_fires("response-status-appeared", _answered(_DOC_OK, new=(_OK, replace(_OK, status="500"))), _stated((_DOC_OK,), (_DOC_OK, _404)))
_silent(
    "response-status-appeared",
    _answered(_DOC_OK, _404, new=(_OK, replace(_OK, status="404"))),
    _answered(_DOC_OK, replace(_404, status="4XX"), new=(_OK, replace(_OK, status="409"))),
)
_fires("response-status-changed", _answered(_DOC_OK, new=(replace(_OK, status="202"),)))
_silent("response-status-changed", _answered(_DOC_OK, new=(_OK, replace(_OK, status="202"))))
_fires("response-status-gone", _stated((_DOC_OK, _404), (_DOC_OK,)))
_silent("response-status-gone", _answered(_DOC_OK, _404, new=(_OK,)))
_fires("response-status-never-observed", _answered(_DOC_OK, _404, new=(_OK,)))
_silent("response-status-never-observed", _answered(_DOC_OK, new=(_OK,)))
_fires("response-media-type-appeared", _answered(_DOC_OK, new=(_OK, replace(_OK, media_type="text/html"))))
_silent("response-media-type-appeared", _answered(replace(_DOC_OK, media_type="*/*"), new=(_OK,)))
_fires("response-media-type-changed", _answered(_DOC_OK, new=(replace(_OK, media_type="text/html"),)))
_silent("response-media-type-changed", _answered(_DOC_OK, new=(_OK,)))
_fires("response-media-type-gone", _stated((_DOC_OK, replace(_DOC_OK, media_type="text/csv")), (_DOC_OK,)))
_silent("response-media-type-gone", _answered(_DOC_OK, replace(_DOC_OK, media_type="text/csv"), new=(_OK,)))
_fires("response-charset-changed", _twice(replace(_OK, charsets={"utf-8": tally()}), replace(_OK, charsets={"iso-8859-1": tally()})))
_silent("response-charset-changed", _twice(replace(_OK, charsets={"": tally()}), replace(_OK, charsets={"utf-8": tally()})))
_fires("response-body-unreadable", _answered(_DOC_OK, new=(replace(_OK, unreadable={"html": tally(4)}),)))
_silent("response-body-unreadable", _answered(_DOC_OK, new=(_OK,)))
_fires("response-body-disappeared", _answered(_DOC_OK, new=(replace(_OK, empty=tally(), places={}),)))
_silent("response-body-disappeared", _answered(replace(_DOC_OK, places={}), new=(replace(_OK, empty=tally(), places={}),)))
_NO_BODY = answer({}, "204", "")
_fires("response-body-appeared", _answered(_NO_BODY, new=(replace(_OK, status="204"),)))
_silent("response-body-appeared", _answered(_NO_BODY, new=(answer({}, "204", "", seen=tally()),)))
_HEADED = replace(_OK, headers={"x-release": HeaderFacts(True, tally(), {"integer": tally()})})
_fires("response-header-appeared", _answered(_DOC_OK, new=(_HEADED,)), _twice(_OK, _HEADED))
_silent("response-header-appeared", _answered(_DOC_OK, new=(replace(_OK, headers={"date": HeaderFacts(True, tally())}),)))
_fires("response-header-gone", _twice(_HEADED, _OK), _answered(replace(_DOC_OK, headers={"x-release": HeaderFacts(True)}), new=(_OK,)))
_silent("response-header-gone", _twice(_HEADED, _HEADED))
_fires(
    "response-header-format-changed", _twice(_HEADED, replace(_OK, headers={"x-release": HeaderFacts(True, tally(), {"date": tally()})}))
)
_silent("response-header-format-changed", _twice(_HEADED, _HEADED))
_fires("response-header-never-observed", _answered(replace(_DOC_OK, headers={"x-release": HeaderFacts(False)}), new=(_OK,)))
_silent("response-header-never-observed", _answered(replace(_DOC_OK, headers={"x-release": HeaderFacts(False)}), new=(_HEADED,)))
_ERRORS = answer({"": doc("object"), "/errors": doc("object", is_map=True)}, "404")
_PROBLEM = answer({"": seen("object"), "/message": seen("string")}, "404", seen=tally())
_fires("response-error-body-changed", _answered(_DOC_OK, _ERRORS, new=(_OK, _PROBLEM)))
_silent(
    "response-error-body-changed",
    _answered(_DOC_OK, _ERRORS, new=(_OK, answer({"": seen("object"), "/errors": seen("object")}, "404", seen=tally()))),
)

# Operations
_SHOW, _LISTED = operation(_DOC_OK), operation(_DOC_OK, name="listInvoices", path="/invoices")
_SEEN = operation(_OK, seen=tally(), taken=60)
_fires(
    "operation-appeared",
    (documented(_SHOW), documented(_SHOW, _LISTED)),
    (documented(_SHOW), observed(_SEEN, unknown={"GET /invoices/{}/history": tally()})),
)
_silent("operation-appeared", (documented(_SHOW, _LISTED), observed(_SEEN)))
_fires(
    "operation-gone",
    (documented(_SHOW, _LISTED), documented(_SHOW)),
    (documented(_SHOW), observed(operation(replace(_OK, status="410"), seen=tally()))),
)
_silent("operation-gone", (documented(_SHOW, _LISTED), observed(_SEEN)))
_fires("operation-never-observed", (documented(_SHOW, _LISTED), observed(_SEEN)))
_silent("operation-never-observed", (documented(_SHOW), observed(_SEEN)))


def _paged(size: int, rows: int) -> OperationFacts:
    listed = answer({"": seen("array", size=most(rows))}, seen=tally())
    return operation(listed, name="listInvoices", path="/invoices", seen=tally(), taken=60, page_size=size, pages={size: tally(5)})


_LIST_OF_50 = replace(_LISTED, page_size=50)
_fires(
    "default-page-size-changed",
    (documented(_LIST_OF_50), documented(replace(_LISTED, page_size=20))),
    (documented(_LIST_OF_50), observed(_paged(25, 40))),
    (documented(_LIST_OF_50), observed(_paged(80, 80))),
)
_silent(
    "default-page-size-changed", (documented(_LIST_OF_50), observed(_paged(25, 25))), (observed(_paged(30, 30)), observed(_paged(40, 40)))
)
_UP = operation(_OK, seen=tally(), taken=60, order={"ascending": tally()})
_fires(
    "default-order-changed",
    (observed(_UP), observed(replace(_UP, order={"descending": tally()}))),
    (documented(replace(_SHOW, order={"ascending": None})), observed(replace(_UP, order={"descending": tally()}))),
)
_silent("default-order-changed", (observed(_UP), observed(_UP)), (observed(_UP), observed(replace(_UP, order={"neither": tally(1)}))))

# Parameters
_PLAIN, _MUST = ParameterFacts(), ParameterFacts(required=True)


def _asked(**parameters: ParameterFacts) -> OperationFacts:
    return operation(_DOC_OK, parameters=parameters)


def _sent(parameter: ParameterFacts | None, taken: int = 60, refused: int = 0, wrong: int = 0) -> Facts:
    """Calls of which so many were taken, refused for whatever reason, and refused because they were wrong."""
    found = {"limit": parameter} if parameter else {}
    answers_ = [_OK, answer(status="400", seen=tally(wrong))] if wrong else [_OK]
    return observed(operation(*answers_, parameters=found, seen=tally(taken + refused), taken=taken, refused=refused))


_fires("request-parameter-appeared", (documented(_asked()), documented(_asked(limit=_PLAIN))))
_silent("request-parameter-appeared", (documented(_asked()), documented(_asked(limit=_MUST))))
_fires("request-parameter-removed", (documented(_asked(limit=_PLAIN)), documented(_asked())))
_silent("request-parameter-removed", (documented(_asked(limit=_PLAIN)), _sent(None)))
_fires(
    "request-parameter-newly-required",
    (documented(_asked(limit=_PLAIN)), documented(_asked(limit=_MUST))),
    (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), taken=30), 30, 20, wrong=20)),
)
_silent("request-parameter-newly-required", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), taken=30), 30, 20)))
_silent("request-parameter-newly-required", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), taken=30), 60, 20)))
_fires(
    "request-parameter-became-optional",
    (documented(_asked(limit=_MUST)), documented(_asked(limit=_PLAIN))),
    (documented(_asked(limit=_MUST)), _sent(None)),
)
_silent("request-parameter-became-optional", (documented(_asked(limit=_PLAIN)), _sent(None)))
_fires("request-parameter-ignored", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), taken=30, ignored=tally(5)))))
_silent("request-parameter-ignored", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), taken=30))))
_fires("request-parameter-refused", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), refused=30), 60, 30)))
_silent("request-parameter-refused", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(30), taken=1, refused=29), 60, 29)))
_fires("request-parameter-never-sent", (documented(_asked(limit=_PLAIN)), _sent(None)))
_silent("request-parameter-never-sent", (documented(_asked(limit=_PLAIN)), _sent(ParameterFacts(sent=tally(), taken=60))))
_fires("request-parameter-undocumented", (documented(_asked()), _sent(ParameterFacts(sent=tally(), taken=60))))
_silent("request-parameter-undocumented", (documented(_asked()), _sent(ParameterFacts(sent=tally(), refused=60), 0, 60)))

# Life
_both("member-deprecated", _OPTIONAL, replace(_OPTIONAL, deprecated=True), replace(_OPTIONAL, deprecated=True), _OPTIONAL)
_fires(
    "operation-deprecated",
    (documented(_SHOW), documented(replace(_SHOW, deprecated=True))),
    (documented(_SHOW), observed(operation(replace(_OK, headers={"deprecation": HeaderFacts(True, tally())}), seen=tally()))),
)
_silent("operation-deprecated", (documented(replace(_SHOW, deprecated=True)), documented(_SHOW)))
_fires("operation-sunset", (documented(_SHOW), documented(replace(_SHOW, sunset="2027-06-30"))))
_silent("operation-sunset", (documented(replace(_SHOW, sunset="2027-06-30")), documented(_SHOW)))
_fires("request-parameter-deprecated", (documented(_asked(limit=_PLAIN)), documented(_asked(limit=ParameterFacts(deprecated=True)))))
_silent("request-parameter-deprecated", (documented(_asked(limit=_PLAIN)), documented(_asked(limit=_PLAIN))))
_FAULTY = replace(_SHOW, examples=(ExampleFault("/components/schemas/Invoice/examples/0", "a number", "a text"),))
_fires("example-no-longer-valid", (documented(_SHOW), documented(_FAULTY)))
_silent("example-no-longer-valid", (documented(_FAULTY), documented(_FAULTY)))
