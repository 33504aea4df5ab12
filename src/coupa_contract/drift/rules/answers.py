"""Status codes, content types, charsets, headers and bodies as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coupa_contract.drift.confidence import LEVEL, Proof, differ
from coupa_contract.drift.difference import AnswerPair, Difference, Mode, OperationPair, backing, proof_of
from coupa_contract.drift.drift import Backing, Direction, DriftClass, DriftPlace, Rule, Taxonomy
from coupa_contract.drift.facts import AnswerFacts, HeaderFacts
from coupa_contract.drift.shape import Tally
from coupa_contract.drift.wording import either, forms_in_words

_A, _R, _B, _U = DriftClass.ADDITIVE, DriftClass.RISKY, DriftClass.BREAKING, DriftClass.UNSEEN
_NOTHING = "Nothing has to be done."


def _rule(name: str, area: str, kind: str, action: str, usual: DriftClass, sentence: str, fix: str) -> Rule:
    return Rule(name, Taxonomy(area, kind, action, Direction.RESPONSE), usual, sentence, fix)


STATUS_NEW = _rule(
    "response-status-appeared", "status", "status", "appeared", _R, "Answers come with a status that they did not have.",
    "Handle it, and describe it in the document.",
)  # fmt: skip
STATUS_CHANGED = _rule(
    "response-status-changed", "status", "status", "changed", _B, "A success comes with another status.",
    "Take any status of the 200s for a success, and correct the document.",
)  # fmt: skip
STATUS_GONE = _rule(
    "response-status-gone", "status", "status", "disappeared", _R, "A status is not among the answers any more.",
    "Do not wait for it; where it told a success, read what comes in its place.",
)  # fmt: skip
STATUS_NEVER = _rule(
    "response-status-never-observed", "status", "status", "unseen", _U, "A documented status was never observed.",
    "Nothing has to be done; more traffic may show it.",
)  # fmt: skip
MEDIA_NEW = _rule(
    "response-media-type-appeared", "media", "media-type", "appeared", _R, "Answers also come with another content type.",
    "Look at the content type before reading a body.",
)  # fmt: skip
MEDIA_CHANGED = _rule(
    "response-media-type-changed", "media", "media-type", "changed", _B, "Answers come with another content type.",
    "Read the new type, or ask for the old one with `Accept`.",
)  # fmt: skip
MEDIA_GONE = _rule(
    "response-media-type-gone", "media", "media-type", "disappeared", _B, "Answers do not come with a content type any more that they had.",
    "Ask for one of those that are left.",
)  # fmt: skip
CHARSET = _rule(
    "response-charset-changed", "media", "charset", "changed", _R, "The text of answers is encoded otherwise.",
    "Read the charset that the answer names; JSON is UTF-8 (RFC 8259, 8.1).",
)  # fmt: skip
UNREADABLE = _rule(
    "response-body-unreadable", "media", "body", "changed", _B, "A body is not what its content type says.",
    "Expect it to be unreadable, and tell the owner of the API.",
)  # fmt: skip
BODY_GONE = _rule(
    "response-body-disappeared", "media", "body", "disappeared", _B, "An answer has no body where it had one.", "Do without a body."
)
BODY_NEW = _rule(
    "response-body-appeared",
    "media",
    "body",
    "appeared",
    _A,
    "An answer has a body where it had none.",
    "Nothing has to be done; describe it.",
)
HEADER_NEW = _rule("response-header-appeared", "header", "name", "appeared", _A, "Answers carry a further header.", _NOTHING)
HEADER_GONE = _rule(
    "response-header-gone", "header", "name", "disappeared", _R, "Answers do not carry a header any more.", "Do without the header."
)
HEADER_FORM = _rule(
    "response-header-format-changed", "header", "format", "changed", _R, "The value of a header has another form.", "Read either form."
)
HEADER_NEVER = _rule(
    "response-header-never-observed", "header", "name", "unseen", _U, "A documented header was never observed.",
    "Nothing has to be done; more traffic may show it.",
)  # fmt: skip

RULES = (
    STATUS_NEW, STATUS_CHANGED, STATUS_GONE, STATUS_NEVER, MEDIA_NEW, MEDIA_CHANGED, MEDIA_GONE, CHARSET, UNREADABLE, BODY_GONE, BODY_NEW,
    HEADER_NEW, HEADER_GONE, HEADER_FORM, HEADER_NEVER,
)  # fmt: skip

# Headers of HTTP itself, of proxies and of servers: they come and go with what stands between, and no document lists them.
_ANYBODYS = frozenset(
    "accept-ranges age allow alt-svc cache-control connection content-disposition content-encoding content-language content-length "  # noqa: SIM905
    "content-range content-security-policy content-type date etag expires keep-alive last-modified link location pragma proxy-authenticate "
    "referrer-policy retry-after server set-cookie strict-transport-security trailer transfer-encoding upgrade vary via warning "
    "www-authenticate x-cache x-content-type-options x-download-options x-frame-options x-permitted-cross-domain-policies "
    "x-powered-by x-request-id x-runtime x-xss-protection".split()
)
# Refusals that depend on what was asked for, by whom and how fast, and successes: another client may meet others of these.
_USUAL = frozenset("200 201 202 204 304 400 401 403 404 406 409 415 422 429".split())  # noqa: SIM905
_UNREADABLE = {"html": "it is HTML", "truncated": "it was cut off", "not-json": "it is no JSON", "nested": "it is nested too deeply"}
_JSON_CHARSETS = frozenset({"", "utf-8", "utf8"})


def statuses(pair: OperationPair) -> Iterator[Difference]:
    """Statuses that are new, gone, or in place of another."""
    old, new = (_by_status(answers) for answers in (pair.old.answers.values(), pair.new.answers.values()))
    matched = {status: _of_old(status, old) for status in new}
    fresh = [status for status, known in matched.items() if not known]
    gone = [status for status in old if status not in matched.values()]
    old_success, new_success = ([each for each in side if each.startswith("2")] for side in (old, new))
    if old_success and new_success and not [each for each in new_success if matched[each]]:
        yield _status(
            pair,
            STATUS_CHANGED,
            either(old_success),
            either(new_success),
            new_success,
            f"status {either(new_success)} comes in place of {either(old_success)}",
        )
        fresh = [each for each in fresh if each not in new_success]
        gone = [each for each in gone if each not in old_success]
    if pair.mode is Mode.OBSERVATIONS:
        fresh = [each for each in fresh if each not in _USUAL or _is_news(pair, new[each])]
        gone = []  # which refusals come depends on what was asked
    for status in sorted(fresh):
        yield _status(pair, STATUS_NEW, "not known", status, [status], f"status {status} comes, which was not known")
    for status in sorted(gone):
        if pair.mode is Mode.JUDGING:
            yield _never(pair, status)
        else:
            yield _status(pair, STATUS_GONE, status, "not any more", [status], f"status {status} does not come any more")


def _is_news(pair: OperationPair, tallies: list[Tally | None]) -> bool:
    """Whether a status comes more often than chance explains, and not merely because other things were asked for."""
    times = sum(tally.count for tally in tallies if tally)
    before, after = (side.seen.count if side.seen else 0 for side in (pair.old, pair.new))
    return differ(0, before, times, after, LEVEL) and pair.new.taken < after


def _status(pair: OperationPair, rule: Rule, old: str, new: str, statuses_: list[str], says: str) -> Difference:
    answers = [each for each in pair.new.answers.values() if each.status in statuses_]
    total = pair.new.seen.count if pair.new.seen else 0
    ceiling = rule.usual
    if rule is STATUS_GONE and pair.mode is Mode.DOCUMENTS:
        ceiling = _B if old.startswith("2") else _A
    source = pair.old.source or pair.new.source
    place = DriftPlace(pair.new.id, "", statuses_[0], "", old, new, backing([each.seen for each in answers], total), source)
    return Difference(rule, place, old, new, says, ceiling, proof_of(pair.mode), spot=pair.new.id, cause=f"status {new}")


def _never(pair: OperationPair, status: str) -> Difference:
    total = pair.new.seen.count if pair.new.seen else 0
    place = DriftPlace(pair.new.id, "", status, "", "documented", "never observed", Backing(0, total), pair.old.source)
    says, spot = "a documented status was never observed", f"{pair.new.id} {status}"
    return Difference(
        STATUS_NEVER, place, "documented", "never observed", says, _U, Proof.ABSENT, spot=spot, cause=f"statuses of {pair.resource}"
    )


def _by_status(answers: Iterable[AnswerFacts]) -> dict[str, list[Tally | None]]:
    known: dict[str, list[Tally | None]] = {}
    for answer in answers:
        known.setdefault(answer.status, []).append(answer.seen)
    return known


def _of_old(status: str, old: Iterable[str]) -> str:
    """The status of the old side that covers it: itself, its class, or `default`; "" for none."""
    known = set(old)
    rest = "" if status.startswith("2") and any(each.startswith("2") for each in known) else "default"  # that is for refusals then
    return next((each for each in (status, f"{status[:1]}XX", rest) if each in known), "")


def matching(status: str, old: Iterable[str]) -> str:
    """The status of the old side that covers one of the new side; "" for none."""
    return _of_old(status, old)


def media_types(pair: OperationPair) -> Iterator[Difference]:
    """Content types of a status that both sides have."""
    old, new = (_by_media(side.answers.values()) for side in (pair.old, pair.new))
    for status in sorted(new):
        known = _of_old(status, old)
        before, after = old.get(known, {}), new[status]
        if before and not any(before) and any(after) and status.startswith("2"):
            yield _media(pair, BODY_NEW, status, ["no body"], sorted(filter(None, after)), [each.seen for each in after.values()])
        if not known or not any(before) or not any(after):
            continue
        fresh = {media: answer for media, answer in after.items() if media and not _covers(before, media)}
        kept = [media for media in after if media and _covers(before, media)]
        gone = [media for media in before if media and media not in after and not media.endswith("*")]
        if fresh and not (kept and pair.mode is Mode.OBSERVATIONS and not _often(fresh, after)):
            rule = MEDIA_NEW if kept or (pair.mode is Mode.DOCUMENTS and not gone) else MEDIA_CHANGED
            yield _media(pair, rule, status, sorted(filter(None, before)), sorted(fresh), [each.seen for each in fresh.values()])
        elif gone and pair.mode is Mode.DOCUMENTS:
            yield _media(pair, MEDIA_GONE, status, sorted(gone), sorted(after), [])


def _media(pair: OperationPair, rule: Rule, status: str, old: list[str], new: list[str], seen: list[Tally | None]) -> Difference:
    was, now = either(old), either(new)
    ceiling = rule.usual if status.startswith("2") or rule is not MEDIA_CHANGED else _R
    place = DriftPlace(pair.new.id, "", status, new[0], was, now, backing(seen), pair.old.source or pair.new.source)
    says = (
        f"the content type {was} does not come any more"
        if rule is MEDIA_GONE
        else f"the content type {now} comes {'beside' if rule is MEDIA_NEW else 'in place of'} {was}"
    )
    return Difference(rule, place, was, now, says, ceiling, proof_of(pair.mode), spot=f"{pair.new.id} {status}", cause="content type")


def _by_media(answers: Iterable[AnswerFacts]) -> dict[str, dict[str, AnswerFacts]]:
    known: dict[str, dict[str, AnswerFacts]] = {}
    for answer in answers:
        known.setdefault(answer.status, {})[answer.media_type] = answer
    return known


def _covers(known: Iterable[str], media: str) -> bool:
    return any(each in {media, "*/*", media.partition("/")[0] + "/*"} for each in known)


def _often(fresh: dict[str, AnswerFacts], after: dict[str, AnswerFacts]) -> bool:
    times, total = (sum(each.seen.count for each in side.values() if each.seen) for side in (fresh, after))
    return differ(0, total, times, total)


def envelope(pair: AnswerPair) -> Iterator[Difference]:
    """Charset, headers, and whether there is a body that can be read."""
    if pair.mode is not Mode.DOCUMENTS:
        yield from _charset(pair)
        yield from _unreadable(pair)
    yield from _headers(pair)


def _found(
    pair: AnswerPair, rule: Rule, old: str, new: str, says: str, seen: Backing, *, cause: str, proof: Proof | None = None
) -> Difference:
    operation, answer = pair.operation, pair.new
    place = DriftPlace(operation.new.id, "", answer.status, answer.media_type, old, new, seen, pair.old.source)
    spot = f"{operation.new.id} {answer.status} {answer.media_type}"
    return Difference(rule, place, old, new, says, rule.usual, proof or proof_of(pair.mode), spot=spot, cause=cause)


def _charset(pair: AnswerPair) -> Iterator[Difference]:
    total = pair.new.seen.count if pair.new.seen else 0
    known = set(pair.old.charsets) or (_JSON_CHARSETS if "json" in pair.new.media_type else set())
    if known & _JSON_CHARSETS:
        known = known | _JSON_CHARSETS  # the same encoding, named or not
    fresh = {each: tally for each, tally in pair.new.charsets.items() if known and each not in known}
    if fresh:
        now = either([each or "none" for each in fresh])
        was = either([each for each in known if each] or ["none"])
        says = f"the charset is {now}"
        yield _found(pair, CHARSET, "utf-8" if "utf-8" in known else was, now, says, backing(fresh.values(), total), cause="charset")


def _unreadable(pair: AnswerPair) -> Iterator[Difference]:
    total = pair.new.seen.count if pair.new.seen else 0
    for reason, tally in sorted(pair.new.unreadable.items()):
        if reason not in pair.old.unreadable:
            says = f"a body cannot be read: {_UNREADABLE.get(reason, reason)}"
            yield _found(pair, UNREADABLE, "readable", reason, says, backing([tally], total), cause="unreadable")
    old, new = pair.old, pair.new
    if new.empty is not None and old.places and old.empty is None and "json" in new.media_type:
        yield _found(pair, BODY_GONE, "a body", "no body", "an answer has no body", backing([new.empty], total), cause="body")


def _headers(pair: AnswerPair) -> Iterator[Difference]:
    before, after = (answer.seen.count if answer.seen else 0 for answer in (pair.old, pair.new))
    for name, header in sorted(pair.new.headers.items()):
        known = pair.old.headers.get(name)
        if known is not None:
            yield from _header_forms(pair, name, known, header)
        elif name not in _ANYBODYS and name not in {"deprecation", "sunset"}:
            times = header.seen.count if header.seen else 0
            if pair.mode is not Mode.OBSERVATIONS or differ(0, before, times, after):
                says = f"the header `{name}` is {'not documented' if pair.mode is Mode.JUDGING else 'new'}"
                yield _found(pair, HEADER_NEW, "not there", f"`{name}`", says, backing([header.seen], after), cause=name)
    for name, header in sorted(pair.old.headers.items()):
        if name not in pair.new.headers and name not in _ANYBODYS:
            yield from _header_gone(pair, name, header, before, after)


def _header_gone(pair: AnswerPair, name: str, header: HeaderFacts, before: int, after: int) -> Iterator[Difference]:
    times = header.seen.count if header.seen else 0
    if pair.mode is Mode.JUDGING and not header.required:
        says = "a documented header was never observed"
        yield _found(pair, HEADER_NEVER, "documented", f"`{name}` never observed", says, Backing(0, after), cause=name, proof=Proof.ABSENT)
    elif pair.mode is not Mode.OBSERVATIONS or differ(times, before, 0, after):
        proof = Proof.STATED if pair.mode is Mode.DOCUMENTS else Proof.ABSENT
        says = f"the header `{name}` does not come any more"
        yield _found(pair, HEADER_GONE, f"`{name}`", "not there", says, Backing(0, after), cause=name, proof=proof)


def _header_forms(pair: AnswerPair, name: str, old: HeaderFacts, new: HeaderFacts) -> Iterator[Difference]:
    """Another form of value: against a document, one it does not permit; else one in place of the only one there was."""
    extra = set(new.forms) - set(old.forms) - ({"integer"} if "decimal" in old.forms else set())
    if not old.forms or not extra or name in _ANYBODYS:
        return
    if pair.mode is Mode.OBSERVATIONS:
        if set(old.forms) & set(new.forms) or "text" in old.forms:
            return
        before, after = (sum(tally.count for tally in header.forms.values() if tally) for header in (old, new))
        if not differ(0, before, after, after):
            return
    was, now = forms_in_words(old.forms), forms_in_words(extra)
    says = f"the header `{name}` was {was} and is {now}"
    yield _found(pair, HEADER_FORM, f"`{name}`: {was}", f"`{name}`: {now}", says, backing([new.forms[each] for each in extra]), cause=name)
