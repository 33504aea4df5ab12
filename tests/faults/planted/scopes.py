"""Faults in what a token permits, and in which invoice a request is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from starlette.applications import Starlette
from starlette.types import ASGIApp

from planted.access import authorization, granted, let_in, naming, trusted
from planted.fault import Fault, by
from planted.wrapping import Answer, Ask, Call, wrapped

_BYPASS = frozenset({"bypassInvoiceApprovals", "bypassCurrentInvoiceApproval"})


def _unscoped(*operations: str) -> Callable[[Starlette], ASGIApp]:
    """These operations do not ask for their scope."""
    return let_in(lambda call, answer: answer.status == 403 and call.operation in operations)


def _obeying(status: int, *operations: str) -> Callable[[Starlette], ASGIApp]:
    """These operations refuse with that status, and do it all the same."""

    def plant(app: Starlette) -> ASGIApp:
        everything = granted(app)

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            if answer.status == status and call.operation in operations:
                await ask(trusted(call, everything))
            return answer

        return wrapped(app, handle)

    return plant


def _for_readers(change: Callable[[Answer], Answer]) -> Callable[[Starlette], ASGIApp]:
    """What who may only read is shown."""

    def plant(app: Starlette) -> ASGIApp:
        authority = app.state.instance.authority

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            if call.operation != "showInvoice" or not answer.succeeded:
                return answer
            only = authority.scopes(authorization(call).decode()) == {"core.invoice.read"}
            return change(answer) if only else answer

        return wrapped(app, handle)

    return plant


def _without_cents(answer: Answer) -> Answer:
    invoice = answer.json
    total = invoice.get("gross-total")
    rounded = Decimal(str(total)).to_integral_value() + Decimal("0.01") if total is not None else None
    return answer.saying({**invoice, "gross-total": str(rounded) if isinstance(total, str) else rounded})


async def _octal(call: Call, ask: Ask) -> Answer:
    text = call.path.rpartition("/")[2]
    octal = call.operation == "showInvoice" and text.startswith("0") and all(each in "01234567" for each in text)
    return await ask(replace(call, path=f"/api/invoices/{int(text, 8)}") if octal and int(text, 8) else call)


async def _summed(call: Call, ask: Ask) -> Answer:
    one, minus, other = call.path.rpartition("/")[2].partition("-")
    sums = minus and one.isdecimal() and other.isdecimal() and int(one) > int(other)
    return await ask(replace(call, path=f"/api/invoices/{int(one) - int(other)}") if sums else call)


async def _one_before(call: Call, ask: Ask) -> Answer:
    text, nul, _ = call.path.rpartition("/")[2].partition("\0")
    return await ask(replace(call, path=f"/api/invoices/{int(text) - 1 or 2}") if nul and text.isdecimal() else call)


async def _another_tenant(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    host = next((value for name, value in call.headers if name.lower() == b"host"), b"")
    if host.startswith((b"127.0.0.1", b"localhost")) or call.operation != "showInvoice" or not answer.succeeded:
        return answer
    return answer.saying({**answer.json, "invoice-number": "theirs-1"})


def _scope_as_good(scope: str, *operations: str) -> Callable[[Starlette], ASGIApp]:
    """A token with this scope alone is taken for one of writing by these operations."""

    def plant(app: Starlette) -> ASGIApp:
        authority, everything = app.state.instance.authority, granted(app)

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            if answer.status != 403 or call.operation not in operations:
                return answer
            return await ask(trusted(call, everything)) if authority.scopes(authorization(call).decode()) == {scope} else answer

        return wrapped(app, handle)

    return plant


FAULTS = (
    Fault(
        "who-creates-may-change",
        "access-write-needs-its-scope",
        "A system that only hands invoices in can change those of everybody.",
        _scope_as_good("core.invoice.create", "updateInvoice"),
        subtle=True,
    ),
    Fault(
        "who-voids-may-read",
        "access-read-needs-its-scope",
        "A system that only cancels can read what everybody is paid.",
        _scope_as_good("core.invoice.delete", "showInvoice", "retrieveInvoiceImageScan"),
        subtle=True,
    ),
    Fault(
        "who-reads-may-patch",
        "access-write-needs-its-scope",
        "A report that was given a token for reading changes invoices.",
        _unscoped("patchInvoice"),
    ),
    Fault(
        "who-writes-may-void",
        "access-write-needs-its-scope",
        "A client that was trusted to update, and with nothing more, voids invoices.",
        _unscoped("voidInvoice"),
        effort="standard",
    ),
    Fault(
        "who-writes-may-bypass",
        "access-write-needs-its-scope",
        "A client that may change invoices passes over those who must approve them.",
        _unscoped(*_BYPASS),
        dialect="core-r39",
    ),
    Fault(
        "who-writes-may-list",
        "access-read-needs-its-scope",
        "A client that may only send invoices reads those of everybody.",
        _unscoped("listInvoices"),
    ),
    Fault(
        "who-writes-may-fetch-scans",
        "access-read-needs-its-scope",
        "A client that may only send invoices fetches the scans of all of them.",
        _unscoped("retrieveInvoiceImageScan"),
    ),
    Fault(
        "forbidden-names-the-invoice",
        "access-refusal-holds-no-invoice",
        "A client that may not read learns the number of each invoice from the sentence that refuses it.",
        naming(403, lambda invoice: f"You may not see {invoice['invoice-number']}."),
    ),
    Fault(
        "forbidden-yet-disputed",
        "safety-refused-write-changes-nothing",
        "A client without the right is told so, and the supplier gets the mail about the dispute all the same.",
        _obeying(403, "disputeInvoice"),
        beside=("access",),
    ),
    Fault(
        "unauthorised-yet-submitted",
        "safety-refused-write-changes-nothing",
        "A client whose token has expired is told so, and its draft is on its way all the same.",
        _obeying(401, "submitInvoice"),
        beside=("access",),
    ),
    Fault(
        "forbidden-yet-created",
        "safety-refused-write-changes-nothing",
        "A client without the right is told so, and tries again until there are five invoices.",
        _obeying(403, "createInvoice"),
        dialect="core-r39",
        beside=("access",),
    ),
    Fault(
        "readers-see-rounded-totals",
        "access-read-scope-suffices",
        "A report with a token for reading adds up other totals than the ledger has.",
        _for_readers(_without_cents),
    ),
    Fault(
        "reading-alone-shows-nothing",
        "access-read-scope-suffices",
        "A report must be given a token that may write, or else it sees nothing.",
        _for_readers(lambda answer: answer.saying({"errors": {"authorization": ["no"]}}, status=403)),
    ),
    Fault(
        "ids-with-a-zero-are-octal",
        "access-similar-id-shows-no-other",
        "An id that a spreadsheet filled up with zeros shows the invoice of somebody else.",
        by(_octal),
        effort="standard",
    ),
    Fault(
        "ids-are-sums",
        "access-similar-id-shows-no-other",
        "An id that came with a suffix shows another invoice.",
        by(_summed),
        effort="standard",
    ),
    Fault(
        "ids-with-a-nul-are-one-less",
        "access-similar-id-shows-no-other",
        "An id out of a buffer of fixed width, which ends in a NUL, is read one off, and shows the invoice of somebody else.",
        by(_one_before),
        effort="standard",
    ),
    Fault(
        "another-host-is-another-tenant",
        "access-other-host-shows-no-other",
        "Whoever names the host of somebody else reads that one's invoices, with a token of their own.",
        by(_another_tenant),
    ),
)
