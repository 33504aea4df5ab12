"""Which edit of the document each drift calls for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.validation import problems
from coupa_contract.drift import proposing
from coupa_contract.drift.drift import Backing, Direction, Drift, DriftClass, DriftPlace
from coupa_contract.drift.facts import AnswerFacts, Facts, HeaderFacts, OperationFacts, ParameterFacts, PlaceFacts, Side
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.proposing import Proposals, propose
from coupa_contract.drift.shape import Sighting, Tally
from coupa_contract.errors import UsageError
from coupa_contract.model import Case, Interaction, Request, Response

INVOICE: dict[str, Any] = {
    "id": 1,
    "invoice-number": "A-1",
    "invoice-date": "2024-05-01",
    "status": "new",
    "supplier": {"id": 5, "name": "Acme", "number": "S5"},
    "currency": {"id": 1, "code": "EUR"},
    "gross-total": 12.5,
    "tax-amount": 2.5,
    "created-at": "2024-05-01T12:00:00Z",
    "invoice-lines": [{"id": 7, "description": "nails", "quantity": 2, "price": 6.25, "total": 12.5}],
}
SEEN = Tally(4, Sighting("2024-05-01", "a", 1), Sighting("2024-05-02", "b", 9))

Change = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the validation of the whole document, which takes half a second; one test has it."""
    monkeypatch.setattr(proposing, "problems", lambda _: [])


def interaction(body: Any, *, operation: str = "showInvoice", status: int = 200, media_type: str = "application/json") -> Interaction:
    """An answer, whole."""
    case = Case(operation, path_parameters=(("id", "1"),))
    response = Response(status, (("Content-Type", media_type),), json.dumps(body).encode())
    return Interaction(case, Request("GET", "/api/invoices/1"), response)


def observed(interactions: Iterable[Interaction]) -> Facts:
    """What they show."""
    observer = Observer(load_contract())
    observer.source("traffic", "2024-05-01")
    for number, each in enumerate(interactions, 1):
        observer.add(number, each)
    return facts_of_shape(observer.shape(), "traffic", load_contract().operations)


def drift(rule: str, *pointers: str, **place: str) -> Drift:
    """A drift of an answer of `showInvoice`, or where `place` says."""
    where = {"operation": "showInvoice", "status": "200", "media_type": "application/json"} | place
    direction = Direction.REQUEST if rule.startswith("request-") else Direction.RESPONSE
    backing = Backing(4, 5, SEEN.first, SEEN.last)
    places = tuple(DriftPlace(pointer=pointer, old="a text", new="null", backing=backing, **where) for pointer in pointers or ("",))
    return Drift(rule, DriftClass.BREAKING, direction, f"It is another `{rule}`.", "", "a", "b", places, cause="all", backing=backing)


def proposed(drifts: Sequence[Drift], *changes: Change, bodies: bool = True, only: Sequence[str] = ()) -> Proposals:
    """What is proposed when invoices with these changes were seen."""
    interactions = [interaction(INVOICE | change) for change in changes]
    traffic = (lambda: interactions) if bodies else None
    return propose(load_contract(), drifts, observed(interactions), traffic, only=only, compare=lambda _: ())


def the_only(proposals: Proposals) -> Any:
    """The update of the one action."""
    assert not proposals.refused
    actions = proposals.overlay["actions"]
    assert len(actions) == 1, actions
    return actions[0]


@pytest.mark.parametrize("bodies", [True, False])
def test_a_convention_of_many_places_is_edited_once(bodies: bool) -> None:
    """Where all that refers to a component shows the same, the component gets it, and nothing else is touched."""
    change = {"gross-total": "12.50", "tax-amount": "2.50"}
    found = drift("response-number-became-text", "/gross-total", "/tax-amount")
    action = the_only(proposed([found], change, bodies=bodies))
    assert action["target"] == "$.components.schemas.DecimalOrNull"
    assert action["update"]["type"] == ["string"]
    assert "pattern" in action["update"]


