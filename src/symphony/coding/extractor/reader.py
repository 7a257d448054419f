"""A document read for mentions: its problem titles, then every sentence, in reading order."""

import re
from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from symphony.coding.extractor.adenomas import adenomas, unnamed
from symphony.coding.extractor.allergies import allergies
from symphony.coding.extractor.births import delivery, is_gravid, is_newborns, newborn
from symphony.coding.extractor.caused import blamed, caused, told_which
from symphony.coding.extractor.cues import SentenceCues
from symphony.coding.extractor.dated import dated
from symphony.coding.extractor.drafts import Draft, kind, kinds, meant, standard
from symphony.coding.extractor.drug_codes import CodedDrug, coded_drugs
from symphony.coding.extractor.drugs import DrugClass, DrugHit, drug_hits
from symphony.coding.extractor.encounters import given_now, purposes
from symphony.coding.extractor.hurt import Hurt, names
from symphony.coding.extractor.injuries import Injury, place_of
from symphony.coding.extractor.long_term import is_long_term, is_taken
from symphony.coding.extractor.mechanisms import mechanisms
from symphony.coding.extractor.no_condition import no_conditions
from symphony.coding.extractor.over import outlived
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.extractor.passages import Passage, passages
from symphony.coding.extractor.poisoned import poisonings, told_once
from symphony.coding.extractor.pressure import pressure_injuries
from symphony.coding.extractor.problem_lines import (
    BEFORE_OPERATION,
    ProblemLine,
    holds_problems,
    problem_lines,
    stands_for_after,
)
from symphony.coding.extractor.referred import referred
from symphony.coding.extractor.skin_regions import OfSkin, of_skin
from symphony.coding.extractor.skin_regions import may_name as skin_named
from symphony.coding.extractor.spread import spreads
from symphony.coding.extractor.stated import burnt, stated
from symphony.coding.extractor.titles import title_parts
from symphony.coding.extractor.told import told
from symphony.coding.extractor.tumours import Tumour, tumours
from symphony.coding.extractor.tumours import may_name as tumours_named
from symphony.coding.extractor.underdosing import underdosings
from symphony.coding.extractor.widening import widened
from symphony.coding.extractor.wound_tables import tabled
from symphony.coding.pursued import is_pursued
from symphony.coding.vocabulary import Hit, Vocabulary
from symphony.encounter.assertion import Assertion, Judgement, SentenceContext
from symphony.encounter.chronic import is_chronic
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section, section_at
from symphony.encounter.sentences import Extent
from symphony.language.ambiguous import ambiguous
from symphony.language.words import Word, forms, phrase, words

NOWHERE = Extent(0, 0)

_HAD = (Assertion.PRESENT, Assertion.HISTORICAL)
_OPENED = ASSESSED | {"hospital_course"}
_LABEL = 16
"""Characters before the words with which a sentence opens: a mark, a number, "Severe", "ID:"."""
_SAID = re.compile(r"[a-z] [a-z]|\b(?:the|this|that|these|no|a|an|any)\b", re.IGNORECASE)
_REASONED = re.compile(
    r"\W*(?:medical )?(?:reasoning|thinking|thoughts?|assessment|impression|opinion)\s*:",
    re.IGNORECASE,
)
_WARNED = re.compile(r"\b(?:precautions|warnings?|return for|call for)\b", re.IGNORECASE)
_TWO = 2
_FILM_CLEAR = re.compile(r"\bneg(?:ative)? for\b|\b(?:showed|shows?|with) no\b", re.IGNORECASE)
"""Between the site and the injury: a picture that shows none ("wrist films negative for ...")."""
_OWNED = re.compile(r"\b(?:his|her|their|your) (?:known |chronic |type \w+ )?$", re.IGNORECASE)
_TAKEN_OFF = re.compile(
    r"\b(?:delete|remove|tak\w+|struck)d? (?:this |it )?(?:from|off) (?:the |his |her )?"
    r"(?:problem )?list\b"
    r"|\b(?:entered|listed|charted|recorded) in error\b",
    re.IGNORECASE,
)
_TAKEN_BACK = frozenset({"answered_no", "ruled_out", "ruled_out_above", "ruled_out_bare"})
"""Rules of assertion by which what follows a problem's title says that it is none."""
_ENDED = _TAKEN_BACK | {"resolved"}
"""The same, of what follows its name at once ("sinusitis, resolved")."""
_NEXT = 3
_VACCINATED = "encounter for immunization"


