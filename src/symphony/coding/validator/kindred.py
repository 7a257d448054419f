"""The type of diabetes, where a complication is named without it and the note tells it elsewhere.

"Diabetic gastroparesis" is of type 2 by default (guidelines, section I.C.4.a.2), but not in a
patient whose diabetes the note calls type 1 or secondary to drugs. The categories E08-E13 divide
alike, so the code is the one of the same place in the other category.
"""

import re
from collections.abc import Iterable

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.evidence import Evidence, accept
from symphony.coding.stages import Mention
from symphony.encounter.model import Document

_DEFAULT = "E11"
_TYPES = (
    ("E10", re.compile(
        r"\b(?:type (?:1|I)(?:,|\s+(?:diabet\w+|dm\b))|diabetes(?: mellitus)?,? type (?:1|I)\b|t1dm?\b|dm ?1\b"
        r"|(?:insulin[- ]dependent )?juvenile diabetes|iddm\b)", re.IGNORECASE)),
    ("E09", re.compile(
        r"\b(?:steroid|drug|medication|glucocorticoid|tacrolimus)[- ]induced (?:diabet\w+|hyperglyc\w+ and diabetes)"
        r"|\bdiabetes (?:due|secondary) to (?:steroids?|prednisone|glucocorticoids?|tacrolimus)", re.IGNORECASE)),
    ("E13", re.compile(r"\b(?:type 3c|pancreatogenic) (?:diabet\w+|dm\b)|\bmody\b", re.IGNORECASE)),
)  # fmt: skip
_TYPE_2 = re.compile(r"\btype (?:2|II)\b|\bt2dm?\b|\bdm ?(?:2|II)\b|\bniddm\b", re.IGNORECASE)
_NOT_NOW = re.compile(r"\b(?:mother|father|sister|brother|family|sibling|no|denies)\b[^.\n]*$", re.I)


def of_type(
    release: Release, code: Code, mention: Mention, documents: Iterable[Document]
) -> tuple[Code, Evidence] | None:
    """The code of the type that the note tells and the words that tell it; None for no change."""
    if not code.code.startswith(_DEFAULT) or _TYPE_2.search(mention.evidence.text):
        return None
    pages = tuple(documents)
    if any(_TYPE_2.search(page.text) for page in pages):
        return None
    for category, pattern in _TYPES:
        for page in pages:
            for match in pattern.finditer(page.text):
                other = release.code(category + code.code.removeprefix(_DEFAULT))
                line = page.text[page.text.rfind("\n", 0, match.start()) + 1 : match.start()]
                if other is not None and not _NOT_NOW.search(line):
                    return other, accept(page, *match.span())
    return None
