"""Where a problem sits, when its own words do not say: the one site that the words around it name.

A coder reads on for the site ("Arthritis. ... pain in both knees"); two sites settle nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.details import core
from symphony.language.tables import toml
from symphony.language.words import forms


@dataclass(frozen=True, slots=True)
class _Sites:
    sites: frozenset[str]
    heads: frozenset[str]
    joint: frozenset[str]


@lru_cache(maxsize=1)
def _sites() -> _Sites:
    return toml(resources.files("symphony.coding.extractor") / "data" / "sites.toml", _Sites)


def sites(words: Iterable[str]) -> frozenset[str]:
    """The body sites among the words (normal forms)."""
    return _sites().sites & frozenset(words)


@lru_cache(maxsize=8192)
def needs_site(term: str) -> bool:
    """Whether the term names a problem that must sit somewhere and does not say where."""
    return set(core(forms(term))) <= _sites().heads


@lru_cache(maxsize=8192)
def may_have_site(term: str) -> bool:
    """Whether the term names a problem that may have a site, and does not say which."""
    return needs_site(term) or set(core(forms(term))) <= _sites().joint


@lru_cache(maxsize=512)
def _named(text: str) -> frozenset[str]:
    """The sites that a sentence names; the same sentences are asked for every mention of a note."""
    return sites(forms(text))


def with_site(term: str, around: Iterable[str]) -> str:
    """The term with the one site that one of these texts names; nearest text first."""
    if not needs_site(term):
        return term
    for text in around:
        found = _named(text)
        if len(found) == 1:
            return f"{term} {next(iter(found))}"
        if found:
            return term
    return term
