"""The development figures that the project set itself, each beside its goal.

    python benchmarks/accuracy/goals.py

Per set: micro-F1 over whole codes and over three characters, and the mean average precision with
the candidates behind the reported codes; under the official rules and under the profile made for
labels of that kind (``docs/howto/measure-accuracy.md``). External causes (V-Y) are left out of
``aci`` on both sides. The sets lie in ``../shared`` or ``SYMPHONY_SHARED``; exit 2 where they are
absent. A figure below its goal is marked and is no error: the gate watches for drops, this tells
where we stand.
"""

import argparse
import os
import sys
from dataclasses import dataclass

import gate

from symphony.books.shelf import Shelf
from symphony.evaluation import session
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.metrics.average_precision import mean_average_precision
from symphony.evaluation.metrics.micro import micro
from symphony.evaluation.pairing import side_by_side
from symphony.evaluation.run import Crew, Shard
from symphony.evaluation.settings import JudgeSettings, RunSettings, code_range
from symphony.rules.profile import OFFICIAL

_EACH_PROBLEM, _EACH_MENTION = "code-each-problem", "each-mention-negated"
_THREE = 3


@dataclass(frozen=True)
class Goal:
    """A set, the profile for its labels, and what is to be reached."""

    name: str
    data: tuple[str, ...]
    profile: str
    f1: float
    three: float | None = None
    map: float | None = None
    leave_out: tuple[str, ...] = ()


GOALS = (
    Goal(
        "aci",
        ("aci_amazon/train.jsonl", "aci_amazon/valid.jsonl"),
        _EACH_PROBLEM,
        0.80,
        three=0.90,
        leave_out=("V-Y",),
    ),
    Goal(
        "narrative",
        ("aci_amazon/train_narrative.jsonl", "aci_amazon/valid_narrative.jsonl"),
        _EACH_PROBLEM,
        0.50,
        three=0.62,
        leave_out=("V-Y",),
    ),
    Goal("medcoder", ("medcoder_dev/dev.jsonl",), _EACH_PROBLEM, 0.80),
    Goal("codiesp", ("codiesp/dev_en.jsonl",), _EACH_MENTION, 0.42, map=0.35),
)


def figures(goal: Goal, profile: str, workers: int) -> dict[str, float]:
    """The figures of one set under one profile, by name."""
    shared = gate.shared_folder()
    assert shared is not None
    files = [shared / "benchmarks" / name for name in goal.data]
    datasets = session.load(files, Options())
    judge = JudgeSettings(leave_out=tuple(code_range(one) for one in goal.leave_out))
    systems, _ = session.systems(datasets, (), Shelf())
    pairs = []
    with Crew(RunSettings(systems=systems[:1], profile=profile), workers) as crew:
        for dataset in datasets:
            found = session.predict(dataset, crew, Shard())
            pairs += side_by_side(dataset, found, systems[0], judge).pairs
    return {
        "f1": micro(pairs).f1,
        "three": micro(pairs, _THREE).f1,
        "map": mean_average_precision(pairs, candidates=True).value,
    }


def main() -> int:
    """Print a line for each set and profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    workers = parser.parse_args().workers
    if gate.shared_folder() is None:
        print("no ../shared here: set SYMPHONY_SHARED to the folder that holds benchmarks/")
        return 2
    for goal in GOALS:
        for profile in (OFFICIAL, goal.profile):
            found = figures(goal, profile, workers)
            told = "  ".join(_told(name, found[name], getattr(goal, name)) for name in found)
            print(f"{goal.name:10} {profile:21} {told}", flush=True)
    return 0


def _told(name: str, figure: float, wanted: float | None) -> str:
    if wanted is None:
        return f"{name} {figure:.3f}              "
    return f"{name} {figure:.3f} ({'met' if figure >= wanted else 'not'}, {wanted:.2f})"


if __name__ == "__main__":
    sys.exit(main())
