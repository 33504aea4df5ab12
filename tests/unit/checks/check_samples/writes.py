"""Samples of what properties see of writes that are more than a change of members, and of what lies beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from check_samples.making import Make, Sample
from coupa_contract.checks import commands, lifecycle, senseless, update

R39 = "core-r39"
_NEW = {"id": 103, "line-num": 3, "description": "Desk", "quantity": "1", "price": "2"}


def _added(*lines: dict[str, Any], **changes: Any):
    def outcomes(make: Make):
        after = make.invoice({name.replace("__", "/"): value for name, value in changes.items()})
        after["invoice-lines"] = [*after["invoice-lines"], *lines]
        return commands.line_added({"description": "Desk", "quantity": 1}, make.invoice(), after, make.contract)

    return outcomes


def _unknown_account(code: str):
    """An update of a line's account, which had another code, after which the line has this one."""

    def outcomes(make: Make):
        before, after = make.invoice(), make.invoice({"invoice-lines/0/account": {"code": code}})
        before["invoice-lines"][0]["account"] = {"id": 4, "code": "6000"}
        sent = {"invoice-lines": [{"id": before["invoice-lines"][0]["id"], "account": {"code": "none such"}}]}
        return senseless.known_reference_stays(sent, before, after)

    return outcomes


def _scans(*files: bytes):
    """Downloads of these files, one after the other; an empty one is not found."""

    def outcomes(make: Make):
        options: dict[str, Any] = {"media_type": "image/png", "accept": "*/*"}
        return commands.scan_replaced(*(make.answer("retrieveInvoiceImageScan", file, 200 if file else 404, **options) for file in files))

    return outcomes


_ONE_PAID: dict[str, Any] = {"payments": [{"id": 9, "amount-paid": 1}]}


def _paid(after: dict[str, Any]):
    return lambda m: commands.payment_added({"amount-paid": "1.00"}, m.invoice(), m.invoice(after), m.contract)


def _exported(after: dict[str, Any]):
    return lambda m: commands.exported(m.answer("updateInvoice", m.invoice()), m.invoice(), m.invoice(after), m.contract)


def _created(after: dict[str, Any]):
    sent = {"invoice-number": "INV-17", "supplier": {"id": 42}, "invoice-lines": [{"description": "Chair"}, {"description": "Lamp"}]}
    return lambda m: commands.creation(
        m.answer("createInvoice", m.invoice(), 201), sent, m.invoice({"status": "draft", **after}), m.contract
    )


def _beside(after: dict[str, Any], *, alone: bool):
    def outcomes(make: Make):
        moved = make.invoice({"status": "voided"})
        return lifecycle.neighbours_stay(
            "voidInvoice", moved, make.rows(2), [make.rows(1)[0], make.invoice({"id": 2, "invoice-number": "INV-2", **after})],
            make.contract, alone=alone,
        )  # fmt: skip

    return outcomes