@dataclass(slots=True)
class Page:
    """All that was seen in one document: the drafts, and the drugs that the patient takes."""

    drafts: list[Draft] = field(default_factory=list)
    drugs: dict[str, DrugClass] = field(default_factory=dict)
    beside: dict[tuple[str, int], tuple[DrugClass, ...]] = field(default_factory=dict)
    first: Section | None = None
    """The first section."""
    said: list[frozenset[str]] = field(default_factory=list)
    """The words of each sentence in which the clinician says what he makes of it."""
    groups: set[str] = field(default_factory=set)
    """The groups of the books to which the drugs belong that are named."""
    referred: str = ""
    """What the assessment sends to (``referred.py``)."""


def read(
    text: str,
    vocabulary: Vocabulary,
    *,
    stay: bool = False,
    general: Mapping[str, str] | None = None,
) -> Page:
    """Everything in a document that a code could stand for, and the drugs in it.

    Args:
        text: the document.
        vocabulary: the names to look for.
        stay: whether it is of a stay in hospital, in which a child may be born.
        general: names that say too little to be reported and are taken all the same.
    """
    page = _Reader(text, vocabulary, general or {}).page()
    if page.first is not None and is_newborns(text):
        page.drafts = newborn(text, page.first, page.drafts, stay=stay)
    elif page.first is not None and stay:
        borne = [draft for draft in page.drafts if not is_gravid(draft)]
        ended = list(delivery(text, page.first, borne))
        page.drafts = [*borne, *ended] if ended else page.drafts
    return page


class _Here(NamedTuple):
    """A sentence that is read: its words and cues, and the stretches that a title has taken."""

    section: Section
    sentence: Extent
    tokens: list[Word]
    cues: SentenceCues
    taken: list[Extent]


