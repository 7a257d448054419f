"""How stretches of a text lie to one another: one in another, or with words in common."""

from bisect import bisect_right
from collections.abc import Sequence

from symphony.coding.extractor.drafts import Draft
from symphony.encounter.sentences import Extent
from symphony.language.words import Word


def stretch(tokens: Sequence[Word], first: int, last: int) -> Extent:
    """Where some words of a sentence stand (indices, end exclusive)."""
    return Extent(tokens[first].start, tokens[last - 1].end)


def meets(extent: Extent, drafts: Sequence[Draft]) -> bool:
    """Whether the extent and one of the drafts have words in common."""
    return any(d.extent.start < extent.end and extent.start < d.extent.end for d in drafts)


def inside(extent: Extent, taken: list[Extent]) -> bool:
    """Whether the extent lies in one of those, which are in order and apart."""
    before = bisect_right(taken, extent.start, key=_start)
    return before > 0 and extent.end <= taken[before - 1].end


def _start(extent: Extent) -> int:
    return extent.start
