"""What a coder reads in a terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.errors import InputError
from symphony.exchange.table import render_table
from symphony.exchange.terminal import width as columns


def result_of(text, words, start):
    """A result with one code, proven by the words at `start`."""
    evidence = {
        "document": "n",
        "start": start,
        "end": start + len(words),
        "text": words,
        "section": None,
        "match": "exact",
    }
    code = {
        "sequence": 1,
        "system": "icd10cm",
        "code": "R05.9",
        "display": "Cough, unspecified",
        "role": "first_listed",
        "poa": None,
        "evidence": [evidence],
        "rationale": "",
        "trail": [],
        "guidelines": [],
        "alternatives": [],
        "confidence": 0.9,
    }
    return {
        "id": "one",
        "setting": "outpatient",
        "date_of_service": None,
        "documents": [{"id": "n", "characters": len(text), "sha256": "0" * 64}],
        "releases": [{"system": "icd10cm", "release": "2026-04-01", "source_sha256": "0" * 64}],
        "engine": {
            "name": "offline",
            "version": "0",
            "model": None,
            "prompts_sha256": None,
            "rules_version": "0",
        },
        "codes": [code],
        "candidates": [],
        "excluded": [],
        "findings": [],
        "usage": {
            "calls": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "cost_usd": None,
            "seconds": 0.5,
        },
    }


def test_a_code_reads_with_its_words_its_reason_and_its_path(sample):
    table = render_table(*sample)
    block = table[table.index(" 4  E11.42") : table.index(" 5  M17.11")]
    assert [line.strip() for line in block.splitlines()[:8]] == [
        "4  E11.42   Type 2 diabetes mellitus with diabetic polyneuropathy",
        "secondary · confidence 95%",
        "… three months. 2. Painful [diabetic polyneuropathy]. Start duloxetine 30 mg; …",
        "visit.txt, assessment and plan",
        "… no ulcer, [monofilament sensation absent at both great toes]. Right knee: …",
        "visit.txt, examination",
        "why    A second complication of the same diabetes; as many E11 codes are assigned as",
        "describe it.",
    ]
    assert "path   index: Diabetes, type 2, with, polyneuropathy → E11.42 · tabular: E11" in block
    assert "rule   I.C.4.a Diabetes mellitus" in block
    assert "or     E11.43 for “gastroparesis” or “autonomic”" in block


def test_codes_keep_their_sequence(sample):
    table = render_table(*sample)
    listed = re.findall(r"^ ?(\d+)  (\S+)", table.partition("CANDIDATES")[0], re.MULTILINE)
    assert listed == [(str(one["sequence"]), one["code"]) for one in sample.result["codes"]]


def test_what_was_left_out_stands_under_its_reason_with_its_words(sample):
    table = render_table(*sample)
    group = table[table.index("Ruled out in the note") : table.index("  Uncertain")]
    assert group.startswith("Ruled out in the note · The note says that it is not there.\n")
    assert re.findall(r"^ {4}(\S+) .*\[(.+)\]", group, re.MULTILINE) == [
        ("R07.9", "chest pain"),
        ("R06.02", "shortness of breath"),
        ("E11.649", "hypoglycemia"),
    ]
    assert "IV.H Uncertain diagnosis" in table


def test_findings_come_by_severity_with_their_citation(sample):
    sample.result["findings"].append(
        {"rule": "x", "severity": "error", "codes": [], "message": "Broken.", "citation": None}
    )
    findings = render_table(*sample).partition("FINDINGS (3)")[2]
    assert re.findall(r"^  (error|warning|info)", findings, re.MULTILINE) == [
        "error",
        "warning",
        "info",
    ]
    assert "guideline.bmi · I.B.14" in findings


def test_the_last_line_says_what_made_it(sample):
    assert render_table(*sample).splitlines()[-1] == (
        "ICD-10-CM 2026-04-01 · engine offline 0.1.0 · rules 2026.1 · 0.03 s"
    )


def test_present_on_admission_and_another_system_are_named(sample):
    sample.result["codes"][0] |= {"poa": "Y", "role": "principal", "system": "icd10gm"}
    sample.result["codes"][0]["evidence"][0]["match"] = "fuzzy"
    table = render_table(*sample)
    assert "principal · POA Y (present on admission) · confidence 97% · ICD-10-GM" in table
    assert "visit.txt, assessment and plan, fuzzy match" in table


def test_an_empty_result_says_so(empty):
    table = render_table(*empty)
    assert "No code was assigned: the documents name nothing that can be coded." in table
    assert "LEFT OUT" not in table


def test_an_empty_result_points_to_what_was_left_out(sample):
    table = render_table({**sample.result, "codes": []}, sample.documents)
    told = " ".join(table.split())
    assert "nothing that was found could be reported. What was considered is listed below" in told


def test_without_colour_there_is_no_escape_and_with_it_no_bracket(sample):
    assert "\x1b" not in render_table(*sample)
    coloured = render_table(*sample, colour=True)
    assert "\x1b[1;4;33mdiabetic polyneuropathy\x1b[0m" in coloured
    assert "[diabetic polyneuropathy]" not in coloured


@pytest.mark.parametrize("width", [40, 59, 60, 80, 100, 160])
def test_no_line_is_wider_than_the_terminal(sample, width):
    table = render_table(*sample, width=width)
    assert max(map(columns, table.splitlines())) <= width
    assert table.endswith(" s\n")


def test_a_narrow_terminal_is_taken_as_forty_columns(sample):
    assert render_table(*sample, width=3) == render_table(*sample, width=40)


def test_an_exclusion_may_have_neither_code_nor_evidence_nor_rule(empty):
    lost = {
        "text": "spells",
        "code": None,
        "reason": "evidence_not_found",
        "rule": None,
        "evidence": [],
    }
    table = render_table({**empty.result, "excluded": [lost]}, empty.documents)
    assert "    no code  “spells”" in table


def test_another_text_is_refused(sample):
    with pytest.raises(InputError):
        render_table(sample.result, {**sample.documents, "labs.txt": "another"})


@given(st.text(), st.text(min_size=1), st.text(), st.integers(40, 120))
def test_any_note_is_shown_safely_and_within_the_width(before, words, after, width):
    text = before + words + after
    table = render_table(result_of(text, words, len(before)), {"n": text}, width=width)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", table)
    assert max(columns(line) for line in table.split("\n")) <= width