def test_what_one_place_shows_is_edited_there() -> None:
    """Where another place that refers to the same component keeps to it, only the place is widened."""
    proposals = proposed([drift("response-number-became-text", "/gross-total")], {"gross-total": "12.50"})
    actions = proposals.overlay["actions"]
    assert [each["target"] for each in actions] == [
        "$.components.schemas.Invoice.properties['gross-total']['$ref']",
        "$.components.schemas.Invoice.properties['gross-total']",
    ]
    assert actions[1]["update"]["anyOf"][0] == {"$ref": "#/components/schemas/DecimalOrNull"}


@pytest.mark.parametrize(
    ("change", "rule", "pointer", "update"),
    [
        ({"invoice-number": None}, "response-null-appeared", "/invoice-number", {"type": ["string", "null"]}),
        ({"created-at": None}, "response-null-appeared", "/created-at", {"$ref": "#/components/schemas/TimestampOrNull"}),
        ({"account-type": "x", "contract": 7}, "response-scalar-became-object", "/contract", {"anyOf": [{"type": "integer"}]}),
        ({"status": "half_paid"}, "response-word-appeared", "/status", {"enum": ["half_paid"]}),
        ({"image-scan": "x" * 31}, "response-length-exceeded", "/image-scan", {"maxLength": 31}),
        ({"gross-total": 1.23456}, "response-precision-exceeded", "/gross-total", {"format": "decimal(33,5)"}),
        ({"delivery-date": "2024-05-01T12:00:00Z"}, "response-date-became-timestamp", "/delivery-date", None),
    ],
)
def test_a_place_is_widened_by_what_was_seen(change: Change, rule: str, pointer: str, update: Any) -> None:
    """Null, a type, a word, a length, a precision: just what was seen, at the node that forbids it."""
    proposals = proposed([drift(rule, pointer)], change, INVOICE)
    assert not proposals.refused
    assert update is None or the_only(proposals)["update"] == update


@pytest.mark.parametrize("bodies", [True, False])
def test_a_new_member_gets_the_least_schema(bodies: bool) -> None:
    """A member that was seen is described by its type, null, and the form of its texts; an object with its members."""
    change = {"due": "2024-06-01", "margin": None, "box": {"wide": 1, "tag": {"id": 3, "name": "red"}}}
    found = drift("response-member-appeared", "/due", "/margin", "/box")
    proposals = proposed([found], change, change | {"margin": 3}, bodies=bodies)
    schemas = {name: schema for each in proposals.overlay["actions"] for name, schema in each["update"]["properties"].items()}
    assert schemas["due"] == {"type": "string", "format": "date"}
    assert schemas["margin"] == {"type": ["integer", "null"]}
    assert schemas["box"]["properties"]["tag"] == {"$ref": "#/components/schemas/Tag"}


def test_a_member_that_can_be_missing_is_demanded_no_more() -> None:
    """One entry of `required` is taken out, and the others stay."""
    without = {name: value for name, value in INVOICE.items() if name != "supplier"}
    interactions = [interaction(without), interaction(INVOICE)]
    found = drift("response-member-became-optional", "/supplier")
    proposals = propose(load_contract(), [found], observed(interactions), lambda: interactions, compare=lambda _: ())
    assert the_only(proposals)["remove"] is True
    required = proposals.document["components"]["schemas"]["Invoice"]["required"]
    assert required == ["invoice-number", "invoice-date", "currency", "invoice-lines"]


def facts_with(**operation: Any) -> Facts:
    """Facts of one operation."""
    known = OperationFacts("listInvoices", "GET", "/invoices", **operation)
    return Facts(Side.OBSERVED, "traffic", {"listInvoices": known})


