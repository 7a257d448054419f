"""Status, history, drugs and allergies: what the sentences tell, and in the words of the book."""

import time

import pytest

from symphony.books.store import Release
from symphony.coding.extractor import allergies as allergies_module
from symphony.coding.extractor import drug_codes, underdosing
from symphony.coding.extractor.allergies import allergies
from symphony.coding.extractor.drug_codes import coded_drugs
from symphony.coding.extractor.long_term import is_long_term
from symphony.coding.extractor.over import is_cured, is_over
from symphony.coding.extractor.told import _entries, is_now, told
from symphony.coding.extractor.underdosing import underdosings
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.words import bag, forms, phrase, words

HPI = Section("hpi", "", 0, 10_000, 0)
PMH = Section("past_medical_history", "", 0, 10_000, 0)
ALLERGIES = Section("allergies", "", 0, 10_000, 0)


def terms(text: str, section: Section = HPI) -> list[str]:
    """What the text, as one sentence, tells."""
    every = told(text, section, Extent(0, len(text)), set(forms(text)))
    return list(dict.fromkeys(one.term for one in every if one.term))


def test_every_term_is_one_title_of_the_book(release: Release) -> None:
    wanted = {t for e in _entries() for t in (e.term, e.both, e.unsided) if t and "{" not in t}
    sided = [e.term for e in _entries() if "{" in e.term]
    wanted |= {term.format(side=side) for term in sided for side in ("right", "left")}
    allergens = {term for every in allergies_module._names().values() for _, term in every}
    reasons = {underdosing._INTENDED_FOR_MONEY, underdosing._INTENDED, underdosing._FORGOTTEN}
    for title in (title for term in wanted | allergens | reasons for title in _by_hand(term)):
        named = release.named(bag(title))
        exact = {t.code for t in named if phrase(t.text) == phrase(title)}
        codes = exact or {t.code for t in named}
        assert len([c for c in codes if (entry := release.code(c)) and entry.billable]) == 1, title


def _by_hand(term: str) -> tuple[str, ...]:
    """The term, or its two titles where the leading hand of the patient decides between them."""
    if not term.startswith("hemiplegia"):
        return (term,)
    hands = ("dominant side", "non-dominant side")
    return tuple(term.removesuffix("side") + hand for hand in hands)


