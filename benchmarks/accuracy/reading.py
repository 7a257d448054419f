"""A note read once with nothing weighed away, so that other weights can be tried on it cheaply.

The extractor runs with its lowest threshold at 0, so that every condition that the note asserts is
a mention with its signals; the navigator and the validator run on all of them with a score of 1, so
that a choice's confidence is the worth of its link alone. What the note does not assert (negated,
uncertain, past ...) is linked apart: errors are told by it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

from devsets import Note

from symphony.coding.extractor import offline
from symphony.coding.extractor.reportable import Weights, weights
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.stages import (
    Choice,
    Exclusion,
    Mention,
    Mentions,
    Reconciliation,
    Validation,
)
from symphony.encounter.assertion import Assertion


@dataclass(frozen=True, slots=True)
class Read:
    """A note with every asserted mention, the choices for each, and what is not asserted."""

    note: Note
    mentions: tuple[Mention, ...]
    excluded: tuple[Exclusion, ...]
    choices: tuple[Choice, ...]
    unlinked: tuple[Exclusion, ...]
    denied: tuple[tuple[Exclusion, str], ...]
    """What is seen but not asserted, with each code that its words would lead to."""

    def answer(self, given: Weights, reconciler: OfflineReconciler) -> Reconciliation:
        """What the engine answers with these weights."""
        scores = {m.id: score(m, given) for m in self.mentions}
        kept = tuple(
            replace(m, score=scores[m.id])
            for m in self.mentions
            if scores[m.id] >= given.consider_at
        )
        choices = tuple(
            replace(c, confidence=c.confidence * scores[c.mentions[0]])
            for c in self.choices
            if scores[c.mentions[0]] >= given.consider_at
        )
        with patch("symphony.coding.reconciler.offline.weights", lambda: given):
            return reconciler.reconcile(self.note.case, Mentions(kept), Validation(choices))


def score(mention: Mention, given: Weights) -> float:
    """How surely a mention is reportable by these weights."""
    odds = given.base + sum(given.signals[signal.name] for signal in mention.signals)
    return 1.0 / (1.0 + math.exp(-odds))


@contextmanager
def _everything_considered() -> Iterator[None]:
    low = replace(weights(), consider_at=0.0)
    with patch.object(offline, "weights", lambda: low):
        yield


def read(note: Note, pipeline: Pipeline | None = None) -> Read:
    """The note with all that could be coded in it."""
    agents = pipeline or offline_pipeline(note.case.release)
    with _everything_considered():
        found = agents.extractor.extract(note.case.encounter)
    sure = Mentions(tuple(replace(m, score=1.0) for m in found.mentions))
    looked = agents.navigator.navigate(note.case, sure)
    chosen = agents.validator.validate(note.case, sure, looked)
    return Read(
        note=note,
        mentions=found.mentions,
        excluded=found.excluded,
        choices=chosen.choices,
        unlinked=(*looked.excluded, *chosen.excluded),
        denied=tuple(_denied(note, found.excluded, agents)),
    )


def _denied(
    note: Note, excluded: tuple[Exclusion, ...], agents: Pipeline
) -> Iterator[tuple[Exclusion, str]]:
    as_if = Mentions(
        tuple(
            Mention(e.mention, e.evidence[0], e.text, "diagnosis", Assertion.PRESENT)
            for e in excluded
        )
    )
    chosen = agents.validator.validate(
        note.case, as_if, agents.navigator.navigate(note.case, as_if)
    )
    by_id = {e.mention: e for e in excluded}
    for choice in chosen.choices:
        yield by_id[choice.mentions[0]], choice.code
