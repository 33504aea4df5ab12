"""A contract is put together from document, dialect and overlays, quickly, or one sentence says why not."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import DIALECTS
from coupa_contract.contract.validation import problems, validate
from coupa_contract.errors import DocumentError, OverlayError

Write = Callable[[str, str], Path]
OVERLAY = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n  - {target: $.info, update: {title: %s}}\n"


def test_the_same_arguments_give_the_same_contract() -> None:
    """It is read once; equal only to itself, so that it can be a key."""
    assert load_contract() is load_contract("published")
    assert load_contract("core-r39") is not load_contract()
    assert {load_contract(): 1}[load_contract()] == 1


def test_both_dialects_are_valid_openapi(shipped: Contract) -> None:
    """By openapi-spec-validator."""
    assert problems(shipped.document) == []


def test_digests_tell_contracts_apart(folder: Path, write: Write) -> None:
    """They follow the values, not comments or layout."""
    digest = load_contract(folder=folder).digest
    assert len({load_contract(each).digest for each in DIALECTS}) == 2
    text = (folder / "openapi.yaml").read_text(encoding="utf-8")
    other = write(
        "other/openapi.yaml",
        "# a comment\n" + text.replace("info: {title: Letters, version: '1'}", 'info:\n  version: "1"\n  title: Letters'),
    )
    assert load_contract(folder=other.parent).digest == digest
    third = write("third/openapi.yaml", text.replace("Letters", "Parcels", 1))
    assert load_contract(folder=third.parent).digest != digest


def test_overlays_follow_each_other(write: Write) -> None:
    """The last one wins, on top of the dialect."""
    first, second = write("1.yaml", OVERLAY % "One"), write("2.yaml", OVERLAY % "Two")
    contract = load_contract("core-r39", [first, second])
    assert contract.document["info"]["title"] == "Two"
    assert "createInvoice" in contract.operations
    assert load_contract("core-r39").document["info"]["title"] != "Two"


def test_an_overlay_that_matches_nothing_is_an_error(write: Write) -> None:
    """The message names file and action."""
    path = write("own.yaml", OVERLAY.replace("$.info,", "$.nowhere,") % "x")
    with pytest.raises(OverlayError, match=r"action 1 of .*own\.yaml \(target \$\.nowhere\) matches nothing"):
        load_contract("published", [path])


def test_an_overlay_that_spoils_the_document_is_an_error(write: Write) -> None:
    """What comes out of a user's overlay is validated."""
    path = write("own.yaml", OVERLAY % "[1]")
    with pytest.raises(DocumentError, match=r"own\.yaml applied is not a valid OpenAPI 3\.1 document: /info/title"):
        load_contract("published", [path])


def test_a_missing_overlay_is_an_error(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(DocumentError, match=r"there is no overlay at .*none\.yaml"):
        load_contract("published", [tmp_path / "none.yaml"])


def test_an_unknown_dialect_is_an_error() -> None:
    """The message lists those that there are."""
    with pytest.raises(DocumentError, match="'core'; known are published, core-r39"):
        load_contract("core")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("openapi: 3.1.0", "openapi: 3.0.3", "not an OpenAPI 3.1 document"),
        ("openapi: 3.1.0", "swagger: '2.0'", "not an OpenAPI 3.1 document"),
        ("paths:", "routes:", "describes no paths"),
        (
            "'#/components/schemas/LetterChange'",
            "'#/components/schemas/LetterChnage'",
            "the reference at /paths/~1letters~1{id}/put/.* leads nowhere",
        ),
        ("'#/components/schemas/LetterChange'", "'other.yaml#/x'", "references start with '#/'"),
        ("operationId: showLetter", "operationId: listLetters", "two operations"),
    ],
)
def test_a_document_that_cannot_be_used_is_an_error(write: Write, folder: Path, old: str, new: str, said: str) -> None:
    """Before anything is sent."""
    text = (folder / "openapi.yaml").read_text(encoding="utf-8")
    path = write("spoilt/openapi.yaml", text.replace(old, new))
    with pytest.raises(DocumentError, match=said):
        load_contract(folder=path.parent)


def test_a_folder_without_a_document_is_an_error(tmp_path: Path) -> None:
    """With the path where it should be."""
    with pytest.raises(DocumentError, match="there is no document at"):
        load_contract(folder=tmp_path)


def test_validating_says_the_first_problem_and_how_many_follow() -> None:
    """With its place."""
    with pytest.raises(DocumentError, match=r"^mine is not a valid OpenAPI 3\.1 document: /: .*openapi"):
        validate({"info": {}}, "mine")


def test_resolving_lays_what_stands_beside_a_reference_over_it(letters: Contract) -> None:
    """A pointer, a reference, or a node without one."""
    node = letters.resolve("/components/schemas/Letter/properties/weight")
    assert node["x-kind"] == "decimal"
    assert letters.resolve({"$ref": "#/components/schemas/Decimal", "format": "decimal(10,2)"}) == {
        "type": ["number", "null"],
        "x-kind": "decimal",
        "format": "decimal(10,2)",
    }
    assert letters.resolve({"type": "string"}) == {"type": "string"}
    assert letters.response_schema("listLetters", 200) is not None
    assert letters.response_schema("scanLetter", 404) is None


def test_a_start_needs_none_of_the_slow_libraries() -> None:
    """The validator of documents takes half a second, JSONPath a tenth: neither is imported for the published document."""
    code = "import sys; from coupa_contract.contract import load_contract; load_contract(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert not {"openapi_spec_validator", "jsonpath", "schemathesis", "hypothesis"} & set(modules)


@pytest.mark.parametrize("name", ["explain", "precision", "walk"])
def test_the_examples_of_the_docstrings_hold(name: str) -> None:
    """They are documentation that runs."""
    module = importlib.import_module(f"coupa_contract.contract.{name}")
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)
