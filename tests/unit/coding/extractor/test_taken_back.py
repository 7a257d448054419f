"""Lists in small letters, problems that their line takes back, tests named after a disease."""

import pytest

SMALL = """45 yo f here for follow up

hpi: feels ok, no fever

problem list / plan
htn - lisinopril up to 20. bmp 2 wk
pcos - ocp, cycles regular
gerd - ppi daily
hld ? - no, lipids normal, delete from list
depression - screened neg, delete from list

rtc 3 mo
"""


def test_a_list_in_small_letters_is_a_list_and_its_lines_are_apart(coded):
    assert {code for code in coded(SMALL) if code[0] != "Z"} == {"I10", "E28.2", "K21.9"}


@pytest.mark.parametrize(
    ("note", "absent"),
    [
        ("Problem list:\nHTN: on lisinopril\nT2DM: entered in error", "E11.9"),
        ("Problem list:\nHTN: on lisinopril\nAsthma: ruled out, remove from list", "J45.909"),
        ("Hepatitis B and C serologies negative.\nAssessment: cirrhosis", "B19.10"),
        ("She is hepatitis B immune.\nAssessment: cirrhosis", "B19.10"),
        ("Hx: DM2. Not on dialysis, kidneys ok.", "Z99.2"),
        ("Anemia, worse until her disease settled.", "E74.09"),
    ],
)
def test_what_is_taken_back_is_not_coded(coded, note, absent):
    assert absent not in coded(note)


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        ("Problem list:\nAsthma: no wheeze today, continue albuterol", "J45.909"),
        ("Discussed the risk of low sugars with glipizide in her type 2 diabetes.", "E11.9"),
        ("I do consider her underweight and so does our dietitian.", "R63.6"),
        ("Assessment:\n#1 DM2 - metformin", "E11.9"),
        ("His LDL is 160 on no treatment: mixed hyperlipidemia.", "E78.2"),
    ],
)
def test_what_is_not_taken_back_stays(coded, note, wanted):
    assert wanted in coded(note)


def test_how_far_each_eye_has_come_is_no_problem_of_its_own(coded):
    assert coded("Assessment:\n1. POAG OU, moderate OD, mild OS - latanoprost") == {
        "H40.1112",
        "H40.1121",
    }
