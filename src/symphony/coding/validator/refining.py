"""From a code to a sister that says more of what the mention says.

A look-up leads to the default of the books ("Cerebral infarction, unspecified") when the name of
the disease is all that it knows. A coder then reads the rest of the category: where the title of
another code there holds all of the default's words and more, and the note's statement of the
diagnosis says all that it has more, that code is the right one (guidelines, section I.B.2).
"""

import re
from functools import lru_cache

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.details import added, is_unspecified, side_words, sides
from symphony.coding.validator.specificity import OF_ANOTHER, Words
from symphony.language.patterns import lazy
from symphony.language.words import forms

_SEXES = {"female": "F", "male": "M"}


def refined(release: Release, start: Code, words: Words) -> Code:
    """The code of the start's category that the mention's own words single out, or the start."""
    plain = _stem(start.title)
    if start.level == "code" or not plain or plain >= words.told:
        return start
    best, most = start, 0
    for code in _codes_of_category(release, start):
        more = _heard_more(code.title, start, words)
        if more > most:
            best, most = code, more
    return best


_FURTHER = lazy(r",? (?:including|except|excluding) [^,]*")
"""What a title says of the bounds of a place, which nobody repeats."""

_TOLD_OF_DEFAULTS = frozenset({"idiopathic", "acquired"})
"""Words that the books pass over in a default, and that yet must be said to be chosen."""


@lru_cache(maxsize=16384)
def _core(title: str) -> frozenset[str]:
    """The words of a title that name the disease: no sides, sexes, or words of a default."""
    kept = added(_FURTHER.sub("", title), "") | (_TOLD_OF_DEFAULTS & set(forms(title)))
    return kept - side_words() - _SEXES.keys() - {"other"}


_LEAST_STEM = 2


@lru_cache(maxsize=16384)
def _stem(title: str) -> frozenset[str]:
    """The words that name the disease in a title that ends in what is unspecified about it."""
    before, found, _ = title.partition(" unspecified ")
    stem = _core(before) if found else frozenset[str]()
    if len(stem) >= _LEAST_STEM:
        return stem
    whole = _core(title) - _PLAIN
    return whole - _ANYWHERE if is_unspecified(title) else whole


_PLAIN = frozenset({"asymptomatic"})
"""Words of a default that say that nothing more is the matter."""

_ANYWHERE = frozenset({"skin"})
"""Places so wide that the titles for their parts leave them out."""


@lru_cache(maxsize=8192)
def _codes_of_category(release: Release, start: Code) -> tuple[Code, ...]:
    above = [place for place in release.ancestors(start.code) if place.level == "category"]
    category = above[0] if above else start
    return _below(release, category.code)


@lru_cache(maxsize=1024)
def _below(release: Release, category: str) -> tuple[Code, ...]:
    return tuple(
        code
        for code in release.descendants(category)
        if code.level != "code" and not _is_divided(release, code)
    )


def _is_divided(release: Release, code: Code) -> bool:
    """Whether codes with titles of their own stand below."""
    return any(child.level != "code" for child in release.children(code.code))


def _heard_more(title: str, start: Code, words: Words) -> int:
    """How many words the title has beyond the start's, if the note says every one of them."""
    core, plain = _core(title), _stem(start.title)
    if not plain <= core or not _may_be_other(title, start, words):
        return 0
    if title.endswith(OF_ANOTHER) and "classified" not in words.told:
        return 0
    more = core - plain - _core(start.title)
    if not _MEASURES.isdisjoint(more) and core.isdisjoint(_MEASURED) and not more <= words.said:
        return 0
    certain = words.told & words.said if _needs_own_words(title, more) else words.told
    if not more or not more <= certain:
        return 0
    sided, wanted = sides(forms(title)), words.sides()
    if sided != (wanted if sided else sides(forms(start.title))) or not _fits_sex(title, words):
        return 0
    return len(more) + len(sided)


_MEASURES = frozenset({"upper", "lower"})
_MEASURED = frozenset({"limb", "quadrant", "lobe"})
"""An arm is an upper limb, but what is said of a leg is not therefore of the lower leg."""

_OTHER_PART = lazy(r"\bother parts? of ", re.IGNORECASE)


def _may_be_other(title: str, start: Code, words: Words) -> bool:
    """Whether the title names something of its own, or the other parts of a place of a neoplasm.

    "Other specified ..." is for what has no code of its own: no single words of a note lead to it.
    """
    if "other" not in forms(title) or "other" in {*forms(start.title), *words.told}:
        return True
    return start.code[0] in "CD" and _OTHER_PART.search(title) is not None


def _needs_own_words(title: str, more: frozenset[str]) -> bool:
    """Whether the title adds a figure, a last stage or another condition: it may be of another."""
    return (
        " with " in title
        or title.startswith("End stage")
        or any(form[0].isdigit() for form in more)
    )


def _fits_sex(title: str, words: Words) -> bool:
    named = _SEXES.keys() & set(forms(title))
    return not named or words.sex is None or words.sex in {_SEXES[name] for name in named}
