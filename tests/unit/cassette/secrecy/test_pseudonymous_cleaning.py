"""What becomes of personal values, wherever they stand, and what stays because nobody owns it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from coupa_contract.cassette.arguments import decode
from coupa_contract.cassette.recording import RecordedScenario, Refusal, Values
from coupa_contract.cassette.secrecy import Cleaner, cleaner
from coupa_contract.contract import Contract
from coupa_contract.model import Case, Condition, Interaction, Origin

INVOICE: dict[str, Any] = {
    "id": 1000017,
    "invoice-number": "INV-000017",
    "status": "pending_approval",
    "document-type": "Credit Note",
    "supplier": {"id": 42, "name": "Hübner & Söhne GmbH", "number": "SUP-7781"},
    "currency": {"id": 1, "code": "JPY"},
    "gross-total": "1,200.00",
    "invoice-date": "2024-03-15",
    "created-at": "2024-03-15T10:30:00+00:00",
    "bill-to-address": {"name": "Werk Süd", "street1": "Ringstraße 7", "postal-code": "80331", "country": {"id": 5, "code": "DE"}},
    "created-by": {"id": 4, "login": "zquimby", "email": "zoe.quimby@example.com"},
    "internal-note": "ask Zoë Quimby",
    "invoice-lines": [{"id": 5, "type": "InvoiceQuantityLine", "description": "Stahlblech", "account": {"code": "7200-300-30"}}],
    "bank-account": "DE89370400440532013000",
    "image-scan-content-type": "application/pdf",
    "paid": False,
}
OWNED = [
    "Hübner",
    "SUP-7781",
    "Werk",
    "Ringstra",
    "80331",
    "zquimby",
    "zoe",
    "example.com",
    "Zoë",
    "Quimby",
    "Stahlblech",
    "7200-300-30",
    "DE8937",
]
STAY = {
    "id",
    "invoice-number",
    "status",
    "document-type",
    "currency",
    "gross-total",
    "invoice-date",
    "created-at",
    "image-scan-content-type",
    "paid",
}


def test_what_is_owned_changes_and_what_is_not_stays(pseudonymous: Cleaner, make: Any) -> None:
    """Names, addresses, notes, numbers of tax and bank change; ids, statuses, codes, dates and amounts stay."""
    text = make.body(pseudonymous, json.dumps([INVOICE], ensure_ascii=False))
    assert not [each for each in OWNED if each in text]
    (after,) = json.loads(text)
    assert list(after) == list(INVOICE)
    assert {name: after[name] for name in STAY} == {name: INVOICE[name] for name in STAY}
    assert after["invoice-lines"][0]["type"] == "InvoiceQuantityLine"
    assert after["bill-to-address"]["country"] == {"id": 5, "code": "DE"}


def test_the_same_value_has_the_same_pseudonym_everywhere(pseudonymous: Cleaner, make: Any) -> None:
    """In a body, in the query of a request, in its URL, among the arguments, in what was sent."""
    name = INVOICE["supplier"]["name"]
    condition = Condition("supplier[name]", "", name, "string")
    body = json.dumps({"supplier": {"name": name}}).encode()
    exchange = make.interaction(json.dumps([INVOICE]), query=(("supplier[name]", name),), request_body=body)
    before = make.scenario(exchange, arguments={"met": (17, condition), "case": exchange.case, "change": {"supplier": {"name": name}}})
    after = pseudonymous(before)
    answered = after.exchanges[0]
    assert isinstance(answered, Interaction)
    assert answered.response is not None
    rows: Any = answered.response.json
    new = rows[0]["supplier"]["name"]
    drawn = decode(after.arguments)
    assert new != name
    assert answered.case.query == (("supplier[name]", new),)
    assert json.loads(answered.case.body or b"") == {"supplier": {"name": new}}
    assert drawn["met"] == (17, dataclasses.replace(condition, value=new))
    assert drawn["case"] == answered.case
    assert drawn["change"]["supplier"]["name"] == new


def test_each_value_of_a_list_is_carried_over(pseudonymous: Cleaner, make: Any) -> None:
    """`in` compares value by value."""
    after = make.cleaned(pseudonymous, query=(("supplier[number][in]", "SUP-7781,SUP-0001"),)).case.query[0][1].split(",")
    alone = [make.cleaned(pseudonymous, query=(("supplier[number]", each),)).case.query[0][1] for each in ("SUP-7781", "SUP-0001")]
    assert after == alone
    assert after != ["SUP-7781", "SUP-0001"]


@pytest.mark.parametrize(
    "query",
    [
        ("status[in]", "draft,new"),
        ("currency[code]", "EUR"),
        ("id[gt]", "17"),
        ("created-at[lt]", "2024-01-01"),
        ("invoice-number", "A,1"),
        ("supplier[number][blank]", "true"),
        ("order_by", "created_at"),
        ("fields", '["id",{"supplier":["name"]}]'),
        ("shipping-amount[gt]", "1.5"),
    ],
)
def test_a_condition_on_nobodys_value_stays(pseudonymous: Cleaner, make: Any, query: tuple[str, str]) -> None:
    """Conditions on ids, statuses, codes, dates, amounts and numbers of invoices are what they were."""
    assert make.cleaned(pseudonymous, query=(query,)).case.query == (query,)


LOST = {
    "supplier[name][contains]": "Acme",
    "supplier[name][starts_with]": "Acme",
    "supplier[name][gt]": "Acme",
    "created-by[login][contains]": "zoe",
    "invoice_lines[description][starts_with]": "Desk",
}


@pytest.mark.parametrize("name", LOST)
def test_a_condition_that_cannot_survive_withholds_its_scenario(pseudonymous: Cleaner, make: Any, name: str) -> None:
    """The scenario is kept by its number and says why nothing of it can be judged again; so it is for what was only drawn, or kept in."""
    query = ((name, LOST[name]),)
    sent = make.scenario(make.interaction(query=query), arguments={"x": 1})
    drawn = make.scenario(arguments={"met": [Condition(name.rpartition("[")[0], name.rpartition("[")[2][:-1], LOST[name], "string")]})
    refused = make.scenario(Refusal(Case("listInvoices", query=query), "no"))
    for before in (sent, drawn, refused):
        after = pseudonymous(before)
        assert after.withheld == f"a condition on {name.replace('_lines', '-lines')} does not survive pseudonyms"
        assert after == RecordedScenario(0, before.now, withheld=after.withheld)


def test_what_nobody_judges_is_not_withheld(pseudonymous: Cleaner, keeping: Cleaner, make: Any) -> None:
    """Which rows a broken request brings is not judged; and where values are kept every condition survives."""
    query = (("supplier[name][contains]", "Hübner"),)
    broken = make.interaction(query=query, origin=Origin.NEGATIVE)
    after = pseudonymous(make.scenario(broken)).exchanges[0]
    assert isinstance(after, Interaction)
    assert "Hübner" not in after.case.query[0][1]
    assert not keeping(make.scenario(make.interaction(query=query))).withheld


def test_invoice_numbers_change_on_request(contract: Contract, make: Any) -> None:
    """Then a condition on a part of one, and an order by it, survive no more; the run's own numbers stay."""
    clean = cleaner(contract, Values.PSEUDONYMS, key=b"k", numbers=True)
    after = json.loads(make.body(clean, json.dumps([INVOICE, {"invoice-number": "cc-12ab34-1"}])))
    assert after[0]["invoice-number"] != "INV-000017"
    assert after[1]["invoice-number"] == "cc-12ab34-1"
    assert clean(make.scenario(make.interaction(query=(("invoice-number[contains]", "INV"),)))).withheld
    assert clean(make.scenario(make.interaction(query=(("order_by", "invoice_number"),)))).withheld == (
        "an order by invoice_number does not survive pseudonyms"
    )


