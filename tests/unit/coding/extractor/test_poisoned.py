"""Poisonings with their intent, adverse effects, underdosing, and the extent of burns."""

import pytest

from symphony.coding.extractor.caused import caused
from symphony.coding.extractor.drug_codes import coded_drugs
from symphony.coding.extractor.poisoned import intent, poisonings
from symphony.coding.extractor.stated import burnt, extent_of_burns
from symphony.coding.extractor.underdosing import underdosings
from symphony.coding.vocabulary import Hit
from symphony.encounter.reading import Reading
from symphony.encounter.sentences import Extent
from symphony.language.words import words


def poisons(text: str) -> list[str]:
    found: list[str] = []
    for sentence in Reading(text).sentences:
        told = text[slice(*sentence)]
        tokens = [word for word in words(text) if sentence.start <= word.start < sentence.end]
        assert told
        drugs = list(coded_drugs(tokens))
        found.extend(each.term for each in poisonings(text, sentence, tokens, drugs))
    return found


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (
            "Intentional overdose of sertraline.",
            ["poisoning by selective serotonin reuptake inhibitors intentional self harm"],
        ),
        (
            "She took 40 tablets of acetaminophen in a suicide attempt.",
            ["poisoning by 4 aminophenol derivatives intentional self harm"],
        ),
        (
            "A toddler got into the diphenhydramine; poison control was called.",
            ["poisoning by antiallergic and antiemetic drugs accidental unintentional"],
        ),
        (
            "Accidental heroin overdose, revived with naloxone.",
            ["poisoning by heroin accidental unintentional"],
        ),
        ("She took 2 tablets of ibuprofen for a headache.", []),
        ("He overdosed on heroin in 2019.", []),
        ("No overdose of acetaminophen.", []),
        ("Used to inject heroin daily; takes buprenorphine.", []),
        ("He drank vodka and takes metoprolol.", []),
    ],
)
def test_what_was_taken_and_why(text: str, terms: list[str]) -> None:
    assert poisons(text) == terms


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("overdose", "accidental unintentional"),
        ("overdose, intent undetermined", "undetermined"),
        ("unintentional overdose", "accidental unintentional"),
        ("took the pills wanting to die", "intentional self harm"),
    ],
)
def test_the_intent(text: str, told: str) -> None:
    assert intent(text, text) == told


def harms(text: str, name: str) -> int:
    tokens = words(text)
    first = next(i for i, token in enumerate(tokens) if token.form == name)
    hits = [Hit(first, first + 1, name)]
    section = Reading(text).sections[0]
    drugs = list(coded_drugs(tokens))
    return len(list(caused(section, Extent(0, len(text)), tokens, hits, drugs, text)))


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("We attribute the ulcer to ibuprofen.", "ulcer", 1),
        ("Embolism provoked by her oral contraceptive.", "embolism", 1),
        ("The tinnitus may be from azithromycin.", "tinnitus", 0),
        ("Hyperkalemia due to lisinopril; insulin was given.", "hyperkalemia", 1),
        ("Cough due to lisinopril and amlodipine.", "cough", 2),
    ],
)
def test_what_a_drug_is_blamed_for(text: str, name: str, count: int) -> None:
    assert harms(text, name) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ibuprofen was not taken because she is on warfarin.", 1),
        ("She stopped her lisinopril two months ago because she could not pay for it.", 2),
    ],
)
def test_taken_too_little(text: str, count: int) -> None:
    tokens = words(text)
    drugs = [
        (d, Extent(tokens[d.first].start, tokens[d.last - 1].end)) for d in coded_drugs(tokens)
    ]
    found = [less.term for less in underdosings(text, Extent(0, len(text)), drugs)]
    assert "underdosing of anticoagulants" not in found
    assert len(found) <= count


@pytest.mark.parametrize(
    ("percent", "third", "term"),
    [
        (3, 0, "burns involving less than 10% of body surface"),
        (12, 0, "burns involving 10 19% of body surface with 0% to 9% third degree burns"),
        (35, 21, "burns involving 30 39% of body surface with 20 29% third degree burns"),
        (95, 92, "burns involving 90% or more of body surface with 90% or more third degree burns"),
    ],
)
def test_the_extent_of_burns(percent: float, third: float, term: str) -> None:
    assert extent_of_burns(percent, third) == term


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Partial-thickness burn of the thigh, 3% TBSA.", 1),
        ("Burns over 12% of the body surface, no full-thickness.", 1),
        ("A rash over 12% of the body surface.", 0),
        ("Burn of the hand treated with silver sulfadiazine 1%.", 0),
    ],
)
def test_where_the_extent_is_told(text: str, count: int) -> None:
    reading = Reading(text)
    assert len(list(burnt(text, reading.sections, reading.sentences))) == count
