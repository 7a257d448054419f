"""The reconciler with a language model: rules, one review of the whole set, rules again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symphony.coding.case import Case
from symphony.coding.extractor.reportable import weights
from symphony.coding.laid import Laid, lay
from symphony.coding.prompts import prompt
from symphony.coding.reason import Reason
from symphony.coding.reconciler.answer import Change, Review
from symphony.coding.reconciler.base import Reconciler
from symphony.coding.stages import (
    Alternative,
    Choice,
    Exclusion,
    Mentions,
    Reconciliation,
    Sequenced,
    Step,
    Validation,
)
from symphony.llm.ask import Desk, Question
from symphony.llm.failures import Failure
from symphony.rules.model import Finding

STAGE = "reconciler"
_RELATIONS = {"reason": 0, "managed": 1, "relevant": 2, "mentioned": 3}


class UnreviewedError(Failure):
    """The model failed; ``done`` is the set as the rules alone leave it."""

    def __init__(self, message: str, cause: Failure, done: Reconciliation) -> None:
        """With the failure that stopped the review and the set that had not been reviewed."""
        super().__init__(message)
        self.kind = cause.kind
        self.cause = cause
        self.done = done


class ModelReconciler:
    """Lets the rules make a set, a model review it, and the rules make the set again."""

    def __init__(self, desk: Desk, rules: Reconciler) -> None:
        """At a desk, with the rules that have the first and the last word.

        They must keep the order in which choices are given wherever no rule speaks.
        """
        self._desk = desk
        self._rules = rules

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        """The codes in sequence; every choice that is not among them is excluded with a reason.

        Raises:
            UnreviewedError: the model failed; the set as the rules leave it is in it.
        """
        first = self._rules.reconcile(case, mentions, _by_relation(mentions, validation))
        if not first.codes and not first.candidates:
            return first
        try:
            review = self._review(case, first)
        except Failure as failure:
            raise UnreviewedError(str(failure), failure, first) from failure
        edited = _Edit(case, first, review)
        last = self._rules.reconcile(case, mentions, Validation(edited.choices()))
        return Reconciliation(
            codes=last.codes,
            candidates=last.candidates,
            excluded=(*_before(first, last), *edited.excluded(), *last.excluded),
            findings=tuple(dict.fromkeys((*_acted_on(first, review), *last.findings))),
        )

    def _review(self, case: Case, first: Reconciliation) -> Review:
        laid = lay(case.encounter)
        text = "\n\n".join(part for part in _parts(case, laid, first) if part)
        question = Question(stage=STAGE, instructions=prompt(STAGE), text=text, shape=Review)
        return self._desk.ask(question).answer


def _by_relation(mentions: Mentions, validation: Validation) -> Validation:
    """The choices with the reason for the encounter first, then what was managed."""
    place = {m.id: _RELATIONS.get(m.relation or "", len(_RELATIONS)) for m in mentions.mentions}
    ordered = sorted(validation.choices, key=lambda c: min(place.get(m, 9) for m in c.mentions))
    return Validation(tuple(ordered), validation.excluded)


def _before(first: Reconciliation, last: Reconciliation) -> Iterator[Exclusion]:
    """What the rules left out at first, unless they say it again or took it in at last."""
    placed = {m for s in (*last.codes, *last.candidates) for m in s.choice.mentions}
    again = {(e.mention, e.code) for e in last.excluded}
    for exclusion in first.excluded:
        taken = exclusion.code is None and exclusion.mention in placed
        if (exclusion.mention, exclusion.code) not in again and not taken:
            yield exclusion


def _acted_on(first: Reconciliation, review: Review) -> Iterator[Finding]:
    """What the rules found at first and acted on, so that they have no reason to find it again."""
    there = {sequenced.choice.code for sequenced in first.codes}
    there |= {change.code for change in review.drops}
    return (finding for finding in first.findings if not there.issuperset(finding.codes))


@dataclass(frozen=True, slots=True)
class _Edit:
    """The set with the review's changes, as choices for the rules."""

    case: Case
    first: Reconciliation
    review: Review

    def choices(self) -> tuple[Choice, ...]:
        """What remains, in the review's order, then what stays left out."""
        dropped = {change.code for change in self._drops()}
        swapped = {swap.code: swap for swap in self.review.swaps}
        kept: dict[str, Choice] = {}
        for sequenced in self.first.codes:
            choice = sequenced.choice
            if choice.code in dropped:
                continue
            swap = swapped.get(choice.code)
            made = _swapped(self.case, choice, swap.by, swap.reason) if swap else choice
            kept.setdefault(made.code, made)
        for change in self.review.adds:
            left = next((s for s in self.first.candidates if s.choice.code == change.code), None)
            if left is not None:
                kept.setdefault(change.code, _raised(left.choice, change.reason))
        ordered = [kept.pop(code) for code in dict.fromkeys(self.review.order) if code in kept]
        remaining = [s.choice for s in self.first.candidates if s.choice.code not in self._added()]
        return (*ordered, *kept.values(), *remaining)

    def excluded(self) -> tuple[Exclusion, ...]:
        """What the review dropped, with its reasons."""
        reasons = {change.code: change.reason for change in self._drops()}
        return tuple(
            Exclusion(
                mention=mention,
                reason=Reason.REJECTED_BY_MODEL,
                evidence=sequenced.choice.evidence,
                text=sequenced.choice.evidence[0].text,
                code=sequenced.choice.code,
                rule="reconciler.review",
                citation=reasons[sequenced.choice.code],
            )
            for sequenced in self.first.codes
            if sequenced.choice.code in reasons
            for mention in sequenced.choice.mentions
        )

    def _drops(self) -> Iterator[Change]:
        there = {sequenced.choice.code for sequenced in self.first.codes}
        return (change for change in self.review.drops if change.code in there)

    def _added(self) -> set[str]:
        return {change.code for change in self.review.adds}


