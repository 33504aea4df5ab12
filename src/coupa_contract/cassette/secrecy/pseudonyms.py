"""Pseudonyms of texts: keyed, one to one, of the same shape, and as equal to each other as the texts were.

Two texts that are equal get equal pseudonyms; two that differ get different ones; two that a collation may take for equal (case, accents,
surrounding white space, composed or not) get pseudonyms of which the same is true. That is all that any check asks of a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from coupa_contract.cassette.secrecy.letters import alphabet, folded, written
from coupa_contract.cassette.secrecy.permutation import permuted, stream

# What is no name: small numbers, amounts, dates and times; and the mark of a run, which tells its invoices from all others.
_FIXED = re.compile(
    r"[-+]?[0-9]{1,4}(e[-+]?[0-9]{1,3})?|[-+]?[0-9]+\.[0-9]+(e[-+]?[0-9]+)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}([t ][0-9:.,+z-]*)?|true|false|cc-[0-9a-f]{6}(-[0-9]+)?"
)
_STAYS = re.compile(r"https?://|ss+|ae|oe|redacted")  # pairs that one letter (ß, æ, œ) may stand for
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}://)([A-Za-z0-9.:\[\]-]+)([/?#][!-~]*)?")
_NOBODY = "@example.invalid"
_FEW = 16  # letters: fewer could meet by chance
_WORDS = "abcdefghijklmnoprstuvwxyz"


class Pseudonyms:
    """The pseudonyms under one key; `public` are texts that stay, in any case."""

    def __init__(self, key: bytes, public: Collection[str] = ()) -> None:
        self._key = key
        self._public = frozenset(_fold(each.strip()) for each in public)
        self.of = lru_cache(maxsize=131_072)(self._of)

    def stays(self, text: str) -> bool:
        """Whether a text is its own pseudonym: it is no name, or everybody's."""
        return self._is_public(_fold(unicodedata.normalize("NFC", text.strip())))

    def _is_public(self, seen: str) -> bool:
        return seen in self._public or _FIXED.fullmatch(seen) is not None

    def _of(self, text: str) -> str:
        """The pseudonym of a text."""
        core = text.strip()
        if not core or self.stays(core):
            return text
        start = text.index(core)
        return text[:start] + self._of_core(core) + text[start + len(core) :]

    def _of_core(self, core: str) -> str:
        if _EMAIL.fullmatch(core) and "." in core.rpartition("@")[2]:
            return self._email(core)
        url = _URL.fullmatch(core)
        if url:
            return self._url(core, url)
        lines = re.findall(r"\r\n|\r|\n", core)
        plain = core.replace("\r\n", "\n").replace("\r", "\n")
        composed = unicodedata.normalize("NFC", plain)
        new = self._shaped(composed)
        if composed != plain:
            new = unicodedata.normalize("NFD", new)
        return new if set(lines) <= {"\n"} else re.sub("\n", lambda _: lines.pop(0), new)

    def _shaped(self, text: str) -> str:
        seen = [folded(each) for each in text]
        whole = "".join(seen)
        letters = iter(self._replaced(whole))
        return "".join(
            written(each, "".join(next(letters) for _ in part)) if part != each or alphabet(part) else next(letters)
            for each, part in zip(text, seen, strict=True)
        )

    def _replaced(self, whole: str) -> str:
        """Other letters for folded ones, never those of a text that stays."""
        shape = _shape(whole)
        places = [at for at, letters in enumerate(shape) if len(letters) > 1]
        if not places:
            return whole
        if len(places) > _FEW:
            noise = stream(self._key, whole.encode("utf-8", "surrogatepass"))
            return _filled(shape, {at: shape[at][next(noise) % len(shape[at])] for at in places})
        radices = [len(shape[at]) for at in places]
        tweak = "\0".join(letters if len(letters) == 1 else letters[0] + letters[-1] for letters in shape).encode("utf-8", "surrogatepass")
        digits = [shape[at].index(whole[at]) for at in places]
        while True:  # round the cycle, until a text of the same shape is met: at the latest this one
            digits = permuted(digits, radices, self._key, tweak)
            new = _filled(shape, {at: shape[at][digit] for at, digit in zip(places, digits, strict=True)})
            if new == whole or (_shape(new) == shape and not self._is_public(new)):
                return new

    def _email(self, text: str) -> str:
        if text.lower().endswith(_NOBODY):
            return text
        noise = stream(self._key, b"email\0" + text.lower().encode())
        length = max(len(text) - len(_NOBODY), 10)
        name = "".join(_WORDS[next(noise) % len(_WORDS)] for _ in range(length))[:64]
        return _cased(name, text) + _NOBODY

    def _url(self, text: str, url: re.Match[str]) -> str:
        scheme, host, rest = url[1], url[2], url[3] or ""
        if host.lower().endswith(".invalid"):
            return text
        noise = stream(self._key, b"url\0" + text.lower().encode())
        name = "".join(_WORDS[next(noise) % len(_WORDS)] for _ in range(max(len(host) - len(".invalid"), 6)))[:60]
        return f"{scheme}{_cased(name, host)}.invalid" + re.sub(
            r"%[0-9A-Fa-f]{2}|redacted|[A-Za-z0-9]", lambda each: _other(each[0], noise), rest
        )


def _fold(text: str) -> str:
    return "".join(map(folded, text))


def _shape(whole: str) -> list[str]:
    """For each folded character the letters that may stand there: itself alone where it stays."""
    shape = [alphabet(each) or each for each in whole]
    for match in _STAYS.finditer(whole):
        shape[match.start() : match.end()] = match[0]
    return shape


def _filled(shape: list[str], letters: dict[int, str]) -> str:
    return "".join(letters.get(at, each) for at, each in enumerate(shape))


def _cased(name: str, like: str) -> str:
    return "".join(each.upper() if at < len(like) and like[at].isupper() else each for at, each in enumerate(name))


def _other(character: str, noise: Iterator[int]) -> str:
    """Another character of the same class within a URL; an escaped byte becomes another one."""
    if len(character) == 3:
        return f"%{0x21 + next(noise) % 0x5E:02X}"
    if len(character) > 1:
        return character
    if character.isdigit():
        return str(next(noise) % 10)
    letter = _WORDS[next(noise) % len(_WORDS)]
    return letter.upper() if character.isupper() else letter
