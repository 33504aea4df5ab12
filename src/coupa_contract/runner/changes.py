"""Strategies for what an update sends: texts, days, amounts and flags whose change means nothing to anybody's business."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coupa_contract.contract import Contract
from coupa_contract.model import Json
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.members import changeable
from coupa_contract.runner.setting import Setting

# Of those that both dialects let an update send. Every instance has the first; the others are sent to one that shows them.
HARMLESS = ("comments", "internal-note", "supplier-note", "margin-scheme", "cash-accounting-scheme-reference", "late-payment-penalties")
SHOWN = ("early-payment-provisions", "payment-order-reference")
AMOUNTS = ("shipping-amount", "handling-amount", "misc-amount")
DAYS = ("delivery-date", "customs-declaration-date")
FLAGS = ("line-level-taxation", "split-payment-mechanism")
WRITTEN = (*HARMLESS, *SHOWN, *AMOUNTS, *DAYS, *FLAGS)  # whatever is put back must have been seen before
SAFE_LENGTH = 255  # that every source allows for those texts

LONGER = ("internal-note", "supplier-note")  # of which every source allows far more letters than of the others
MANY_WORDS = "a word " * 148 + "and the last one."  # more letters than a column is likely to be cut to

_LETTERS = string.ascii_letters + string.digits + " .,;:-_'\"<>&%/\\#?!äöüßéñł漢字ك€½"
# What stores and forms have been seen to spoil: letters beyond the BMP, marks on their own, markup, escapes, words of a language.
_ODD = (
    "\U0001f600 \U0001f469\u200d\U0001f469\u200d\U0001f467 \U00020bb7 \U0001d11e",
    "e\u0301a\u0308 \u0e01\u0e33 \u0928\u093f",
    "<b>\"R&D\"</b> 'n' &amp; &lt;tag&gt; \\n %41 100%",
    "null",
    "0",
    "false",
    "=1+1; --",
    "two  spaces, a\u00a0fixed one",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u6f22\u5b57 \u0141\u00f3d\u017a \u0130\u0131 \u1e9e",
    "007",
    "2024-02-30",
    "~^`|{}[]$@*",
)


def words() -> SearchStrategy[str]:
    """Texts that begin and end with something that no store trims."""
    plain = st.text(_LETTERS, min_size=1, max_size=60).map(str.strip).filter(bool)
    return st.one_of(plain, st.sampled_from(_ODD))


def long_text(length: int = SAFE_LENGTH) -> SearchStrategy[str]:
    """Texts of exactly that many letters, of which the last one shows whether anything was cut."""
    return st.text("abcdefghij klmn", min_size=9, max_size=9).map(lambda part: (part.strip() + "." + "word " * length)[: length - 1] + "!")


def texts(setting: Setting) -> SearchStrategy[list[str]]:
    """Eight texts: one with letters beyond the BMP, one of the greatest length, others."""
    if not harmless(setting.contract):
        raise Lacking("the document names no member that could be changed without harm")
    emoji = words().map(lambda text: f"{text[:40]} \U0001f600\U00020bb7.")
    marks = words().map(lambda text: f"{text[:40]} <i>\"e\u0301\"</i> '&'.")
    return st.tuples(emoji, long_text(), marks, *[words() for _ in range(5)]).flatmap(lambda some: st.permutations(list(some)))


def days(_: Setting) -> SearchStrategy[str]:
    """Days of the past, those more often than not that a wrong offset would move out of their month."""
    odd = ("2024-02-29", "2024-01-01", "2023-12-31", "2024-03-31", "2023-10-29", "2024-03-01", "2023-03-12", "2024-07-01")
    return st.one_of(st.sampled_from(odd), st.dates(min_value=_day(2022), max_value=_day(2024)).map(str))


def _day(year: int) -> date:
    return date(year, 12, 28)


def harmless(contract: Contract) -> tuple[str, ...]:
    """The harmless texts that the document lets an update send."""
    known = changeable(contract)
    return tuple(name for name in HARMLESS if name in known)


def texts_of(api: Api, invoice: Row) -> tuple[str, ...]:
    """The texts of an invoice that may be changed: the harmless ones, and those that the target shows."""
    known = changeable(api.contract)
    return (*harmless(api.contract), *(name for name in SHOWN if name in known and name in invoice))


def shown(api: Api, invoice: Row, names: Collection[str], *, read_only: bool = False) -> list[str]:
    """Those of the members that an update may send and that the target shows of the invoice; `read_only`: that none may send."""
    known = changeable(api.contract)
    return [name for name in names if (name not in known) is read_only and name in invoice]


def amount(api: Api, cents: int, scale: int) -> Json:
    """An amount as the dialect lets a request spell it."""
    value = Decimal(cents).scaleb(-scale)
    return f"{value:f}" if api.contract.dialect != "published" else value


def nothing(api: Api, body: Mapping[str, Json]) -> dict[str, Json]:
    """Zero for one of the amounts that a change set, a value that a careless target takes for none."""
    changed = [name for name in AMOUNTS if name in body]
    return {changed[api.number % len(changed)]: amount(api, 0, 2)} if changed else {}


def is_credit_note(invoice: Row) -> bool:
    """Whether what an invoice says is owed the other way round."""
    return invoice.get("is-credit-note") is True or invoice.get("document-type") == "Credit Note"


def renumbered(invoice: Row, cents: int) -> dict[str, Json]:
    """The number of an invoice with something after it; nothing where it shows none, or a very long one."""
    told = invoice.get("invoice-number")
    return {"invoice-number": f"{told}-{cents}"} if isinstance(told, str) and 0 < len(told) < SAFE_LENGTH // 2 else {}


def earlier(invoice: Row, days_back: int) -> dict[str, Json]:
    """The day of an invoice, moved back, so that what is due stays due after it; nothing where it shows none."""
    told = invoice.get("invoice-date")
    try:
        day = date.fromisoformat(told[:10]) if isinstance(told, str) else None
    except ValueError:
        return {}
    return {} if day is None else {"invoice-date": str(day - timedelta(days=days_back))}


def custom_fields(api: Api, invoice: Row, text: str) -> dict[str, Json]:
    """Another value for each custom field that holds a text or a flag; nothing where one holds what could not be put back so plainly."""
    fields = invoice.get("custom-fields")
    if "custom-fields" not in changeable(api.contract) or not isinstance(fields, dict):
        return {}
    if not all(isinstance(value, str | bool) for value in fields.values()):
        return {}
    sent: dict[str, Json] = {name: not value if isinstance(value, bool) else text for name, value in fields.items() if value != ""}
    return {"custom-fields": sent} if sent else {}


def figures(api: Api, invoice: Row, cents: int, days_back: int) -> dict[str, Json]:
    """Amounts with two digits, days, its number, flags turned round, and a line's price with six digits, as far as an invoice shows them.

    What moves a total or a term is sent only where the whole target may be spoilt: putting it back settles the totals anew.
    """
    body: dict[str, Json] = {name: str(_day(2023) - timedelta(days=days_back)) for name in shown(api, invoice, DAYS)}
    body |= turned(api, invoice)
    if is_credit_note(invoice):
        body |= {name: amount(api, -cents * 100 - 1, 4) for name in shown(api, invoice, ("credit-note-differences-with-original-invoice",))}
    if not api.disposable:
        return body
    body |= {name: amount(api, cents + 111 * turn, 2) for turn, name in enumerate(shown(api, invoice, AMOUNTS))}
    body |= earlier(invoice, days_back) | renumbered(invoice, cents)
    if (line := next(_priced(invoice), None)) is not None:
        body["invoice-lines"] = [{"id": line["id"], "price": amount(api, 1_000_000 + cents, 6)}]
    return body


def turned(api: Api, invoice: Row) -> dict[str, Json]:
    """The flags of an invoice, turned round; the way of its taxation only where the whole target may be spoilt."""
    names = [name for name in shown(api, invoice, FLAGS) if api.disposable or name != "line-level-taxation"]
    return {name: not invoice[name] for name in names if isinstance(invoice[name], bool)}


def _priced(invoice: Row) -> Iterator[Mapping[str, Json]]:
    lines = invoice.get("invoice-lines")
    for line in lines[::-1] if isinstance(lines, list) else []:
        if isinstance(line, dict) and line.get("id") is not None and line.get("price") is not None and line.get("quantity") is not None:
            yield line
