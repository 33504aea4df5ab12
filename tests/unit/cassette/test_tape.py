"""A recorded scenario answers what it was asked then, in any spelling, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette import forms
from coupa_contract.cassette.recording import Exchange, RecordedScenario, Refusal
from coupa_contract.cassette.tape import Tape
from coupa_contract.contract import load_contract
from coupa_contract.errors import RefusedError, UnrecordedError
from coupa_contract.model import Case, Credential, Failure, FailureKind, Interaction, Origin, Request, Response
from coupa_contract.target.encoding import target_of

CONTRACT = load_contract()
LIST = Case("listInvoices", query=(("status[in]", "new,draft"), ("limit", "50")))
SHOW = Case("showInvoice", (("id", "17"),))
OTHER = Case("showInvoice", (("id", "18"),))
CHANGE = Case("updateInvoice", (("id", "17"),), body=b'{"comments":"a","paid":false}', media_type="application/json")
NEGATIVE = dataclasses.replace(SHOW, path_parameters=(("id", "0"),), origin=Origin.NEGATIVE, invalid="nobody has it")
CUT = dataclasses.replace(SHOW, path_parameters=(("id", "17\0"),), origin=Origin.NEGATIVE, invalid="it is spelled in another way")
REMOVAL = dataclasses.replace(SHOW, verb="DELETE", origin=Origin.NEGATIVE, invalid="no source has this verb there")
ASKABLE = (LIST, SHOW, OTHER, CHANGE, NEGATIVE, CUT, REMOVAL, dataclasses.replace(SHOW, credential=Credential.MISSING))


def met(case: Case, answer: str = "", base: str = "/api", **more: Any) -> Interaction:
    """A case that was sent, and what came back."""
    operation = CONTRACT.operation(case.operation)
    response = Response(200, (("Content-Type", "application/json"),), (answer or f'"{case.operation}"').encode(), 0.1)
    request = Request(operation.method_of(case), base + target_of(operation.path, case), (), case.body)
    return dataclasses.replace(Interaction(case, request, response), **more)


def tape(*exchanges: Exchange) -> Tape:
    """The tape of a scenario with these exchanges."""
    return Tape(RecordedScenario(3, datetime(2024, 5, 1, tzinfo=UTC), exchanges=exchanges), CONTRACT)


def body(interaction: Interaction) -> str:
    """What an interaction answered."""
    assert interaction.response is not None
    return interaction.response.body.decode()


def refusal_of(tape_: Tape, case: Case) -> str:
    """The sentence with which a tape does not answer."""
    with pytest.raises(UnrecordedError) as caught:
        tape_.answer(case)
    assert tape_.missing[-1] == str(caught.value)
    return str(caught.value)


def spelled_anew(case: Case) -> Case:
    """The same request, put together in another way."""
    changed = None if case.body is None else b'{ "paid": false, "comments": "\\u0061" }'
    media_type = case.media_type and f"{case.media_type}; charset=utf-8"
    headers = (*case.headers, ("ACCEPT", "application/json"))
    return dataclasses.replace(case, query=case.query[::-1], body=changed, media_type=media_type, headers=headers)


answers = st.sampled_from(["1", "2", "3"])
exchanges = st.lists(
    st.builds(met, st.sampled_from(ASKABLE), answers) | st.builds(Refusal, st.sampled_from(ASKABLE), answers, st.just("--x")), max_size=12
)


@given(exchanges, st.randoms())
def test_a_scenario_asked_in_its_own_order_is_served_whole(recorded: Sequence[Exchange], random: Any) -> None:
    """However often a request comes again and whatever it was answered, each place has its own answer, in any spelling."""
    player = tape(*recorded)
    for exchange in recorded:
        case = random.choice([exchange.case, spelled_anew(exchange.case)])
        if isinstance(exchange, Refusal):
            with pytest.raises(RefusedError) as caught:
                player.answer(case)
            assert (caught.value.message, caught.value.permission) == (exchange.reason, exchange.permission)
        else:
            assert player.answer(case) == dataclasses.replace(exchange, case=case)
    assert (player.missing, player.unserved) == ([], [])


@given(
    st.lists(st.sampled_from([LIST, SHOW, OTHER, NEGATIVE]), unique=True, min_size=1).flatmap(
        lambda c: st.tuples(st.just(c), st.permutations(c))
    )
)
def test_reads_may_come_in_another_order(orders: tuple[list[Case], list[Case]]) -> None:
    """Where nothing is written, each request that was recorded once has its answer wherever it is asked, and again."""
    recorded, asked = orders
    player = tape(*(met(case, f'"{position}"') for position, case in enumerate(recorded)))
    for case in [*asked, asked[0]]:
        assert body(player.answer(case)) == f'"{recorded.index(case)}"'
    assert player.unserved == []


def asked_of(player: Tape, case: Case) -> Exchange | None:
    """What a tape answers, as it was recorded; None when it lacks it."""
    try:
        return player.answer(case)
    except RefusedError as error:
        return Refusal(case, error.message, error.permission)
    except UnrecordedError:
        return None


@given(exchanges, st.lists(st.sampled_from(ASKABLE), max_size=12))
def test_nothing_is_answered_but_what_was_recorded(recorded: Sequence[Exchange], asked: Sequence[Case]) -> None:
    """Whatever is asked, an answer was recorded for that very request; all else is missing by name."""
    player = tape(*recorded)
    answered = [asked_of(player, case) for case in asked]
    assert all(answer is None or answer in recorded for answer in answered)
    assert len(player.missing) == answered.count(None)


def test_a_poll_is_answered_in_order() -> None:
    """The same question again and again has the answers that it had then."""
    player = tape(met(SHOW, "1"), met(SHOW, "2"), met(SHOW, "1"))
    assert [body(player.answer(SHOW)) for _ in range(3)] == ["1", "2", "1"]


def test_equals_with_different_answers_are_ambiguous() -> None:
    """Out of turn, none of several answers is as good as another."""
    player = tape(met(LIST), met(SHOW, "1"), met(SHOW, "2"), met(SHOW, "1"))
    assert "GET /invoices/17 was recorded 3 times with different answers" in refusal_of(player, SHOW)
    assert player.answer(LIST)
    assert body(player.answer(SHOW)) == "1", "the turn did not pass when nothing was served"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (met(SHOW, "1"), met(SHOW, response=Response(201, (("Content-Type", "application/json"),), b"1"))),
        (met(SHOW, "1"), met(SHOW, response=Response(200, (("Content-Type", "application/json; odd=1"),), b"1"))),
        (met(SHOW, "1"), met(SHOW, "2")),
        (met(SHOW, "1"), met(SHOW, "1", failure=Failure(FailureKind.REDIRECTED, "to itself"))),
        (met(SHOW, "1"), met(SHOW, response=None, failure=Failure(FailureKind.TIMEOUT, "5 s"))),
        (met(SHOW, response=None), met(SHOW, response=None, failure=Failure(FailureKind.TIMEOUT, "5 s"))),
        (met(SHOW, "1"), Refusal(SHOW, "not now")),
        (Refusal(SHOW, "not now"), Refusal(SHOW, "not yet")),
        (Refusal(SHOW, "not now"), Refusal(SHOW, "not now", "--disposable")),
    ],
    ids=["status", "header", "body", "failure", "no response", "failure alone", "refusal", "reason", "permission"],
)
def test_everything_of_an_answer_tells_it_apart(first: Exchange, second: Exchange) -> None:
    """Status, headers, body and failure are part of an answer, and so is why there is none."""
    assert "different answers" in refusal_of(tape(met(LIST), first, second), SHOW)


def test_equals_with_one_answer_are_served_out_of_turn() -> None:
    """How long an answer took and when it was given do not make it another one; then it goes on behind the next of them."""
    early, late = (Response(200, (("Date", f"Mon, 0{day} Jan 2024"),), b"1", day) for day in (1, 2))
    player = tape(met(LIST), met(SHOW, response=early), met(OTHER), met(SHOW, response=late), met(LIST, "2"))
    assert player.answer(SHOW).response is early
    assert player.answer(OTHER)
    assert player.answer(SHOW).response is late
    assert body(player.answer(LIST)) == "2"
    assert player.unserved == ["request 1 of 5, GET /api/invoices?status[in]=new,draft&limit=50"]


def test_the_next_of_equals_comes_first() -> None:
    """Out of turn, the one ahead is served before the one behind, and the turn goes on behind it."""
    player = tape(met(SHOW), met(OTHER), met(LIST), met(SHOW))
    player.answer(SHOW)
    player.answer(SHOW)
    assert player.unserved == ["request 2 of 4, GET /api/invoices/18", "request 3 of 4, GET /api/invoices?status[in]=new,draft&limit=50"]
    assert player.answer(SHOW), "behind the last one, the last one"


def test_an_answer_from_across_a_write_is_not_served() -> None:
    """What was read before a write says nothing about what would be read behind it, nor the other way round."""
    player = tape(met(SHOW, "1"), met(CHANGE), met(OTHER))
    assert "on the other side of a write" in refusal_of(player, OTHER)
    assert [body(player.answer(case)) for case in (SHOW, CHANGE)] == ["1", '"updateInvoice"']
    assert "on the other side of a write" in refusal_of(player, SHOW)
    assert "on the other side of a write" in refusal_of(player, CHANGE)
    assert player.answer(OTHER)


@pytest.mark.parametrize(("verb", "writes"), [("DELETE", True), ("GET", True), ("OPTIONS", False)])
def test_another_verb_is_another_request_and_may_have_changed_something(verb: str, writes: bool) -> None:
    """At the path of a read too; and it is never answered with what the operation's own verb was."""
    void = Case("voidInvoice", (("id", "17"),))
    probe = dataclasses.replace(void, verb=verb)
    player = tape(met(SHOW), met(probe), met(OTHER))
    assert "method is PUT, recorded" in refusal_of(player, void)
    if writes:
        assert "on the other side of a write" in refusal_of(player, OTHER)
    else:
        assert player.answer(OTHER)
    assert player.answer(probe).request.method == verb


