"""The parts of the body that are hurt, and what the books call each with each kind of injury.

The index lists a main term (fracture, burn) and below it the site; the titles have the same pairs
in their own words, and some have more than the site: grade, degree, a foreign body, a nail.
Source: ``data/injuries.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import Word, forms, function_words


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of injury: its names, and how its titles are made (``data/injuries.toml``)."""

    name: str
    words: tuple[str, ...]
    title: str = ""
    group: str = ""
    verb: frozenset[str] = frozenset()
    carried: bool = False
    never: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body, and what the titles call it."""

    words: tuple[str, ...]
    place: str = ""
    places: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    kind: tuple[Kind, ...]
    same: dict[str, tuple[str, ...]]
    aspect: dict[str, str]
    part: tuple[Part, ...]


class Table(NamedTuple):
    """The kinds, parts and words of ``data/injuries.toml`` in normal form."""

    kinds: dict[str, Kind]
    heads: dict[str, tuple[tuple[tuple[str, ...], Kind], ...]]
    same: dict[str, str]
    parts: tuple[tuple[frozenset[str], Part], ...]
    words: frozenset[str]
    aspects: dict[str, re.Pattern[str]]


class Found(NamedTuple):
    """A part of the body that some words name, and which of them name it."""

    part: Part
    words: frozenset[str]


FINGERS = {
    "index": ("index", "second"),
    "middle": ("middle", "long", "third"),
    "ring": ("ring", "fourth"),
    "little": ("lesser", "fifth"),
}


@lru_cache(maxsize=1)
def table() -> Table:
    """The table, read once."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "injuries.toml", _File)
    same = {
        forms(word)[0]: " ".join(forms(name)) for name, words in read.same.items() for word in words
    }
    heads: dict[str, list[tuple[tuple[str, ...], Kind]]] = {}
    for kind in read.kind:
        for words in kind.words:
            heads.setdefault(forms(words)[0], []).append((forms(words), kind))
    parts = [
        (frozenset(same.get(form, form) for form in forms(words)), part)
        for part in read.part
        for words in part.words
    ]
    return Table(
        {kind.name: kind for kind in read.kind},
        {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in heads.items()},
        same,
        tuple(parts),
        frozenset[str]().union(*(words for words, _ in parts), *FINGERS.values()),
        {name: re.compile(told, re.IGNORECASE) for name, told in read.aspect.items()},
    )


_IN_PLACE = frozenset({"open", "in", "alone", "on", "to", "untreated", "home"})
"""What something is left in, which is no side."""
_MEASURED = frozenset({"foot"})
_DOMINANT = frozenset({"dominant", "dominance", "dominated", "side"})
_NOT_AFTER = {
    "hand": {"outstretched", "other"},
    "mouth": {"by"},
    "dorsum": {"came", "come", "go", "went", "and"},
}


def words_of(tokens: Sequence[Word], first: int, last: int) -> frozenset[str]:
    """The words of a stretch, with one word for what is the same; none of another sense."""
    same = table().same
    every = [same.get(token.form, token.form) for token in tokens[first:last]]
    sized = any(token.form in _SIZES for token in tokens)
    found = {
        form
        for at, form in enumerate(every, first)
        if (form not in _OF_SENSES or _is_meant(tokens, at, form))
        and not (sized and _compares(tokens, at))
    }
    return frozenset(found)


_SIZES = frozenset({"size", "length", "width", "shape", "thickness", "sized", "shaped"})
_OWN = frozenset({"his", "her", "my", "an", "adult", "child", "little", "grown", "man"})


def _compares(tokens: Sequence[Word], at: int) -> bool:
    """Whether a word only tells a size: "bruises the size of a hand", "a palm-sized bruise"."""
    if at + 1 < len(tokens) and tokens[at + 1].form in {"sized", "size", "shaped"}:
        return True
    before = at - 1
    while before >= max(0, at - 4) and tokens[before].form in function_words() | _OWN:
        before -= 1
    led = before >= 0 and tokens[before].form in _SIZES
    return led and any(token.form == "of" for token in tokens[before:at])


_OF_SENSES = frozenset({"left", *_MEASURED, *_NOT_AFTER})
"""Words of more than one sense: those beside them tell which is meant."""


