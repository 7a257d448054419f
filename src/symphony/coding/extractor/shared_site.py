"""What a title lists under one site: "cervical spondylosis, stenosis", "right breast pain, lump".

The site and the side that open a title hold for each of its parts that names none of its own,
where the part with that site is a known name: "right knee effusion, hypertension" shares nothing.
So it is with the wear of a joint or disc to which a pain is put down: "knee pain due to arthritis".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import takewhile
from typing import NamedTuple

from symphony.coding.details import core, side_words
from symphony.coding.vocabulary import Vocabulary
from symphony.language.tables import toml
from symphony.language.words import forms


@dataclass(frozen=True, slots=True)
class _Site:
    words: tuple[str, ...]
    called: str
    never: frozenset[str] = frozenset()
    spine: str = ""


@dataclass(frozen=True, slots=True)
class _Sites:
    sites: tuple[_Site, ...]
    never: frozenset[str]
    wear: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Sites:
    return toml(resources.files("symphony.coding.extractor") / "data" / "shared_site.toml", _Sites)


class Opening(NamedTuple):
    """The side and the site with which a title opens, as its other parts are called by them."""

    words: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    """What is not meant of that site."""
    spine: tuple[str, ...] = ()
    """The same, as the spine there is called ("neck": cervical)."""


def opening_site(words: Sequence[str]) -> Opening:
    """The side and the site with which a title opens; empty where it opens with none.

    Args:
        words: the normal forms of its words, with R and L written out.
    """
    sides = tuple(takewhile(lambda word: word in side_words(), words))
    rest = tuple(words[len(sides) :])
    for site in _table().sites:
        length = len(site.words)
        if rest[:length] == site.words and len(rest) > length:
            called = (*sides, *forms(site.called))
            return Opening(called, site.never | _table().never, forms(site.spine))
    return Opening()


def with_opening_site(name: str, opening: Opening, vocabulary: Vocabulary) -> str:
    """The name of a later part with the site of the first; "" where it has none in the books.

    Args:
        name: the part's own words.
        opening: side and site (``opening_site``).
        vocabulary: the known names.
    """
    every = forms(name)
    own = {word for site in _table().sites for word in site.words} | side_words()
    if not opening.words or not every or (own | opening.never) & set(every):
        return ""
    for site in (opening.words, opening.spine):
        whole = (*site, *every)
        if site and vocabulary.knows(core(whole)):
            return " ".join(whole)
    return ""


def is_wear(name: str) -> bool:
    """Whether the words name the wear of joints or discs, and not which."""
    every = set(core(forms(name)))
    return bool(every) and every <= _table().wear
