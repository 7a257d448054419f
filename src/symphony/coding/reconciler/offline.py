"""The reconciler without a model: one consistent set of codes, by the rules, in sequence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from symphony.coding.case import Case
from symphony.coding.confidence import scale
from symphony.coding.extractor.reportable import weights
from symphony.coding.reason import Reason
from symphony.coding.reconciler.citing import citations, cite
from symphony.coding.reconciler.drug_induced import drug_induced
from symphony.coding.reconciler.elsewhere import completed
from symphony.coding.reconciler.eyes import eye_by_eye
from symphony.coding.reconciler.importance import importance
from symphony.coding.reconciler.in_passing import in_passing
from symphony.coding.reconciler.not_concluded import not_concluded
from symphony.coding.reconciler.second_infarction import second_infarction
from symphony.coding.reconciler.sequelae import left_behind
from symphony.coding.reconciler.sided import sided
from symphony.coding.reconciler.stroke_scale import with_score
from symphony.coding.reconciler.together import together
from symphony.coding.reconciler.use_alone import use_alone
from symphony.coding.stages import (
    Alternative,
    Choice,
    Exclusion,
    Mention,
    Mentions,
    Reconciliation,
    Sequenced,
    Step,
    Validation,
)
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Setting
from symphony.encounter.visit import is_report
from symphony.rules import poa
from symphony.rules.book import open_book
from symphony.rules.engine import laid, resolve
from symphony.rules.model import Added, CodeSet, Dropped, Finding, Line, Resolution
from symphony.rules.profile import Profile, profile_named

RULED = "icd10cm"
"""The code system that the rule layer knows; other systems are only merged and ordered."""

_NOT_REQUIRED = "I.C.20"
"""The section by which external causes are optional; the finding is ``external.optional``'s."""

_CIRCUMSTANCES = ("V", "W", "X", "Y")
"""External causes (chapter 20)."""
_FACTORS = "Z"
"""Drugs, states, histories and circumstances (chapter 21)."""

_SHORTEST_REPORT = 450
"""The length from which a text may be a case report, in code points."""


