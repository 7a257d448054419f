import json

import pytest
from click.testing import CliRunner

from symphony.books.install import Order, install
from symphony.books.shelf import Shelf
from symphony.cli.check import STRICT_EXIT, check
from symphony.errors import UsageError


def run(*arguments, stdin=None):
    return CliRunner().invoke(check, list(arguments), input=stdin)


def test_findings_of_any_severity_leave_with_zero():
    done = run("E10.9", "E11.9", "--date", "2026-05-01")
    assert done.exit_code == 0
    assert "tabular.excludes1 (I.A.12.a)" in done.stdout


def test_strict_leaves_with_its_own_code_where_there_is_an_error():
    assert run("E10.9", "E11.9", "--date", "2026-05-01", "--strict").exit_code == STRICT_EXIT
    assert run("E78.5", "--date", "2026-05-01", "--strict").exit_code == 0


def test_json_has_the_findings_and_what_was_used():
    done = run("I10", "I50.22", "--date", "2026-05-01", "--format", "json", "--resolve")
    answer = json.loads(done.stdout)
    assert answer["releases"][0]["release"] == "2026-04-01"
    assert {"rule", "severity", "codes", "message", "citation"} == set(answer["findings"][0])
    assert answer["resolved"]["codes"] == ["I11.0", "I50.22"]
    assert answer["resolved"]["dropped"][0]["rule"]["id"] == "hypertension.combined"


def test_nothing_to_say():
    assert "no findings" in run("E78.5", "--date", "2026-05-01").stdout


@pytest.mark.parametrize("name", ["hypertension", "hypertension.combined"])
def test_a_rule_or_family_is_switched_off(name):
    arguments = ("I10", "N18.31", "--date", "2026-05-01", "--off", name)
    assert "hypertension.combined" not in run(*arguments).stdout


def test_a_profile_that_does_not_combine():
    arguments = ("I10", "N18.31", "--date", "2026-05-01", "--profile", "code-each-problem")
    assert "hypertension.combined" not in run(*arguments).stdout


def test_codes_without_a_dot_are_read_as_claims_write_them():
    assert "no findings" in run("E785", "--date", "2026-05-01").stdout


def test_an_indicator_setting_and_age_are_heard():
    arguments = ("Z38.00@Y", "--setting", "inpatient", "--patient-age", "30")
    done = run(*arguments, "--date", "2026-05-01")
    assert "mce.age" in done.stdout
    assert "newborn.birth-only" in done.stdout


def test_codes_from_standard_input():
    done = run("-", "--date", "2026-05-01", stdin="E10.9\nE11.9\n")
    assert "tabular.excludes1" in done.stdout


@pytest.mark.parametrize("typed", ["E10.9,E11.9", "E10.9, E11.9", "E10.9;E11.9", " E10.9  E11.9 "])
def test_codes_may_stand_in_one_word(typed):
    done = run(typed, "--date", "2026-05-01")
    assert done.stdout.startswith("2 codes")


def test_no_code_is_a_usage_error():
    assert isinstance(run(" , ").exception, UsageError)


def test_an_office_is_told_that_external_causes_are_optional():
    arguments = ("S93.401A", "W01.0XXA", "--date", "2026-05-01", "--resolve")
    done = run(*arguments)
    assert "external.optional" in done.stdout
    assert "2. W01.0XXA" in done.stdout  # a coder's own codes stay
    assert "external.optional" not in run(*arguments, "--setting", "emergency").stdout
    asked = run(*arguments, "--profile", "official-external-causes")
    assert "external.optional" not in asked.stdout


def test_the_rules_are_listed_and_explained():
    listed = run("--rules", "--off", "symptoms").stdout
    assert "off info     symptoms.cough" in listed
    assert "codes: A40-A41" in run("--explain", "sepsis.localized").stdout


