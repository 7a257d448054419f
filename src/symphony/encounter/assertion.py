"""What a sentence asserts of a mention: present, negated, possible, and so on.

The method is ConText's (Harkema, Dowling, Thornblade, Chapman 2009): trigger words reach forward
or back to the end of the clause, to a termination or over a number of words; a mention takes what
the triggers that reach it say. The words are data (``data/triggers.toml``).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from symphony.encounter.chronic import is_chronic
from symphony.encounter.clauses import clause_starts
from symphony.encounter.phrases import Hit, Token, tokens
from symphony.encounter.sentences import Extent
from symphony.encounter.triggers import Assertion, Direction, Trigger, Triggers, triggers

__all__ = ["Assertion", "Finding", "Judgement", "SentenceContext", "judge"]

NO_TRIGGER: Final = "no_trigger"
"""The rule of a judgement that nothing around the mention touched."""

_SECTIONS: Mapping[str, Assertion] = {"family_history": Assertion.FAMILY}
_SUBJECT = frozenset({Assertion.FAMILY})
"""What a word for the patient ends, and nothing else does alone."""
_FAR: Final = 1 << 30
_STRENGTH: Mapping[Assertion, int] = {
    assertion: strength
    for strength, assertion in enumerate(
        (
            Assertion.NEGATED,
            Assertion.FAMILY,
            Assertion.HYPOTHETICAL,
            Assertion.PLANNED,
            Assertion.POSSIBLE,
            Assertion.HISTORICAL,
            Assertion.PRESENT,
        )
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said of a mention."""

    assertion: Assertion
    trigger: Extent | None
    """Where the trigger stands in the document; None if the section says it."""
    rule: str
    """The trigger's id in ``data/triggers.toml``, with ``.chronic`` where "history of" was passed
    over for a lasting condition; ``section.KIND``; or ``no_trigger``."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the sentence says of a mention, the decisive thing first.

    Negated comes before family ("no family history of ..." gives negated, and family in ``also``),
    then hypothetical, planned, possible, historical and present.
    """

    assertion: Assertion
    trigger: Extent | None
    rule: str
    also: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reach:
    """The tokens ``first`` to ``stop`` (exclusive) that a trigger speaks of."""

    trigger: Trigger
    first: int
    stop: int
    hit: Hit[Trigger]


def judge(text: str, sentence: Extent, mention: Extent, section_kind: str = "other") -> Judgement:
    """What the sentence says of a mention in it, both given by their places in the text.

    For several mentions of one sentence, make one :class:`SentenceContext` and ask it.
    """
    return SentenceContext(text, sentence, section_kind).judge(mention)


class SentenceContext:
    """The triggers of one sentence, found once for all its mentions."""

    __slots__ = ("_own", "_reaches", "_section", "_starts", "_text", "_tokens")

    def __init__(
        self,
        text: str,
        sentence: Extent,
        section_kind: str = "other",
        *,
        lead: Extent | None = None,
    ) -> None:
        """Read the sentence; ``lead`` is a line before it that speaks for it too ("Denies:")."""
        self._text = text
        self._section = section_kind
        self._tokens = (
            [*tokens(text, *lead), *tokens(text, *sentence)] if lead else tokens(text, *sentence)
        )
        self._starts = [token.start for token in self._tokens]
        hits = _hits(self._tokens, triggers())
        self._reaches = _reaches(self._tokens, hits)
        self._own = min((hit.first for hit in hits if hit.value.ends == _SUBJECT), default=_FAR)

    def judge(self, mention: Extent) -> Judgement:
        """What the sentence says of the mention; triggers inside the mention do not count."""
        findings = sorted(self._findings(mention), key=lambda finding: _STRENGTH[finding.assertion])
        if not findings:
            return Judgement(Assertion.PRESENT, None, NO_TRIGGER)
        first, *also = findings
        return Judgement(first.assertion, first.trigger, first.rule, tuple(also))

    def _findings(self, mention: Extent) -> Iterator[Finding]:
        """One finding for each thing said, by the nearest trigger that says it."""
        first = max(bisect_right(self._starts, mention.start) - 1, 0)
        last = max(bisect_right(self._starts, max(mention.start, mention.end - 1)) - 1, 0)
        nearest: dict[tuple[Assertion, str], tuple[int, Finding]] = {}
        for reach in self._reaches:
            if not _touches(reach, first, last):
                continue
            finding = self._finding(reach, mention)
            key = (finding.assertion, "" if _decides(finding) else finding.rule)
            distance = abs(reach.hit.first - first)
            if key not in nearest or distance < nearest[key][0]:
                nearest[key] = (distance, finding)
        yield from (finding for _, finding in nearest.values())
        by_section = _SECTIONS.get(self._section)
        if by_section is not None and (by_section, "") not in nearest and first < self._own:
            yield Finding(by_section, None, f"section.{self._section}")

    def _finding(self, reach: _Reach, mention: Extent) -> Finding:
        trigger = reach.trigger
        place = Extent(self._tokens[reach.hit.first].start, self._tokens[reach.hit.stop - 1].end)
        assert trigger.category is not None
        if trigger.chronic and is_chronic(self._text[mention.start : mention.end]):
            return Finding(Assertion.PRESENT, place, f"{trigger.id}.chronic")
        return Finding(trigger.category, place, trigger.id)


def _decides(finding: Finding) -> bool:
    return finding.assertion is not Assertion.PRESENT


def _touches(reach: _Reach, first: int, last: int) -> bool:
    """Whether a mention of these tokens is in reach: its beginning ahead, its end behind."""
    if reach.first >= reach.hit.stop:
        return reach.first <= first < reach.stop
    return reach.first <= last < reach.stop


