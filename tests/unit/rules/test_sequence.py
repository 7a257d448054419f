import pytest

from symphony.encounter.model import Setting
from symphony.rules.engine import resolve
from symphony.rules.model import CodeSet, Line


def resolved(release, *lines, setting=Setting.OUTPATIENT):
    return resolve(CodeSet(tuple(lines), setting), release)


def test_the_weightiest_reason_comes_first(release):
    done = resolved(release, Line("E78.5", rank=0.2), Line("K35.80", rank=0.9))
    assert [line.code for line in done.kept] == ["K35.80", "E78.5"]
    assert done.first_reason == (
        "it was chiefly the reason for the encounter (IV.G), as the note has it"
    )


def test_an_inpatient_has_a_principal_diagnosis(release):
    lines = (Line("E78.5", rank=0.2), Line("K35.80", rank=0.9))
    done = resolved(release, *lines, setting=Setting.INPATIENT)
    assert "admission (II)" in done.first_reason


@pytest.mark.parametrize(
    ("setting", "section"), [(Setting.INPATIENT, "II.B-C"), (Setting.OUTPATIENT, "IV.G")]
)
def test_two_that_equally_meet_the_definition(release, setting, section):
    done = resolved(release, Line("K35.80"), Line("N20.0"), setting=setting)
    assert done.first_reason.startswith("K35.80, N20.0 meet the definition equally")
    assert section in done.first_reason


def test_a_rule_outweighs_the_reason_for_the_encounter(release):
    done = resolved(release, Line("F02.80", rank=0.9), Line("G30.9", rank=0.1))
    assert [line.code for line in done.kept] == ["G30.9", "F02.80"]
    assert done.first_reason == "the note at F02 puts G30.9 before F02.80"
    assert "F02.80" in done.not_first


def test_symptoms_status_and_external_causes_come_last_among_equals(release):
    lines = [Line(code) for code in ("W19.XXXA", "Z87.891", "R31.9", "S72.001A")]
    done = resolved(release, *lines)
    assert [line.code for line in done.kept] == ["S72.001A", "R31.9", "Z87.891", "W19.XXXA"]


def test_the_order_that_somebody_gave_stands_where_no_rule_speaks(release):
    done = resolve(CodeSet.ordered(["N20.0", "K35.80", "E78.5"]), release)
    assert [line.code for line in done.kept] == ["N20.0", "K35.80", "E78.5"]
    assert done.first_reason == "it was put first, and no rule speaks against it"


def test_a_combination_takes_the_place_and_weight_of_its_parts(release):
    done = resolved(
        release, Line("E78.5", rank=0.5), Line("I10", rank=0.9), Line("N18.31", rank=0.1)
    )
    assert [line.code for line in done.kept] == ["I12.9", "E78.5", "N18.31"]
    assert done.added[0].sources == ("I10", "N18.31")
    assert done.dropped[0].by == ("I12.9",)


def test_codes_of_other_systems_are_kept(release):
    done = resolved(release, Line("0DTJ4ZZ", "icd10pcs"), Line("K35.80"))
    assert [line.code for line in done.kept] == ["K35.80", "0DTJ4ZZ"]


def test_nothing_at_all(release):
    done = resolved(release)
    assert done.kept == ()
    assert done.findings == ()


def test_what_the_rules_moved_is_told_and_is_no_error(release):
    done = resolved(release, Line("F02.80", rank=0.9), Line("G30.9", rank=0.1))
    told = {finding.rule: finding.severity for finding in done.findings}
    assert told["tabular.code-first"] == "info"
    assert told["tabular.manifestation-first"] == "info"


def test_an_order_that_was_right_is_not_told(release):
    done = resolved(release, Line("G30.9", rank=0.9), Line("F02.80", rank=0.1))
    assert "tabular.code-first" not in {finding.rule for finding in done.findings}


def test_codes_that_nobody_ordered_are_not_moved(release):
    assert "tabular.code-first" not in {
        finding.rule for finding in resolve(CodeSet.of(["F02.80", "G30.9"]), release).findings
    }


def test_a_code_that_has_to_be_first_is_told_where_it_was_not(release):
    done = resolved(release, Line("C61", rank=0.9), Line("Z51.11", rank=0.1))
    assert [line.code for line in done.kept] == ["Z51.11", "C61"]
    assert "encounter.first-only" in {finding.rule for finding in done.findings}
