"""Titles of problems: where a line's title ends, and which names it holds."""

import pytest

from symphony.books.store import Release
from symphony.coding.extractor.problem_lines import problem_lines
from symphony.coding.extractor.titles import title_parts
from symphony.coding.vocabulary import vocabulary
from symphony.encounter.sections import sections
from symphony.encounter.sentences import Extent


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("1. HTN - well controlled on losartan, no change.", "HTN"),
        ("# Gout: continue allopurinol", "Gout"),
        (
            "- Heart murmur, new, likely innocent. No red flags.",
            "Heart murmur, new, likely innocent",
        ),
        (
            "Bipolar I disorder, current episode depressed",
            "Bipolar I disorder, current episode depressed",
        ),
        ("Continue metformin", None),
        ("I discussed the risks with her.", None),
        ("A. Nguyen-Okafor, MD   05/14/2026 11:42", None),
        ("41 y.o. man with gout", None),
        ("Wound care, return in 10 days for suture removal", None),
    ],
)
def test_a_line_gives_its_title(line: str, title: str | None) -> None:
    text = f"ASSESSMENT AND PLAN\n{line}\n"
    section = sections(text)[-1]
    assert [text[slice(*p.title)] for p in problem_lines(text, section)] == (
        [] if title is None else [title]
    )


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("Gout. Essential hypertension.", ["Gout", "Essential hypertension"]),
        ("Gout. She is well.", ["Gout"]),
    ],
)
def test_a_line_of_diagnoses_gives_one_for_each_sentence_if_all_are(
    line: str, titles: list[str]
) -> None:
    text = f"DISCHARGE DIAGNOSIS:\n{line}\n"
    section = sections(text)[-1]
    assert [text[slice(*p.title)] for p in problem_lines(text, section)] == titles


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Type 2 DM with CKD", [("problem", "Type 2 DM"), ("with", "CKD")]),
        ("Paroxysmal AF on apixaban", [("problem", "Paroxysmal AF"), ("with", "on apixaban")]),
        ("Colles fracture, s/p reduction", [("problem", "Colles fracture")]),
        ("Forehead laceration, left, 3 cm, repaired", [("problem", "Forehead laceration, left")]),
        ("Peripheral neuropathy from paclitaxel", [("problem", "drug induced polyneuropathy")]),
        ("HR+/HER2-", [("problem", "HR positive /HER2 negative")]),
        ("Probable sleep apnea", [("problem", "sleep apnea")]),
        ("Major depressive disorder, recurrent, moderate, partial response",
         [("problem", "Major depressive disorder, recurrent, moderate")]),
    ],
)  # fmt: skip
def test_a_title_is_cut_into_the_problems_that_it_names(
    release: Release, title: str, parts: list[tuple[str, str]]
) -> None:
    found = title_parts(title, Extent(0, len(title)), vocabulary(release))
    assert [(part.role, part.name) for part in found] == parts
