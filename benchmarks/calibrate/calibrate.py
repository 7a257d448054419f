"""Fit the offline engine's confidence to how often it is right (Platt scaling), and report.

    python benchmarks/calibrate/calibrate.py [SET...] [--write] [--diagram FILE]

Sets are those of ``benchmarks/accuracy/devsets.py`` (default: those whose labels say what a coder
would report), each of equal weight, however many notes it has; the files of our own notes share the
weight of one set, since much was tuned on them. Prints the reliability by tenths
and the expected calibration error (ten bins), before, and after by ten-fold cross-validation over
visits (a visit's twins fall into one fold); then how often reported codes of each kind are right.
``--write`` puts the numbers fitted on all notes into src/symphony/coding/data/confidence.toml;
``--diagram`` draws the table as an SVG.
"""

import argparse
import math
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "accuracy"))

from devsets import EXTERNAL, OURS, ROOT, SILENT, VISITS, notes, unlabelled
from reading import Read, read, score

from symphony.books.shelf import Shelf
from symphony.coding.confidence import Scale, shows
from symphony.coding.extractor.reportable import weights
from symphony.coding.stages import Mention

_FOLDS, _BINS, _STEPS, _PULL = 10, 10, 50, 1e-3
_NUMBERS = len(fields(Scale))
_TABLE = ROOT / "src/symphony/coding/data/confidence.toml"
STATED = "drug, measure, purpose"
_TITLED = {"problem", "problem_with", "problem_cause", "problem_tail"}


class Seen(NamedTuple):
    """One proposed code: its visit, kind, fit and weight, and whether the labels have it."""

    set: str
    visit: str
    kind: str
    fit: float
    right: bool
    weight: float = 1.0


def seen(names: Iterable[str]) -> list[Seen]:
    """Every code and candidate that the engine proposes, each set of the same weight in all."""
    release = Shelf().release("icd10cm")
    found: list[Seen] = []
    for name in names:
        rows = [row for note in notes(name, release) for row in of_note(read(note))]
        share = len(OURS) if name in OURS else 1
        found += [row._replace(weight=100 / share / len(rows)) for row in rows]
    return found


def of_note(found: Read) -> Iterator[Seen]:
    """The codes of a note, each by its surest mention; what the labels never hold is left out."""
    given = weights()
    by_id = {mention.id: mention for mention in found.mentions}
    best: dict[str, tuple[float, Mention]] = {}
    for choice in found.choices:
        mention = by_id[choice.mentions[0]]
        sure = score(mention, given)
        fit = choice.confidence * sure
        if sure >= given.consider_at and fit > best.get(choice.code, (0.0, mention))[0]:
            best[choice.code] = (fit, mention)
    note = found.note
    for code, (fit, mention) in best.items():
        if code[0] in EXTERNAL or unlabelled(note.set, code):
            continue
        if kind(mention) != STATED or note.set not in SILENT:
            yield Seen(note.set, note.family, kind(mention), fit, code in note.gold)


def kind(mention: Mention) -> str:
    """Where the mention stands, in the words of the table."""
    names = {signal.name for signal in mention.signals}
    if "stated" in names:
        return STATED
    if names & _TITLED:
        return "title of a problem"
    return "text without headings" if "untitled" in names else "text under a heading"


def fitted(rows: Sequence[Seen]) -> Scale:
    """The scale of greatest likelihood, by Newton's method; a slight pull of the numbers to 0."""
    found = [0.0] * _NUMBERS
    for _ in range(_STEPS):
        slope = [-_PULL * value for value in found]
        bend = [[_PULL * (i == j) for j in range(_NUMBERS)] for i in range(_NUMBERS)]
        for row in rows:
            shown = shows(row.fit, stated=row.kind == STATED)
            odds = sum(value * one for value, one in zip(found, shown, strict=True))
            p = 1.0 / (1.0 + math.exp(-odds))
            for i in range(_NUMBERS):
                slope[i] += row.weight * (row.right - p) * shown[i]
                for j in range(_NUMBERS):
                    bend[i][j] += row.weight * p * (1 - p) * shown[i] * shown[j]
        found = [value + step for value, step in zip(found, solved(bend, slope), strict=True)]
    return Scale(*found)


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a small, positive definite system of equations (Gauss)."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        for row in rows[i + 1 :]:
            share = row[i] / pivot[i]
            row[i:] = [one - share * other for one, other in zip(row[i:], pivot[i:], strict=True)]
    values = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        known = sum(rows[i][j] * values[j] for j in range(i + 1, len(rows)))
        values[i] = (rows[i][-1] - known) / rows[i][i]
    return values


