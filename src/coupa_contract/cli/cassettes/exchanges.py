"""How requests and answers look on a terminal: one line each, or whole, with their bodies laid out."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from rich.console import Group, RenderableType
from rich.highlighter import JSONHighlighter
from rich.table import Table
from rich.text import Text

from coupa_contract.cassette.bodies import prettied
from coupa_contract.cassette.recording import Exchange, Refusal
from coupa_contract.cli.cassettes.summary import size_text
from coupa_contract.model import Case, Credential, Interaction, Origin, Response
from coupa_contract.report.indented import Indented
from coupa_contract.report.text import counted, plain

_LINES = 40  # of a body, unless all of it is asked for
_WIDEST = 400  # characters of such a line


def one_line(exchange: Exchange) -> str:
    """An operation and what it answered, in a few words."""
    asked = _asked(exchange.case)
    if isinstance(exchange, Refusal):
        return f"{asked} kept in"
    answer = str(exchange.response.status) if exchange.response is not None else ""
    failure = exchange.failure.kind.value if exchange.failure is not None else ""
    return " ".join(part for part in (asked, answer, failure) if part)


def _asked(case: Case) -> str:
    """An operation, with the verb that it has not."""
    return f"{plain(case.verb)} {case.operation}" if case.verb else case.operation


def exchange_line(number: int, exchange: Exchange) -> RenderableType:
    """A request with its place in the scenario, and what it got."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    if isinstance(exchange, Refusal):
        told = Text(f"not sent: {plain(exchange.reason)}", style="yellow")
        table.add_row(str(number), Text(_asked(exchange.case), style="bold"), told)
    else:
        request = exchange.request
        table.add_row(str(number), Text(plain(request.method), style="bold"), Text(plain(request.url, 1000)))
        table.add_row("", Text("→", style="dim"), _answer(exchange))
    return Indented(table, 0)


def _answer(interaction: Interaction) -> Text:
    response, failure = interaction.response, interaction.failure
    text = Text()
    if response is not None:
        text.append(_status(response), style=_style(response.status))
        text.append(f", {size_text(len(response.body))}, {response.elapsed_s * 1000:,.0f} ms", style="dim")
    if failure is not None:
        text.append(f"{', ' if response is not None else ''}{failure.kind}: {plain(failure.detail)}", style="bold red")
    return text


def _status(response: Response) -> str:
    try:
        return f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        return str(response.status)


def _style(status: int) -> str:
    return "green" if status < 300 else "cyan" if status < 400 else "yellow" if status < 500 else "bold red"


def interaction_details(number: int, interaction: Interaction, *, full: bool) -> RenderableType:
    """A request and its answer with headers and bodies."""
    return Group(exchange_line(number, interaction), *map(Indented, _details(interaction, full)))


def _details(interaction: Interaction, full: bool) -> Iterator[RenderableType]:
    request, response = interaction.request, interaction.response
    yield Text()
    yield Text(_case(interaction.case), style="dim")
    yield Text()
    yield Text("Request", style="bold")
    yield from _side(request.headers, request.body or b"", full)
    yield Text()
    yield Text("Response", style="bold")
    if response is None:
        yield Text("none", style="dim")
    else:
        yield from _side(response.headers, response.body, full)


def _case(case: Case) -> str:
    """What checks know of the request beside what was sent."""
    meant = {Origin.POSITIVE: "made to be valid", Origin.NEGATIVE: "made to be invalid", Origin.UNKNOWN: "nobody knows whether it is valid"}
    parts = [f"operation {case.operation}", meant[case.origin] + (f" ({plain(case.invalid)})" if case.invalid else "")]
    parts += [f"by another verb, {plain(case.verb)}"] if case.verb else []
    parts += [f"credential {case.credential}"] if case.credential is not Credential.VALID else []
    return ", ".join(parts)


def _side(headers: tuple[tuple[str, str], ...], body: bytes, full: bool) -> Iterator[RenderableType]:
    for name, value in headers:
        yield Text.assemble((f"{plain(name)}: ", "dim"), plain(value))
    yield text_of_json(body, full=full) if body else Text("no body", style="dim")


def text_of_json(body: bytes, *, full: bool) -> RenderableType:
    """A body for reading: JSON laid out, its numbers as they were sent; other text as it is; the first bytes of what is none."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return Text(f"{counted(len(body), 'byte')} that are no text: {body[:16].hex(' ')}{' …' if len(body) > 16 else ''}", style="dim")
    laid_out = prettied(text)
    lines = (laid_out[0] if laid_out is not None else text).splitlines() or [""]
    shown = lines if full else lines[:_LINES]
    told = Text("\n".join(plain(line, len(line) if full else _WIDEST) for line in shown))
    JSONHighlighter().highlight(told)
    rest = len(lines) - len(shown)
    if rest:
        told.append(f"\n… {counted(rest, 'more line')}; --full shows them", style="dim")
    return told
