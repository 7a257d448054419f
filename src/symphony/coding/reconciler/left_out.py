"""A choice that is left out at the end, with the reason for each of its mentions."""

from collections.abc import Mapping

from symphony.coding.reason import Reason
from symphony.coding.stages import Choice, Exclusion, Mention


def left_out(
    choice: Choice, mentions: Mapping[int, Mention], reason: Reason, rule: str, citation: str
) -> tuple[Exclusion, ...]:
    """The exclusions of a choice, one for each mention in its order.

    Args:
        choice: what is left out.
        mentions: the mentions by their ids.
        reason: why.
        rule: the rule's name.
        citation: what an auditor reads.
    """
    return tuple(
        Exclusion(
            mention=number,
            reason=reason,
            evidence=(mentions[number].evidence,),
            text=mentions[number].evidence.text,
            code=choice.code,
            rule=rule,
            citation=citation,
        )
        for number in choice.mentions
    )
