"""Part, stage, cause and complication of diseases of gut, liver, kidney and glands."""

import pytest

from symphony.encounter.model import Setting

A = "Assessment:\n"
OTHER = ("Z79",)


def _told(codes: set[str]) -> set[str]:
    return {code for code in codes if not code.startswith(OTHER)}


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        # Liver
        ("Cirrhosis due to NASH with bleeding esophageal varices.", {"K74.60", "K75.81", "I85.11"}),
        ("MASH cirrhosis.", {"K74.60", "K75.81"}),
        ("Cirrhosis 2/2 alcohol w/ ascites.", {"K70.31"}),
        ("Portal hypertension with esophageal varices, no bleeding.", {"K76.6", "I85.10"}),
        ("Decompensated cirrhosis with ascites.", {"K74.60", "R18.8"}),
        # Bowel
        ("Crohn's disease of the colon with perianal fistula.", {"K50.113", "K60.30"}),
        ("Crohn's ileitis with stricture causing obstruction.", {"K50.012"}),
        ("Ileocolonic Crohn disease without complication.", {"K50.80"}),
        ("Microscopic colitis, lymphocytic.", {"K52.832"}),
        ("Perforated sigmoid diverticulitis with abscess.", {"K57.20"}),
        ("Incisional hernia with small bowel obstruction.", {"K43.0"}),
        ("Strangulated femoral hernia on the right.", {"K41.30"}),
        ("Recurrent left inguinal hernia.", {"K40.91"}),
        ("Internal hemorrhoids, third degree.", {"K64.2"}),
        # Stomach
        ("Perforated duodenal ulcer, acute.", {"K26.1"}),
        ("GI bleed from a gastric ulcer.", {"K25.4"}),
        ("H. pylori gastritis.", {"K29.70", "B96.81"}),
        ("C. difficile colitis, first episode.", {"A04.72"}),
        # Pancreas
        ("Acute on chronic pancreatitis.", {"K85.90", "K86.1"}),
        ("Acute pancreatitis due to hypertriglyceridemia.", {"K85.80", "E78.1"}),
        ("Chronic alcoholic pancreatitis with exocrine insufficiency.", {"K86.0", "K86.81"}),
        # Kidney
        ("ESRD on peritoneal dialysis with hypertension.", {"I12.0", "N18.6", "Z99.2"}),
        ("AKI on CKD 3b, prerenal, resolving with fluids.", {"N17.9", "N18.32"}),
        ("Anemia due to CKD stage 4, ESA started.", {"D63.1", "N18.4"}),
        ("Minimal change disease with nephrotic syndrome.", {"N04.0"}),
        ("ESRD on HD MWF.\nSecondary hyperparathyroidism.", {"N18.6", "Z99.2", "N25.81"}),
        # Glands
        ("Hyponatremia, Na 122, due to SIADH.", {"E22.2"}),
        ("Hypercalcemia from primary hyperparathyroidism.", {"E21.0"}),
        ("Thiamine deficiency with Wernicke encephalopathy.", {"E51.2"}),
        ("Cushing syndrome due to an adrenal adenoma.", {"E24.8", "D35.00"}),
        ("Pancreatogenic diabetes due to chronic pancreatitis.", {"E08.9", "K86.1"}),
        ("Malnutrition, moderate.", {"E44.0"}),
        ("Morbid obesity, class 3, BMI 44.", {"E66.813", "Z68.41"}),
        ("PCOS, cycles regular.", {"E28.2"}),
        ("T2DM with Charcot foot on the right.", {"E11.610"}),
        ("DM2 c/b nephropathy + retinopathy.", {"E11.21", "E11.319"}),
    ],
)
def test_a_problem_has_the_detail_that_the_note_tells(coded, note, wanted):
    assert _told(coded(A + note)) == wanted


@pytest.mark.parametrize(
    ("note", "absent"),
    [
        ("Crohn's disease of the ileum. No fistula, no abscess.", {"K50.013", "K50.014"}),
        ("Cirrhosis. No ascites, no varices.", {"R18.8", "I85.00", "I85.10"}),
        ("Gastric ulcer. H. pylori negative.", {"B96.81"}),
        ("Inguinal hernia, right. Return if it becomes incarcerated.", {"K40.30"}),
        ("Type 2 diabetes. No hypoglycemia.", {"E11.649"}),
        ("CKD, eGFR 41.", {"N18.31", "N18.32"}),
        ("Chronic duodenal ulcer.", {"K26.3", "K26.4"}),
    ],
)
def test_what_is_denied_or_only_measured_is_no_detail(coded, note, absent):
    assert not coded(A + note) & absent


def test_what_resolved_in_a_stay_was_treated_in_it(coded):
    note = (
        "Hospital course: Type 2 diabetes with ketoacidosis, closed within a day."
        " AKI from volume depletion resolved with fluids.\n"
    )
    assert "N17.9" in coded(note, Setting.INPATIENT)


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        ("Her vitamin B12 was 130, a deficiency for which she has monthly injections.", "E53.8"),
        ("Vitamin D was 12 and she takes 50,000 units a week for the deficiency.", "E55.9"),
    ],
)
def test_a_deficiency_may_stand_apart_from_its_vitamin(coded, note, wanted):
    assert wanted in coded(note)
