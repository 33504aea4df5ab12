"""A request as a line for the shell: pasted, it does the same again and shows status, headers and body. Tokens stay in the environment."""

from __future__ import annotations

import shlex

from coupa_contract.contract.scopes import NARROW
from coupa_contract.model import Credential, Request

# The variables of tokens that may do less than the client; nobody has them at hand.
NARROW_TOKENS = {each: f"COUPA_{each.name}_TOKEN" for each in NARROW}
_TOKENS = {
    Credential.VALID: '-H "Authorization: Bearer $COUPA_TOKEN"',
    Credential.MISSING: "",
    Credential.GARBLED: "-H 'Authorization: Bearer not.the-token'",
    Credential.EXPIRED: '-H "Authorization: Bearer $COUPA_EXPIRED_TOKEN"',
    Credential.EMPTY: "-H 'Authorization: Bearer'",
    Credential.UNSIGNED: '-H "Authorization: Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.$(printf %s "$COUPA_TOKEN" | cut -d. -f2)."',
    Credential.NOBODY: "-H 'Authorization: Basic bm9ib2R5Om5vdGhpbmc='",
    Credential.OTHER_SCHEME: '-H "Authorization: Basic $COUPA_TOKEN"',
    **{credential: f'-H "Authorization: Bearer ${variable}"' for credential, variable in NARROW_TOKENS.items()},
}


def curl_line(request: Request, origin: str, credential: Credential = Credential.VALID) -> str:
    """A POSIX shell line that sends `request` to `origin` (scheme, host, port).

    A body that is no plain text comes through `printf`, with every byte in octal.
    """
    parts = ["curl -i --globoff --path-as-is", f"-X {shlex.quote(request.method)}", shlex.quote(origin + request.url), _TOKENS[credential]]
    names = {name.lower() for name, _ in request.headers}
    # An empty value would make curl leave the header out; a semicolon makes it send it empty.
    parts += ["-H " + shlex.quote(f"{name}: {value}" if value else f"{name};") for name, value in request.headers]
    piped = ""
    if request.body is not None:
        if "content-type" not in names:
            parts.append("-H 'Content-Type:'")
        text = _text(request.body)
        if text is None:
            piped = f"printf '{_octal(request.body)}' | "
            parts.append("--data-binary @-")
        else:
            parts.append("--data-raw " + shlex.quote(text))
    elif request.method not in {"GET", "HEAD"}:
        parts.append("-H 'Content-Length: 0'")
    return piped + " ".join(part for part in parts if part)


def _text(body: bytes) -> str | None:
    """The body as text a terminal takes when pasted, or None."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(character.isprintable() or character == "\n" for character in text) else None


def _octal(body: bytes) -> str:
    return "".join(f"\\{byte:03o}" for byte in body)