class _Reader:
    def __init__(self, text: str, vocabulary: Vocabulary, general: Mapping[str, str]) -> None:
        self._text = text
        self._general = general
        self._vocabulary = vocabulary
        self._reading = Reading(text)
        self._page = Page()
        self._has_sited = tumours_named(text) or skin_named(text)
        self._section: Section | None = None
        self._around: frozenset[str] | None = None
        self._titles_here: list[Extent] = []
        self._spoken: list[Extent] = []
        self._empty: list[Extent] = []
        self._hurt = Hurt(text)
        self._passages = passages(text, self._reading.sections)
        self._put_aside: list[Extent] = []

    def page(self) -> Page:
        """The page, read section by section."""
        pending = list(self._reading.sentences)[::-1]
        before = stands_for_after(self._text, self._reading.sections)
        for section in self._reading.sections:
            self._section, self._around = section, None
            self._hurt.begin()
            titled = holds_problems(section) or (before and section.kind == BEFORE_OPERATION)
            lines = list(problem_lines(self._text, section)) if titled else []
            self._titles_here = [line.title for line in lines]
            taken = [extent for line in lines for extent in self._taken(section, line)]
            while pending and pending[-1].start < section.end:
                sentence = pending.pop()
                if sentence.start >= section.body_start:
                    self._sentence(section, sentence, taken)
        self._page.first = next(iter(self._reading.sections), None)
        self._page.referred = referred(self._text, self._reading.sections, _OPENED)
        self._page.drafts.extend(self._hurt.rest())
        self._page.drafts.extend(burnt(self._text, self._reading.sections, self._reading.sentences))
        self._tabled()
        self._examined_specimens()
        self._page.drafts = list(told_once(self._text, self._page.drafts))
        every = told_which(self._page.drafts, self._page.groups)
        self._page.drafts = [draft for draft in every if not self._is_spoken(draft)]
        return self._page

    def _words_around(self) -> frozenset[str]:
        """The words of the section that is read, by which the sense of an abbreviation is told."""
        if self._around is None and self._section is not None:
            self._around = frozenset(forms(self._text[self._section.start : self._section.end]))
        return self._around or frozenset()

    def _is_spoken(self, draft: Draft) -> bool:
        """Whether the name is part of words that tell something else ("never smoker").

        The use of a drug is told by the drug and the words around it, not by a name for it.
        """
        if draft.role == "stated":
            return False
        prose = draft.role == "prose"
        empty = _inside(draft.extent, self._empty if prose else self._put_aside)
        empty = empty or (not prose and self._is_all_aside(draft))
        return empty or _is_use_of_drug(draft.term) or _inside(draft.extent, self._spoken)

    def _is_all_aside(self, draft: Draft) -> bool:
        """Whether what a title is named by stands in a part of it that names nothing."""
        return any(
            draft.extent.start <= one.start
            and one.end <= draft.extent.end
            and set(forms(draft.term)) <= set(forms(self._text[slice(*one)]))
            for one in self._put_aside
        )

    def _taken(self, section: Section, line: ProblemLine) -> list[Extent]:
        """The stretches of a title that are read, and are not to be read again as running text."""
        sited = list(self._sited(section, line.title, "problem", line.body))
        found = [d for d in self._titled(section, line) if not _meets(d.extent, sited)]
        found += sited
        self._page.drafts.extend(self._spread(section, line.title, "problem"))
        self._page.drafts.extend(found)
        return [draft.extent for draft in found]

    def _titled(self, section: Section, line: ProblemLine) -> Iterator[Draft]:
        whole = SentenceContext(self._text, line.title, section.kind)
        parts = title_parts(self._text, line.title, self._vocabulary)
        guess = next((part.extent.start for part in parts if part.role == "tail"), line.title.end)
        tokens = _tokens(self._text, line.title)
        hurt = [
            (tokens[injury.head].start, tokens[injury.head].end, injury.term)
            for injury in self._hurt.of_title(tokens, self._vocabulary.hits(tokens))
        ]
        for part in parts:
            # "Hip pain, suspect bursitis": the pain is no guess.
            known = Extent(line.title.start, part.extent.end)
            sure = part.extent.end < guess
            context = SentenceContext(self._text, known, section.kind) if sure else whole
            inside = [one for one in hurt if part.extent.start <= one[0] < part.extent.end]
            if inside:
                for start, end, term in inside:
                    yield Draft(
                        part.extent,
                        term,
                        section,
                        part.role,
                        context.judge(Extent(start, end)),
                        line.title,
                        line.body,
                    )
                continue
            term = part.name
            if phrase(term) in kinds().never or _is_drug(term):
                continue
            several = ambiguous().get(phrase(term))
            if several is not None:
                term = several.term(term, self._words_around()) or several.default
                if not term:
                    continue
            if line.later and not part.known:
                continue
            cues = frozenset() if part.known else frozenset({"unnamed"})
            yield Draft(
                part.extent,
                term,
                section,
                part.role,
                self._struck(part.said, line)
                or outlived(self._text, part.said.end, term)
                or _listed(section, self._text, line.title, context.judge(part.said)),
                line.title,
                line.body,
                cues,
            )

    def _struck(self, said: Extent, line: ProblemLine) -> Judgement | None:
        """The judgement on a problem that its line takes back ("HLD - no, delete from list")."""
        end = self._text.find("\n", line.title.end)
        rest = Extent(line.title.end, len(self._text) if end < 0 else end)
        off = _TAKEN_OFF.search(self._text, *rest)
        if off:
            return Judgement(Assertion.NEGATED, Extent(*off.span()), "taken_off")
        judgement = self._reading.judge(said)
        if judgement.trigger is None:
            return None
        after = judgement.trigger.start
        if 0 <= after - said.end <= _NEXT and judgement.rule in _ENDED:
            return judgement
        back = judgement.rule in _TAKEN_BACK and rest.start <= after < rest.end
        return judgement if back else None

    def _names(self, tokens: list[Word]) -> Iterator[Hit]:
        """The names in a sentence; where one is none of a condition, those that it hides."""
        hits = self._vocabulary.hits(tokens)
        for number, hit in enumerate(hits):
            if hit.last - hit.first < _TWO or hit.phrase not in kinds().never:
                yield hit
                continue
            until = hits[number + 1].first if number + 1 < len(hits) else len(tokens)
            for inner in self._vocabulary.hits(tokens[hit.first + 1 : until]):
                yield Hit(hit.first + 1 + inner.first, hit.first + 1 + inner.last, inner.phrase)

    def _spread(self, section: Section, sentence: Extent, role: str) -> Iterator[Draft]:
        """The sites of spread that a sentence or title lists."""
        for site in spreads(self._text, sentence):
            judgement = self._reading.judge(site.extent)
            # Where a malignancy has spread to bears on all care (guideline I.C.2).
            cues = frozenset({"told_always"})
            yield Draft(site.extent, site.term, section, role, judgement, sentence, NOWHERE, cues)

    def _sited(
        self, section: Section, sentence: Extent, role: str, around: Extent
    ) -> Iterator[Draft]:
        """The tumours and skin diseases that a sentence or title names by kind and site."""
        if not self._has_sited:
            return
        every: list[Tumour | OfSkin] = [*tumours(self._text, sentence)]
        for one in (*every, *of_skin(self._text, sentence)):
            judgement = self._reading.judge(one.extent)
            yield Draft(one.extent, one.term, section, role, judgement, sentence, around)

    def _sentence(self, section: Section, sentence: Extent, taken: list[Extent]) -> None:
        tokens = _tokens(self._text, sentence)
        if section.kind in ASSESSED:
            self._page.said.append(frozenset(token.form for token in tokens))
        drugs = list(drug_hits(tokens))
        hits = widened(tokens, list(self._names(tokens)), self._vocabulary)
        hurt = self._hurt.of_sentence(sentence, tokens, hits)
        hits = [hit for hit in hits if not any(names(hit, injury) for injury in hurt)]
        sited = list(self._sited(section, sentence, "prose", NOWHERE))
        found = [draft for draft in sited if not _inside(draft.extent, self._titles_here)]
        if hits or hurt:
            here = _Here(section, sentence, tokens, SentenceCues(tokens), taken)
            found.extend(self._injured(here, hurt))
            found.extend(self._named(here, hits, sited))
        coded = list(coded_drugs(tokens))
        harms = list(caused(section, sentence, tokens, hits, coded, self._text))
        self._page.drafts.extend(blamed(found, harms))
        self._page.drafts.extend(
            draft
            for draft in self._spread(section, sentence, "prose")
            if not _inside(draft.extent, self._titles_here)
        )
        for drug in drugs:
            self._drug(section, sentence, tokens, drug)
        self._page.groups.update(drug.codes.group for drug in coded)
        self._page.drafts.extend(harms)
        self._codes_of_drugs(section, sentence, tokens, coded)
        self._poisoned(section, sentence, tokens, coded)
        self._told(section, sentence, tokens)
        self._pressure(section, sentence)
        self._page.drafts.extend(stated(self._text, section, sentence))
        for mechanism in mechanisms(tokens):
            extent = Extent(tokens[mechanism.first].start, tokens[mechanism.last - 1].end)
            self._state(section, sentence, extent, mechanism.term, "mechanism")
        for purpose in purposes(self._text, sentence, drugs):
            self._state(section, sentence, purpose.extent, purpose.term, "encounter")

    def _judged(self, section: Section, sentence: Extent, extent: Extent) -> Judgement:
        """What the note says of a condition; "risk of lows in her diabetes": she has it."""
        judgement = _listed(section, self._text, sentence, self._reading.judge(extent))
        if judgement.assertion is not Assertion.HYPOTHETICAL or section.kind == "family_history":
            return judgement
        words = self._text[slice(*extent)]
        if _OWNED.search(self._text, sentence.start, extent.start) and is_chronic(words):
            return Judgement(Assertion.PRESENT, judgement.trigger, "presupposed")
        return judgement

    def _injured(self, here: _Here, hurt: Sequence[Injury]) -> Iterator[Draft]:
        """The injuries that were put together from head and site; one without a site waits."""
        for injury in hurt:
            place = place_of(here.tokens, injury)
            if _inside(place, here.taken) or _FILM_CLEAR.search(self._text, *place):
                continue
            draft = self._draft(here, injury.first, place, injury.term, self._reading.judge(place))
            more = draft.cues | {"injury"}
            judgement = self._hurt.judged(here.sentence, draft.judgement, more)
            draft = replace(draft, judgement=judgement, around=injury.around, cues=more)
            if self._hurt.keep(injury, draft):
                yield draft

    def _named(self, here: _Here, hits: Sequence[Hit], sited: Sequence[Draft]) -> Iterator[Draft]:
        """The conditions that the names in a sentence mean, but where a tumour's site is told."""
        for hit in hits:
            place = Extent(here.tokens[hit.first].start, here.tokens[hit.last - 1].end)
            if _inside(place, here.taken) or _is_about_it(here.tokens, hit.last):
                continue
            written = self._text[place.start : place.end]
            around = self._words_around() if hit.phrase in ambiguous() else frozenset[str]()
            term = meant(hit.phrase, written, around, self._general)
            there = term and not _meets(place, sited)
            if there and self._is_there(here.section, here.sentence, place, term):
                judgement = self._judged(here.section, here.sentence, place)
                yield self._draft(here, hit.first, place, term, judgement)

    def _draft(
        self, here: _Here, first: int, place: Extent, term: str, judgement: Judgement
    ) -> Draft:
        """The draft of what a sentence names, in its words from the ``first`` on."""
        return Draft(
            place,
            term,
            here.section,
            "prose",
            judgement,
            here.sentence,
            NOWHERE,
            here.cues.of(first)
            | self._more(here.section, here.sentence, place)
            | self._pursued(here.sentence, place, term),
        )

    def _more(self, section: Section, sentence: Extent, extent: Extent) -> frozenset[str]:
        """Cues of the place: a date behind the words, or that the sentence opens with them."""
        cues = dated(self._text, sentence, extent) | self._passage(extent)
        if section.kind in ASSESSED and self._is_reasoned(extent):
            cues |= {"reasoned"}
        before = self._text[sentence.start : extent.start]
        if section.kind not in _OPENED or len(before) > _LABEL or _SAID.search(before):
            return cues
        if not _WARNED.search(self._text, *sentence):
            return cues | {"opens"}
        return cues

    def _is_reasoned(self, extent: Extent) -> bool:
        """Whether the line is one in which the clinician says what he makes of it."""
        line = self._text.rfind("\n", 0, extent.start) + 1
        return _REASONED.match(self._text, line, extent.start) is not None

    def _pursued(self, sentence: Extent, extent: Extent, term: str) -> frozenset[str]:
        """Whether a symptom is looked into."""
        if kind(term) != "symptom" or not is_pursued(self._text, extent.start, sentence):
            return frozenset()
        return frozenset({"pursued"})

    def _passage(self, extent: Extent) -> frozenset[str]:
        """What the passage is in which the words stand, where no heading tells."""
        before = bisect_right(self._passages, extent.start, key=_start)
        if not before or extent.end > self._passages[before - 1].extent.end:
            return frozenset()
        return frozenset({self._passages[before - 1].kind})

    def _is_there(self, section: Section, sentence: Extent, extent: Extent, term: str) -> bool:
        """Whether a drug or vaccine that gives a code its name is taken for long, or given now."""
        name = standard(term)
        if name == _VACCINATED:
            return given_now(self._text, sentence) is not None
        return not name.startswith("long term") or is_taken(self._text, section, sentence, extent)

    def _state(
        self, section: Section, sentence: Extent, extent: Extent, term: str, cue: str
    ) -> None:
        if self._reading.judge(extent).assertion in _HAD:
            self._note(section, sentence, extent, term, cue)

    def _told(self, section: Section, sentence: Extent, tokens: list[Word]) -> None:
        said = {token.form for token in tokens}
        empty = no_conditions(self._text, sentence, said)
        for nothing in empty:
            insort(self._empty, nothing)
        for nothing in no_conditions(self._text, sentence, said, titles=True) if empty else ():
            insort(self._put_aside, nothing)
        for each in told(self._text, section, sentence, said):
            if _inside(each.extent, self._spoken) or _inside(each.extent, self._empty):
                continue
            if not each.sure and self._reading.judge(each.judged).assertion not in _HAD:
                continue
            insort(self._spoken if each.term else self._empty, each.extent)
            if each.term:
                self._note(section, sentence, each.extent, each.term, each.cue)

    def _pressure(self, section: Section, sentence: Extent) -> None:
        """Pressure injuries whose site and stage the sentence tells."""
        for injury in pressure_injuries(self._text, sentence):
            if self._reading.judge(injury.named).assertion is Assertion.PRESENT:
                insort(self._spoken, injury.extent)
                self._note(section, sentence, injury.extent, injury.term, "told_always")

    def _tabled(self) -> None:
        """Pressure injuries that a table lists; the name above it says no more than these."""
        for injury in tabled(self._text):
            section = section_at(self._reading.sections, injury.extent.start)
            if section is not None:
                self._note(section, injury.extent, injury.extent, injury.term, "told_always")

    def _examined_specimens(self) -> None:
        """Polyps by the name that the pathologist gave them, in place of the polyps."""
        reported = False
        for adenoma in adenomas(self._text):
            section = section_at(self._reading.sections, adenoma.extent.start)
            there = self._reading.judge(adenoma.named).assertion is Assertion.PRESENT
            if there and section is not None and section.kind not in _TOLD_OF_THE_PAST:
                self._note(section, adenoma.extent, adenoma.extent, adenoma.term, "told_always")
                reported = True
        if reported:
            self._page.drafts = [d for d in self._page.drafts if not unnamed(d, self._text)]

    def _poisoned(
        self, section: Section, sentence: Extent, tokens: list[Word], coded: list[CodedDrug]
    ) -> None:
        """What was taken as an overdose or a poison now; before, it is a history."""
        for poisoned in poisonings(self._text, sentence, tokens, coded):
            if self._reading.judge(poisoned.told).assertion is Assertion.PRESENT:
                self._note(section, sentence, poisoned.extent, poisoned.term, "poisoned")

    def _codes_of_drugs(
        self, section: Section, sentence: Extent, tokens: list[Word], coded: list[CodedDrug]
    ) -> None:
        """What the books keep of drugs beside their effect: allergy, underdosing, long use."""
        reacts: set[Extent] = set()
        for allergy in allergies(self._text, section, sentence, tokens, coded):
            reacts.add(allergy.extent)
            self._note(section, sentence, allergy.extent, allergy.term, "allergy")
        if not coded or section.kind in ("allergies", "family_history"):
            return
        named = [(d, Extent(tokens[d.first].start, tokens[d.last - 1].end)) for d in coded]
        for less in underdosings(self._text, sentence, named):
            self._note(section, sentence, less.extent, less.term, "told_always")
        for drug, name in named:
            if (
                drug.codes.long_term
                and name not in reacts
                and is_long_term(self._text, section, sentence, name, drug.codes.when)
                and _is_given(self._reading.judge(name))
            ):
                cue = "told_always" if drug.codes.always else "drug_long"
                self._note(section, sentence, name, drug.codes.long_term, cue)

    def _note(
        self, section: Section, sentence: Extent, extent: Extent, term: str, cue: str
    ) -> None:
        present = Judgement(Assertion.PRESENT, None, f"stated.{cue}")
        titled = any(t.start <= extent.start and extent.end <= t.end for t in self._titles_here)
        cues = frozenset({cue, "told_titled"} if titled else {cue})
        self._page.drafts.append(
            Draft(extent, term, section, "stated", present, sentence, NOWHERE, cues, past=True)
        )

    def _drug(self, section: Section, sentence: Extent, tokens: list[Word], hit: DrugHit) -> None:
        extent = Extent(tokens[hit.first].start, tokens[hit.last - 1].end)
        if section.kind in ("allergies", "family_history"):
            return
        if self._reading.judge(extent).assertion is not Assertion.PRESENT:
            return
        self._page.drugs.setdefault(hit.drug.name, hit.drug)
        place = (section.kind, sentence.start)
        self._page.beside[place] = (*self._page.beside.get(place, ()), hit.drug)


