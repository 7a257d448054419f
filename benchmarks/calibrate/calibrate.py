"""Fit the offline engine's confidence to how often it is right (Platt scaling), and report.

    python benchmarks/calibrate/calibrate.py NOTES.jsonl... [--write]

Prints the reliability by tenths and the expected calibration error (ten bins), before, and after by
ten-fold cross-validation over notes. ``--write`` puts the two numbers fitted on all notes into
src/symphony/coding/data/confidence.toml. Needs an installed ICD-10-CM release and labelled notes.
"""

import argparse
import json
import math
import re
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.confidence import Scale, logit
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline
from symphony.encounter.model import Document, Encounter

_FOLDS, _BINS, _STEPS = 10, 10, 50
_EXTERNAL_CAUSES = "VWXY"
_TABLE = Path(__file__).parents[2] / "src/symphony/coding/data/confidence.toml"


class Seen(NamedTuple):
    """One proposed code: its note, its fit, and whether the note's labels have it."""

    note: str
    fit: float
    right: bool


def seen(paths: Iterable[Path]) -> list[Seen]:
    """Every code and candidate that the engine proposes for the notes."""
    release = Shelf().release("icd10cm")
    pipeline = offline_pipeline(release)
    found: list[Seen] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            case = Case(Encounter(row["id"], (Document("note", row["text"]),)), release)
            gold = {code["code"] for code in row["codes"]}
            found.extend(_of_note(pipeline, case, gold))
    return found


def _of_note(pipeline: Pipeline, case: Case, gold: set[str]) -> Iterable[Seen]:
    run = pipeline.run(case)
    placed = (*run.reconciliation.codes, *run.reconciliation.candidates)
    reported = {sequenced.choice.code for sequenced in placed}
    best: dict[str, float] = {}
    for choice in run.validation.choices:
        best[choice.code] = max(choice.confidence, best.get(choice.code, 0.0))
    for code, fit in best.items():
        if code in reported and code[0] not in _EXTERNAL_CAUSES:
            yield Seen(case.encounter.id, fit, code in gold)


def fitted(rows: Sequence[Seen]) -> Scale:
    """The scale of greatest likelihood, by Newton's method."""
    slope = intercept = 0.0
    for _ in range(_STEPS):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for row in rows:
            x = logit(row.fit)
            p = 1.0 / (1.0 + math.exp(-(slope * x + intercept)))
            g0, g1 = g0 + row.right - p, g1 + (row.right - p) * x
            w = p * (1 - p) + 1e-9
            h00, h01, h11 = h00 + w, h01 + w * x, h11 + w * x * x
        determinant = h00 * h11 - h01 * h01
        intercept += (h11 * g0 - h01 * g1) / determinant
        slope += (h00 * g1 - h01 * g0) / determinant
    return Scale(slope, intercept)


def cross_validated(rows: Sequence[Seen]) -> list[float]:
    """The probability of each row by a scale fitted without its note's fold."""
    fold = [zlib.crc32(row.note.encode()) % _FOLDS for row in rows]
    scales = [
        fitted([row for row, mine in zip(rows, fold, strict=True) if mine != each])
        for each in range(_FOLDS)
    ]
    return [scales[mine].of(row.fit) for row, mine in zip(rows, fold, strict=True)]


def reliability(told: Sequence[float], right: Sequence[bool]) -> list[tuple[int, float, float]]:
    """For each tenth that has rows: how many, the mean told, the share that was right."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for probability, was in zip(told, right, strict=True):
        bins.setdefault(min(int(probability * _BINS), _BINS - 1), []).append((probability, was))
    return [
        (len(rows), sum(p for p, _ in rows) / len(rows), sum(r for _, r in rows) / len(rows))
        for _, rows in sorted(bins.items())
    ]


def expected_error(table: Sequence[tuple[int, float, float]]) -> float:
    """The expected calibration error of a reliability table."""
    every = sum(count for count, _, _ in table)
    return sum(count * abs(told - was) for count, told, was in table) / every


def main() -> None:
    """Fit, report and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    rows = seen(asked.notes)
    right = [row.right for row in rows]
    for name, told in (("before", [r.fit for r in rows]), ("after", cross_validated(rows))):
        table = reliability(told, right)
        print(f"{name}: ECE {expected_error(table):.3f} over {len(rows)} codes")
        for count, mean, was in table:
            print(f"  {count:5d}  told {mean:.2f}  right {was:.2f}")
    scale = fitted(rows)
    print(f"slope {scale.slope:.2f} intercept {scale.intercept:.2f}")
    if asked.write:
        text = _TABLE.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^slope = .*$", f"slope = {scale.slope:.2f}", text)
        text = re.sub(r"(?m)^intercept = .*$", f"intercept = {scale.intercept:.2f}", text)
        _TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
