"""One run with something of everything, in fixed values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from coupa_contract.model import Evidence, Finding, Level, Step, Undocumented, Verdict, VerdictKind
from coupa_contract.runner.events import (
    AreaEffort,
    DialectChoice,
    DriftSeen,
    Event,
    FindingSeen,
    ItemDone,
    ItemOutcome,
    LeftBehind,
    LeftKind,
    MoreEffort,
    Notice,
    RunFooter,
    RunHeader,
    VerdictGiven,
)

URL = "https://demo.example/api"
TOKEN = '-H "Authorization: Bearer $COUPA_TOKEN"'
HEADER = RunHeader(
    tool_version="0.1.0",
    started_at="2026-01-02T03:04:05+00:00",
    target=URL,
    origin="https://demo.example",
    dialect="core-r39",
    dialect_chosen=DialectChoice.RECOGNISED,
    document_digest="ab" * 32,
    seed=7,
    effort="quick",
    workers=2,
    permissions=("reads", "updates"),
    libraries={"schemathesis": "4", "hypothesis": "6", "python": "3.11"},
    requirement_count=12,
    fail_on="must",
    command=f"coupa-contract run {URL} --allow-writes --invoice 4711 --effort quick --seed 7 --workers 2",
)

WALK = (
    Step("PUT /invoices/17/submit", 200, "draft", "pending_approval"),
    Step("PUT /invoices/17/void", 422, "pending_approval"),
    Step("PUT /invoices/17/bypass_current_approval", 200, "", "pending_receipt"),
    Step("PUT /invoices/17/restart_approvals", 0, "pending_receipt", "pending_receipt"),
)


def finding(requirement: str, level: Level = Level.MUST, count: int = 1, pointer: str = "/0/id", **more: object) -> FindingSeen:
    """A finding of `listInvoices`; `more` goes into its evidence."""
    evidence = replace(Evidence(pointer=pointer), **more)  # type: ignore[arg-type]
    found = Finding(requirement, "listInvoices", pointer, "at most 7 invoices", "50 invoices", evidence, count)
    return FindingSeen(found, level, "paging", "A page has no more rows than limit says.")


def verdict(requirement: str, kind: VerdictKind, reason: str = "", area: str = "paging") -> VerdictGiven:
    return VerdictGiven(Verdict(requirement, kind, reason), Level.MUST, area)


@pytest.fixture
def a_finding() -> Callable[..., FindingSeen]:
    return finding


@pytest.fixture
def a_verdict() -> Callable[..., VerdictGiven]:
    return verdict


@pytest.fixture
def header() -> RunHeader:
    return HEADER


@pytest.fixture
def footer() -> RunFooter:
    areas = (AreaEffort("query", 87, 302), AreaEffort("shape", 15, 62), AreaEffort("paging", 19, 55), AreaEffort("update", 9, 20))
    more = MoreEffort("standard", 186, 589, 1378, 104.6, areas)
    return RunFooter(412, 38.21, {"pass": 3, "fail": 2}, {"must": 1, "should": 1, "may": 0}, 1, more=more)


@pytest.fixture
def events(footer: RunFooter) -> list[Event]:
    curl = f"curl -X GET '{URL}/invoices?limit=7' {TOKEN} -H 'Accept: application/json'"
    odd = 'the member \x1b[31m"total"[/red]\u202e with 118.00'
    return [
        HEADER,
        finding("projection-fields", Level.SHOULD, 3, "/0/total", recurred=False),
        finding("paging-limit-is-honoured", count=10, pointer="", curl=(curl,)),
        finding("paging-limit-is-honoured", count=4, pointer="", curl=(curl,)),
        finding("lifecycle-end-is-final", pointer="/status", curl=tuple(f"curl {n}" for n in range(13)), steps=WALK),
        replace(finding("shape-odd", Level.MAY), finding=replace(finding("shape-odd").finding, seen=odd)),
        ItemDone("test_paging.py::test_limit", ("paging-limit-is-honoured",), 6, 60, 2.5, ItemOutcome.FAILED),
        *(DriftSeen(Undocumented("listInvoices", f"/*/custom-{n}", "string"), 40) for n in range(6)),
        LeftBehind(LeftKind.NOT_RESTORED, "4711", "the last PUT was answered 500", '{"comments":"as before"}'),
        LeftBehind(LeftKind.CREATED, "4712", "carries the mark cc-7f3a"),
        LeftBehind(LeftKind.CREATED, "4713", "carries the mark cc-7f3a"),
        Notice("projection-fields on listInvoices was seen once and did not recur when its scenario was repeated"),
        verdict("shape-odd", VerdictKind.FAIL, area="shape"),
        verdict("shape-precision", VerdictKind.PASS, area="shape"),
        verdict("shape-null", VerdictKind.PASS, area="shape"),
        verdict("paging-limit-is-honoured", VerdictKind.FAIL),
        verdict("paging-ties", VerdictKind.VACUOUS, "no two invoices share an updated-at"),
        verdict("paging-order", VerdictKind.PASS),
        verdict("lifecycle-end-is-final", VerdictKind.FAIL, area="lifecycle"),
        verdict("projection-fields", VerdictKind.FAIL, area="projection"),
        *(verdict(f"lifecycle-{n}", VerdictKind.SKIP, "needs --allow-actions", "lifecycle") for n in range(6)),
        verdict("lifecycle-untestable-1", VerdictKind.SKIP, "untestable: nobody knows", "lifecycle"),
        verdict("lifecycle-untestable-2", VerdictKind.SKIP, "untestable: nobody cares", "lifecycle"),
        verdict("arithmetic-sum", VerdictKind.ERROR, "KeyError: 'tax-lines' (line 28 of test_arithmetic.py)", "arithmetic"),
        footer,
    ]
