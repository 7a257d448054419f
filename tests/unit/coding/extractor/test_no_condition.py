"""Words that look like a condition's name and are none of the patient's."""

import re
from itertools import pairwise

import pytest

from symphony.coding.extractor.no_condition import _entries, no_conditions
from symphony.encounter.sentences import Extent
from symphony.language.words import forms


def empty(text: str) -> list[str]:
    """The words of the text, as one sentence, that name nothing."""
    found = no_conditions(text, Extent(0, len(text)), set(forms(text)))
    return [text[slice(*extent)] for extent in found]


def is_empty(text: str, name: str) -> bool:
    """Whether the name, as it stands in the text, is inside words that name nothing."""
    start = text.index(name)
    found = no_conditions(text, Extent(0, len(text)), set(forms(text)))
    return any(one.start <= start and start + len(name) <= one.end for one in found)


def test_every_pattern_compiles_and_is_called_by_normal_forms() -> None:
    for entry in _entries():
        for pattern in (entry.pattern, entry.needs, entry.unless):
            re.compile(pattern)
        for key in entry.keys:
            assert forms(key) == (key,), key


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sats 94% on RA at rest.", "RA"),
        ("SpO2 97% RA, afebrile.", "RA"),
        ("He was weaned to RA on day 3.", "RA"),
        ("RA and RV are mildly dilated.", "RA"),
        ("PE: lungs clear.", "PE"),
        ("PE benign, wound dry.", "PE"),
        ("CT PE protocol was negative.", "PE"),
        ("AF, VSS, tolerating diet.", "AF"),
        ("AF open and flat.", "AF"),
        ("Two K-wire pins were placed.", "pins"),
        ("Once numb with lidocaine, the wound was closed.", "numb"),
        ("Influenza vaccine given in October.", "Influenza"),
        ("Vaccinated for hepatitis A and B.", "hepatitis A and B"),
        ("Immune to varicella and rubella.", "varicella"),
        ("COVID test negative, flu swab pending.", "COVID"),
        ("Hep B surface antibody reactive.", "Hep B"),
        ("Handout about stroke and heart failure given.", "stroke"),
        ("He walked for the American Heart Association.", "Heart"),
        ("Code stroke was called at noon.", "stroke"),
        ("Precautions: fall, aspiration, seizure.", "seizure"),
        ("Fall risk: high.", "Fall risk"),
        ("She was discharged in a wheelchair to the car.", "in a wheelchair"),
        ("Lives with her sister, who is on home oxygen.", "on home oxygen"),
        ("She cares for her husband with Parkinson disease.", "Parkinson disease"),
        ("Referred for lung transplant.", "lung transplant"),
        ("Liver transplant evaluation is under way.", "Liver transplant"),
        ("Work note given for two days.", "Work note"),
        ("Differential includes lymphoma and HIV.", "HIV"),
        ("Childhood asthma, none since.", "Childhood asthma"),
        ("STOP-BANG score for sleep apnea is 2.", "sleep apnea"),
        ("Untreated hypertension may lead to stroke.", "hypertension"),
        ("Low-salt diabetic diet.", "diabetic"),
        ("TMJ nontender, ears clear.", "TMJ"),
        ("No smell since COVID last year.", "COVID"),
        ("ACS, PE, dissection unlikely.", "PE"),
        ("Cocci, histo, CMV cultures negative.", "CMV"),
    ],
)
def test_names_nothing(text: str, name: str) -> None:
    assert is_empty(text, name), empty(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RA well controlled on methotrexate.", "RA"),
        ("Joint pain is due to RA, on RA therapy.", "RA"),
        ("CT shows PE in the right lower lobe.", "PE"),
        ("AF with RVR, vitals otherwise stable.", "AF"),
        ("Paroxysmal AF on apixaban.", "AF"),
        ("Prostate biopsy showed high-grade PIN.", "PIN"),
        ("Her left foot is numb since the injection.", "numb"),
        ("Influenza A positive despite the vaccine.", "Influenza A"),
        ("Chronic hepatitis B, vaccinated against hepatitis A.", "hepatitis B"),
        ("COVID test positive two days ago.", "COVID"),
        ("Known HIV, screening labs sent.", "HIV"),
        ("Acute stroke of the left hemisphere.", "stroke"),
        ("He has a seizure disorder.", "seizure"),
        ("Wheelchair bound, brought in by her son.", "Wheelchair"),
        ("Lung transplant recipient, considered stable.", "Lung transplant"),
        ("Kidney transplant in 2015, referred for biopsy.", "Kidney transplant"),
        ("Childhood asthma that still needs albuterol.", "Childhood asthma"),
        ("Uncontrolled hypertension, will add amlodipine.", "hypertension"),
        ("Diabetic foot ulcer, diabetic diet.", "Diabetic foot ulcer"),
        ("TMJ pain on the left.", "TMJ"),
        ("Hypertension stable, PE unlikely.", "Hypertension"),
        ("CMV PCR positive, other cultures negative.", "CMV"),
    ],
)
def test_names_a_condition(text: str, name: str) -> None:
    assert not is_empty(text, name), empty(text)


def test_what_a_list_puts_aside_holds_for_titles_too() -> None:
    text = "ACS, PE, dissection unlikely."
    found = no_conditions(text, Extent(0, len(text)), set(forms(text)), titles=True)
    assert [text[slice(*one)] for one in found] == ["ACS, PE, dissection"]


def test_overlapping_words_come_out_as_one_stretch_in_order() -> None:
    text = "COVID test negative, strep test negative, flu vaccine given, hepatitis B vaccine given."
    found = no_conditions(text, Extent(0, len(text)), set(forms(text)))
    assert found == sorted(found)
    assert all(one.end <= other.start for one, other in pairwise(found))
