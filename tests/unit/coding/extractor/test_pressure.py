"""Pressure injuries with site, side and stage, in the orders in which wound notes tell them."""

import pytest

from symphony.coding.extractor.pressure import pressure_injuries
from symphony.encounter.sentences import Extent


def _terms(text: str) -> list[str]:
    return [injury.term for injury in pressure_injuries(text, Extent(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Sacrum - pressure injury stage 3.", ["pressure ulcer of sacral region stage 3"]),
        (
            "Unstageable decubitus ulcer of the left heel",
            ["pressure ulcer of left heel unstageable"],
        ),
        (
            "Stage II pressure sore on the coccyx",
            ["pressure ulcer of sacral region stage 2"],
        ),
        (
            "Deep tissue injury, right heel",
            ["pressure induced deep tissue damage of right heel"],
        ),
        (
            "Stage 2 pressure ulcers of both buttocks",
            ["pressure ulcer of right buttock stage 2", "pressure ulcer of left buttock stage 2"],
        ),
        (
            "There is a sacral decubitus. It is stage 3.",
            ["pressure ulcer of sacral region stage 3"],
        ),
    ],
)
def test_site_side_and_stage_in_any_order(text, terms):
    assert _terms(text) == terms


@pytest.mark.parametrize(
    "text",
    [
        "Sacral decubitus ulcer",
        "Stage 3 sacral pressure ulcer, healed",
        "Stage 2 pressure injury",
        "At risk for pressure ulcers of the sacrum, stage 1 precautions",
        "Stage 3 cancer of the sacrum",
    ],
)
def test_without_stage_or_site_or_when_healed_there_is_none(text):
    assert _terms(text) == []


def test_wounds_of_a_list_are_coded_each(coded):
    note = (
        "WOUND #1 Sacrum - pressure injury stage 3. 4.0 x 3.2 cm.\n"
        "WOUND #2 Left heel - pressure injury, UNSTAGEABLE, dry eschar.\n"
        "Assessment: wounds improving.\nPlan: continue dressings.\n"
    )
    assert coded(note) == {"L89.153", "L89.620"}


def test_a_denied_injury_is_none(coded):
    assert "L89.153" not in coded("Skin: no stage 3 pressure injury of the sacrum.\n")