def test_what_stands_around_bodies_is_added() -> None:
    """A status, a header, a parameter, the default of `limit`: each has its entry."""
    root = {"": PlaceFacts(types={"object": SEEN}, seen=4), "/note": PlaceFacts(types={"string": SEEN}, forms={"text": SEEN}, seen=4)}
    answers = {
        ("202", "application/json"): AnswerFacts("202", "application/json", SEEN, root),
        ("200", "application/json"): AnswerFacts("200", "application/json", SEEN, headers={"x-total": HeaderFacts(seen=SEEN)}),
    }
    facts = facts_with(answers=answers, parameters={"flavour": ParameterFacts(sent=SEEN, taken=4)}, page_size=25)
    where = {"operation": "listInvoices"}
    drifts = [
        drift("response-status-appeared", "", **(where | {"status": "202", "media_type": ""})),
        Drift("response-header-appeared", DriftClass.ADDITIVE, Direction.RESPONSE, "A header.", "", "", "", (
            DriftPlace("listInvoices", "", "200", "application/json", "not there", "`x-total`"),)),
        drift("request-parameter-undocumented", "?flavour", **(where | {"status": "", "media_type": ""})),
        drift("default-page-size-changed", "", **where),
    ]  # fmt: skip
    proposals = propose(without_default(), drifts, facts, compare=lambda _: ())
    assert proposals.refused == {}
    operation = proposals.document["paths"]["/invoices"]["get"]
    assert operation["parameters"][-1]["name"] == "flavour"
    assert operation["responses"]["202"]["content"]["application/json"]["schema"]["properties"] == {"note": {"type": "string"}}
    assert proposals.document["components"]["responses"]["InvoiceList"]["headers"]["x-total"]["schema"] == {"type": "string"}
    assert proposals.document["components"]["parameters"]["limit"]["schema"]["default"] == 25


def without_default() -> Contract:
    """The published contract without the response that covers every status that it does not name."""
    document = json.loads(json.dumps(load_contract().document))
    del document["paths"]["/invoices"]["get"]["responses"]["default"]
    return Contract("published", document, load_contract().folder)


def test_an_operation_gets_a_skeleton() -> None:
    """A call that the document does not know becomes a path and an operation that keeps to the document's conventions."""
    facts = Facts(Side.OBSERVED, "traffic", {}, unknown={"GET /invoices/{}/history": SEEN})
    found = drift("operation-appeared", "", operation="GET /invoices/{}/history", status="", media_type="")
    proposals = propose(load_contract(), [found], facts, compare=lambda _: ())
    item = proposals.document["paths"]["/invoices/{id}/history"]
    assert item["get"]["operationId"] == "getInvoicesHistory"
    assert item["get"]["x-effect"] == "reads"
    assert not problems(proposals.document)


@pytest.mark.parametrize(
    "rule", ["request-parameter-ignored", "default-order-changed", "response-member-never-observed", "response-body-unreadable"]
)
def test_what_no_edit_expresses_says_why(rule: str) -> None:
    """There is no action, and a sentence tells why."""
    found = drift(rule, "/x")
    proposals = proposed([found], {})
    assert proposals.overlay == {}
    assert proposals.text == ""
    assert proposals.drifts[0].no_proposal
    assert proposals.refused == {found.fingerprint: proposals.drifts[0].no_proposal}


def test_a_server_that_fails_is_not_documented() -> None:
    """A status of the 500s is no part of a contract, so no entry is proposed for it."""
    facts = facts_with(answers={("503", ""): AnswerFacts("503", "", SEEN)})
    contract = without_default()
    found = drift("response-status-appeared", "", operation="listInvoices", status="503", media_type="")
    assert "fails" in propose(contract, [found], facts, compare=lambda _: ()).refused[found.fingerprint]


@pytest.fixture
def two() -> tuple[list[Drift], Callable[[Sequence[str]], Proposals]]:
    """Two drifts, and what is proposed for those chosen."""
    drifts = [drift("response-null-appeared", "/invoice-number"), drift("response-word-appeared", "/status")]
    return drifts, lambda only: proposed(drifts, {"invoice-number": None, "status": "half_paid"}, only=only)


