"""Drafts changed after a look at all of them: measures, doubts settled, one name for one thing."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from symphony.coding.extractor.drafts import HISTORY_OF, Draft, concept
from symphony.coding.extractor.examined import examined
from symphony.coding.extractor.measures import settled
from symphony.coding.extractor.over import OUTLIVED
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.extractor.passages import CONCLUDED
from symphony.coding.extractor.placed import Placed
from symphony.coding.extractor.pooling import pooled
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.model import Encounter
from symphony.encounter.person import patient

_DOUBTED = frozenset({Assertion.POSSIBLE})


def settled_in(placed: Sequence[Placed], encounter: Encounter) -> list[Placed]:
    """The drafts after a look at all of them: measures, routine examination."""
    drafts = [p.draft for p in placed]
    person = patient(encounter)
    settled_ones = examined(settled(drafts, person, encounter.setting), person.age_years)
    return [Placed(p.document, draft) for p, draft in zip(placed, settled_ones, strict=True)]


def concluded(placed: Sequence[Placed], doubts: AbstractSet[str]) -> list[Placed]:
    """The drafts, those of an assessment taken as named that only such words of doubt make unsure.

    In a title ("foot pain, consistent with a Lisfranc fracture") it is then the problem.

    Args:
        placed: the drafts.
        doubts: the rules of assertion that count as conclusions (``Profile.concluded``).
    """
    return [
        replace(p, draft=_as_named(p.draft))
        if _is_conclusion(p.draft) and p.draft.judgement.rule in doubts
        else p
        for p in placed
    ]


def _is_conclusion(draft: Draft) -> bool:
    """Whether the clinician doubts it where he says what he makes of the findings."""
    assessed = draft.section.kind in ASSESSED or CONCLUDED in draft.cues
    return assessed and draft.judgement.assertion is Assertion.POSSIBLE


def _as_named(draft: Draft) -> Draft:
    judgement = replace(draft.judgement, assertion=Assertion.PRESENT)
    role = draft.role if draft.role == "prose" else "problem"
    return replace(draft, judgement=judgement, role=role)


def without_ruled_out(placed: list[Placed]) -> list[Placed]:
    """What was uncertain and is ruled out elsewhere, is ruled out (II.H: at discharge).

    A lasting condition whose title calls it over is over wherever it is named.
    """
    gone = {
        p.draft.concept: p.draft.judgement for p in placed if p.draft.judgement.rule == OUTLIVED
    }
    placed = _rejudged(placed, gone, _DOUBTED | {Assertion.PRESENT}) if gone else placed
    placed = _resolved_since(placed)
    out = {
        p.draft.concept: p.draft.judgement
        for p in placed
        if p.draft.judgement.assertion is Assertion.NEGATED
        and p.draft.judgement.rule.startswith("ruled_out")
    }
    return _rejudged(placed, out, _DOUBTED) if out else placed


def _resolved_since(placed: list[Placed]) -> list[Placed]:
    """The drafts, an illness over where the same document tells further on that it resolved."""
    since = {
        (p.document.id, concept(p.draft.term.removeprefix(HISTORY_OF))): p.draft
        for p in placed
        if p.draft.judgement.rule == "resolved" and p.draft.term.startswith(HISTORY_OF)
    }
    if not since:
        return placed
    return [
        replace(p, draft=replace(p.draft, judgement=later.judgement))
        if (later := since.get((p.document.id, p.draft.concept)))
        and p.draft.judgement.assertion is Assertion.PRESENT
        and p.draft.extent.start < later.extent.start
        else p
        for p in placed
    ]


def _rejudged(
    placed: list[Placed], judgements: Mapping[str, Judgement], said: AbstractSet[Assertion]
) -> list[Placed]:
    """The drafts, those of a concept that are judged so judged as it is told elsewhere."""
    return [
        replace(p, draft=replace(p.draft, judgement=judgements[p.draft.concept]))
        if p.draft.judgement.assertion in said and p.draft.concept in judgements
        else p
        for p in placed
    ]


def under_one_name(placed: list[Placed], groups: dict[str, list[Placed]]) -> list[Placed]:
    """The drafts, a general name given the term of the specific one that the encounter has.

    The groups are changed to match: the general is counted with the specific.
    """
    general = pooled({c: [p.draft for p in same] for c, same in groups.items()})
    terms = {specific: groups[specific][0].draft.term for specific in general.values()}
    renamed: dict[int, Placed] = {}
    for vague, specific in general.items():
        for p in groups.pop(vague):
            renamed[id(p)] = replace(p, draft=replace(p.draft, term=terms[specific]))
            groups[specific].append(renamed[id(p)])
    return [renamed.get(id(p), p) for p in placed]
