"""Arthrosis named by kind, joint and side."""

import pytest

from symphony.coding.extractor.jointed import of_joints
from symphony.encounter.sentences import Extent


def terms(text: str) -> list[str]:
    return [one.term for one in of_joints(text, Extent(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("OA of the right knee", ["unilateral primary osteoarthritis of right knee"]),
        ("Severe glenohumeral arthritis, left", ["primary osteoarthritis left shoulder"]),
        ("both hips have arthritis", ["bilateral primary osteoarthritis of hip"]),
        ("R knee and L ankle OA",
         ["unilateral primary osteoarthritis of right knee",
          "primary osteoarthritis left ankle and foot"]),
        ("Arthritis: hands, knees",
         ["primary osteoarthritis right hand", "primary osteoarthritis left hand",
          "bilateral primary osteoarthritis of knee"]),
        ("post-traumatic arthritis of the left ankle",
         ["post traumatic osteoarthritis left ankle and foot"]),
        ("Left hip OA secondary to dysplasia",
         ["unilateral osteoarthritis resulting from hip dysplasia of left hip"]),
        ("knee OA (left)", ["unilateral primary osteoarthritis of left knee"]),
    ],
)  # fmt: skip
def test_joints_and_sides(text: str, wanted: list[str]) -> None:
    assert terms(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "knee OA",
        "psoriatic arthritis of the right knee",
        "septic arthritis of the left hip",
        "Staphylococcal arthritis of the right knee",
        "preoperative examination for left knee osteoarthritis",
        "right knee pain, no swelling",
        "COAX right knee",
    ],
)
def test_what_has_another_cause_or_no_side_is_left_to_its_name(text: str) -> None:
    assert terms(text) == []


def test_each_joint_of_a_list_stands_at_its_own_place() -> None:
    text = "He has OA of the right knee and left hip."
    found = [text[slice(*one.extent)] for one in of_joints(text, Extent(0, len(text)))]
    assert found == ["OA of the right knee", "left hip"]
