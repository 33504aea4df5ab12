"""Texts that a server says of its own accord (errors, pages): its words stay where they are everybody's, and nobody's values stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from coupa_contract.cassette.secrecy.naming import texts_of, texts_of_the_suite
from coupa_contract.cassette.secrecy.pseudonyms import Pseudonyms

_WORD = re.compile(r"[^\W_]+")
# What the checks look for in an error, and what is written as it is: marks of pages, traces and databases, dates, escapes.
_STAYS = re.compile(
    r"</?[A-Za-z!][\w:.-]*|PG::\w*Error|sqlite3\.\w*Error|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?|&[A-Za-z]+;|&#\w+;"
    r"|\\u[0-9a-fA-F]{4}|\\[nrt]|%[0-9A-Fa-f]{2}|https?://"
)
_SPOKEN = """
a able about above access action active added admin after again all allowed already also an and any api app application applied are as ask
at authentication authorized bad be because been before being below between blank body both but by call can cannot cause cc changed check
closed code column com complete condition conflict connection contact contain contains content could create created css data database date
days default deleted denied did digits do does doctype done duplicate during each either empty end enough error errors exceed exceeded
exception exist exists expected expired failed failure false few field file filter find first for forbidden format found from function
gateway get given greater had has have head header here hours href html http https id if image in inactive incorrect index input inside
instance integer internal into invalid is it its java javascript js json key kind known last least length less like line link list locked
long longer look made main malformed many match matches maximum may media members message method minimum minutes missing more most must
name named needed new next nil no nginx none not nothing now null number object of off offset ok on one only open operation operator or
order other our out over page parameter params parse parsed password path pending permission permitted please point positive possible post
present previous problem processing provided put query range rate rb read reason received recent record records refused rejected request
requested require required reserved resource response retry return root row rows ruby same schema script second seconds see select sent
server service session set short should size so some something source sql stack standard start state statement status string style submit
submitted success such supported syntax system table taken test text than that the their them then there these they this those time timed
timeout times title to token too traceback true try two type unable unauthorized undefined under unexpected unit unknown unprocessable
unsupported until up update updated upon upstream url use used user utf valid validation value values version via was way we were what
when where which while who why will with within without word work would write wrong xml yes you your zero activerecord mysql2 pg sqlstate
ora sqlite3 psycopg psycopg2 rails py cjs mjs
"""


class Messages:
    """Says what becomes of a message. `document`: whose words are everybody's."""

    def __init__(self, pseudonyms: Pseudonyms, document: Any) -> None:
        self._pseudonyms = pseudonyms
        self._public = frozenset(_words((_SPOKEN, *texts_of(document), *texts_of_the_suite())))

    def of(self, text: str, met: Mapping[str, str]) -> str:
        """A message in which every value of `met` has its pseudonym, and every other word that is not everybody's has one as well."""
        quoted = sorted((value for value in met if value in text), key=len, reverse=True)
        if not quoted:
            return self._unquoted(text)
        parts = re.split("(" + "|".join(map(re.escape, quoted)) + ")", text)
        return "".join(met[part] if at % 2 else self._unquoted(part) for at, part in enumerate(parts))

    def _unquoted(self, text: str) -> str:
        done, parts = 0, []
        for match in _STAYS.finditer(text):
            parts += [self._replaced(text[done : match.start()]), match[0]]
            done = match.end()
        return "".join([*parts, self._replaced(text[done:])])

    def _replaced(self, text: str) -> str:
        return _WORD.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        return word if len(word) == 1 or word.lower() in self._public else self._pseudonyms.of(word)


def _words(texts: Collection[str]) -> Iterator[str]:
    for text in texts:
        yield from (match[0].lower() for match in _WORD.finditer(text))