SAMPLES = (
    Sample("update-adds-a-payment", "another amount", _paid({"payments": [{"id": 9, "amount-paid": 2}]}), _paid(_ONE_PAID)),
    Sample(
        "update-adds-a-payment", "twice", _paid({"payments": [{"id": 8, "amount-paid": 1}, {"id": 9, "amount-paid": 1}]}), _paid(_ONE_PAID)
    ),
    Sample(
        "update-adds-a-payment", "the status goes with it", _paid({**_ONE_PAID, "status": "voided"}), _paid({**_ONE_PAID, "paid": True})
    ),
    Sample(
        "update-is-stored",
        "a custom field is cut",
        lambda m: update.custom_fields_stored({"plant": "North"}, {"plant": "South"}, {"plant": "Nor"}),
        lambda m: update.custom_fields_stored({"plant": "North"}, {"plant": "South"}, {"plant": "South"}),
    ),
    Sample(
        "update-is-stored",
        "another day in the offset that is printed",
        lambda m: update.update_stored(
            {"invoice-date": "2024-02-29"}, m.invoice({"invoice-date": "2024-02-28T16:00:00-08:00"}), m.contract
        ),
        lambda m: update.update_stored(
            {"invoice-date": "2024-02-29"}, m.invoice({"invoice-date": "2024-02-29T00:00:00-08:00"}), m.contract
        ),
    ),
    Sample(
        "update-is-stored",
        "zero leaves what was there",
        lambda m: update.update_stored({"misc-amount": Decimal(0)}, m.invoice({"misc-amount": Decimal("1.5")}), m.contract),
        lambda m: update.update_stored({"misc-amount": Decimal(0)}, m.invoice({"misc-amount": None}), m.contract),
    ),
    Sample(
        "update-is-idempotent",
        "appended again",
        lambda m: update.repeating_changes_nothing(m.invoice({"comments": "x"}), m.invoice({"comments": "xx"}), m.contract),
        lambda m: update.repeating_changes_nothing(m.invoice(), m.invoice({"updated-at": "2025-01-01T00:00:00Z"}), m.contract),
    ),
    Sample(
        "update-is-never-cut",
        "its end is lost",
        lambda m: senseless.never_cut({"comments": "x" * 900}, m.invoice(), m.invoice({"comments": "x" * 255})),
        lambda m: senseless.never_cut({"comments": "x" * 900}, m.invoice(), m.invoice({"comments": "x" * 900})),
    ),
    Sample(
        "update-is-never-cut",
        "something else came of it",
        lambda m: senseless.never_cut({"comments": "x" * 900}, m.invoice(), m.invoice({"comments": "too long"})),
        lambda m: senseless.never_cut({"comments": "x" * 900}, m.invoice(), m.invoice()),
    ),
    Sample(
        "update-impossible-date-is-no-other-day",
        "the first of March",
        lambda m: senseless.no_other_day({"invoice-date": "2024-02-30"}, m.invoice(), m.invoice({"invoice-date": "2024-03-01"})),
        lambda m: senseless.no_other_day({"invoice-date": "2024-02-30"}, m.invoice(), m.invoice({"invoice-date": None})),
    ),
    Sample(
        "update-unknown-reference-keeps-the-known",
        "the supplier is gone",
        lambda m: senseless.known_reference_stays({"supplier": {"id": 999}}, m.invoice(), m.invoice({"supplier": None})),
        lambda m: senseless.known_reference_stays({"supplier": {"id": 999}}, m.invoice(), m.invoice()),
    ),
    Sample(
        "update-unknown-reference-keeps-the-known", "a line's account is another", _unknown_account("7000"), _unknown_account("none such")
    ),
    Sample("update-scan-is-replaced", "the first one again", _scans(b"first", b"first"), _scans(b"first", b"second")),
    Sample("update-scan-is-replaced", "nothing", _scans(b"first", b""), _scans(b"first", b"second")),
    Sample("update-adds-a-line", "no line", _added(), _added(_NEW)),
    Sample("update-adds-a-line", "twice", _added(_NEW, {**_NEW, "id": 104}), _added(_NEW, **{"gross-total": 5})),
    Sample("update-adds-a-line", "with another text", _added({**_NEW, "description": "D"}), _added(_NEW)),
    Sample("update-adds-a-line", "over one that was there", _added(_NEW, **{"invoice-lines__0__description": "Desk"}), _added(_NEW)),
    Sample(
        "update-exported-is-a-command",
        "the flag is not set",
        _exported({}),
        _exported({"exported": True, "paid": False}),
    ),
    Sample(
        "update-exported-is-a-command",
        "something else goes",
        _exported({"exported": True, "comments": None}),
        _exported({"exported": True, "updated-at": "2025-01-01T00:00:00Z"}),
    ),
    Sample(
        "update-is-seen-by-conditions",
        "not found",
        lambda m: commands.seen_by_conditions("update-is-seen-by-conditions", "exported=true", True, False),
        lambda m: commands.seen_by_conditions("update-is-seen-by-conditions", "exported=true", True, True),
    ),
    Sample(
        "lifecycle-is-seen-by-conditions",
        "still under the old status",
        lambda m: commands.seen_by_conditions("lifecycle-is-seen-by-conditions", "status=approved", False, True),
        lambda m: commands.seen_by_conditions("lifecycle-is-seen-by-conditions", "status=approved", False, False),
    ),
    Sample("update-creation-is-stored", "another supplier", _created({"supplier/id": 43}), _created({}), R39),
    Sample("update-creation-is-stored", "a line less", _created({"invoice-lines": []}), _created({}), R39),
    Sample("update-creation-is-stored", "another line", _created({"invoice-lines/1/description": "Chair"}), _created({}), R39),
    Sample("lifecycle-creation-makes-a-draft", "approved at once", _created({"status": "approved"}), _created({}), R39),
    Sample(
        "lifecycle-deletion-removes",
        "still there",
        lambda m: commands.deletion(m.answer("deleteInvoice"), m.show()),
        lambda m: commands.deletion(m.answer("deleteInvoice"), m.refusal(404)),
        R39,
    ),
    Sample(
        "lifecycle-leaves-its-neighbours-alone",
        "voided as well",
        _beside({"status": "voided"}, alone=False),
        _beside({"status": "rejected", "comments": "somebody else"}, alone=False),
    ),
    Sample(
        "lifecycle-leaves-its-neighbours-alone",
        "noted at the wrong one",
        _beside({"comments": "voided"}, alone=True),
        _beside({"updated-at": "2025-01-01T00:00:00Z"}, alone=True),
    ),
    Sample(
        "update-leaves-the-rest-alone",
        "something of a neighbour, where nobody else works",
        lambda m: update.neighbours_untouched({"comments"}, m.rows(2), m.rows(1) + m.rows(2, paid=True)[1:], m.contract, alone=True),
        lambda m: update.neighbours_untouched({"comments"}, m.rows(2), m.rows(2), m.contract, alone=True),
    ),
)
