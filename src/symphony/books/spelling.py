"""Words that the books do not know: what they were probably meant to be.

A word is tried as a British spelling, as a clipped form ("unspec.", "abd."), then as a misspelling:
known words that become equal when each side loses at most one letter, and of those the nearest by
Damerau-Levenshtein distance.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.books.postings import SHORTEST_CORRECTED, deletions
from symphony.books.store import Release
from symphony.language.tables import rows

_BRITISH = (("ae", "e"), ("oe", "e"), ("our", "or"), ("isation", "ization"), ("ph", "f"))
_MOST = 4
"""How many readings of one word are followed."""

_CLIPPED_MOST = 12
_BY_DISTANCE = (1.0, 0.9, 0.75)
"""What a reading is worth at an edit distance of 0, 1 and 2."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A known word for which an unknown one may stand, and how sure that is (0-1)."""

    form: str
    sureness: float


@lru_cache(maxsize=1)
def _clipped() -> dict[str, str]:
    file = resources.files("symphony.books") / "data" / "clipped.tsv"
    return {fields[0]: fields[1] for _, fields in rows(file, ("form", "as"))}


def also(form: str) -> Reading | None:
    """The word of the books for which a word is commonly said, whether the books know it or not."""
    whole = _clipped().get(form)
    return Reading(whole, 0.95) if whole is not None else None


class Speller:
    """The readings of words in one release."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self.readings = lru_cache(maxsize=32768)(self._readings)

    def _readings(self, form: str, clipped: bool) -> tuple[Reading, ...]:
        """The known words that the form may stand for; none where nothing is near.

        Args:
            form: a normal form (``language.words``) that is no word of the release.
            clipped: whether a full stop follows it, as after an abbreviation.
        """
        whole = also(form)
        if whole is not None:
            return (whole,)
        for british, american in _BRITISH:
            if british in form and self._known((other := form.replace(british, american),)):
                return (Reading(other, 0.95),)
        # A full stop also ends a sentence: what follows from a clipped word comes first, no more.
        begun = self._beginning(form) if clipped and len(form) > 1 else ()
        return begun or self._misspelt(form) or (self._beginning(form) if len(form) > 3 else ())

    def _known(self, forms: tuple[str, ...]) -> list[str]:
        marks = ",".join("?" * len(forms))
        found = self._release.rows(f"SELECT form FROM word WHERE form IN ({marks})", forms)  # noqa: S608 - only question marks are put in
        return [str(row[0]) for row in found]

    def _beginning(self, form: str) -> tuple[Reading, ...]:
        sql = "SELECT form FROM word WHERE form >= ? AND form < ? ORDER BY terms DESC LIMIT ?"
        found = self._release.rows(sql, (form, form + "\uffff", _CLIPPED_MOST))
        return tuple(Reading(str(row[0]), 0.85) for row in found)

    def _misspelt(self, form: str) -> tuple[Reading, ...]:
        if len(form) < SHORTEST_CORRECTED or form.isdigit():
            return ()
        keys = tuple(dict.fromkeys(deletions(form)))
        marks = ",".join("?" * len(keys))
        sql = f"SELECT DISTINCT form FROM spelling WHERE less IN ({marks})"  # noqa: S608 - only question marks are put in
        near = [(distance(form, str(row[0])), str(row[0])) for row in self._release.rows(sql, keys)]
        if not near:
            return ()
        best = min(near)[0]
        if best >= len(_BY_DISTANCE):
            return ()
        found = sorted(word for far, word in near if far == best)
        return tuple(Reading(word, _BY_DISTANCE[best]) for word in found[:_MOST])


def distance(one: str, other: str) -> int:
    """The edits that turn one word into the other: letters put in, left out, changed or swapped."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
