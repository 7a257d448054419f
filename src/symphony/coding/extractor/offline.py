"""The extractor without a model: names of conditions in problem lists and running text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symphony.books.titles import Titles
from symphony.coding.extractor import relatives
from symphony.coding.extractor.asserted import is_asserted, not_asserted
from symphony.coding.extractor.cured import is_cured, past_cancers
from symphony.coding.extractor.drafts import Draft, concept, restated, standard
from symphony.coding.extractor.every import beside, general_names, named, surety
from symphony.coding.extractor.overview import Concluding, Overview, overview
from symphony.coding.extractor.page import Page
from symphony.coding.extractor.placed import (
    Placed,
    around_of,
    complaints,
    detail_of,
    evidence_of,
    located,
    said,
    sided,
)
from symphony.coding.extractor.reader import read
from symphony.coding.extractor.reportable import probability, signals, weights
from symphony.coding.extractor.settling import (
    concluded,
    settled_in,
    under_one_name,
    without_ruled_out,
)
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Fact, Mention, Mentions, Signal
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter, Setting
from symphony.encounter.visit import is_report
from symphony.language.words import bag
from symphony.rules.profile import CONCLUDING


class OfflineExtractor:
    """Finds names with a vocabulary, asks what the note asserts of them, and weighs them."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        every: frozenset[Assertion] = frozenset(),
        titles: Titles | None = None,
        conclusions: frozenset[str] = frozenset(),
    ) -> None:
        """With a vocabulary.

        Args:
            vocabulary: the names to look for.
            titles: the titles that a sentence may tell in full; none are looked for without them.
            every: what the note may say of a condition for each of its mentions to be taken for
                itself (``Profile.mentions``); empty for what the encounter reports.
            conclusions: the words of doubt that an assessment may use of what it concludes, by
                their rules (``Profile.concluded``); none by the guidelines.
        """
        self._vocabulary = vocabulary.with_names(general_names()) if every else vocabulary
        self._every = every
        self._titles = titles
        self._conclusions = conclusions

    def extract(self, encounter: Encounter) -> Mentions:
        """The mentions to look up, and everything else that was seen with the reason it is not."""
        pages = [(each, self._read(each.text, encounter.setting)) for each in encounter.documents]
        if self._every:
            return self._each(pages)
        placed = concluded(_after_all(pages, encounter), self._conclusions)
        asserted = [p for p in placed if is_asserted(p.draft, encounter.setting)]
        seen = _overview(pages, placed, asserted, encounter)
        groups: dict[str, list[Placed]] = defaultdict(list)
        for p in asserted:
            groups[p.draft.concept].append(p)
        alone = {concept: [p.draft for p in same] for concept, same in groups.items()}
        placed = under_one_name(placed, groups)
        weighed = {
            concept: _weighed(alone[concept], [p.draft for p in same], seen)
            for concept, same in groups.items()
        }
        screenings = relatives.screened((p.document.text, p.draft) for p in asserted)
        came_for = complaints(asserted)
        mentions: list[Mention] = []
        excluded: list[Exclusion] = []
        for number, p in enumerate(placed):
            if relatives.is_relatives(p.document.text, p.draft):
                mentions.append(_of_relatives(number, p, screenings))
                continue
            made = self._mention(number, p, groups, weighed, encounter.setting)
            if isinstance(made, Mention):
                mentions.append(sided(made, p, came_for))
            else:
                excluded.append(made)
        return Mentions(tuple(mentions), tuple(excluded))

    def _read(self, text: str, setting: Setting) -> Page:
        return read(
            text,
            self._vocabulary,
            stay=setting is Setting.INPATIENT,
            emergency=setting is Setting.EMERGENCY,
            general=general_names() if self._every else None,
            titles=self._titles,
        )

    def _each(self, pages: Sequence[tuple[Document, Page]]) -> Mentions:
        """Every place that names a condition, then what is none, of those that are asked for."""
        placed = [
            *(
                Placed(d, p)
                for d, page in pages
                for p in named(d.text, page.drafts, self._vocabulary)
            ),
            *(Placed(d, p) for d, page in pages for p in beside(page.drafts)),
        ]
        times = Counter(p.draft.concept for p in placed)
        mentions: list[Mention] = []
        excluded: list[Exclusion] = []
        for number, p in enumerate(placed):
            draft, evidence = p.draft, evidence_of(p)
            if draft.judgement.assertion not in self._every:
                excluded.append(not_asserted(number, draft, evidence))
                continue
            mentions.append(
                Mention(
                    id=number,
                    evidence=evidence,
                    term=draft.term,
                    kind=draft.kind,
                    assertion=draft.judgement.assertion,
                    score=surety(draft, times[draft.concept]),
                    detail=tuple(detail_of(p, ())),
                    rule=draft.judgement.rule,
                    terms=terms_of(draft.term),
                )
            )
        return Mentions(tuple(mentions), tuple(excluded))

    def _mention(
        self,
        number: int,
        placed: Placed,
        groups: dict[str, list[Placed]],
        weighed: dict[str, tuple[Signal, ...]],
        setting: Setting,
    ) -> Mention | Exclusion:
        draft = placed.draft
        evidence = evidence_of(placed)
        if not is_asserted(draft, setting):
            return not_asserted(number, draft, evidence)
        same = groups[draft.concept]
        found = weighed[draft.concept]
        score = probability(found)
        if score < weights().consider_at:
            return Exclusion(
                mention=number,
                reason=Reason.NOT_REPORTABLE,
                evidence=(evidence,),
                text=evidence.text,
                rule="extractor.reportable",
                citation="guidelines III and IV.J: not shown to be dealt with at this encounter "
                f"({', '.join(signal.name for signal in found) or 'named only'})",
            )
        detail = tuple(detail_of(placed, same, sure=setting is not Setting.INPATIENT))
        around = tuple(around_of(placed))
        term = located(draft, same)
        return Mention(
            id=number,
            evidence=evidence,
            term=term,
            kind=draft.kind,
            assertion=draft.judgement.assertion,
            score=score,
            signals=found,
            detail=detail,
            around=around,
            rule=draft.judgement.rule,
            terms=terms_of(term),
        )


