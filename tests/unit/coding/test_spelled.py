import pytest

from symphony.coding.spelled import of_several, spelled


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("cataract OU", "cataract bilateral"),
        ("glaucoma OS", "glaucoma left"),
        ("aspirin 81 mg od", "aspirin 81 mg od"),
        ("non-displaced fx", "nondisplaced fracture"),
        ("adjustment d/o", "adjustment disorder"),
    ],
)
def test_abbreviated_details_are_written_out(written, expected):
    assert spelled(written) == expected


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("L4-5 disc herniation", "lumbar"),
        ("C5/6 radiculopathy", "cervical"),
        ("L5-S1 disc", "lumbosacral"),
        ("T12-L1 stenosis", "thoracolumbar"),
        ("compression fracture of T8", "thoracic"),
    ],
)
def test_levels_of_the_spine_become_regions(written, region):
    assert region in spelled(written).split()


def test_a_single_letter_and_number_is_a_level_only_beside_a_word_of_the_spine():
    assert spelled("T2 diabetes") == "T2 diabetes"
    assert "third lumbar" in spelled("L3 fracture", kept=True)
    assert "T7 T8" in spelled("compression fracture of T8", kept=True)


def test_plurals_that_mean_another_thing():
    assert of_several("pulmonary nodules") == "pulmonary multiple nodule"
    assert of_several("pulmonary nodule") == "pulmonary nodule"
