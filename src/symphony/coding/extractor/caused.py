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
)
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
    for drug in drugs:
        if not hits:
            continue
        if _blamed_before(tokens, hits, drug) or _blamed_after(tokens, drug):
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
    for link in _LINKS:
        start = drug.first - len(link)
        if start > 0 and tuple(token.form for token in tokens[start : drug.first]) == link:
            return any(hit.last in (start, start - 1, start - 2, start - 3) for hit in hits)
    return False


def _blamed_after(tokens: Sequence[Word], drug: CodedDrug) -> bool:
    """Whether the words after the drug blame it: "diuretic related"."""
    return drug.last < len(tokens) and tokens[drug.last].form in _AFTER
