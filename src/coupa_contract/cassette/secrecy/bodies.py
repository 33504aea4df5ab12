"""Bodies: JSON by its members, other texts by their words, files by nothing but their kind."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from coupa_contract.cassette.secrecy.files import is_file, left_out
from coupa_contract.cassette.secrecy.known import PLACEHOLDER
from coupa_contract.cassette.secrecy.messages import Messages
from coupa_contract.cassette.secrecy.naming import Naming, texts_of_the_suite
from coupa_contract.cassette.secrecy.texts import Texts
from coupa_contract.cassette.secrecy.tokens import Place, rewritten
from coupa_contract.model import Response

_FORM = re.compile(r"[\w.%+\[\]-]+=[^&\s]*(?:&[\w.%+\[\]-]+=[^&\s]*)*\s*")
_PAIR = re.compile(r"([\w.%+\[\]-]+)=([^&\s]*)")
_SAID = frozenset(
    {"base", "detail", "details", "description", "error", "error-description", "fault", "message", "messages", "reason", "title"}
)


class Bodies:
    """What becomes of bodies. It remembers which values met a pseudonym, until it is told to `forget`."""

    def __init__(self, texts: Texts, naming: Naming, messages: Messages | None) -> None:
        self._texts = texts
        self._naming = naming
        self._messages = messages
        self._changed = lru_cache(maxsize=131_072)(self._of_value)  # the same values come again and again
        self.met: dict[str, str] = {}

    def forget(self) -> None:
        """Starts another scenario."""
        self.met.clear()

    def received(self, response: Response) -> bytes:
        """The body of an answer. What it quotes of other answers has the same pseudonyms, once those were cleaned."""
        return self._of(response.body, refusal=response.status >= 400)

    def sent(self, body: bytes) -> bytes:
        """The body of a request, by its bytes alone: the same bytes among the arguments become the same."""
        text = body.decode("utf-8", "surrogateescape")
        return body if text in texts_of_the_suite() else self._of(body, sent=True)

    def argument(self, text: str, place: Place | None) -> str:
        """A drawn text, the value of a member or (None) an argument by itself."""
        if place is not None:
            return self.value(text, place)
        if is_json_body(text):
            return self.sent(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
        safe = self._texts.safe(text)
        return self.met.get(safe, safe)

    def value(self, value: str, place: Place) -> str:
        """The value of a member."""
        new = self._changed(value, place)
        if new is not value and len(value) > 2:
            self.met[value] = new
        return new

    def _of_value(self, value: str, place: Place) -> str:
        safe, pseudonyms = self._texts.safe(value), self._texts.pseudonyms
        if pseudonyms is not None and self._naming.is_personal(place, safe):
            safe = pseudonyms.of(safe)
        return value if safe == value else safe

    def _of(self, body: bytes, *, refusal: bool = False, sent: bool = False) -> bytes:
        if not body:
            return body
        body = self._texts.known.replaced(body)
        if self._messages is not None and is_file(body):
            return left_out(body)
        text = body.decode("utf-8", "surrogateescape")
        if looks_like_json(text):
            text = rewritten(text, self._said if refusal else self.value, self._naming.is_secret, self._loose)
        elif _FORM.fullmatch(text):
            text = _PAIR.sub(lambda pair: f"{pair[1]}={PLACEHOLDER if self._naming.is_secret(pair[1]) else self._loose(pair[2])}", text)
        else:
            text = self._message(self._texts.safe(text), {} if sent else self.met)
        return text.encode("utf-8", "surrogateescape")

    def _said(self, value: str, place: Place) -> str:
        """A text in a refusal: what the server says, or a value that it shows."""
        if place.parent.replace("_", "-") in {"errors", "warnings", "messages", *_SAID} or place.name.replace("_", "-") in _SAID | {
            "errors"
        }:
            safe = self._texts.safe(value)
            return self.met.get(safe) or self._message(safe, self.met)
        return self.value(value, place)

    def _loose(self, text: str) -> str:
        return self._message(self._texts.safe(text), {})

    def _message(self, text: str, met: dict[str, str]) -> str:
        return text if self._messages is None else self._messages.of(text, met)


def looks_like_json(text: str) -> bool:
    """Whether a text begins as an object, an array or a string of JSON does."""
    return text.lstrip("\ufeff \t\r\n")[:1] in {"{", "[", '"'}


def is_json_body(text: str) -> bool:
    """Whether a drawn text is a JSON object or array: a body, and no id or name that begins like one."""
    if text[:1] not in {"{", "["}:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
