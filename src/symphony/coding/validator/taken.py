"""Which defaults of the guidelines a chosen code rests on: what a silent record is taken to mean.

The rows are the rules' (``rules/data/defaults.toml``): a fracture is closed and displaced, diabetes
is of type 2, the right side is the dominant one, where nobody says otherwise.
"""

from functools import lru_cache

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.stages import Citation
from symphony.coding.validator.specificity import Words
from symphony.language.words import forms
from symphony.rules.book import open_book
from symphony.rules.defaults import Default, defaults_for


def taken(release: Release, code: Code, words: Words) -> tuple[Citation, ...]:
    """The defaults whose words the code's title has and the note does not say."""
    said = words.said | words.near | words.around | words.told
    title = frozenset(forms(code.title))
    return tuple(
        Citation(default.section, f"{default.silent}: taken as {default.taken_as}")
        for default in _defaults(release, code.code)
        if code.code == default.taken_as or _is_taken(default, title, said)
    )


def _is_taken(default: Default, title: frozenset[str], said: frozenset[str]) -> bool:
    meant = _telling(default.taken_as)
    return bool(meant) and meant <= title and not meant & said


@lru_cache(maxsize=64)
def _telling(taken_as: str) -> frozenset[str]:
    """The words of a default that can be told from a title."""
    return frozenset(forms(taken_as)) - {"type", "severity", "unspecified"}


@lru_cache(maxsize=16384)
def _defaults(release: Release, code: str) -> tuple[Default, ...]:
    return defaults_for(open_book(release), code) if release.facts["system"] == "icd10cm" else ()