class OfflineReconciler:
    """Merges repeats, applies the rules to the whole set and puts it in order."""

    def __init__(self, profile: str = "official", *, as_given: bool = False) -> None:
        """With a profile of rules.

        Args:
            profile: which rules hold.
            as_given: whether the choices come in an order that somebody has judged; else they are
                put in reading order, problems of a list first.
        """
        self._profile = profile_named(profile)
        self._as_given = as_given

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        """The codes in sequence; every other choice is excluded with its reason."""
        by_id = {mention.id: mention for mention in mentions.mentions}
        merged = _merged(validation.choices)
        if not self._as_given:
            if case.system == RULED:
                merged = _merged(left_behind(case, merged, by_id))
            merged.sort(key=lambda choice: importance(choice, by_id))
        least = self._least(mentions)
        codes = [choice for choice in merged if choice.confidence >= least]
        left = [choice for choice in merged if choice.confidence < least]
        if case.system != RULED:
            plain = Reconciliation(tuple(_in_place(codes, case)), tuple(_aside(left)))
            return self._scaled(plain, by_id)
        if self._profile.mentions:
            return self._scaled(self._indexed(case, codes, left), by_id)
        if not self._as_given:
            codes = list(second_infarction(case, codes, by_id))
            caused = drug_induced(case, completed(case, codes, by_id), by_id)
            detailed = sided(case, caused, by_id)
            codes = _merged(eye_by_eye(case, with_score(case, detailed)))
        told = self._in_passing(case, codes, by_id)
        codes = [choice for choice in codes if choice.code not in told]
        codeset = _codeset(case, codes, by_id)
        resolution = resolve(codeset, case.release, self._profile)
        chosen = _with_added(codes, resolution, case)
        kept = [chosen[line.code] for line in resolution.kept if line.code in chosen]
        taken = {choice.code for choice in kept}
        # What was too unsure by itself and is reported after all, by a combination, is the same.
        kept = [_one([choice, *(c for c in left if c.code == choice.code)]) for choice in kept]
        optional = resolution.voluntary | self._not_reported(case, kept, by_id)
        voluntary = [choice for choice in kept if choice.code in optional]
        reported = [choice for choice in kept if choice.code not in optional]
        unsure = (choice for choice in left if choice.code not in taken)
        return self._scaled(
            Reconciliation(
                codes=tuple(_annotated(_in_place(reported, case), case, codeset)),
                candidates=(*_voluntary(voluntary, case), *_aside(unsure)),
                excluded=(
                    *(exclusion for each in told.values() for exclusion in each),
                    *_dropped(resolution, chosen, by_id),
                ),
                findings=resolution.findings,
            ),
            by_id,
        )

    def _indexed(
        self, case: Case, codes: Iterable[Choice], left: Iterable[Choice]
    ) -> Reconciliation:
        """An index of what the documents name: no rule of reporting, combination or order holds."""
        every = list(codes)
        named = [choice for choice in every if self._is_condition(choice.code, case)]
        others = (choice for choice in every if choice not in named)
        return Reconciliation(
            codes=tuple(_aside(named)),
            candidates=(*_voluntary(others, case), *_aside(left)),
            findings=(_not_for_billing(self._profile),),
        )

    def _is_condition(self, code: str, case: Case) -> bool:
        """Whether the code stands for a condition, or for a circumstance that the profile takes."""
        unreported = self._profile.unreported(case.encounter.setting)
        if code.startswith(_CIRCUMSTANCES):
            return "external_causes" not in unreported
        return not (code.startswith(_FACTORS) and "told" in unreported)

    def _not_reported(
        self, case: Case, kept: Iterable[Choice], by_id: dict[int, Mention]
    ) -> set[str]:
        """The codes of drug therapy, and of what is only told, where the profile reports none."""
        setting = case.encounter.setting
        silent = setting not in self._profile.told
        return {
            c.code
            for c in kept
            if self._profile.leaves_out(c.code, setting) or (silent and _is_only_told(c, by_id))
        }

    def _in_passing(
        self, case: Case, codes: Sequence[Choice], by_id: dict[int, Mention]
    ) -> dict[str, tuple[Exclusion, ...]]:
        """The symptoms, habits and reactions that are only told.

        None where somebody else judged the choices. A case report tells its symptoms for their
        own sake; a few sentences are none.
        """
        if self._as_given or "symptoms" in self._profile.off:
            return {}
        alone = use_alone(case.encounter, codes, by_id)
        alone |= not_concluded(case.encounter, codes, by_id)
        length = sum(len(document.text) for document in case.encounter.documents)
        if length >= _SHORTEST_REPORT and is_report(case.encounter):
            return alone
        sheet = laid(_codeset(case, codes, by_id), case.release)
        return alone | in_passing(case.encounter, sheet, codes, by_id)

    def _least(self, mentions: Mentions) -> float:
        """The fit from which a code is reported: higher where the clinician listed problems."""
        if self._as_given:
            return weights().code_at
        listed = any(s.name == "problem" for m in mentions.mentions for s in m.signals)
        return weights().code_at_listed if listed else weights().code_at

    def _scaled(self, answer: Reconciliation, mentions: dict[int, Mention]) -> Reconciliation:
        """The answer with each fit as a probability, the surest candidate first.

        A confidence that was given stays.
        """
        if self._as_given:
            return answer
        candidates = (_probable(sequenced, mentions) for sequenced in answer.candidates)
        return replace(
            answer,
            codes=tuple(_probable(sequenced, mentions) for sequenced in answer.codes),
            candidates=tuple(sorted(candidates, key=lambda s: -s.choice.confidence)),
        )


def _not_for_billing(profile: Profile) -> Finding:
    """What the reader of an index has to know."""
    return Finding(
        rule="profile.not-for-billing",
        severity="warning",
        codes=(),
        message=f"not for billing: an index of every condition that the documents name (profile "
        f"{profile.name}), whether it is reportable or not, in no sequence",
        citation="no rule of the guidelines was applied",
    )


def _probable(sequenced: Sequenced, mentions: dict[int, Mention]) -> Sequenced:
    choice = sequenced.choice
    stated = any(s.name == "stated" for m in choice.mentions for s in mentions[m].signals)
    sure = scale().of(choice.confidence, stated=stated)
    return replace(sequenced, choice=replace(choice, confidence=sure))


def _merged(choices: Iterable[Choice]) -> list[Choice]:
    """One choice a code, the surest mention's, with the evidence of all."""
    by_code: dict[str, list[Choice]] = {}
    for choice in choices:
        by_code.setdefault(choice.code, []).append(choice)
    return [_one(same) for same in by_code.values()]


def _one(same: Sequence[Choice]) -> Choice:
    best = max(same, key=lambda choice: choice.confidence)
    return together((best, *(choice for choice in same if choice is not best)))


_TOLD = frozenset({"told", "told_always", "told_noted", "allergy", "drug_long", "relative"})
"""Signals of a state, a habit, an allergy or a drug that the record tells."""


def _is_only_told(choice: Choice, mentions: dict[int, Mention]) -> bool:
    """Whether the record tells it in passing, and names no condition or problem for it."""
    signals = [{signal.name for signal in mentions[m].signals} for m in choice.mentions]
    told = all(
        names & _TOLD and mentions[m].kind == "status"
        for m, names in zip(choice.mentions, signals, strict=True)
    )
    return told and not any("told_titled" in names for names in signals)


