"""Pressure injuries that a table lists, one a line."""

import pytest

from symphony.coding.extractor.wound_tables import tabled

HEAD = "Pressure injuries:\n"


@pytest.mark.parametrize(
    ("table", "terms"),
    [
        (
            (
                "No.  Location      Stage    Size (cm)      Bed\n"
                "1    Coccyx        4        5 x 4 x 2      slough\n"
                "2    Left heel     II       1 x 1          pink, edges intact\n"
            ),
            ["pressure ulcer of sacral region stage 4", "pressure ulcer of left heel stage 2"],
        ),
        (
            (
                "Wound | Site | Stage | Exudate\n------|------|-------|--------\n"
                "A | R hip | unstageable | none\nB | L ankle | DTI | none\n"
            ),
            [
                "pressure ulcer of right hip unstageable",
                "pressure induced deep tissue damage of left ankle",
            ],
        ),
        (
            "Wound\tStage\tSize\nright buttock\tstage 3\t2x2\n",
            ["pressure ulcer of right buttock stage 3"],
        ),
    ],
)
def test_each_line_with_a_site_and_a_stage_is_one(table: str, terms: list[str]) -> None:
    assert [injury.term for injury in tabled(HEAD + table)] == terms


@pytest.mark.parametrize(
    "table",
    [
        "Site      Stage           Size\nSacrum    healed 2/2026   -\n",
        "Site      Stage           Size\nL heel    intact skin     -\n",
        "Site      Stage           Size\nabdomen   3               4 cm\n",
        "Site      Stage           Size\n\nSacrum    3               4 cm\n",
        "Tumor     Stage           Size\nSacrum    3               4 cm\n",
    ],
)
def test_healed_unknown_and_unconnected_ones_are_none(table: str) -> None:
    assert not list(tabled(HEAD + table))


def test_a_table_of_other_wounds_is_not_read() -> None:
    assert not list(tabled("Site     Stage    Size\nL heel   2        1 cm\n"))
