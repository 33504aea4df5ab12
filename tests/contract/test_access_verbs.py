"""Access by verbs that nobody documents: nothing is done. Only where a faulty target may be spoilt."""

from __future__ import annotations

import pytest

from coupa_contract.checks import verbs as checks
from coupa_contract.model import Interaction
from coupa_contract.runner.api import Api, Row
from coupa_contract.runner.drawing import in_order
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.subjects import new_invoice

from .refused import Attempt, attempts_change_nothing
from .verbs import PROBES

_INVALID = "no source has this verb there"
_NUMBER = "nobodys-by-another-verb"  # of an invoice that must not come into being
_JUDGED = ("access-undocumented-verb-does-not-act", "access-write-has-no-other-verb")


def attempt(api: Api, verb: str, operation: str) -> Attempt:
    """A request by that verb at the operation's path; POST says what an invoice would be made of."""

    def send(identifier: int, before: Row) -> Interaction:
        if (verb, operation) == ("POST", "showInvoice"):
            return post(api, identifier, before)
        return api.call(operation, identifier, verb=verb, invalid=_INVALID)

    return send


def post(api: Api, identifier: int, before: Row) -> Interaction:
    """POST of a new invoice to an existing one, after which there must not be one more."""
    query = [("invoice-number", _NUMBER), ("limit", "50")]
    known = {str(identifier), *(str(row.get("id")) for row in api.rows_of(api.call("listInvoices", query=query)))}
    answer = api.call("showInvoice", identifier, json=new_invoice(before, _NUMBER), verb="POST", invalid=_INVALID)
    listed = api.call("listInvoices", query=query)
    api.judge(checks.verb_creates_nothing(answer, _NUMBER, known, listed), answer, listed)
    return answer


def does_nothing(api: Api, status: str, turn: int) -> None:
    """Judges that an invoice in that status is as it was, whatever was answered."""
    api.witness(api.disposable, "a verb that nobody documents leaves for disposable targets only")
    operations = api.contract.operations
    probes = [
        (verb, operation)
        for verb, operation in PROBES[status][turn]
        # A document of the user's own may have it.
        if operation in operations and api.contract.match(verb, operations[operation].path.replace("{id}", "1")) is None
    ]
    api.witness(bool(probes), "the document has every verb that would be tried")
    attempts_change_nothing(api, [status], [attempt(api, *probe) for probe in probes], checks.verb_does_not_act, acting=True)


@pytest.mark.parametrize("status", ["draft", "approved"])
@judges(*_JUDGED, writes=True, tries=Tries(1, 1, 2, 2))
@scenarios(turn=in_order("0", "1"))
def test_a_verb_that_nobody_documents_does_nothing(api: Api, status: str, turn: str) -> None:
    """An invoice is neither changed nor removed by another verb than those that some source has; a change is traced to one of them."""
    does_nothing(api, status, int(turn))


@pytest.mark.parametrize("status", ["disputed", "pending_approval"])
@judges("access-undocumented-verb-does-not-act", writes=True, dialects=("core-r39",))
@scenarios()
def test_a_newer_action_is_not_done_by_reading(api: Api, status: str) -> None:
    """The same holds of what only newer instances can do, and of GET."""
    does_nothing(api, status, 0)
