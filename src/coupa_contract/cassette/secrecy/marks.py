"""What a secret looks like when nobody knows it beforehand: by its form, or by the name of the member that holds it."""

from __future__ import annotations

import re
from collections.abc import Collection

from coupa_contract.cassette.secrecy.known import PLACEHOLDER

_NAME = re.compile(
    r"(.+-)?(tokens?|pass(word|wd|phrase|code)|pwd|secrets?|api-?keys?|(access|private|secret|account|shared|signing|encryption)-?keys?"
    r"|key-?id|authori[sz]ation|cookies?|credentials?|bearer|jwt|session(-?id)?|sid|signature|sig|otp|pin|hmac|saml-?(request|response|assertion)"
    r"|(security-)?nonce|csrf|xsrf)(-?(value|hash|text))?"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

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
FORMS = {
    "a JSON web token": re.compile(_JWT),
    "a PEM block": re.compile(_PEM),
    "a key of a well-known form": re.compile("|".join(_KEYS)),
    "an Authorization": re.compile(
        r"((?i:\b(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?(?:bearer|basic|digest|negotiate|token)?\s*))"
        r"(?!\$|\s|[\"']|not\.the-token\b|redacted\b)[^\s\"'\\,;<>]{4,}"
    ),
    "a bearer token": re.compile(
        r"((?i:\bbearer)\s+)(?=[A-Za-z0-9._~+/-]*[0-9._~+/])(?!\$|redacted\b|not\.the-token\b)[A-Za-z0-9._~+/-]{12,}=*"
    ),
    "a password of basic authentication": re.compile(
        r"((?i:\bbasic)\s+)(?=[A-Za-z0-9+/]*[0-9A-Z+/])(?!redacted\b)[A-Za-z0-9+/_-]{12,}={0,2}"
    ),
    "credentials in an address": re.compile(r"(\b[A-Za-z][A-Za-z0-9+.-]{1,20}://)(?!redacted@)[^\s/?#\"'<>\\@]{1,400}@"),
    "a secret in an assignment": re.compile(
        r"((?i:\b(?:access_?token|refresh_?token|id_?token|client_?secret|api[_-]?key|apikey|password|passwd|secret[_-]?key|"
        r"sessionid|session_id|jsessionid|x-amz-(?:signature|credential|security-token)))\\?[\"']?\s*[=:]\s*\\?[\"']?)"
        r"(?!\$|redacted\b|null\b|true\b|false\b)[^\s\"'\\&,;<>{}\[\]]{4,}"
    ),
}
_HINTS = re.compile(
    r"eyJ|-----BEGIN|A[KSBC][IC]A|gh[pousr]_|github_pat|glpat|xox|hooks\.slack|AIza|ya29|[spr]k[_-]|SG\.|npm|pypi|://"
    r"|(?i:auth|bearer|basic|token|secret|api[_-]?key|passw|session|x-amz)"
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
    if not _HINTS.search(text):
        return text
    for name, form in FORMS.items():
        text = form.sub(_kept_address if name == "credentials in an address" else _kept, text)
    return text


def _kept(match: re.Match[str]) -> str:
    return (match[1] if match.lastindex else "") + PLACEHOLDER


def _kept_address(match: re.Match[str]) -> str:
    return f"{match[1]}{PLACEHOLDER}@"
