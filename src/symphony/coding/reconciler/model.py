"""The reconciler with a language model: rules, one review of the whole set, rules again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symphony.coding.case import Case
from symphony.coding.extractor.reportable import weights
from symphony.coding.laid import Laid, lay
from symphony.coding.prompts import prompt
from symphony.coding.reason import Reason
from symphony.coding.reconciler.answer import Change, Review, Verdict
from symphony.coding.reconciler.base import Reconciler
from symphony.coding.reconciler.unnamed import best_kept, held, lowered, unnamed
from symphony.coding.reconciler.weighing import NEIGHBOUR, SecondReader, category, weighed
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
from symphony.coding.validator.beside import SHOWN_BESIDE
from symphony.language.patterns import lazy
from symphony.llm.ask import Desk, Question
from symphony.llm.failures import Failure
from symphony.rules.model import Finding
from symphony.rules.profile import LONG_TERM_DRUGS, Profile

STAGE = "reconciler"
_RELATIONS = {"reason": 0, "managed": 1, "relevant": 2, "part": 3}
_TITLED = (NEIGHBOUR, *SHOWN_BESIDE)
_BELOW = 0.01
"""How far below the least confidence of a reported code one is put that the review leaves out."""


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

    def __init__(
        self,
        desk: Desk,
        rules: Reconciler,
        second: SecondReader | None = None,
        profile: Profile | None = None,
    ) -> None:
        """At a desk.

        Args:
            desk: where the review is asked for.
            rules: what has the first and the last word. They must keep the order in which choices
                are given wherever no rule speaks.
            second: another reader of the same encounter; None for none.
            profile: what it does not report is no finding; None where everything is reported.
        """
        self._desk = desk
        self._rules = rules
        self._second = second
        self._profile = profile

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        """The codes in sequence; every choice that is not among them is excluded with a reason.

        Raises:
            UnreviewedError: the model failed; the set as the rules leave it is in it.
        """
        by_id = {mention.id: mention for mention in mentions.mentions}
        given = _by_relation(mentions, self._weighed(case, mentions, validation))
        first = self._told(case, self._rules.reconcile(case, mentions, given))
        if not first.codes and not first.candidates:
            return first
        try:
            review = self._review(case, mentions, first)
        except Failure as failure:
            raise UnreviewedError(str(failure), failure, first) from failure
        candidates = (s.choice for s in first.candidates)
        edited = _Edit(case, first, review, held(by_id, candidates))
        again = self._rules.reconcile(case, mentions, Validation(edited.choices()))
        last = self._told(case, again)
        open_names = unnamed(by_id, (*last.codes, *last.candidates))
        return Reconciliation(
            codes=last.codes,
            candidates=last.candidates,
            excluded=(*_before(first, last), *edited.excluded(), *last.excluded),
            findings=tuple(dict.fromkeys((*_acted_on(first), *last.findings, *open_names))),
        )

    def _weighed(self, case: Case, mentions: Mentions, validation: Validation) -> Validation:
        by_id = {mention.id: mention for mention in mentions.mentions}
        heard: Sequence[Choice] = validation.choices
        if self._second is not None:
            heard = weighed(case, by_id, heard, self._second)
        # What a note asks for may have been raised; what nobody names stays a question.
        asked = lowered(heard, held(by_id, heard), _BELOW)
        return Validation(tuple(best_kept(mentions, asked)), validation.excluded)

    def _told(self, case: Case, made: Reconciliation) -> Reconciliation:
        """Without findings that ask only for drug therapy which the profile does not report."""
        profile, setting = self._profile, case.encounter.setting
        if profile is None or setting in profile.long_term_drugs:
            return made
        return replace(made, findings=tuple(f for f in made.findings if not _asks_for_drugs(f)))

    def _review(self, case: Case, mentions: Mentions, first: Reconciliation) -> Review:
        laid = lay(case.encounter)
        text = "\n\n".join(_parts(case, laid, mentions.mentions, first))
        codes = [sequenced.choice.code for sequenced in first.codes]
        left = [sequenced.choice.code for sequenced in first.candidates]
        question = Question(
            stage=STAGE,
            instructions=prompt(STAGE),
            text=text,
            shape=Review,
            check=lambda review: _complaints(review, codes, left),
            lenient=True,
        )
        return self._desk.ask(question).answer


def _complaints(review: Review, codes: Sequence[str], left: Sequence[str]) -> list[str]:
    given = [verdict.code for verdict in review.verdicts]
    found = [f"{code} has no verdict" for code in codes if code not in given]
    found += [f"{code} is not listed" for code in given if code not in (*codes, *left)]
    return found + [f"{code} has two verdicts" for code in set(given) if given.count(code) > 1]


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


def _acted_on(first: Reconciliation) -> Iterator[Finding]:
    """What the rules found at first and acted on, so that they have no reason to find it again."""
    there = {sequenced.choice.code for sequenced in first.codes}
    return (finding for finding in first.findings if not there.issuperset(finding.codes))


@dataclass(frozen=True, slots=True)
class _Edit:
    """The set with the review's changes, as choices for the rules."""

    case: Case
    first: Reconciliation
    review: Review
    held: frozenset[str] = frozenset()
    """Codes that the review can neither add nor put in another's place."""

    def choices(self) -> tuple[Choice, ...]:
        """What remains, in the review's order, then what stays left out."""
        dropped = {verdict.code for verdict in self._with("drop")}
        aside = {verdict.code: verdict.reason for verdict in self._with("leave_out")}
        swapped = {swap.code: swap for swap in self.review.swaps}
        kept: dict[str, Choice] = {}
        for sequenced in self.first.codes:
            choice = sequenced.choice
            if choice.code in dropped:
                continue
            swap = swapped.get(choice.code)
            made = self._swapped(choice, swap.by, swap.reason) if swap else choice
            if choice.code in aside:
                made = _lowered(made, aside[choice.code])
            kept.setdefault(made.code, made)
        for change in self._adds():
            left = next((s for s in self.first.candidates if s.choice.code == change.code), None)
            if left is not None:
                kept.setdefault(change.code, _raised(left.choice, change.reason))
        ordered = [kept.pop(code) for code in dict.fromkeys(self.review.order) if code in kept]
        remaining = [s.choice for s in self.first.candidates if s.choice.code not in self._added()]
        return (*ordered, *kept.values(), *remaining)

    def _adds(self) -> Iterator[Change | Verdict]:
        """What is taken in: additions, and what was left out and has the verdict ``report``."""
        left = {sequenced.choice.code for sequenced in self.first.candidates} - self.held
        yield from (change for change in self.review.adds if change.code not in self.held)
        yield from (verdict for verdict in self._with("report") if verdict.code in left)

    def excluded(self) -> tuple[Exclusion, ...]:
        """What the review dropped, with its reasons."""
        reasons = {verdict.code: verdict.reason for verdict in self._with("drop")}
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

    def _with(self, verdict: str) -> Iterator[Verdict]:
        return (each for each in self.review.verdicts if each.verdict == verdict)

    def _added(self) -> set[str]:
        return {change.code for change in self._adds()}

    def _swapped(self, choice: Choice, by: str, reason: str) -> Choice:
        """The neighbour in the choice's place; the choice itself where it is none.

        Neighbours are the listed ones, a code listed for the same mention, and whatever complete
        code the book has in the same category.
        """
        case = self.case
        entry = case.release.code(by.strip().upper())
        if entry is None or not entry.billable or not case.scope.allows(entry.code):
            return choice
        beside = {a.code for a in choice.alternatives} | self._of_same_words(choice)
        same = category(case, entry.code) == category(case, choice.code)
        if entry.code in self.held or not (same or entry.code in beside):
            return choice
        back = Alternative(choice.code, choice.display, "")
        return replace(
            choice,
            code=entry.code,
            display=entry.title,
            trail=(*choice.trail, Step("tabular", f"{entry.code} {entry.title}")),
            rationale=reason,
            alternatives=(back, *(a for a in choice.alternatives if a.code != entry.code)),
        )

    def _of_same_words(self, choice: Choice) -> set[str]:
        every = (s.choice for s in (*self.first.codes, *self.first.candidates))
        return {c.code for c in every if set(c.mentions) & set(choice.mentions)}


