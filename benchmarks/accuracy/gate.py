"""The accuracy gate: the development sets against the figures kept in ``benchmarks/accuracy.toml``.

    python benchmarks/accuracy/gate.py            measure, compare, fail on a drop beyond noise
    python benchmarks/accuracy/gate.py --update   keep what is measured now
    python benchmarks/accuracy/gate.py --update --accept "I.C.9.a: one code with the kidney disease"

The sets lie in ``../shared`` (or ``SYMPHONY_SHARED``), our own notes in ``benchmarks/notes``; where
``../shared`` is absent its sets are left out, which is said. A set of the part ``held`` is reported
and never judged: nobody tunes on it, so nothing is kept of it. Kept are, for every other set, its
F1 and the counts of every chart in the order of the data, without ids and without text: so the
comparison is paired.

A set has dropped beyond noise when the 95 % interval of the paired difference lies wholly below 0,
or when F1 is lower by more than ``LARGEST_DROP``, however few charts are to blame.

Labels have habits that guidelines do not share, so a change that is right may cost F1. Such a drop
is accepted on purpose, never in passing: ``--update`` refuses to keep a set that has dropped beyond
noise until ``--accept`` says why. The reason is kept with the figure before it, for the reviewer.
"""

import argparse
import json
import os
import sys
import tempfile
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.evaluation import session
from symphony.evaluation.bootstrap import Difference, difference
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.metrics.counts import Counts, total
from symphony.evaluation.metrics.micro import one
from symphony.evaluation.pairing import side_by_side
from symphony.evaluation.run import Crew, Shard
from symphony.evaluation.settings import JudgeSettings, RunSettings, code_range
from symphony.rules.profile import OFFICIAL

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "benchmarks" / "accuracy.toml"
HELD = "held"
LARGEST_DROP = 0.05
"""In the smallest set (20 charts) one code more or less is 0.02 of F1: that alone is noise."""


@dataclass(frozen=True)
class Set:
    """One line of the gate: what is measured, and what was kept of it."""

    name: str
    data: tuple[str, ...]
    leave_out: tuple[str, ...]
    candidates: bool
    f1: float | None
    counts: tuple[Counts, ...]
    part: str = ""
    """Of our own notes: ``dev``, or ``held``, which is only reported."""
    accepted: str = ""
    """Why the last drop beyond noise was accepted, after the figure before it."""
    profile: str = OFFICIAL
    """Which rules hold: label sets have conventions of their own."""


def read(path: Path) -> list[Set]:
    """The sets of the kept file."""
    rows = tomllib.loads(path.read_text("utf-8"))["set"]
    return [
        Set(
            row["name"],
            tuple(row["data"]),
            tuple(row.get("leave_out", ())),
            row.get("candidates", False),
            row.get("f1"),
            tuple(Counts(*map(int, c.split("."))) for c in row.get("counts", "").split()),
            row.get("part", ""),
            row.get("accepted", ""),
            row.get("profile", OFFICIAL),
        )
        for row in rows
    ]


def write(path: Path, sets: list[Set]) -> None:
    """Keep the sets; the comment at the head of the file stays."""
    head = path.read_text("utf-8").split("[[set]]")[0].rstrip()
    path.write_text("\n\n".join([head, *map(_row, sets)]) + "\n", "utf-8")


def _row(kept: Set) -> str:
    counts = " ".join(f"{c.right}.{c.wrong}.{c.missed}" for c in kept.counts)
    lines = [
        "[[set]]",
        f'name = "{kept.name}"',
        "data = [" + ", ".join(f'"{name}"' for name in kept.data) + "]",
        "leave_out = [" + ", ".join(f'"{name}"' for name in kept.leave_out) + "]",
        f"candidates = {str(kept.candidates).lower()}",
        *([f'part = "{kept.part}"'] if kept.part else []),
        *([f'profile = "{kept.profile}"'] if kept.profile != OFFICIAL else []),
        *([f"f1 = {kept.f1:.4f}"] if kept.f1 is not None else []),
        *([f"accepted = {json.dumps(kept.accepted)}"] if kept.accepted else []),
        *([f'counts = "{counts}"'] if counts else []),
    ]
    return "\n".join(lines)


def measure(kept: Set, shared: Path | None, workers: int) -> tuple[Counts, ...]:
    """The counts of every chart, in the order of the data."""
    with tempfile.TemporaryDirectory() as folder:
        return _measured(kept, _files(kept, shared, Path(folder)), workers)


