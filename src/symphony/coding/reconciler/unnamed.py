"""What a review may not undo: that nobody names a condition, and that a problem has its code."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from symphony.coding.extractor.model import DESCRIBED
from symphony.coding.extractor.reportable import weights
from symphony.coding.stages import Choice, Mention, Mentions, Sequenced
from symphony.rules.model import Finding

_NAMING = ("reason", "managed")
_STATEMENT = "I.A.19"
"""The section by which a code rests on the clinician's statement."""


def held(mentions: Mapping[int, Mention], choices: Iterable[Choice]) -> frozenset[str]:
    """Codes of conditions that nobody names, where the profile reports the complaint.

    They are candidates, and no review makes them more.
    """
    least = weights().code_at
    return frozenset(
        choice.code
        for choice in choices
        if all(mentions[m].rule == DESCRIBED and mentions[m].score < least for m in choice.mentions)
    )


def lowered(choices: Sequence[Choice], codes: Collection[str], below: float) -> list[Choice]:
    """The choices with those codes below what is reported."""
    most = weights().code_at - below
    return [
        replace(c, confidence=min(c.confidence, most)) if c.code in codes else c for c in choices
    ]


def best_kept(mentions: Mentions, choices: Sequence[Choice]) -> list[Choice]:
    """No mention that names a problem loses all its codes for low confidence: the best stays."""
    least = weights().code_at
    kept = list(choices)
    for mention in mentions.mentions:
        if mention.relation not in _NAMING or mention.score < least:
            continue
        own = [place for place, choice in enumerate(kept) if mention.id in choice.mentions]
        best = max(own, key=lambda place: kept[place].confidence, default=None)
        if best is not None and kept[best].confidence < least:
            kept[best] = replace(kept[best], confidence=least)
    return kept


def unnamed(mentions: Mapping[int, Mention], every: Iterable[Sequenced]) -> Iterator[Finding]:
    """A finding for every code whose condition the record describes without naming it."""
    for sequenced in every:
        choice = sequenced.choice
        if choice.mentions and all(mentions[m].rule == DESCRIBED for m in choice.mentions):
            yield Finding(
                DESCRIBED,
                "warning",
                (choice.code,),
                f"the condition of {choice.code} is not named in the record; "
                "confirm with the clinician",
                _STATEMENT,
            )
