"""Harm done by a drug rightly taken: two things to code, the condition and the adverse effect.

Source: guidelines, section I.C.19.e.5(a): the nature of the adverse effect first, then the drug.
"""

from collections.abc import Iterator, Sequence

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
    ("toxicity", "of"),
    ("because", "of"),
)
_BETWEEN = frozenset(
    {"the", "his", "her", "their", "a", "an", "chronic", "long", "term", "oral", "recent", "daily", "home"}
    | {"use", "of", "taking", "therapy", "medication", "drug", "prescribed", "high", "dose"}
)
"""Words that may stand between the blame and the drug."""
_AND = frozenset({"and", "or", "the", "his", "her"})
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
    for drug in drugs if hits else ():
        joined = before is not None and all(
            token.form in _AND for token in tokens[before.last : drug.first]
        )
        if joined or _blamed_before(tokens, hits, drug) or _blamed_after(tokens, drug):
            before = drug
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


def _blamed_before(tokens: Sequence[Word], hits: Sequence[Hit], drug: CodedDrug) -> bool:
    """Whether a condition and a word that blames stand before the drug: "rash from penicillin"."""
    end = drug.first
    while end > 0 and drug.first - end < _WORDS_BETWEEN and tokens[end - 1].form in _BETWEEN:
        if _is_blamed(tokens, hits, end):
            return True
        end -= 1
    return _is_blamed(tokens, hits, end)


_WORDS_BETWEEN = 4


def _is_blamed(tokens: Sequence[Word], hits: Sequence[Hit], end: int) -> bool:
    """Whether words that blame end there, with a condition before them."""
    for link in _LINKS:
        start = end - len(link)
        if start > 0 and tuple(token.form for token in tokens[start:end]) == link:
            return any(hit.last in (start, start - 1, start - 2, start - 3) for hit in hits)
    return False


def _blamed_after(tokens: Sequence[Word], drug: CodedDrug) -> bool:
    """Whether the words after the drug blame it: "diuretic related"."""
    return drug.last < len(tokens) and tokens[drug.last].form in _AFTER
