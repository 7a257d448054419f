"""The seventh character: which phase of care the encounter is (guidelines, section I.C.19.a).

``A`` while the patient receives active treatment, ``D`` for routine care in the healing phase,
``S`` for a sequela. Chapters with other seventh characters keep one for what is not said (``0``).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.details import affirmed
from symphony.coding.validator.specificity import Words
from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import forms, function_words


@dataclass(frozen=True, slots=True)
class _Phases:
    subsequent: tuple[str, ...]
    own: tuple[str, ...]
    visit: tuple[str, ...]
    sequela: tuple[str, ...]
    default: tuple[str, ...]
    same: dict[str, str]


@lru_cache(maxsize=1)
def _phases() -> _Phases:
    return toml(resources.files("symphony.coding.validator") / "data" / "phases.toml", _Phases)


def phase(statement: str, text: str, opening: str = "") -> str:
    """The phase of care that the words tell: ``A``, ``D`` or ``S``.

    Args:
        statement: the words that state the injury.
        text: these and all that stands around them.
        opening: the first words of an outpatient note, which say what kind of visit it is.
    """
    rules = _phases()
    if _says(text, rules.sequela):
        return "S"
    statement, text, opening = (_PLANNED.sub(" ", told) for told in (statement, text, opening))
    if _says(opening, rules.visit):
        return "D"
    return "D" if _says(text, rules.subsequent) or _says(statement, rules.own) else "A"


_PLANNED = lazy(
    r"\b(?:follow[- ]?up|recheck)\s+(?:in|with|at|as|if|on|prn|next|after|within|appointment)\b",
    re.IGNORECASE,
)
"""A visit to come, which tells nothing of the phase of care now."""


def _says(text: str, cues: tuple[str, ...]) -> bool:
    said = f" {' '.join(forms(text))} "
    return any(_cue(cue) in said for cue in cues)


@lru_cache(maxsize=512)
def _cue(words: str) -> str:
    return f" {' '.join(forms(words))} "


def extend(release: Release, node: Code, words: Words, phase_of_care: str) -> Code | None:
    """The complete code under a node that takes a seventh character.

    The character whose meaning the mention says best, within the phase of care; where nothing is
    said, the one that adds least: closed before open, routine before delayed healing (guidelines,
    section I.C.19.c: closed unless stated), "not applicable or unspecified" before a number.
    """
    full = [child for child in release.children(node.code) if child.level == "code"]
    meanings = {c.character: c.meaning for c in release.seventh(node.code)}
    stem = frozenset(forms(node.title))
    phased = any(_phase_of(meaning.casefold()) for meaning in meanings.values())
    phase = phase_of_care if phased else ""
    return max(
        full,
        key=lambda code: _worth(code, meanings.get(code.code[-1], ""), stem, words, phase),
        default=None,
    )


def _worth(
    code: Code, meaning: str, stem: frozenset[str], words: Words, phase_of_care: str
) -> tuple[int, float, int]:
    in_phase = _phase_of(meaning.casefold()) == phase_of_care
    telling = frozenset(affirmed(forms(meaning))) - stem - _PHASE_WORDS - function_words()
    here, there = _heard(words.said), _heard(words.near)
    said, near = telling & here, telling & there - here
    unsaid = telling - here - there - _defaults()
    if _SEVERE & (here | there):  # "open fracture type IIIA, IIIB, or IIIC": one of them is enough
        unsaid -= _SEVERE
    return int(in_phase), 2.0 * len(said) + 0.5 * len(near) - 1.0 * len(unsaid), -code.position


def _heard(words: frozenset[str]) -> frozenset[str]:
    """The words, and those of the meanings that they stand for: "slowly" is delayed."""
    same = _phases().same
    third = {"3a"} if {"gustilo", "3"} <= words else frozenset[str]()
    return words | third | {same[word] for word in words & same.keys()}


_SEVERE = frozenset({"3a", "3b", "3c", "iiic"})
"""The types of the worst open fractures (Gustilo), which one seventh character holds."""

_PHASE_WORDS = frozenset({"initial", "subsequent", "encounter", "sequela", "or"})


@lru_cache(maxsize=1)
def _defaults() -> frozenset[str]:
    return frozenset(form for cue in _phases().default for form in forms(cue))


def _phase_of(meaning: str) -> str:
    if "sequela" in meaning:
        return "S"
    if "subsequent" in meaning:
        return "D"
    return "A" if "initial" in meaning else ""
