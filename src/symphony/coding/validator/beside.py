"""What may stand in place of a code that a model took: its sisters, and what was found besides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from symphony.books.model import Code
from symphony.coding.case import Case
from symphony.coding.details import added
from symphony.coding.stages import Alternative, Candidate, Choice
from symphony.coding.validator.pages import siblings
from symphony.language.words import forms

ALTERNATIVE = "one of these"
"""What tells an alternative that the model gave as as good as undecided from the code taken."""
FOUND = "found for the same words"
"""What tells an alternative to which the words of the mention lead besides."""
SHOWN_BESIDE = (ALTERNATIVE, FOUND)
_SISTERS = 4
_FOUND_BESIDE = 2


def sisters(case: Case, code: Code) -> Iterator[Alternative]:
    """The codes beside it in the book, each with the words that tell it apart."""
    told = 0
    for sister in siblings(case.release, code):
        telling = added(sister.title, code.title)
        if telling and told < _SISTERS and case.scope.allows(sister.code):
            told += 1
            words = [form for form in forms(sister.title) if form in telling]
            yield Alternative(sister.code, sister.title, " ".join(dict.fromkeys(words)))


def elsewhere(case: Case, candidates: Iterable[Candidate], code: Code) -> Iterator[Alternative]:
    """Complete codes of other places to which the words of the mention lead."""
    known = {code.code, *(sister.code for sister in siblings(case.release, code))}
    entries = (case.release.code(c.code) for c in candidates if c.code not in known)
    complete = [e for e in entries if e and e.billable and case.scope.allows(e.code)]
    for entry in complete[:_FOUND_BESIDE]:
        yield Alternative(entry.code, entry.title, FOUND)


def one_of(taken: Sequence[Choice]) -> list[Choice]:
    """The first of codes of which only one can be right; the others are its alternatives."""
    if not taken:
        return []
    first, *others = taken
    named = [Alternative(other.code, other.display, ALTERNATIVE) for other in others]
    known = {first.code, *(each.code for each in named)}
    rest = (each for each in first.alternatives if each.code not in known)
    return [replace(first, alternatives=(*named, *rest))]
