"""What a target sends is harmless on a screen."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.report.text import counted, plain


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_invisible_is_left(text: str) -> None:
    """No control, no override of direction, no lone surrogate and no line end survives."""
    shown = plain(text, 1000)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")


def test_visible_text_stays_as_it_is() -> None:
    """Letters of any script, spaces and brackets are shown as sent."""
    assert plain("Rechnung [bold]№ 7[/] 請求書 é") == "Rechnung [bold]№ 7[/] 請求書 é"


def test_long_text_is_cut_and_says_so() -> None:
    """A megabyte does not flood the screen, and its reader knows how much is missing."""
    assert plain("x" * 1_000_000, 10) == "xxxxxxxxxx… (999,990 more characters)"


def test_counts_read_as_language() -> None:
    """One is singular, thousands have separators."""
    assert [counted(n, "finding") for n in (0, 1, 2000)] == ["0 findings", "1 finding", "2,000 findings"]
