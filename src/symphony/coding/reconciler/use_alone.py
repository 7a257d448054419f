"""The use of a substance that the provider ties to no condition.

Habits stand in every social history. The codes for unspecified use (F10.90, F12.90 ...) are "to be
used only when the psychoactive substance use is associated with a substance related disorder or
medical condition, and such a relationship is documented by the provider" (guideline I.C.5.b.3).
Abuse, dependence and what a substance has brought about have codes of their own and stay.
"""

import re
from collections.abc import Mapping, Sequence

from symphony.coding.evidence import Evidence
from symphony.coding.reason import Reason
from symphony.coding.reconciler.left_out import left_out
from symphony.coding.stages import Choice, Exclusion, Mention
from symphony.encounter.model import Encounter
from symphony.language.patterns import lazy

RULE = "reconciler.use_alone"
_CITATION = "guideline I.C.5.b.3: use that the note relates to no disorder or medical condition"

_USE = lazy(r"F1[0-689]\.90")
"""Use, unspecified and uncomplicated; tobacco (F17) has no such code."""
_NEAR = 48
"""How far from the words for the use those for its effect stand, in code points."""
_CONDITION = frozenset("ABCDEGHIJKLMNOPQRST")
"""First letters of the codes that a use may be tied to; so may one of chapter 5 that is no use."""


_BEFORE = lazy(
    r"\b(?:due to|from|because of|on account of|caused by|causing|secondary to|2/2|related to"
    r"|attributed to|associated with|in (?:the )?(?:setting|context) of|induced by"
    r"|(?:worse\w*|exacerbated|aggravated|triggered|precipitated|provoked|brought on|driven"
    r"|complicated|fu?elled) (?:by|with|from))\b[^.;\n]{0,48}$",
    re.IGNORECASE,
)
"""What stands before the use where it is blamed for something."""


_BEHIND = lazy(
    r"[^.;\n]{0,40}?(?:\b(?:caus(?:es|ed|ing)|contribut|trigger|exacerbat|worsen|aggravat"
    r"|precipitat|provok|led to|leading to|brought on|resulted in|resulting in|complicated by)"
    r"|\b(?:related|induced|associated)\b|\b(?:is|was|as) (?:the|a|an) (?:\w+ )?(?:cause|"
    r"trigger|reason|contributor|factor))",
    re.IGNORECASE,
)
"""What stands behind the use where it is blamed for something."""


_NO_TIE = lazy(
    r"\b(?:not|no|never|unlikely|unrelated|without|denies)\b[^.;\n]{0,40}$", re.IGNORECASE
)
"""What unties the two again."""


def use_alone(
    encounter: Encounter, codes: Sequence[Choice], mentions: Mapping[int, Mention]
) -> dict[str, tuple[Exclusion, ...]]:
    """The uses that are left out, by their codes: one exclusion for each mention.

    Args:
        encounter: what is coded.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    uses = [choice for choice in codes if _USE.fullmatch(choice.code)]
    if not uses or any(choice.code.startswith("O") for choice in codes):  # guideline I.C.15.l.3
        return {}
    texts = {document.id: document.text for document in encounter.documents}
    possible = any(_may_be_tied(choice.code) for choice in codes)
    return {
        choice.code: left_out(choice, mentions, Reason.NOT_REPORTABLE, RULE, _CITATION)
        for choice in uses
        if not (possible and any(_is_tied(texts, mentions[m].evidence) for m in choice.mentions))
    }


def _may_be_tied(code: str) -> bool:
    return code[0] in _CONDITION or (code[0] == "F" and not _USE.fullmatch(code))


def _is_tied(texts: Mapping[str, str], said: Evidence) -> bool:
    """Whether words near the use blame it for something."""
    text = texts[said.document]
    before = text[max(0, said.start - _NEAR) : said.end]
    told = _BEFORE.search(before)
    if told:
        return not _NO_TIE.search(before, 0, told.start())
    behind = text[said.end : said.end + 2 * _NEAR]
    told = _BEHIND.match(behind)
    return told is not None and not _NO_TIE.search(told[0])
