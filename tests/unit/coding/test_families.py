"""Families of wordings: how notes name a condition, and all the codes that the sentence gets.

``families/*.tsv`` hold our own sentences: mind and nerves, tumours and blood, infections and skin.
Each has every code that it gets, so that a wrong code beside a right one is a failure too.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from symphony.encounter.model import Setting

_FILES = sorted(Path(__file__).with_name("families").glob("*.tsv"))


def _rows(file: Path) -> Iterator[tuple[set[str], Setting, str]]:
    for line in file.read_text(encoding="utf-8").splitlines()[2:]:
        codes, setting, note = line.split("\t")
        yield set(codes.split()) - {"-"}, Setting(setting), note.replace("\\n", "\n")


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_every_sentence_gets_its_codes_and_no_other(
    file: Path, coded: Callable[..., set[str]]
) -> None:
    wrong = {
        note: (sorted(wanted), sorted(got))
        for wanted, setting, note in _rows(file)
        if (got := {code for code in coded(note, setting) if code[0] not in "VWXY"}) != wanted
    }
    assert wrong == {}


def test_the_families_are_there() -> None:
    assert len(_FILES) >= 3
    assert all(len(list(_rows(file))) > 100 for file in _FILES)
