"""What a sentence tells of drugs: that they are taken, and what the books keep of their use.

Allergies to them, too little of them, long use and overdoses are conditions of their own; what they
treat and what they cause is told elsewhere (``overview.py``, ``caused.py``).
"""

from collections.abc import Sequence

from symphony.coding.extractor.allergies import allergies
from symphony.coding.extractor.drug_codes import CodedDrug
from symphony.coding.extractor.drugs import DrugHit
from symphony.coding.extractor.long_term import is_long_term
from symphony.coding.extractor.page import Here, Page
from symphony.coding.extractor.poisoned import poisonings
from symphony.coding.extractor.stating import Stating
from symphony.coding.extractor.stretches import stretch
from symphony.coding.extractor.underdosing import underdosings
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.reading import Reading
from symphony.encounter.sentences import Extent

_PREVENTION = ("prevention", "prevention_after")
"""Rules of assertion by which what is named is to be prevented."""
_RAISED = "once_considered"
_NOT_TAKEN_IN = ("allergies", "family_history")
"""Sections whose drugs the patient does not take."""


class Taking:
    """Notes on the page of one document what its sentences tell of drugs."""

    def __init__(self, text: str, reading: Reading, page: Page, stating: Stating) -> None:
        """Begin a document, whose page is to be filled."""
        self._text = text
        self._reading = reading
        self._page = page
        self._stating = stating

    def drugs(self, here: Here, hits: Sequence[DrugHit]) -> None:
        """Put on the page the drugs of a sentence that the patient takes."""
        if here.section.kind in _NOT_TAKEN_IN:
            return
        place = (here.section.kind, here.sentence.start)
        for hit in hits:
            extent = stretch(here.tokens, hit.first, hit.last)
            if self._reading.judge(extent).assertion is Assertion.PRESENT:
                self._page.drugs.setdefault(hit.drug.name, hit.drug)
                self._page.beside[place] = (*self._page.beside.get(place, ()), hit.drug)

    def codes(self, here: Here, coded: list[CodedDrug]) -> None:
        """Note what the books keep of drugs beside their effect: allergy, underdosing, long use."""
        reacts: set[Extent] = set()
        for allergy in allergies(self._text, here.section, here.sentence, here.tokens, coded):
            reacts.add(allergy.extent)
            self._note(here, allergy.extent, allergy.term, "allergy")
        if not coded or here.section.kind in _NOT_TAKEN_IN:
            return
        named = [(d, stretch(here.tokens, d.first, d.last)) for d in coded]
        for less in underdosings(self._text, here.sentence, named):
            self._note(here, less.extent, less.term, "told_always")
        for drug, name in named:
            if (
                drug.codes.long_term
                and name not in reacts
                and is_long_term(self._text, here.section, here.sentence, name, drug.codes.when)
                and self._is_given(self._reading.judge(name))
            ):
                cue = "told_always" if drug.codes.always else "drug_long"
                self._note(here, name, drug.codes.long_term, cue)

    def _is_given(self, judged: Judgement) -> bool:
        """Whether a drug so judged is taken: what it is to prevent is not there, but the drug is.

        A dose that "was raised" is no possibility that was.
        """
        if judged.rule == _RAISED and judged.trigger:
            return "raised" in self._text[slice(*judged.trigger)]
        return judged.assertion is Assertion.PRESENT or judged.rule in _PREVENTION

    def overdoses(self, here: Here, coded: list[CodedDrug]) -> None:
        """Note what was taken as an overdose or a poison now; before, it is a history."""
        for poisoned in poisonings(self._text, here.sentence, here.tokens, coded):
            if self._reading.judge(poisoned.told).assertion is Assertion.PRESENT:
                self._note(here, poisoned.extent, poisoned.term, "poisoned")

    def _note(self, here: Here, extent: Extent, term: str, cue: str) -> None:
        self._stating.note(here.section, here.sentence, extent, term, cue)
