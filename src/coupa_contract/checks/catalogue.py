"""Every check by name: what runs on each interaction, and what a property calls with what it saw.

A check exists because it is named here. `tests/unit/checks` proves that the catalogue and `spec/requirements.yaml` agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from coupa_contract.checks import (
    access,
    arithmetic,
    commands,
    consistency,
    content,
    error,
    lifecycle,
    ordering,
    paging,
    projection,
    query,
    senseless,
    shape,
    status,
    transport,
    update,
    verbs,
)
from coupa_contract.contract import Contract
from coupa_contract.model import Finding, Interaction, Outcome, Witness

Judge: TypeAlias = Callable[[Interaction, Contract], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Check:
    """A pure function that judges one interaction, and the requirements that it can yield.

    `any_verb`: also one whose verb the document does not have there, so that nothing is documented of its answer.
    """

    id: str
    requirements: tuple[str, ...]
    judge: Judge
    any_verb: bool = False

    def function(self, interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
        """What the check says, without the requirements that do not bind the contract's dialect."""
        if interaction.case.verb and not self.any_verb:
            return
        for outcome in self.judge(interaction, contract):
            if not isinstance(outcome, Finding | Witness) or binds(outcome.requirement, contract):
                yield outcome


@dataclass(frozen=True, slots=True)
class Relation:
    """A pure function that judges several answers together, and the requirements that it can yield; properties call it."""

    id: str
    requirements: tuple[str, ...]
    function: Callable[..., Iterator[Any]]


def binds(requirement: str, contract: Contract) -> bool:
    """Whether a requirement binds the contract's dialect. Raises KeyError for an id that the catalogue of requirements lacks."""
    dialects = contract.requirements[requirement].dialects
    return not dialects or contract.dialect in dialects


INTERACTION_CHECKS: tuple[Check, ...] = (
    Check("arrival", transport.REQUIREMENTS, transport.arrival, any_verb=True),
    Check("status", status.REQUIREMENTS, status.status, any_verb=True),
    Check("content", content.CONTENT, content.content),
    Check("form", content.FORM, content.form),
    Check("members", shape.REQUIREMENTS, shape.members),
    Check("scan", content.SCAN, content.scan),
    Check("refused", error.REFUSALS, error.refused),
    Check("unusable-bodies", error.BODIES, error.unusable_bodies),
    Check("unknown-accept", content.ACCEPT, content.unknown_accept),
    Check("token", access.TOKEN, access.token),
    Check("scope", (*access.SCOPE, *access.LEAK), access.scope),
    Check("conditions", query.OBEYED, query.conditions),
    Check("projected", projection.ASKED, projection.projected),
    Check("length", paging.LENGTH, paging.length),
    Check("once", paging.ONCE, paging.once),
    Check("order", ordering.ORDER, ordering.order),
    Check("references", consistency.REFERENCES, consistency.references),
    Check("times", consistency.TIMES, consistency.times),
    Check("totals", arithmetic.TOTALS, arithmetic.totals),
    Check("lines", arithmetic.LINES, arithmetic.lines),
    Check("plausible", arithmetic.FACTS, arithmetic.plausible),
)

