"""An attack that is over: it makes no condition acute or exacerbated today.

"Had an exacerbation earlier in the spring" tells of the course of a disease; what is reported is
its state at this encounter (guidelines, sections IV.J and I.B.8).
"""

import re

from symphony.language.patterns import holds, lazy

_ATTACK = (
    r"(?:(?:an?|the|her|his|one|two|last|recent|severe|acute(?: on chronic)?|mild|brief|major) )*"
    r"(?:exacerbations?|decompensat\w+|flares?(?:[ -]ups?)?|attacks?|crisis)"
)
_SEASON = r"(?:spring|summer|fall|autumn|winter)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_TIME = (
    rf"(?:earlier (?:in|this) (?:the )?(?:year|{_SEASON}|{_MONTH})|(?:weeks?|months?|years?) ago"
    rf"|last (?:month|year|{_SEASON}|{_MONTH})|in (?:the |early |late )?{_SEASON}"
    rf"|(?:in|since) (?:early |late )?{_MONTH}\b|in (?:19|20)\d\d|in the past\b)"
)


_OVER = lazy(
    rf"\b{_ATTACK}[^.;\n]{{0,30}}?\b{_TIME}"
    rf"|\b(?:last|previous|prior|history of|no further|none since|since (?:an?|the|her|his)) "
    rf"{_ATTACK}\b"
    rf"|\b(?:hospitali[sz]ed|admitted|admission)\b[^.;\n]{{0,24}}?\b{_TIME}[^.;\n]{{0,12}}"
    rf"\b(?:for|with)\b[^.;\n]{{0,40}}",
    re.IGNORECASE,
)


_STARTS = frozenset({"exacerbat", "decompensat", "flare", "attack", "acute", "crisis"})


def without(text: str) -> str:
    """The text without what it says of attacks that are over."""
    return _OVER.sub(" ", text) if _may_tell(text) else text


def tells(text: str, start: int, end: int) -> bool:
    """Whether the words at that place tell of such an attack.

    Args:
        text: the document.
        start: where the words begin.
        end: where they end.
    """
    if not _may_tell(text[start:end]):
        return False
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    places = _OVER.finditer(text, line, len(text) if stop < 0 else stop)
    return any(start < place.end() and place.start() < end for place in places)


def _may_tell(text: str) -> bool:
    words = text.casefold()
    return holds(words, _STARTS)
