"""Every mention by itself: the condition that it names, whatever the encounter makes of it.

For profiles that index what a document names instead of what is reported of it (the key
``mentions`` of ``rules.profile``). Such an index takes "history of stroke" for a place that names a
stroke, and has something for a name that says too little to be reported ("infection").
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.drafts import Draft, kind
from symphony.coding.navigator import past
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.assertion import Assertion
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.tables import rows
from symphony.language.words import forms, phrase


@lru_cache(maxsize=1)
def general_names() -> dict[str, str]:
    """Names that say too little to be reported, with their terms (``data/general_names.tsv``)."""
    table = resources.files("symphony.coding.extractor") / "data" / "general_names.tsv"
    return {phrase(name): term for _, (name, term) in rows(table, ("name", "term"))}


_THERE = (Assertion.PRESENT, Assertion.HISTORICAL)
_ASIDE = 0.45
"""How surely what is no condition is one of the index: below ``code_at`` of ``weights.toml``."""
_ONCE = 0.1
"""How unsure a name is that is found once; each time that it is found again divides this."""

_AND = lazy(r"\s*[,;/+]\s*(?:and\b|or\b)?\s*|\s+(?:and|or|with)\s+")


def named(text: str, drafts: Iterable[Draft], vocabulary: Vocabulary) -> Iterator[Draft]:
    """The drafts that name a condition, each in the words of that condition.

    Two conditions under one name ("nausea and vomiting") are two. A drug, a mechanism, a state or
    a history is no condition.

    Args:
        text: the document.
        drafts: all that was seen in it.
        vocabulary: the names of conditions.
    """
    for draft in drafts:
        gone = None if draft.role == "stated" else past.condition(forms(draft.term))
        if gone is not None and kind(" ".join(gone)) != "status":
            yield replace(draft, term=" ".join(gone), past=False)
        elif kind(draft.term) != "status" and "mechanism" not in draft.cues:
            yield from _parted(text, replace(draft, past=False), vocabulary)


def beside(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The states, histories, habits and drugs: no conditions, and candidates for who wants them."""
    for draft in drafts:
        if kind(draft.term) == "status" and draft.judgement.assertion in _THERE:
            yield replace(draft, past=True)


def surety(draft: Draft, times: int) -> float:
    """How surely the index has the condition, 0-1: what is named again is surer to be meant."""
    return _ASIDE if draft.past else 1 - _ONCE / times


def _parted(text: str, draft: Draft, vocabulary: Vocabulary) -> Iterator[Draft]:
    """A draft for each condition that its words name; the draft itself where they name one."""
    parts = list(_parts(text, draft.extent)) if draft.role == "prose" else []
    names = [text[slice(*part)] for part in parts]
    if len(parts) > 1 and all(vocabulary.knows(forms(name)) for name in names):
        for part, name in zip(parts, names, strict=True):
            yield replace(draft, extent=part, term=name)
    else:
        yield draft


def _parts(text: str, extent: Extent) -> Iterator[Extent]:
    start = extent.start
    for match in _AND.finditer(text, *extent):
        yield Extent(start, match.start())
        start = match.end()
    yield Extent(start, extent.end)
