"""The micro score of parts of the data: by chapter, by how frequent a code is, by document."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.metrics.micro import micro
from symphony.evaluation.metrics.pair import Pairs

LENGTHS = (1000, 2500, 5000, 10000)
"""The borders of the slices by length, in characters."""

FREQUENCIES = ((1, "once"), (4, "2 to 4 times"), (9, "5 to 9 times"))


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the data by its name, and the micro counts in it."""

    name: str
    counts: Counts
    charts: int


def by_code_group(pairs: Pairs, group: Callable[[str], str]) -> tuple[Slice, ...]:
    """The counts by what ``group`` says of each code, as a chapter; no codes: an empty tuple."""
    names: dict[str, list[int]] = {}
    charts: dict[str, set[str]] = {}
    for pair in pairs:
        gold, predicted = pair.gold_codes(), pair.predicted_codes()
        for code in gold | predicted:
            name = group(code)
            counts = names.setdefault(name, [0, 0, 0])
            counts[0 if code in gold & predicted else 2 if code in gold else 1] += 1
            charts.setdefault(name, set()).add(pair.chart.id)
    return tuple(
        Slice(name, Counts(*names[name]), len(charts[name])) for name in sorted(names, key=_natural)
    )


def _natural(name: str) -> tuple[int, str]:
    """Names that begin with a number in the order of the numbers, then the others."""
    number = name.partition(".")[0]
    return (int(number) if number.isdigit() else 10**6, name)


def by_frequency(pairs: Pairs) -> tuple[Slice, ...]:
    """By how often a code stands in the gold; codes that it never has are "not in the gold"."""
    seen = Counter(code for pair in pairs for code in pair.gold_codes())

    def name(code: str) -> str:
        times = seen[code]
        if not times:
            return "not in the gold"
        return next((text for most, text in FREQUENCIES if times <= most), "10 times or more")

    order = [*(text for _, text in FREQUENCIES), "10 times or more", "not in the gold"]
    return tuple(sorted(by_code_group(pairs, name), key=lambda part: order.index(part.name)))


def by_length(pairs: Pairs) -> tuple[Slice, ...]:
    """By the characters of all documents of a chart together."""

    def name(characters: int) -> str:
        low = 0
        for border in LENGTHS:
            if characters < border:
                return f"{low:>6} to {border - 1} characters"
            low = border
        return f"{low:>6} characters or more"

    return _by_chart(pairs, [name(pair.chart.characters) for pair in pairs])


def by_kind(pairs: Pairs) -> tuple[Slice, ...]:
    """By the type of document as the dataset names it; no types named: an empty tuple."""
    if not any(pair.chart.kind for pair in pairs):
        return ()
    return _by_chart(pairs, [pair.chart.kind or "not named" for pair in pairs])


def _by_chart(pairs: Pairs, names: list[str]) -> tuple[Slice, ...]:
    parts = {
        name: [pair for pair, own in zip(pairs, names, strict=True) if own == name]
        for name in sorted(set(names))
    }
    return tuple(Slice(name.strip(), micro(part), len(part)) for name, part in parts.items())
