"""Whether an instance can be behind a URL at all, so that a wrong one ends with a sentence and not with a thousand findings."""

from __future__ import annotations

from coupa_contract.errors import TargetError, UnauthorisedError
from coupa_contract.model import FailureKind, Interaction, Response
from coupa_contract.target.settings import Settings

_OWN_URL = "Give the URL of the API itself"
_HTML = (b"<!doctype html", b"<html")


def check_first_answer(interaction: Interaction, settings: Settings) -> None:
    """Judges the first answer to a list. Raises TargetError (or a kind of it) when no instance of this API can have given it."""
    response, failure = interaction.response, interaction.failure
    if failure is not None and failure.kind is FailureKind.REDIRECTED:
        raise TargetError(f"{settings.base_url} redirects {failure.detail}; is that a login page, or has the instance moved? {_OWN_URL}")
    if failure is not None or response is None:
        detail = "no answer" if failure is None else failure.detail
        raise TargetError(f"{settings.base_url} does not answer a list of invoices ({detail}): is this an instance of the API?")
    if 300 <= response.status < 400:
        place = response.header("Location") or "elsewhere"
        raise TargetError(f"{settings.base_url} redirects to {place}; is that a login page? {_OWN_URL}")
    if _is_html(response) and not response.is_json:
        page = f"a web page (HTML, status {response.status})"
        raise TargetError(f"{settings.base_url} answers with {page}, not with the API{_suggestion(settings)}")
    if response.status in {404, 405, 410}:
        raise TargetError(f"{settings.base_url} has no /invoices (it answers {response.status}){_suggestion(settings)}")
    if response.status == 403:
        advice = "the client needs the scope core.invoice.read (COUPA_SCOPE)"
        raise UnauthorisedError(f"the target takes the token but forbids to list invoices: {advice}")
    if response.status == 200 and not response.is_json:
        kind = response.media_type or "no Content-Type"
        raise TargetError(f"{settings.base_url} answers a list of invoices with something that is not JSON ({kind}): is it the API?")


def is_garbled_list(interaction: Interaction) -> bool:
    """Whether an answer calls itself JSON, begins like a list and is none: a fault of an instance, where another list can be read."""
    response = interaction.response
    if response is None or response.status != 200 or response.is_json:
        return False
    return response.media_type.endswith("json") and response.body.lstrip()[:1] == b"["


def _is_html(response: Response) -> bool:
    return response.media_type in {"text/html", "application/xhtml+xml"} or response.body[:200].lstrip().lower().startswith(_HTML)


def _suggestion(settings: Settings) -> str:
    if settings.base_path == "/api":
        return ": check the host, and where its API begins (a URL with a path is taken as it is)"
    return f": is its API under {settings.base_url}/api, or under {settings.origin}/api?"
