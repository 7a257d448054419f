"""The reconciler's protocol."""

from typing import Protocol

from symphony.coding.case import Case
from symphony.coding.stages import Mentions, Reconciliation, Validation


class Reconciler(Protocol):
    """Applies what binds the set as a whole: duplicates, excludes, integral symptoms, order."""

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        """The codes in sequence; every choice that is not among them is excluded with a reason."""
        ...
