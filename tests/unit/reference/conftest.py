"""A client of the reference instance, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
import requests

from coupa_contract.model import parse_json
from coupa_contract.reference.app import create_app
from coupa_contract.reference.process import Running
from coupa_contract.reference.server import running


@dataclass
class Caller:
    """Asks one instance with one token."""

    instance: Running
    dialect: str = "published"
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.token = self.token or self.instance.token()

    def ask(self, method: str, path: str, query: Any = None, **options: Any) -> requests.Response:
        """Whatever a request gets."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.session.request(method, self.instance.url + path, params=query, headers=headers, timeout=10, **options)

    def rows(self, *query: tuple[str, str], **more: str) -> list[Any]:
        """The rows of a list that has to succeed."""
        response = self.ask("GET", "/invoices", [*query, *more.items()])
        assert response.status_code == 200, response.text
        rows: Any = parse_json(response.content)
        return list(rows)

    def ids(self, *query: tuple[str, str], **more: str) -> list[int]:
        """The ids of a list that has to succeed."""
        return [row["id"] for row in self.rows(*query, **more)]

    def every_id(self, *query: tuple[str, str]) -> list[int]:
        """Every id, page by page."""
        return [row["id"] for row in self.everything(*query, ("fields", '["id"]'))]

    @cached_property
    def base(self) -> list[Any]:
        """Every invoice, read once: for modules that change none."""
        return self.everything()

    def everything(self, *query: tuple[str, str]) -> list[Any]:
        """Every row, page by page."""
        rows: list[Any] = []
        while page := self.rows(*query, ("offset", str(len(rows)))):
            rows += page
        return rows

    def show(self, number: int) -> Any:
        """One invoice that has to be there."""
        response = self.ask("GET", f"/invoices/{number}")
        assert response.status_code == 200, response.text
        return parse_json(response.content)

    def put(self, number: int, body: Any, method: str = "PUT") -> requests.Response:
        """An update."""
        return self.ask(method, f"/invoices/{number}", json=body)


def errors(response: requests.Response) -> dict[str, list[str]]:
    """The errors of a refusal in the published shape."""
    body = response.json()
    assert set(body) == {"errors"}
    assert body["errors"]
    assert all(isinstance(texts, list) and texts and all(isinstance(text, str) for text in texts) for texts in body["errors"].values())
    return dict(body["errors"])


@pytest.fixture(scope="module")
def published() -> Iterator[Caller]:
    """An instance of its own for each module of tests, as published."""
    with running(create_app()) as instance:
        caller = Caller(instance)
        with caller.session:
            yield caller


@pytest.fixture(scope="module")
def today() -> Iterator[Caller]:
    """The same in `core-r39`."""
    with running(create_app("core-r39")) as instance:
        caller = Caller(instance, "core-r39")
        with caller.session:
            yield caller


@pytest.fixture(params=["published", "core-r39"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """Both dialects, one after the other."""
    name = "published" if request.param == "published" else "today"
    found: Caller = request.getfixturevalue(name)
    return found
