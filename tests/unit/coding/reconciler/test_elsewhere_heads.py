"""The patterns of codes are asked of the codes that begin as they do: none may be missed."""

import re

import pytest

from symphony.books.shelf import Shelf
from symphony.coding.reconciler import elsewhere


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"E11\.(.+)", ("E11",)),
        (r"I73\.9|I70\.2[12]9", ("I73", "I70")),
        (r"E(?:08|(?:09|10))\.9", ("E",)),
        (r"E(08|09)\.9|K2?1", ("E", "K")),
        (r"([SM]\d\d)A|I38", ("", "I38")),
    ],
)
def test_a_head_is_what_every_match_of_the_branch_begins_with(
    pattern: str, expected: tuple[str, ...]
) -> None:
    assert elsewhere.heads(pattern) == expected


def test_no_code_of_the_book_is_missed(shelf: Shelf) -> None:
    codes = [entry.code for entry in shelf.release("icd10cm").codes()][::11]  # all take a minute
    for pattern in {row.detail.code for row in elsewhere._rows()}:
        asked, begins = re.compile(pattern), elsewhere.heads(pattern)
        assert not [c for c in codes if not c.startswith(begins) and asked.fullmatch(c)]
