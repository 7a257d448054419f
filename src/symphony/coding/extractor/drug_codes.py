"""Drugs as the books divide them: their adverse effect, underdosing, allergy and long-term use.

What a drug is given for is another table (``drugs.py``): one looks at the patient, one at the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from symphony.coding.extractor.names import Names, by_first_word, names_in
from symphony.language.tables import toml
from symphony.language.words import Word

_OTHER_ALLERGY = "allergy status to other drugs medicaments and biological substances"

When = Literal["", "taken", "daily", "chronic", "kept", "told"]


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
def _names() -> Names[DrugCodes]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "drug_codes.toml", _File)
    return by_first_word((name, entry) for entry in read.entries for name in entry.names)


def coded_drugs(tokens: Sequence[Word]) -> Iterator[CodedDrug]:
    """The drugs named in a sentence, in order."""
    for place, codes in names_in(tokens, _names()):
        yield CodedDrug(*place, codes)
