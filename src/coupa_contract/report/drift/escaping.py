"""Foreign text in Markdown: it shows as it is, and nothing in it marks up, links, mentions or ends what it stands in."""

from __future__ import annotations

import re

from coupa_contract.report.text import plain

_MARKS = re.compile(r"[\\`*_{}\[\]|~$]")
_CODE = re.compile(r"[^`|\\&<>]+")


def text(foreign: str, limit: int = 300) -> str:
    """Prose. An empty comment keeps forges from making mentions, references to issues and links of what looks like one."""
    safe = plain(foreign, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = _MARKS.sub(r"\\\g<0>", safe)
    return re.sub(r"@|#|://|www\.", lambda found: f"{found[0]}<!-- -->", safe).strip()


def sentence(foreign: str, limit: int = 600) -> str:
    """A sentence of ours that sets names in backticks; whatever is in it is escaped as prose or as code."""
    parts = foreign[:limit].split("`")
    if len(parts) % 2 == 0:  # a name with a backtick in it
        return text(foreign, limit)
    told = "".join(code(part) if number % 2 and part else _spaced(part) for number, part in enumerate(parts))
    return told.strip() + (" …" if len(foreign) > limit else "")


def _spaced(prose: str) -> str:
    return f"{' ' * prose.startswith(' ')}{text(prose)}{' ' * (prose.endswith(' ') and bool(prose.strip()))}"


def code(foreign: str, limit: int = 300) -> str:
    """A name in fixed width; one with marks in it goes into an element, where entities keep them from meaning anything."""
    safe = plain(foreign, limit)
    if _CODE.fullmatch(safe) and safe == safe.strip():
        return f"`{safe}`"
    return f"<code>{''.join(each if each.isalnum() or each in ' /-.' else f'&#{ord(each)};' for each in safe)}</code>"