def _after_all(pages: Sequence[tuple[Document, Page]], encounter: Encounter) -> list[Placed]:
    """The drafts of all documents, after a look at the whole encounter."""
    stay = encounter.setting is Setting.INPATIENT
    placed = [
        Placed(document, restated(draft, discharge=stay))
        for document, page in pages
        for draft in page.drafts
    ]
    names = (drug.name for _, page in pages for drug in page.drugs.values())
    texts = [document.text for document in encounter.documents]
    if not is_report(encounter) and is_cured(texts, names):
        past = past_cancers([p.draft for p in placed])
        placed = [replace(p, draft=draft) for p, draft in zip(placed, past, strict=True)]
    return without_ruled_out(settled_in(placed, encounter))


def _overview(
    pages: Sequence[tuple[Document, Page]],
    placed: Iterable[Placed],
    asserted: Iterable[Placed],
    encounter: Encounter,
) -> Overview:
    """What the whole encounter says."""
    return overview(
        (p.draft for p in asserted),
        [drug for _, page in pages for drug in page.drugs.values()],
        {place: drugs for _, page in pages for place, drugs in page.beside.items()},
        acute=encounter.setting is not Setting.OUTPATIENT,
        report=is_report(encounter),
        concluding=_concluding(pages, placed),
    )


def _concluding(pages: Sequence[tuple[Document, Page]], placed: Iterable[Placed]) -> Concluding:
    return Concluding(
        doubted=(p.draft.concept for p in placed if _is_settled_further_on(p.draft)),
        said=(words for _, page in pages for words in page.said),
        referred=(page.referred for _, page in pages),
        topics=(word for _, page in pages for word in page.topics),
    )


def _is_settled_further_on(draft: Draft) -> bool:
    """Whether a title doubts it, or an assessment concludes it of a problem titled otherwise."""
    if draft.judgement.assertion is Assertion.POSSIBLE:
        return draft.role != "prose"
    return draft.judgement.rule in CONCLUDING


def _of_relatives(number: int, placed: Placed, screenings: Iterable[frozenset[str]]) -> Mention:
    """The family history that a relative's disease is for the patient."""
    document, draft = placed.document, placed.draft
    found = relatives.signals(document.text, draft, screenings, weights().signals)
    told = relatives.relation(document.text, draft)
    kin = said(placed, told) if told else None
    return Mention(
        id=number,
        evidence=evidence_of(placed),
        term=relatives.named(draft),
        kind="status",
        assertion=Assertion.FAMILY,
        score=probability(found),
        signals=found,
        rule=draft.judgement.rule,
        terms=terms_of(relatives.named(draft)),
        facts=(Fact("relative", kin),) if kin else (),
    )


def _weighed(
    alone: Sequence[Draft], pooled_ones: Sequence[Draft], seen: Overview
) -> tuple[Signal, ...]:
    """What speaks for a condition: by its own name, or with the general one, whichever is more."""
    own = signals(alone, seen)
    if len(pooled_ones) == len(alone):
        return own
    return max(own, signals(pooled_ones, seen), key=probability)


def terms_of(term: str) -> tuple[str, ...]:
    """The lexicon's standard term, where it is another."""
    return () if concept(term) == bag(term) else (standard(term),)