def test_only_some_can_be_chosen(two: tuple[list[Drift], Callable[[Sequence[str]], Proposals]]) -> None:
    """By a fingerprint, by its beginning, or by a rule."""
    drifts, choose = two
    for name in (drifts[0].fingerprint, drifts[0].fingerprint[:6], drifts[0].rule):
        assert list(choose([name]).actions) == [drifts[0].fingerprint]


def test_an_unknown_choice_is_refused(two: tuple[list[Drift], Callable[[Sequence[str]], Proposals]]) -> None:
    """A name that no drift has is a mistake of the user's."""
    with pytest.raises(UsageError, match="no drift"):
        two[1](["nothing-of-the-kind"])


def test_the_text_is_applied_unchanged(two: tuple[list[Drift], Callable[[Sequence[str]], Proposals]], tmp_path: Path) -> None:
    """The YAML has a comment for each drift and the evidence in each action, and `spec --overlay` applies it to the same document."""
    drifts, choose = two
    proposals = choose([])
    path = tmp_path / "drift.yaml"
    path.write_text(proposals.text, encoding="utf-8")
    assert load_contract(overlays=[path]).document == proposals.document
    assert yaml.safe_load(proposals.text) == proposals.overlay
    assert all(f"# {each.fingerprint}  {each.rule}  breaking" in proposals.text for each in drifts)
    assert "Seen 4 times of 5, first in a at interaction 1 (2024-05-01)" in proposals.overlay["actions"][0]["description"]
    assert max(map(len, proposals.text.splitlines())) <= 120


def test_the_order_of_drifts_makes_no_difference(two: tuple[list[Drift], Callable[[Sequence[str]], Proposals]]) -> None:
    """The same text, whatever order the drifts come in."""
    drifts, choose = two
    turned = proposed(drifts[::-1], {"invoice-number": None, "status": "half_paid"})
    assert turned.text == choose([]).text


def test_an_edit_tells_of_its_own_places() -> None:
    """Each action has the evidence of what it decides, and not that of the whole drift."""
    null = drift("response-null-appeared", "/invoice-number", "/supplier/number")
    change = {"invoice-number": None, "supplier": {"id": 5, "number": None}}
    actions = proposed([null], change).overlay["actions"]
    assert [each["description"].partition(":")[0] for each in actions] == ["`/invoice-number`", "`/supplier/number`"]


def test_members_of_one_object_are_added_at_once() -> None:
    """New members of an object are one action."""
    found = drift("response-member-appeared", "/due", "/margin")
    action = the_only(proposed([found], {"due": "2024-06-01", "margin": 3}))
    assert list(action["update"]["properties"]) == ["due", "margin"]


def test_what_looks_alike_by_chance_is_no_convention() -> None:
    """Where places that refer to one component change in different ways, each is edited by itself."""
    changed = {"shipping-term": {"id": 1}, "supplier-total": "12.50"}
    found = drift("response-type-changed", "/shipping-term", "/supplier-total")
    targets = [each["target"] for each in proposed([found], changed).overlay["actions"]]
    assert not [each for each in targets if "TableInteger" in each]
    assert len(targets) == 4


@pytest.mark.parametrize(
    ("change", "rule", "pointer", "target"),
    [
        ({"delivery-date": "2024-05-01T12:00:00Z"}, "response-date-became-timestamp", "/delivery-date", "DateOrTimestampOrNull"),
        ({"created-at": None}, "response-null-appeared", "/created-at", "TimestampOrNull"),
    ],
)
def test_a_component_that_fits_is_referred_to(change: Change, rule: str, pointer: str, target: str) -> None:
    """The document has a name for the wider value already."""
    assert the_only(proposed([drift(rule, pointer)], change, INVOICE))["update"] == {"$ref": f"#/components/schemas/{target}"}


