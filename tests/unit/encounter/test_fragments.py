"""Clipped details behind a full stop."""

import pytest

from symphony.encounter.fragments import goes_on, joined
from symphony.encounter.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "DVT. Left femoral vein.",
        "POAG. Both eyes. Moderate.",
        "Stroke. Right MCA territory.",
        "AAA. Infrarenal, 4.8 cm.",
        "ICH. Location: left thalamus.",
        "COPD. It is severe.",
    ],
)
def test_a_detail_belongs_to_the_sentence_before(text: str) -> None:
    assert len(sentences(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "DVT. Left leg swollen.",
        "Cataract. Glaucoma.",
        "Asthma. Continue inhaler.",
        "Lungs clear. Heart regular.",
        "No fever. Mother is well.",
        "Stroke. It is not known when.",
        "DVT.\nLeft femoral vein.",
    ],
)
def test_what_has_a_subject_of_its_own_is_a_sentence(text: str) -> None:
    assert len(sentences(text)) == 2


def test_figures_alone_are_no_detail() -> None:
    text = "BP high. 140 over 90."
    assert not goes_on(text, text.index(".") + 1, len(text))


def test_joined_text_keeps_every_place() -> None:
    text = "DVT. Left femoral vein. Acute. He walks."
    assert joined(text) == "DVT, Left femoral vein, Acute. He walks."
    assert len(joined(text)) == len(text)


def test_text_without_details_stays() -> None:
    text = "He walks. He eats. Seen by Dr. Lee."
    assert joined(text) == text
