"""Pointers become lines."""

from __future__ import annotations

from coupa_contract.contract import Contract
from coupa_contract.contract.lines import pointer_lines

TEXT = """\
# a comment
paths:
  /a/b:
    get: {x: 1,
          y: [1, 2]}
list:
  - first
  -
    second: &s 2
  - *s
"""


def test_keys_and_items_have_their_lines() -> None:
    """A member stands where its key stands, an item where it begins."""
    lines = pointer_lines(TEXT, "text")
    expected = {
        "/paths": 2,
        "/paths/~1a~1b": 3,
        "/paths/~1a~1b/get/y": 5,
        "/paths/~1a~1b/get/y/1": 5,
        "/list/0": 7,
        "/list/1/second": 9,
        "/list/2": 10,
    }
    assert {pointer: lines[pointer] for pointer in expected} == expected


def test_what_is_nowhere_has_the_line_of_its_nearest_ancestor() -> None:
    """An overlay brings in members that the file does not have."""
    lines = pointer_lines(TEXT, "text")
    assert lines.nearest("/list/1/third/x") == lines["/list/1"]
    assert lines.nearest("/other") == 1


def test_each_operation_of_the_shipped_document_is_found(shipped: Contract) -> None:
    """The line of an operation holds its verb; that of one which the dialect adds, its path or an ancestor."""
    text = (shipped.folder / "openapi.yaml").read_text(encoding="utf-8").splitlines()
    for operation in shipped.operations.values():
        if operation.pointer in shipped.pointer_lines:
            assert text[shipped.pointer_lines[operation.pointer] - 1].strip() == f"{operation.method.lower()}:"
        else:
            assert shipped.dialect != "published"
            assert shipped.pointer_lines.nearest(operation.pointer) > 1
