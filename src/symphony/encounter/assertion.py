"""What a sentence asserts of a mention: present, negated, possible, and so on.

The method is ConText's (Harkema, Dowling, Thornblade, Chapman 2009): trigger words reach forward
or back to the end of the clause, to a termination or over a number of words; a mention takes what
the triggers that reach it say. The words are data (``data/triggers.toml``).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from symphony.encounter.chronic import is_chronic
from symphony.encounter.owned import is_owned
from symphony.encounter.phrases import tokens
from symphony.encounter.reaches import Reach, reaches, trigger_hits
from symphony.encounter.sentences import Extent
from symphony.encounter.triggers import Assertion

__all__ = ["Assertion", "Finding", "Judgement", "SentenceContext", "judge"]

NO_TRIGGER: Final = "no_trigger"
"""The rule of a judgement that nothing around the mention touched."""

_SECTIONS: Mapping[str, Assertion] = {"family_history": Assertion.FAMILY}
_SUBJECT = frozenset({Assertion.FAMILY})
"""What a word for the patient ends, and nothing else does alone."""
_FAR: Final = 1 << 30
_OPEN: Final = frozenset(
    {
        "uncertain_term",
        "uncertain_like",
        "likely_cause",
        "cannot_exclude",
        "question_mark",
        "rule_out",
    }
)
"""Triggers that leave open what stands behind them (guideline IV.H)."""
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
        head = tokens(text, *lead) if lead else []
        self._tokens = [*head, *tokens(text, *sentence)]
        self._starts = [token.start for token in self._tokens]
        hits = trigger_hits(self._tokens)
        self._reaches = reaches(self._tokens, hits, len(head))
        self._own = min((hit.first for hit in hits if hit.value.ends == _SUBJECT), default=_FAR)

    def judge(self, mention: Extent) -> Judgement:
        """What the sentence says of the mention; triggers inside the mention do not count."""
        findings = sorted(self._findings(mention), key=lambda finding: _STRENGTH[finding.assertion])
        if not findings:
            return Judgement(Assertion.PRESENT, None, NO_TRIGGER)
        first, *also = findings
        return Judgement(first.assertion, first.trigger, first.rule, tuple(also))

    def doubted(self) -> Iterator[Extent]:
        """The stretches that the sentence leaves open, each from its word of doubt on."""
        for reach in self._reaches:
            if reach.trigger.id in _OPEN and reach.first >= reach.hit.stop < reach.stop:
                yield Extent(self._tokens[reach.hit.first].start, self._tokens[reach.stop - 1].end)

    def _findings(self, mention: Extent) -> Iterator[Finding]:
        """One finding for each thing said, by the nearest trigger that says it."""
        first = max(bisect_right(self._starts, mention.start) - 1, 0)
        last = max(bisect_right(self._starts, max(mention.start, mention.end - 1)) - 1, 0)
        nearest: dict[tuple[Assertion, str], tuple[int, Finding]] = {}
        touching = [reach for reach in self._reaches if reach.touches(first, last)]
        in_doubt = any(reach.trigger.category is Assertion.POSSIBLE for reach in touching)
        for reach in touching:
            if reach.trigger.doubted and not in_doubt:
                continue
            if reach.trigger.bare and is_owned(self._tokens, reach.first, first):
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

    def _finding(self, reach: Reach, mention: Extent) -> Finding:
        trigger = reach.trigger
        place = Extent(self._tokens[reach.hit.first].start, self._tokens[reach.hit.stop - 1].end)
        assert trigger.category is not None
        if trigger.chronic and is_chronic(self._text[mention.start : mention.end]):
            return Finding(Assertion.PRESENT, place, f"{trigger.id}.chronic")
        return Finding(trigger.category, place, trigger.id)


def _decides(finding: Finding) -> bool:
    return finding.assertion is not Assertion.PRESENT
