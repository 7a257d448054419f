"""What was done at a time that is over: what it left is a state now (guideline I.C.21.c.3)."""

from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

_DATED = lazy(
    r"\b(?:in|since|from|as of|back in|around)\s+(?:(?:early|late|mid"
    r"|about)[ -])?(?:[A-Z][a-z]+ )?(?:of )?(?:19|20)\d\d\b"
    r"|\(\s*(?:[\w ,]{0,20} )?(?:19|20)\d\d\b|\b(?:\d{1,2}|one|two|three|four|five|six|several"
    r"|many|some|few)"
    r" (?:years?|yrs?|decades?) (?:ago|earlier|before|prior)\b"
    r"|\b(?:last (?:year|summer|winter|spring|fall|autumn)|years ago|at age"
    r"|as a (?:child|teenager))\b"
    r"|^[ \t,]*(?:19|20)\d\d\b"
)
_NEAR = 60


def dated(text: str, sentence: Extent, extent: Extent) -> frozenset[str]:
    """The cue ``dated`` where a time that is over stands behind the words."""
    after = text[extent.end : min(sentence.end, extent.end + _NEAR)]
    return frozenset({"dated"}) if _DATED.search(after) else frozenset()
