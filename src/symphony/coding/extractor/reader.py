"""A document read for mentions: its problem titles, then every sentence, in reading order."""

from collections.abc import Mapping

from symphony.books.titles import Titles
from symphony.coding.extractor.births import (
    by_dates,
    delivery,
    is_gravid,
    is_newborns,
    newborn,
    unborn,
)
from symphony.coding.extractor.caused import blamed, caused, told_which
from symphony.coding.extractor.drug_codes import coded_drugs
from symphony.coding.extractor.drugs import drug_hits
from symphony.coding.extractor.encounters import given_before
from symphony.coding.extractor.hurt import Hurt
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.extractor.page import Here, Page
from symphony.coding.extractor.poisoned import told_once
from symphony.coding.extractor.problem_lines import (
    BEFORE_OPERATION,
    ProblemLine,
    holds_problems,
    problem_lines,
    stands_for_after,
)
from symphony.coding.extractor.prose import Prose
from symphony.coding.extractor.referred import referred
from symphony.coding.extractor.senses import Senses
from symphony.coding.extractor.sited import Sited
from symphony.coding.extractor.source import Source
from symphony.coding.extractor.standing import OPENED
from symphony.coding.extractor.stated import burnt, stated
from symphony.coding.extractor.stating import Stating
from symphony.coding.extractor.stretches import inside, meets
from symphony.coding.extractor.taking import Taking
from symphony.coding.extractor.titled import Titled
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.words import words


def read(
    text: str,
    vocabulary: Vocabulary,
    *,
    stay: bool = False,
    emergency: bool = False,
    general: Mapping[str, str] | None = None,
    titles: Titles | None = None,
) -> Page:
    """Everything in a document that a code could stand for, and the drugs in it.

    Args:
        text: the document.
        vocabulary: the names to look for.
        stay: whether it is of a stay in hospital, in which a child may be born.
        emergency: whether it is of a visit to an emergency department.
        general: names that say too little to be reported and are taken all the same.
        titles: the titles of the book, which a sentence may tell in full.
    """
    page = _Reader(text, vocabulary, general or {}, titles).page()
    if page.first is None:
        return page
    if not (stay or emergency):
        page.drafts = [draft for draft in page.drafts if not given_before(text, draft)]
    if is_newborns(text):
        page.drafts = newborn(text, page.first, page.drafts, stay=stay)
        return page
    if not any("gestation" in draft.cues for draft in page.drafts):
        page.drafts.extend(by_dates(text, page.first))
    page.drafts = unborn(page.drafts)
    if stay:
        borne = [draft for draft in page.drafts if not is_gravid(draft)]
        ended = list(delivery(text, page.first, borne))
        page.drafts = [*borne, *ended] if ended else page.drafts
    return page


class _Reader:
    def __init__(
        self,
        text: str,
        vocabulary: Vocabulary,
        general: Mapping[str, str],
        titles: Titles | None,
    ) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._reading = Reading(text)
        self._page = Page()
        self._hurt = Hurt(text)
        self._senses = Senses(text, general)
        self._sited = Sited(text, self._reading)
        source = Source(text, vocabulary, self._reading, self._hurt, self._senses, titles)
        self._titled = Titled(source)
        self._prose = Prose(source)
        self._stating = Stating(text, self._reading, self._page)
        self._taking = Taking(text, self._reading, self._page, self._stating)

    def page(self) -> Page:
        """The page, read section by section, then as a whole."""
        self._sections()
        text, page, reading = self._text, self._page, self._reading
        page.first = next(iter(reading.sections), None)
        page.referred = referred(text, reading.sections, OPENED)
        page.drafts.extend(self._hurt.rest())
        page.drafts.extend(burnt(text, reading.sections, reading.sentences))
        self._stating.tables()
        self._stating.specimens()
        once = list(told_once(text, page.drafts))
        every = told_which(once, page.groups)
        page.drafts = [draft for draft in every if not self._stating.is_spoken(draft)]
        return page

    def _sections(self) -> None:
        pending = list(self._reading.sentences)[::-1]
        before = stands_for_after(self._text, self._reading.sections)
        for section in self._reading.sections:
            self._senses.begin(section)
            self._hurt.begin()
            has_titles = holds_problems(section) or (before and section.kind == BEFORE_OPERATION)
            lines = list(problem_lines(self._text, section)) if has_titles else []
            titles = [line.title for line in lines]
            self._stating.begin(titles)
            taken = [extent for line in lines for extent in self._taken(section, line)]
            while pending and pending[-1].start < section.end:
                sentence = pending.pop()
                if sentence.start >= section.body_start:
                    here = Here(section, sentence, words(self._text, *sentence))
                    self._sentence(here, titles, taken)

    def _taken(self, section: Section, line: ProblemLine) -> list[Extent]:
        """The stretches of a title that are read, and are not to be read again as running text."""
        sited = list(self._sited.titled(section, line))
        found = [d for d in self._titled.drafts(section, line) if not meets(d.extent, sited)]
        self._page.topics |= self._titled.topics
        found += sited
        self._page.drafts.extend(self._sited.spread(section, line.title, "problem"))
        self._page.drafts.extend(found)
        return [draft.extent for draft in found]

    def _sentence(self, here: Here, titles: list[Extent], taken: list[Extent]) -> None:
        section, sentence, tokens = here
        if section.kind in ASSESSED:
            self._page.said.append(frozenset(token.form for token in tokens))
        drugs = list(drug_hits(tokens))
        hits, hurt, told = self._prose.seen(here)
        named = self._sited.named(section, sentence, "prose")
        sited = [self._prose.standing(here, draft) for draft in named]
        found = [draft for draft in sited if not inside(draft.extent, titles)]
        spread = list(self._sited.spread(section, sentence, "prose"))
        found.extend(self._prose.drafts(here, hits, hurt, told, [*sited, *spread], taken))
        coded = list(coded_drugs(tokens))
        harms = list(caused(section, sentence, tokens, hits, coded, self._text))
        if harms:  # titles, too, name what a drug has done
            self._page.drafts = list(blamed(self._page.drafts, harms))
        self._page.drafts.extend(blamed(found, harms))
        self._page.drafts.extend(d for d in spread if not inside(d.extent, titles))
        self._taking.drugs(here, drugs)
        self._page.groups.update(drug.codes.group for drug in coded)
        self._page.drafts.extend(harms)
        self._taking.codes(here, coded)
        self._taking.overdoses(here, coded)
        self._stating.sentence(here)
        self._page.drafts.extend(stated(self._text, section, sentence))
        self._stating.reasons(here, drugs)
