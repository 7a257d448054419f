"""The seventh character: which phase of care the encounter is (guidelines, section I.C.19.a).

``A`` while the patient receives active treatment, ``D`` for routine care in the healing phase,
``S`` for a sequela. Chapters with other seventh characters keep one for what is not said (``0``).
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.validator.specificity import Words
from symphony.language.tables import toml
from symphony.language.words import forms


@dataclass(frozen=True, slots=True)
class _Phases:
    subsequent: tuple[str, ...]
    sequela: tuple[str, ...]
    open_wound: tuple[str, ...]


@lru_cache(maxsize=1)
def _phases() -> _Phases:
    return toml(resources.files("symphony.coding.validator") / "data" / "phases.toml", _Phases)


def phase(text: str) -> str:
    """The phase of care that the words tell: ``A``, ``D`` or ``S``."""
    said = f" {' '.join(forms(text))} "
    rules = _phases()
    if any(f" {' '.join(forms(cue))} " in said for cue in rules.sequela):
        return "S"
    if any(f" {' '.join(forms(cue))} " in said for cue in rules.subsequent):
        return "D"
    return "A"


def extend(release: Release, node: Code, words: Words, phase_of_care: str) -> Code | None:
    """The complete code under a node that takes a seventh character.

    Among the characters of the phase the one whose meaning adds least that was not said is taken:
    closed before open, routine healing before delayed (guidelines, section I.C.19.c: closed unless
    stated).
    """
    full = [child for child in release.children(node.code) if child.level == "code"]
    meanings = {c.character: c.meaning for c in release.seventh(node.code)}
    if not full:
        return None
    return min(full, key=lambda code: _cost(code, meanings, words, phase_of_care))


def _cost(
    code: Code, meanings: dict[str, str], words: Words, phase_of_care: str
) -> tuple[int, int, int]:
    character = code.code[-1]
    meaning = meanings.get(character, "").casefold()
    off_phase = _phase_of(character, meaning) != phase_of_care
    unsaid = sum(
        1
        for form in forms(meaning)
        if form in _telling() and form not in words.said and form not in words.near
    )
    if "without" in meaning or "unspecified" in meaning or "not applicable" in meaning:
        unsaid = 0
    return int(off_phase), unsaid, code.position


def _phase_of(character: str, meaning: str) -> str:
    if "sequela" in meaning:
        return "S"
    if "subsequent" in meaning:
        return "D"
    if "initial" in meaning:
        return "A"
    return "A" if character == "0" else "?"


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    return frozenset(form for cue in _phases().open_wound for form in forms(cue))