def cross_validated(rows: Sequence[Seen]) -> list[float]:
    """The probability of each row by a scale fitted without its visit's fold."""
    fold = [zlib.crc32(row.visit.encode()) % _FOLDS for row in rows]
    scales = [
        fitted([row for row, mine in zip(rows, fold, strict=True) if mine != each])
        for each in range(_FOLDS)
    ]
    return [
        scales[mine].of(row.fit, stated=row.kind == STATED)
        for row, mine in zip(rows, fold, strict=True)
    ]


def reliability(told: Sequence[float], rows: Sequence[Seen]) -> list[tuple[int, float, float]]:
    """For each tenth that has rows: how many, the mean told, the share that was right (weighed)."""
    bins: dict[int, list[tuple[float, Seen]]] = defaultdict(list)
    for probability, row in zip(told, rows, strict=True):
        bins[min(int(probability * _BINS), _BINS - 1)].append((probability, row))
    return [
        (
            len(held),
            _mean((p, row.weight) for p, row in held),
            _mean((float(row.right), row.weight) for _, row in held),
        )
        for _, held in sorted(bins.items())
    ]


def _mean(weighed: Iterable[tuple[float, float]]) -> float:
    pairs = list(weighed)
    return sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs)


def expected_error(told: Sequence[float], rows: Sequence[Seen]) -> float:
    """The expected calibration error: the mean distance of told and right, by tenths."""
    bins: dict[int, float] = defaultdict(float)
    for probability, row in zip(told, rows, strict=True):
        place = min(int(probability * _BINS), _BINS - 1)
        bins[place] += row.weight * (probability - row.right)
    return sum(map(abs, bins.values())) / sum(row.weight for row in rows)


def by_kind(told: Sequence[float], rows: Sequence[Seen]) -> Iterator[str]:
    """Of each kind in each set, how many would be reported, what is told, and what is right."""
    least = weights().code_at
    cells: Mapping[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for probability, row in zip(told, rows, strict=True):
        if row.fit >= least:
            cells[row.kind, row.set].append((probability, row.right))
    for (one, name), held in sorted(cells.items()):
        mean = sum(p for p, _ in held) / len(held)
        right = sum(r for _, r in held) / len(held)
        yield f"  {one:24} {name:10} {len(held):4d} codes  told {mean:.2f}  right {right:.2f}"


def diagram(table: Sequence[tuple[int, float, float]]) -> str:
    """The reliability table as an SVG: told to the right, right upwards, dots by their number."""
    size = 300
    dots = "".join(
        f'<circle cx="{30 + told * size:.0f}" cy="{10 + (1 - right) * size:.0f}" '
        f'r="{2 + math.sqrt(count):.1f}"><title>{count} codes: told {told:.2f}, right {right:.2f}'
        "</title></circle>"
        for count, told, right in table
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 40} {size + 45}" '
        'font-family="sans-serif" font-size="11" role="img" '
        'aria-label="Reliability: confidence told against share right">'
        f'<path d="M30 10V{size + 10}H{size + 30}M30 {size + 10}L{size + 30} 10" fill="none" '
        'stroke="#777"/>'
        f'<g fill="#2a6f97" fill-opacity=".8">{dots}</g>'
        f'<text x="30" y="{size + 25}">0</text><text x="{size + 20}" y="{size + 25}">1</text>'
        f'<text x="{size // 2}" y="{size + 38}">confidence told</text>'
        f'<text x="12" y="{size // 2}" transform="rotate(-90 12 {size // 2})">right</text></svg>\n'
    )


def main() -> None:
    """Fit, report and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[*VISITS])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--diagram", type=Path)
    asked = parser.parse_args()
    rows = seen(asked.sets)
    told = cross_validated(rows)
    for name, each in (("before", [r.fit for r in rows]), ("after", told)):
        print(f"{name}: ECE {expected_error(each, rows):.3f} over {len(rows)} codes")
    for count, mean, was in reliability(told, rows):
        print(f"  {count:5d}  told {mean:.2f}  right {was:.2f}")
    print("of the codes that are reported:")
    print("\n".join(by_kind(told, rows)))
    scale = fitted(rows)
    print(*(f"{each.name} {getattr(scale, each.name):.2f}" for each in fields(Scale)))
    for at in (weights().code_at, weights().code_at_listed):
        print(f"a fit of {at:.2f} is told as {scale.of(at):.2f}")
    if asked.diagram:
        asked.diagram.write_text(diagram(reliability(told, rows)), encoding="utf-8")
    if asked.write:
        text = _TABLE.read_text(encoding="utf-8")
        for number in fields(Scale):
            line = f"{number.name} = {getattr(scale, number.name):.2f}"
            text = re.sub(rf"(?m)^{number.name} = .*$", line, text)
        _TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
