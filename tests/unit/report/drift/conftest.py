"""One comparison with something of everything, in fixed values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coupa_contract.drift.drift import Backing, Direction, Doubt, Drift, DriftClass, DriftPlace, DriftReport, Waiver
from coupa_contract.drift.shape import Sighting

HOSTILE = "\x1b[31mevil[/red]|`x`<b>@you</b> #1 https://evil.example ![i](x)\n| --- |\u202e"


def sight(number: int, day: int = 2) -> Sighting:
    return Sighting(f"2026-01-{day:02}T03:04:05+00:00", "reference/core-r39", number)


def place(pointer: str, source: str = "") -> DriftPlace:
    backing = Backing(300, 300, sight(17), sight(399))
    return DriftPlace("listInvoices", pointer, "200", "application/json", "a number", "a decimal in a text", backing, source)


DECIMALS = Drift(
    "response-number-became-text",
    DriftClass.BREAKING,
    Direction.RESPONSE,
    "Decimal: a number became a decimal in a text, in 41 places.",
    "Read either type until no instance sends the old one.",
    "a number",
    "a decimal in a text",
    tuple(place(f"/*/invoice-lines/*/price-{number}", "/components/schemas/Decimal") for number in range(41)),
    "Decimal",
    backing=Backing(12_204, 12_204, sight(17), sight(399, 5), (sight(17), sight(21), sight(40))),
)
NULL = Drift(
    "response-null-appeared",
    DriftClass.RISKY,
    Direction.RESPONSE,
    "Null stands where the document has an object.",
    "Expect null.",
    "an object",
    "null",
    (place("/*/supplier", "/components/schemas/Invoice/properties/supplier"),),
    doubt=Doubt(1.0, "seen", "breaking, were it seen 3 times or more: it was seen twice"),
    backing=Backing(2, 300, sight(17), sight(18)),
    no_proposal="the proof failed",
    since="monday (2025-12-30)",
)
MEMBER = Drift(
    "response-member-appeared",
    DriftClass.ADDITIVE,
    Direction.RESPONSE,
    f"A member that the document does not name: {HOSTILE}",
    "Nothing has to be done; the document can name it.",
    "",
    "",
    (place(f"/*/{HOSTILE}"),),
    backing=Backing(3, 300, sight(17), sight(17)),
)
UNSEEN = Drift(
    "operation-unseen",
    DriftClass.UNSEEN,
    Direction.RESPONSE,
    "voidInvoice is documented and was never observed.",
    "Record it, if it matters.",
    "",
    "",
    (DriftPlace("voidInvoice", source="/paths/~1invoices~1{id}~1void/put"),),
    doubt=Doubt(0.97, "rule of three", "not once in 100, so at most 0.03 of the time"),
    backing=Backing(0, 100),
)
CURRENCY = replace(NULL, places=(place("/*/currency"),))
ACCEPTED = Waiver(CURRENCY.fingerprint, "the client treats null as absent", "response-null-appeared", "null", "2026-01-02", "2026-12-31")
EXPIRED = Waiver(UNSEEN.fingerprint, "never used", "operation-unseen", "voidInvoice", "2025-01-02", "2025-12-31")
STALE = Waiver("0123456789ab", f"gone {HOSTILE}", "response-type-changed", "An old one", "2025-01-02")


@pytest.fixture
def report() -> DriftReport:
    return DriftReport(
        "the published document",
        "recordings/staging",
        (DECIMALS, NULL, MEMBER, UNSEEN),
        ((CURRENCY, ACCEPTED),),
        (EXPIRED,),
        (STALE,),
        (f"8 answers could not be read: {HOSTILE}",),
        1204,
        14,
        {"breaking": 1, "risky": 1, "additive": 1, "unseen": 1},
        "nightly.json",
    )
