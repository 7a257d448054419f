import pytest

from symphony.encounter.sections import Section, kinds, section_at, sections


def outline(text: str) -> list[tuple[str, str]]:
    return [(s.kind, " ".join(text[s.body_start : s.end].split())) for s in sections(text)]


def test_a_clinic_note():
    text = (
        "Seen on Monday.\n\nCHIEF COMPLAINT\n\nCough.\n\n"
        "History of Present Illness:\nDry cough.\n\n"
        "Past Medical History: gout\nMEDICATIONS\n- allopurinol\n\n"
        "Assessment & Plan\n1. Bronchitis\n"
    )
    assert outline(text) == [
        ("preamble", "Seen on Monday."),
        ("chief_complaint", "Cough."),
        ("hpi", "Dry cough."),
        ("past_medical_history", "gout"),
        ("medications", "- allopurinol"),
        ("assessment_and_plan", "1. Bronchitis"),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ASSESSMENT", "assessment"),
        ("Assessment:", "assessment"),
        ("assessment: gout", "assessment"),
        ("## Assessment", "assessment"),
        ("**Assessment:** gout", "assessment"),
        ("**Assessment**: gout", "assessment"),
        ("__Assessment__", "assessment"),
        ("3. ASSESSMENT:", "assessment"),
        ("IV. Assessment", "assessment"),
        ("Assessment - gout", "assessment"),
        ("  A/P:", "assessment_and_plan"),
        ("Assessment/Plan", "assessment_and_plan"),
        ("IMPRESSION AND PLAN:", "assessment_and_plan"),
        ("Pre-operative Diagnosis: gallstones", "preoperative_diagnosis"),
        ("POSTOPERATIVE DIAGNOSIS:", "postoperative_diagnosis"),
        ("Principal Diagnosis:", "principal_diagnosis"),
        ("Final Diagnosis", "discharge_diagnosis"),
        ("Admitting diagnosis: sepsis", "admission_diagnosis"),
        ("Brief Hospital Course:", "hospital_course"),
        ("PHYSICAL EXAM (limited):", "physical_exam"),
        ("Labs on admission:", "results"),
        ("LABS 11/20/2026: Na 140", "results"),
        ("Medications at Home", "medications"),
        ("Discharge Medications:", "discharge_medications"),
        ("Mental Status Exam:", "mental_status_exam"),
        ("OB History: G2P1", "obstetric_history"),
        ("Immunizations: up to date", "immunizations"),
        ("Return Precautions", "follow_up"),
        ("Estimated Blood Loss: 50 mL", "procedure"),
        ("Operative Findings:", "findings"),
        ("Clinical indication: cough", "indication"),
        ("Gross Description:", "results"),
        ("Reason for Consultation: anemia", "chief_complaint"),
        ("Electronically signed by A. Person, MD", "attestation"),
        ("Yours sincerely,", "attestation"),
        ("S: feels well", "hpi"),
        ("Discharge Condition: stable", "condition"),
        ("Disposition: home", "disposition"),
        ("PMHx:", "past_medical_history"),
        ("FHx: lupus", "family_history"),
        ("Pre-procedure Dx: cataract", "preoperative_diagnosis"),
        ("Post-procedure Dx: same", "postoperative_diagnosis"),
        ("Terminal dx: lung cancer", "diagnoses"),
        ("D/C meds: aspirin", "discharge_medications"),
        ("D/c labs: Na 140", "results"),
        ("Final dx: gout", "discharge_diagnosis"),
        ("Rehab course:", "hospital_course"),
        ("Consent: risks incl. bleeding", "counseling"),
        ("LABS      adm     day 2    day 3", "results"),
        ("Screening schedule     Last     Next", "immunizations"),
    ],
)
def test_headings_of_many_notes(line: str, kind: str):
    assert sections(f"Text before.\n{line}\nText after.\n")[1].kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Patient: has gout.",
        "He said: plan for the worst.",
        "The plan is to wait.",
        "Skin: dry",
        "Results were reviewed with him.",
        "- Plan",
        "plan",
        "Data: we have none",
        "P: 80",
        "History: taken from the wife",
        "We discussed the assessment and plan:",
        "Assessment.",
        "Follow-up.",
        "Of course",
        "Date of diagnosis",
        "Immunohistochemical diagnosis: leiomyoma",
        "Plan     is    to wait",
    ],
)
def test_what_is_no_heading(line: str):
    text = f"Text before.\n{line}\nText after.\n"
    assert [s.kind for s in sections(text)] == ["preamble"]


def test_running_text_ends_a_list_of_diagnoses():
    text = (
        "Diagnoses: Gout. Asthma.\n\nHe came with a swollen big toe that had kept him awake for"
        " three nights, and it was drained in the clinic on the same day.\n\n"
    )
    assert [s.kind for s in sections(text)] == ["diagnoses", "other"]
    listed = "Diagnoses:\n\nGout of the big toe\n\nAsthma, mild\n"
    assert [s.kind for s in sections(listed)] == ["diagnoses"]


def test_parts_of_a_course_do_not_end_it():
    text = "REHAB COURSE\nMotor - walks.\nMedical -\n1 Gout: better\n2 Asthma: no change\n"
    assert [s.kind for s in sections(text)] == ["hospital_course"]