def _files(kept: Set, shared: Path | None, folder: Path) -> list[Path]:
    """The files of a set; of our own notes only the charts of its part, in a file of their own."""
    if not kept.part:
        return [(shared or ROOT) / "benchmarks" / name for name in kept.data]
    made = []
    for name in kept.data:
        lines = (ROOT / "benchmarks" / name).read_text("utf-8").splitlines()
        chosen = [line for line in lines if json.loads(line)["part"] == kept.part]
        made.append(folder / Path(name).name)
        made[-1].write_text("\n".join(chosen) + "\n", "utf-8")
    return made


def _measured(kept: Set, files: list[Path], workers: int) -> tuple[Counts, ...]:
    datasets = session.load(files, Options())
    ranges = tuple(code_range(one) for one in kept.leave_out)
    judge = JudgeSettings(leave_out=ranges, candidates=kept.candidates)
    systems, _ = session.systems(datasets, (), Shelf())
    counts: list[Counts] = []
    with Crew(RunSettings(systems=systems[:1], profile=kept.profile), workers) as crew:
        for dataset in datasets:
            found = session.predict(dataset, crew, Shard())
            side = side_by_side(dataset, found, systems[0], judge)
            if side.failed:
                sys.exit(f"{kept.name}: {side.failed} charts could not be coded")
            counts += map(one, side.pairs)
    return tuple(counts)


def dropped(found: Difference) -> bool:
    """Whether a difference to the kept figure is a drop beyond noise."""
    sure = found.interval is not None and found.interval.high < 0
    return sure or found.value < -LARGEST_DROP


def judge(kept: Set, counts: tuple[Counts, ...]) -> bool:
    """Print the set's line; whether it may pass."""
    now = total(counts)
    line = f"{kept.name:36} F1 {now.f1:.4f}  P {now.precision:.3f}  R {now.recall:.3f}"
    if kept.part == HELD:
        print(f"{line}  reported only")
        return True
    if not kept.counts:
        print(f"{line}  nothing kept yet: run with --update")
        return False
    if len(kept.counts) != len(counts):
        print(f"{line}  {len(counts)} charts, but {len(kept.counts)} were kept: run with --update")
        return False
    found = difference(kept.counts, counts)
    sure = found.interval
    doubt = f" ({sure.low:+.4f} to {sure.high:+.4f})" if sure else ""
    verdict = "DROPPED" if dropped(found) else "ok"
    print(f"{line}  kept {kept.f1:.4f}  difference {found.value:+.4f}{doubt}  {verdict}")
    return not dropped(found)


def renewed(kept: Set, counts: tuple[Counts, ...], reason: str) -> Set:
    """The set with the new counts, and with the reason where it has dropped beyond noise."""
    if kept.part == HELD:
        return kept
    made = replace(kept, f1=total(counts).f1, counts=counts)
    if len(kept.counts) != len(counts) or not dropped(difference(kept.counts, counts)):
        return made
    return replace(made, accepted=f"{kept.f1:.4f} before: {reason}")


def shared_folder() -> Path | None:
    """Where the development sets lie, or None."""
    folder = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "benchmarks").is_dir() else None


def main() -> int:
    """Measure all sets; 1 where one has dropped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="keep what is measured now")
    parser.add_argument("--accept", metavar="REASON", default="", help="why a drop is right")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    shared = shared_folder()
    every = read(KEPT)
    sets = [kept for kept in every if shared is not None or kept.part]
    if shared is None:
        print("accuracy gate: no ../shared here, only our own notes are measured")
    measured = [measure(kept, shared, given.workers) for kept in sets]
    passed = [judge(kept, counts) for kept, counts in zip(sets, measured, strict=True)]
    if given.update and shared is None:
        print("nothing kept: without ../shared there are not all sets")
        return 1
    if given.update:
        known = [
            ok or len(kept.counts) != len(counts)
            for ok, kept, counts in zip(passed, sets, measured, strict=True)
        ]
        if not all(known) and not given.accept.strip():
            print(
                'nothing kept: a set has dropped beyond noise; say why: --update --accept "REASON"'
            )
            return 1
        news = [
            renewed(kept, counts, given.accept.strip())
            for kept, counts in zip(sets, measured, strict=True)
        ]
        write(KEPT, news)
        print(f"kept in {KEPT.relative_to(ROOT)}")
        return 0
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
