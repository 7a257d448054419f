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
        called = _called(concept, groups, named)
        if called:
            found[concept] = called
            continue
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


_IN_SHORT = {"arthritis": frozenset({"arthritis", "arthropathy", "gout"})}
"""What a disease is called in short, and the words of the diseases that are called so."""


def _called(
    concept: str, groups: Mapping[str, Sequence[Draft]], named: Mapping[str, frozenset[str]]
) -> str | None:
    """The one disease of the encounter that a word speaks of which is another's full name.

    "Her arthritis is quiet" is the rheumatoid arthritis of the line before; "arthritis, gout and
    reflux" are three.
    """
    drafts = groups[concept]
    words = {draft.term.casefold() for draft in drafts}
    short = _IN_SHORT.get(next(iter(words))) if len(words) == 1 else None
    if short is None or _is_titled(drafts):
        return None
    meant = [other for other, theirs in named.items() if other != concept and theirs & short]
    if len(meant) != 1 or _are_told_together(drafts, groups[meant[0]]):
        return None
    return meant[0]


def _are_told_together(one: Sequence[Draft], other: Sequence[Draft]) -> bool:
    """Whether a sentence names both."""
    return not {draft.sentence for draft in one}.isdisjoint(draft.sentence for draft in other)


def _last(found: Mapping[str, str], concept: str) -> str:
    while concept in found:
        concept = found[concept]
    return concept


def _is_titled(drafts: Sequence[Draft]) -> bool:
    """Whether the clinician lists it as a problem of its own."""
    return any(draft.role == "problem" for draft in drafts)
