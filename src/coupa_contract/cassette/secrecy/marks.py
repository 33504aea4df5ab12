"""What a secret looks like when nobody knows it beforehand: by its form, or by the name of the member that holds it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from coupa_contract.cassette.secrecy.known import PLACEHOLDER

_NAME = re.compile(
    r"(.+-)?(tokens?|pass(word|wd|phrase|code)|pwd|secrets?|api-?keys?|(access|private|secret|account|shared|signing|encryption)-?keys?"
    r"|key-?id|authori[sz]ation|cookies?|credentials?|bearer|jwt|session(-?id)?|sid|signature|sig|otp|pin|hmac|saml-?(request|response|assertion)"
    r"|(security-)?nonce|csrf|xsrf)(-?(value|hash|text))?"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Each form as it may stand in any text. The first group, where there is one, stays.
_JWT = r"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?"
_PEM = (
    r"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|CERTIFICATE|SECRET)[A-Z0-9 ]{0,20}-----(?:[\s\S]*?-----END [A-Z0-9 ]{1,60}-----|[\s\S]*\Z)"
)
_KEYS = (
    r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{20,}",
    r"\bgithub_pat_[A-Za-z0-9_]{20,}",
    r"\bglpat-[A-Za-z0-9_-]{16,}",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{8,}",
    r"https://hooks\.slack\.com/services/[A-Za-z0-9/]{10,}",
    r"\bAIza[A-Za-z0-9_-]{30,}",
    r"\bya29\.[A-Za-z0-9_-]{16,}",
    r"\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,}",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"\b(?:npm|pypi)[_-][A-Za-z0-9_-]{30,}",
)
_KEY_HINTS = (
    *("akia", "asia", "abia", "acca", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "hooks.slack.com", "aiza"),
    *("ya29.", "_live_", "_test_", "sk-", "sg.", "npm_", "npm-", "pypi_", "pypi-"),
)


class Form(NamedTuple):
    """One form. `hints` are lower-case texts of which one must be there, so that most texts are done with at once."""

    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


FORMS = (
    Form("a JSON web token", ("eyj",), re.compile(_JWT)),
    Form("a PEM block", ("-----begin",), re.compile(_PEM)),
    Form("a key of a well-known form", _KEY_HINTS, re.compile("|".join(_KEYS))),
    Form(
        "an Authorization",
        ("authori",),
        re.compile(
            r"((?i:\b(?:proxy-)?authori[sz]ation[\"']?\s*[:=]\s*+[\"']?+(?:(?:bearer|basic|digest|negotiate|token)\b)?+\s*+))"
            r"(?!\$|\s|[\"']|not\.the-token\b|redacted\b)[^\s\"'\\,;<>]{4,}"
        ),
    ),
    Form(
        "a bearer token",
        ("bearer",),
        re.compile(
            r"((?i:\bbearer)\s+)(?=[A-Za-z0-9._~+/-]*[0-9._~+/])(?!\$|redacted\b|not\.the-token\b)[A-Za-z0-9._~+/-]{12,}=*",
        ),
    ),
    Form(
        "a password of basic authentication",
        ("basic",),
        re.compile(r"((?i:\bbasic)\s+)(?=[A-Za-z0-9+/]*[0-9A-Z+/])(?!redacted\b)[A-Za-z0-9+/_-]{12,}={0,2}"),
    ),
    Form("credentials in an address", ("://",), re.compile(r"(://)(?!redacted@)[^\s/?#\"'<>\\@]{1,400}(?=@)")),
    Form(
        "a secret in an assignment",
        ("token", "secret", "api", "passw", "session", "x-amz"),
        re.compile(
            r"((?i:\b(?:access_?token|refresh_?token|id_?token|client_?secret|api[_-]?key|apikey|password|passwd|secret[_-]?key|"
            r"sessionid|session_id|jsessionid|x-amz-(?:signature|credential|security-token)))\\?[\"']?\s*[=:]\s*\\?[\"']?)"
            r"(?!\$|redacted\b|null\b|true\b|false\b)[^\s\"'\\&,;<>{}\[\]]{4,}"
        ),
    ),
)


def credential_name(name: str, documented: Collection[str] = ()) -> bool:
    """Whether a member or parameter of that name holds a credential; names that the document knows do not.

    >>> credential_name("accessToken"), credential_name("X-Amz-Signature"), credential_name("invoice-number")
    (True, True, False)
    """
    dashed = _CAMEL.sub("-", name).replace("_", "-").replace(".", "-").lower()
    return dashed not in documented and _NAME.fullmatch(dashed) is not None


def without_forms(text: str) -> str:
    """The text with everything that has the form of a secret replaced."""
    lower = text.lower()
    for form in FORMS:
        if any(hint in lower for hint in form.hints):
            text = form.pattern.sub(_kept, text)
    return text


def _kept(match: re.Match[str]) -> str:
    return (match[1] if match.lastindex else "") + PLACEHOLDER
