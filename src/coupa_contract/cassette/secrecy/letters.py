"""Letters and digits: which others may stand for one, and how another is written in its case, width and accents."""

from __future__ import annotations

import unicodedata
from functools import cache

from coupa_contract.checks.values import fold

# Without q, which takes no accent that Unicode composes: it stays itself.
_LATIN = "abcdefghijklmnoprstuvwxyz"
_IDEOGRAPHS = "".join(map(chr, range(0x4E00, 0x9FA6)))
_KANA = (
    "かきくけこさしすせそたちつてと",  # take one mark
    "はひふへほ",  # take two
    "あいえおなにぬねのまみむめもやゆよらりるれろわん",
    "カキクケコサシスセソタチツテト",
    "ハヒフヘホ",
    "アイエオナニヌネノマミムメモヤユヨラリルレロワン",
)
_JAMO = tuple("".join(map(chr, range(first, last))) for first, last in ((0x1100, 0x1113), (0x1161, 0x1176), (0x11A8, 0x11C3)))
_SMALL_DIGITS = ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉")
_FULL_WIDTH = range(0xFF01, 0xFF5F)


@cache
def folded(character: str) -> str:
    """A character as the most forgiving collation sees it, or itself where that is not one letter or digit (or a syllable's parts)."""
    if unicodedata.category(character)[0] == "M":
        return ""
    if unicodedata.category(character)[0] not in "LN":
        return character
    seen = fold(character)
    if character in "ßẞæÆœŒ" or (len(seen) == 1 and seen.isalnum()) or (seen and all(each in "".join(_JAMO) for each in seen)):
        return seen
    return character


@cache
def alphabet(letter: str) -> str:
    """The folded letters that may stand for a folded letter; empty for what stays itself."""
    for letters in (_LATIN, *_KANA, *_JAMO):
        if letter in letters:
            return letters
    if "\u4e00" <= letter <= "\u9fa5":
        return _IDEOGRAPHS
    category = unicodedata.category(letter)
    if category == "Nd":
        zero = ord(letter) - unicodedata.decimal(letter)
        return "".join(map(chr, range(zero, zero + 10)))
    if category not in {"Ll", "Lo"} or letter.isascii() or folded(letter) != letter:
        return ""
    block = ord(letter) & ~0x7F
    marked = bool(_with_accents(letter))  # a letter that takes an accent stands for one that does
    others = [each for each in map(chr, range(block, block + 0x80)) if unicodedata.category(each) == category and _plain(each)]
    return "".join(each for each in others if bool(_with_accents(each)) is marked) if letter in others else ""


def _plain(letter: str) -> bool:
    upper = letter.upper()
    return fold(letter) == letter and len(upper) == 1 and fold(upper) == letter


@cache
def written(character: str, letters: str) -> str:
    """Other folded letters, written as `character` writes its own: of one length wherever Unicode has such a character."""
    if len(letters) != 1:
        return unicodedata.normalize("NFC", letters) if letters != folded(character) else character
    cased = letters.upper() if character.isupper() else letters
    if character in {letters, folded(character), folded(character).upper()}:
        return cased
    if ord(character) in _FULL_WIDTH and cased.isascii():
        return chr(ord(cased) + 0xFEE0)
    for small in _SMALL_DIGITS:
        if character in small and letters.isdecimal():
            return small[int(letters)]
    return _accented(character, cased)


def _accented(character: str, letter: str) -> str:
    marks = unicodedata.normalize("NFD", character)[1:]
    composed = unicodedata.normalize("NFC", letter + marks)
    if marks and len(composed) == 1:
        return composed
    others = _with_accents(letter)
    return others[sum(map(ord, marks or character)) % len(others)] if others else composed


@cache
def _with_accents(letter: str) -> str:
    """The characters that are this letter with an accent."""
    block = ord(letter) & ~0x7F
    ranges = [(0xC0, 0x250), (0x1E00, 0x1F00)] if letter.isascii() else [(block, block + 0x80), (0x1F00, 0x2000), (0x480, 0x500)]
    marked = (chr(code) for first, last in ranges for code in range(first, last))
    return "".join(each for each in marked if unicodedata.normalize("NFD", each)[0] == letter != each and fold(each) == fold(letter))
