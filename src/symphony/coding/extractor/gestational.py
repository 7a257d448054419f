"""The week of a pregnancy told beside what complicates it: "preeclampsia at 34 weeks".

A name that only a pregnant woman can have says what the weeks behind it are of (guideline
I.C.21.c.11: Z3A beside the codes of chapter 15).
"""

import re

from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

COMPLICATION = (
    r"(?:pre-?eclampsia|eclampsia|HELLP(?: syndrome)?|pre-?term (?:labou?r|contractions)"
    r"|P?PROM|pre(?:mature|labou?r) rupture of (?:the )?membranes|(?:placenta|vasa) pr(?:a)?evia"
    r"|(?:placental )?abruption|hyperemesis(?: gravidarum)?|(?:cholestasis|ICP) of pregnancy"
    r"|gestational (?:diabetes|hypertension|thrombocytopenia|HTN|DM)|A[12]GDM|GDM(?:A[12])?"
    r"|threatened (?:abortion|miscarriage|preterm labou?r)|cervical (?:insufficiency|incompetence)"
    r"|short(?:ened)? cervix|IUGR|FGR|(?:fetal|intrauterine) growth restriction|oligohydramnios"
    r"|polyhydramnios|chorioamnionitis|twin gestation|breech presentation)"
)
"""Names of conditions that only a pregnant woman has (small letters and capitals alike)."""

_TAIL = lazy(
    rf"\b{COMPLICATION}\b[^.;\n\d]{{0,16}}?(?P<weeks>,?(?: (?:at|@|now))? \d{{1,2}}"
    r"(?:\+\d| \d/7)?\s?(?:w|wks?|weeks?)\b(?: (?:gestation|EGA|GA))?)\s*$",
    re.IGNORECASE,
)

_PAST = lazy(
    r"\b(?:history|h/o|hx|prior|previous|last|earlier|first|second|third|ago|mother|sister|daughter"
    r"|wife|friend|cousin|aunt|niece|partner|girlfriend|(?:19|20)\d\d|pregnancies)\b",
    re.IGNORECASE,
)
"""Words of another pregnancy than this one."""
_OF_THE_PAST = frozenset(
    {"past_medical_history", "past_surgical_history", "obstetric_history", "family_history"}
)


def is_told_of_the_past(
    text: str, section: Section, sentence: Extent, match: re.Match[str]
) -> bool:
    """Whether the weeks are of a pregnancy before this one, or of somebody else's."""
    if section.kind in _OF_THE_PAST:
        return True
    before = _PAST.search(text, sentence.start, match.start())
    return before is not None or _PAST.search(text, match.end(), sentence.end) is not None


def without_weeks(text: str, title: Extent) -> Extent:
    """The title of a problem without the weeks of the pregnancy behind its name."""
    found = _TAIL.search(text, *title)
    return Extent(title.start, found.start("weeks")) if found else title
