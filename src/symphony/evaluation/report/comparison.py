"""A comparison as a terminal shows it."""

from collections import Counter
from collections.abc import Iterator

from symphony.evaluation.compare import Comparison
from symphony.evaluation.metrics.agreement import Agreement
from symphony.evaluation.metrics.counts import Counts

KINDS = ("gained", "error gone", "lost", "new error")


def comparison(one: Comparison, *, changes: bool = True) -> str:
    """The scores, the difference with its interval and test, and every change."""
    return "\n".join(_lines(one, changes=changes)) + "\n"


def _lines(one: Comparison, *, changes: bool) -> Iterator[str]:
    yield f"{one.system} · {one.charts} charts that both have"
    if one.only_a or one.only_b:
        yield f"  not judged: {one.only_a} charts only in A, {one.only_b} only in B"
    yield f"  {'':4}{'precision':>10}{'recall':>10}{'F1':>10}"
    yield _ratios("A", one.a)
    yield _ratios("B", one.b)
    tested = one.difference
    sure = tested.interval
    yield (
        f"  B - A: F1 {tested.value:+.3f}"
        + (f", 95 % {sure.low:+.3f} to {sure.high:+.3f}" if sure else "")
        + (f", p {tested.p:.3f}" if tested.p is not None else "")
    )
    counts = Counter(change.kind for change in one.changes)
    yield "  " + ", ".join(f"{kind} {counts[kind]}" for kind in KINDS)
    for kind in KINDS if changes else ():
        for change in one.changes:
            if change.kind == kind:
                yield f"  {kind:11}{change.code:10}{change.chart}"


def _ratios(name: str, counts: Counts) -> str:
    return f"  {name:4}{counts.precision:>10.3f}{counts.recall:>10.3f}{counts.f1:>10.3f}"


def agreement(one: Agreement, system: str) -> str:
    """The agreement of two label sets."""
    charts = f"{one.charts} charts in both, {one.only_first} only in A, {one.only_second} only in B"
    only = f"{one.full.missed} only in A, {one.full.wrong} only in B"
    lines = [
        f"{system} · {charts}",
        f"  micro-F1 {one.full.f1:.3f} at the full code, {one.three.f1:.3f} at three characters",
        f"  the same codes in {one.equal_sets} of {one.charts} charts",
        f"  {one.full.right} codes in both, {only}",
    ]
    return "\n".join(lines) + "\n"
