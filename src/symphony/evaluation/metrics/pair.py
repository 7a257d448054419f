"""A chart's gold and its prediction in one code system: what every measure takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from symphony.evaluation.gold import Chart, GoldCode
from symphony.evaluation.naming import prefix
from symphony.evaluation.predictions import PredictedCode, Prediction, Stages


@dataclass(frozen=True, slots=True)
class Pair:
    """Gold and prediction of one chart, each code once, with what is left out removed."""

    chart: Chart
    system: str
    gold: tuple[GoldCode, ...]
    predicted: tuple[PredictedCode, ...]
    candidates: tuple[PredictedCode, ...]
    prediction: Prediction

    def gold_codes(self, characters: int = 0) -> set[str]:
        """The gold's codes, or their first characters (``naming.prefix``)."""
        return {prefix(self.system, code.code, characters) for code in self.gold}

    def predicted_codes(self, characters: int = 0) -> set[str]:
        """The predicted codes, or their first characters."""
        return {prefix(self.system, code.code, characters) for code in self.predicted}

    @property
    def stages(self) -> Stages | None:
        """What every agent held, where the engine says so."""
        return (self.prediction.stages or {}).get(self.system)


Pairs = Sequence[Pair]
