"""Which operations there are, how long a page is, and how a list is ordered."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.drift.confidence import Proof, differ
from coupa_contract.drift.difference import Difference, Mode, OperationPair, backing, proof_of
from coupa_contract.drift.drift import Backing, Direction, DriftClass, DriftPlace, Rule, Taxonomy
from coupa_contract.drift.facts import Facts, OperationFacts

APPEARED = Rule(
    "operation-appeared", Taxonomy("operation", "name", "appeared", Direction.REQUEST), DriftClass.ADDITIVE,
    "There is an operation that there was not.", "Nothing has to be done; describe it in the document.",
)  # fmt: skip
GONE = Rule(
    "operation-gone", Taxonomy("operation", "name", "disappeared", Direction.REQUEST), DriftClass.BREAKING,
    "An operation is not there any more.", "Stop calling it, and find what replaces it.",
)  # fmt: skip
NEVER = Rule(
    "operation-never-observed", Taxonomy("operation", "name", "unseen", Direction.REQUEST), DriftClass.UNSEEN,
    "A documented operation was never observed.", "Nothing has to be done; more traffic may show it.",
)  # fmt: skip
PAGE = Rule(
    "default-page-size-changed", Taxonomy("paging", "size", "changed", Direction.RESPONSE), DriftClass.RISKY,
    "A list that is asked for without a limit is of another length.", "Say how many rows are wanted, and count what comes.",
)  # fmt: skip
ORDER = Rule(
    "default-order-changed", Taxonomy("paging", "order", "changed", Direction.RESPONSE), DriftClass.RISKY,
    "A list that is asked for without an order comes in another.", "Say which order is wanted (`order_by`, `dir`).",
)  # fmt: skip

RULES = (APPEARED, GONE, NEVER, PAGE, ORDER)

_STEADY = 3  # lists that make an order, or a length, a habit


def operations(old: Facts, new: Facts, mode: Mode) -> Iterator[Difference]:
    """Operations that are new, gone, or were not called."""
    total = sum(source.interactions for source in new.sources.values()) or sum(
        each.seen.count for each in new.operations.values() if each.seen
    )
    for name, operation in sorted(new.operations.items()):
        if name not in old.operations and (mode is Mode.DOCUMENTS or operation.taken):
            seen = backing([operation.seen], total)
            yield _operation(APPEARED, operation, "not there", "there", "an operation is new", seen, proof_of(mode), mode)
    for name, operation in sorted(old.operations.items()):
        if name in new.operations:
            continue
        if mode is Mode.DOCUMENTS:
            yield _operation(GONE, operation, "there", "not there", "an operation is not there any more", Backing(), Proof.STATED, mode)
        else:
            known = "documented" if mode is Mode.JUDGING else "observed"
            says = f"{'a documented' if mode is Mode.JUDGING else 'an'} operation was never called"
            yield _operation(NEVER, operation, known, "never observed", says, Backing(0, total), Proof.ABSENT, mode)
    for call, tally in sorted(new.unknown.items()):
        if call not in old.unknown:
            place = DriftPlace(call, old="not there", new="called", backing=backing([tally], total))
            resource = "/" + call.partition(" ")[2].strip("/").split("/")[0]
            yield Difference(
                APPEARED,
                place,
                "not there",
                "called",
                "an operation is not documented",
                APPEARED.usual,
                Proof.SEEN,
                spot=call,
                cause=resource,
            )


def _operation(rule: Rule, operation: OperationFacts, old: str, new: str, says: str, seen: Backing, proof: Proof, mode: Mode) -> Difference:
    place = DriftPlace(operation.id, old=old, new=new, backing=seen, source=operation.source)
    resource = "/" + operation.path.strip("/").split("/")[0]
    cause = resource if mode is not Mode.DOCUMENTS else ""
    return Difference(rule, place, old, new, says, rule.usual, proof, spot=operation.id, cause=cause)


def refusing(pair: OperationPair) -> Iterator[Difference]:
    """An operation that answered and now says that there is no such thing, whoever asks."""
    statuses = {answer.status: answer.seen for answer in pair.new.answers.values()}
    before = any(status.startswith("2") for status in (answer.status for answer in pair.old.answers.values()))
    gone = set(statuses) and set(statuses) <= {"405", "410", "501"}
    if pair.mode is not Mode.DOCUMENTS and before and gone:
        now = ", ".join(sorted(statuses))
        place = DriftPlace(pair.new.id, old="answers", new=now, backing=backing(statuses.values()), source=pair.old.source)
        says = "an operation refuses every call"
        yield Difference(GONE, place, "answers", "refuses", says, GONE.usual, Proof.SEEN, spot=pair.new.id)


def paging(pair: OperationPair) -> Iterator[Difference]:
    """The default length and the default order of a list."""
    yield from _page(pair)
    yield from _order(pair)


def _page(pair: OperationPair) -> Iterator[Difference]:
    old, new = pair.old.page_size, pair.new.page_size
    if old is None or new is None or old == new:
        return
    tally = pair.new.pages.get(new)
    if pair.mode is not Mode.DOCUMENTS:
        if new < old and not _is_cut(pair.new, new):
            return  # there may be no more rows than that
        if new > old and pair.mode is Mode.OBSERVATIONS and not _is_cut(pair.old, old):
            return
    place = DriftPlace(pair.new.id, "", "200", "", f"{old} rows", f"{new} rows", backing([tally]), pair.old.source)
    more = "more" if new > old else "fewer"
    says = f"a page holds {new} rows by default where it held {old}"
    yield Difference(PAGE, place, "rows by default", f"{more} rows by default", says, PAGE.usual, proof_of(pair.mode), spot=pair.new.id)


def _is_cut(operation: OperationFacts, rows: int) -> bool:
    """Whether there are more rows than a page of so many holds: that many came again and again, and more when more were asked for."""
    tally = operation.pages.get(rows)
    lists = [answer.places[""].size for answer in operation.answers.values() if answer.status == "200" and "" in answer.places]
    if rows % 5 or rows < 10:
        return False  # nobody chooses such a page: it is how many there were
    return tally is not None and tally.count >= _STEADY and any(size is not None and size.most > rows for size in lists)


def _order(pair: OperationPair) -> Iterator[Difference]:
    old, new = pair.old.order, pair.new.order
    if not old or not new:
        return
    extra = {each: tally for each, tally in new.items() if each not in old}
    times = sum(tally.count for tally in extra.values() if tally)
    total = sum(tally.count for tally in new.values() if tally)
    if not extra or (pair.mode is not Mode.DOCUMENTS and times < _STEADY):
        return
    if pair.mode is Mode.OBSERVATIONS:
        before = sum(tally.count for tally in old.values() if tally)
        if not differ(0, before, times, total):
            return
    was, now = " or ".join(sorted(old)), " or ".join(sorted(extra))
    place = DriftPlace(pair.new.id, "", "200", "", was, now, backing(extra.values(), total), pair.old.source)
    says = f"rows come {now} by id where they came {was}"
    yield Difference(ORDER, place, was, now, says, ORDER.usual, proof_of(pair.mode), spot=pair.new.id)
