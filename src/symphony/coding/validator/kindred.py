"""The type of diabetes, where a complication is named without it and the note tells it elsewhere.

"Diabetic gastroparesis" is of type 2 by default (guidelines, section I.C.4.a.2), but not in a
patient whose diabetes the note calls type 1 or secondary to drugs. The categories E08-E13 divide
alike, so the code is the one of the same place in the other category.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.evidence import Evidence, accept
from symphony.coding.stages import Mention
from symphony.encounter.model import Document
from symphony.language.tables import toml

_DEFAULT = "E11"


@dataclass(frozen=True, slots=True)
class _Type:
    category: str
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    default: tuple[str, ...]
    others: tuple[str, ...]
    type: tuple[_Type, ...]


@dataclass(frozen=True, slots=True)
class _Types:
    default: re.Pattern[str]
    others: re.Pattern[str]
    types: tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=1)
def _types() -> _Types:
    source = resources.files("symphony.coding.validator") / "data" / "diabetes_types.toml"
    read = toml(source, _File)
    return _Types(
        _either(read.default),
        _either(read.others, r"[^.\n]*$"),
        tuple((each.category, _either(each.written)) for each in read.type),
    )


def _either(written: Sequence[str], after: str = "") -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(written)}){after}", re.IGNORECASE)


def of_type(
    release: Release, code: Code, mention: Mention, documents: Sequence[Document]
) -> tuple[Code, Evidence] | None:
    """The code of the type that the note tells and the words that tell it; None for no change."""
    rules = _types()
    if not code.code.startswith(_DEFAULT) or rules.default.search(mention.evidence.text):
        return None
    if any(rules.default.search(page.text) for page in documents):
        return None
    for category, pattern in rules.types:
        other = release.code(category + code.code.removeprefix(_DEFAULT))
        told = next(_told(pattern, documents), None)
        if other is not None and told is not None:
            return other, told
    return None


def _told(pattern: re.Pattern[str], documents: Sequence[Document]) -> Iterator[Evidence]:
    for page in documents:
        for match in pattern.finditer(page.text):
            line = page.text[page.text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not _types().others.search(line):
                yield accept(page, *match.span())
