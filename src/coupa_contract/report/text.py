"""Target text made harmless for a screen: what a target sends must not move a cursor, hide a line or flood a page."""

import unicodedata

# Controls, formats (bidirectional overrides, zero-width), surrogates, private use, unassigned, and the separators that end a line.
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: str, limit: int = 300) -> str:
    """`text` on one line with everything invisible spelled out, cut after `limit` characters with a word about the rest.

    >>> plain("a\\tb\\x1b[31m")
    'a\\\\tb\\\\x1b[31m'
    """
    kept = "".join(map(_visible, text[:limit]))
    rest = len(text) - limit
    return f"{kept}… ({rest:,} more characters)" if rest > 0 else kept


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def counted(count: int, noun: str) -> str:
    """A count with its noun, which takes a plain s.

    >>> counted(1, "finding"), counted(1200, "request")
    ('1 finding', '1,200 requests')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """A time for people.

    >>> duration(4.25), duration(42), duration(61.4)
    ('4.2 s', '42 s', '1 min 01 s')
    """
    if seconds < 60:
        return f"{seconds} s" if isinstance(seconds, int) else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"
