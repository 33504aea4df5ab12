"""No edit of the document is told that does not hold, that takes something back, or of which a part can be spared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.drift import proposing
from coupa_contract.drift.drift import Direction, Drift, DriftClass, DriftPlace
from coupa_contract.drift.facts import Facts
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.proposals import bodies as kept
from coupa_contract.drift.proposals.parts import Action, Part, Refusal, Spot, json_path, lay
from coupa_contract.drift.proposals.samples import conforming
from coupa_contract.drift.proposals.seen import Seen
from coupa_contract.drift.proposals.view import View
from coupa_contract.drift.proposals.work import Work
from coupa_contract.drift.proposing import propose
from coupa_contract.drift.proving import examples, general, proved, whole
from coupa_contract.errors import DocumentError
from coupa_contract.model import Case, Interaction, Request, Response

INVOICES = "/components/schemas/Invoice/properties/"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Leaves out the validation of the whole document, which takes half a second, where it is not what a test is about."""
    if "valid" not in request.node.name:
        monkeypatch.setattr(proposing, "problems", lambda _: [])


def traffic(*changes: Mapping[str, Any]) -> list[Interaction]:
    """Answers of `showInvoice`."""
    invoice = {"id": 1, "invoice-number": "A-1", "invoice-date": "2024-05-01", "status": "new", "invoice-lines": []}
    headers = (("Content-Type", "application/json"),)
    case, request = Case("showInvoice", (("id", "1"),)), Request("GET", "/api/invoices/1")
    return [Interaction(case, request, Response(200, headers, json.dumps(invoice | each).encode())) for each in changes]


def facts(interactions: Sequence[Interaction]) -> Facts:
    """What they show."""
    observer = Observer(load_contract())
    observer.source("traffic", "2024-05-01")
    for number, each in enumerate(interactions, 1):
        observer.add(number, each)
    return facts_of_shape(observer.shape(), "traffic", load_contract().operations)


def work(*changes: Mapping[str, Any]) -> Work:
    """What was seen beside the published document."""
    interactions = traffic(*changes)
    return Work(Seen(facts(interactions), lambda: interactions), View(load_contract().document))


def at(pointer: str) -> Spot:
    """A place of an invoice."""
    return Spot(Direction.RESPONSE, "showInvoice", "200", "application/json", pointer)


def drift(rule: str, pointer: str, operation: str = "showInvoice") -> Drift:
    """A drift of one place."""
    place = DriftPlace(operation, pointer, "200", "application/json")
    return Drift(rule, DriftClass.BREAKING, Direction.RESPONSE, "It drifted.", "", "a", "b", (place,))


def test_what_does_not_do_is_refused() -> None:
    """An edit that leaves what was seen in contradiction is no proposal."""
    useless = Part("null", (lay(INVOICES + "status", {"description": "Its status."}),), (at("/status"),))
    with pytest.raises(Refusal, match="still refused"):
        proved(work({"status": None}), [useless])


def test_what_cannot_be_applied_is_refused() -> None:
    """A target that matches nothing is no proposal."""
    with pytest.raises(Refusal, match="cannot be applied"):
        proved(work({}), [Part("", (Action("$.nowhere.at.all", remove=True),))])


def test_what_takes_something_back_is_refused() -> None:
    """A widening after which something is refused that conformed is no proposal."""
    swapped = Part("type", (lay(INVOICES + "credit-reason", {"type": "integer"}),), (at("/credit-reason"),))
    with pytest.raises(Refusal, match="conformed before"):
        proved(work({"credit-reason": 7}), [swapped])


def test_a_part_that_can_be_spared_is_dropped() -> None:
    """Only the null that was seen is permitted."""
    seen = work({"invoice-number": None})
    spare = Part("null", (lay(INVOICES + "tags", {"type": ["array", "null"]}),), (at("/tags"),))
    needed = Part("null", (lay(INVOICES + "invoice-number", {"type": ["string", "null"]}),), (at("/invoice-number"),))
    assert proved(seen, [spare, needed])[0] == (needed,)


def test_an_edit_that_can_be_narrower_is() -> None:
    """A bound that was raised too far gives way to a lesser one."""
    lesser = (lay(INVOICES + "image-scan", {"maxLength": 30}),)
    wide = Part("length", (lay(INVOICES + "image-scan", {"maxLength": 99}),), (at("/image-scan"),), (lesser,))
    assert proved(work({"image-scan": "x" * 30}), [wide])[0][0].actions == lesser


def test_a_bound_is_raised_by_no_step_too_many() -> None:
    """One character less would not do, and no narrower edit is taken."""
    interactions = traffic({"image-scan": "x" * 31}, {"image-scan": "x" * 40})
    found = propose(
        load_contract(), [drift("response-length-exceeded", "/image-scan")], facts(interactions), lambda: interactions, compare=lambda _: ()
    )
    assert [each["update"] for each in found.overlay["actions"]] == [{"maxLength": 40}]


