"""Confidence as a probability: how often a code with such a fit was the right one.

The fit of a choice (how well a name of the book fits, times how surely the mention is reportable)
orders choices well but is far too sure of itself. Platt scaling (Platt 1999) over the development
notes makes it a frequency.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from operator import mul

from symphony.language.tables import toml

_SURE = 0.995
"""Nothing is surer than this before scaling; the logarithm of certainty has no value."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers of Platt scaling (``data/confidence.toml``).

    ``stated`` and ``stated_slope`` are added to the others for what the note states and nobody
    names (a drug taken, a measure, the purpose of the visit): there is no name to link wrongly.
    """

    slope: float
    intercept: float
    stated_slope: float = 0.0
    stated: float = 0.0

    def of(self, fit: float, *, stated: bool = False) -> float:
        """The probability for a fit of 0-1."""
        numbers = (self.slope, self.intercept, self.stated_slope, self.stated)
        odds = sum(map(mul, numbers, shows(fit, stated=stated)))
        return 1.0 / (1.0 + math.exp(-odds))


def shows(fit: float, *, stated: bool) -> tuple[float, float, float, float]:
    """What each number of the scale is multiplied with, in the order of its fields."""
    odds = logit(fit)
    return odds, 1.0, odds * stated, float(stated)


def logit(fit: float) -> float:
    """The log-odds of a fit, kept away from 0 and 1."""
    kept = min(max(fit, 1 - _SURE), _SURE)
    return math.log(kept / (1 - kept))


@lru_cache(maxsize=1)
def scale() -> Scale:
    """The scale of the offline engine."""
    return toml(resources.files("symphony.coding") / "data" / "confidence.toml", Scale)
