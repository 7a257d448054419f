"""What a note tells in many wordings and the books keep under one title (``data/told*.toml``).

Status, history, habits, exposures and circumstances are told, not diagnosed: "quit in 2009", "left
foot amputated". The words are patterns; each is asked only in a sentence that holds one of its
words, so that many patterns cost little.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from symphony.coding.extractor.keyed import by_key, called, compiled
from symphony.coding.extractor.over import is_cured, is_over
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import forms


@dataclass(frozen=True, slots=True)
class _Entry:
    keys: tuple[str, ...]
    pattern: str
    term: str
    both: str = ""
    unsided: str = ""
    over: Literal["", "done", "there"] = ""
    now: tuple[str, ...] = ()
    sections: frozenset[str] = frozenset()
    needs: str = ""
    unless: str = ""
    cured: bool = False
    blood: bool = False
    always: bool = False
    noted: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class _Cancer:
    keys: tuple[str, ...]
    pattern: str
    term: str
    blood: bool = False


@dataclass(frozen=True, slots=True)
class _Cancers:
    entries: tuple[_Cancer, ...]


class Told(NamedTuple):
    """What a sentence tells: where, and the standard term ("" for what names nothing)."""

    extent: Extent
    term: str
    judged: Extent
    cue: str
    """``told``, ``told_always`` or ``told_noted``: how it is weighed."""
    sure: bool


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    folder = resources.files("symphony.coding.extractor") / "data"
    cancers = toml(folder / "cancers.toml", _Cancers).entries
    return (
        *toml(folder / "told_visits.toml", _File).entries,
        *toml(folder / "told_story.toml", _File).entries,
        *toml(folder / "told.toml", _File).entries,
        *toml(folder / "told_life.toml", _File).entries,
        *(
            _Entry(c.keys, c.pattern, c.term, cured=True, blood=c.blood, always=True)
            for c in cancers
        ),
    )


@lru_cache(maxsize=1)
def _by_key() -> dict[str, tuple[int, ...]]:
    return by_key(_entries())


@lru_cache(maxsize=1)
def _now() -> dict[str, tuple[frozenset[str], ...]]:
    return {
        entry.term: tuple(frozenset(forms(words)) for words in entry.now)
        for entry in _entries()
        if entry.now
    }


def is_now(term: str, present: Iterable[AbstractSet[str]]) -> bool:
    """Whether a history is none: a present condition (by its words) is the same thing."""
    wanted = _now().get(term, ())
    return any(words <= names for names in present for words in wanted)


def told(text: str, section: Section, sentence: Extent, words: AbstractSet[str]) -> Iterator[Told]:
    """What the sentence tells, in the order of the tables.

    Args:
        text: the document.
        section: where the sentence stands.
        sentence: the sentence.
        words: the normal forms of its words.
    """
    for number in called(_by_key(), words):
        yield from _of(_entries()[number], text, section, sentence)


def _of(entry: _Entry, text: str, section: Section, sentence: Extent) -> Iterator[Told]:
    if entry.sections and section.kind not in entry.sections:
        return
    pattern = compiled(entry.pattern)
    if not pattern.search(text, *sentence):
        return
    if entry.needs and not compiled(entry.needs).search(text, *sentence):
        return
    if entry.unless and compiled(entry.unless).search(text, *sentence):
        return
    if entry.cured and not is_cured(text, section, sentence, blood=entry.blood):
        return
    for match in pattern.finditer(text, *sentence):
        extent = Extent(*match.span())
        judged = Extent(*match.span("at")) if "at" in pattern.groupindex else _itself(text, extent)
        there = entry.over == "there"
        if entry.over and not is_over(text, section, sentence, judged, there=there):
            continue
        for term in _sided(entry, text, sentence, extent):
            yield Told(extent, term, judged, _cue(entry), entry.sure)


_EARLIER = lazy(r"(?:(?:prior|previous|old|remote|past) )+", re.IGNORECASE)


def _itself(text: str, extent: Extent) -> Extent:
    """The name without the words in front that say when: those are said of it."""
    said = _EARLIER.match(text, *extent)
    return Extent(said.end(), extent.end) if said else extent


def _cue(entry: _Entry) -> str:
    return "told_noted" if entry.noted else "told_always" if entry.always else "told"


_SIDE = lazy(
    r"\b(?P<both>[Bb]ilateral|[Bb]oth|[Dd]ouble)\b"
    r"|\b(?P<right>[Rr]ight|R|Rt)\b|\b(?P<left>[Ll]eft|L|Lt)\b"
)
_AROUND = 28


def _sided(entry: _Entry, text: str, sentence: Extent, extent: Extent) -> tuple[str, ...]:
    """The term with the side that the words, or those near them, tell."""
    if "{side}" not in entry.term:
        return (entry.term,)
    near = Extent(
        max(sentence.start, extent.start - _AROUND), min(sentence.end, extent.end + _AROUND)
    )
    sides = _sides(text, extent) or _sides(text, near)
    if sides == {"left", "right"} or "both" in sides:
        every = tuple(entry.term.format(side=side) for side in ("right", "left"))
        return (entry.both,) if entry.both else every
    if not sides and entry.unsided:
        return (entry.unsided,)
    return (entry.term.format(side=next(iter(sides), "unspecified")),)


def _sides(text: str, extent: Extent) -> set[str]:
    """The sides named in the stretch, written out or as the letters R and L."""
    return {str(match.lastgroup) for match in _SIDE.finditer(text, *extent)}