_TOLD_OF_THE_PAST = frozenset(
    {"past_medical_history", "past_surgical_history", "family_history", "indication"}
    | {"chief_complaint", "immunizations", "outside_record"}
)


def _listed(section: Section, text: str, place: Extent, judgement: Judgement) -> Judgement:
    """What a list of resolved problems says of its items: in this stay, or in the year told."""
    if section.title[:8].casefold() != "resolved" or judgement.assertion is not _HAD[0]:
        return judgement
    earlier = _YEAR.search(text, *place)
    return Judgement(Assertion.HISTORICAL, None, "listed_earlier" if earlier else "resolved")


_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!-)")

_PREVENTION = ("prevention", "prevention_after")
"""Rules of assertion by which what is named is to be prevented."""


def _is_given(judged: Judgement) -> bool:
    """Whether a drug so judged is taken: what it is to prevent is not there, but the drug is."""
    return judged.assertion is Assertion.PRESENT or judged.rule in _PREVENTION


_ABOUT_IT = frozenset(
    {
        "titer",
        "test",
        "testing",
        "panel",
        "pcr",
        "serology",
        "antibody",
        "antigen",
        "vaccine",
        "immune",
        "immunity",
        "nonimmune",
        "vaccinated",
        "vaccination",
        "ab",
        "ag",
        "igg",
        "igm",
    }
    | {"clinic", "precaution", "education", "awareness", "score", "scale", "specialist", "society"}
    | {"workup", "protocol", "prophylaxis", "ppx", "risk", "center", "unit", "team", "alert"}
    | {"wash", "shampoo", "cream", "medication", "medicine", "lab", "labs", "bloods", "bundle"}
)
"""What is named after a condition without anybody having it: "Lyme titer", "stroke clinic"."""


