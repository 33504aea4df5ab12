"""References that a generator got wrong: a member that refers to the very object that it is part of, and can hardly be one."""

from __future__ import annotations

import re

from coupa_contract.contract import pointers
from coupa_contract.drift.documents.meaning import Meaning

_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_RELATIVES = frozenset(
    "parent parents child children ancestor ancestors descendant descendants sibling siblings original previous next self root base "  # noqa: SIM905
    "related linked source target predecessor successor superior manager replaces replacement revision version item node".split()
)
_PEOPLE = frozenset({"user", "person", "people", "employee", "contact", "account", "member"})
_BY = frozenset({"by", "owner", "approver", "requester", "author", "creator", "delegate", "supervisor"})
_NAMED = 12  # members that one sentence names


class Suspicions:
    """Collects the members whose reference is odd, by the component that they refer to."""

    def __init__(self) -> None:
        self._odd: dict[str, dict[str, None]] = {}

    def is_odd(self, pointer: str, meaning: Meaning, *, is_root: bool) -> bool:
        """Whether the member at this pointer, of the same kind as an object around it, can hardly be one by its name."""
        names = [each for each in pointers.split(pointer) if each not in {"*", "{}"}]
        if not names or not meaning.names:
            return False
        member, component = _words(names[-1]), _words(meaning.names[0])
        one, other = _letters(names[-1]), _letters(meaning.names[0])
        if one in other or other in one or member & component or member & _RELATIVES or (component & _PEOPLE and member & _BY):
            return False
        if not is_root and len(component) < 2:
            return False
        self._odd.setdefault(meaning.names[0], {})[names[-1]] = None
        return True

    def sentences(self) -> list[str]:
        """What is said of them, a sentence a component."""
        return [_sentence(component, list(members)) for component, members in self._odd.items()]


def _sentence(component: str, members: list[str]) -> str:
    named = ", ".join(f"`{name}`" for name in members[:_NAMED]) + (f" and {len(members) - _NAMED} more" if len(members) > _NAMED else "")
    verb, what = ("refers", "it") if len(members) == 1 else ("refer", "they")
    return f"Within {component}, {named} {verb} to {component} itself, which {what} can hardly be: their values are not compared."


def _letters(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())


def _words(name: str) -> set[str]:
    """The words of a name in lower case, without the plural."""
    words = {each.lower() for each in _PARTS.findall(name)}
    return words | {each.removesuffix("s") for each in words if len(each) > 3}
