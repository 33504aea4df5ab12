"""`drift report --propose`: writes the proved edits of the document as an overlay, and says why there is none for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coupa_contract.cassette.traffic import LeftOut, open_traffic
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.drift import files
from coupa_contract.cli.drift.sides import Sides
from coupa_contract.drift.drift import DriftReport
from coupa_contract.drift.facts import Side
from coupa_contract.errors import UsageError
from coupa_contract.model import Interaction
from coupa_contract.report.text import counted


def write_proposal(report: DriftReport, sides: Sides, path: Path) -> tuple[dict[str, str], str]:
    """Writes the overlay, when there is anything to propose; why some drift has no edit, and a sentence. Raises CoupaContractError."""
    if sides.against.contract is None or sides.against.facts.side is not Side.DOCUMENT:
        raise UsageError("--propose edits the document that ships: leave --against out, and give your own edits with --overlay")
    if sides.observed.facts.side is Side.DOCUMENT:
        raise UsageError("--propose needs what was observed, such as a recording, a HAR or a snapshot: a document proves nothing")
    if not report.drifts:
        return {}, f"Nothing is proposed, as no drift was found; {path} is not written."
    from coupa_contract.drift.proposing import propose  # not at the top: only this option needs it

    known = [*report.drifts, *(drift for drift, _ in report.accepted)]
    bodies = None if sides.kind == "snapshot" else lambda: _interactions(sides)
    with working("proving edits of the document"):
        found = propose(sides.against.contract, known, sides.observed.facts, bodies, only=[drift.fingerprint for drift in report.drifts])
    if found.text:
        files.write(path, found.text, "the overlay")
    edits = sum(bool(actions) for actions in found.actions.values())
    where = f"in {path}" if found.text else f"so {path} is not written"
    return dict(found.refused), f"{edits:,} of {counted(len(report.drifts), 'drift')} can be edited away, with proof, {where}."


def _interactions(sides: Sides) -> Iterator[Interaction]:
    for source in open_traffic(sides.location, sides.contract, keep_going=sides.question.keep_going):
        yield from (each for _, each in source.exchanges() if not isinstance(each, LeftOut))
