"""The weeks of gestation by dates: the last menstrual period, or the date of delivery expected.

A pregnancy is counted from the first day of the last period; the birth is expected 280 days later
(the head of chapter 15 of the tabular list counts its trimesters so).
"""

import re
from datetime import date

from symphony.language.patterns import holds, lazy

_TERM = 280
_MOST = 43 * 7
_FEWEST = 28
_DATE = r"(?P<{0}>\d{{1,2}}[/-]\d{{1,2}}[/-](?:20)?\d\d|20\d\d-\d{{2}}-\d{{2}})"
_WORDS = r"(?: (?:is|was|of|by|date|on|per|certain|sure|LMP|ultrasound|US))*[ :=]*(?:on )?"
_LAST = lazy(rf"\b(?:LMP|last menstrual period){_WORDS}{_DATE.format('last')}(?!\d)", re.IGNORECASE)
_DUE = lazy(
    rf"\b(?:EDD|EDC|due date|estimated (?:due )?date(?: of (?:delivery|confinement))?){_WORDS}"
    rf"{_DATE.format('due')}(?!\d)",
    re.IGNORECASE,
)
_NAMES = ("lmp", "menstrual", "edd", "edc", "due date", "estimated date")
"""One of these stands in every text that dates a pregnancy; most texts have none."""
_NOW = lazy(
    r"\b(?:date of (?:visit|service|encounter|exam)|visit date|encounter date|DOS|seen(?: on)?"
    rf"|today(?:.s date)?(?: is)?|date){_WORDS}{_DATE.format('now')}(?!\d)",
    re.IGNORECASE,
)

_WITH_CHILD = lazy(
    r"\b(?:pregnan\w+(?! test (?:is |was )?neg)|prenatal|antenatal|OB (?:visit|check|intake)"
    r"|gravidarum|hyperemesis|gestation\w*|trimester|fetal|fetus|IUP)\b",
    re.IGNORECASE,
)
"""A last period is asked of every woman; it counts weeks only where she is with child."""
_BORN = lazy(r"\bpost-?partum\b|\bdelivered\b|\bmiscarr\w+|\babortion\b", re.IGNORECASE)
"""What says that the pregnancy is over."""
_HEAD = lazy(
    r"\A[^\n]{0,40}?\b(?P<weeks>[4-9]|[123]\d|4[012]) ?(?:w|wks?|weeks?)\b"
    r"(?![ -]*(?:ago|old|post|after|s/p|of age|status|out|follow|later|x\b|in\b|hx"
    r"|history|duration|of (?!gest)))",
    re.IGNORECASE,
)
_FETAL = lazy(
    r"\b(?:pregnan\w+|prenatal|antenatal|fetal|fetus|FHT|FHR|fundal|NST|BPP|EFW|IUP|trimester|GDM"
    r"|gestational|G\d+ ?P\d+|contractions|RhoGAM|OB\b)",
    re.IGNORECASE,
)


_ANOTHERS = lazy(
    r"\b(?:daughter|sister|wife|girlfriend|friend|partner)\b"
    r"|\b(?:pmh|ob ?(?:hx|history)|hx|h/o|history)\b[^,\n]*$",
    re.IGNORECASE,
)
"""Another's pregnancy, or an earlier one."""


def weeks_at_head(text: str) -> tuple[re.Match[str], int] | None:
    """Bare weeks with which the note of a pregnancy begins ("28 weeks. FHT 140, ..."), or None."""
    found = _HEAD.search(text)
    if (
        found is None
        or _ANOTHERS.search(found.group())
        or _BORN.search(text)
        or _FETAL.search(text) is None
    ):
        return None
    return found, int(found["weeks"])


def weeks_by_dates(text: str) -> tuple[re.Match[str], int] | None:
    """The words that date the pregnancy, and its completed weeks on the day of the visit.

    None where the note does not tell both, or they cannot be of one pregnancy.
    """
    plain = text.casefold()
    if not holds(plain, _NAMES):
        return None
    due = _DUE.search(text)
    dated = due or _LAST.search(text)
    if dated is None or _BORN.search(text) or (due is None and _WITH_CHILD.search(text) is None):
        return None
    now = _NOW.search(text)
    today, given = _day(now["now"] if now else ""), _day(dated.group(1))
    if today is None or given is None:
        return None
    passed = (today - given).days
    days = passed if due is None else passed + _TERM
    return (dated, days // 7) if _FEWEST <= days < _MOST else None


def _day(written: str) -> date | None:
    """The day of a date, month first or by the international standard; None where it is none."""
    parts = [int(part) for part in re.findall(r"\d+", written)]
    if len(parts) != len("mdy"):
        return None
    year, month, day = parts if written[:4].isdigit() else (parts[2], parts[0], parts[1])
    try:
        return date(year if year > _CENTURY else 2000 + year, month, day)
    except ValueError:
        return None


_CENTURY = 99
