"""The navigator's protocol."""

from typing import Protocol

from symphony.coding.case import Case
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Mention, Mentions, Navigation
from symphony.encounter.assertion import Assertion


class Navigator(Protocol):
    """Looks each mention up; recall first. Every candidate keeps the path that led to it."""

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        """Candidates for every mention, grouped by code, best first."""
        ...


def unknown(mention: Mention) -> Exclusion:
    """The exclusion of a mention for which the books have no entry.

    A relative's disease that no family history is kept for is left out as the relative's.
    """
    if mention.assertion is Assertion.FAMILY:
        return Exclusion(
            mention=mention.id,
            reason=Reason.FAMILY_HISTORY,
            evidence=(mention.evidence,),
            text=mention.evidence.text,
            rule=mention.rule,
            citation="a relative's; the books keep no family history of it",
        )
    return Exclusion(
        mention=mention.id,
        reason=Reason.NOT_IN_BOOKS,
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        rule="navigator.no_entry",
        citation="no name in the release fits these words",
    )