def test_procedures_are_checked_too():
    done = run("hcpcs:J1100*1000", "icd10pcs:0DTJ4ZZ", "--date", "2026-08-01")
    assert done.exception is None or "no installed release" in str(done.exception)
    done = run("hcpcs:J1100*1000", "icd10pcs:0DTJ4ZZ")
    assert "hcpcs.units" in done.stdout
    assert "not_evaluated" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give at least one code"),
        (("E11/9",), "cannot read the code"),
        (("mars:E11.9",), "cannot read the code"),
        (("E11.9", "--off", "nonsense"), "no rule or family 'nonsense'"),
        (("E11.9", "--profile", "nonsense"), "no rule profile 'nonsense'"),
        (("--explain", "nonsense"), "no rule 'nonsense'"),
    ],
)
def test_wrong_usage_is_told(arguments, message):
    done = run(*arguments)
    assert isinstance(done.exception, UsageError)
    assert message in str(done.exception)


PCS = """<?xml version="1.0"?>
<ICD10PCS.tabular><version>2026</version><pcsTable>
<axis pos="1" values="1"><title>Section</title><label code="0">Socks</label></axis>
<axis pos="2" values="1"><title>Drawer</title><label code="L">Left</label></axis>
<axis pos="3" values="1"><title>Operation</title><label code="M">Mending</label></axis>
<pcsRow codes="1">
<axis pos="4" values="1"><title>Part</title><label code="1">Toe</label></axis>
<axis pos="5" values="1"><title>Approach</title><label code="0">Open</label></axis>
<axis pos="6" values="1"><title>Device</title><label code="Z">None</label></axis>
<axis pos="7" values="1"><title>Qualifier</title><label code="Z">None</label></axis>
</pcsRow></pcsTable></ICD10PCS.tabular>"""


@pytest.fixture
def with_procedures(tmp_path, monkeypatch, shelf, release):
    """A data folder with the embedded release and one of procedures, in force from 2025-10-01."""
    file = tmp_path / "tables.xml"
    file.write_text(PCS)
    (tmp_path / "books").mkdir()
    diagnoses = shelf.path("icd10cm", release.edition.release).parent
    (tmp_path / "books/icd10cm").symlink_to(diagnoses, target_is_directory=True)
    monkeypatch.setenv("SYMPHONY_HOME", str(tmp_path))
    install(Shelf(), Order("icd10pcs"), [file])
    return tmp_path


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("0LM10ZZ", "no findings"),
        ("0LM13ZZ", "table 0LM has no row with 0LM13: character 5 is wrong"),
        ("0LX10ZZ", "there is no table 0LX"),
        ("0LM", "seven characters"),
    ],
)
@pytest.mark.usefixtures("with_procedures")
def test_procedures_are_looked_up_in_the_installed_release(code, told):
    assert told in run("--system", "icd10pcs", code).stdout


@pytest.mark.usefixtures("with_procedures")
def test_the_release_of_procedures_is_named():
    done = run("--system", "icd10pcs", "0LM13ZZ", "--date", "2026-05-01", "--format", "json")
    answer = json.loads(done.stdout)
    assert [e["system"] for e in answer["releases"]] == ["icd10cm", "icd10pcs"]
    assert answer["findings"][0]["rule"] == "pcs.row"


def test_a_release_of_procedures_that_is_not_in_force_is_not_asked(with_procedures):
    later = with_procedures / "later.xml"
    later.write_text(PCS.replace("2026", "2027"))
    Shelf().remove("icd10pcs", "2025-10-01")
    install(Shelf(), Order("icd10pcs"), [later])
    done = run("--system", "icd10pcs", "0LM13ZZ", "--date", "2026-05-01")
    assert "pcs.not-evaluated" in done.stdout


@pytest.mark.usefixtures("with_procedures")
def test_a_code_may_name_its_system_beside_a_default():
    assert "no findings" in run("--system", "icd10pcs", "0LM10ZZ", "icd10cm:E78.5").stdout
