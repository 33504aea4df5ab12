"""One instance: its dialect, records, clock and clients, and what the handlers need to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from coupa_contract.reference.bodies import query_pairs
from coupa_contract.reference.catalogue import Catalogue
from coupa_contract.reference.oauth import Authority
from coupa_contract.reference.pace import Pace
from coupa_contract.reference.projection import Printer
from coupa_contract.reference.query import MOST_ROWS, selection
from coupa_contract.reference.refusals import RefusalError, invalid, not_found
from coupa_contract.reference.stamps import parse_moment, stored_moment
from coupa_contract.reference.store import Store

Record = dict[str, Any]
Options = dict[str, str]
_JSON = "application/json; charset=utf-8"
INTEGRATION_USER = 4


@dataclass(frozen=True, slots=True)
class Instance:
    """What an instance is made of."""

    dialect: str
    store: Store
    catalogue: Catalogue
    authority: Authority
    clock: Callable[[], datetime]
    pace: Pace
    most_rows: int = MOST_ROWS  # of a page

    def invoice(self, number: int) -> Record:
        """The invoice with that id, as a value of its own. Raises RefusalError (404)."""
        found = self.store.get(number)
        if found is None:
            raise missing(number)
        return found

    def keep(self, invoice: Record, moment: str) -> None:
        """Keeps a changed invoice, updated at `moment` (as stored) by the integration user."""
        invoice["updated-at"] = moment
        invoice["updated-by"] = self.catalogue.get("User", INTEGRATION_USER)
        if self.dialect != "published":
            invoice["lock-version-key"] = invoice.get("lock-version-key", 0) + 1
        with self.store.transaction():
            self.store.put(invoice)

    def later(self, invoice: Record) -> str:
        """Now, as it is stored, and at the least a second after the invoice's last update."""
        last = parse_moment(invoice["updated-at"])
        return stored_moment(max(self.clock(), last + timedelta(seconds=1)), self.dialect)

    def answer(self, number: int, options: Options, status: int = 200) -> Response:
        """An invoice as `fields` or `return_object` wants it; nothing for `return_object=none`. Raises RefusalError."""
        if options.get("return_object") == "none" and "fields" not in options:
            return Response(status_code=status)
        wanted = selection(options, self.dialect)
        if wanted is None:
            text = self.store.printed(number)
            if text is None:
                raise missing(number)
        else:
            text = Printer(self.dialect).text(self.invoice(number), wanted)
        return json_text(text, status)


def json_text(text: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A response with a JSON text."""
    return Response(text, status, headers, media_type=_JSON)


def refusal(error: RefusalError) -> Response:
    """A refusal in the published shape: `{"errors": {attribute: [sentence, ...]}}` (FACTS 3.3)."""
    return json_text(
        orjson.dumps({"errors": {_text(name): list(map(_text, texts)) for name, texts in error.errors.items()}}),
        error.status,
        error.headers,
    )


def _text(text: str) -> str:
    """A text that can be written; a request may have sent half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


def missing(number: int | str) -> RefusalError:
    """No invoice has that id."""
    return not_found(f"There is no invoice {number}.")


def answer_options(request: Request, names: Sequence[str] = ("fields", "return_object", "exported")) -> Options:
    """The query parameters that shape the answer about one invoice; others are ignored. Raises RefusalError."""
    options = {name: value for name, value in query_pairs(request) if name in names}
    if options.get("return_object") == "none" and request.method == "GET":
        raise invalid("return_object", "Only a write can be answered with none.")
    return options
