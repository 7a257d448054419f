"""Harm done by a drug rightly taken: two things to code, the condition and the adverse effect.

Source: guidelines, section I.C.19.e.5(a): the nature of the adverse effect first, then the drug.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.drug_codes import CodedDrug
from symphony.coding.vocabulary import Hit
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.words import Word

_LINKS = (
    ("due", "to"),
    ("secondary", "to"),
    ("caused", "by"),
    ("related", "to"),
    ("from",),
    ("from", "the"),
    ("induced", "by"),
    ("attributed", "to"),
    ("side", "effect", "of"),
    ("reaction", "to"),
    ("effect", "of"),
    ("complication", "of"),
    ("because", "of"),
    ("brought", "on", "by"),
    ("triggered", "by"),
    ("toxicity", "of"),
)
_BETWEEN = frozenset(
    {"the", "his", "her", "their", "a", "an", "recent", "new", "chronic", "long", "term", "oral"}
    | {"daily", "home", "use", "of", "taking", "therapy", "medication", "drug", "prescribed"}
    | {"high", "dose"}
)
"""Words that may stand between the blame and the drug."""
_AFTER = ("induced", "related", "associated")
"""Words that make the drug before them a cause: "opioid-induced constipation"."""


def caused(
    section: Section,
    sentence: Extent,
    tokens: Sequence[Word],
    hits: Sequence[Hit],
    drugs: Sequence[CodedDrug],
) -> Iterator[Draft]:
    """The adverse effects that a sentence (or title) blames on a drug."""
    before: CodedDrug | None = None
    for drug in drugs:
        if drug.last < len(tokens) and tokens[drug.last].form in _NO_DRUG:
            continue
        joined = before is not None and _is_joined(tokens, before, drug)
        before = drug if joined or _blamed_before(tokens, hits, drug) else None
        if before is not None or _blamed_after(tokens, drug):
            extent = Extent(tokens[drug.first].start, tokens[drug.last - 1].end)
            yield Draft(
                extent,
                drug.codes.adverse,
                section,
                "stated",
                Judgement(Assertion.PRESENT, None, "caused_by_drug"),
                sentence,
                Extent(0, 0),
                frozenset({"adverse_effect"}),
                past=True,
            )


def told_which(drafts: Iterable[Draft], groups: Collection[str]) -> Iterator[Draft]:
    """The drafts, "a diuretic" taken for the one that the note names; dropped if it names none."""
    named = [f"adverse effect of {group}" for group in groups if group in _DIURETICS]
    for draft in drafts:
        if draft.term != _DIURETIC:
            yield draft
        elif len(named) == 1:
            yield replace(draft, term=named[0])


_DIURETIC = "adverse effect of diuretics"
_DIURETICS = frozenset(
    {
        "loop high ceiling diuretics",
        "carbonic anhydrase inhibitors benzothiadiazides and other diuretics",
        "mineralocorticoids and their antagonists",
    }
)


def _blamed_before(tokens: Sequence[Word], hits: Sequence[Hit], drug: CodedDrug) -> bool:
    """Whether a condition and a word that blames stand before the drug: "rash from the penicillin".

    Of several drugs joined by "and" or commas, each is blamed.
    """
    return any(_is_blamed(tokens, hits, drug, at) for at in _ends(tokens, drug.first))


def _ends(tokens: Sequence[Word], first: int) -> Iterator[int]:
    """Where words that blame may end: before the drug, or before what stands between."""
    at = first
    yield at
    while at > 0 and at > first - _LIST and tokens[at - 1].form in _BETWEEN:
        at -= 1
        yield at


def _is_blamed(tokens: Sequence[Word], hits: Sequence[Hit], drug: CodedDrug, end: int) -> bool:
    """Whether words that blame end there, behind a condition or within a name that has both."""
    for link in _LINKS:
        start = end - len(link)
        if start > 0 and tuple(token.form for token in tokens[start:end]) == link:
            return any(
                start - _NEAR <= hit.last <= start or hit.first < start < drug.last <= hit.last
                for hit in hits
            )
    return False


_NO_DRUG = frozenset({"deficiency", "overload", "level", "excess", "resistance", "allergy"})
"""Words behind a drug's name that make it a condition's: "iron deficiency"."""
_NEAR = 4
"""Words between a condition and the word that blames."""
_LIST = 3


_AND = frozenset({"and", "or", "the", "his", "her"})


def _is_joined(tokens: Sequence[Word], before: CodedDrug, drug: CodedDrug) -> bool:
    """Whether the drug goes on with a list of those that are blamed."""
    between = tokens[before.last : drug.first]
    return len(between) <= _LIST and all(token.form in _AND for token in between)


def _blamed_after(tokens: Sequence[Word], drug: CodedDrug) -> bool:
    """Whether the words after the drug blame it: "diuretic related"."""
    return drug.last < len(tokens) and tokens[drug.last].form in _AFTER
