"""Words and their normal forms: how a note's wording and a book's wording are made comparable.

Two texts are compared by the *normal forms* of their words: lower case, accents folded, singular,
American spelling, Roman numerals as digits. The same function serves the books (when they are
compiled) and the notes (when they are read), so a rule here need not be linguistically perfect: it
must only treat both sides alike and keep different words apart.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.language.patterns import lazy
from symphony.language.tables import rows

_MARKED = r"(?:[A-Za-z0-9]+[^\W_]*|[^\W_]+)(?:[\u0300-\u036f]+[^\W_]*)*"
"""Letters and digits, the plain ones first, which are found faster; an accent may stand on its own
behind its letter (decomposed Unicode)."""

_SHORT = r"[dD](?=/[oO](?![^\W_]))(?<![^\W_][dD])/[oO]"
"""The one word that is written with a stroke: "alcohol use d/o"."""

_WORD = lazy(rf"{_SHORT}|{_MARKED}(?:['\u2019]{_MARKED})?")
_BREAK = lazy(r"[,;:.()\[\]\n\u2022]")
_DATA = resources.files("symphony.language") / "data"


class Word(NamedTuple):
    """One word of a text: its normal form and where it stands (code points, end exclusive)."""

    form: str
    start: int
    end: int
    breaks: bool = False
    """Whether punctuation that parts phrases (comma, stop, bracket, line end) stands before it."""


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    return {fields[0]: fields[1] for _, fields in rows(_DATA / "spelling.tsv", ("form", "as"))}


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """Normal forms that carry no meaning of their own when two names are compared."""
    return frozenset(fields[0] for _, fields in rows(_DATA / "function_words.tsv", ("form",)))


def _singular(word: str) -> str:
    if len(word) < 4 or word[-1] != "s" or word[-2:] in ("ss", "us", "is"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")) and not word.endswith("aches"):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def normal_form(word: str) -> str:
    """The normal form of one word. May hold a space: a spelling may stand for two words."""
    folded = word.casefold()
    if not folded.isascii():
        folded = "".join(
            c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)
        )
        folded = folded.replace("\u2019", "'")
    if "'" in folded:
        folded = folded.removesuffix("'s").replace("'", "")
    spellings = _spellings()
    spelled = spellings.get(folded)
    if spelled is not None:
        return spelled
    single = _singular(folded)
    return spellings.get(single, single)


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a text, or of a stretch of it, in order, with normal forms and offsets."""
    found: list[Word] = []
    before = start
    made = tuple.__new__  # every word of every note passes here: the class's own is twice as slow
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        form = normal_form(match.group())
        first, last = match.span()
        plain = first == before or (first == before + 1 and text[before] == " ")
        breaks = not plain and _BREAK.search(text, before, first) is not None
        before = last
        if form and " " not in form:
            found.append(made(Word, (form, first, last, breaks)))
        else:
            found.extend(Word(part, first, last, breaks) for part in form.split())
    return found


def forms(text: str) -> tuple[str, ...]:
    """The normal forms of a text's words in order. Short texts (names) are remembered."""
    return _forms_of_name(text) if len(text) <= _LONGEST_NAME else _forms(text)


def _forms(text: str) -> tuple[str, ...]:
    # A normal form may be two words or, for a lone combining mark, none: hence the split.
    return tuple(" ".join(map(normal_form, _WORD.findall(text))).split())


_LONGEST_NAME = 250
"""No name is longer; what is longer is text of a note, which is not kept in memory."""

_forms_of_name = lru_cache(maxsize=16384)(_forms)


def phrase(text: str) -> str:
    """The normal forms joined by single spaces: the key of an exact, ordered comparison."""
    return " ".join(forms(text))


def phrase_once(text: str) -> str:
    """As ``phrase``, for a text that will not be asked for again: it is not remembered."""
    return " ".join(_forms(text))


def phrases(lines: Iterable[str]) -> list[str]:
    """The phrases of many texts of one line each, made at once: cheaper than one by one.

    They are not remembered. No text may hold a line end, which would part it in two.
    """
    # A space ends a word and what may stand around it, so that a piece is read for itself; of the
    # pieces of a table most stand in many rows.
    pieces = "\n".join(lines).replace("\n", " \n ").split(" ")
    known = {
        piece: normal_form(piece)
        if piece.isalnum() and piece.isascii()
        else " ".join(_forms(piece))
        for piece in set(pieces)
    }
    known["\n"] = "\n"
    every = " ".join(map(known.__getitem__, pieces))
    while "  " in every:  # around what is no word, a dash say
        every = every.replace("  ", " ")
    return [line.strip(" ") for line in every.split("\n")]


def bag(text: str) -> str:
    """The key of a comparison that ignores word order and function words.

    Distinct forms, sorted. A text of function words only keeps them all, so it still has a key.
    """
    return bag_of(forms(text))


def bag_of(every: Sequence[str]) -> str:
    """The key of normal forms that were made already (``bag``)."""
    found = set(every)
    passed = function_words()
    kept = found if passed.isdisjoint(found) else found - passed
    return " ".join(sorted(kept or found))