def _swapped(case: Case, choice: Choice, by: str, reason: str) -> Choice:
    """The neighbour in the choice's place; the choice itself where it is no listed neighbour."""
    listed = next((a for a in choice.alternatives if a.code == by), None)
    entry = case.release.code(by)
    if listed is None or entry is None or not entry.billable or not case.scope.allows(by):
        return choice
    back = Alternative(choice.code, choice.display, "")
    return replace(
        choice,
        code=entry.code,
        display=entry.title,
        trail=(*choice.trail, Step("tabular", f"{entry.code} {entry.title}")),
        rationale=reason,
        alternatives=(back, *(a for a in choice.alternatives if a.code != by)),
    )


def _raised(choice: Choice, reason: str) -> Choice:
    """The choice, reported: as sure as what is reported must be at least."""
    return replace(choice, rationale=reason, confidence=max(choice.confidence, weights().code_at))


def _parts(case: Case, laid: Laid, first: Reconciliation) -> Iterator[str]:
    yield f"Care setting: {case.encounter.setting}. The record:\n{laid.show()}"
    book = case.release.edition.title
    yield f"The set ({book}), in order:\n{_listed(laid, first.codes, neighbours=True)}"
    if first.candidates:
        listed = _listed(laid, first.candidates, neighbours=False)
        yield f"Documented, but left out for low confidence:\n{listed}"
    if first.findings:
        found = (f"| {', '.join(f.codes)}: {f.message} ({f.citation})" for f in first.findings)
        yield "What the rules found:\n" + "\n".join(found)
    if first.excluded:
        left = (f"| {e.code or _flat(e.text)}: {e.reason}" for e in first.excluded[:40])
        yield "What the rules left out:\n" + "\n".join(left)


def _listed(laid: Laid, every: Sequence[Sequenced], *, neighbours: bool) -> str:
    lines: list[str] = []
    for sequenced in every:
        choice = sequenced.choice
        told = "; ".join(
            f"line {laid.number_at(e.document, e.start)}: {_flat(e.text)}"
            for e in choice.evidence[:4]
        )
        lines.append(
            f"| {choice.code} {choice.display} [{told}] confidence {choice.confidence:.2f}"
        )
        lines.append(f"|    because: {_flat(choice.rationale)[:200]}")
        if neighbours and choice.alternatives:
            beside = "; ".join(f"{a.code} ({a.discriminator})" for a in choice.alternatives)
            lines.append(f"|    neighbours: {beside}")
    return "\n".join(lines) or "| (no code)"


def _flat(text: str) -> str:
    return " ".join(text.split())
