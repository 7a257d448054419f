"""How sure a choice is once a second reader and the notes of the book have been heard.

The second reader is the engine without a model: it errs elsewhere than a model does, so that what
both report is right far more often than what one of them reports alone.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from symphony.books.model import NoteKind
from symphony.coding.case import Case
from symphony.coding.confidence import logit
from symphony.coding.extractor.reportable import weights
from symphony.coding.stages import Alternative, Choice, Mention
from symphony.language.tables import toml
from symphony.rules.book import Book, open_book

SecondReader = Callable[[Case], Mapping[str, str]]
"""The codes that somebody else reports for the same encounter, with their titles."""

_ADDITION = (NoteKind.USE_ADDITIONAL, NoteKind.CODE_ALSO)

NEIGHBOUR = "the second reader's code"
"""What tells an alternative that a second reader chose from the same category."""

_ACCOMPANYING = ("status", "history", "social", "finding")
"""What a note may ask for beside a code, though it belongs to no problem of the encounter. Not a
disease (it has to be dealt with), nor the circumstances of an injury (the setting decides)."""


@dataclass(frozen=True, slots=True)
class _Agreement:
    """The numbers of ``data/agreement.toml``."""

    agreed: float
    alone: float
    asked_for: float


@lru_cache(maxsize=1)
def _agreement() -> _Agreement:
    return toml(
        resources.files("symphony.coding.reconciler") / "data" / "agreement.toml", _Agreement
    )


def weighed(
    case: Case, mentions: Mapping[int, Mention], choices: Sequence[Choice], second: SecondReader
) -> list[Choice]:
    """The choices with their confidence after the second reader and the notes were heard."""
    also = second(case)
    ours = {choice.code for choice in choices}
    heard = [_heard(choice, mentions, agreed=choice.code in also) for choice in choices]
    heard = [c if c.agreed else _beside_theirs(case, c, also, ours) for c in heard]
    kept = _surest_kept(mentions, choices, heard)
    return list(_asked_for(case, mentions, kept))


def _heard(choice: Choice, mentions: Mapping[int, Mention], *, agreed: bool) -> Choice:
    """The second reader moves how sure the code is, not whether this encounter dealt with it."""
    score = _score(choice, mentions)
    if not score:
        return replace(choice, agreed=agreed)
    shift = _agreement().agreed if agreed else _agreement().alone
    odds = logit(min(choice.confidence / score, 1.0)) + shift
    return replace(choice, agreed=agreed, confidence=score / (1.0 + math.exp(-odds)))


def _beside_theirs(
    case: Case, choice: Choice, also: Mapping[str, str], ours: Collection[str]
) -> Choice:
    """The choice with what the second reader chose from its category as the first alternative."""
    ours_in = category(case, choice.code)
    theirs = [
        Alternative(code, title, NEIGHBOUR)
        for code, title in also.items()
        if code not in ours and category(case, code) == ours_in
    ]
    known = {alternative.code for alternative in theirs}
    rest = (a for a in choice.alternatives if a.code not in known)
    return replace(choice, alternatives=(*theirs, *rest))


def category(case: Case, code: str) -> str:
    """The nearest category above the code; the code itself where the release tells of none."""
    above = (a.code for a in case.release.ancestors(code) if a.level == "category")
    return next(iter(above), code)


def _surest_kept(
    mentions: Mapping[int, Mention], before: Sequence[Choice], after: Sequence[Choice]
) -> list[Choice]:
    """No problem loses its only reported code because one reader stands alone with it."""
    least = weights().code_at
    has = {p for c in after if c.confidence >= least for p in _problems(c, mentions)}
    kept = list(after)
    ranked = sorted(range(len(before)), key=lambda place: -before[place].confidence)
    for place in ranked:
        named = _problems(before[place], mentions) - has
        if named and before[place].confidence >= least:
            kept[place] = replace(after[place], confidence=least)
            has |= named
    return kept


def _problems(choice: Choice, mentions: Mapping[int, Mention]) -> set[str]:
    return {problem for m in choice.mentions if (problem := mentions[m].problem) is not None}


def _asked_for(
    case: Case, mentions: Mapping[int, Mention], choices: Sequence[Choice]
) -> Iterator[Choice]:
    book = open_book(case.release)
    least = weights().code_at
    owners = [choice.code for choice in choices if choice.confidence >= least]
    for choice in choices:
        score = _score(choice, mentions)
        beside = choice.confidence < least and score and _is_beside(choice, mentions)
        if beside and any(_asks(book, owner, choice.code) for owner in owners):
            sure = choice.confidence / score * _agreement().asked_for
            yield replace(choice, confidence=max(choice.confidence, sure))
        else:
            yield choice


def _score(choice: Choice, mentions: Mapping[int, Mention]) -> float:
    return max((mentions[m].score for m in choice.mentions), default=0.0)


def _is_beside(choice: Choice, mentions: Mapping[int, Mention]) -> bool:
    told = [(mentions[m].relation, mentions[m].kind) for m in choice.mentions]
    return any(
        (relation == "part" and kind != "external_cause")
        or (relation == "relevant" and kind in _ACCOMPANYING)
        for relation, kind in told
    )


def _asks(book: Book, owner: str, other: str) -> bool:
    """Whether a note over the code asks for the other in addition."""
    entry = book.entry(other)
    if entry is None:
        return False
    notes = (link for kind in _ADDITION for link in book.links(owner, kind))
    return any(link.holds(entry) for link in notes)