def _is_meant(tokens: Sequence[Word], at: int, form: str) -> bool:
    """Whether the word is meant as a part of the body or a side."""
    behind = tokens[at + 1].form if at + 1 < len(tokens) else ""
    ahead = tokens[at - 1].form if at else ""
    if form == "hand" and behind in _DOMINANT:
        return False
    if form == "left" and behind in _IN_PLACE and ahead in _BE:
        return False
    if form in _MEASURED and (ahead.isdigit() or ahead in _NUMBERS):
        return False
    return ahead not in _NOT_AFTER.get(form, ())


_BE = frozenset({"was", "were", "is", "be", "and", "been"})
_NUMBERS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "ten", "twelve", "few"}
)


@lru_cache(maxsize=4096)
def matched(kind: Kind, words: frozenset[str]) -> Found | None:
    """The part of most words among those that have a title for the kind."""
    fits = [
        Found(part, named)
        for named, part in table().parts
        if named <= words and _title(kind, part, ()) and kind.name not in named
    ]
    return max(fits, key=lambda fit: len(fit.words), default=None)


_GRADE = lazy(r"\bgrade\s*(?P<grade>i{1,3}|iv|v|[1-5])\b", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_DEGREES = (
    ("third", lazy(r"\bthird|\b3(?:rd|°)|\bfourth|\bfull[- ]thickness", re.IGNORECASE)),
    (
        "second",
        lazy(r"\bsecond|\b2(?:nd|°)|\bpartial[- ]thickness|\bblister", re.IGNORECASE),
    ),
    ("first", lazy(r"\bfirst|\b1(?:st|°)|\bsuperficial|\bsunburn", re.IGNORECASE)),
)
_NO_DEGREE = lazy(r"\b(?:no|without|not)\b[^.,;]{0,24}?(?:degree|thickness)\b", re.IGNORECASE)
_FOREIGN = lazy(
    r"\b(?:with|has|had) (?:an? |the |several |small )*(?:retained |embedded |visible )?"
    r"(?:foreign bod|glass|gravel|wood|metal|debris)"
    r"|\b(?:retained|embedded)\b|\b(?:glass|gravel|metal|wood|pieces?) (?:in it|inside)",
    re.IGNORECASE,
)


_SKIN = frozenset({"wound", "contusion", "abrasion", "burn", "crush"})
"""Groups of titles that divide the skin alike."""


def _title(kind: Kind, part: Part, aspects: Sequence[str]) -> str:
    """The words of the titles for a kind of injury to a part, with what is told beside."""
    terms = (part.terms.get(f"{kind.name} {aspect}") for aspect in aspects)
    whole = next(filter(None, (*terms, part.terms.get(kind.name))), "")
    if whole or not kind.title:
        return whole
    places = (part.places.get(f"{kind.group} {aspect}") for aspect in aspects)
    plain = part.places.get(kind.group, part.place if kind.group in _SKIN else "")
    place = next(filter(None, (*places, plain)), "")
    return kind.title.replace("{place}", place) if place else ""


def titled(kind: Kind, found: Found, own: str, told: str) -> str:
    """The words of the titles for an injury, its side still open (``{side}``).

    Args:
        kind: the kind of injury.
        found: the part of the body.
        own: the words that belong to the injury.
        told: the sentence that tells it.
    """
    aspects = [name for name, said in table().aspects.items() if said.search(told)]
    grade = _GRADE.search(own) or _GRADE.search(told)
    if grade and found.part.grades:
        said = grade["grade"].casefold()
        aspects.insert(0, found.part.grades[(_ROMAN.get(said) or int(said)) - 1])
    title = _title(kind, found.part, aspects)
    if "{degree}" in title:
        title = title.replace("{degree}", _degree(own) or _degree(told) or "unspecified")
    if "{foreign}" in title:
        title = title.replace("{foreign}", "with" if _FOREIGN.search(told) else "without")
    return title


def _degree(text: str) -> str:
    told = _NO_DEGREE.sub(" ", text)
    return next((name for name, said in _DEGREES if said.search(told)), "")


def kinds_in(words: Sequence[str]) -> frozenset[str]:
    """The kinds of injury that a name of these words (normal forms) is of."""
    found = (
        kind.name for form in words for name, kind in table().heads.get(form, ()) if len(name) == 1
    )
    return frozenset(found)


def finger(found: Found, own: frozenset[str]) -> list[str]:
    """The name of the finger that a note calls otherwise ("long finger", "pinky")."""
    if "finger" not in found.words:
        return []
    every = found.words | own
    named = [name for name, words in FINGERS.items() if every & {*words}]
    return [name for name in named if name not in own or len(named) == 1][:1]