def test_headings_within_one_line():
    text = "CC: cough. PMH: gout. Assessment: bronchitis. PLAN: rest."
    assert outline(text) == [
        ("chief_complaint", "cough."),
        ("past_medical_history", "gout."),
        ("assessment", "bronchitis."),
        ("plan", "rest."),
    ]


def test_a_label_inside_an_examination_or_a_problem_stays_there():
    exam = "Physical Exam\nVitals: 120/80\nLungs: clear\n\nPLAN\nrest\n"
    assert [s.kind for s in sections(exam)] == ["physical_exam", "plan"]
    problems = "Assessment and Plan\n1. Gout\nPlan: rest\n2. Asthma\nPlan: inhaler\n"
    assert [s.kind for s in sections(problems)] == ["assessment_and_plan"]
    reading = "RESULTS\n\nCT.\nImpression: normal\n\nASSESSMENT\nfine\n"
    assert [s.kind for s in sections(reading)] == ["results", "assessment"]


def test_the_parts_of_a_radiology_report_are_sections():
    text = "INDICATION: cough\nCOMPARISON: none\nFINDINGS: clear\nIMPRESSION: no pneumonia\n"
    assert [s.kind for s in sections(text)] == ["indication", "results", "findings", "impression"]


def test_an_unknown_line_in_capitals_is_other_except_among_problems():
    text = (
        "HPI\n\nHe has had a cough for a week.\n\nWIDGET SCORES\n\nThe score is twelve.\n\n"
        "ASSESSMENT\n\nHIV DISEASE\n\nStable on the present treatment.\n"
    )
    assert [(s.kind, s.title) for s in sections(text)] == [
        ("hpi", "HPI"),
        ("other", "WIDGET SCORES"),
        ("assessment", "ASSESSMENT"),
    ]


def test_a_note_all_in_capitals_keeps_its_known_headings_only():
    text = "PLAN\n\nREST AT HOME\n\nHPI\n\nBAD COUGH\n\nGETS WORSE\n"
    assert [s.kind for s in sections(text)] == ["plan", "hpi"]


def test_a_family_history_on_one_line_ends_with_its_paragraph():
    text = "Family History: mother with gout\nFather: asthma\n\nHe has a cough.\n"
    assert outline(text) == [
        ("family_history", "mother with gout Father: asthma"),
        ("other", "He has a cough."),
    ]
    assert outline("FHx: gout in\nhis mother\nThe patient is well.\n") == [
        ("family_history", "gout in his mother"),
        ("other", "The patient is well."),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(end: str):
    text = end.join(["HPI", "", "Cough.", "", "PLAN:", "Rest."])
    assert outline(text) == [("hpi", "Cough."), ("plan", "Rest.")]


def test_the_heading_and_the_body_are_told_apart():
    text = "x\n  **Plan**:  rest\n"
    section = sections(text)[1]
    assert section == Section("plan", "Plan", 2, len(text), text.index("rest"))


def test_an_empty_text_has_no_sections():
    assert sections("") == ()


def test_a_section_is_found_by_offset():
    text = "before\nPLAN\nrest"
    parts = sections(text)
    assert section_at(parts, 0) is parts[0]
    assert section_at(parts, 7) is parts[1]
    assert section_at(parts, len(text)) is None
    assert section_at((), 0) is None


def test_the_kinds_are_those_of_the_table():
    assert {"assessment", "plan", "other", "family_history"} <= kinds()
    assert "preamble" not in kinds()


HASHED = "Exam: lungs clear\n\n#HFpEF, chronic\n euvolemic\n#gout\n quiet\n# HTN\n at goal\n"


def test_problems_with_hash_signs_are_the_assessment_and_plan():
    found = sections(HASHED)
    assert [section.kind for section in found] == ["physical_exam", "assessment_and_plan"]
    assert HASHED[found[1].body_start :].startswith("#HFpEF")


def test_hash_signs_before_known_headings_are_no_problems():
    text = "# Subjective\nwell\n# Objective\nlungs clear\n# Assessment\nasthma\n"
    assert "assessment_and_plan" not in {section.kind for section in sections(text)}


def test_two_hash_signs_are_no_list():
    text = "Exam: lungs clear\n#gout\n#HTN\n"
    assert [section.kind for section in sections(text)] == ["physical_exam"]


def test_a_numbered_list_after_an_examination_is_the_assessment_and_plan():
    text = "Exam: lungs clear\n\n1. Gout\n quiet\n2. HTN\n3. Asthma\n"
    assert [section.kind for section in sections(text)] == ["physical_exam", "assessment_and_plan"]


def test_a_numbered_list_within_an_examination_is_a_part_of_it():
    text = "Exam:\n1. Heart regular\n2. Lungs clear\n3. Abdomen soft\n"
    assert [section.kind for section in sections(text)] == ["physical_exam"]


def test_a_note_without_capitals_has_headings_after_blank_lines() -> None:
    note = "hpi: sore back.\n\nlabs 7/28: a1c 6.1\n\nproblem list / plan\nhtn - lisinopril\n"
    assert [section.kind for section in sections(note)] == ["hpi", "results", "assessment_and_plan"]
    capitals = "Seen by Ann.\n\nthe plan\nhtn - Lisinopril\n"
    assert all(section.kind != "plan" for section in sections(capitals))
