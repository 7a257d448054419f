"""Where a text nearly says what a quote says: the third and last way of finding a quote.

Words are compared, not characters, after folding case, accents and typographic forms. Words that
turn a meaning round (a negation, a side, a number) must stand in both, or the place is no place.
"""

import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from symphony.language.patterns import lazy

_WORD = lazy(r"[^\W_]+")
_TURNING = frozenset(
    [
        *("no", "not", "without", "denies", "denied", "never", "none", "negative", "absent"),
        *("unlikely", "left", "right", "bilateral", "upper", "lower", "acute", "chronic"),
        *("type", "family", "mother", "father", "history"),
    ]
)
_ALIKE = 0.8
"""How alike two words must be to be one word misspelt (difflib's ratio)."""
_WORST = 0.25
"""The most that may differ, as a share of the quote's words."""


class _Token(NamedTuple):
    form: str
    start: int
    end: int


def nearly(text: str, quote: str, near: int = 0) -> tuple[int, int] | None:
    """The stretch of the text that says the quote, nearly; None where nothing is near enough.

    Args:
        text: where to look.
        quote: what somebody says stands there.
        near: among equally good places, the one that begins closest to this offset is taken.

    Returns:
        Offsets in code points, end exclusive.
    """
    wanted = [_fold(word) for word in _WORD.findall(quote)]
    tokens = _tokens(text)
    if not wanted or not tokens or len(wanted) > 60:
        return None
    found = _best(wanted, tokens, near)
    if found is None:
        return None
    first, last = found
    said = [token.form for token in tokens[first:last]]
    return (tokens[first].start, tokens[last - 1].end) if _same_turn(wanted, said) else None


def same_words(text: str, quote: str, near: int = 0) -> tuple[int, int] | None:
    """The stretch that has exactly the quote's words, whatever stands between and around them."""
    wanted = [_fold(word) for word in _WORD.findall(quote)]
    if not wanted:
        return None
    tokens = _tokens(text)
    forms = [token.form for token in tokens]
    size = len(wanted)
    places = [
        (tokens[at].start, tokens[at + size - 1].end)
        for at in range(len(forms) - size + 1)
        if forms[at] == wanted[0] and forms[at : at + size] == wanted
    ]
    later = [place for place in places if place[0] >= near]
    return next(iter(later or places), None)


@lru_cache(maxsize=16)
def _tokens(text: str) -> list[_Token]:
    return [_Token(_fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _best(wanted: list[str], tokens: list[_Token], near: int) -> tuple[int, int] | None:
    """First and last token (exclusive) of the cheapest alignment of all wanted words."""
    # One row a wanted word, one column a place between tokens: (cost, first token).
    row: list[tuple[float, int]] = [(0.0, at) for at in range(len(tokens) + 1)]
    for number, word in enumerate(wanted, start=1):
        below: list[tuple[float, int]] = [(float(number), row[0][1])]
        for at, token in enumerate(tokens, start=1):
            cost, first = row[at - 1]
            match = (cost + _difference(word, token.form), first)
            unsaid = (row[at][0] + 1.0, row[at][1])
            extra = (below[at - 1][0] + 1.0, below[at - 1][1])
            below.append(min(match, unsaid, extra, key=lambda pair: pair[0]))
        row = below
    allowed = _WORST * len(wanted) if len(wanted) > 2 else 1.0 - _ALIKE
    places = [(cost, first, at) for at, (cost, first) in enumerate(row) if first < at]
    if not places:
        return None
    cost, first, last = min(places, key=lambda p: (p[0], abs(tokens[p[1]].start - near), p[2]))
    return (first, last) if cost <= allowed else None


@lru_cache(maxsize=65536)
def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return 1.0
    alike = SequenceMatcher(None, one, other).ratio()
    return 1.0 - alike if alike >= _ALIKE else 1.0


def _same_turn(wanted: list[str], said: list[str]) -> bool:
    return _turning(wanted) == _turning(said)


def _turning(words: list[str]) -> list[str]:
    return sorted(word for word in words if word in _TURNING or any(c.isdigit() for c in word))
