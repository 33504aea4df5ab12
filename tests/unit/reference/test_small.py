"""An instance may be made smaller: fewer invoices, shorter pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from coupa_contract.errors import UsageError
from coupa_contract.reference.app import create_app
from coupa_contract.reference.samples import STATUSES
from coupa_contract.reference.server import running

from .conftest import Caller, errors

FEW = {"draft": 3, "approved": 2, "voided": 1}


@pytest.fixture(scope="module")
def small() -> Iterator[Caller]:
    """Six invoices in pages of four."""
    with running(create_app(statuses=FEW, most_rows=4)) as instance:
        caller = Caller(instance)
        with caller.session:
            yield caller


def test_there_are_as_many_invoices_of_each_status_as_asked(small: Caller) -> None:
    """Those and no others."""
    assert Counter(row["status"] for row in small.everything()) == FEW


def test_a_page_has_as_many_rows_as_asked(small: Caller) -> None:
    """Without a limit and under a larger one; a smaller one is obeyed."""
    assert [len(small.ids()), len(small.ids(limit="50")), len(small.ids(limit="3"))] == [4, 4, 3]


def test_a_refused_limit_names_the_bound(small: Caller) -> None:
    """The sentence fits this instance."""
    assert errors(small.ask("GET", "/invoices", {"limit": "0"})) == {"limit": ["limit is a number from 1 to 4."]}


def test_the_same_seed_gives_the_same_few() -> None:
    """In the same order, with the same bytes."""
    texts = []
    for _ in range(2):
        with running(create_app("core-r39", 5, statuses=FEW)) as instance:
            caller = Caller(instance)
            with caller.session:
                texts.append(caller.ask("GET", "/invoices").content)
    assert texts[0] == texts[1] != b"[]"


def test_an_instance_may_be_empty() -> None:
    """Of no status any invoice."""
    with running(create_app(statuses={})) as instance:
        caller = Caller(instance)
        with caller.session:
            assert caller.rows() == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"most_rows": 0}, "pages of 0 invoices show nothing; name 1 or more"),
        ({"statuses": {"draft": 1, "eaten": 1}}, "no invoice of the reference instance is eaten; its statuses are draft, approved"),
        ({"profiles": ("usual", "rich")}, "an invoice is sparse or usual or full, not usual or rich"),
        ({"profiles": ()}, "an invoice is sparse or usual or full, not nothing"),
        ({"statuses": {"draft": -1}}, "there cannot be fewer than no invoices of a status"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, object], sentence: str) -> None:
    """In one sentence that says what can be."""
    with pytest.raises(UsageError, match=sentence):
        create_app(**options)  # type: ignore[arg-type]


def test_every_status_occurs_unless_asked_otherwise() -> None:
    """The sixteen of the document, each several times."""
    assert len(STATUSES) == 16
    assert min(STATUSES.values()) >= 5


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_sparse_invoices_carry_less(dialect: str) -> None:
    """Sparse ones less than usual ones, and those less than full ones."""
    sizes = []
    for profile in ("sparse", "usual", "full"):
        with running(create_app(dialect, statuses={"approved": 9}, profiles=(profile,))) as instance:
            caller = Caller(instance)
            with caller.session:
                sizes.append(len(caller.ask("GET", "/invoices").content))
    assert sizes == sorted(sizes)
    assert sizes[0] * 1.2 < sizes[2]
