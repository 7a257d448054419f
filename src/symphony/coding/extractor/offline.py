"""The extractor without a model: names of conditions in problem lists and running text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice

from symphony.coding.details import sides
from symphony.coding.evidence import Evidence, accept
from symphony.coding.extractor import relatives
from symphony.coding.extractor.complaint import explains, is_complaint
from symphony.coding.extractor.cured import is_cured, past_cancers
from symphony.coding.extractor.drafts import Draft, concept, restated, standard
from symphony.coding.extractor.every import beside, general_names, named, surety
from symphony.coding.extractor.examined import examined
from symphony.coding.extractor.measures import settled
from symphony.coding.extractor.over import OUTLIVED
from symphony.coding.extractor.overview import ASSESSED, Overview, overview
from symphony.coding.extractor.page import Page
from symphony.coding.extractor.pooling import pooled
from symphony.coding.extractor.reader import read
from symphony.coding.extractor.reportable import probability, signals, weights
from symphony.coding.extractor.sites import needs_site, with_site
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Fact, Mention, Mentions, Signal
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.model import Document, Encounter, Setting
from symphony.encounter.person import patient
from symphony.encounter.visit import is_report
from symphony.language.words import bag, forms

_REASONS = {
    Assertion.NEGATED: Reason.NEGATED,
    Assertion.POSSIBLE: Reason.UNCERTAIN,
    Assertion.HISTORICAL: Reason.HISTORICAL,
    Assertion.FAMILY: Reason.FAMILY_HISTORY,
    Assertion.HYPOTHETICAL: Reason.HYPOTHETICAL,
    Assertion.PLANNED: Reason.PLANNED,
}

_UNCERTAIN = {
    True: "guidelines II.H and III.C: inpatient, uncertain at discharge is coded as if it existed",
    False: "guidelines IV.H: outpatient, an uncertain diagnosis is not coded",
}


_SENTENCES = 8
"""Other sentences kept with a mention; a chart that repeats itself stays linear."""


@dataclass(frozen=True, slots=True)
class _Placed:
    document: Document
    draft: Draft


class OfflineExtractor:
    """Finds names with a vocabulary, asks what the note asserts of them, and weighs them."""

    def __init__(self, vocabulary: Vocabulary, every: frozenset[Assertion] = frozenset()) -> None:
        """With a vocabulary.

        Args:
            vocabulary: the names to look for.
            every: what the note may say of a condition for each of its mentions to be taken for
                itself (``Profile.mentions``); empty for what the encounter reports.
        """
        self._vocabulary = vocabulary.with_names(general_names()) if every else vocabulary
        self._every = every

    def extract(self, encounter: Encounter) -> Mentions:
        """The mentions to look up, and everything else that was seen with the reason it is not."""
        stay = encounter.setting is Setting.INPATIENT
        general = general_names() if self._every else None
        pages = [
            (document, read(document.text, self._vocabulary, stay=stay, general=general))
            for document in encounter.documents
        ]
        if self._every:
            return self._each(pages)
        placed = [
            _Placed(document, restated(draft, discharge=stay))
            for document, page in pages
            for draft in page.drafts
        ]
        drugs = [drug for _, page in pages for drug in page.drugs.values()]
        report = is_report(encounter)
        texts = [document.text for document in encounter.documents]
        if not report and is_cured(texts, (drug.name for drug in drugs)):
            past = past_cancers([p.draft for p in placed])
            placed = [replace(p, draft=draft) for p, draft in zip(placed, past, strict=True)]
        placed = _settled(placed, encounter)
        placed = _without_ruled_out(placed)
        asserted = [p for p in placed if _is_asserted(p.draft, encounter.setting)]
        seen = overview(
            (p.draft for p in asserted),
            drugs,
            {place: drugs for _, page in pages for place, drugs in page.beside.items()},
            acute=encounter.setting is not Setting.OUTPATIENT,
            report=report,
            doubted=(
                p.draft.concept
                for p in placed
                if p.draft.role != "prose" and p.draft.judgement.assertion is Assertion.POSSIBLE
            ),
            said=(words for _, page in pages for words in page.said),
            referred=(page.referred for _, page in pages),
        )
        groups: dict[str, list[_Placed]] = defaultdict(list)
        for p in asserted:
            groups[p.draft.concept].append(p)
        alone = {concept: [p.draft for p in same] for concept, same in groups.items()}
        placed = _pooled(placed, groups)
        weighed = {
            concept: _weighed(alone[concept], [p.draft for p in same], seen)
            for concept, same in groups.items()
        }
        screenings = relatives.screened((p.document.text, p.draft) for p in asserted)
        came_for = _complaints(asserted)
        mentions: list[Mention] = []
        excluded: list[Exclusion] = []
        for number, p in enumerate(placed):
            if relatives.is_relatives(p.document.text, p.draft):
                mentions.append(_of_relatives(number, p, screenings))
                continue
            made = self._mention(number, p, groups, weighed, encounter.setting)
            if isinstance(made, Mention):
                mentions.append(_sided(made, p, came_for))
            else:
                excluded.append(made)
        return Mentions(tuple(mentions), tuple(excluded))

    def _each(self, pages: Sequence[tuple[Document, Page]]) -> Mentions:
        """Every place that names a condition, then what is none, of those that are asked for."""
        placed = [
            *(
                _Placed(d, p)
                for d, page in pages
                for p in named(d.text, page.drafts, self._vocabulary)
            ),
            *(_Placed(d, p) for d, page in pages for p in beside(page.drafts)),
        ]
        times = Counter(p.draft.concept for p in placed)
        mentions: list[Mention] = []
        excluded: list[Exclusion] = []
        for number, p in enumerate(placed):
            draft, evidence = p.draft, _evidence(p.document, p.draft)
            if draft.judgement.assertion not in self._every:
                excluded.append(_not_asserted(number, draft, evidence))
                continue
            mentions.append(
                Mention(
                    id=number,
                    evidence=evidence,
                    term=draft.term,
                    kind=draft.kind,
                    assertion=draft.judgement.assertion,
                    score=surety(draft, times[draft.concept]),
                    detail=tuple(_detail(p, ())),
                    rule=draft.judgement.rule,
                    terms=_terms(draft.term),
                )
            )
        return Mentions(tuple(mentions), tuple(excluded))

    def _mention(
        self,
        number: int,
        placed: _Placed,
        groups: dict[str, list[_Placed]],
        weighed: dict[str, tuple[Signal, ...]],
        setting: Setting,
    ) -> Mention | Exclusion:
        draft = placed.draft
        evidence = _evidence(placed.document, draft)
        if not _is_asserted(draft, setting):
            return _not_asserted(number, draft, evidence)
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
        detail = tuple(_detail(placed, same))
        around = tuple(_around(placed))
        term = _located(draft, same)
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
            terms=_terms(term),
        )


def _of_relatives(number: int, placed: _Placed, screenings: Iterable[frozenset[str]]) -> Mention:
    """The family history that a relative's disease is for the patient."""
    document, draft = placed.document, placed.draft
    found = relatives.signals(document.text, draft, screenings, weights().signals)
    told = relatives.relation(document.text, draft)
    kin = accept(document, *told, section=draft.section.kind) if told else None
    return Mention(
        id=number,
        evidence=_evidence(document, draft),
        term=relatives.named(draft),
        kind="status",
        assertion=Assertion.FAMILY,
        score=probability(found),
        signals=found,
        rule=draft.judgement.rule,
        terms=_terms(relatives.named(draft)),
        facts=(Fact("relative", kin),) if kin else (),
    )


