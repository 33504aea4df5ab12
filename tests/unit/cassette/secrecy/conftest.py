"""Scenarios to clean, and the contract that says what is in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from coupa_contract.cassette.arguments import encode
from coupa_contract.cassette.recording import Exchange, RecordedScenario, Values
from coupa_contract.cassette.secrecy import Cleaner, cleaner
from coupa_contract.contract import Contract, load_contract
from coupa_contract.model import Case, Interaction, Origin, Request, Response

NOW = datetime(2024, 3, 15, 12, 0, tzinfo=UTC)
KEY = b"a key that no recording holds"
JSON = "application/json; charset=utf-8"


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The published contract."""
    return load_contract("published")


@pytest.fixture(scope="session")
def keeping(contract: Contract) -> Cleaner:
    """Keeps values, and knows one credential."""
    return cleaner(contract, Values.KEPT, key=b"", secrets=["s3cr3t-of-the-client/+"])


@pytest.fixture(scope="session")
def pseudonymous(contract: Contract) -> Cleaner:
    """Gives pseudonyms."""
    return cleaner(contract, Values.PSEUDONYMS, key=KEY, secrets=["s3cr3t-of-the-client/+"])


class Making:
    """Makes interactions and scenarios, and cleans them."""

    def interaction(self, body: bytes | str = b"[]", *, status: int = 200, media_type: str = JSON, **parts: Any) -> Interaction:
        """A list that was answered; `parts`: url, query, path, sent (headers), received (headers), request_body, operation, origin."""
        raw = body.encode() if isinstance(body, str) else body
        query, sent, request_body = parts.get("query", ()), parts.get("sent", ()), parts.get("request_body")
        url = parts.get("url") or "/api/invoices" + ("?" + "&".join(f"{name}={quote(value)}" for name, value in query) if query else "")
        case = Case(
            parts.get("operation", "listInvoices"),
            parts.get("path", ()),
            query,
            headers=sent,
            body=request_body,
            media_type=parts.get("sent_type"),
            origin=parts.get("origin", Origin.POSITIVE),
        )
        request = Request("GET" if request_body is None else "PUT", url, sent, request_body)
        headers = (("Content-Type", media_type), *parts.get("received", ()))
        return Interaction(case, request, Response(status, headers, raw), parts.get("failure"))

    def scenario(self, *exchanges: Exchange, arguments: Any = None) -> RecordedScenario:
        """A scenario with these exchanges."""
        return RecordedScenario(0, NOW, encode(arguments or {}), tuple(exchanges))

    def cleaned(self, clean: Cleaner, body: bytes | str = b"[]", **parts: Any) -> Interaction:
        """One interaction after cleaning."""
        exchange = clean(self.scenario(self.interaction(body, **parts))).exchanges[0]
        assert isinstance(exchange, Interaction)
        return exchange

    def body(self, clean: Cleaner, body: bytes | str, **parts: Any) -> str:
        """The body of an answer after cleaning."""
        response = self.cleaned(clean, body, **parts).response
        assert response is not None
        return response.body.decode("utf-8", "surrogateescape")


@pytest.fixture
def make() -> Making:
    """Makes what is cleaned."""
    return Making()
