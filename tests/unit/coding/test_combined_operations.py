"""Operations that are written as one ("TAH/BSO"): each organ that is gone is a candidate."""

import pytest

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.pipeline import Pipeline
from symphony.encounter.model import Document, Encounter

_UTERUS, _STUMP, _OVARIES, _OVARY, _TUBES = "Z90.710", "Z90.711", "Z90.722", "Z90.721", "Z90.79"
_GUT = "Z90.49"


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        ("s/p TAH/BSO 2010", {_UTERUS, _OVARIES}),
        ("TAH-BSO", {_UTERUS, _OVARIES}),
        ("TAHBSO 2008", {_UTERUS, _OVARIES}),
        ("TVH, BSO", {_UTERUS, _OVARIES}),
        ("hysterectomy with bilateral salpingo-oophorectomy", {_UTERUS, _OVARIES}),
        ("total abdominal hysterectomy and BSO", {_UTERUS, _OVARIES}),
        ("TLH-BS", {_UTERUS, _TUBES}),
        ("hysterectomy with bilateral salpingectomy", {_UTERUS, _TUBES}),
        ("TAH/LSO", {_UTERUS, _OVARY}),
        ("TAH with RSO", {_UTERUS, _OVARY}),
        ("supracervical hysterectomy and BSO", {_STUMP, _OVARIES}),
        ("TAH", {_UTERUS}),
        ("BSO", {_OVARIES}),
        ("lap chole 2012, appy", {_GUT}),
        ("lap CCY", {_GUT}),
        ("LSO brace", set()),
    ],
)
def test_each_organ_that_is_gone(
    pipeline: Pipeline, release: Release, told: str, gone: set[str]
) -> None:
    note = Document("d", f"PSH: {told}")
    answer = pipeline.run(Case(Encounter("e", (note,)), release)).reconciliation
    assert {each.choice.code for each in (*answer.codes, *answer.candidates)} == gone
