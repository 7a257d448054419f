"""The eight example notes, coded: which of their author's codes are found, and on which words.

The author's codes lie beside the notes (``examples/*.codes.toml``). What is found today is written
down here as data: a code once found must stay found. To see what is missing and what is too much:

    python tests/spec/test_examples_coded.py
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from symphony.coding.coder import Coder
from symphony.coding.result import Result
from symphony.encounter.model import Document, Encounter, Patient, Setting

EXAMPLES = Path(__file__).parents[2] / "examples"

FOUND = {
    "clinic-visit": (
        "E11.22 I12.9 N18.31 E78.2 E03.9 M17.11 E66.811 Z68.33 R06.83 Z79.84 Z79.85 Z87.891"
    ),
    "discharge-summary": (
        "I13.0 I50.33 N17.9 E11.22 N18.32 I48.21 E87.6 T50.1X5A G47.33 Z79.4 Z79.01 Z66"
    ),
    "emergency": "S52.531A S01.81XA I48.0 Z79.01 W11.XXXA",
    "obstetrics": "O09.523 O10.013 O24.410 O34.211 O99.013 D50.9 Z3A.31",
    "oncology-follow-up": (
        "Z51.11 C79.51 Z17.411 G62.0 T45.1X5A G89.3 K59.03 T40.2X5A M79.661 E89.0 Z85.850"
    ),
    "operative": "K80.10 K42.9 J45.20",
    "paediatrics": "Z00.121 H66.001 R01.1 L20.82 Z77.22 Z23",
    "psychiatry": "F33.1 F41.1 F10.21 F17.210",
}
"""The author's codes that are found today. Add to it when another one is."""

EXTRA = {
    "clinic-visit": 0,
    "discharge-summary": 0,
    "emergency": 0,
    "obstetrics": 0,
    "oncology-follow-up": 1,
    "operative": 0,
    "paediatrics": 0,
    "psychiatry": 0,
}
"""How many codes are given today that the author neither reports nor finds acceptable."""

ON_WORDS_NOT_CODED: set[tuple[str, str]] = set()
"""Codes given today on words that the author leaves out. Nothing may be added to it."""

ON_OTHER_WORDS = {
    ("discharge-summary", "T50.1X5A"),
    ("oncology-follow-up", "T40.2X5A"),
}
"""The author's codes that are given today on none of the author's words."""

NAMES = tuple(FOUND)


@cache
def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / f"{name}.codes.toml").read_text(encoding="utf-8"))


@cache
def text(name: str) -> str:
    return (EXAMPLES / f"{name}.txt").read_bytes().decode("utf-8")


def code(coder: Coder, name: str) -> Result:
    record = expected(name)
    return coder.code(
        Encounter(
            name,
            (Document("note", text(name)),),
            Setting(record["setting"]),
            record["date_of_service"],
            Patient(record["patient_age"], record["patient_sex"]),
        )
    )


@pytest.fixture(scope="module")
def coded(coder: Coder) -> dict[str, Result]:
    return {name: code(coder, name) for name in NAMES}


def place(name: str, quote: str | dict[str, Any]) -> tuple[int, int]:
    words, nth = (quote, 1) if isinstance(quote, str) else (quote["text"], quote["occurrence"])
    start = -1
    for _ in range(nth):
        start = text(name).index(words, start + 1)
    return start, start + len(words)


def on(made: Result, found: str, places: list[tuple[int, int]]) -> bool:
    """Whether the code's evidence shares a character with one of the places."""
    return any(
        evidence.start < end and start < evidence.end
        for each in made.codes
        if each.code == found
        for evidence in each.evidence
        for start, end in places
    )


def authors(name: str) -> list[str]:
    return [entry["code"] for entry in expected(name)["codes"]]


def extra(name: str, made: Result) -> list[str]:
    fine = {entry["code"] for entry in expected(name).get("acceptable", [])} | set(authors(name))
    return [each.code for each in made.codes if each.code not in fine]


def on_words_not_coded(name: str, made: Result) -> Iterator[str]:
    for entry in expected(name)["not_coded"]:
        quote = {"text": entry["text"], "occurrence": entry.get("occurrence", 1)}
        for found in extra(name, made):
            if on(made, found, [place(name, quote)]):
                yield found


def on_other_words(name: str, made: Result) -> Iterator[str]:
    codes = {each.code for each in made.codes}
    for entry in [*expected(name)["codes"], *expected(name).get("acceptable", [])]:
        places = [place(name, quote) for quote in entry["evidence"]]
        if entry["code"] in codes and not on(made, entry["code"], places):
            yield entry["code"]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_found_is_found(coded: dict[str, Result], name: str) -> None:
    lost = set(FOUND[name].split()) - {each.code for each in coded[name].codes}
    assert not lost


@pytest.mark.parametrize("name", NAMES)
def test_only_the_authors_codes_are_counted_as_found(name: str) -> None:
    assert set(FOUND[name].split()) <= set(authors(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_more_is_given_that_the_author_would_not_report(
    coded: dict[str, Result], name: str
) -> None:
    too_many = extra(name, coded[name])
    assert len(too_many) <= EXTRA[name], too_many


@pytest.mark.parametrize("name", NAMES)
def test_words_that_are_not_to_be_coded_are_not(coded: dict[str, Result], name: str) -> None:
    given = {(name, found) for found in on_words_not_coded(name, coded[name])}
    assert given <= ON_WORDS_NOT_CODED


@pytest.mark.parametrize("name", NAMES)
def test_a_code_rests_on_words_that_its_author_names(coded: dict[str, Result], name: str) -> None:
    elsewhere = {(name, found) for found in on_other_words(name, coded[name])}
    assert elsewhere <= ON_OTHER_WORDS


@pytest.mark.parametrize("name", NAMES)
def test_the_first_code_is_one_of_the_authors(coded: dict[str, Result], name: str) -> None:
    first = coded[name].codes[0]
    setting = expected(name)["setting"]
    assert first.role == ("principal" if setting == "inpatient" else "first_listed")


def main() -> None:
    coder = Coder()
    for name in NAMES:
        made = code(coder, name)
        found = {each.code for each in made.codes}
        print(f"{name}: {len(found & set(authors(name)))} of {len(authors(name))}")  # noqa: T201
        for told, codes in (
            ("found", [c for c in authors(name) if c in found]),
            ("missing", [c for c in authors(name) if c not in found]),
            ("extra", extra(name, made)),
            ("on words not to be coded", sorted(set(on_words_not_coded(name, made)))),
            ("on other words", list(on_other_words(name, made))),
        ):
            print(f"  {told}: {' '.join(codes)}")  # noqa: T201


if __name__ == "__main__":
    main()
