"""What a user allowed, compared with what a request needs."""

import pytest

from coupa_contract.target.permission import Demand, Need, Permission, is_canonical_id


@pytest.mark.parametrize(
    ("permission", "demand", "lacking"),
    [
        (Permission(), Demand(Need.NOTHING), None),
        (Permission(), Demand(Need.WRITES, invoice="17"), "--allow-writes"),
        (Permission(allow_writes=True), Demand(Need.WRITES, invoice="17"), "--invoice"),
        (Permission(allow_writes=True, invoices=frozenset({"17"})), Demand(Need.WRITES, invoice="17"), None),
        (Permission(allow_writes=True), Demand(Need.WRITES, invoice="5"), None),
        (Permission(allow_writes=True, invoices=frozenset({"17"})), Demand(Need.ACTIONS, invoice="17"), "--allow-actions"),
        (Permission(allow_actions=True, invoices=frozenset({"17"})), Demand(Need.ACTIONS, invoice="17"), None),
        (Permission(allow_actions=True, invoices=frozenset({"17"})), Demand(Need.WRITES, invoice="17"), "--allow-writes"),
        (Permission(allow_actions=True), Demand(Need.ACTIONS), None),
        (Permission(allow_writes=True, allow_actions=True, invoices=frozenset({"17"})), Demand(Need.DISPOSABLE), "--disposable"),
        (Permission(disposable=True), Demand(Need.DISPOSABLE), None),
        (Permission(disposable=True), Demand(Need.ACTIONS, invoice="99"), None),
        (Permission(disposable=True), Demand(Need.NEVER), "never"),
    ],
)
def test_what_is_missing_is_named(permission: Permission, demand: Demand, lacking: str | None) -> None:
    """A request that may not leave names the one option that it lacks; invoice 5 was created by the run."""
    assert permission.lacks(demand, {"5"}) == lacking


def test_the_greater_of_two_needs_holds() -> None:
    """Needs are ordered from nothing to never."""
    nothing, writes, never = Demand(Need.NOTHING), Demand(Need.WRITES), Demand(Need.NEVER)
    assert nothing.or_more(writes) is writes
    assert never.or_more(writes) is never


@pytest.mark.parametrize("text", ["017", "1.0", "+17", "-1", " 17", "17 ", "17\n", "0", "", "١٧", "1e2", "1_7", "17\x00", "9" * 20])
def test_an_id_has_one_spelling(text: str) -> None:
    """Anything that some server may read as another number is no id."""
    assert not is_canonical_id(text)


def test_plain_numbers_are_ids() -> None:
    """Ids are positive integers of up to 19 digits."""
    assert is_canonical_id("1")
    assert is_canonical_id("9" * 19)
