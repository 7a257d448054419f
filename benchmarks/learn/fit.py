"""Would learned weights beat those set by hand? Fitted by cross-validation over visits, compared.

    python benchmarks/learn/fit.py [--pull N]... [--category] [--write FILE]

A logistic regression on the signals that each mention shows (``logistic.py``), pulled towards the
weights of ``weights.toml``, learned on all folds but one and judged on that one at the level that
matters: the final codes, after rules and all. A visit's twins (its narrative, its MedCodER labels)
fall into one fold. Every set counts the same. The difference to the hand-set weights has a paired
bootstrap over visits. Case reports (``codiesp``) are judged only; their labels follow another
convention, so its training part joins the learning with the weight of one set.

Needs an installed ICD-10-CM release and notes labelled as ``benchmarks/notes/README.md`` says.
``--write`` puts the weights fitted on all notes into a file of the shape of ``weights.toml``.
"""

import argparse
import random
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "accuracy"))

from devsets import EXTERNAL, VISITS, notes, unlabelled
from logistic import Model, Row, chosen, evened, fitted
from reading import Read, read
from rows import of_note

from symphony.books.shelf import Shelf
from symphony.coding.extractor.reportable import Weights, weights
from symphony.coding.reconciler.offline import OfflineReconciler

_FOLDS, _DRAWS = 5, 1000
_CUTS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55)
_REPORTS, _REPORTS_LEARN = "codiesp", "codiesp train"

Counts = tuple[int, int, int]


class Cut(NamedTuple):
    """From which fit a code is reported, without and with a list of problems."""

    plain: float
    listed: float


class Judged(NamedTuple):
    """A visit with its counts (right, wrong, missed) under some weights."""

    set: str
    visit: str
    counts: Counts


def fold(visit: str) -> int:
    """The fold of a visit, by its name alone."""
    return zlib.crc32(f"0:{visit}".encode()) % _FOLDS


def judged(found: Read, given: Weights, reconciler: OfflineReconciler) -> Judged:
    """The note under some weights; codes that its labels never hold are not counted."""
    note = found.note
    told = {s.choice.code for s in found.answer(given, reconciler).codes}
    told = {c for c in told if c[0] not in EXTERNAL and not unlabelled(note.set, c)}
    right = len(told & note.gold)
    return Judged(note.set, note.family, (right, len(told) - right, len(note.gold) - right))


def f1(counts: Iterable[Counts]) -> float:
    """Micro-averaged F1."""
    right, wrong, missed = map(sum, zip(*counts, strict=True))
    return 2 * right / max(2 * right + wrong + missed, 1)


def by_set(rows: Iterable[Judged]) -> dict[str, float]:
    """F1 of each set."""
    sets: dict[str, list[Counts]] = {}
    for row in rows:
        sets.setdefault(row.set, []).append(row.counts)
    return {name: f1(counts) for name, counts in sets.items()}


def mean(rows: Iterable[Judged]) -> float:
    """The mean of the sets' F1: every set counts the same."""
    each = by_set(rows)
    return sum(each.values()) / len(each)


def as_weights(model: Model, cut: Cut) -> Weights:
    """A model as the weights that the engine reads."""
    return Weights(model.base, cut.plain, cut.listed, weights().consider_at, model.weights)


def held_out(
    reads: Sequence[Read], reports: Sequence[Row], pull: float, *, category: bool
) -> Mapping[Cut, list[Judged]]:
    """For each cut, every note judged by weights that were learned without its fold."""
    hand, reconciler = weights(), OfflineReconciler()
    known = Model(hand.base, hand.signals)
    results: dict[Cut, list[Judged]] = {Cut(a, b): [] for a in _CUTS for b in _CUTS}
    for each in range(_FOLDS):
        learn = [
            row
            for found in reads
            if fold(found.note.family) != each and found.note.set != _REPORTS
            for row in of_note(found)
        ]
        model = fitted(evened([*learn, *reports]), known, pull, category=category)
        for found in reads:
            if fold(found.note.family) == each:
                for cut, rows in results.items():
                    rows.append(judged(found, as_weights(model, cut), reconciler))
    return results


def interval(one: Sequence[Judged], other: Sequence[Judged]) -> tuple[float, float]:
    """The 95 % interval of ``one`` less ``other``: visits drawn again within each set."""
    drawn = random.Random(0)
    pairs: dict[str, list[tuple[Judged, Judged]]] = {}
    for pair in zip(one, other, strict=True):
        pairs.setdefault(pair[0].set, []).append(pair)
    differences = []
    for _ in range(_DRAWS):
        draw = [pair for rows in pairs.values() for pair in drawn.choices(rows, k=len(rows))]
        differences.append(mean(a for a, _ in draw) - mean(b for _, b in draw))
    differences.sort()
    return differences[int(0.025 * _DRAWS)], differences[int(0.975 * _DRAWS) - 1]


def line(name: str, rows: Sequence[Judged]) -> str:
    """A line of the table."""
    sets = "  ".join(f"{one} {value:.3f}" for one, value in by_set(rows).items())
    return f"{name:34} mean {mean(rows):.4f}  {sets}"


def main() -> None:
    """Compare, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pull", type=float, action="append")
    parser.add_argument("--category", action="store_true", help="learn from right categories")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    release, hand = Shelf().release("icd10cm"), weights()
    reads = [read(note) for name in (*VISITS, _REPORTS) for note in notes(name, release)]
    reports = [row for note in notes(_REPORTS_LEARN, release) for row in of_note(read(note))]
    # In the order in which held_out answers.
    order = sorted(reads, key=lambda found: fold(found.note.family))
    plain = [judged(found, hand, OfflineReconciler()) for found in order]
    print(line("by hand", plain))
    best: tuple[float, float, Cut] | None = None
    for pull in asked.pull or [1.0, 3.0, 10.0, 30.0]:
        results = held_out(order, reports, pull, category=asked.category)
        cut, rows = max(results.items(), key=lambda item: mean(item[1]))
        low, high = interval(rows, plain)
        print(line(f"learned, pull {pull:g}, cut {cut.plain}/{cut.listed}", rows))
        print(f"    less by hand: {mean(rows) - mean(plain):+.4f} ({low:+.4f} to {high:+.4f})")
        if best is None or mean(rows) > best[0]:
            best = (mean(rows), pull, cut)
    if asked.write and best:
        learn = [row for found in order if found.note.set != _REPORTS for row in of_note(found)]
        known = Model(hand.base, hand.signals)
        model = fitted(evened([*learn, *reports]), known, best[1], category=asked.category)
        write(asked.write, model, replace(hand, code_at=best[2][0], code_at_listed=best[2][1]))


def write(path: Path, model: Model, cuts: Weights) -> None:
    """The weights in the shape of ``weights.toml``."""
    lines = [
        "# Learned by: python benchmarks/learn/fit.py --write, on the development notes.",
        f"base = {model.base:.2f}",
        f"code_at = {cuts.code_at}",
        f"code_at_listed = {cuts.code_at_listed}",
        f"consider_at = {cuts.consider_at}",
        "",
        "[signals]",
        *(f"{name} = {weight}" for name, weight in chosen(model).items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