def _is_about_it(tokens: Sequence[Word], last: int) -> bool:
    """Whether the word behind a name makes it the name of something else.

    "HD 2" and "HD#3" count days in hospital, not treatments of the kidneys.
    """
    if last == len(tokens) or tokens[last].breaks:
        return False
    counted = tokens[last - 1].form == "hd" and tokens[last].form.isdigit()
    while last + 1 < len(tokens) and tokens[last].form in _FURTHER and not tokens[last].breaks:
        last += 1
    return counted or tokens[last].form in _ABOUT_IT


_FURTHER = frozenset({"and", "or", "a", "b", "c", "e", "virus", "viral", "surface", "core"})
"""What stands between a disease and its test: "hepatitis B and C serologies"."""

_LASTING = frozenset({"chronic", "long", "lifelong", "daily", "use", "therapy"})


def _is_use_of_drug(term: str) -> bool:
    """Whether the words are a drug's name for its long-term use, without saying that it is long."""
    said = set(forms(term))
    if said & _LASTING or not standard(term).startswith("long term"):
        return False
    return "on" in said or any(True for _ in coded_drugs(words(term)))


def _is_drug(term: str) -> bool:
    """Whether the words name a drug and nothing else."""
    tokens = words(term)
    hit = next(drug_hits(tokens), None)
    return hit is not None and (hit.first, hit.last) == (0, len(tokens))


def _meets(extent: Extent, drafts: Sequence[Draft]) -> bool:
    """Whether the extent and one of the drafts have words in common."""
    return any(d.extent.start < extent.end and extent.start < d.extent.end for d in drafts)


def _start(passage: Passage) -> int:
    return passage.extent.start


def _inside(extent: Extent, taken: list[Extent]) -> bool:
    """Whether the extent lies in one of those, which are in order and apart."""
    before = bisect_right(taken, extent.start, key=lambda one: one.start)
    return before > 0 and extent.end <= taken[before - 1].end


def _tokens(text: str, extent: Extent) -> list[Word]:
    return words(text, extent.start, extent.end)
