"""Lenient but legitimate variants of the reference instance: what a conforming instance may do otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from habits import Habit
from other_access import (
    hidden_without_the_scope,
    ids_read_as_numbers,
    other_hosts_refused,
    readers_see_less,
    refusals_echo_the_request,
)
from other_answers import (
    absent_for_null,
    another_status,
    compressed,
    custom_fields,
    default_filter_everywhere,
    default_filter_on_lists,
    empty_text_for_null,
    extra_members,
    more_headers,
    other_offsets,
    other_order_of_members,
    other_spelling,
    slower,
)
from other_readings import (
    ListsOfAMomentAgo,
    forgiving_paging,
    junk_numbers_coerced,
    latest_first,
    limit_over_fifty_refused,
    new_ones_hidden,
    unknown_parameters_ignored,
    unknown_parameters_refused,
)
from other_refusals import (
    accept_comes_first,
    accept_overruled,
    other_refusals,
    pages_of_a_gateway,
    refusals_in_other_words,
    refusals_in_plain_text,
    tenant_rules,
)
from other_verbs import post_taken_for_put, unknown_verbs_are_not_implemented, unknown_verbs_show_the_invoice
from other_writes import (
    created_with_200,
    nothing_said_after_writes,
    numbers_taken_as_text,
    read_only_refused,
    scans_are_pictures,
    unknown_references_ignored,
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A lenient instance: one habit, or several that go together. `argued`: requirement -> why a finding below must is right."""

    name: str
    dialect: str
    habits: tuple[Habit, ...]
    argued: Mapping[str, str]


_STATUS = {
    "shape-status-value": "The invoice schema closes the list, so a client has to know of a new status; at level may it fails no build."
}
_ALIAS = {"access-write-has-no-other-verb": "No source has POST there, so a client cannot count on it; at level may it fails no build."}


def _one(habit: Habit, dialect: str, argued: Mapping[str, str] | None = None) -> Variant:
    name = getattr(habit, "__name__", type(habit).__name__)
    return Variant(f"{name}-{dialect}", dialect, (habit,), argued or {})


SINGLE = (
    _one(extra_members, "published"),
    _one(absent_for_null, "published"),
    _one(absent_for_null, "core-r39"),
    _one(empty_text_for_null, "published"),
    _one(empty_text_for_null, "core-r39"),
    _one(other_offsets, "published"),
    _one(other_order_of_members, "core-r39"),
    _one(other_spelling, "core-r39"),
    _one(custom_fields, "core-r39"),
    _one(default_filter_on_lists, "core-r39"),
    _one(default_filter_everywhere, "published"),
    _one(another_status, "published", _STATUS),
    _one(more_headers, "core-r39"),
    _one(compressed, "published"),
    _one(slower, "core-r39"),
    _one(other_refusals, "published"),
    _one(refusals_in_plain_text, "core-r39"),
    _one(pages_of_a_gateway, "published"),
    _one(refusals_in_other_words, "core-r39"),
    _one(accept_overruled, "published"),
    _one(accept_comes_first, "published"),
    _one(tenant_rules, "core-r39"),
    _one(limit_over_fifty_refused, "published"),
    _one(unknown_parameters_refused, "published"),
    _one(unknown_parameters_ignored, "core-r39"),
    _one(forgiving_paging, "published"),
    _one(junk_numbers_coerced, "core-r39"),
    _one(latest_first, "published"),
    _one(new_ones_hidden, "published"),
    _one(new_ones_hidden, "core-r39"),
    _one(ListsOfAMomentAgo(), "published"),
    _one(nothing_said_after_writes, "published"),
    _one(created_with_200, "core-r39"),
    _one(numbers_taken_as_text, "core-r39"),
    _one(read_only_refused, "published"),
    _one(unknown_references_ignored, "published"),
    _one(scans_are_pictures, "core-r39"),
    _one(refusals_echo_the_request, "published"),
    _one(hidden_without_the_scope, "core-r39"),
    _one(readers_see_less, "published"),
    _one(ids_read_as_numbers, "core-r39"),
    _one(other_hosts_refused, "published"),
    _one(unknown_verbs_show_the_invoice, "published"),
    _one(unknown_verbs_are_not_implemented, "core-r39"),
    _one(post_taken_for_put, "published", _ALIAS),
)

# Habits that go together, so that a few runs see them all.
TOGETHER = (
    Variant(
        "talkative",
        "published",
        (more_headers, compressed, other_order_of_members, extra_members, empty_text_for_null, other_offsets, another_status, latest_first),
        _STATUS,
    ),
    Variant(
        "terse",
        "core-r39",
        (
            absent_for_null,
            default_filter_on_lists,
            new_ones_hidden,
            other_spelling,
            nothing_said_after_writes,
            created_with_200,
            scans_are_pictures,
        ),
        {},
    ),
    Variant(
        "strict",
        "published",
        (
            accept_comes_first,
            pages_of_a_gateway,
            other_refusals,
            refusals_in_other_words,
            limit_over_fifty_refused,
            unknown_parameters_refused,
            read_only_refused,
        ),
        {},
    ),
    Variant(
        "guarded",
        "core-r39",
        (
            unknown_verbs_are_not_implemented,
            refusals_echo_the_request,
            hidden_without_the_scope,
            readers_see_less,
            ids_read_as_numbers,
            other_hosts_refused,
        ),
        {},
    ),
    Variant(
        "easy-going",
        "core-r39",
        (
            unknown_verbs_show_the_invoice,
            accept_overruled,
            unknown_parameters_ignored,
            forgiving_paging,
            junk_numbers_coerced,
            numbers_taken_as_text,
            unknown_references_ignored,
            custom_fields,
        ),
        {},
    ),
)