def _terms(term: str) -> tuple[str, ...]:
    """The lexicon's standard term, where it is another."""
    return () if concept(term) == bag(term) else (standard(term),)


def _settled(placed: Sequence[_Placed], encounter: Encounter) -> list[_Placed]:
    """The drafts after a look at all of them: measures, routine examination."""
    drafts = [p.draft for p in placed]
    settled_ones = examined(settled(drafts, patient(encounter), encounter.setting))
    return [_Placed(p.document, draft) for p, draft in zip(placed, settled_ones, strict=True)]


def _weighed(
    alone: Sequence[Draft], pooled_ones: Sequence[Draft], seen: Overview
) -> tuple[Signal, ...]:
    """What speaks for a condition: by its own name, or with the general one, whichever is more."""
    own = signals(alone, seen)
    if len(pooled_ones) == len(alone):
        return own
    return max(own, signals(pooled_ones, seen), key=probability)


def _pooled(placed: list[_Placed], groups: dict[str, list[_Placed]]) -> list[_Placed]:
    """The drafts, a general name given the term of the specific one that the encounter has.

    The groups are changed to match: the general is counted with the specific.
    """
    general = pooled({c: [p.draft for p in same] for c, same in groups.items()})
    terms = {specific: groups[specific][0].draft.term for specific in general.values()}
    renamed: dict[int, _Placed] = {}
    for vague, specific in general.items():
        for p in groups.pop(vague):
            renamed[id(p)] = replace(p, draft=replace(p.draft, term=terms[specific]))
            groups[specific].append(renamed[id(p)])
    return [renamed.get(id(p), p) for p in placed]


def _located(draft: Draft, same: Sequence[_Placed]) -> str:
    """The term with the site that the problem's title, its paragraph or another sentence names."""
    if not needs_site(draft.term):
        return draft.term
    first = sorted(same, key=lambda p: p.draft.role != "problem")
    return with_site(
        draft.term,
        (
            p.document.text[extent.start : extent.end]
            for p in first
            for extent in (p.draft.sentence, p.draft.around)
        ),
    )


