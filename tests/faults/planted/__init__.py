"""Deliberate faults, one at a time, in an application that has none: what the suite must be able to see."""

from __future__ import annotations

from planted import (
    access,
    arithmetic,
    arriving,
    commands,
    error,
    kinds,
    lifecycle,
    listing,
    members,
    narrow,
    nobodys,
    paging,
    projection,
    query,
    robustness,
    safety,
    scopes,
    shape,
    update,
    verbs,
    writing,
)
from planted.fault import Fault

FAULTS: tuple[Fault, ...] = (
    *shape.FAULTS,
    *error.FAULTS,
    *robustness.FAULTS,
    *query.FAULTS,
    *projection.FAULTS,
    *paging.FAULTS,
    *narrow.FAULTS,
    *update.FAULTS,
    *kinds.FAULTS,
    *commands.FAULTS,
    *nobodys.FAULTS,
    *lifecycle.FAULTS,
    *access.FAULTS,
    *scopes.FAULTS,
    *verbs.FAULTS,
    *safety.FAULTS,
    *arithmetic.FAULTS,
    *arriving.FAULTS,
    *members.FAULTS,
    *listing.FAULTS,
    *writing.FAULTS,
)
BY_NAME = {fault.name: fault for fault in FAULTS}

# Ten of ten kinds; the whole suite is run against each.
TEN = (
    "flags-as-words",  # a type
    "unknown-id-is-a-bad-request",  # an error's status
    "paid-is-ignored",  # a filter that keeps too much
    "page-loses-its-first-row",  # a row lost between two pages
    "fields-lose-a-row",  # a projection that lies
    "list-cuts-the-note",  # list and show differ
    "note-is-not-stored",  # an update that is not stored
    "neighbour-is-updated-too",  # an update that touches another invoice
    "void-abandons",  # an action that moves the wrong way
    "no-token-will-do",  # access that is not checked
)

# What the suite does not find yet, or only by luck; they stay here until it does.
MISSED: dict[str, str] = {}
