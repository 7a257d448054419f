"""Putting gold and prediction side by side, under the settings of a judgement."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from symphony.encounter.model import Encounter, Span
from symphony.errors import InputError
from symphony.evaluation.gold import Chart, Dataset
from symphony.evaluation.metrics.pair import Pair
from symphony.evaluation.predictions import Key, PredictedCode, Prediction, Stages
from symphony.evaluation.settings import JudgeSettings


@dataclass(frozen=True, slots=True)
class Side:
    """The pairs of one or several datasets in one system, and what was set aside to make them."""

    pairs: tuple[Pair, ...]
    without_prediction: int
    failed: int
    gold_left_out: int
    predicted_left_out: int
    predicted_outside_labels: int

    def __add__(self, other: "Side") -> "Side":
        return Side(
            self.pairs + other.pairs,
            self.without_prediction + other.without_prediction,
            self.failed + other.failed,
            self.gold_left_out + other.gold_left_out,
            self.predicted_left_out + other.predicted_left_out,
            self.predicted_outside_labels + other.predicted_outside_labels,
        )


NOTHING = Side((), 0, 0, 0, 0, 0)


def side_by_side(
    dataset: Dataset,
    predictions: Mapping[Key, Prediction],
    system: str,
    judge: JudgeSettings,
    labels: frozenset[str] | None = None,
) -> Side:
    """The pairs of a dataset. A chart without prediction has missed all its codes, and is counted.

    Raises:
        InputError: a prediction was made from other texts than the dataset's.
    """
    pairs: list[Pair] = []
    absent = failed = gold_out = predicted_out = outside = 0
    for chart in dataset.charts:
        made = find(dataset.name, chart.id, predictions)
        absent += made is None
        made = bound(chart, made or Prediction(chart.id, ()))
        failed += made.error is not None
        gold = [code for code in chart.codes if code.system == system]
        kept = [code for code in gold if not judge.left_out(code.code)]
        gold_out += len(gold) - len(kept)
        given = (*made.codes, *made.candidates) if judge.candidates else made.codes
        mine = [code for code in once(given) if code.system == system]
        within = [code for code in mine if labels is None or code.code in labels]
        outside += len(mine) - len(within)
        counted = [c for c in within if judge.leave_from == "gold" or not judge.left_out(c.code)]
        predicted_out += sum(judge.left_out(code.code) for code in within)
        said = {code.code for code in mine}
        others = [c for c in once(made.candidates) if c.system == system and c.code not in said]
        pairs.append(Pair(chart, system, tuple(kept), tuple(counted), tuple(others), made))
    return Side(tuple(pairs), absent, failed, gold_out, predicted_out, outside)


def find(dataset: str, chart: str, predictions: Mapping[Key, Prediction]) -> Prediction | None:
    """The chart's prediction: of this dataset, or from a file that names none."""
    return predictions.get((dataset, chart)) or predictions.get((None, chart))


def once(codes: Iterable[PredictedCode]) -> tuple[PredictedCode, ...]:
    """Each code once, at its first place."""
    first: dict[tuple[str, str], PredictedCode] = {}
    for code in codes:
        first.setdefault((code.system, code.code), code)
    return tuple(first.values())


def bound(chart: Chart, made: Prediction) -> Prediction:
    """The prediction with its spans on the chart's documents.

    Where the chart has one document, all spans are on it, whatever the other side calls it.

    Raises:
        InputError: the documents' hashes are not those of the chart.
    """
    if made.texts is not None:
        there = sorted(made.texts.values())
        if there != sorted(digests(chart.encounter)):
            raise InputError(
                f"the prediction for {chart.id!r} was made from other texts than {chart.place}: "
                "offsets would not fit; predict again, or take the dataset it was made with"
            )
    if len(chart.encounter.documents) > 1:
        return made
    name = chart.encounter.documents[0].id

    def move(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        if all(span.document == name for span in spans):
            return spans
        return tuple(replace(span, document=name) for span in spans)

    def codes(some: tuple[PredictedCode, ...]) -> tuple[PredictedCode, ...]:
        return tuple(replace(code, evidence=move(code.evidence)) for code in some)

    def stages(one: Stages) -> Stages:
        left = tuple(replace(item, spans=move(item.spans)) for item in one.left)
        return replace(one, mentions=move(one.mentions), left=left)

    return replace(
        made,
        codes=codes(made.codes),
        candidates=codes(made.candidates),
        excluded=tuple(replace(item, spans=move(item.spans)) for item in made.excluded),
        stages={system: stages(one) for system, one in (made.stages or {}).items()} or None,
    )


def digests(encounter: Encounter) -> list[str]:
    """The sha256 of each document's text, as a result states it."""
    return [
        hashlib.sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest()
        for d in encounter.documents
    ]
