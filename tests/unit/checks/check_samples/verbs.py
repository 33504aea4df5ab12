"""Samples of what a request does by a verb that no source has there."""

from __future__ import annotations

from typing import Any

from check_samples.making import Make, Sample
from coupa_contract.checks import verbs

_REFUSAL = {"errors": {"method": ["Only PUT is allowed here."]}}
_NOTHING, _ALIAS = "access-undocumented-verb-does-not-act", "access-write-has-no-other-verb"


def _after(verb: str, changes: dict[str, Any] | None = None, *, shown: int = 200, status: int = 405):
    """An invoice with these changes, shown (with that status) after the verb was answered with `status`."""

    def outcomes(make: Make):
        body = make.invoice(changes) if status == 200 else _REFUSAL
        answer = make.answer("voidInvoice", body, status, negative=True, verb=verb)
        later = make.answer(body=make.invoice(changes) if shown == 200 else _REFUSAL, status=shown)
        return verbs.verb_does_not_act(answer, make.invoice(), later, make.contract)

    return outcomes


def _listed(rows: list[dict[str, Any]]):
    def outcomes(make: Make):
        answer = make.answer(body=_REFUSAL, status=404, sent={"invoice-number": "nobody-1"}, negative=True, verb="POST")
        return verbs.verb_creates_nothing(answer, "nobody-1", {"17", "98"}, make.list(rows))

    return outcomes


SAMPLES = (
    Sample(_NOTHING, "GET voids", _after("GET", {"status": "voided"}, status=200), _after("GET", status=200)),
    Sample(_NOTHING, "refused, yet voided", _after("GET", {"status": "voided"}), _after("GET", status=501)),
    Sample(_NOTHING, "DELETE removes", _after("DELETE", shown=404), _after("DELETE", {"updated-at": "2024-03-17T00:00:00Z"})),
    Sample(_NOTHING, "POST removes", _after("POST", shown=410, status=200), _after("POST", status=403)),
    Sample(
        _NOTHING,
        "POST creates",
        _listed([{"id": 99, "invoice-number": "nobody-1"}]),
        _listed([{"id": 17, "invoice-number": "nobody-1"}, {"id": 98, "invoice-number": "nobody-1"}]),
    ),
    Sample(_ALIAS, "POST voids", _after("POST", {"status": "voided"}, status=200), _after("POST")),
    Sample(_ALIAS, "PATCH voids", _after("PATCH", {"status": "voided"}, status=200), _after("PATCH", status=200)),
)
