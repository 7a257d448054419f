"""Ours and the peers on the same notes, in one run: accuracy, speed, memory.

    python benchmarks/peers/run.py DATA.jsonl... [--leave-out V-Y] [--peer NAME]...

Each engine runs in a process of its own, through ``symphony evaluate``, so that its memory and its
start are its own. Needs the extra ``[peers]``; a peer that is not installed is said to be absent.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from symphony.cli.evaluate import evaluate

HERE = Path(__file__).parent
ENGINES = {
    "symphony offline": "offline",
    "full text over titles": "fulltext:engine",
    "icd10-coder look-up": "icd10_coder_lookup:engine",
    "medspaCy target rules": "medspacy_rules:engine",
}


@dataclass(frozen=True)
class Measured:
    """One engine on one set: the figures of ``symphony evaluate --json``, and what it took."""

    figures: dict[str, object]
    wall: float
    megabytes: float


def measure(engine: str, data: list[str], options: list[str]) -> Measured | str:
    """The figures, or why there are none."""
    command = [sys.executable, str(Path(__file__)), "--child", engine, *data, *options]
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    began = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    answer = json.loads(done.stdout)
    return Measured(answer["scores"][-1], time.perf_counter() - began, answer["megabytes"])


def child(arguments: list[str]) -> None:
    """Run one engine here and print its figures and this process's peak memory."""
    engine, *rest = arguments
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        evaluate.main([*rest, "--engine", engine, "--together", "--json"], standalone_mode=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"scores": json.loads(printed.getvalue()), "megabytes": peak}))


def main() -> None:
    """Measure and print one line an engine."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--leave-out", default=None)
    parser.add_argument("--peer", action="append", choices=list(ENGINES), default=None)
    given = parser.parse_args()
    options = ["--leave-out", given.leave_out] if given.leave_out else []
    print(
        f"{'':24}{'precision':>10}{'recall':>8}{'F1':>8}{'95 %':>14}{'3 chars':>9}"
        f"{'evidence':>10}{'notes/s':>9}{'start s':>9}{'MB':>7}"
    )
    for name in given.peer or ENGINES:
        found = measure(ENGINES[name], given.data, options)
        print(f"{name:24}" + (f"absent: {found}" if isinstance(found, str) else line(found)))


def line(found: Measured) -> str:
    """The figures of one engine. Start is the wall time less the time over notes."""
    figures = found.figures
    micro, three = figures["micro"], figures["micro_three_characters"]
    sure = figures["micro_95"]["f1"]
    seconds = figures["cost"]["seconds"]
    overlap = figures["evidence_overlap"]["of_right_codes"]
    shown = "-" if overlap is None else f"{overlap:.3f}"
    return (
        f"{micro['precision']:>10.3f}{micro['recall']:>8.3f}{micro['f1']:>8.3f}"
        f"{sure['low']:>8.3f}-{sure['high']:.3f}{three['f1']:>9.3f}{shown:>10}"
        f"{figures['charts'] / seconds:>9.1f}{found.wall - seconds:>9.1f}{found.megabytes:>7.0f}"
    )


if __name__ == "__main__":
    main()
