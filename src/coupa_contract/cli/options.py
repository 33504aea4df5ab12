"""The options of `run`: their names, what each takes, and how a value from the command line or a configuration file is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from coupa_contract.errors import UsageError

DIALECTS = ("auto", "published", "core-r39")
EFFORTS = ("brief", "quick", "standard", "thorough")
FAIL_ON = ("must", "should", "may", "never")
FAIL_ON_DRIFT = ("breaking", "risky", "additive", "never")
AREAS = ("shape", "error", "query", "projection", "paging", "consistency", "update", "lifecycle", "access", "safety", "arithmetic")
ENCODINGS = ("yaml", "jsonl.zst")
MOST_PER_S = 20


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `field` is its name in `RunPlan` (empty: none); `read` gives the value, or None when it is not what `takes` says."""

    name: str
    field: str
    takes: str
    read: Callable[[Any], Any]
    is_path: bool = False
    number: Callable[[str], Any] | None = None  # how the command line's text becomes a number

    def from_text(self, given: Any, where: str) -> Any:
        """The value of what stood on the command line. Raises UsageError naming `where`."""
        return self._value(given, self._numbered(given) if isinstance(given, str) else given, where)

    def value(self, given: Any, where: str) -> Any:
        """The value of what stood in a file. Raises UsageError naming `where`."""
        return self._value(given, given, where)

    def _numbered(self, text: str) -> Any:
        try:
            return self.number(text) if self.number else text
        except ValueError:
            return text  # which no reader of numbers takes

    def _value(self, given: Any, meant: Any, where: str) -> Any:
        value = self.read(meant)
        if value is None:
            raise UsageError(f"{where} takes {self.takes}, not {given!r}")
        return value


def nearest(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """A question about the known name that is nearest, or all names when none is near."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"


def _flag(given: Any) -> bool | None:
    return given if isinstance(given, bool) else None


def _text(given: Any) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _line(given: Any) -> str | None:
    text = _text(given)
    return text if text is not None and text.isprintable() and len(text) <= 100 else None


def _texts(given: Any) -> tuple[str, ...] | None:
    several = [given] if isinstance(given, str) else given
    texts = [_text(each) for each in several] if isinstance(several, list | tuple) else [None]
    return tuple(text for text in texts if text is not None) if None not in texts else None


def _invoices(given: Any) -> tuple[str, ...] | None:
    """Ids: numbers in a file may stand without quotes."""
    several = given if isinstance(given, list | tuple) else [given]
    ids = [str(each) if isinstance(each, str | int) and not isinstance(each, bool) else "" for each in several]
    return tuple(ids) if all(each.isascii() and each.isdigit() for each in ids) else None


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda given: given if isinstance(given, str) and given in choices else None


def _some_of(choices: tuple[str, ...]) -> Callable[[Any], tuple[str, ...] | None]:
    def read(given: Any) -> tuple[str, ...] | None:
        texts = _texts(given)
        return texts if texts is not None and set(texts) <= set(choices) else None

    return read


def _whole(least: int) -> Callable[[Any], int | None]:
    return lambda given: given if isinstance(given, int) and not isinstance(given, bool) and given >= least else None


def _number(most: float) -> Callable[[Any], float | None]:
    return lambda given: float(given) if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= most else None


def _choice_text(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


_ALL = (
    Option("url", "url", "a URL such as https://demo.coupahost.com", _text),
    Option("dialect", "dialect", _choice_text(DIALECTS), _one_of(DIALECTS)),
    Option("overlay", "overlays", "the path of an OpenAPI Overlay, or a list of them", _texts, is_path=True),
    Option("allow-writes", "allow_writes", "true or false", _flag),
    Option("allow-actions", "allow_actions", "true or false", _flag),
    Option("invoice", "invoices", "the id of an invoice (digits), or a list of them", _invoices),
    Option("disposable", "disposable", "true or false", _flag),
    Option("effort", "effort", _choice_text(EFFORTS), _one_of(EFFORTS)),
    Option("seed", "seed", "a whole number, 0 or more", _whole(0), number=int),
    Option("area", "areas", f"an area, or a list of them: {', '.join(AREAS)}", _some_of(AREAS)),
    Option("workers", "workers", "a whole number, 1 or more", _whole(1), number=int),
    Option("fail-on", "fail_on", _choice_text(FAIL_ON), _one_of(FAIL_ON)),
    Option("drift", "drift", "true or false", _flag),
    Option("fail-on-drift", "fail_on_drift", _choice_text(FAIL_ON_DRIFT), _one_of(FAIL_ON_DRIFT)),
    Option("accepted", "accepted", "the path of a file of accepted drift", _text, is_path=True),
    Option("output", "", "the path of the file to write", _text, is_path=True),
    Option("rate", "rate_per_s", f"requests a second, more than 0 and at most {MOST_PER_S}", _number(MOST_PER_S), number=float),
    Option("max-requests", "max_requests", "a whole number, 1 or more", _whole(1), number=int),
    Option("timeout", "timeout_s", "seconds, more than 0 and at most 600", _number(600), number=float),
    Option("ca-bundle", "ca_bundle", "the path of a file with certificates", _text, is_path=True),
    Option("token-url", "token_url", "the URL of the token endpoint", _text),
    Option("credentials", "credentials_file", "the path of a file with COUPA_CLIENT_ID and so on", _text, is_path=True),
    Option("record", "record", "the path of a folder", _text, is_path=True),
    Option("append", "append", "true or false", _flag),
    Option("name", "name", "a name for the target, on one line", _line),
    Option("keep-values", "keep_values", "true or false", _flag),
    Option("pseudonym-numbers", "pseudonym_numbers", "true or false", _flag),
    Option("encoding", "encoding", _choice_text(ENCODINGS), _one_of(ENCODINGS)),
    Option("allow-unrecorded", "allow_unrecorded", "true or false", _flag),
    Option("keep-going", "keep_going", "true or false", _flag),
)
OPTIONS: Mapping[str, Option] = {option.name: option for option in _ALL}
# What a replay takes: everything else was settled when it was recorded.
OF_A_REPLAY = (
    "dialect",
    "overlay",
    "area",
    "workers",
    "fail-on",
    "drift",
    "fail-on-drift",
    "accepted",
    "output",
    "allow-unrecorded",
    "keep-going",
)
# What a run takes.
OF_A_RUN = tuple(name for name in OPTIONS if name not in {"allow-unrecorded", "keep-going"})
# What `drift` takes.
OF_DRIFT = ("dialect", "overlay", "workers", "keep-going", "accepted", "fail-on-drift")
PERMISSIONS = ("allow-writes", "allow-actions", "disposable", "invoice")
