"""What a note asserts of a mention."""

from enum import StrEnum


class Assertion(StrEnum):
    """What the note says of a mentioned condition (ConText's axes, plus planned)."""

    PRESENT = "present"
    NEGATED = "negated"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"


import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    assertion: Assertion
    trigger: object = None
    rule: str | None = None


_NEG = re.compile(r"\b(no|denies|without|negative for|not)\b", re.I)
_POS = re.compile(r"\b(possible|likely|suspected|rule out|suspicious|concern|may)\b", re.I)


def judge(text, sentence, mention, section_kind="other"):
    before = text[sentence.start : mention.start]
    if section_kind == "family_history":
        return Judgement(Assertion.FAMILY, None, "x")
    if _NEG.search(before):
        return Judgement(Assertion.NEGATED, None, "x")
    if _POS.search(before):
        return Judgement(Assertion.POSSIBLE, None, "x")
    return Judgement(Assertion.PRESENT)


def is_chronic(term):
    return bool(re.search(r"diabet|hypert|asthma|copd|failure|gout|arthr|depress|anxi|hypoth|kidney dis|coronary|fibrill", term, re.I))