def _reaches(found: Sequence[Token], hits: Sequence[Hit[Trigger]]) -> tuple[_Reach, ...]:
    """How far each trigger of the sentence reaches."""
    if not any(hit.value.category for hit in hits):
        return ()
    barriers = _Barriers(found, hits)
    return tuple(
        reach
        for hit in hits
        if hit.value.category and _is_satisfied(found, hit)
        for reach in _reach(found, hit, barriers)
        if reach.first < reach.stop
    )


def _hits(found: Sequence[Token], table: Triggers) -> list[Hit[Trigger]]:
    """The triggers of the sentence; an answer takes the place of the same words in running text."""
    answers = list(_answers(found, table))
    taken = {i for hit in answers for i in range(hit.first, hit.stop)}
    running = (hit for hit in table.running.find(found) if hit.first not in taken)
    return sorted([*running, *answers], key=lambda hit: hit.first)


_ASKS = frozenset(":-=\u2013\u2014(")
_ANSWERED = frozenset(".,;)!]/")


def _answers(found: Sequence[Token], table: Triggers) -> Iterator[Hit[Trigger]]:
    for i, token in enumerate(found[:-1]):
        if token.word in _ASKS:
            hit = table.answers.at(found, i + 1)
            if hit and (hit.stop == len(found) or found[hit.stop].word in _ANSWERED):
                yield hit


def _is_satisfied(found: Sequence[Token], hit: Hit[Trigger]) -> bool:
    """Whether the words follow that the trigger needs."""
    needs = hit.value.needs
    return needs is None or any(needs.find(found[hit.stop :]))


def _reach(found: Sequence[Token], hit: Hit[Trigger], barriers: "_Barriers") -> Iterator[_Reach]:
    direction = hit.value.direction
    if direction is Direction.EITHER:
        closed = hit.stop == len(found) or found[hit.stop].word in triggers().closing
        direction = Direction.BACKWARD if closed else Direction.FORWARD
    if direction in (Direction.FORWARD, Direction.BOTH):
        yield _Reach(hit.value, hit.stop, barriers.after(hit), hit)
    if direction in (Direction.BACKWARD, Direction.BOTH):
        yield _Reach(hit.value, barriers.before(hit), hit.first, hit)


_RESTARTS = frozenset({",", "with"})
_PLURAL = frozenset({"were", "are"})
_EXISTENCE = frozenset({Assertion.NEGATED, Assertion.POSSIBLE})
_ALL = frozenset(Assertion)


class _Barriers:
    """The places in a sentence that a trigger's reach does not cross, for each category."""

    __slots__ = ("_ahead", "_behind", "_found")

    def __init__(self, found: Sequence[Token], hits: Sequence[Hit[Trigger]]) -> None:
        self._found = found
        self._ahead: dict[Assertion, list[int]] = {category: [] for category in Assertion}
        self._behind: dict[Assertion, list[int]] = {category: [] for category in Assertion}
        for start in clause_starts(found):
            crossing = {Assertion.FAMILY} if start.same_subject else set()
            self._add(_ALL - crossing, ahead=start.token)
            if not start.same_subject:
                self._add(_ALL, behind=start.token)
        for hit in hits:
            self._add_trigger(hit)
        for places in (*self._ahead.values(), *self._behind.values()):
            places.sort()

    def _add_trigger(self, hit: Hit[Trigger]) -> None:
        trigger = hit.value
        if trigger.direction is Direction.TERMINATE_FORWARD:
            self._add(trigger.ends, ahead=hit.first)
        elif trigger.direction is Direction.TERMINATE:
            self._add(trigger.ends, ahead=hit.first, behind=hit.stop)
        elif trigger.answer:
            self._add(_EXISTENCE, behind=hit.stop)
        elif trigger.ends and hit.first and self._restarts(hit):
            self._add(trigger.ends, ahead=hit.first)

    def _restarts(self, hit: Hit[Trigger]) -> bool:
        """Whether a list goes on with a trigger of its own: "no fever, possible pneumonia"."""
        before = self._found[hit.first - 1].word
        return before in _RESTARTS or (before == "and" and hit.value.category in _EXISTENCE)

    def _add(
        self,
        categories: frozenset[Assertion],
        *,
        ahead: int | None = None,
        behind: int | None = None,
    ) -> None:
        for category in categories:
            if ahead is not None:
                self._ahead[category].append(ahead)
            if behind is not None:
                self._behind[category].append(behind)

    def after(self, hit: Hit[Trigger]) -> int:
        """The token before which a reach forward ends."""
        trigger = hit.value
        assert trigger.category is not None
        places = self._ahead[trigger.category]
        index = bisect_right(places, hit.stop - 1)
        end = places[index] if index < len(places) else len(self._found)
        if trigger.scope is None:
            return end
        return min(end, hit.stop + trigger.scope + 1)

    def before(self, hit: Hit[Trigger]) -> int:
        """The token with which a reach back begins."""
        trigger = hit.value
        assert trigger.category is not None
        places = self._behind[trigger.category]
        index = bisect_right(places, hit.first) - 1
        start = places[index] if index >= 0 else 0
        if trigger.scope is not None:
            start = max(start, hit.first - trigger.scope - 1)
        return start if trigger.answer else self._item_start(start, hit.first)

    def _item_start(self, start: int, trigger: int) -> int:
        """Where the last item of a list begins, or the list if "and", "or" or "were" joins it."""
        joined = self._found[trigger].word in _PLURAL
        for i in range(trigger - 2, start - 1, -1):
            word = self._found[i].word
            if word in {":", ";"}:
                return i + 1
            if word == ",":
                joined = joined or self._found[i + 1].word in {"and", "or", "nor"}
                if not joined:
                    return i + 1
        return start
