"""The measures against independent implementations, on random data."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import pair

from symphony.evaluation.metrics.agreement import agreement
from symphony.evaluation.metrics.average_precision import average_precision, mean_average_precision
from symphony.evaluation.metrics.calibration import calibration
from symphony.evaluation.metrics.confusion import confusion
from symphony.evaluation.metrics.evidence_overlap import evidence_overlap
from symphony.evaluation.metrics.evidence_span import evidence_span
from symphony.evaluation.metrics.evidence_span_anywhere import evidence_span_anywhere
from symphony.evaluation.metrics.evidence_token import evidence_token
from symphony.evaluation.metrics.evidence_token_anywhere import evidence_token_anywhere
from symphony.evaluation.metrics.exact_set import exact_set
from symphony.evaluation.metrics.macro import macro
from symphony.evaluation.metrics.micro import micro
from symphony.evaluation.metrics.per_encounter import per_encounter
from symphony.evaluation.metrics.sequence import sequence
from symphony.evaluation.metrics.slices import by_code_group, by_length
from symphony.evaluation.metrics.thresholds import thresholds

CODES = [f"{letter}{number:02}.{digit}" for letter in "AB" for number in range(3) for digit in "01"]
TEXT = "pain in the left knee 5 and 250 mg, Pain of the knee"


def charts(seed, number=40):
    draw = random.Random(seed)
    made = []
    for n in range(number):
        gold = draw.sample(CODES, draw.randint(0, 5))
        some = [(code, round(draw.random(), 2)) for code in draw.sample(CODES, draw.randint(0, 5))]
        made.append(pair(gold, some, name=f"n{n}", text="x" * draw.randint(0, 12000)))
    return made


@pytest.fixture
def sklearn_metrics():
    return pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")


def matrices(pairs, characters=0):
    golds = [p.gold_codes(characters) for p in pairs]
    given_codes = [p.predicted_codes(characters) for p in pairs]
    labels = sorted(set().union(*golds, *given_codes))
    return (
        [[int(code in gold) for code in labels] for gold in golds],
        [[int(code in found) for code in labels] for found in given_codes],
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("characters", [0, 3])
def test_ratios_are_those_of_scikit_learn(sklearn_metrics, seed, characters) -> None:
    pairs = charts(seed)
    gold, found = matrices(pairs, characters)

    def theirs(average):
        return sklearn_metrics.precision_recall_fscore_support(
            gold, found, average=average, zero_division=0
        )[:3]

    ours = micro(pairs, characters)
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx(theirs("micro"))
    mean = macro(pairs, characters)
    assert (mean.precision, mean.recall, mean.f1) == pytest.approx(theirs("macro"))
    # Where both sides are empty scikit-learn has 0 and we have 1: those charts are judged apart.
    some = [p for p in pairs if p.gold or p.predicted]
    gold, found = matrices(some, characters)
    each = per_encounter(some, characters)
    assert (each.precision, each.recall, each.f1) == pytest.approx(theirs("samples"))
    assert exact_set(pairs, characters) == pytest.approx(
        sklearn_metrics.accuracy_score(*matrices(pairs, characters))
    )


@pytest.mark.parametrize("seed", range(5))
def test_average_precision_is_that_of_scikit_learn(sklearn_metrics, seed) -> None:
    draw = random.Random(seed)
    ranked = draw.sample(CODES, len(CODES))
    gold = draw.sample(CODES, 4)
    # scikit-learn wants a score for every code, so every code is ranked here.
    found = pair(gold, [(code, 1 - place / 100) for place, code in enumerate(ranked)])
    truth = [int(code in gold) for code in ranked]
    scores = [1 - place / 100 for place in range(len(ranked))]
    ours = mean_average_precision([found]).value
    assert ours == pytest.approx(sklearn_metrics.average_precision_score(truth, scores))


@pytest.mark.parametrize("seed", range(5))
def test_brier_and_the_curve_are_those_of_scikit_learn(sklearn_metrics, seed) -> None:
    pairs = charts(seed)
    said = [
        (code.confidence, int(code.code in p.gold_codes())) for p in pairs for code in p.predicted
    ]
    confidences, right = zip(*said, strict=True)
    found = calibration(pairs)
    assert found.brier == pytest.approx(sklearn_metrics.brier_score_loss(right, confidences))
    precision, _, edges = sklearn_metrics.precision_recall_curve(right, confidences)
    ours = {point.threshold: point.counts.precision for point in thresholds(pairs)}
    assert ours == pytest.approx(dict(zip(edges, precision[:-1], strict=True)))


@pytest.mark.parametrize("seed", range(5))
def test_tau_is_that_of_scipy(seed) -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    draw = random.Random(seed)
    order = draw.sample(CODES, len(CODES))
    one = pair(CODES, order, sequenced=True)
    places = [order.index(code) for code in CODES]
    assert sequence([one]).tau == pytest.approx(stats.kendalltau(range(len(CODES)), places)[0])


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_parts_add_up_to_the_whole(seed) -> None:
    pairs = charts(seed, 10)
    whole = micro(pairs)
    for parts in (by_code_group(pairs, lambda code: code[:1]), by_length(pairs)):
        assert sum(part.counts.right for part in parts) == whole.right
        assert sum(part.counts.wrong for part in parts) == whole.wrong
        assert sum(part.counts.missed for part in parts) == whole.missed
    last = thresholds(pairs, candidates=False)
    assert not last or last[-1].counts == whole
    assert micro([]).f1 == 0.0


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_average_precision_by_brute_force(seed) -> None:
    draw = random.Random(seed)
    gold = draw.sample(CODES, draw.randint(1, 6))
    ranked = draw.sample(CODES, draw.randint(0, 12))
    one = pair(gold, ranked)
    hits = [n for n, code in enumerate(ranked, 1) if code in gold]
    precisions = [sum(h <= n for h in hits) / n for n in hits]
    assert average_precision(one, ranked) == pytest.approx(math.fsum(precisions) / len(gold))


spans = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
        lambda at: (at[0], min(len(TEXT), at[0] + at[1]))
    ),
    min_size=1,
    max_size=4,
)
evidence = st.dictionaries(st.sampled_from(CODES[:4]), spans, max_size=4)


def tokens(start, end):
    """Words by hand: runs of letters and digits in the span, numbers above ten left out."""
    found, word = [], ""
    for at in range(start, end + 1):
        letter = TEXT[at].lower() if at < end else " "
        if letter.isalnum():
            word += letter
            continue
        if word and not (word.isdigit() and int(word) > 10):
            found.append((word, at - len(word)))
        word = ""
    return found


@given(evidence.filter(bool), evidence)
@settings(max_examples=60, deadline=None)
def test_evidence_by_brute_force(gold, found) -> None:
    one = pair(
        [(code, list(some)) for code, some in gold.items()],
        [(code, 0.5, some) for code, some in found.items()],
        text=TEXT,
    )

    def judged(ours, key):
        wanted = {item for code, some in gold.items() for span in some for item in key(code, span)}
        there = {item for code, some in found.items() for span in some for item in key(code, span)}
        expected = (len(wanted & there), len(there - wanted), len(wanted - there))
        counts = ours([one])
        assert (counts.right, counts.wrong, counts.missed) == expected

    judged(evidence_span, lambda code, span: [(code, span)])
    judged(evidence_span_anywhere, lambda code, span: [(code, TEXT[slice(*span)].lower())])
    judged(evidence_token, lambda code, span: [(code, at) for _, at in tokens(*span)])
    judged(evidence_token_anywhere, lambda code, span: [(code, word) for word, _ in tokens(*span)])
    overlap = evidence_overlap([one])
    assert overlap.marked == len(gold)
    assert overlap.right == len(gold.keys() & found.keys())
    assert overlap.overlapping == sum(
        any(set(range(*a)) & set(range(*b)) for a in gold[code] for b in found[code])
        for code in gold.keys() & found.keys()
    )


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_agreement_is_symmetric_and_that_of_the_micro_score(seed) -> None:
    pairs = charts(seed, 8)
    first = [p.chart for p in pairs]
    second = [pair(sorted(p.predicted_codes()), [], name=p.chart.id).chart for p in pairs]
    one, other = (
        agreement(first, second, "icd10cm"),
        agreement(second, first, "icd10cm"),
    )
    assert one.full == micro(pairs)
    assert one.full.f1 == other.full.f1
    assert one.equal_sets == sum(p.gold_codes() == p.predicted_codes() for p in pairs)


def test_confusion_pairs_codes_of_one_category() -> None:
    pairs = [
        pair(["E11.9", "I10"], ["E11.8", "J00"], name="a"),
        pair(["E11.9"], ["E11.8", "E11.65"], name="b"),
        pair(["E11.9"], ["E11.9"], name="c"),
    ]
    found = [(c.gold, c.given, c.charts) for c in confusion(pairs)]
    assert found == [("E11.9", "E11.8", 2), ("E11.9", "E11.65", 1)]
