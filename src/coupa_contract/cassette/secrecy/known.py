"""The credentials that the process knows, in every spelling in which a text may carry them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus

PLACEHOLDER = "redacted"
SHORTEST = 6  # characters: anything shorter is no secret, and stands in every other text

# A client id and a scope are names; what signs a request is not.
_SECRET_NAMES = ("COUPA_CLIENT_SECRET", "COUPA_TOKEN", "COUPA_EXPIRED_TOKEN")
_BASE64_RUN = rb"[A-Za-z0-9+/_=-]*"


def credentials_of(environment: Mapping[str, str], more: Iterable[str] = ()) -> tuple[str, ...]:
    """The secret texts of an environment, and `more` (of a credentials file, tokens received), each once; not the client's id."""
    found = [environment.get(name, "").strip() for name in _SECRET_NAMES]
    return tuple(dict.fromkeys(each for each in (*found, *more) if len(each) >= SHORTEST))


class Known:
    """Finds known credentials in bytes: plain, escaped as in JSON (also twice), percent-encoded, in hex, in base64 at any offset."""

    def __init__(self, secrets: Iterable[str]) -> None:
        texts = sorted({each for each in secrets if len(each) >= SHORTEST}, key=len, reverse=True)
        self._needles = tuple(dict.fromkeys(needle for text in texts for needle in _spellings(text)))
        self._encoded = tuple(dict.fromkeys(needle for text in texts for needle in _encodings(text)))

    def __repr__(self) -> str:
        return f"Known(<{len(self._needles)} spellings>)"

    def __bool__(self) -> bool:
        return bool(self._needles)

    def places(self, data: bytes) -> Iterator[int]:
        """Offsets at which a credential begins."""
        for needle in (*self._needles, *self._encoded):
            at = data.find(needle)
            if at >= 0:
                yield at

    def replaced(self, data: bytes) -> bytes:
        """The data with every credential replaced; of an encoded one the whole run around it."""
        for needle in self._needles:
            if needle in data:
                data = data.replace(needle, PLACEHOLDER.encode())
        for needle in self._encoded:
            if needle in data:
                data = _run_around(needle).sub(PLACEHOLDER.encode(), data)
        return data

    def replaced_text(self, text: str) -> str:
        """The same for a text; lone surrogates pass."""
        data = text.encode("utf-8", "surrogatepass")
        clean = self.replaced(data)
        return text if clean is data else clean.decode("utf-8", "surrogatepass")


@lru_cache(maxsize=1024)
def _run_around(needle: bytes) -> re.Pattern[bytes]:
    return re.compile(_BASE64_RUN + re.escape(needle) + _BASE64_RUN)


def _spellings(text: str) -> Iterator[bytes]:
    """The text as it stands in JSON, YAML, a shell line, a URL, a form, an HTML page."""
    once = json.dumps(text, ensure_ascii=False)[1:-1]
    ascii_only = json.dumps(text)[1:-1]
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    forms = [text, once, ascii_only, once.replace("/", "\\/"), plain, plain.replace('"', "&quot;")]
    forms += [json.dumps(once, ensure_ascii=False)[1:-1], json.dumps(ascii_only)[1:-1], text.replace("'", "''")]
    for safe in ("", "/", "[],", "-._~!$&'()*+,;=:@/"):
        forms += [quote(text, safe=safe), quote_plus(text, safe=safe)]
    forms += [_lower_escapes(each) for each in forms] + [quote(quote(text, safe=""), safe="")]
    yield from (each.encode("utf-8", "surrogatepass") for each in forms)


def _lower_escapes(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), text)


def _encodings(text: str) -> Iterator[bytes]:
    """What of the text's base64 is the same wherever it stands in what was encoded; and its hex digits."""
    raw = text.encode("utf-8", "surrogatepass")
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + raw)
        # The first group mixes with what stands before, the last with what follows.
        start = 0 if offset == 0 else 4
        stable = whole[start : 4 * ((offset + len(raw)) // 3)]
        if len(stable) >= SHORTEST:
            yield from (stable, stable.translate(bytes.maketrans(b"+/", b"-_")))
    yield from (raw.hex().encode(), raw.hex().upper().encode())