@pytest.mark.parametrize(
    ("change", "allowed", "forbidden"),
    [
        ({"created-at": ""}, "", "soon"),
        ({"created-at": "2024-05-01"}, "2024-05-01", "soon"),
        ({"created-at": "soon"}, "later", None),
    ],
)
def test_a_form_is_widened_by_what_was_seen(change: Change, allowed: Any, forbidden: Any) -> None:
    """An empty text, a date, or any text at all, when it was any text that was seen."""
    proposals = proposed([drift("response-format-lost", "/created-at")], change, INVOICE)
    assert not proposals.refused
    contract = Contract("published", proposals.document, load_contract().folder)
    fits = [
        not list(contract.violations("showInvoice", 200, "application/json", INVOICE | {"created-at": each}))
        for each in (allowed, forbidden)
    ]
    assert fits == [True, False]


def test_a_refusal_of_another_build_is_a_further_alternative() -> None:
    """The old form of a refusal stays, and the new one is told apart by the members that are always there."""
    refusal = {"message": "no such invoice", "code": 17}
    interactions = [interaction(refusal, status=404)]
    found = drift("response-error-body-changed", "", status="404")
    proposals = propose(load_contract(), [found], observed(interactions), lambda: interactions, compare=lambda _: ())
    assert the_only(proposals)["update"]["anyOf"][-1]["required"] == ["code", "message"]


def test_a_renamed_member_is_added_and_its_old_name_not_demanded() -> None:
    """The old name stays in the document, because that it was not seen proves nothing."""
    renamed = {"vendor" if name == "supplier" else name: value for name, value in INVOICE.items()}
    interactions = [interaction(renamed)]
    found = drift("response-member-renamed", "/vendor")
    proposals = propose(load_contract(), [found], observed(interactions), lambda: interactions, compare=lambda _: ())
    schema = proposals.document["components"]["schemas"]["Invoice"]
    assert schema["properties"]["vendor"] == {"$ref": "#/components/schemas/SupplierReference"}
    assert "supplier" in schema["properties"]
    assert "supplier" not in schema["required"]


def test_requests_that_were_taken_are_edited_too() -> None:
    """What a target took beyond the document is permitted to be sent."""
    case = Case("updateInvoice", (("id", "1"),), body=b'{"comments": 7}', media_type="application/json")
    answer = Response(200, (("Content-Type", "application/json"),), json.dumps(INVOICE).encode())
    interactions = [Interaction(case, Request("PUT", "/api/invoices/1"), answer)]
    found = drift("request-type-changed", "/comments", operation="updateInvoice", status="", media_type="")
    proposals = propose(load_contract(), [found], observed(interactions), lambda: interactions, compare=lambda _: ())
    assert "InvoiceChange" in the_only(proposals)["target"]


def test_another_success_is_described_as_the_known_one() -> None:
    """A status that only `default` covers gets an entry of its own, and refers to the response that describes it."""
    interactions = [interaction(INVOICE, status=203)]
    found = drift("response-status-changed", "", status="203", media_type="")
    proposals = propose(load_contract(), [found], observed(interactions), lambda: interactions, compare=lambda _: ())
    assert the_only(proposals)["update"] == {"responses": {"203": {"$ref": "#/components/responses/Invoice"}}}


def test_another_content_type_has_the_known_schema() -> None:
    """A content type in place of the documented one is named, with the schema that fits."""
    interactions = [interaction(INVOICE, media_type="application/vnd.coupa+json")]
    found = drift("response-media-type-changed", "", media_type="application/vnd.coupa+json")
    proposals = propose(load_contract(), [found], observed(interactions), lambda: interactions, compare=lambda _: ())
    content = the_only(proposals)["update"]["content"]
    assert content == {"application/vnd.coupa+json": {"schema": {"$ref": "#/components/schemas/Invoice"}}}


def test_what_a_target_merely_took_is_not_proposed() -> None:
    """A drift of the class `unseen` asks for no edit."""
    found = replace(drift("request-parameter-undocumented", "?odd"), drift_class=DriftClass.UNSEEN)
    assert "notice" in proposed([found], {}).refused[found.fingerprint]
