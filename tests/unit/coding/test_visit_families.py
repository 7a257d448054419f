"""Families of wordings in visits: the codes that must stand, and those that may not.

``visit_families.txt`` holds our own sentences, each with its twin that means something else.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from symphony.encounter.model import Setting


def _rows() -> Iterator[tuple[set[str], tuple[str, ...], Setting, str]]:
    file = Path(__file__).with_name("visit_families.txt")
    for line in file.read_text(encoding="utf-8").splitlines()[2:]:
        told, note = line.split("|", 1)
        setting = Setting.INPATIENT if told.startswith("!in ") else Setting.OUTPATIENT
        every = told.removeprefix("!in ").split()
        wanted = {code for code in every if not code.startswith("-")}
        unwanted = tuple(code[1:] for code in every if code.startswith("-"))
        yield wanted, unwanted, setting, note.strip().replace("\\n", "\n")


def test_every_wording_gets_its_codes_and_not_those_of_its_twin(
    coded: Callable[..., set[str]],
) -> None:
    wrong = {}
    for wanted, unwanted, setting, note in _rows():
        got = coded(note, setting)
        extra = sorted(code for code in got if unwanted and code.startswith(unwanted))
        if wanted - got or extra:
            wrong[note] = (sorted(wanted - got), extra)
    assert wrong == {}


def test_the_wordings_are_there() -> None:
    assert len(list(_rows())) > 100
