"""The trimester that a note's weeks of gestation tell.

Trimesters are counted from the first day of the last menstrual period: the first to 13 weeks
6 days, the second from 14 weeks 0 days, the third from 28 weeks 0 days (note at the head of
chapter 15 of the tabular list; guidelines, section I.C.15.a.3).
"""

import re

from symphony.encounter.childbearing import trimester_of
from symphony.language.patterns import holds, lazy

_UNIT = r"\s*-?\s*(?:w|wks?|weeks?)\b"
_PARTS = r"(?:\s*\+\s*\d|\s+\d/7)?"
_WORD = r"(?:gestation\w*|pregnan\w*|antenatal|prenatal|ga|ega|iup|intrauterine|gravid)\b"
_BETWEEN = r"(?:(?!\bno[nt]?\b)[^.\n])"
_TOLD = (
    lazy(r"\b(?P<weeks>\d{1,2})\s*w(?:ee)?k?s?\s*(?:and\s+)?\d\s*d(?:ays?)?\b", re.IGNORECASE),
    lazy(rf"\b(?P<weeks>\d{{1,2}}){_PARTS}{_UNIT}{_BETWEEN}{{0,20}}?\b{_WORD}", re.IGNORECASE),
    lazy(rf"\b{_WORD}[^.\n]{{0,25}}?\b(?P<weeks>\d{{1,2}}){_PARTS}{_UNIT}", re.IGNORECASE),
)
_OPENS = lazy(r"\d\s*-?\s*[wW]")
"""What stands in every text that tells weeks by a number; most texts have none."""
_WORDS = ("gestation", "pregnan", "natal", "iup", "intrauterine", "gravid")
_SHORT = lazy(r"ga\b")
"""One of these stands in every text that tells them beside a word of pregnancy."""
_WEEKS = range(4, 43)


def trimester(text: str) -> str | None:
    """``first``, ``second`` or ``third``, or None where no weeks of gestation are told.

    Weeks count as of gestation with days ("31w2d") or next to a word of pregnancy.
    """
    if _OPENS.search(text) is None:
        return None
    plain = text.casefold()
    speaks = holds(plain, _WORDS) or _SHORT.search(plain) is not None
    found = (m for pattern in (_TOLD if speaks else _TOLD[:1]) for m in pattern.finditer(text))
    weeks = next((n for match in found if (n := int(match["weeks"])) in _WEEKS), None)
    return None if weeks is None else trimester_of(weeks)


_BARE = lazy(
    r"(?<!for )(?<!past )(?<!last )(?<!over )(?<!within )(?<!every )(?<!in )(?<!after )(?<!x )"
    rf"(?<!next )\b(?P<weeks>\d{{1,2}}){_PARTS}{_UNIT}"
    r"(?! (?:ago|old|later|post|after|duration|from|of (?!gest)))",
    re.IGNORECASE,
)


def trimester_at(text: str) -> str | None:
    """The same from the words of a complication of pregnancy, where bare weeks are of gestation."""
    found = (int(match["weeks"]) for match in _BARE.finditer(text))
    return next((trimester_of(weeks) for weeks in found if weeks in _WEEKS), None)