def test_the_next_write_may_come_early() -> None:
    """Reads that are no longer asked for are left out up to the next write, and named."""
    player = tape(met(SHOW), met(OTHER), met(CHANGE), met(SHOW, "2"))
    player.answer(CHANGE)
    assert body(player.answer(SHOW)) == "2"
    assert player.unserved == ["request 1 of 4, GET /api/invoices/17", "request 2 of 4, GET /api/invoices/18"]


def test_what_was_kept_in_wrote_nothing() -> None:
    """A write that the guard refused changed nothing: reads on both sides of it are as one."""
    player = tape(met(SHOW), Refusal(CHANGE, "it changes an invoice", "--allow-writes"), met(OTHER))
    assert [player.answer(case).case for case in (OTHER, SHOW)] == [OTHER, SHOW]
    with pytest.raises(RefusedError, match="it changes an invoice"):
        player.answer(CHANGE)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            dataclasses.replace(LIST, query=(("status[in]", "new,draft"), ("limit", "10"))),
            "request 1 of 3, GET /api/invoices?status[in]=new,draft&limit=50: query limit is 10, recorded 50",
        ),
        (dataclasses.replace(LIST, query=()), "query limit is absent, recorded 50; query status[in] is absent, recorded new,draft"),
        (dataclasses.replace(LIST, query=(("limit", "50"),)), "request 1 of 3"),
        (dataclasses.replace(LIST, query=(("limit", "50"), ("limit", "50"), *LIST.query)), "query limit is 50 and 50 and 50, recorded 50"),
        (dataclasses.replace(SHOW, credential=Credential.GARBLED), "credential is garbled, recorded valid"),
        (dataclasses.replace(SHOW, path_parameters=(("id", "99"),)), "path is /invoices/99, recorded /invoices/17"),
        (dataclasses.replace(SHOW, headers=(("Accept", "text/html"),)), "header accept is text/html, recorded application/json"),
        (dataclasses.replace(SHOW, headers=(("X-Key", "s3cret"),)), "header x-key differs"),
        (dataclasses.replace(CHANGE, body=b'{"comments":"b","paid":false}'), "body /comments is b, recorded a"),
        (dataclasses.replace(CHANGE, body=b'{"comments":"a"}'), "body /paid is absent, recorded false"),
        (dataclasses.replace(CHANGE, body=b'{"comments":"a","paid":[{"a/b":1}]}'), 'body /paid is [{"a/b":1}], recorded false'),
        (dataclasses.replace(CHANGE, body=b'{"comments":"a","paid":false,"x/y~":1}'), "body /x~1y~0 is 1, recorded absent"),
        (dataclasses.replace(CHANGE, body=b"[1]"), 'body as a whole is [1], recorded {"comments":"a","paid":false}'),
        (dataclasses.replace(CHANGE, body=b"{"), "body differs"),
        (dataclasses.replace(CHANGE, body=None), "body is absent, recorded one"),
        (dataclasses.replace(CHANGE, media_type="text/plain"), "media type is text/plain, recorded application/json; body differs"),
        (dataclasses.replace(CHANGE, media_type=None), "media type is absent, recorded application/json; body differs"),
        (Case("voidInvoice", (("id", "17"),)), "another operation, listInvoices"),
    ],
)
def test_a_near_miss_names_what_differs(asked: Case, sentence: str) -> None:
    """The nearest recorded request is named, and its member that differs."""
    said = refusal_of(tape(met(LIST), met(SHOW), met(CHANGE)), asked)
    assert said.startswith(f"scenario 3: {CONTRACT.operation(asked.operation).method} /invoices")
    assert "was not recorded; nearest is request" in said
    assert sentence in said
    assert "s3cret" not in said


