"""What a sentence asserts of the mentions in it: the table in assertions.txt, line by line."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from symphony.encounter.assertion import Assertion, SentenceContext
from symphony.encounter.sentences import Extent, sentences

MENTION = re.compile(r"\{(?P<words>[^{}]+): (?P<assertion>[a-z]+)\}")


class Case(NamedTuple):
    text: str
    mention: Extent
    expected: Assertion
    section: str


def read_cases(lines: list[str]) -> list[Case]:
    cases: list[Case] = []
    section = "other"
    for line in lines:
        if line.startswith("#"):
            section = "other"
        elif kind := re.fullmatch(r"\[([a-z_]{2,})\]", line):
            section = kind[1]
        elif MENTION.search(line):
            cases += cases_of(line, section)
    return cases


def cases_of(line: str, section: str) -> list[Case]:
    text, mentions, last = "", [], 0
    for match in MENTION.finditer(line):
        text += line[last : match.start()]
        mentions.append((Extent(len(text), len(text) + len(match["words"])), match["assertion"]))
        text += match["words"]
        last = match.end()
    text += line[last:]
    return [Case(text, mention, Assertion(expected), section) for mention, expected in mentions]


CASES = read_cases(Path(__file__).with_name("assertions.txt").read_text("utf-8").splitlines())


def test_there_are_at_least_three_hundred_minimal_pairs():
    assert len(CASES) >= 300
    assert {case.expected for case in CASES} == set(Assertion)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.text} > {case.text[slice(*case.mention)]}"
)
def test_a_mention_is_judged_by_its_sentence(case: Case):
    sentence = next(s for s in sentences(case.text) if s.end > case.mention.start)
    judged = SentenceContext(case.text, sentence, case.section).judge(case.mention)
    assert judged.assertion is case.expected, judged