def test_what_the_suite_says_stays(pseudonymous: Cleaner, make: Any) -> None:
    """A text that a property sends by itself is asked for again on replay, so it is what it was, however often it comes back."""
    said = {"comments": "read-only members came along", "internal-note": "nobody reads this"}
    exchange = make.interaction(json.dumps(said), request_body=json.dumps(said).encode())
    assert pseudonymous(make.scenario(exchange)).exchanges == (exchange,)


@pytest.mark.parametrize("body", ["{", '{"comments": "a"', '{"comments": "\\ud800"', "nonsense", "comments"])
def test_a_malformed_body_stays_malformed(pseudonymous: Cleaner, make: Any, body: str) -> None:
    """A drawn body and what was sent of it stay the same text."""
    after = pseudonymous(make.scenario(make.interaction(request_body=body.encode()), arguments={"body": body}))
    assert isinstance(after.exchanges[0], Interaction)
    assert after.exchanges[0].case.body == decode(after.arguments)["body"].encode()


def test_a_drawn_text_that_is_no_member_stays(pseudonymous: Cleaner, make: Any) -> None:
    """An odd id, a word of the query, a name of a member: nobody's."""
    arguments = {
        "identifier": '"1_4f_4Y>',
        "names": ["internal-note", "comments"],
        "operator": "contains",
        "limit": 5,
        "at": [1.5, None, True],
    }
    assert decode(pseudonymous(make.scenario(arguments=arguments)).arguments) == arguments


