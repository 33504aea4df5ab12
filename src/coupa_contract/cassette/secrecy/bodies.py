"""Bodies: JSON by its members, other texts by their words, files by nothing but their kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coupa_contract.cassette.secrecy.naming import Naming
from coupa_contract.cassette.secrecy.texts import Texts
from coupa_contract.cassette.secrecy.tokens import Place, rewritten
from coupa_contract.model import Response


class Bodies:
    """What becomes of the bodies of one scenario."""

    def __init__(self, texts: Texts, naming: Naming) -> None:
        self._texts = texts
        self._naming = naming

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """While one scenario is cleaned, what became of its values is remembered, for whoever quotes them."""
        yield

    def received(self, response: Response) -> bytes:
        """The body of an answer."""
        return self._any(response.body)

    def sent(self, body: bytes) -> bytes:
        """The body of a request, by its bytes alone: the same bytes among the arguments become the same."""
        return self._any(body)

    def argument(self, text: str, name: str) -> str:
        """A drawn text: the value of a member, when it stands below one."""
        return self._texts.safe(text)

    def _any(self, body: bytes) -> bytes:
        if not body:
            return body
        text = self._texts.known.replaced(body).decode("utf-8", "surrogateescape")
        changed = (
            rewritten(text, self._value, self._naming.is_secret, self._texts.safe) if looks_like_json(text) else self._texts.safe(text)
        )
        return changed.encode("utf-8", "surrogateescape")

    def _value(self, value: str, place: Place) -> str:
        return self._texts.safe(value)


def looks_like_json(text: str) -> bool:
    """Whether a text begins as an object, an array or a string of JSON does."""
    return text.lstrip("\ufeff \t\r\n")[:1] in {"{", "[", '"'}
