"""Which says more in the same words: a title of the book, or what else was found there."""

from collections.abc import Sequence
from typing import NamedTuple

from symphony.books.title_words import spoken
from symphony.coding.details import affirmed, side_words
from symphony.coding.extractor.body_parts import table
from symphony.coding.extractor.title_gaps import PASSED
from symphony.coding.extractor.told_titles import Told
from symphony.language.words import Word, forms, function_words

_FRAME = frozenset({"initial", "encounter", "subsequent", "sequela", "level", "joint", "bone"})


class Rival(NamedTuple):
    """What else was found in a sentence (indices, end exclusive), and the term for it."""

    first: int
    last: int
    term: str
    own: bool = True
    """Whether each of its words belongs to it."""


def fuller(told: Told, tokens: Sequence[Word], rivals: Sequence[Rival]) -> bool:
    """Whether a title says all that each of those says in the same words, and more.

    Where both say the same, the one is better that names but the kind of harm that was told.
    """
    every = spoken().said(tokens)
    plain = function_words() | side_words() | _FRAME
    said = {f for at in told.covered for f in every[at] if f not in map(spoken().kind, every[at])}
    said &= told.title.every - plain
    told_kinds = set(map(spoken().kind, said)) - said
    passed = plain | PASSED | table().words | {"injury"}
    for rival in rivals:
        if rival.last <= told.first or told.last <= rival.first:
            continue
        own = [set(every[at]) - passed for at in range(rival.first, rival.last)]
        if rival.own and any(forms and not _is_said(forms, said) for forms in own):
            return False
        term = {spoken().fold(form) for form in affirmed(forms(rival.term))} - plain
        theirs = term & {form for at in told.covered for form in every[at]}
        theirs = {f for f in theirs - told_kinds if spoken().kind(f) not in said}
        if not said >= theirs or (said == theirs and not _tells_less(said, told.title.every, term)):
            return False
    return True


def _is_said(forms: set[str], said: set[str]) -> bool:
    """Whether a word is one of the title, or the kind of harm that it tells."""
    return not forms.isdisjoint(said) or any(spoken().kind(form) in said for form in forms)


def _tells_less(said: set[str], title: frozenset[str], term: set[str]) -> bool:
    """Whether a term names a kind of harm that nobody told: "subluxation and dislocation"."""
    harms = table().heads.keys()
    return bool((term & harms) - said) and title & harms <= said
