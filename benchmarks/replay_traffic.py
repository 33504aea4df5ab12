"""Traffic for `replay.py`: real answers of a reference instance, multiplied with distinct ids so that no two requests are equal."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from coupa_contract.cassette.recording import ORIGIN, Ending, RecordedItem, RecordedScenario, Session, Values
from coupa_contract.cassette.writing import Source, write_recording
from coupa_contract.contract import load_contract
from coupa_contract.model import Case, Interaction, Response
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.target.credentials import Credentials
from coupa_contract.target.encoding import target_of
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.permission import Permission
from coupa_contract.target.settings import Settings
from coupa_contract.target.transport import Transport

ITEM = RecordedItem("test_query::test_rows_obey_a_flag", requirements=("query-condition-is-obeyed",))
SHOWN = 4  # invoices shown in a scenario, after one list
_INVOICES = 400  # of the instance: enough that compression has something to do
_PAGE = 50
_LISTS = (
    (("status[in]", "draft,new,approved"), ("limit", "2")),
    (("id[gt]", "5"), ("order_by", "id"), ("dir", "asc"), ("limit", "2")),
    (("status", "approved"), ("limit", "3")),
    (("updated_at[gt]", "2020-01-01T00:00:00Z"), ("limit", "1")),
    (("fields", '["id","status","invoice-number"]'), ("limit", "10")),
)
_NOW = datetime(2024, 5, 1, tzinfo=UTC)


def write(folder: Path, size: int, encoding: str) -> None:
    """Writes a recording of that many interactions; as YAML, it becomes lines when it is too large for that."""
    contract = load_contract()
    session = Session(_NOW.isoformat(), contract.dialect, "asked", contract.digest, seed=1, effort="quick")
    source = Source(ITEM, lambda: scenarios(size), Ending)
    write_recording(folder, {"target": "benchmark", "values": Values.KEPT, "sessions": (session,)}, [source], encoding)


def write_plain(path: Path, size: int) -> None:
    """Writes the same interactions as vcrpy itself would."""
    with path.open("w", encoding="utf-8") as file:
        file.write("interactions:\n")
        for scenario in scenarios(size):
            met = [_plain(exchange) for exchange in scenario.exchanges if isinstance(exchange, Interaction)]
            yaml.dump(met, file, Dumper=yaml.CSafeDumper, default_flow_style=False)
        file.write("version: 1\n")


def _plain(met: Interaction) -> dict[str, Any]:
    """An interaction as vcrpy knows it."""
    response, request = _answer(met), met.request
    headers, asked = ({name: [value] for name, value in pairs} for pairs in (response.headers, request.headers))
    return {
        "request": {"method": request.method, "uri": ORIGIN + request.url, "body": None, "headers": asked},
        "response": {"status": {"code": response.status, "message": "OK"}, "headers": headers, "body": {"string": response.body.decode()}},
    }


def scenarios(size: int) -> Iterator[RecordedScenario]:
    """Scenarios of one list and four invoices each, `size` interactions in all, one at a time."""
    lists, invoices = _met()
    for number in range(size // (1 + SHOWN)):
        first = number * SHOWN
        shown = (_shown(invoices[place % len(invoices)], 1_000_000 + place) for place in range(first, first + SHOWN))
        exchanges = (_listed(lists[number % len(lists)], number), *shown)
        yield RecordedScenario(number, _NOW, f'{{"number": {number}}}', exchanges)


@cache
def _met() -> tuple[Sequence[Interaction], Sequence[Interaction]]:
    """Lists and single invoices, as a fresh instance answers them."""
    with running(create_app()) as instance, tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.sqlite") as ledger:
        credentials = Credentials.from_environment({"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret})
        settings = Settings.for_url(instance.url, instance.token_url, rate_per_s=None)
        with Transport(settings, credentials, Permission(), load_contract(), ledger) as transport:
            lists = [transport.answer(Case("listInvoices", query=query)) for query in _LISTS]
            pages = [transport.answer(Case("listInvoices", query=(("offset", str(start)),))) for start in range(0, _INVOICES, _PAGE)]
            identifiers = [str(row["id"]) for page in pages for row in json.loads(_answer(page).body)]
            return lists, [transport.answer(Case("showInvoice", (("id", identifier),))) for identifier in identifiers]


def _listed(met: Interaction, number: int) -> Interaction:
    """A list, asked for from another row on."""
    return _again(met, dataclasses.replace(met.case, query=(*met.case.query, ("offset", str(number)))), _answer(met).body)


def _shown(met: Interaction, identifier: int) -> Interaction:
    """An invoice under another id."""
    case = dataclasses.replace(met.case, path_parameters=(("id", str(identifier)),))
    own = f'"id":{met.case.path_parameter("id")},'.encode()
    return _again(met, case, _answer(met).body.replace(own, f'"id":{identifier},'.encode(), 1))


def _again(met: Interaction, case: Case, body: bytes) -> Interaction:
    response = _answer(met)
    url = "/api" + target_of(load_contract().operation(case.operation).path, case)
    headers = tuple((name, str(len(body)) if name.lower() == "content-length" else value) for name, value in response.headers)
    return Interaction(case, dataclasses.replace(met.request, url=url), dataclasses.replace(response, headers=headers, body=body))


def _answer(met: Interaction) -> Response:
    """What came back. Raises RuntimeError when nothing did."""
    if met.response is None:
        raise RuntimeError(f"the reference instance did not answer {met.case.operation}: {met.failure}")
    return met.response
