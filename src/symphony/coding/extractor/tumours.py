"""A malignant tumour named by its kind and its site: the site decides the code.

"Adenocarcinoma of the right upper lobe" and "right upper lobe cancer" are one thing that no book
prints in so many words: the index sends every kind to the table of neoplasms, where the site is
looked up (guideline I.C.2). ``data/tumour_sites.toml`` has the sites.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy
from symphony.language.tables import toml

_PLAIN = (
    r"(?:(?:invasive |infiltrating )?(?:ductal|lobular) carcinoma|ID(?:CA?|C)|ILC|squamous cell"
    r" (?:carcinoma|cancer|ca)|adeno-?carcinoma|adenoca|urothelial carcinoma|NSCLC|SCC)"
)
"""Kinds behind which the site may follow without a word between."""
_KIND = (
    r"(?:(?:invasive |infiltrating )?(?:ductal|lobular) carcinoma|ID(?:CA?|C)|ILC"
    r"|(?:squamous|small|large|clear|transitional|signet[ -]ring|spindle) cell"
    r" (?:carcinoma|cancer|ca)|adeno-?carcinoma|adenoca"
    r"|(?:urothelial|mucinous|serous|papillary serous|non-?\s?small[ -]cell)"
    r" (?:carcinoma|cancer|lung (?:cancer|carcinoma))|carcinoma|cancer|SCCA?"
    r"|NSCLC|SCLC|malignancy|malignant (?:tumou?r|neoplasm)|CA)"
)
_SIDE = r"(?:(?:the|her|his|their|a|right|left|r|l|rt|lt|bilateral)[ -]){0,6}(?:sided )?"
_PROOF = (
    r"(?=[^.\n]{0,40}\b(?:bx|biops\w+|path\w*|brushings|cytology|FNA)\b[^.\n]{0,20}"
    r"\b(?:adenocarcinoma|adenoca|carcinoma|SCC|malignan\w+|cancer)\b)"
)
"""What shows that a mass of a site is a cancer."""
_BETWEEN = r"(?:of|in|involving|arising (?:in|from)|at|from)"
_NOT_BEFORE = lazy(
    r"(?:\bneuroendocrine|\bmerkel cell|\bbasal cell|\bbenign|\bin situ|\bsecondary"
    r"|\bmetastases (?:of|from)|\bscreen\w* for|\banti|\bpre-?|\bnon)[ -]$",
    re.IGNORECASE,
)
_NOT_AFTER = lazy(
    r"[ -](?:screen\w*|antigen|marker|risk|prevention|syndrome|gene|susceptibility|clinic"
    r"|center|support|vaccin\w+|genetics|surveillance program)\b",
    re.IGNORECASE,
)
_IN_SITU = lazy(r"[ -]in[ -]situ\b", re.IGNORECASE)
_OPENS = ("canc", "carcin", "malig", "adenoca", "sclc", "scc", "idc", "ilc")
_CA = lazy(r"ca(?<!\wca)\b")
"""What stands in a text that names such a tumour, in small letters."""


@dataclass(frozen=True, slots=True)
class _Site:
    words: str
    term: str


@dataclass(frozen=True, slots=True)
class _Sites:
    sites: tuple[_Site, ...]


class Tumour(NamedTuple):
    """A tumour of a site: where it is named, and the standard term."""

    extent: Extent
    term: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], tuple[str, ...]]:
    read = toml(
        resources.files("symphony.coding.extractor") / "data" / "tumour_sites.toml", _Sites
    ).sites
    before, after = (
        "|".join(f"(?P<{prefix}{n}>{site.words})" for n, site in enumerate(read)) for prefix in "ab"
    )
    written = (
        rf"(?<!\w)(?=\w)(?:(?:{_KIND}(?: in situ)? {_BETWEEN}|{_PLAIN}(?: in situ)?,?"
        rf"|(?P<mass>mass|tumou?r|lesion|ulcer)(?: {_BETWEEN})?)"
        rf" {_SIDE}(?:{before})(?(mass)\b{_PROOF}|(?![\w-]))"
        rf"|(?<!-){_SIDE}(?:{after}) (?:{_KIND}\b|(?:mass|tumou?r|lesion)\b{_PROOF}))"
    )
    return re.compile(written, re.IGNORECASE), tuple(site.term for site in read)


def may_name(text: str) -> bool:
    """Whether a document holds any word of such a tumour."""
    plain = text.casefold()
    return holds(plain, _OPENS) or _CA.search(plain) is not None


def tumours(text: str, sentence: Extent) -> Iterator[Tumour]:
    """The tumours that a sentence names by kind and site, in reading order."""
    if not may_name(text[slice(*sentence)]):
        return
    pattern, terms = _patterns()
    for match in pattern.finditer(text, *sentence):
        start, end = match.span()
        if _NOT_BEFORE.search(text, sentence.start, start) or _NOT_AFTER.match(text, end):
            continue
        term = terms[int(str(match.lastgroup)[1:])]
        behind = _IN_SITU.match(text, end)
        if behind or _IN_SITU.search(match[0]):
            term = term.replace("malignant neoplasm of", "carcinoma in situ of")
        yield Tumour(Extent(start, behind.end() if behind else end), term)