def test_a_drift_that_is_still_there_is_not_proposed() -> None:
    """What the comparison finds again after the edit was not ended by it."""
    interactions = traffic({"invoice-number": None})
    found = drift("response-null-appeared", "/invoice-number")
    proposals = propose(load_contract(), [found], facts(interactions), lambda: interactions, compare=lambda _: (found,))
    assert proposals.overlay == {}
    assert "still there" in proposals.refused[found.fingerprint]


def test_an_edit_that_brings_about_another_drift_is_not_proposed() -> None:
    """A drift that the comparison did not find before the edit speaks against it."""
    interactions = traffic({"invoice-number": None})
    found, other = drift("response-null-appeared", "/invoice-number"), drift("response-type-changed", "/invoice-number")
    proposals = propose(load_contract(), [found], facts(interactions), lambda: interactions, compare=lambda _: (other,))
    assert "another drift" in proposals.refused[found.fingerprint]


def test_one_failure_takes_nothing_else_with_it() -> None:
    """What is proved stays when another proposal is taken back."""
    interactions = traffic({"invoice-number": None, "status": "half_paid"})
    bad, good = drift("response-null-appeared", "/invoice-number"), drift("response-word-appeared", "/status")
    proposals = propose(load_contract(), [bad, good], facts(interactions), lambda: interactions, compare=lambda _: (bad,))
    assert list(proposals.actions) == [good.fingerprint]
    assert list(proposals.refused) == [bad.fingerprint]


def test_a_body_that_conformed_must_go_on() -> None:
    """A closed schema that refuses a body that conformed is found by the bodies."""
    seen = work({"extra": 1})
    document = json.loads(json.dumps(load_contract().document))
    document["components"]["schemas"]["Invoice"]["additionalProperties"] = False
    found = whole(seen.seen, seen.view, View(document), [at("/id")])
    assert found is not None
    assert found[1] == at("")


def test_an_example_that_conformed_must_go_on() -> None:
    """An edit that an example of the document contradicts is found by the example."""
    document = json.loads(json.dumps(load_contract().document))
    document["components"]["schemas"]["Invoice"]["required"] = ["something-else"]
    assert "example" in examples(load_contract().document, View(document))
    assert examples(load_contract().document, View(load_contract().document)) == ""


def test_late_traffic_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies beyond what is kept are read once more, and speak against a proposal that they contradict."""
    monkeypatch.setattr(kept, "KEPT_BYTES", 200)
    interactions = traffic({"image-scan": "x" * 30}, {"image-scan": "x" * 40})
    found = drift("response-length-exceeded", "/image-scan")
    proposals = propose(load_contract(), [found], facts(interactions), lambda: interactions, compare=lambda _: ())
    assert "later" in proposals.refused[found.fingerprint]


def test_samples_conform_and_are_the_same_each_time() -> None:
    """Values made up for a schema are let through by it, objects among them."""
    view = View(load_contract().document)
    one, other = (list(conforming(view, "/components/schemas/SupplierReference")) for _ in range(2))
    assert one == other
    assert any(isinstance(each, dict) and "name" in each for each in one)
    assert all(not view.objections("/components/schemas/SupplierReference", each) for each in one)


def test_places_are_found_through_references_and_choices() -> None:
    """A place is described by the node that names it, wherever references and choices lead."""
    view = View(load_contract().document)
    assert view.sites(at("/commodity")) == ()
    assert view.sites(at("/contract/id")) == ("/components/schemas/ContractReference/properties/id",)
    assert view.sites(at("/invoice-lines/*/price")) == ("/components/schemas/InvoiceLine/properties/price",)
    with pytest.raises(DocumentError):
        view.node("/nowhere")


def test_paths_name_members_of_any_name() -> None:
    """A JSONPath of RFC 9535 is written for names with dashes, quotes and slashes, and for positions."""
    assert json_path("/paths/~1invoices~1{id}/get") == "$.paths['/invoices/{id}'].get"
    assert json_path("/a/it's/0") == "$.a['it\\'s'][0]"
    assert general("/0/invoice-lines/12/price") == "/*/invoice-lines/*/price"


def test_what_makes_the_document_invalid_is_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole document is validated with the edit."""
    bad = Part("", (lay("/info", {"title": 7}),))
    monkeypatch.setattr(proposing, "parts_of", lambda *_: iter([bad]))
    interactions = traffic({})
    found = drift("response-null-appeared", "/status")
    proposals = propose(load_contract(), [found], facts(interactions), lambda: interactions, compare=lambda _: ())
    assert "not valid" in proposals.refused[found.fingerprint]
