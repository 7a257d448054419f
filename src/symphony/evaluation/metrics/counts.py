"""Right, wrong and missed, and the three ratios that are made of them."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives. All ratios of nothing are 0.0."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def precision(self) -> float:
        """Right among the predicted; 0.0 where nothing is predicted."""
        return ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Right among the gold; 0.0 where the gold is empty."""
        return ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0.0 where nothing is right."""
        return ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


def ratio(part: float, whole: float) -> float:
    """``part / whole``, and 0.0 where ``whole`` is 0."""
    return part / whole if whole else 0.0


def compare(gold: AbstractSet[Item], predicted: AbstractSet[Item]) -> Counts:
    """The counts of two sets; two empty sets give all zeros."""
    right = len(gold & predicted)
    return Counts(right, len(predicted) - right, len(gold) - right)


def total(counts: Iterable[Counts]) -> Counts:
    """The sum; of nothing, all zeros."""
    summed = Counts()
    for one in counts:
        summed += one
    return summed