def test_a_refusal_keeps_its_words_and_loses_what_it_quotes(pseudonymous: Cleaner, make: Any) -> None:
    """Values that other answers hold have their pseudonyms, what looks like a name has one of its own, and the message can be read."""
    error = {
        "errors": {"supplier": ["Hübner & Söhne GmbH is not active"], "base": ["must not be longer than 40 characters: zoe@example.com"]}
    }
    refusal = make.interaction(json.dumps(error, ensure_ascii=False), status=400)
    first, second = pseudonymous(make.scenario(refusal, make.interaction(json.dumps([INVOICE])))).exchanges
    assert isinstance(first, Interaction)
    assert isinstance(second, Interaction)
    assert first.response is not None
    assert second.response is not None
    said: Any = first.response.json
    rows: Any = second.response.json
    assert said["errors"]["supplier"] == [f"{rows[0]['supplier']['name']} is not active"]
    assert said["errors"]["base"][0].startswith("must not be longer than 40 characters: ")
    assert "zoe" not in said["errors"]["base"][0]


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "/srv/app/models/hübner.py", line 12, in save',
        "app/models/invoice.rb:12:in `save'",
        "at com.huebner.Invoices(Invoices.java:17)",
        "at save (/srv/huebner/invoices.js:10:5)",
        "ActiveRecord::RecordNotFound",
        "Mysql2::Error: x",
        "PG::UndefinedTableError",
        "SQLSTATE[42S02]",
        "ORA-00942",
        "sqlite3.OperationalError",
        "psycopg2.errors",
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "page"])
def test_what_the_checks_look_for_in_a_refusal_stays(pseudonymous: Cleaner, contract: Contract, make: Any, text: str, form: str) -> None:
    """A stack trace is still seen as one, and a page as a page."""
    from coupa_contract.checks.error import refused

    bodies = {"text": text, "json": json.dumps({"errors": {"base": [text]}}), "page": f"<!DOCTYPE html><html><body>{text}</body></html>"}
    types = {"text": "text/plain", "json": "application/json", "page": "text/html"}
    before = make.interaction(bodies[form], status=422, media_type=types[form], sent=(("Accept", "application/json"),))
    after = pseudonymous(make.scenario(before)).exchanges[0]
    assert isinstance(after, Interaction)
    assert list(refused(after, contract)) == list(refused(before, contract))
    assert after.response is not None
    assert b"h\xc3\xbcbner" not in after.response.body
    assert b"huebner" not in after.response.body


def test_a_file_is_left_out(pseudonymous: Cleaner, keeping: Cleaner, make: Any) -> None:
    """A scan keeps the bytes that tell its type; where values are kept it stays whole. Twice is once."""
    scan = b"%PDF-1.7\n\0\1 of Jane Doe " * 90
    kind = {"media_type": "application/pdf", "operation": "retrieveInvoiceImageScan"}
    assert make.body(pseudonymous, scan, **kind) == f"%PDF-{len(scan)} bytes were left out\n"
    assert make.body(pseudonymous, make.body(pseudonymous, scan, **kind), **kind) == make.body(pseudonymous, scan, **kind)
    assert make.body(keeping, scan, **kind) == scan.decode()
    assert make.body(pseudonymous, "Jane Doe".encode("utf-16"), **kind) == "\x0018 bytes were left out\n"


def test_no_host_is_told(keeping: Cleaner, make: Any) -> None:
    """Neither the target's nor where it leads."""
    sent = (("Host", "acme.coupahost.com"),)
    own = make.cleaned(keeping, status=302, sent=sent, received=(("Location", "https://acme.coupahost.com/api/x?y"),))
    other = make.cleaned(keeping, status=302, sent=sent, received=(("Location", "https://sso.acme.example/in"),))
    assert own.request.headers == (("Host", "target.invalid"),)
    assert own.response.headers[-1] == ("Location", "https://target.invalid/api/x")
    assert other.response.headers[-1] == ("Location", "https://other.invalid/in")
