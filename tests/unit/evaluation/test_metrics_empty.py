"""What every measure gives where there is nothing to judge, as its docstring states."""

import pytest
from pairs import pair

from symphony.evaluation.bootstrap import difference, mean_interval, micro_intervals
from symphony.evaluation.metrics.agreement import agreement
from symphony.evaluation.metrics.average_precision import mean_average_precision
from symphony.evaluation.metrics.calibration import calibration
from symphony.evaluation.metrics.codiesp_x import codiesp_x
from symphony.evaluation.metrics.confusion import confusion
from symphony.evaluation.metrics.cost import cost
from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.metrics.evidence_overlap import evidence_overlap
from symphony.evaluation.metrics.evidence_span import evidence_span
from symphony.evaluation.metrics.evidence_span_anywhere import evidence_span_anywhere
from symphony.evaluation.metrics.evidence_token import evidence_token
from symphony.evaluation.metrics.evidence_token_anywhere import evidence_token_anywhere
from symphony.evaluation.metrics.exact_set import exact_set
from symphony.evaluation.metrics.exclusions import exclusions
from symphony.evaluation.metrics.first_listed import first_listed
from symphony.evaluation.metrics.macro import macro
from symphony.evaluation.metrics.micro import micro
from symphony.evaluation.metrics.per_encounter import per_encounter
from symphony.evaluation.metrics.sequence import sequence
from symphony.evaluation.metrics.slices import by_frequency, by_kind, by_length
from symphony.evaluation.metrics.stages import stage_recall
from symphony.evaluation.metrics.thresholds import thresholds
from symphony.evaluation.predictions import Left

NOTHING = Counts(0, 0, 0)
SILENT = [pair([], [])]
"""A chart without gold and without prediction."""


@pytest.mark.parametrize("pairs", [[], SILENT])
def test_counts_are_zero_and_so_are_ratios(pairs) -> None:
    measures = (
        micro,
        codiesp_x,
        evidence_span,
        evidence_span_anywhere,
        evidence_token,
        evidence_token_anywhere,
    )
    for measure in measures:
        counts = measure(pairs)
        assert counts == NOTHING
        assert (counts.precision, counts.recall, counts.f1) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("pairs", [[], SILENT])
def test_what_cannot_be_judged_is_none(pairs) -> None:
    assert calibration(pairs).error is None
    assert calibration(pairs).brier is None
    assert evidence_overlap(pairs).of_right is None
    assert evidence_overlap(pairs).of_marked is None
    assert first_listed(pairs).accuracy is None
    assert sequence(pairs).tau is None
    assert exclusions(pairs).accuracy is None
    assert cost(pairs).seconds is None
    assert cost(pairs).cost_usd is None


@pytest.mark.parametrize("pairs", [[], SILENT])
def test_lists_are_empty(pairs) -> None:
    assert thresholds(pairs) == ()
    assert confusion(pairs) == ()
    assert stage_recall(pairs) == ()
    assert by_frequency(pairs) == ()
    assert by_kind(pairs) == ()


def test_without_charts() -> None:
    assert macro([]).labels == 0
    assert macro([]).f1 == 0.0
    assert per_encounter([]).f1 == 0.0
    assert exact_set([]) == 0.0
    assert mean_average_precision([]).value == 0.0
    assert by_length([]) == ()
    assert agreement([], [], "icd10cm").full == NOTHING


def test_a_chart_without_codes_on_both_sides_is_right() -> None:
    assert per_encounter(SILENT).f1 == 1.0
    assert exact_set(SILENT) == 1.0


@pytest.mark.parametrize(("gold", "predicted"), [(["I10"], []), ([], ["I10"])])
def test_a_chart_with_only_one_side_is_wrong(gold, predicted) -> None:
    one = [pair(gold, predicted)]
    assert per_encounter(one).f1 == 0.0
    assert exact_set(one) == 0.0
    assert mean_average_precision(one).value == 0.0


def test_a_chart_without_gold_is_not_ranked() -> None:
    assert mean_average_precision([pair([], ["I10"])]).charts == 0


def test_evidence_is_judged_only_where_the_gold_marks_it() -> None:
    unmarked = pair(["I10"], [("I10", 0.9, [(0, 3)])], text="htn")
    assert evidence_span([unmarked]) == NOTHING
    assert codiesp_x([unmarked]) == NOTHING


def test_first_listed_wants_gold_in_billing_order() -> None:
    pairs = [
        pair(["I10", "E11.9"], ["I10"], sequenced=True),
        pair(["I10", "E11.9"], ["E11.9", "I10"], sequenced=True),
        pair(["I10"], [], sequenced=True),
        pair(["I10"], ["I10"]),
    ]
    found = first_listed(pairs)
    assert (found.right, found.judged) == (1, 3)
    assert sequence(pairs).tau == -1.0


def test_negatives_are_kept_out_or_not_and_explained_or_not() -> None:
    left = Left("", "J45.909", "negated")
    pairs = [pair([], ["I10"], negatives=["I10", "J45.909", "E11.9"], excluded=[left])]
    found = exclusions(pairs)
    assert (found.kept_out, found.explained, found.judged) == (2, 1, 3)


def test_bootstrap_of_fewer_than_two_charts_is_none() -> None:
    assert micro_intervals([]) is None
    assert micro_intervals([Counts(1, 0, 0)]) is None
    assert mean_interval([0.5]) is None
    one = difference([Counts(1, 0, 0)], [Counts(0, 1, 1)])
    assert (one.value, one.interval, one.p) == (-1.0, None, None)
