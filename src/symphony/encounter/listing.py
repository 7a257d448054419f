"""A list of problems that stands in a note under no heading of its own.

Many clinicians end a note with "#HTN", "#gout" and a comment under each, or with numbered
problems, right after the examination. A run of such lines is the assessment and plan.
"""

from collections.abc import Callable, Sequence

from symphony.language.patterns import lazy

KIND = "assessment_and_plan"

_FEWEST = 3
_HASH = lazy(r"\s*#\s?(?:\d{1,2}[.):]?\s?)?(?P<title>[A-Za-z].*)")
_NUMBER = lazy(r"\s*(?P<number>\d{1,2})[.)]\s+(?=[A-Za-z])")
_EXAMINED = frozenset({"physical_exam", "vitals", "mental_status_exam", "results"})
"""Kinds of section that end where numbered problems begin; elsewhere a number is any list's."""

_OWN = frozenset(
    {
        "assessment",
        "plan",
        KIND,
        "diagnoses",
        "problem_list",
        "impression",
        "hospital_course",
        "principal_diagnosis",
        "secondary_diagnoses",
        "admission_diagnosis",
        "discharge_diagnosis",
        "preoperative_diagnosis",
        "postoperative_diagnosis",
        "past_medical_history",
        "past_surgical_history",
        "chief_complaint",
    }
)
"""Kinds of section whose own items these may be."""


def opens(place: int, kind: str, hashed: frozenset[int], numbered: frozenset[int]) -> bool:
    """Whether the line at a place, in a section of that kind, begins a list of problems."""
    if place in hashed:
        return kind not in _OWN
    return place in numbered and kind in _EXAMINED


def hashed(lines: Sequence[str], is_heading: Callable[[str], bool]) -> frozenset[int]:
    """The places of the lines that begin with a hash sign, if these are problems.

    They are headings, and none of them is a problem, where one is a known heading.
    """
    marked = {i: found["title"] for i, line in enumerate(lines) if (found := _HASH.match(line))}
    if len(marked) < _FEWEST or any(map(is_heading, marked.values())):
        return frozenset()
    return frozenset(marked)


def _ends(line: str) -> bool:
    """Whether the line is blank, or one with its own heading and text ("Labs: LDL 171")."""
    label, colon, rest = line.partition(":")
    return line.isspace() or bool(colon and label.strip() and rest.strip())


def numbered(lines: Sequence[str]) -> frozenset[int]:
    """The places where numbered lists of some length begin: behind a blank line or a full one."""
    starts: list[int] = []
    first, last = -1, 0
    for i, line in enumerate(lines):
        found = _NUMBER.match(line)
        number = int(found["number"]) if found else 0
        if number == 1:
            first = i if i and _ends(lines[i - 1]) else -1
        elif number == _FEWEST and last == number - 1 and first >= 0:
            starts.append(first)
        last = number or last
    return frozenset(starts)
