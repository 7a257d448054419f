"""Where a patient stands in childbearing at the encounter: pregnant, giving birth, or after it.

Source: guidelines, sections I.C.15.a.3 (trimester, or "in childbirth" where the delivery occurs
during the admission) and I.C.15.o (the puerperium: six weeks after the delivery); trimesters by the
note at the head of chapter 15 of the tabular list.
"""

import re
from dataclasses import dataclass
from typing import Literal

from symphony.encounter.model import Encounter, Setting
from symphony.language.patterns import holds, lazy

Phase = Literal["pregnancy", "childbirth", "puerperium"]

_COUNT = (
    r"(?:(?:[1-9]|1[0-2]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"[ -](?:weeks?|wks?)|\d{1,2}[ -]days?|(?:one|two|three|four|five|six|seven|eight|nine|ten"
    r"|a few|several)"
    r"[ -]days?|(?:1|one|2|two)[ -]months?)"
)
_BIRTH = (
    r"(?:(?:[\w-]{1,40} ){0,3}?(?:[\w-]{1,40}[ -])??(?:deliver(?:y|ed|ing)|births?|childbirth"
    r"|c-?sections?|c/s|p?r?ltcs"
    r"|n?svd|vbac|cesareans?|caesareans?))\b"
)
"""A birth, with words before it; a word with hyphens is one word, or the ways to part a line of
hyphens would be too many to try."""
_LIVING = lazy(
    r"\bapgars?\b|\b(?:live(?:born)?|viable|vigorous|stillborn) (?:\w+[ ,-]{1,2}){0,3}?(?:male"
    r"|female"
    r"|infants?|bab(?:y|ies)|newborn|boy|girl|twins?|birth)\b|\b(?:liveborn|stillborn|stillbirth)\b"
    r"|\bdelivery (?:note|summary|record)\b",
    re.IGNORECASE,
)
"""What only the record of a birth says."""
_BORN = lazy(
    r"\b(?:delivered|gave birth|delivery of (?:the |an? )|(?:spontaneous|assisted|operative|forceps"
    r"|vacuum|vaginal|cesarean|caesarean) (?:vaginal )?delivery|underwent (?:\w+ ){0,5}(?:cesarean"
    r"|caesarean|c-?section)|n?svd|ltcs|pltcs|rltcs)\b",
    re.IGNORECASE,
)
_INCIDENTAL = lazy(
    r"\bincidental(?:ly)?[, ]+(?:\w+ )?pregnan\w+|\bpregnan\w+[^.;\n]{0,24}\bincidental\b"
    r"|\bpregnancy (?:is |was |does |has )?not? (?:affect\w*|a factor|relevant|bearing|effect)"
    r"|\b(?:unrelated|not related) to (?:the |her )?pregnancy\b"
    r"|\bnot affect\w* (?:by )?(?:the |her )?pregnancy\b",
    re.IGNORECASE,
)

_AFTER = lazy(
    rf"\b(?:{_COUNT} (?:s/p|status post|post|after|following|since|out from)[ -]{_BIRTH}"
    rf"|{_COUNT}[ -](?:post-?partum|pp|post-?delivery)\b"
    rf"|(?:delivered|gave birth|had (?:a|an|her) {_BIRTH}"
    rf"|{_BIRTH}) (?:[\w,./]+ ){{0,8}}?{_COUNT} (?:ago|earlier|before)"
    r"|post-?partum (?:day|week) ?#?\d|ppd ?#? ?\d"
    r"|post[- ]?(?:c-?section|c/s|cesarean|caesarean|delivery) (?:day|week) ?#?\d"
    r"|post-?partum (?:visit|check(?:-?up)?|exam\w*|follow-?up|appointment|readmission|patient))",
    re.IGNORECASE,
)
"""What says that the birth is over."""
_DAY = lazy(r"ppd|post-?partum day", re.IGNORECASE)
_TO_COME = lazy(
    r"\b(?:schedul\w+|plan\w*|follow[- ]?up|return|rtc|see|at|until|in|home|for|discharge\w*|her"
    r"|history of|prior"
    r"|previous|h/o|hx of|last|wants?|before|by) (?:an? |her |the |\d+ )?$",
    re.IGNORECASE,
)
_HERE = lazy(r"\b(?:here|seen|presents?|comes?|came|visit|encounter|evaluated) $", re.IGNORECASE)
_AGAIN = lazy(
    r"\breadmi\w+|\breturn(?:ed|s) to (?:the )?(?:hospital|ed|emergency)|\bre-?admission\b",
    re.IGNORECASE,
)
_PUERPERAL = lazy(r"\b(?:post-?partum|puerper\w+|lactational|lochia)\b", re.IGNORECASE)
_NOT_HERS = lazy(
    r"\b(?:no|not|never|non|without|denies|denied|if|when|was|were|trying|try|tries|become|becomes"
    r"|becoming|became|get|gets|getting|got|could be|may be|might be|possibly|wife|sister"
    r"|daughter|partner|girlfriend"
    r"|mother|friend|coworker|aunt|avoid\w*|while|who (?:is|are)|plans?|planning|wish\w*|been"
    r"|last|prior|previous"
    r"|history of|h/o|for|or|contact with|until|unless|before)[ -](?:\w+ ){0,3}?$",
    re.IGNORECASE,
)
_PREGNANT = lazy(
    r"\bpregnant\b(?!\s+(?:women|woman|partner|wife|contacts?|daughter|sister|or\b|in (?:19"
    r"|20)\d\d))"
    r"|\b(?:prenatal|antenatal|obstetric|ob|high[ -]risk (?:ob|pregnancy|prenatal)) (?:visit"
    r"|check|clinic visit|care visit"
    r"|appointment|follow-?up)\b"
    r"|\b(?:intrauterine pregnancy|iup|gravid uterus|this pregnancy|current pregnancy)\b"
    r"|\bG\d+ ?P\d[\d-]* (?:at|@) |\bin (?:her|the) (?:first|second|third|1st|2nd|3rd) trimester\b"
    r"|\b(?:first|second|third) trimester (?:of|pregnancy|bleeding|visit)\b|\b(?:rob|prenatal) \d",
    re.IGNORECASE,
)
_TRIMESTER = lazy(r"\b(?P<which>first|second|third|1st|2nd|3rd)[ -]trimester\b", re.IGNORECASE)
_ORDINAL = {"1st": "first", "2nd": "second", "3rd": "third"}
_SECOND, _THIRD = 14, 28
_BACK = 48


@dataclass(frozen=True, slots=True)
class Childbearing:
    """The phase at the encounter and, in pregnancy and childbirth, trimester and weeks."""

    phase: Phase | None
    trimester: str | None = None
    weeks: int | None = None


def trimester_of(weeks: int) -> str:
    """``first``, ``second`` or ``third``, by completed weeks of gestation."""
    return "first" if weeks < _SECOND else "second" if weeks < _THIRD else "third"


def childbearing(encounter: Encounter, weeks: int | None) -> Childbearing:
    """Where the patient stands.

    Args:
        encounter: the documents and the setting.
        weeks: the completed weeks of gestation at the encounter, where the note tells them.
    """
    every = (document.text for document in encounter.documents)
    texts = [text for text in every if weeks is not None or _speaks_of_it(text)]
    phase = _phase(texts, weeks, stay=encounter.setting is not Setting.OUTPATIENT)
    if phase is None or phase == "puerperium":
        return Childbearing(phase)
    if weeks is not None:
        return Childbearing(phase, trimester_of(weeks), weeks)
    found = next((m for text in texts if (m := _TRIMESTER.search(text))), None)
    which = found["which"].casefold() if found else None
    return Childbearing(phase, _ORDINAL.get(which, which) if which else None)


def is_incidental(encounter: Encounter) -> bool:
    """Whether the clinician writes that the pregnancy does not bear on it (I.C.15.a.1)."""
    texts = (document.text for document in encounter.documents)
    return any("pregnan" in text.casefold() and _INCIDENTAL.search(text) for text in texts)


_WORDS = (
    "partum", "deliver", "birth", "born", "pregnan", "gravid", "section", "cesarean", "caesarean",
    "svd", "vbac", "ltcs", "c/s", "ppd", "apgar", "puerper", "lochia", "lactation", "trimester",
    "prenatal", "antenatal", "obstetric", "iup", "ob ",
)  # fmt: skip
"""One of these stands in every text that speaks of childbearing; most texts have none."""
_OF_BIRTH = (
    "partum", "ppd", " pp", "-pp", "deliver", "birth", "svd", "vbac", "ltcs", "section", "cesarean",
    "caesarean", "c/s",
)  # fmt: skip
"""One of these stands in whatever :data:`_AFTER` finds."""


def _speaks_of_it(text: str) -> bool:
    plain = text.casefold()
    return holds(plain, _WORDS)


def _phase(texts: list[str], weeks: int | None, *, stay: bool) -> Phase | None:
    born = stay and not any(is_after_birth(text) for text in texts)
    if born and any(_LIVING.search(text) for text in texts):
        return "childbirth"
    there = born and weeks is not None and any(_is_born(text) for text in texts)
    if any(_is_over(text, there=there) for text in texts):
        return "puerperium"
    pregnant = weeks is not None or any(_says_pregnant(text) for text in texts)
    if born and pregnant and any(_is_born(text) for text in texts):
        return "childbirth"
    if not pregnant and any(_is_puerperal(text) for text in texts):
        return "puerperium"
    return "pregnancy" if pregnant else None


def is_after_birth(text: str) -> bool:
    """Whether the record of a stay is of one after that of the delivery."""
    return _AGAIN.search(text) is not None


def _is_over(text: str, *, there: bool) -> bool:
    """Whether the birth is over; in the stay of the birth its first days are counted too."""
    plain = text.casefold()
    if not holds(plain, _OF_BIRTH):
        return False
    for match in _AFTER.finditer(text):
        before = text[max(0, match.start() - _BACK) : match.start()]
        if there and _DAY.match(match.group()):
            continue
        if not _TO_COME.search(before) or _HERE.search(before.removesuffix("for ")):
            return True
    return False


def _is_born(text: str) -> bool:
    return any(
        not _TO_COME.search(text[max(0, m.start() - _BACK) : m.start()])
        for m in _BORN.finditer(text)
    )


_PAST = lazy(
    r"\b(?:history of|h/o|hx of|prior|previous|past|last|risk (?:of|for)|prevent\w*|plan\w*|mother"
    r"|sister)\b[^.;\n]*$",
    re.IGNORECASE,
)


def _is_puerperal(text: str) -> bool:
    return any(
        not _PAST.search(text[max(0, m.start() - _BACK) : m.start()])
        for m in _PUERPERAL.finditer(text)
    )


def _says_pregnant(text: str) -> bool:
    return any(
        not _NOT_HERS.search(text[max(0, m.start() - _BACK) : m.start()])
        for m in _PREGNANT.finditer(text)
    )
