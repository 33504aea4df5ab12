"""The one way in which a case's path and query are spelled: brackets and commas literal, all else percent-encoded (space as %20)."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from coupa_contract.model import Case


def target_of(path: str, case: Case) -> str:
    """Path and query of a case below the base URL. Raises KeyError when the case lacks a path parameter of the template.

    >>> target_of("/invoices/{id}", Case("showInvoice", (("id", "17"),), (("fields", '["id"]'),)))
    '/invoices/17?fields=[%22id%22]'
    """
    for name in _names(path):
        path = path.replace("{" + name + "}", quote(case.path_parameter(name), safe="", errors="surrogatepass"))
    query = "&".join(f"{_spelled(name)}={_spelled(value)}" for name, value in case.query)
    return f"{path}?{query}" if query else path


def _names(path: str) -> list[str]:
    return [segment[1:-1] for segment in path.split("/") if segment.startswith("{")]


@lru_cache(maxsize=1024)  # names, and most of the values, come again and again
def _spelled(text: str) -> str:
    return quote(text, safe="[],", errors="surrogatepass")
