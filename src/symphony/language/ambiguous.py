"""Abbreviations with more than one sense: the words around decide which one is meant.

MS is multiple sclerosis beside "interferon" and mitral stenosis beside "murmur"; PT is the patient.
An abbreviation that nothing around it explains has its default sense, or none and is not coded.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from symphony.errors import InternalError
from symphony.language.tables import toml
from symphony.language.words import phrase


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: its standard term ("" for what is no condition), and words that betray it."""

    term: str
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation, its senses, and the term that holds where no word around decides."""

    phrase: str
    default: str
    sense: tuple[Sense, ...]
    case: Literal["upper", "any"] = "any"

    def is_written(self, written: str) -> bool:
        """Whether it is written as the abbreviation is: of several words the last one decides."""
        return self.case == "any" or written.rsplit(maxsplit=1)[-1].isupper()

    def term(self, written: str, around: AbstractSet[str]) -> str:
        """The standard term meant, or "" where nothing is to be coded.

        Args:
            written: the abbreviation as the note has it.
            around: the normal forms of the words around it.
        """
        if not self.is_written(written):
            return ""
        counted = [(len(sense.cues & around), sense.term) for sense in self.sense]
        most = max(count for count, _ in counted)
        return next(term for count, term in counted if count == most) if most else self.default


@dataclass(frozen=True, slots=True)
class _File:
    abbreviation: tuple[Abbreviation, ...]


@lru_cache(maxsize=1)
def ambiguous() -> dict[str, Abbreviation]:
    """All ambiguous abbreviations by the normal form of their spelling.

    Raises:
        InternalError: the file is malformed, or one is listed twice.
    """
    source = resources.files("symphony.language") / "lexicon" / "ambiguous.toml"
    found: dict[str, Abbreviation] = {}
    for entry in toml(source, _File).abbreviation:
        key = phrase(entry.phrase)
        if key in found:
            raise InternalError(f"{source.name}: {entry.phrase!r} is listed twice")
        found[key] = entry
    return found
