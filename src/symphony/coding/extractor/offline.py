"""The extractor without a model: names of conditions in problem lists and running text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from symphony.coding.evidence import Evidence, accept
from symphony.coding.extractor.drafts import Draft, drafts, kinds
from symphony.coding.extractor.reportable import probability, signals, weights
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Mention, Mentions, Signal
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter, Setting

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


_MOST_OTHERS = 30
"""How many other sentences are looked at for detail: a chart of a year repeats itself."""


@dataclass(frozen=True, slots=True)
class _Placed:
    document: Document
    draft: Draft


class OfflineExtractor:
    """Finds names with a vocabulary, asks what the note asserts of them, and weighs them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def extract(self, encounter: Encounter) -> Mentions:
        """The mentions to look up, and everything else that was seen with the reason it is not."""
        placed = [
            _Placed(document, draft)
            for document in encounter.documents
            for draft in drafts(document.text, self._vocabulary)
        ]
        listed = any(p.draft.role == "problem" for p in placed)
        groups: dict[str, list[_Placed]] = defaultdict(list)
        for p in placed:
            if _is_asserted(p.draft, encounter.setting):
                groups[p.draft.concept].append(p)
        found = {
            name: signals([p.draft for p in same], listed=listed) for name, same in groups.items()
        }
        mentions: list[Mention] = []
        excluded: list[Exclusion] = []
        for number, p in enumerate(placed):
            if _is_asserted(p.draft, encounter.setting):
                name = p.draft.concept
                made = self._mention(number, p, groups[name], found[name])
            else:
                made = _not_asserted(number, p.draft, _evidence(p.document, p.draft))
            if isinstance(made, Mention):
                mentions.append(made)
            else:
                excluded.append(made)
        return Mentions(tuple(mentions), tuple(excluded))

    def _mention(
        self, number: int, placed: _Placed, same: list[_Placed], found: tuple[Signal, ...]
    ) -> Mention | Exclusion:
        draft = placed.draft
        evidence = _evidence(placed.document, draft)
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
        return Mention(
            id=number,
            evidence=evidence,
            term=draft.term,
            kind=kinds().of(draft.term),
            assertion=draft.judgement.assertion,
            score=score,
            signals=found,
            detail=tuple(_detail(placed, same)),
            around=tuple(_around(placed)),
            rule=draft.judgement.rule,
        )


def _is_asserted(draft: Draft, setting: Setting) -> bool:
    assertion = draft.judgement.assertion
    if assertion is Assertion.POSSIBLE:
        return setting is Setting.INPATIENT
    return assertion is Assertion.PRESENT


def _evidence(document: Document, draft: Draft) -> Evidence:
    return accept(document, *draft.extent, section=draft.section.kind)


def _detail(placed: _Placed, same: Iterable[_Placed]) -> Iterator[Evidence]:
    """The sentences that name the condition: the mention's own, then the first of the others."""
    others = (other for other in same if other is not placed)
    for each in (placed, *islice(others, _MOST_OTHERS)):
        if each.draft.sentence.start < each.draft.sentence.end:
            yield accept(each.document, *each.draft.sentence, section=each.draft.section.kind)


def _around(placed: _Placed) -> Iterator[Evidence]:
    around = placed.draft.around
    if around.start < around.end:
        yield accept(placed.document, *around, section=placed.draft.section.kind)


def _not_asserted(number: int, draft: Draft, evidence: Evidence) -> Exclusion:
    assertion = draft.judgement.assertion
    citation = (
        _UNCERTAIN[False] if assertion is Assertion.POSSIBLE else f"the note says {assertion}"
    )
    return Exclusion(
        mention=number,
        reason=_REASONS[assertion],
        evidence=(evidence,),
        text=evidence.text,
        rule=draft.judgement.rule,
        citation=citation,
    )
