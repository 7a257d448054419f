"""Drugs as the books divide them: their adverse effect, underdosing, allergy and long-term use.

What a drug is given for is another table (``drugs.py``): one looks at the patient, one at the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from symphony.language.tables import toml
from symphony.language.words import Word, forms

_OTHER_ALLERGY = "allergy status to other drugs medicaments and biological substances"

When = Literal["", "taken", "daily", "chronic", "told"]


@dataclass(frozen=True, slots=True)
class DrugCodes:
    """The terms of the books for drugs of one group (``data/drug_codes.toml``)."""

    group: str
    names: tuple[str, ...]
    long_term: str = ""
    when: When = ""
    always: bool = False
    allergy: str = _OTHER_ALLERGY

    @property
    def adverse(self) -> str:
        """The standard term for harm done by the drug rightly taken."""
        return f"adverse effect of {self.group}"

    @property
    def underdosing(self) -> str:
        """The standard term for taking less of the drug than was prescribed."""
        return f"underdosing of {self.group}"


class CodedDrug(NamedTuple):
    """A drug in a sentence: its words (indices, end exclusive) and its terms."""

    first: int
    last: int
    codes: DrugCodes


@dataclass(frozen=True, slots=True)
class _File:
    entries: tuple[DrugCodes, ...]


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[tuple[str, ...], DrugCodes], ...]]:
    """Every name by its first word, the longer names first."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "drug_codes.toml", _File)
    found: dict[str, list[tuple[tuple[str, ...], DrugCodes]]] = {}
    for entry in read.entries:
        for name in entry.names:
            words = forms(name)
            found.setdefault(words[0], []).append((words, entry))
    return {
        first: tuple(sorted(names, key=lambda pair: -len(pair[0])))
        for first, names in found.items()
    }


def coded_drugs(tokens: Sequence[Word]) -> Iterator[CodedDrug]:
    """The drugs named in a sentence, in order."""
    names = _names()
    at = 0
    while at < len(tokens):
        last = at + 1
        for words, codes in names.get(tokens[at].form, ()):
            if tuple(token.form for token in tokens[at : at + len(words)]) == words:
                last = at + len(words)
                yield CodedDrug(at, last, codes)
                break
        at = last
