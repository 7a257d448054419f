"""How fast it is, beside the goals: starting, compiling, coding, searching, looking up; and memory.

    python benchmarks/speed/measure.py [--quick] [--json FILE]

Processes are timed from outside, best of several, since a busy machine only ever adds to a time;
their processor time stands below, and is what they would take on a machine with nothing else to do.
The development notes are taken from ../shared (or SYMPHONY_SHARED), else the examples are coded.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from symphony.books.search import Search
from symphony.books.shelf import Shelf
from symphony.coding.coder import Coder
from symphony.encounter.model import Document, Encounter

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared"))
NOTE = "examples/clinic-visit.txt"
CHART = 100_000
"""Characters of a long chart: the examples one after the other, again and again."""


@dataclass(frozen=True)
class Figure:
    """One figure and its goal; ``most`` says whether the goal is a ceiling or a floor."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    most: bool = True

    @property
    def met(self) -> str:
        if self.goal is None:
            return ""
        return "yes" if (self.value <= self.goal) == self.most or self.value == self.goal else "NO"


class Spent(NamedTuple):
    """What one run of the command took: seconds, seconds of processor, peak memory in MB."""

    seconds: float
    processor: float
    memory: float

    def figures(self, what: str, goal: float | None) -> Iterator[Figure]:
        yield Figure(what, self.seconds, "s", goal)
        yield Figure("  of processor time", self.processor, "s")
        yield Figure("  peak memory", self.memory, "MB", 250)


def process(*arguments: str, home: Path) -> Spent:
    """One run of the command as a process of its own."""
    command = [sys.executable, "-m", "symphony", *arguments]
    environment = {
        **os.environ, "SYMPHONY_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as running:
        began = time.perf_counter()
        told = running.stderr.read() if running.stderr else b""
        _, status, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - began
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {told.decode()}")
    memory = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return Spent(seconds, used.ru_utime + used.ru_stime, memory)


def best(times: int, run: Callable[[], Spent]) -> Spent:
    seconds, processor, memory = zip(*(run() for _ in range(times)), strict=True)
    return Spent(min(seconds), min(processor), max(memory))


def starting(home: Path, times: int) -> Iterator[Figure]:
    spent = best(2 * times, lambda: process("--help", home=home))
    yield from spent.figures("symphony --help", 0.25)
    spent = process("lookup", "I10", home=home)
    yield from spent.figures("first use: compile and look up one code", 5.0)
    spent = best(times, lambda: process("code", NOTE, home=home))
    yield from spent.figures("symphony code of one note, warm", 1.0)


def long_chart(home: Path) -> Iterator[Figure]:
    every = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("examples/*.txt")))
    chart = home / "chart.txt"
    chart.write_text((every * (CHART // len(every) + 1))[:CHART], encoding="utf-8")
    spent = process("code", str(chart), "--format", "json", home=home)
    yield from spent.figures(f"symphony code of a chart of {CHART:,} characters", None)


def notes() -> tuple[str, list[str]]:
    folder = SHARED / "benchmarks" / "aci_amazon"
    if folder.is_dir():
        lines = [
            line
            for name in ("train.jsonl", "valid.jsonl")
            for line in (folder / name).read_text(encoding="utf-8").splitlines()
        ]
        return "ACI development notes", [json.loads(line)["text"] for line in lines]
    return "example notes", [p.read_text(encoding="utf-8") for p in ROOT.glob("examples/*.txt")]


def coding(times: int) -> Iterator[Figure]:
    name, texts = notes()
    encounters = [Encounter(str(n), (Document("note", t),)) for n, t in enumerate(texts)]
    coder = Coder()
    coder.code(encounters[0])
    rates: list[float] = []
    by_processor: list[float] = []
    for encounter in encounters:  # once without the clock: a batch is long, its first pass is not
        coder.code(encounter)
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        for encounter in encounters:
            coder.code(encounter)
        rates.append(len(encounters) / (time.perf_counter() - began))
        by_processor.append(len(encounters) / (time.process_time() - spent))
    yield Figure(f"{len(texts)} {name}, one process", max(rates), "notes/s", 60, most=False)
    yield Figure("  by processor time", max(by_processor), "notes/s")


def searching(every: int) -> Iterator[Figure]:
    release = Shelf().release("icd10cm")
    sql = "SELECT text FROM term WHERE kind IN ('title', 'inclusion') ORDER BY id"
    names = [str(row[0]) for row in release.rows(sql)][::every]
    search = Search(release)
    search("fracture")
    times = sorted(_timed(lambda name=name: search(name)) for name in names)
    yield Figure(f"search, {len(names):,} titles and terms, p50", statistics.median(times), "ms", 2)
    yield Figure("  p95", times[int(len(times) * 0.95)], "ms", 15)
    codes = [code.code for code in release.codes()][:: max(every * 2, 1)]
    fresh = type(release)(release.path)  # nothing remembered yet

    def look_up(code: str) -> None:
        fresh.code(code)
        fresh.notes(code)
        fresh.seventh(code)
        fresh.children(code)
        fresh.ancestors(code)

    times = sorted(_timed(lambda code=code: look_up(code)) for code in codes)
    yield Figure(f"lookup, {len(codes):,} entries, p50", statistics.median(times), "ms", 2)
    yield Figure("  p95", times[int(len(times) * 0.95)], "ms")


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def shown(figures: list[Figure]) -> str:
    lines = [f"{'':52} {'measured':>10} {'goal':>8}  met"]
    for figure in figures:
        goal = "" if figure.goal is None else f"{'<' if figure.most else '>'} {figure.goal:g}"
        lines.append(
            f"{figure.what:52} {figure.value:10.2f} {goal:>8}  {figure.met:3} {figure.unit}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, every tenth name")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    times, every = (2, 10) if arguments.quick else (5, 1)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["SYMPHONY_HOME"] = folder
        figures = [*starting(home, times), *long_chart(home), *coding(times), *searching(every)]
    print(shown(figures))
    if arguments.json:
        made = [asdict(figure) for figure in figures]
        arguments.json.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