_DOUBTED = frozenset({Assertion.POSSIBLE})


def _without_ruled_out(placed: list[_Placed]) -> list[_Placed]:
    """What was uncertain and is ruled out elsewhere, is ruled out (II.H: at discharge).

    A lasting condition whose title calls it over is over wherever it is named.
    """
    gone = {
        p.draft.concept: p.draft.judgement for p in placed if p.draft.judgement.rule == OUTLIVED
    }
    placed = _rejudged(placed, gone, _DOUBTED | {Assertion.PRESENT}) if gone else placed
    out = {
        p.draft.concept: p.draft.judgement
        for p in placed
        if p.draft.judgement.assertion is Assertion.NEGATED
        and p.draft.judgement.rule.startswith("ruled_out")
    }
    return _rejudged(placed, out, _DOUBTED) if out else placed


def _rejudged(
    placed: list[_Placed], judgements: Mapping[str, Judgement], said: AbstractSet[Assertion]
) -> list[_Placed]:
    """The drafts, those of a concept that are judged so judged as it is told elsewhere."""
    return [
        replace(p, draft=replace(p.draft, judgement=judgements[p.draft.concept]))
        if p.draft.judgement.assertion in said and p.draft.concept in judgements
        else p
        for p in placed
    ]


def _is_asserted(draft: Draft, setting: Setting) -> bool:
    assertion = draft.judgement.assertion
    if assertion is Assertion.POSSIBLE:
        return setting is Setting.INPATIENT and _is_at_discharge(draft)
    return assertion is Assertion.PRESENT or (draft.past and assertion is Assertion.HISTORICAL)


_NOT_FINAL = frozenset(
    {"once_considered", "once_called", "was_considered", "evaluation_for", "differential", "worry"}
)
"""Rules of assertion for what was thought of on the way."""

_FINAL = ASSESSED | {"hospital_course", "preamble", "other", "findings", "condition"}


def _is_at_discharge(draft: Draft) -> bool:
    """Whether the doubt is one that stands at the end of the stay (guideline II.H)."""
    past = any(said.assertion is Assertion.HISTORICAL for said in draft.judgement.also)
    return not past and draft.section.kind in _FINAL and draft.judgement.rule not in _NOT_FINAL


def _evidence(document: Document, draft: Draft) -> Evidence:
    return accept(document, *draft.extent, section=draft.section.kind)


def _detail(placed: _Placed, same: Iterable[_Placed]) -> Iterator[Evidence]:
    """The sentences that name the condition: the mention's own, then the first of the others."""
    now = "procedure_now" in placed.draft.cues
    others = islice(
        (
            other
            for other in same
            if other is not placed and now == ("procedure_now" in other.draft.cues)
        ),
        _SENTENCES,
    )
    for each in (placed, *others):
        if each.draft.sentence.start < each.draft.sentence.end:
            yield accept(each.document, *each.draft.sentence, section=each.draft.section.kind)


def _complaints(asserted: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """What the patient came for, where the words for it name a side."""
    every = [p for p in asserted if is_complaint(p.document.text, p.draft)]
    return tuple(sorted(every, key=lambda p: p.draft.section.kind))


def _sided(mention: Mention, placed: _Placed, came_for: Sequence[_Placed]) -> Mention:
    """The mention with the complaint that tells its side, where nothing else tells one."""
    told = (mention.evidence, *mention.detail, *mention.around)
    if not came_for or any(sides(forms(evidence.text)) for evidence in told):
        return mention
    complaint = next((p for p in came_for if explains(placed.draft, p.draft)), None)
    if complaint is None:
        return mention
    said = accept(
        complaint.document, *complaint.draft.sentence, section=complaint.draft.section.kind
    )
    return replace(mention, detail=(*mention.detail, said))


def _around(placed: _Placed) -> Iterator[Evidence]:
    around = placed.draft.around
    if around.start < around.end:
        yield accept(placed.document, *around, section=placed.draft.section.kind)


def _not_asserted(number: int, draft: Draft, evidence: Evidence) -> Exclusion:
    assertion = draft.judgement.assertion
    citation = (
        _UNCERTAIN[False] if assertion is Assertion.POSSIBLE else f"the note says {assertion}"
    )
    # Anyone's but a blood relative's ("his wife has the flu") is no family history.
    other = draft.judgement.rule == relatives.ANOTHER
    citation = "the note says it of another person" if other else citation
    return Exclusion(
        mention=number,
        reason=Reason.NOT_PATIENT if other else _REASONS[assertion],
        evidence=(evidence,),
        text=evidence.text,
        rule=draft.judgement.rule,
        citation=citation,
    )
