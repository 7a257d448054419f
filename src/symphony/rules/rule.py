"""What a rule is: an id, a citation, a severity, and a look at a set of codes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from symphony.rules.model import Finding, Hit, Severity
from symphony.rules.sheet import Sheet

Look = Callable[[Sheet], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    ``id`` is stable ("family.name"). ``citation`` is the guideline section, or the kind of note of
    the tabular list. ``severity`` is that of its findings unless a hit says otherwise.
    """

    id: str
    title: str
    severity: Severity
    citation: str
    look: Look
    subjects: str = ""
    """The codes without which the rule finds nothing, as in a note; empty for any."""

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    def finding(self, hit: Hit) -> Finding:
        """The hit as a finding of this rule."""
        return Finding(
            self.id, hit.severity or self.severity, hit.codes, hit.message, self.citation
        )


def rule(id: str, title: str, severity: Severity, citation: str) -> Callable[[Look], Rule]:  # noqa: A002 - the field's name
    """Make a rule of the function below it."""

    def made(look: Look) -> Rule:
        return Rule(id, title, severity, citation, look)

    return made
