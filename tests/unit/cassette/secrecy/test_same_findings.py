"""Judging what was pseudonymised finds what judging the original finds: over faulty answers of twenty instances."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests

from coupa_contract.cassette.arguments import decode
from coupa_contract.cassette.recording import Values
from coupa_contract.cassette.secrecy import cleaner
from coupa_contract.checks.catalogue import INTERACTION_CHECKS
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.conditions import holds
from coupa_contract.contract import Contract, load_contract
from coupa_contract.model import Condition, Finding, Interaction, NotJsonError, Outcome, Undocumented, Witness
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running

SEEDS = range(1, 21)
ROWS = 6
ATTRIBUTES = {
    "supplier[name]": ("", "in", "not_eq", "not_in"),
    "supplier[number]": ("", "in"),
    "created-by[login]": ("", "not_eq", "in"),
    "payment-term[code]": ("", "not_eq", "in"),
    "currency[code]": ("", "in", "not_in"),
    "invoice-lines[description]": ("",),
    "status": ("", "in"),
    "invoice-number": ("", "in", "contains"),
}


def pages(seed: int, dialect: str) -> list[bytes]:
    """Some pages of an instance."""
    with running(create_app(dialect=dialect, seed=seed)) as instance:
        headers = {"Authorization": f"Bearer {instance.token()}", "Accept": "application/json"}
        url = f"{instance.url}/invoices?limit={ROWS}&offset="
        return [requests.get(f"{url}{offset}", headers=headers, timeout=10).content for offset in (0, 50, 100)]


def spoilt(rng: random.Random, body: bytes) -> bytes:
    """A page with a few faults of the kinds that instances have."""
    rows = json.loads(body, parse_float=str)
    for _ in range(8):
        record, name = rng.choice(list(places(rows)))
        fault = rng.choice(FAULTS)
        if name in record:
            fault(record, name)
    if rng.random() < 0.3:
        rows.append(rows[0])
    text = json.dumps(rows, ensure_ascii=rng.random() < 0.5)
    whole = rng.choice([text, text, text, text, text[: len(text) // 2], text.replace('"id":', '"id": 1, "id":', 1)])
    return whole.encode(rng.choice(["utf-8", "utf-8", "utf-8", "latin-1"]), "replace")


def places(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every member of every record."""
    for each in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from places(each)
    if isinstance(value, dict):
        yield from ((value, name) for name in value)


def changes(change: Callable[[str], Any]) -> Callable[[dict[str, Any], str], None]:
    """A fault that changes a text."""

    def fault(record: dict[str, Any], name: str) -> None:
        if isinstance(record[name], str):
            record[name] = change(record[name])

    return fault


FAULTS: list[Callable[[dict[str, Any], str], None]] = [
    changes(lambda text: text + "\n"),
    changes(str.upper),
    changes(lambda text: text[:4]),
    changes(lambda text: (text + " ") * 40),
    changes(len),
    changes(lambda _: "zoe at example"),
    changes(lambda _: "www.example.com/x"),
    changes(lambda _: ""),
    lambda record, name: record.update({name: str(record[name])}),
    lambda record, name: record.update({name: None}),
    lambda record, name: record.update({name.replace("-", "_"): record.pop(name)}),
    lambda record, name: record.update({name + "-of-ours": "Jane Doe"}),
    lambda record, name: record.update({name: [record[name]]}),
]


def conditions(rng: random.Random, body: bytes) -> Iterator[Condition]:
    """Conditions on values that were seen, in the spelling or another case."""
    rows = json.loads(body)
    for attribute, operators in ATTRIBUTES.items():
        steps = attribute.replace("]", "").split("[")
        seen = [each for row in rows for each in values(row, steps) if isinstance(each, str) and each and "," not in each]
        operator = rng.choice(operators)
        kind = "enum" if attribute == "status" else "string"
        chosen = rng.sample(seen, min(len(seen), 2 if operator.endswith("in") and operator != "contains" else 1))
        if chosen:
            text = ",".join(chosen)
            yield Condition(attribute, operator, rng.choice([text, text, text.upper()]), kind)


def values(value: Any, steps: list[str]) -> Iterator[Any]:
    """The values at a path, through collections."""
    if isinstance(value, list):
        for each in value:
            yield from values(each, steps)
    elif not steps:
        yield value
    elif isinstance(value, dict) and steps[0] in value:
        yield from values(value[steps[0]], steps[1:])


def summed(outcomes: Iterable[Outcome]) -> Counter[Any]:
    """Findings by cause and place, witnesses by requirement, drift by place; but nobody's words."""
    found: Counter[Any] = Counter()
    for each in outcomes:
        match each:
            case Finding():
                found[("finding", *each.cause, each.pointer)] += 1
            case Witness():
                found[("witness", each.requirement)] += each.count
            case Undocumented():
                found[("drift", each.operation, each.pointer, each.seen)] += 1
    return found


def rows_of(interaction: Interaction) -> list[Any]:
    """The records of a page, when it can be read."""
    try:
        found = interaction.response.json if interaction.response is not None else []
    except NotJsonError:
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def between(one: Interaction, other: Interaction, contract: Contract) -> list[str]:
    """Where two answers differ, record by record."""
    pairs = list(zip(rows_of(one), rows_of(other), strict=False))
    return [each.pointer for first, second in pairs for each in differences(first, second, kinds_of(contract, first, second))]


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=() if seed < 6 else pytest.mark.exhaustive) for seed in SEEDS])
def test_the_same_is_found(make: Any, seed: int) -> None:
    """Findings with their places, witnesses and drift, what holds of which row, and where two answers differ: all the same."""
    rng = random.Random(seed)  # noqa: S311 - faults, no secrets
    dialect = rng.choice(["published", "core-r39"])
    contract = load_contract(dialect)
    clean = cleaner(contract, Values.PSEUDONYMS, key=b"key of %d" % seed)
    whole = pages(seed, dialect)
    asked = list(conditions(rng, whole[0] if seed % 2 else whole[1]))
    queries = [tuple(each.pair for each in rng.sample(asked, min(len(asked), 2))) for _ in whole]
    exchanges = [
        make.interaction(body, query=query, url="/api/invoices?" + "&".join(f"{name}={quote(value)}" for name, value in query))
        for page, query in zip(whole, queries, strict=True)
        for body in (page, spoilt(rng, page), spoilt(rng, page))
    ]
    after = clean(make.scenario(*exchanges, arguments={"asked": asked}))
    assert not after.withheld
    pseudonyms = [each for each in after.exchanges if isinstance(each, Interaction)]
    for before, now in zip(exchanges, pseudonyms, strict=True):
        for check in INTERACTION_CHECKS:
            assert summed(check.function(now, contract)) == summed(check.function(before, contract)), check
        for condition, carried in zip(asked, decode(after.arguments)["asked"], strict=True):
            assert [holds(row, carried) for row in rows_of(now)] == [holds(row, condition) for row in rows_of(before)], condition
    for at in range(0, len(exchanges), 3):
        for other in (at + 1, at + 2):
            assert between(pseudonyms[at], pseudonyms[other], contract) == between(exchanges[at], exchanges[other], contract)
