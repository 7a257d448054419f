"""What a title lists under one site: "cervical spondylosis, stenosis", "right breast pain, lump".

The site and the side that open a title hold for each of its parts that names none of its own, where
the part with that site is a known name: "right knee effusion, hypertension" shares nothing.
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


@dataclass(frozen=True, slots=True)
class _Sites:
    sites: tuple[_Site, ...]
    never: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Sites:
    return toml(resources.files("symphony.coding.extractor") / "data" / "shared_site.toml", _Sites)


class Opening(NamedTuple):
    """The side and the site with which a title opens, as its other parts are called by them."""

    words: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    """What is not meant of that site."""


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
            return Opening((*sides, *forms(site.called)), site.never | _table().never)
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
    whole = (*opening.words, *every)
    return " ".join(whole) if vocabulary.knows(core(whole)) else ""
