"""What sentences state without a condition's name, and the names that are words of it.

A habit, a state, a drug's long use, an overdose, a wound by site and stage: each is noted under its
own term. A name inside the words that tell it ("never smoker") or that name nothing of the
patient's ("room air") stands for nothing more.
"""

from bisect import insort
from dataclasses import replace

from symphony.coding.extractor.adenomas import adenomas, unnamed
from symphony.coding.extractor.drafts import PUT_IN, Draft
from symphony.coding.extractor.drugs import DrugHit
from symphony.coding.extractor.encounters import purposes
from symphony.coding.extractor.mechanisms import mechanisms
from symphony.coding.extractor.named_after import is_use_of_drug
from symphony.coding.extractor.no_condition import no_conditions
from symphony.coding.extractor.over import is_put_in
from symphony.coding.extractor.page import Here, Page
from symphony.coding.extractor.pressure import pressure_injuries
from symphony.coding.extractor.stated import as_stated
from symphony.coding.extractor.stretches import inside, stretch
from symphony.coding.extractor.told import told
from symphony.coding.extractor.wound_tables import tabled
from symphony.encounter.assertion import Assertion
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section, section_at
from symphony.encounter.sentences import Extent
from symphony.language.words import forms

_SOUGHT = ("encounter for screening", "human immunodeficiency virus hiv counseling")
"""What a test names that is no condition ("HIV screening") may be the reason for the visit."""
_PRESENCE = "presence of"
"""How the standard term for a device that is in place begins."""
_HAD = (Assertion.PRESENT, Assertion.HISTORICAL)
_TOLD_OF_THE_PAST = frozenset(
    {"past_medical_history", "past_surgical_history", "family_history", "indication"}
    | {"chief_complaint", "immunizations", "outside_record"}
)
"""Sections in which a pathologist's report is one of an earlier time."""


class Stating:
    """Notes on the page of one document what its sentences state."""

    def __init__(self, text: str, reading: Reading, page: Page) -> None:
        """Begin a document, whose page is to be filled."""
        self._text = text
        self._reading = reading
        self._page = page
        self._titles: list[Extent] = []
        self._spoken: list[Extent] = []
        self._empty: list[Extent] = []
        self._put_aside: list[Extent] = []

    def begin(self, titles: list[Extent]) -> None:
        """Begin a section with these titles of problems."""
        self._titles = titles

    def sentence(self, here: Here) -> None:
        """Note the states and pressure injuries that a sentence tells."""
        self._told(here)
        for injury in pressure_injuries(self._text, here.sentence):
            if self._reading.judge(injury.named).assertion is Assertion.PRESENT:
                insort(self._spoken, injury.extent)
                self.note(here.section, here.sentence, injury.extent, injury.term, "told_always")

    def reasons(self, here: Here, drugs: list[DrugHit]) -> None:
        """Note how it came to an injury, and what for the patient comes."""
        for one in mechanisms(here.tokens):
            extent = stretch(here.tokens, one.first, one.last)
            self._state(here, extent, one.term, "mechanism")
        for purpose in purposes(self._text, here.sentence, drugs):
            self._state(here, purpose.extent, purpose.term, "encounter")

    def tables(self) -> None:
        """Note the pressure injuries that a table lists, which say more than the name above it."""
        for injury in tabled(self._text):
            section = section_at(self._reading.sections, injury.extent.start)
            if section is not None:
                self.note(section, injury.extent, injury.extent, injury.term, "told_always")

    def specimens(self) -> None:
        """Note polyps by the name that the pathologist gave them, in place of the polyps."""
        reported = False
        for adenoma in adenomas(self._text):
            section = section_at(self._reading.sections, adenoma.extent.start)
            there = self._reading.judge(adenoma.named).assertion is Assertion.PRESENT
            if there and section is not None and section.kind not in _TOLD_OF_THE_PAST:
                self.note(section, adenoma.extent, adenoma.extent, adenoma.term, "told_always")
                reported = True
        if reported:
            self._page.drafts = [d for d in self._page.drafts if not unnamed(d, self._text)]

    def note(self, section: Section, sentence: Extent, extent: Extent, term: str, cue: str) -> None:
        """Put on the page what the words state.

        Args:
            section: where the sentence stands.
            sentence: the sentence.
            extent: the words.
            term: what they state.
            cue: the kind of statement.
        """
        draft = as_stated(extent, term, section, sentence, cue)
        if inside(extent, self._titles):
            draft = replace(draft, cues=draft.cues | {"told_titled"})
        if term.startswith(_PRESENCE) and is_put_in(self._text, sentence, extent):
            draft = replace(draft, cues=draft.cues | {PUT_IN})
        self._page.drafts.append(draft)

    def is_spoken(self, draft: Draft) -> bool:
        """Whether the name is part of words that tell something else ("never smoker").

        The use of a drug is told by the drug and the words around it, not by a name for it.
        """
        if draft.role == "stated":
            return False
        prose = draft.role == "prose"
        empty = inside(draft.extent, self._empty if prose else self._put_aside)
        empty = empty or (not prose and self._is_all_aside(draft))
        return empty or is_use_of_drug(draft.term) or inside(draft.extent, self._spoken)

    def _is_all_aside(self, draft: Draft) -> bool:
        """Whether what a title is named by stands in a part of it that names nothing."""
        return any(
            draft.extent.start <= one.start
            and one.end <= draft.extent.end
            and set(forms(draft.term)) <= set(forms(self._text[slice(*one)]))
            for one in self._put_aside
        )

    def _told(self, here: Here) -> None:
        said = {token.form for token in here.tokens}
        empty = no_conditions(self._text, here.sentence, said)
        for nothing in empty:
            insort(self._empty, nothing)
        if empty:
            for nothing in no_conditions(self._text, here.sentence, said, titles=True):
                insort(self._put_aside, nothing)
        for each in told(self._text, here.section, here.sentence, said):
            aside = inside(each.extent, self._empty) and not each.term.startswith(_SOUGHT)
            if aside or inside(each.extent, self._spoken):
                continue
            if not each.sure and self._reading.judge(each.judged).assertion not in _HAD:
                continue
            insort(self._spoken if each.term else self._empty, each.extent)
            if each.term:
                self.note(here.section, here.sentence, each.extent, each.term, each.cue)

    def _state(self, here: Here, extent: Extent, term: str, cue: str) -> None:
        if self._reading.judge(extent).assertion in _HAD:
            self.note(here.section, here.sentence, extent, term, cue)
