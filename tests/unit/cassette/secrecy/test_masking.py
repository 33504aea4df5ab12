"""What a run says of a finding tells nothing that its recording does not."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from coupa_contract.cassette.arguments import encode
from coupa_contract.cassette.secrecy import Cleaner
from coupa_contract.contract.explain import describe
from coupa_contract.model import Condition, Evidence, Finding, Request, Step

NAME = "Hübner & Söhne Maschinenbau GmbH"
NOTE = "Bitte an Zoë Quimby weiterleiten, sobald die Ware am Wareneingang in Łódź eingetroffen und geprüft ist"
BODY = json.dumps([{"id": 17, "supplier": {"name": NAME}, "internal-note": NOTE}], ensure_ascii=False)


def finding(expected: str, seen: str, **evidence: Any) -> Finding:
    """A finding that quotes."""
    return Finding("query-equality", "listInvoices", "/0/supplier/name", expected, seen, Evidence(pointer="/0/supplier/name", **evidence))


def test_a_finding_quotes_pseudonyms(pseudonymous: Cleaner, make: Any) -> None:
    """Texts, long ones as well, conditions, arguments and curl lines hold the pseudonyms of the recording."""
    exchange = make.interaction(BODY, query=(("supplier[name]", NAME),))
    after = json.loads(make.body(pseudonymous, BODY))[0]
    arguments = encode({"met": (17, Condition("supplier[name]", "", NAME, "string"))})
    before = finding(f"supplier[name]={NAME}", describe(NOTE), interactions=(0,), curl=("curl x",), arguments=arguments)
    masked = pseudonymous.masks([exchange]).finding(before, "https://acme.example")
    assert masked.expected == f"supplier[name]={after['supplier']['name']}"
    assert masked.seen == describe(after["internal-note"])
    assert masked.cause == before.cause
    assert masked.evidence.curl[0].startswith("curl -i --globoff --path-as-is -X GET 'https://acme.example/api/invoices?supplier[name]=")
    said = json.dumps([masked.expected, masked.seen, *masked.evidence.curl, masked.evidence.arguments], ensure_ascii=False)
    assert not [each for each in ("bner", "hne", "Maschinenbau", "Quimby", "Wareneingang", "eingetroffen") if each in said]


def test_steps_tell_statuses_and_nobody(pseudonymous: Cleaner, make: Any) -> None:
    """A table of calls is made anew of what may be written: the statuses are those of the answers, and a name is no status."""
    own = {"path": (("id", "17"),), "operation": "showInvoice"}
    shown = make.interaction(json.dumps({"id": 17, "status": "approved"}), **own)
    acted = dataclasses.replace(make.interaction("{}", **own), request=Request("PUT", "/api/invoices/17/void"))
    known = (Step("PUT /invoices/17/void", 200, "quimby", ""),)
    before = finding("voided", "approved", interactions=(0, 1), curl=("curl x", "curl y"), steps=known)
    masked = pseudonymous.masks([shown, acted]).finding(before, "")
    assert masked.evidence.steps == (Step("PUT /invoices/17/void", 200, "approved", ""),)


@pytest.mark.parametrize(
    "text",
    [
        "status 200",
        "an array of 3 items",
        '"approved" after "draft"',
        "12.50",
        "at most 40 characters",
        "invoice 17, which has status=draft",
    ],
)
def test_a_finding_that_quotes_nobody_stays(pseudonymous: Cleaner, make: Any, text: str) -> None:
    """Statuses, amounts, counts and our own words are what they were."""
    masked = pseudonymous.masks([make.interaction(BODY)]).finding(finding(text, text), "")
    assert (masked.expected, masked.seen) == (text, text)


def test_a_value_without_quotation_marks_is_found(pseudonymous: Cleaner, make: Any) -> None:
    """Wherever a value of the scenario stands, its pseudonym stands instead; one that is cut off as well."""
    masks = pseudonymous.masks([make.interaction(BODY)])
    assert NAME not in masks.text(f"row of {NAME} is gone")
    assert "Hübner" not in masks.text(f"supplier[name][contains]={NAME[:20]}…")


def test_where_values_are_kept_only_secrets_go(keeping: Cleaner, make: Any) -> None:
    """Values stay, credentials do not."""
    masks = keeping.masks([make.interaction(BODY)])
    assert masks.text(f'"{NAME}" and s3cr3t-of-the-client/+') == f'"{NAME}" and redacted'


def test_old_values_of_an_invoice_are_masked(pseudonymous: Cleaner) -> None:
    """What could not be put back is told in pseudonyms, as JSON."""
    text = json.dumps({"id": 17, "status": "draft", "supplier": {"name": NAME}}, ensure_ascii=False)
    masked = json.loads(pseudonymous.json_text(text))
    assert masked["id"] == 17
    assert masked["status"] == "draft"
    assert masked["supplier"]["name"] != NAME