RELATIONS: tuple[Relation, ...] = (
    Relation("unknown-id", access.UNKNOWN_ID, access.unknown_id),
    Relation("refusal-holds-no-value", access.LEAK, access.refusal_holds_no_value),
    Relation("read-scope-suffices", access.SUFFICES, access.read_scope_suffices),
    Relation("refused-write-changes-nothing", access.REFUSED_WRITE, access.refused_write_changes_nothing),
    Relation("refused-creation-creates-nothing", access.REFUSED_WRITE, access.refused_creation_creates_nothing),
    Relation("similar-id-shows-no-other", access.SIMILAR_ID, access.similar_id_shows_no_other),
    Relation("other-host-shows-no-other", access.OTHER_HOST, access.other_host_shows_no_other),
    Relation("verb-does-not-act", (*verbs.NOTHING, *verbs.ALIAS), verbs.verb_does_not_act),
    Relation("verb-creates-nothing", verbs.NOTHING, verbs.verb_creates_nothing),
    Relation("rows-obey", query.OBEYED, query.rows_obey),
    Relation("matching-row-is-returned", query.RETURNED, query.matching_row_is_returned),
    Relation("id-is-show", query.BY_ID, query.id_is_show),
    Relation("no-match", query.NONE, query.no_match),
    Relation("unusable-condition", query.UNUSABLE, query.unusable_condition),
    Relation("projection-keeps-rows", projection.ROWS, projection.projection_keeps_rows),
    Relation("projected-values", projection.VALUES, projection.projected_values),
    Relation("pages-partition", paging.PARTITION, paging.pages_partition),
    Relation("fifty-is-not-cut", paging.FIFTY, paging.fifty_is_not_cut),
    Relation("any-order-partitions", paging.ANY_ORDER, paging.any_order_partitions),
    Relation("offset-past-the-end", paging.END, paging.offset_past_the_end),
    Relation("ordered", ordering.ORDER, ordering.ordered),
    Relation("none-skipped", ordering.SKIPPED, ordering.none_skipped),
    Relation("descending-reverses", ordering.REVERSE, ordering.descending_reverses),
    Relation("listed-is-shown", consistency.SHOWN, consistency.listed_is_shown),
    Relation("list-agrees-with-show", consistency.AGREES, consistency.list_agrees_with_show),
    Relation("reads-agree", consistency.SAME, consistency.reads_agree),
    Relation("conditions-combine", query.COMBINED, query.conditions_combine),
    Relation("spelled-otherwise", query.SPELLED, query.spelled_otherwise),
    Relation("complement-partitions", query.COMPLEMENT, query.complement_partitions),
    Relation("reads-change-nothing", consistency.READS, consistency.reads_change_nothing),
    Relation("update-stored", update.STORED, update.update_stored),
    Relation("custom-fields-stored", update.STORED, update.custom_fields_stored),
    Relation("update-left-the-rest-alone", update.ALONE, update.update_left_the_rest_alone),
    Relation("neighbours-untouched", update.ALONE[:1], update.neighbours_untouched),
    Relation("answer-is-what-is-stored", update.ANSWERED, update.answer_is_what_is_stored),
    Relation("put-patch-agree", update.VERBS, update.put_patch_agree),
    Relation("read-only-not-obeyed", update.READ_ONLY, update.read_only_not_obeyed),
    Relation("refused-changes-nothing", update.REFUSED, update.refused_changes_nothing),
    Relation("repeating-changes-nothing", update.AGAIN, update.repeating_changes_nothing),
    Relation("never-cut", senseless.CUT, senseless.never_cut),
    Relation("no-other-day", senseless.NO_DAY, senseless.no_other_day),
    Relation("known-reference-stays", senseless.UNKNOWN, senseless.known_reference_stays),
    Relation("line-added", commands.ADDED, commands.line_added),
    Relation("payment-added", commands.PAID, commands.payment_added),
    Relation("exported", commands.EXPORTED, commands.exported),
    Relation("seen-by-conditions", commands.SEEN, commands.seen_by_conditions),
    Relation("creation", commands.CREATED, commands.creation),
    Relation("scan-replaced", commands.SCANNED, commands.scan_replaced),
    Relation("deletion", commands.DELETED, commands.deletion),
    Relation("neighbours-stay", lifecycle.BESIDE, lifecycle.neighbours_stay),
    Relation("status-moved", lifecycle.MOVED, lifecycle.status_moved),
    Relation("action-changed-nothing-else", lifecycle.BESIDES, lifecycle.action_changed_nothing_else),
)

# Checks that judge only what was meant to be valid: of traffic that does not say what it was meant to be they say nothing.
NEEDS_ORIGIN: tuple[str, ...] = ("conditions", "order", "projected", "status")

# What the runner itself yields: it alone sees which dialect the answers as a whole speak.
BY_THE_RUNNER: tuple[str, ...] = ("shape-dialect",)

EMITTED: frozenset[str] = frozenset(
    (
        *BY_THE_RUNNER,
        *(requirement for check in INTERACTION_CHECKS for requirement in check.requirements),
        *(requirement for relation in RELATIONS for requirement in relation.requirements),
    )
)
