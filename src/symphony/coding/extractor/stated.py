"""What a note states by a figure and a coder reports by its range: body mass index, gestation."""

import re
from collections.abc import Iterator

from symphony.coding.extractor.drafts import Draft
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent

_BMI = re.compile(
    r"\b(?:BMI|body[ -]mass[ -]index)\b(?:\s*\(BMI\))?[^\d\n.;]{0,14}(?P<value>\d{2}(?:\.\d+)?)",
    re.IGNORECASE,
)
_GESTATION = re.compile(
    r"\b(?:(?P<short>\d{1,2})\s?(?:w|wk|wks|weeks?)\s?\+?\s?(?:\d\s?/\s?7|\d\s?d(?:ays?)?)\b"
    r"|(?P<plus>\d{1,2})\s?\+\s?[0-6]\s?(?:weeks?|wks?)\b"
    r"|(?P<sevenths>\d{1,2})\s[0-6]/7\s?(?:weeks?|wks?)?\b"
    r"|(?P<plain>\d{1,2})[ -]?(?:weeks?|wks?)[ -]?(?:pregnant|gestation|gestational|ega|ga\b|iup"
    r"|intrauterine|of gestation|estimated gestation))",
    re.IGNORECASE,
)
_OLD = re.compile(r"\bprepregnan|\bpre-pregnan|\bprevious|\bprior\b|\bdelivered\b", re.IGNORECASE)

_LEAST_WEEKS, _MOST_WEEKS = 8, 42
_THIN, _HEAVY, _HEAVIEST = 20, 40, 70


def stated(text: str, section: Section, sentence: Extent) -> Iterator[Draft]:
    """The measures of a sentence, each with the standard term of its range."""
    for match in _BMI.finditer(text, *sentence):
        if not _OLD.search(text, max(sentence.start, match.start() - 24), match.start()):
            yield _draft(match, body_mass(float(match["value"])), section, sentence, "bmi")
    for match in _GESTATION.finditer(text, *sentence):
        weeks = int(next(group for group in match.groups() if group))
        if _LEAST_WEEKS <= weeks <= _MOST_WEEKS:
            yield _draft(match, gestation(weeks), section, sentence, "gestation")


def body_mass(value: float) -> str:
    """The standard term for an adult's body mass index, in kg/m²."""
    if value < _THIN:
        return "body mass index bmi 19.9 or less adult"
    if value >= _HEAVIEST:
        return "body mass index bmi 70 or greater adult"
    if value >= _HEAVY:
        low = 5 * int(value // 5) if value < 60 else 60
        return f"body mass index bmi {low}.0 {low + (9.9 if low == 60 else 4.9)} adult"
    whole = int(value)
    return f"body mass index bmi {whole}.0 {whole}.9 adult"


def gestation(weeks: int) -> str:
    """The standard term for completed weeks of gestation."""
    return f"{weeks} weeks gestation of pregnancy"


def _draft(match: re.Match[str], term: str, section: Section, sentence: Extent, cue: str) -> Draft:
    return Draft(
        Extent(*match.span()),
        term,
        section,
        "stated",
        Judgement(Assertion.PRESENT, None, f"stated.{cue}"),
        sentence,
        Extent(0, 0),
        frozenset({cue}),
        past=True,
    )
