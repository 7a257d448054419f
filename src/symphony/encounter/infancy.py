"""How old a child is by its record: the days of life, or an age past the first 28 days.

Source: guidelines, section I.C.16.a.1 (the perinatal period ends with the 28th day after birth).
"""

import re

from symphony.language.patterns import lazy

PERINATAL = 28
"""The last day of the perinatal period."""
_HEAD = 600
"""Code points at the start of a record that tell whose it is."""
_DAYS_WITHIN = 300
"""Code points at the start of a record that tell the days of life."""
_UNITS = {"day": 1, "d": 1, "week": 7, "wk": 7}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNT = r"(?P<count>\d{1,2}|one|two|three|four|five|six|seven)"
_AGE = lazy(
    rf"\b{_COUNT}[ -](?P<unit>days?|wks?|weeks?|d)[ -](?:old|of age|of life)\b"
    rf"|\bnewborn (?:check|visit|exam\w*|follow-?up)(?: at| on day|,)? (?P<at>\d{{1,2}})"
    r"[ -]?(?P<of>days?|wks?|weeks?)\b",
    re.IGNORECASE,
)
_LIFE = lazy(r"\b(?:DOL|day of life) ?#?(?P<count>\d{1,3})\b", re.IGNORECASE)
_OLDER = lazy(
    r"\b(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)"
    r"[ -]?(?:mo|mos|months?|m/o)(?:[ -](?:old|of age)|[ -]?(?:male|female|boy|girl|infant|[MF])\b"
    r"|\.? ?o\b)"
    r"|\bage:? ?\d{1,2} ?(?:mo|mos|months?)\b"
    r"|\b(?:boy|girl|child|toddler),? (?:aged? )?\d{1,2} ?(?:years?|yrs?|yo)\b"
    r"|\b\d{1,2}[ -]?(?:years?|yrs?|y/o|yo|y\.o\.)[ -]?(?:old)? (?:\w+ )?(?:boy|girl|child"
    r"|toddler)\b"
    r"|\b(?:[1-9]|1[0-7])[ -]?(?:years?|yrs?|y/o|yo)[ -]?(?:old)? (?:male|female|[MF])\b"
    r"|\b(?:[5-9]|1\d|five|six|seven|eight|nine|ten|eleven|twelve)[ -](?:weeks?|wks?)[ -]old\b",
    re.IGNORECASE,
)


def is_past_perinatal(text: str) -> bool:
    """Whether the head of a record tells an age past the first 28 days."""
    return _OLDER.search(text, 0, _HEAD) is not None


def days_of_life(text: str) -> int | None:
    """The days of life that the head of a record tells first, or None."""
    life = _LIFE.search(text, 0, _DAYS_WITHIN)
    found = _AGE.search(text, 0, _DAYS_WITHIN)
    if found is None or (life and life.start() < found.start()):
        return int(life["count"]) if life else None
    count = (found["count"] or found["at"]).casefold()
    unit = (found["unit"] or found["of"]).casefold().rstrip("s")
    return (_WORDS.get(count) or int(count)) * _UNITS[unit]
