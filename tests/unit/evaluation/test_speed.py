"""The harness itself must not be what takes the time: ten thousand charts are judged in seconds."""

import time

from symphony.encounter.model import Document, Encounter
from symphony.evaluation.bootstrap import micro_intervals
from symphony.evaluation.gold import Chart, Dataset, GoldCode
from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.predictions import PredictedCode, Prediction
from symphony.evaluation.problems import Place
from symphony.evaluation.score import score
from symphony.evaluation.settings import JudgeSettings

SYSTEM = "icd10cm"
CODES = [f"A{n // 10:02}.{n % 10}" for n in range(400)]


def dataset(charts: int) -> tuple[Dataset, dict]:
    made, found = [], {}
    for n in range(charts):
        name = f"c{n}"
        encounter = Encounter(name, (Document(name, f"note {n}"),))
        gold = GoldCode(SYSTEM, CODES[n % len(CODES)])
        made.append(Chart(encounter, (gold,), Place("made here", n + 1)))
        said = PredictedCode(SYSTEM, CODES[(n + n % 3) % len(CODES)], 0.7)
        found["made", name] = Prediction(name, (said,), dataset="made", engine="some")
    return Dataset("made", tuple(made)), found


def test_ten_thousand_charts_are_judged_in_seconds() -> None:
    data, found = dataset(10_000)
    began = time.process_time()
    one = score([data], found, SYSTEM, JudgeSettings(), None)
    assert one.micro.right == 3334
    assert one.sure is not None
    assert time.process_time() - began < 10  # 1.5 s where this was written


def test_intervals_of_packed_counts_are_those_of_the_charts() -> None:
    some = [Counts(3, 0, 1)] * 30 + [Counts(0, 2, 70_000)] * 10
    sure = micro_intervals(some, seed=1)
    assert sure is not None
    # Of 40 charts drawn, between 4 and 17 are of the second kind in 95 of 100 draws.
    right, wrong, missed = 3 * 30, 2 * 10, 30 + 70_000 * 10
    assert sure.precision.low < right / (right + wrong) < sure.precision.high
    assert sure.recall.low < right / (right + missed) < sure.recall.high
