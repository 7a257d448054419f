"""Words of detail: side, state, and what a title adds to the title above it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import forms, function_words


@dataclass(frozen=True, slots=True)
class _Side:
    left: frozenset[str]
    right: frozenset[str]
    bilateral: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Words:
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Absent:
    words: frozenset[str]
    anew: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Details:
    side: _Side
    neutral: _Words
    absent: _Absent
    state: _Words
    qualifier: _Words


_PARENTHESES = lazy(r"[(\[][^()\[\]]*[)\]]")
"""Nonessential modifiers (guidelines, section I.A.7): there or not, the code is the same."""

_ABSENT = lazy(r"\bwithout [^,]*(?=,[^,]*\bregion\b)", re.IGNORECASE)
"""What a title says is not there, where more follows it that is: "without myelopathy, lumbar"."""

_UNSAID = lazy(r", unspecified\b [^,]*")
"""What a title says is not specified: "unspecified weeks of gestation" adds no word."""

_JOINS = frozenset({"with", "in", "due", "and", "but", "by"})
"""Words that end what "without" covers: "without complications in remission"."""


@lru_cache(maxsize=1)
def _details() -> _Details:
    return toml(resources.files("symphony.coding") / "data" / "details.toml", _Details)


def sides(words: Iterable[str]) -> frozenset[str]:
    """The sides that normal forms name: ``left``, ``right``, ``bilateral``; both are bilateral."""
    kinds = _details().side
    every = frozenset(words)
    found = {
        name
        for name, group in (
            ("left", kinds.left),
            ("right", kinds.right),
            ("bilateral", kinds.bilateral),
        )
        if every & group
    }
    both = "bilateral" in found or {"left", "right"} <= found
    return frozenset({"bilateral"}) if both else frozenset(found)


@lru_cache(maxsize=1)
def side_words() -> frozenset[str]:
    """All words for a side."""
    kinds = _details().side
    return kinds.left | kinds.right | kinds.bilateral


def is_state(form: str) -> bool:
    """Whether the word tells how a problem is doing rather than which problem it is."""
    return form in _details().state.words


def qualifiers() -> frozenset[str]:
    """Words that tell how bad, long, large or many, and not what."""
    return _details().qualifier.words


def core(words: Iterable[str]) -> tuple[str, ...]:
    """The words that name the condition: sides and states left out (all, if nothing is left)."""
    every = tuple(words)
    kept = tuple(w for w in every if w not in side_words() and not is_state(w))
    return kept or every


@lru_cache(maxsize=16384)
def added(child: str, parent: str) -> frozenset[str]:
    """The words by which a title says more than the one above it: neutral ones left out.

    What stands after "without" says what is not there, so it adds nothing either.
    """
    above = set(forms(parent))
    child = _ABSENT.sub(" ", _PARENTHESES.sub(" ", child.removeprefix(parent)))
    child = _UNSAID.sub(" ", child)
    neutral = _details().neutral.words
    present, _ = _parted(forms(child))
    return frozenset(w for w in present if w not in above and w not in neutral) - function_words()


def denied(words: Iterable[str]) -> frozenset[str]:
    """The words (normal forms) of a name that it says are not there: those behind "without"."""
    _, absent = _parted(words)
    return frozenset(absent) - function_words()


def affirmed(words: Iterable[str]) -> tuple[str, ...]:
    """The words (normal forms) of a name without those that it says are not there."""
    present, _ = _parted(words)
    return tuple(present)


def _parted(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The words that a name says are there, and those that it says are not."""
    details = _details()
    present: list[str] = []
    gone: list[str] = []
    opening = ""
    for form in words:
        if form in details.absent.words:
            opening = form
            continue
        ends = form in details.absent.anew or (form == "of" and gone[-1:] == ["body"])
        if form in _JOINS or (opening == "without" and ends):
            opening = ""
        (gone if opening else present).append(form)
    return present, gone


@lru_cache(maxsize=16384)
def is_unspecified(title: str) -> bool:
    """Whether the title says that something is left unsaid."""
    return "unspecified" in title.casefold() or "NOS" in title