_ASKED_FOR = lazy(r"[A-Z]\d\w(?:\.\w+)?-?")


def _asks_for_drugs(finding: Finding) -> bool:
    """Whether a note asks for other codes, and all of them are of drug therapy."""
    if finding.rule != "tabular.use-additional-missing":
        return False
    asked = _ASKED_FOR.findall(finding.message.rpartition(":")[2])
    return bool(asked) and all(code.startswith(LONG_TERM_DRUGS) for code in asked)


def _raised(choice: Choice, reason: str) -> Choice:
    """The choice, reported: as sure as what is reported must be at least."""
    return replace(choice, rationale=reason, confidence=max(choice.confidence, weights().code_at))


def _lowered(choice: Choice, reason: str) -> Choice:
    """The choice as a candidate: less sure than what is reported must be."""
    return replace(
        choice,
        rationale=f"{choice.rationale} Left out: {reason}",
        confidence=min(choice.confidence, weights().code_at - _BELOW),
    )


def _parts(
    case: Case, laid: Laid, mentions: Sequence[Mention], first: Reconciliation
) -> Iterator[str]:
    yield f"Care setting: {case.encounter.setting}. The record:\n{laid.show()}"
    titles = dict.fromkeys(_flat(mention.problem) for mention in mentions if mention.problem)
    if titles:
        yield "The problems:\n" + "\n".join(f"| {title}" for title in titles)
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
        twice = ", seen twice" if choice.agreed else ""
        lines.append(
            f"| {choice.code} {choice.display} [{told}] confidence {choice.confidence:.2f}{twice}"
        )
        lines.append(f"|    because: {_flat(choice.rationale)}")
        if neighbours and choice.alternatives:
            lines.append(f"|    neighbours: {'; '.join(map(_neighbour, choice.alternatives))}")
    return "\n".join(lines) or "| (no code)"


def _neighbour(beside: Alternative) -> str:
    """The words by which it differs; the whole title where another reader chose it."""
    title = f" {beside.display}" if beside.discriminator in _TITLED else ""
    return f"{beside.code}{title} ({beside.discriminator})"


def _flat(text: str) -> str:
    return " ".join(text.split())
