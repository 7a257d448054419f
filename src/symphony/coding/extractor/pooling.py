"""Names of the same condition, the general and the specific: counted together, coded once.

"Heart failure" in one paragraph and "acute on chronic systolic heart failure" in another are one
condition. What is said of either speaks for it, and the specific name is the one to look up
(guidelines I.B.2: to the highest degree of specificity that the record documents).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.details import is_state, side_words
from symphony.coding.extractor.drafts import Draft, standard
from symphony.coding.extractor.sites import needs_site
from symphony.language.tables import toml
from symphony.language.words import forms, function_words


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Words by which a name is one of another condition, and heads that are no one condition."""

    other: frozenset[str]
    heads: frozenset[str]


@lru_cache(maxsize=1)
def _kinds() -> _Kinds:
    return toml(resources.files("symphony.coding.extractor") / "data" / "pooling.toml", _Kinds)


@lru_cache(maxsize=16384)
def _words(term: str) -> frozenset[str]:
    return frozenset(
        form
        for form in forms(standard(term))
        if form not in function_words() and form not in side_words() and not is_state(form)
    ) - {"unspecified", "other", "without", "complication", "uncomplicated"}


def pooled(groups: Mapping[str, Sequence[Draft]]) -> dict[str, str]:
    """For each concept that another one says more of, that other concept.

    Args:
        groups: the drafts that the encounter asserts, by concept.
    """
    named = {
        concept: _words(drafts[0].term)
        for concept, drafts in groups.items()
        if drafts[0].kind == "diagnosis" and drafts[0].role != "stated" and not drafts[0].past
    }
    found: dict[str, str] = {}
    for concept, words in named.items():
        titled = _is_titled(groups[concept])
        if titled and needs_site(groups[concept][0].term):
            # A title of one word ("Laceration") is for the one that the examination describes.
            more = [other for other, theirs in named.items() if words < theirs]
            if len(more) == 1 and not _is_titled(groups[more[0]]):
                found[concept] = more[0]
            continue
        if not words or words <= _kinds().heads or titled:
            continue
        more = [
            other
            for other, theirs in named.items()
            if words < theirs and not (theirs - words) & _kinds().other
        ]
        if more:
            found[concept] = max(more, key=lambda other: (len(named[other]), other))
    return {concept: _last(found, concept) for concept in found}


def _last(found: Mapping[str, str], concept: str) -> str:
    while concept in found:
        concept = found[concept]
    return concept


def _is_titled(drafts: Sequence[Draft]) -> bool:
    """Whether the clinician lists it as a problem of its own."""
    return any(draft.role == "problem" for draft in drafts)
