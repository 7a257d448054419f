"""Titles that name what is looked after and no disease: the disease told elsewhere is reported."""

from collections.abc import Callable

from symphony.coding.extractor.topics import topic

STORY = (
    "HPI: 61F here for follow up. She has hypertension, Hashimoto hypothyroidism and"
    " hyperlipidemia. She had migraine in her twenties and has mild asthma.\n"
    "Exam: unremarkable.\n"
    "A/P:\n"
)


def test_the_disease_is_reported_under_its_topic(coded: Callable[..., set[str]]) -> None:
    plan = "- BP: at goal\n- thyroid: TSH 2.1\n- plantar fasciitis: stretches\n"
    assert {"I10", "E06.3", "M72.2"} <= coded(STORY + plan)


def test_a_topic_is_no_condition_itself(coded: Callable[..., set[str]]) -> None:
    assert coded("A/P:\n- cholesterol: LDL 80\n- kidneys: creatinine 0.9\n- gout: stable\n") == {
        "M10.9"
    }


def test_a_topic_brings_no_other_disease(coded: Callable[..., set[str]]) -> None:
    assert "J45.909" not in coded(STORY + "- BP: at goal\n- plantar fasciitis: stretches\n")


def test_only_whole_titles_are_topics() -> None:
    assert topic("BP") == {"hypertension", "hypertensive"}
    assert topic("low BP") == topic("thyroid nodule") == frozenset()
