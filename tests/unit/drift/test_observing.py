"""What an observer counts of interactions."""

import gc
import json
import tracemalloc
from dataclasses import replace

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.shape import MEMBERS, AnswerShape, Bounds, OperationShape, PlaceShape, Shape, Sighting, Tally
from coupa_contract.model import Case, Failure, FailureKind, Interaction, Request, Response

JSON = (("Content-Type", "application/json"),)
LISTED = (200, "application/json")


def met(
    body: bytes | object,
    *,
    status: int = 200,
    query: tuple[tuple[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = JSON,
    operation: str = "listInvoices",
    sent: bytes | None = None,
) -> Interaction:
    """An interaction with that body."""
    case = Case(operation, query=query, body=sent, media_type="application/json" if sent else None)
    answered = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Interaction(case, Request("GET", "/api/invoices"), Response(status, headers, answered))


def observed(*interactions: Interaction, dialect: str = "published") -> Shape:
    """The shape of interactions of one source."""
    observer = Observer(load_contract(dialect))
    observer.source("x", "2024-05-01")
    for number, interaction in enumerate(interactions):
        observer.add(number, interaction)
    return observer.shape()


def operation(*interactions: Interaction) -> OperationShape:
    """What was observed of the list."""
    return observed(*interactions).operations["listInvoices"]


def answer(*interactions: Interaction) -> AnswerShape:
    """The JSON answers of the list."""
    return operation(*interactions).answers[LISTED]


def row(*rows: object) -> PlaceShape:
    """The rows of a list."""
    items = answer(met(list(rows))).body.items
    assert items is not None
    return items


def at(number: int) -> Sighting:
    """A sighting in the one source."""
    return Sighting("2024-05-01", "x", number)


def counts(tallies: object) -> dict[object, int]:
    """How often, by name."""
    assert isinstance(tallies, dict)
    return {name: tally.count for name, tally in tallies.items()}


def test_types_and_sightings_are_counted() -> None:
    """Every type at a place, how often, in which interaction first and last."""
    total = answer(met([{"total": 1}]), met([{"total": None}, {"total": 2}]), met([])).body.items
    assert total is not None
    assert total.members["total"].types == {"integer": Tally(2, at(0), at(1)), "null": Tally(1, at(1), at(1))}


def test_absence_follows_from_the_parent() -> None:
    """A member that one of three objects lacks was there in two of three."""
    place = row({"id": 1, "total": 1}, {"id": 2}, {"id": 3, "total": None})
    assert (place.whole_objects, place.members["total"].whole) == (3, 2)


@pytest.mark.parametrize("query", [(("fields", '["id"]'),), (("return_object", "limited"),), (("filter", "x"),)])
def test_a_projected_answer_makes_nothing_look_absent(query: tuple[tuple[str, str], ...]) -> None:
    """Its values count, its gaps do not."""
    body = answer(met([{"id": 1}], query=query)).body
    assert body.items is not None
    assert (body.items.whole_objects, body.items.members["id"].whole, body.items.members["id"].seen) == (0, 0, 1)


def test_texts_show_forms_lengths_and_digits() -> None:
    """Of decimals in texts also how many digits, as they are spelled."""
    text = row({"t": "12.50"}, {"t": "100"}, {"t": "none"}, {"t": "12.50"}).members["t"].text
    assert counts(text.forms) == {"decimal": 2, "integer": 1, "text": 1}
    assert (text.length, text.digits, text.places) == (Bounds(3, 5), Bounds(3, 4), Bounds(0, 2))


@pytest.mark.parametrize(
    ("spelled", "kind", "digits", "places"),
    [
        ("12.50", "number", 3, 1),
        ("1.0", "number", 1, 0),
        ("12345678901234567890123", "integer", 23, 0),
        ("-9223372036854775809", "integer", 19, 0),
        ("1234567890123456789012.34", "number", 24, 2),
        ("0.30000000000000004", "number", 17, 17),
        ("1e-9", "number", 9, 9),
        ("1e400", "number", 401, 0),
        ("1.5e30", "number", 31, 0),
    ],
)
def test_numbers_are_measured_as_they_were_sent(spelled: str, kind: str, digits: int, places: int) -> None:
    """Also those that no float and no 64 bits hold."""
    place = answer(met(f'[{{"n": {spelled}, "t": ",{spelled},"}}]'.encode())).body.items
    assert place is not None
    member = place.members["n"]
    assert (counts(member.types), member.number.digits, member.number.places) == ({kind: 1}, Bounds(digits, digits), Bounds(places, places))
    assert member.number.value is not None
    assert counts(place.members["t"].types) == {"string": 1}


def test_a_long_number_of_digits_in_a_text_stays_a_text() -> None:
    """It is not taken for the number beside it."""
    place = row({"t": "12345678901234567890", "n": 12345678901234567890, "both": [12345678901234567890123, "12345678901234567890123"]})
    assert counts(place.members["t"].types) == {"string": 1}
    assert place.members["both"].items is not None
    assert counts(place.members["both"].items.types) == {"integer": 1, "string": 1}


def test_words_are_kept_only_where_words_stand() -> None:
    """An enumeration of the document, or a name such as `status`; a sentence even there only as a digest."""
    place = row({"status": "draft", "document-type": "INVOICE", "comments": "draft"}, {"status": "Call Ann"}, {"status": "draft"})
    words = place.members["status"].words
    assert words is not None
    assert words["draft"].count == 2
    assert [len(word) for word in words if word.startswith("~")] == [6]
    assert list(place.members["document-type"].words or ()) == ["INVOICE"]
    assert place.members["comments"].words == {}


def test_too_many_words_are_no_set_and_values_are_sampled() -> None:
    """Beyond 16 words a place holds free values; of 70 values the 64 with the smallest digests are kept, in any order."""
    rows = [{"status": f"s{number}", "total": number} for number in range(70)]
    place, other = row(*rows), row(*rows[::-1])
    assert place.members["status"].words is None
    marks = place.members["total"].marks
    assert (len(marks), marks) == (64, other.members["total"].marks)
    assert marks > {mark for mark in row(rows[3], rows[4]).members["total"].marks if mark < max(marks)}


def test_equal_values_have_equal_digests() -> None:
    """Under another name, and a number in a text like the number."""
    place = row({"a": 12.5, "b": "12.50", "c": 1.25, "d": 100, "e": "100"})
    marks = {name: member.marks for name, member in place.members.items()}
    assert marks["a"] == marks["b"] != marks["c"]
    assert marks["d"] == marks["e"]


def test_the_keys_of_a_map_are_merged() -> None:
    """Of custom fields only the forms of the keys and the values are kept; so it is with names that are data."""
    place = row({"custom-fields": {"Ann's field": 1, "b": "x"}}, {"by-mail": {"ann@example.com": 1}})
    fields, mails = place.members["custom-fields"], place.members["by-mail"]
    assert fields.entries is not None
    assert (counts(fields.entries.types), counts(fields.keys), fields.members) == (
        {"integer": 1, "string": 1},
        {"text": 1, "one word": 1},
        {},
    )
    assert (counts(mails.keys), mails.members) == ({"email": 1}, {})


def test_alternatives_of_an_object_are_told_by_their_names() -> None:
    """In whatever order the members come."""
    assert sorted(counts(row({"id": 1, "a": 1}, {"a": 1, "id": 2}, {"id": 3}).variants).values()) == [1, 2]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html></html>", "html"),
        (b' <p><html lang="en">', "html"),
        (b'[{"id": 1}, {"id"', "truncated"),
        (b'[{"id": "a', "truncated"),
        (b"[NaN]", "not-json"),
        (b"oops", "not-json"),
        (b'["\xff"]', "not-utf-8"),
        (b"[" * 101 + b"1" + b"]" * 101, "nested"),
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(body: bytes, reason: str) -> None:
    """Nothing of a JSON type is passed over in silence."""
    assert answer(met(body)).unreadable == {reason: Tally(1, at(0), at(0))}


def test_a_body_of_one_hundred_levels_is_read() -> None:
    """Deeper ones are not."""
    assert answer(met(b"[" * 100 + b"]" * 100)).unreadable == {}


def test_an_unpaired_surrogate_is_read() -> None:
    """JSON permits its escape."""
    assert counts(answer(met(b'["\\ud800"]')).body.items.types) == {"string": 1}  # type: ignore[union-attr]


def test_refusals_are_observed_like_successes() -> None:
    """By status and media type, and nothing projects them."""
    query = (("fields", '["id"]'),)
    found = operation(met({"errors": {"status": ["is wrong"]}}, status=400, query=query), met(b"", status=204, headers=()))
    assert found.answers[400, "application/json"].whole == 1
    assert found.answers[400, "application/json"].body.members["errors"].entries is not None
    assert found.answers[204, ""].empty == Tally(1, at(1), at(1))
    assert (found.taken, found.refused) == (1, 1)


def test_headers_and_charsets_are_seen_without_their_values() -> None:
    """Their names, and what their values look like."""
    headers = (("Content-Type", 'application/JSON; Charset="UTF-8"'), ("X-Total", "17"), ("x-total", "18"))
    found = answer(met([], headers=headers))
    assert counts(found.charsets) == {"utf-8": 1}
    assert found.headers["x-total"].seen.count == 1
    assert counts(found.headers["x-total"].forms) == {"integer": 1}


@pytest.mark.parametrize(
    ("name", "value", "body", "ignored"),
    [
        ("limit", "1", [{"id": 1}, {"id": 2}], True),
        ("limit", "2", [{"id": 1}, {"id": 2}], False),
        ("limit", "-1", [{"id": 1}], False),
        ("fields", '["id"]', [{"id": 1, "status": "draft"}], True),
        ("fields", '["invoice_number",{"supplier":["name"]}]', [{"id": 1, "invoice-number": "1", "supplier": {"name": "a"}}], False),
        ("fields", "what", [{"id": 1, "status": "draft"}], False),
        ("status", "draft", [{"id": 1, "status": "new"}], False),
    ],
)
def test_a_parameter_is_ignored_only_when_that_is_plain(name: str, value: str, body: object, ignored: bool) -> None:
    """Too many rows, members that nobody asked for."""
    parameter = operation(met(body, query=((name, value),))).parameters[name]
    assert (parameter.sent.count, parameter.taken, parameter.ignored is not None) == (1, 1, ignored)


def test_a_refused_parameter_is_counted_as_such() -> None:
    """A refusal is no answer that ignored it."""
    parameter = operation(met([], status=400, query=(("limit", "x"),))).parameters["limit"]
    assert (parameter.taken, parameter.refused, parameter.ignored) == (0, 1, None)


def test_pages_and_order_of_lists_are_told() -> None:
    """Only of lists that were asked for without a limit, an offset or an order."""
    rows = [{"id": 3}, {"id": 2}, {"id": 1}]
    found = operation(
        met(rows), met(rows[:1], query=(("limit", "1"),)), met([], query=(("offset", "9"),)), met(rows, query=(("order_by", "id"),))
    )
    assert found.page == Bounds(3, 3)
    assert counts(found.pages) == {3: 2}
    assert counts(found.order) == {"descending": 1}


def test_bodies_that_were_taken_are_observed() -> None:
    """Those that were refused tell nothing of what may be sent."""
    taken = met({"id": 1}, operation="updateInvoice", sent=b'{"internal-note": "a"}')
    refused = met({"errors": {}}, status=400, operation="updateInvoice", sent=b'{"other": "a"}')
    assert list(observed(taken, refused).operations["updateInvoice"].request.members) == ["internal-note"]


def test_what_cannot_be_used_is_counted() -> None:
    """Unknown operations, with success or without, missing answers, requests to nothing that is documented."""
    observer = Observer(load_contract())
    observer.source("x", "")
    observer.add(0, met([], operation="nothing", status=404))
    observer.add(3, replace(met([], operation="nothing"), request=Request("PUT", "/api/invoices/17/withdraw?x=1")))
    observer.add(1, Interaction(Case("listInvoices"), Request("GET", "/"), None, Failure(FailureKind.TIMEOUT, "")))
    observer.unknown(2, "GET", "/invoices/{}/history")
    observer.add(4, replace(met({"id": 1}), case=Case("showInvoice", (("id", "1"),), verb="POST")))
    shape = observer.shape()
    assert shape.sources["x"].left_out == {
        "an operation that the document lacks, without success": 1,
        "no response: timeout": 1,
        "a verb that the document does not have there": 1,
    }
    assert not shape.operations
    assert sorted(shape.unknown) == ["GET /invoices/{}/history", "PUT /invoices/{}/withdraw"]
    assert shape.sources["x"].interactions == 2


def test_sources_are_told_apart() -> None:
    """The first sighting is the earliest in time, whatever was read first."""
    observer = Observer(load_contract())
    for name, date in (("later", "2024-06-01"), ("sooner", "2024-05-01")):
        observer.source(name, date)
        observer.add(3, met([]))
    seen = observer.shape().operations["listInvoices"].seen
    assert (seen.first, seen.last) == (Sighting("2024-05-01", "sooner", 3), Sighting("2024-06-01", "later", 3))


def test_hostile_bodies_do_not_grow_memory() -> None:
    """Thousands of distinct names leave 512 of them, and say that there were more."""
    observer = Observer(load_contract())
    observer.source("x", "")
    for number in range(40):
        observer.add(number, met([{f"m{number:03}-{name}": 1 for name in range(1_000)}]))
    gc.collect()
    tracemalloc.start()
    for number in range(40, 60):
        observer.add(number, met([{f"m{number:03}-{name}": 1 for name in range(1_000)}]))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    rows = observer.shape().operations["listInvoices"].answers[LISTED].body.items
    assert rows is not None
    assert (len(rows.members), rows.more_members) == (MEMBERS, True)
    assert grown < 3_000_000