def _codeset(case: Case, codes: Sequence[Choice], mentions: dict[int, Mention]) -> CodeSet:
    encounter = case.encounter
    return CodeSet(
        lines=tuple(
            Line(
                code=choice.code,
                system=choice.system,
                rank=float(len(codes) - place),
                words=choice.evidence[0].text,
                uncertain=all(mentions[m].assertion is Assertion.POSSIBLE for m in choice.mentions),
                late=all(encounter.is_late(each.document) for each in choice.evidence),
            )
            for place, choice in enumerate(codes)
        ),
        setting=encounter.setting,
        patient=encounter.patient,
        date_of_service=encounter.date_of_service,
        admitted_from=encounter.admitted_from,
    )


def _with_added(codes: Sequence[Choice], resolution: Resolution, case: Case) -> dict[str, Choice]:
    chosen = {choice.code: choice for choice in codes}
    for added in resolution.added:
        chosen[added.code] = _combination(added, chosen, case)
    return chosen


def _combination(added: Added, chosen: dict[str, Choice], case: Case) -> Choice:
    parts = [chosen[code] for code in added.sources if code in chosen]
    entry = case.release.code(added.code)
    return Choice(
        system=case.system,
        code=added.code,
        display=entry.title if entry else "",
        mentions=tuple(dict.fromkeys(m for part in parts for m in part.mentions)),
        evidence=tuple(dict.fromkeys(e for part in parts for e in part.evidence)),
        trail=(
            *(step for part in parts for step in part.trail),
            Step("guideline", f"{' + '.join(p.code for p in parts)} → {added.code}"),
        ),
        rationale=added.message,
        confidence=min(part.confidence for part in parts),
        alternatives=tuple(_of_its_category(added.code, parts)),
        guidelines=(cite(case.system, added.citation, added.rule),),
    )


def _of_its_category(code: str, parts: Sequence[Choice]) -> Iterator[Alternative]:
    """What stood beside the parts and may stand in place of the combination."""
    known = {code, *(part.code for part in parts)}
    for alternative in (a for part in parts for a in part.alternatives):
        if alternative.code[:3] == code[:3] and alternative.code not in known:
            known.add(alternative.code)
            yield alternative


def _dropped(
    resolution: Resolution, chosen: dict[str, Choice], mentions: dict[int, Mention]
) -> Iterator[Exclusion]:
    for dropped in resolution.dropped:
        choice = chosen.get(dropped.code)
        if choice is not None:
            for mention in choice.mentions:
                yield _exclusion(dropped, choice, mentions[mention])


def _exclusion(dropped: Dropped, choice: Choice, mention: Mention) -> Exclusion:
    return Exclusion(
        mention=mention.id,
        reason=Reason(dropped.reason),
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        code=choice.code,
        rule=dropped.rule,
        citation=f"{dropped.citation}: {dropped.message}",
    )


def _in_place(codes: Sequence[Choice], case: Case) -> Iterator[Sequenced]:
    inpatient = case.encounter.setting is Setting.INPATIENT
    for number, choice in enumerate(codes):
        if case.system == RULED and choice.code[0] in "VWXY":
            yield Sequenced(choice, "external_cause")
        elif number == 0:
            yield Sequenced(choice, "principal" if inpatient else "first_listed")
        else:
            yield Sequenced(choice, "secondary")


def _annotated(placed: Iterable[Sequenced], case: Case, codeset: CodeSet) -> Iterator[Sequenced]:
    """POA where the code alone gives it (judgement is a person's), and the sections that bind."""
    inpatient = case.encounter.setting is Setting.INPATIENT
    book = open_book(case.release) if inpatient else None
    for sequenced in placed:
        choice = sequenced.choice
        told = poa.suggested(book, choice.code, codeset) if book else None
        cited = citations(case.system, choice.code, case.encounter.setting)
        every = tuple(dict.fromkeys((*choice.guidelines, *cited)))
        yield replace(sequenced, choice=replace(choice, guidelines=every), poa=told)


def _voluntary(choices: Iterable[Choice], case: Case) -> Iterator[Sequenced]:
    """What nobody has to report here: candidates, external causes with the section that says so."""
    for choice in choices:
        if choice.code[0] not in "VWXY":
            yield Sequenced(choice, "secondary")
            continue
        cited = cite(case.system, _NOT_REQUIRED, "External causes")
        every = tuple(dict.fromkeys((*choice.guidelines, cited)))
        yield Sequenced(replace(choice, guidelines=every), "external_cause")


def _aside(choices: Iterable[Choice]) -> Iterator[Sequenced]:
    for choice in choices:
        yield Sequenced(choice, "secondary")
