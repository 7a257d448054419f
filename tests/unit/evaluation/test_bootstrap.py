"""Intervals and tests: known cases, and the rate of false alarms."""

import random

import pytest

from symphony.evaluation.bootstrap import difference, mean_interval, micro_intervals
from symphony.evaluation.metrics.counts import Counts


def counts(seed, rate, number=60):
    draw = random.Random(seed)
    made = []
    for _ in range(number):
        right = sum(draw.random() < rate for _ in range(4))
        made.append(Counts(right, 4 - right, 4 - right))
    return made


def test_a_seed_gives_the_same_interval_again() -> None:
    some = counts(1, 0.7)
    assert micro_intervals(some, seed=3) == micro_intervals(some, seed=3)
    assert micro_intervals(some, seed=3) != micro_intervals(some, seed=4)


def test_equal_charts_leave_no_doubt() -> None:
    sure = micro_intervals([Counts(3, 1, 1)] * 10)
    assert sure.f1.low == sure.f1.high == pytest.approx(0.75)
    assert mean_interval([0.4] * 5).low == pytest.approx(0.4)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = 0
    for seed in range(60):
        sure = micro_intervals(counts(seed, 0.7), seed=seed, resamples=200)
        held += sure.recall.low <= 0.7 <= sure.recall.high
    assert 51 <= held <= 60


def test_width_falls_with_more_charts() -> None:
    few, many = (micro_intervals(counts(5, 0.7, number)) for number in (20, 320))
    assert many.f1.high - many.f1.low < 0.5 * (few.f1.high - few.f1.low)


def test_no_difference_is_not_called_one() -> None:
    some = counts(1, 0.6)
    same = difference(some, some)
    assert (same.value, same.p) == (0.0, 1.0)
    alarms = 0
    for seed in range(40):
        found = difference(counts(seed, 0.6), counts(seed + 500, 0.6), seed=seed, resamples=100)
        alarms += found.p < 0.05
    assert alarms <= 6


def test_a_clear_difference_is_found() -> None:
    found = difference(counts(1, 0.4), counts(2, 0.8))
    assert found.value > 0.3
    assert found.interval.low > 0
    assert found.p < 0.01


def test_the_permutation_test_agrees_with_all_exchanges() -> None:
    a = [Counts(1, 1, 0), Counts(0, 2, 1), Counts(2, 0, 0), Counts(1, 0, 2), Counts(0, 1, 1)]
    b = [Counts(2, 0, 0), Counts(1, 1, 0), Counts(2, 1, 0), Counts(2, 0, 1), Counts(1, 0, 0)]
    value = difference(a, b).value

    def f1(some):
        right, wrong, missed = (sum(column) for column in zip(*some, strict=True))
        return 2 * right / (2 * right + wrong + missed)

    def triple(one):
        return (one.right, one.wrong, one.missed)

    exact = 0
    for mask in range(2**5):
        first = [triple(b[n] if mask >> n & 1 else a[n]) for n in range(5)]
        second = [triple(a[n] if mask >> n & 1 else b[n]) for n in range(5)]
        exact += abs(f1(second) - f1(first)) >= abs(value) - 1e-12
    assert difference(a, b, resamples=4000).p == pytest.approx(exact / 32, abs=0.03)