def test_every_group_of_drugs_has_its_titles(release: Release) -> None:
    every = {entry for named in drug_codes._names().values() for _, entry in named}
    for entry in every:
        if entry.group != "diuretics":  # resolved by the diuretic that the note names
            assert release.named(bag(entry.adverse)), entry.group
            assert release.named(bag(entry.underdosing)), entry.group
        assert release.named(bag(entry.allergy)), entry.allergy
        assert not entry.long_term or release.named(bag(entry.long_term)), entry.long_term
        assert bool(entry.long_term) == bool(entry.when), entry.group


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Never smoker.", []),
        ("She denies tobacco use.", []),
        ("Former smoker, quit in 2010.", ["personal history of nicotine dependence"]),
        (
            "He smokes one pack of cigarettes a day.",
            ["nicotine dependence cigarettes uncomplicated"],
        ),
        ("He wants to quit smoking.", []),
        ("On HD 4 the fever was gone.", []),
        ("The donor kidney came from his sister.", []),
        ("Kidney transplant in 2014.", ["kidney transplant status"]),
        ("He is awaiting a kidney transplant.", ["awaiting organ transplant status"]),
        ("We discussed the shingles vaccine.", []),
        ("Right below-knee amputation in 2012.", ["acquired absence of right leg below knee"]),
        ("Bilateral knee replacements in 2015.", ["presence of artificial knee joint bilateral"]),
        ("A knee replacement was discussed.", []),
        ("Prostate cancer, resected in 2015, no recurrence.",
         ["personal history of malignant neoplasm of prostate"]),
        ("Metastatic prostate cancer.", []),
    ],
)  # fmt: skip
def test_a_sentence_tells_a_status(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_past_history_makes_a_stone_a_history_unless_one_is_there_now() -> None:
    stone = "personal history of urinary calculi"
    assert terms("Gout, kidney stones.", PMH) == [stone]
    assert terms("She has kidney stones.") == []
    assert is_now(stone, [frozenset(forms("calculus of ureter"))])
    assert not is_now(stone, [frozenset(forms("gout"))])


def test_what_is_over_is_told_by_the_words_around() -> None:
    text = "Pacemaker placed in 2019; the stroke was last week."
    whole = Extent(0, len(text))
    assert is_over(text, HPI, whole, Extent(0, 9))
    assert not is_over("She had a stroke.", HPI, Extent(0, 17), Extent(10, 16))
    assert is_cured("Colon cancer, s/p resection, NED.", HPI, Extent(0, 33))
    assert not is_cured("Colon cancer, s/p resection, on chemo.", HPI, Extent(0, 38))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Continue apixaban 5 mg twice daily.", True),
        ("Apixaban was stopped before the operation.", False),
        ("He was given insulin in the department.", False),
        ("She takes prednisone 10 mg daily.", True),
        ("Prednisone 40 mg daily for 5 days.", False),
        ("Takes oxycodone as needed.", False),
        ("Chronic morphine therapy under a pain agreement.", True),
        ("We will start warfarin.", False),
        ("Amiodarone 200 mg daily.", False),
        ("On long-term amiodarone.", True),
    ],
)
def test_long_term_use_needs_words_for_it(text: str, expected: bool) -> None:
    [drug] = coded_drugs(tokens := words(text))
    name = Extent(tokens[drug.first].start, tokens[drug.last - 1].end)
    whole = Extent(0, len(text))
    assert is_long_term(text, HPI, whole, name, drug.codes.when) is expected


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Penicillin (hives), latex.", ALLERGIES,
         ["allergy status to penicillin", "latex allergy status"]),
        ("No known drug allergies, tolerates penicillin.", ALLERGIES, []),
        ("She is allergic to codeine and shrimp.", HPI,
         ["allergy status to narcotic agent", "allergy to seafood"]),
        ("Her mother is allergic to penicillin.", HPI, []),
        ("She takes amoxicillin.", HPI, []),
        ("Egg allergy; eats baked egg without trouble.", HPI,
         ["allergy to eggs with tolerance to baked egg"]),
    ],
)  # fmt: skip
def test_an_allergy_is_listed_or_called_one(
    text: str, section: Section, expected: list[str]
) -> None:
    tokens = words(text)
    found = allergies(text, section, Extent(0, len(text)), tokens, list(coded_drugs(tokens)))
    assert list(dict.fromkeys(one.term for one in found)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He ran out of insulin because he could not afford it.",
         ["underdosing of insulin and oral hypoglycemic antidiabetic drugs",
          "patients intentional underdosing of medication regimen due to financial hardship"]),
        ("She forgot to take her lisinopril.",
         ["underdosing of angiotensin converting enzyme inhibitors",
          "patients unintentional underdosing of medication regimen for other reason"]),
        ("We stopped lisinopril because of a cough.", []),
        ("She has not missed her insulin.", []),
    ],
)  # fmt: skip
def test_an_underdosing_is_the_patients_own(text: str, expected: list[str]) -> None:
    tokens = words(text)
    drugs = [
        (d, Extent(tokens[d.first].start, tokens[d.last - 1].end)) for d in coded_drugs(tokens)
    ]
    assert [less.term for less in underdosings(text, Extent(0, len(text)), drugs)] == expected


def test_a_sentence_without_end_is_read_in_time() -> None:
    text = "smoker with tobacco and a stent in the kidney transplant of the colon cancer " * 800
    start = time.process_time()
    for sentence in Reading(text).sentences:
        list(told(text, HPI, sentence, set(forms(text[slice(*sentence)]))))
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prior inferior MI in 2016.", ["old myocardial infarction"]),
        ("NSTEMI two weeks ago.", []),
        ("Left second and third toes amputated in 2020.", ["acquired absence of other left toe s"]),
        ("Brother lost a leg; no toe absent, pulses strong.", []),
        ("He is on probation until spring.", ["problems related to other legal circumstances"]),
        ("Father is on probation.", []),
        (
            "Laparoscopic colectomy, converted to open because of adhesions.",
            ["laparoscopic surgical procedure converted to open procedure"],
        ),
        ("Laparoscopic colectomy with possible conversion to open.", []),
        (
            "Femoral vein thrombosis in 2018.",
            ["personal history of other venous thrombosis and embolism"],
        ),
        ("Chronic femoral vein thrombosis since 2018.", []),
        ("Uses a copper IUD.", ["presence of intrauterine contraceptive device"]),
        ("No longer on home oxygen 2 L at night.", []),
        ("Listed for TAVR evaluation.", []),
    ],
)
def test_states_of_heart_vessels_and_limbs(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("Continue nitrofurantoin nightly as prophylaxis.", True),
        ("TMP-SMX MWF for PJP prophylaxis while on prednisone.", True),
        ("Cefazolin 2 g as surgical prophylaxis.", False),
        ("Amoxicillin single dose prophylaxis before dental work.", False),
        ("Doxycycline for ten days.", False),
    ],
)
def test_an_antibiotic_that_goes_on_to_prevent_is_long_term(text: str, *, long: bool) -> None:
    drug = next(iter(coded_drugs(words(text))))
    tokens = words(text)
    name = Extent(tokens[drug.first].start, tokens[drug.last - 1].end)
    assert drug.codes.when == "kept"
    assert is_long_term(text, HPI, Extent(0, len(text)), name, "kept") is long
