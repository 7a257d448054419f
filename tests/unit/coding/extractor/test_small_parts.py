"""Drugs, measures, mechanisms, purposes, sites, regions: each by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.books.store import Release
from symphony.coding.confidence import Scale, scale
from symphony.coding.extractor.drafts import kind
from symphony.coding.extractor.drugs import drug_hits, treats
from symphony.coding.extractor.encounters import purposes
from symphony.coding.extractor.mechanisms import mechanisms
from symphony.coding.extractor.regions import explained_regions, symptom_regions
from symphony.coding.extractor.reportable import weights
from symphony.coding.extractor.sites import with_site
from symphony.coding.extractor.stated import body_mass, gestation
from symphony.encounter.childbearing import trimester_of
from symphony.encounter.sentences import Extent
from symphony.language.words import bag, forms, words


def test_a_drug_is_found_with_its_class_and_what_it_treats() -> None:
    hits = list(drug_hits(words("Takes insulin glargine and Tylenol PM, not vitamin D")))
    assert [hit.drug.name for hit in hits] == [
        "insulin", "insulin", "simple analgesic", "vitamin d",
    ]  # fmt: skip
    assert treats(hits[0].drug, frozenset(forms("type 2 diabetes mellitus")))
    assert not treats(hits[0].drug, frozenset(forms("gout")))


@pytest.mark.parametrize(
    ("value", "term"),
    [
        (18.2, "body mass index bmi 19.9 or less adult"),
        (33.4, "body mass index bmi 33.0 33.9 adult"),
        (44.9, "body mass index bmi 40.0 44.9 adult"),
        (47.0, "body mass index bmi 45.0 49.9 adult"),
        (63.0, "body mass index bmi 60.0 69.9 adult"),
        (71.0, "body mass index bmi 70 or greater adult"),
    ],
)
def test_a_body_mass_index_is_named_by_its_range(release: Release, value: float, term: str) -> None:
    assert body_mass(value) == term
    assert len(release.named(bag(term))) == 1


def test_weeks_of_gestation_are_named_and_have_a_trimester(release: Release) -> None:
    assert release.named(bag(gestation(31)))
    assert [trimester_of(weeks) for weeks in (13, 14, 27, 28)] == [
        "first", "second", "second", "third",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("He fell about 5 ft off a stepladder.", "fall on and from ladder"),
        ("She was bitten by her neighbor's dog.", "bitten by dog"),
        (
            "She slipped on the wet floor.",
            "fall on same level from slipping tripping and stumbling",
        ),
        ("He walks with a ladder.", None),
    ],
)
def test_a_mechanism_of_injury_needs_its_verb(text: str, term: str | None) -> None:
    assert [told.term for told in mechanisms(words(text))] == ([] if term is None else [term])


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("DTaP-IPV and MMRV given today, VIS given.", "encounter for immunization"),
        ("Tdap done 7/21. RSV vaccine in Sept.", None),
        (
            "Fit for treatment: proceed with paclitaxel.",
            "encounter for antineoplastic chemotherapy",
        ),
        ("She progressed on paclitaxel.", None),
    ],
)
def test_the_purpose_of_a_visit_is_told_by_what_is_done(text: str, term: str | None) -> None:
    found = purposes(text, Extent(0, len(text)), list(drug_hits(words(text))))
    assert [purpose.term for purpose in found] == ([] if term is None else [term])


def test_the_one_site_around_is_taken_and_two_settle_nothing() -> None:
    assert with_site("contusion", ["Contusion", "of the right thumb"]) == "contusion thumb"
    assert with_site("contusion", ["knee and hip"]) == "contusion"
    assert with_site("gout", ["of the knee"]) == "gout"


def test_a_symptom_is_explained_by_a_diagnosis_of_its_own_region_only() -> None:
    elbow = explained_regions([frozenset({"lateral", "epicondylitis"})])
    assert symptom_regions(frozenset({"elbow", "pain"})) & elbow
    assert not symptom_regions(frozenset({"knee", "pain"})) & elbow


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("chest pain", "symptom"),
        ("bleeding esophageal varices", "diagnosis"),
        ("obstructive sleep apnea", "diagnosis"),
        ("former smoker", "status"),
        ("asthma", "diagnosis"),
    ],
)
def test_what_kind_of_thing_a_term_names(term: str, expected: str) -> None:
    assert kind(term) == expected


def test_the_threshold_lies_between_the_weights_decisions() -> None:
    assert 0 < weights().consider_at < weights().code_at < 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_confidence_is_a_probability_that_keeps_the_order(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < scale().of(low) <= scale().of(high) < 1


def test_a_scale_without_change_gives_the_fit_back() -> None:
    assert Scale(1.0, 0.0).of(0.3) == pytest.approx(0.3)


def test_what_is_stated_has_a_number_of_its_own() -> None:
    scale_of = Scale(1.0, 0.0, stated=1.0)
    assert scale_of.of(0.5) == pytest.approx(0.5)
    assert scale_of.of(0.5, stated=True) == pytest.approx(0.731, abs=1e-3)
