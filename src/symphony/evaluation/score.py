"""All measures of one run on one dataset in one code system."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from symphony.books.store import Release
from symphony.evaluation.bootstrap import Interval, MicroIntervals, mean_interval, micro_intervals
from symphony.evaluation.gold import Dataset
from symphony.evaluation.metrics import micro as by_chart
from symphony.evaluation.metrics.average_precision import (
    MeanAveragePrecision,
    mean_average_precision,
)
from symphony.evaluation.metrics.calibration import Calibration, calibration
from symphony.evaluation.metrics.codiesp_x import codiesp_x
from symphony.evaluation.metrics.confusion import Confused, confusion
from symphony.evaluation.metrics.cost import Cost, cost
from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.metrics.evidence_cleaning import cleaned
from symphony.evaluation.metrics.evidence_overlap import Overlap, evidence_overlap
from symphony.evaluation.metrics.evidence_span import evidence_span
from symphony.evaluation.metrics.evidence_span_anywhere import evidence_span_anywhere
from symphony.evaluation.metrics.evidence_token import evidence_token
from symphony.evaluation.metrics.evidence_token_anywhere import evidence_token_anywhere
from symphony.evaluation.metrics.exact_set import exact_set
from symphony.evaluation.metrics.exclusions import Exclusions, exclusions
from symphony.evaluation.metrics.first_listed import FirstListed, first_listed
from symphony.evaluation.metrics.macro import Macro, macro
from symphony.evaluation.metrics.micro import micro
from symphony.evaluation.metrics.pair import Pair
from symphony.evaluation.metrics.per_encounter import PerEncounter, per_encounter
from symphony.evaluation.metrics.sequence import Sequence as InSequence
from symphony.evaluation.metrics.sequence import sequence
from symphony.evaluation.metrics.slices import (
    Slice,
    by_code_group,
    by_frequency,
    by_kind,
    by_length,
)
from symphony.evaluation.metrics.stages import StageRecall, stage_recall
from symphony.evaluation.metrics.thresholds import Point, thresholds
from symphony.evaluation.pairing import NOTHING, Side, side_by_side
from symphony.evaluation.predictions import Key, Prediction
from symphony.evaluation.settings import JudgeSettings

EVIDENCE: Mapping[str, Callable[..., Counts]] = {
    "exact span": evidence_span,
    "span anywhere": evidence_span_anywhere,
    "exact token": evidence_token,
    "token anywhere": evidence_token_anywhere,
}
"""The four of MDACE, which may be asked to clean the evidence first."""


@dataclass(frozen=True, slots=True)
class GoldFacts:
    """What the gold is, next to the book it is judged with.

    ``unknown`` codes are not in the release, ``partial`` ones are headers of it: neither can be
    reported, both stay in the gold and count as missed.
    """

    charts: int
    codes: int
    distinct: int
    with_evidence: int
    unknown: tuple[str, ...]
    partial: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The figures. ``micro_both`` is the micro score with left-out codes not counted as wrong."""

    name: str
    datasets: tuple[Dataset, ...]
    system: str
    engine: str
    side: Side
    gold: GoldFacts
    micro: Counts
    sure: MicroIntervals | None
    micro_three: Counts
    micro_both: Counts
    macro: Macro
    per_encounter: PerEncounter
    mean_sure: Interval | None
    exact_set: float
    average_precision: MeanAveragePrecision
    average_precision_with_candidates: MeanAveragePrecision
    stages: tuple[StageRecall, ...]
    evidence: Mapping[str, Counts]
    overlap: Overlap
    first_listed: FirstListed
    sequence: InSequence
    exclusions: Exclusions
    calibration: Calibration
    thresholds: tuple[Point, ...]
    confusion: tuple[Confused, ...]
    slices: Mapping[str, tuple[Slice, ...]]
    cost: Cost


def score(
    datasets: Sequence[Dataset],
    predictions: Mapping[Key, Prediction],
    system: str,
    judge: JudgeSettings,
    release: Release | None,
    labels: frozenset[str] | None = None,
) -> Score:
    """The figures of the predictions for one system; several datasets are judged as one.

    Raises:
        InputError: a prediction was made from other texts than the dataset's.
    """

    def paired(how: JudgeSettings) -> Side:
        sides = (side_by_side(d, predictions, system, how, labels) for d in datasets)
        return sum(sides, NOTHING)

    side = paired(judge)
    lenient = paired(replace(judge, leave_from="both")) if judge.leave_out else side
    pairs = side.pairs
    counts = [by_chart.one(pair) for pair in pairs]
    drawn = {"seed": judge.seed, "resamples": judge.resamples}
    marked = any(code.spans for pair in pairs for code in pair.gold)
    return Score(
        name=datasets[0].name if len(datasets) == 1 else "together",
        datasets=tuple(datasets),
        system=system,
        engine=", ".join(sorted({p.prediction.engine for p in pairs if p.prediction.engine})),
        side=side,
        gold=_facts(side, release),
        micro=micro(pairs),
        sure=micro_intervals(counts, **drawn),
        micro_three=micro(pairs, 3),
        micro_both=micro(lenient.pairs),
        macro=macro(pairs),
        per_encounter=per_encounter(pairs),
        mean_sure=mean_interval([per_encounter([pair]).f1 for pair in pairs], **drawn),
        exact_set=exact_set(pairs),
        average_precision=mean_average_precision(pairs),
        average_precision_with_candidates=mean_average_precision(pairs, candidates=True),
        stages=stage_recall(pairs),
        evidence=_evidence(pairs, judge) if marked else {},
        overlap=evidence_overlap(pairs),
        first_listed=first_listed(pairs),
        sequence=sequence(pairs),
        exclusions=exclusions(pairs),
        calibration=calibration(pairs),
        thresholds=thresholds(pairs),
        confusion=confusion(pairs),
        slices={
            "chapter": by_code_group(pairs, _chapter(release)),
            "frequency in the gold": by_frequency(pairs),
            "length": by_length(pairs),
            "type of document": by_kind(pairs),
        },
        cost=cost(pairs),
    )


def _evidence(pairs: Sequence[Pair], judge: JudgeSettings) -> dict[str, Counts]:
    clean = [cleaned(pair, judge.evidence_as) for pair in pairs]
    counts = {name: measure(clean) for name, measure in EVIDENCE.items()}
    return counts | {"CodiEsp-X rule": codiesp_x(pairs)}


def _chapter(release: Release | None) -> Callable[[str], str]:
    def name(code: str) -> str:
        if release is None:
            return code[:1]
        above = release.ancestors(code)
        return f"{above[-1].code}. {above[-1].title}" if above else "not in the edition"

    return name


def _facts(side: Side, release: Release | None) -> GoldFacts:
    given = [code for pair in side.pairs for code in pair.gold]
    unknown: list[str] = []
    partial: list[str] = []
    for code in given if release else ():
        assert release is not None
        entry = release.code(code.code)
        if entry is None:
            unknown.append(code.code)
        elif not entry.billable:
            partial.append(code.code)
    return GoldFacts(
        charts=len(side.pairs),
        codes=len(given),
        distinct=len({code.code for code in given}),
        with_evidence=sum(bool(code.spans) for code in given),
        unknown=tuple(sorted(unknown)),
        partial=tuple(sorted(partial)),
    )
