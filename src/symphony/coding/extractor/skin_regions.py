"""A disease of the skin whose code is the kind and the region of the body: tumours, abscesses.

"BCC, left nasal ala", "melanoma of the right calf" and "abscess on her left thigh" are looked up by
the kind and one of the regions of C43-C44, D03-D04 (``data/skin_tumours.toml``) and L02
(``data/skin_infections.toml``).
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

_WHERE = (
    r"(?:(?:the|his|her|their|skin|of|right|left|r|l|rt|lt|mid|medial|lateral|anterior|posterior"
    r"|central|proximal|distal|dorsal|dorsum|ventral|volar|superior|inferior|upper|lower|tip|vertex"
    r"|plantar|palmar|frontal|parietal|occipital|side|edge|bridge|back|front|top|middle|part|outer"
    r"|inner|outside|inside)[ -]){0,12}"
)
_BETWEEN = r"(?:,|:|;| -{1,2}| \u2013)? (?:(?:of|on|at|over|involving|to|from|in) )?"
_OPENS = {
    "skin_tumours.toml": ("melanoma", "bcc", "scc", "cell c", "bowen", "lentigo", "basal"),
    "skin_infections.toml": ("absces", "boil", "furunc", "carbunc"),
}
"""The tables, and what stands in a sentence that any of their kinds is named in."""
_NOT_AFTER = lazy(r"[ -](?:screen\w*|risk|prevention|pain|and neck)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kind:
    words: str
    term: str
    nose: str = ""
    trunk: str = ""

    def of(self, region: str) -> str:
        """The standard term for the kind in a region."""
        if region == "nose":
            region = self.nose or region
        if region.endswith("trunk"):
            region = self.trunk or region
        return self.term.format(region)


@dataclass(frozen=True, slots=True)
class _Region:
    words: str
    term: str


@dataclass(frozen=True, slots=True)
class _Table:
    kinds: tuple[_Kind, ...]
    regions: tuple[_Region, ...]


class OfSkin(NamedTuple):
    """A disease of the skin: where it is named, and the standard term."""

    extent: Extent
    term: str


@lru_cache(maxsize=4)
def _patterns(name: str) -> tuple[re.Pattern[str], _Table]:
    table = toml(resources.files("symphony.coding.extractor") / "data" / name, _Table)

    def either(prefix: str, words: Iterator[str]) -> str:
        return "|".join(f"(?P<{prefix}{n}>{each})" for n, each in enumerate(words))

    kinds, regions = table.kinds, table.regions
    written = (
        rf"(?<![\w-])(?:{either('a', (k.words for k in kinds))}){_BETWEEN}{_WHERE}"
        rf"(?:{either('b', (r.words for r in regions))})(?![\w-])"
        rf"|(?<![\w-]){_WHERE}(?:{either('c', (r.words for r in regions))}),? "
        rf"(?:{either('d', (k.words for k in kinds))})(?![\w-])"
    )
    return re.compile(written, re.IGNORECASE), table


def may_name(text: str) -> bool:
    """Whether a document holds any word of such a disease."""
    plain = text.casefold()
    return any(word in plain for opens in _OPENS.values() for word in opens)


def of_skin(text: str, sentence: Extent) -> Iterator[OfSkin]:
    """The diseases of the skin that a sentence names by kind and region, in reading order."""
    plain = text[slice(*sentence)].casefold()
    for name, opens in _OPENS.items():
        if holds(plain, opens):
            yield from _of(name, text, sentence)


def _of(name: str, text: str, sentence: Extent) -> Iterator[OfSkin]:
    pattern, table = _patterns(name)
    for match in pattern.finditer(text, *sentence):
        if _NOT_AFTER.match(text, match.end()):
            continue
        found = {group[0]: int(group[1:]) for group, said in match.groupdict().items() if said}
        kind = table.kinds[found.get("a", found.get("d", 0))]
        region = table.regions[found.get("b", found.get("c", 0))]
        yield OfSkin(Extent(*match.span()), kind.of(region.term))
