"""Pseudonyms are of the shape of what they stand for, and as equal to each other as that was."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coupa_contract.cassette.secrecy.pseudonyms import Pseudonyms
from coupa_contract.checks.values import flag, fold, instant, plain_text
from coupa_contract.contract.precision import as_decimal

PUBLIC = ("draft", "nobody reads this", "Credit Note")
SOME = Pseudonyms(b"some key", PUBLIC)
OTHERS = Pseudonyms(b"another key", PUBLIC)

LETTERS = "abcqsxyzABCQSXYZ0123456789 .,-_'\"<>&%/@+äöüßéñżółćśÄÖÜẞÉæœ漢字東京ぁかがはぱカガ한국שלוםكمйё🚀\n\r\t"
texts = st.text(LETTERS, max_size=24) | st.text(max_size=24)
words = st.text("abcdesABCDES0123 éÉäß", min_size=1, max_size=8)


@given(texts, texts)
def test_equal_texts_and_only_those_have_equal_pseudonyms(one: str, other: str) -> None:
    """A pseudonym stands for one text."""
    assert (SOME.of(one) == SOME.of(other)) is (one == other)


@given(words, st.data())
def test_what_a_collation_may_take_for_equal_stays_so(text: str, data: st.DataObject) -> None:
    """Case, accents and surrounding white space tell two pseudonyms apart as they told the texts."""
    other = data.draw(st.sampled_from([text.upper(), text.lower(), text.title(), f" {text}", f"{text}\n", _bare(text), text.swapcase()]))
    assert fold(text) == fold(other)
    assert fold(SOME.of(text)) == fold(SOME.of(other))
    assert (SOME.of(text) == SOME.of(other)) is (text == other)


def _bare(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


@given(words, words)
def test_what_no_collation_takes_for_equal_stays_so(one: str, other: str) -> None:
    """Texts of different letters have pseudonyms of different letters."""
    assert (fold(SOME.of(one)) == fold(SOME.of(other))) is (fold(one) == fold(other))


@given(st.text("abcé漢 \r\n", max_size=20))
def test_how_a_text_is_stored_makes_no_difference(text: str) -> None:
    """Line ends, composition and trimming change a pseudonym as they change the text."""
    stored = [text.replace("\r\n", "\n"), text.replace("\n", "\r\n"), unicodedata.normalize("NFD", text), text.strip()]
    for other in stored:
        assert (plain_text(SOME.of(text)) == plain_text(SOME.of(other))) is (plain_text(text) == plain_text(other))


@given(texts)
def test_a_pseudonym_has_the_shape_of_its_text(text: str) -> None:
    """Every character keeps its class: letters of either case, digits, white space, everything else as it is; and the text its length."""
    assume("@" not in text and "://" not in text)
    new = SOME.of(text)
    assert new == new.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    if unicodedata.is_normalized("NFC", text):
        assert len(new) == len(text)
        for before, after in zip(text, new, strict=True):
            assert (before.isspace(), before.isdecimal()) == (after.isspace(), after.isdecimal())
            assert before.isupper() == after.isupper() or not before.isalpha()
            assert before == after or before.isalnum()
    assert (not new.strip()) is (not text.strip())


@given(st.text("0123456789.-+eETZ: ", max_size=26) | st.sampled_from(["true", "False", "2024-02-29", "2024-02-29T12:00:00+01:00", "1e400"]))
def test_a_pseudonym_never_says_another_number_flag_or_time(text: str) -> None:
    """What spells a small number, an amount, a flag or a time stays; what does not comes to spell no flag and no time."""
    new = SOME.of(text)
    assert flag(text) == flag(new)
    assert instant(text) == instant(new)
    assert "e" in text.lower() or (as_decimal(text) is None) is (as_decimal(new) is None)


def test_short_codes_never_meet() -> None:
    """Of all words of two letters no two share a pseudonym."""
    every = ["".join(pair) for pair in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=2)]
    assert len({SOME.of(each) for each in every}) == len(every)


def test_a_word_never_becomes_one_that_stays() -> None:
    """What is everybody's stands for itself alone."""
    few = Pseudonyms(b"k", ["ab", "cd", "xy"])
    every = ["".join(pair) for pair in product("abcdexy", repeat=2)]
    assert {each for each in every if few.of(each) in {"ab", "cd", "xy"}} == {"ab", "cd", "xy"}


@pytest.mark.parametrize(
    "text", [*PUBLIC, "DRAFT", "", "   ", "0", "12.50", "-3", "true", "2024-01-15", "2024-01-15T10:00:00Z", "cc-12ab34-7"]
)
def test_what_is_nobodys_stays(text: str) -> None:
    """Public texts, small numbers, amounts, dates, flags and the mark of a run are no names."""
    assert SOME.of(text) == text


@pytest.mark.parametrize("text", ["Acme Office Supplies", "DE123456789", "94105", "+49 30 1234567", "GB82WEST12345698765432", "株式会社"])
def test_what_is_somebodys_does_not(text: str) -> None:
    """Names, numbers of banks, taxes and telephones change, and change otherwise under another key."""
    assert SOME.of(text) != text
    assert SOME.of(text) != OTHERS.of(text)


@pytest.mark.parametrize("text", ["zoe@example.com", "Zoe.Quimby+x@mail.example.co.uk", "a@b.cd", "ZOE@EXAMPLE.COM"])
def test_an_address_of_mail_stays_one(text: str) -> None:
    """An e-mail address leads nowhere, and is one."""
    new = SOME.of(text)
    name, _, host = new.rpartition("@")
    assert host == "example.invalid"
    assert name.isascii()
    assert name.isalpha()
    assert len(name) <= 64
    assert fold(SOME.of(text.upper())) == fold(new)
    assert SOME.of(new) == new


@pytest.mark.parametrize("text", ["https://files.example.com/scan%20of%20it/20.pdf?redacted", "http://a.b/", "ftp://h:21/x"])
def test_an_address_of_the_web_stays_one(text: str) -> None:
    """A URL keeps its scheme and form, and leads nowhere."""
    new = SOME.of(text)
    assert new.partition("://")[0] == text.partition("://")[0]
    assert new.split("/")[2].endswith(".invalid")
    assert new.count("/") == text.count("/")
    assert SOME.of(new) == new


def test_an_address_within_a_text_keeps_its_scheme() -> None:
    """What begins like a URL and is none still begins like one."""
    assert SOME.of("https://a b c/scan").startswith("https://")
