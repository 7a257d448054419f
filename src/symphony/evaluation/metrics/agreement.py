"""Two label sets on the same charts: how far two teams of experts agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from symphony.evaluation.gold import Chart
from symphony.evaluation.metrics.counts import Counts, compare, total
from symphony.evaluation.naming import prefix


@dataclass(frozen=True, slots=True)
class Agreement:
    """Micro counts of one label set judged by the other: F1 is the same both ways.

    ``charts`` are those that both have; the others are counted, not judged.
    """

    full: Counts
    three: Counts
    equal_sets: int
    charts: int
    only_first: int
    only_second: int


def agreement(first: Sequence[Chart], second: Sequence[Chart], system: str) -> Agreement:
    """The agreement in one system, charts matched by id. No chart in common: all counts are 0."""
    theirs = {chart.id: chart for chart in second}
    both = [(chart, theirs[chart.id]) for chart in first if chart.id in theirs]
    full = [compare(_codes(a, system), _codes(b, system)) for a, b in both]
    return Agreement(
        total(full),
        total(compare(_codes(a, system, 3), _codes(b, system, 3)) for a, b in both),
        sum(not counts.wrong and not counts.missed for counts in full),
        len(both),
        len(first) - len(both),
        len(second) - len(both),
    )


def _codes(chart: Chart, system: str, characters: int = 0) -> set[str]:
    return {prefix(system, c.code, characters) for c in chart.codes if c.system == system}
