"""What may stand between the words of a title, what parts them, and what a sentence denies."""

from collections.abc import Iterator, Sequence

from symphony.books.title_words import spoken
from symphony.coding.extractor.body_parts import table
from symphony.language.words import Word

PARTING = frozenset(
    {"but", "except", "deny", "denied", "no", "versus", "or", "nor", "rather", "explored"}
    | {"examined", "inspected", "visualized", "palpated", "tested"}
)
"""Words that part: on their two sides no one title is told."""

INNER = frozenset({"his", "her", "their", "a", "an", "the", "of", "at", "in", "to"})
"""Words over which a title goes on to the word beside it."""

PASSED = frozenset(
    {"his", "her", "their", "he", "she", "him", "my", "your", "you", "patient", "mr", "mrs", "ms"}
    | {"which", "that", "who", "there", "where", "it", "was", "were", "has", "had", "have", "is"}
    | {"be", "been", "being", "s", "as", "another", "also", "some", "one", "1", "2", "3", "cm"}
    | {"mm", "small", "large", "deep", "acute", "side", "sided", "level", "type", "unspecified"}
    | {"other", "specified", "initial", "subsequent", "encounter", "sequela", "related"}
    | {"involving", "involve", "include", "including", "affecting", "affect", "occurred"}
    | {"resulted", "resulting", "caused", "experienced", "sustained", "suffered", "through"}
    | {"over", "across", "along", "within", "between", "near", "under", "via"}
)
"""Words that may stand between those of a title and say nothing against it."""

_WITHOUT = frozenset({"without", "no", "not", "deny"})
_AGAIN = frozenset({"with", "but", "and", "in", "due"})
_INTACT = frozenset({"intact", "spared", "uninjured", "unaffected", "unharmed", "preserved"})


def absent(tokens: Sequence[Word]) -> frozenset[int]:
    """The words that a sentence says are not there, and the tissues that are not hurt."""
    gone: set[int] = set()
    out = False
    for at, token in enumerate(tokens):
        if token.form in _WITHOUT:
            out = True
        elif out and (token.breaks or token.form in _AGAIN or _is_body(tokens, at)):
            out = False
        if out:
            gone.add(at)
        if token.form in _INTACT:
            gone.update(_unhurt(tokens, at, range(at + 1, len(tokens))))
            gone.update(_unhurt(tokens, at, range(at - 1, -1, -1)))
    return frozenset(gone)


def _is_body(tokens: Sequence[Word], at: int) -> bool:
    """Whether what follows is not part of what is absent: "without foreign body of"."""
    return tokens[at].form == "of" and tokens[at - 1].form == "body"


def _unhurt(tokens: Sequence[Word], at: int, places: range) -> Iterator[int]:
    """The tissues beside "intact", as far as no harm is named."""
    harms, tissues = table().heads.keys(), spoken().tissues
    for place in places:
        (said,) = spoken().said(tokens[place : place + 1])
        if not harms.isdisjoint(said[:1]) or (place > at and tokens[place].breaks):
            return
        if not tissues.isdisjoint(said):
            yield place
