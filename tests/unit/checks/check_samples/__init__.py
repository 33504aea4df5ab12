"""For every requirement that checks can yield: an answer that breaks it, and one that keeps it."""

from __future__ import annotations

from check_samples import access, answers, arithmetic, lists, relations, shape, verbs, writes
from check_samples.making import Sample

SAMPLES: tuple[Sample, ...] = (
    *answers.SAMPLES,
    *access.SAMPLES,
    *verbs.SAMPLES,
    *shape.SAMPLES,
    *lists.SAMPLES,
    *arithmetic.SAMPLES,
    *relations.SAMPLES,
    *writes.SAMPLES,
)