def test_differences_beyond_two_are_counted() -> None:
    """A sentence stays a sentence."""
    said = refusal_of(tape(met(LIST)), dataclasses.replace(LIST, query=(("a", "1"), ("b", "2"), ("limit", "50"))))
    assert said.endswith("query a is 1, recorded absent; query b is 2, recorded absent; and 1 more")


def test_parts_of_an_upload_are_told_apart() -> None:
    """Of a multipart body the part that differs is named, or how many there are."""

    def upload(*parts: bytes, boundary: bytes = b"A") -> Case:
        text = b"".join(b"--" + boundary + b"\r\n\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
        return dataclasses.replace(CHANGE, body=text, media_type=f"multipart/form-data; boundary={boundary.decode()}")

    recorded = met(upload(b"x", b"y"))
    assert tape(recorded).answer(upload(b"x", b"y", boundary=b"B"))
    assert "body differs in part 2" in refusal_of(tape(recorded), upload(b"x", b"z", boundary=b"B"))
    assert "body has 1 parts, recorded 2" in refusal_of(tape(recorded), upload(b"x"))


def test_values_are_shortened_and_kept_on_one_line() -> None:
    """A long value is cut, and what would break the line is spelled out."""
    long = dataclasses.replace(LIST, query=(("limit", "9" * 500), ("status[in]", "new\n\x1b[31m")))
    assert len(refusal_of(tape(met(long)), LIST)) < 500
    said = refusal_of(tape(met(LIST)), long)
    assert len(said) < 500
    assert said.isprintable()
    assert "9" * 39 + "…, recorded 50" in said
    assert "new\\n\\x1b[31m, recorded new,draft" in said


def test_the_nearest_differs_in_least_and_stands_nearest() -> None:
    """Among requests that differ in as much, the one at whose place it was asked is named."""
    player = tape(met(LIST), met(SHOW), met(OTHER))
    player.answer(LIST)
    player.answer(SHOW)
    assert "request 3 of 3" in refusal_of(player, dataclasses.replace(SHOW, path_parameters=(("id", "19"),)))
    assert "request 2 of 3" in refusal_of(player, dataclasses.replace(SHOW, query=(("fields", "[]"),)))


def test_an_empty_scenario_says_so() -> None:
    """There is no nearest request where there is none."""
    assert refusal_of(tape(), SHOW) == "scenario 3: GET /invoices/17 was not recorded, nor was any other request"


def test_what_left_the_document_is_missing_by_name() -> None:
    """An operation, or a path parameter, that today's document lacks is named; what was recorded of it stays unserved."""
    gone = dataclasses.replace(met(SHOW), case=dataclasses.replace(SHOW, operation="gone"))
    player = tape(gone, Refusal(gone.case, "no"), met(OTHER))
    assert "the operation 'gone' has left the document" in refusal_of(player, gone.case)
    assert "takes a path parameter 'id', which the case lacks" in refusal_of(player, Case("showInvoice"))
    assert player.answer(OTHER)
    assert player.unserved == ["request 1 of 3, GET /api/invoices/17", "request 2 of 3, gone"]


def test_an_operation_that_was_renamed_is_found_by_its_request() -> None:
    """What goes over the wire makes two requests equal, not what the document calls them."""
    renamed = dataclasses.replace(met(SHOW), case=dataclasses.replace(SHOW, operation="gone"))
    assert tape(met(OTHER), renamed).answer(SHOW)
    changed = dataclasses.replace(met(CHANGE), case=dataclasses.replace(CHANGE, operation="gone"))
    assert "other side of a write" in refusal_of(tape(changed, met(OTHER)), OTHER), "a write stays one without its operation"


@pytest.mark.parametrize("base", ["", "/api", "/some/api", "/invoices"])
def test_the_base_path_of_the_recording_does_not_count(base: str) -> None:
    """A recording of a target under any base path answers the same requests; a path outside it answers none."""
    cases = (SHOW, LIST, CHANGE)
    player = tape(*(met(case, base=base) for case in cases))
    assert [player.answer(case).request.url.startswith(base) for case in cases] == [True] * 3


def test_what_lies_outside_the_base_path_is_no_match() -> None:
    """The same path below another base path is another place, in turn and out of it."""
    for elsewhere in ("", "/elsewhere", "/api/more", "/elsewhere/api"):
        player = tape(met(SHOW), met(OTHER, base=elsewhere))
        assert "was not recorded" in refusal_of(player, OTHER)
        player.answer(SHOW)
        assert "was not recorded" in refusal_of(player, OTHER)


@pytest.mark.parametrize("url", ["/void", "/v2/api/void/17"])
def test_a_path_that_the_document_changed_shows_no_base(url: str) -> None:
    """What was recorded under another path than today's is no match for it, and does not spoil the others."""
    moved = dataclasses.replace(met(Case("voidInvoice", (("id", "17"),))), request=Request("PUT", url))
    player = tape(moved, met(OTHER))
    assert "path is /invoices/17/void, recorded" in refusal_of(tape(moved), moved.case)
    assert "on the other side of a write" in refusal_of(player, OTHER)
    assert player.unserved == [f"request 1 of 2, PUT {url}", "request 2 of 2, GET /api/invoices/18"]


@pytest.mark.parametrize(
    "change",
    [
        {"headers": (("Accept", "text/html"),)},
        {"media_type": "text/plain"},
        {"body": b"{}"},
        {"credential": Credential.MISSING},
        {"operation": "patchInvoice"},
        {"query": (("return_object", "none"),)},
        {"path_parameters": (("id", "18"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_place_is_not_enough(change: dict[str, Any]) -> None:
    """What stands where it is asked for is served only when every part of the request is the same."""
    refusal_of(tape(met(CHANGE)), dataclasses.replace(CHANGE, **change))


def test_answers_carry_the_case_that_was_asked() -> None:
    """Checks see today's case, with its origin, beside the recorded request, response and failure."""
    recorded = met(SHOW, failure=Failure(FailureKind.REDIRECTED, "to itself"))
    asked = dataclasses.replace(SHOW, origin=Origin.NEGATIVE, invalid="on purpose")
    assert tape(recorded).answer(asked) == dataclasses.replace(recorded, case=asked)


def test_recorded_order_needs_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked as it was recorded is served without a canonical form; out of turn, each exchange is spelled once for all."""
    spelled: list[str] = []

    def counted(method: str, target: str, **more: Any) -> Any:
        spelled.append(target)
        return original(method, target, **more)

    original = forms.canonical
    monkeypatch.setattr(forms, "canonical", counted)
    size = 200
    cases = [dataclasses.replace(SHOW, path_parameters=(("id", str(number)),)) for number in range(size)]
    player = tape(*map(met, cases))
    for case in cases:
        player.answer(case)
    assert spelled == []
    for case in reversed(cases):
        player.answer(case)
    assert len(spelled) <= 3 * size
