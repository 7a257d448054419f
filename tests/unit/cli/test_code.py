"""``symphony code`` and its neighbours, called as a person or a script would."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NOTE = "examples/clinic-visit.txt"
DAY = ("--date", "2026-05-14")


def coded(run, *arguments: object, **how: object) -> dict:
    outcome = run("code", *arguments, "--format", "json", *DAY, **how)
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)


def codes(made: dict) -> list[str]:
    return [code["code"] for code in made["codes"]]


def test_a_note_is_coded_with_evidence_that_it_says(run) -> None:
    text = Path(NOTE).read_bytes().decode()
    made = coded(run, NOTE)
    assert len(made["codes"]) >= 4
    assert made["date_of_service"] == "2026-05-14"
    for code in made["codes"]:
        assert code["evidence"]
        for evidence in code["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["text"]


def test_every_format_goes_to_standard_output(run) -> None:
    table = run("code", NOTE, *DAY)
    assert table.code == 0
    assert "E11.22" in table.out
    page = run("code", NOTE, *DAY, "--format", "html")
    assert page.out.startswith("<!doctype html>") or page.out.startswith("<!DOCTYPE html>")
    assert table.err == page.err == ""


def test_without_a_date_an_old_edition_warns_on_standard_error_only(run) -> None:
    outcome = run("code", NOTE, "--format", "json")
    json.loads(outcome.out)
    assert outcome.code == 0
    if outcome.err:
        assert outcome.err.startswith("symphony: warning: coding with ICD-10-CM FY2026")
        assert len(outcome.err.splitlines()) == 1


def test_several_files_are_one_encounter(run, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Assessment: gout.\n")
    (tmp_path / "two.txt").write_text("Assessment: COPD.\n")
    made = coded(run, tmp_path / "one.txt", tmp_path / "two.txt")
    assert [document["id"] for document in made["documents"]] == ["one.txt", "two.txt"]
    assert {"M10.9", "J44.9"} <= set(codes(made))
    where = {code["code"]: code["evidence"][0]["document"] for code in made["codes"]}
    assert (where["M10.9"], where["J44.9"]) == ("one.txt", "two.txt")


def test_two_files_of_one_name_are_told_apart(run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "note.txt").write_text(f"Assessment: gout {folder}.\n")
    made = coded(run, tmp_path / "a/note.txt", tmp_path / "b/note.txt")
    assert [d["id"] for d in made["documents"]] == [
        str(tmp_path / "a/note.txt"), str(tmp_path / "b/note.txt"),
    ]  # fmt: skip


def test_standard_input_keeps_its_line_ends(run) -> None:
    made = coded(run, "-", stdin=b"Assessment:\r\n1. Gout\r\n2. COPD\r\n")
    assert made["documents"][0]["id"] == "standard-input"
    assert made["documents"][0]["characters"] == 31
    (gout,) = [c for c in made["codes"] if c["code"] == "M10.9"]
    assert gout["evidence"][0]["start"] == 16


def test_where_an_inpatient_was_before_is_heard(run, tmp_path: Path) -> None:
    how = ("--setting", "inpatient", "--admitted-from", "observation")
    found = {f["rule"] for f in coded(run, NOTE, *how)["findings"]}
    assert "principal.observation" in found
    assert "principal.observation" not in {
        f["rule"] for f in coded(run, NOTE, *how[:2])["findings"]
    }
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "Assessment: gout."}\n')
    assert run("batch", source, out, *how, *DAY).code == 0
    assert "principal.observation" in {f["rule"] for f in json.loads(out.read_text())["findings"]}


def test_only_what_is_included_is_coded(run) -> None:
    made = coded(run, NOTE, "--include", "E11.22,i10")
    assert codes(made) == ["E11.22"]
    left_out = {e["code"] for e in made["excluded"] if e["reason"] == "not_in_scope"}
    freely = coded(run, NOTE)
    every = {code["code"] for code in (*freely["codes"], *freely["candidates"])}
    assert set(codes(freely)) - {"E11.22"} <= left_out <= every


@pytest.mark.parametrize("given", ["E1122", "e11.22", "E11.2", "E"])
def test_a_code_to_include_may_be_written_in_any_way(run, given: str) -> None:
    assert "E11.22" in codes(coded(run, NOTE, "--include", given))


def test_what_is_excluded_is_not_coded(run, tmp_path: Path) -> None:
    every = set(codes(coded(run, NOTE)))
    (tmp_path / "list.txt").write_text("E11\nN18\n")
    left = set(codes(coded(run, NOTE, "--exclude", f"@{tmp_path / 'list.txt'}")))
    assert left
    assert not any(code.startswith(("E11", "N18")) for code in left)
    assert any(code.startswith(("E11", "N18")) for code in every)


def test_a_profile_says_which_rules_hold(run, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Assessment:\n1. Hypertension\n2. Chronic kidney disease stage 3\n")
    official = coded(run, note)
    each = coded(run, note, "--profile", "code-each-problem")
    assert codes(official) == ["I12.9", "N18.30"]
    assert sorted(codes(each)) == ["I10", "N18.30"]
    assert each["engine"]["rules_version"].endswith("+code-each-problem")
    assert "+" not in official["engine"]["rules_version"]
    wrong = run("code", note, *DAY, "--profile", "mine")
    assert wrong.code == 2
    assert "code-each-problem, each-mention, each-mention-negated, official" in wrong.err


def test_an_output_file_gets_the_whole_result(run, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    outcome = run("code", NOTE, *DAY, "--format", "json", "--out", out)
    assert (outcome.code, outcome.out) == (0, "")
    assert codes(json.loads(out.read_text(encoding="utf-8"))) == codes(coded(run, NOTE))
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


def test_an_output_file_is_replaced_whole_or_left_as_it_was(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "result.json"
    out.write_text("the old one")
    real = Path.write_text

    def full(self: Path, text: str, **how: object) -> int:
        real(self, text[:100], **how)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    outcome = run("code", NOTE, *DAY, "--format", "json", "--out", out)
    assert outcome.code == 3
    assert f"cannot write {out}: No space left on device" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    assert out.read_text() == "the old one"


@pytest.mark.parametrize("place", ["", "no/such/folder/x.json", "file/x.json"])
def test_an_output_file_that_cannot_be_written(run, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    outcome = run("code", NOTE, *DAY, "--out", tmp_path / place)
    assert outcome.code == 3
    assert outcome.err.startswith("symphony: cannot write")
    assert outcome.out == ""


def test_a_device_is_written_to_and_stays_a_device(run) -> None:
    assert run("code", NOTE, *DAY, "--out", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_a_batch_from_the_command_line(run, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "Assessment: gout."}\nbroken\n')
    outcome = run("batch", source, out, *DAY)
    assert (outcome.code, outcome.out) == (0, "")
    assert f"1 coded, 1 with errors, 0 finished before, in {out}" in outcome.err
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [c["code"] for c in lines[0]["codes"]] == ["M10.9"]
    assert lines[1]["error"]["line"] == 2
    again = run("batch", source, out, *DAY)
    assert "0 coded, 0 with errors, 2 finished before" in again.err


def test_a_code_is_looked_up_however_it_is_written(run) -> None:
    table = run("lookup", "E11.22", *DAY)
    assert "Type 2 diabetes mellitus with diabetic chronic kidney disease" in table.out
    made = json.loads(run("lookup", "e1122", *DAY, "--format", "json").out)
    assert made[0]["code"] == "E11.22"
    assert made[0]["billable"] is True
    assert [above["code"] for above in made[0]["path"]] == ["E11.2", "E11", "E08-E13", "4"]
    assert {note["kind"] for note in made[0]["notes"]} >= {"use_additional", "excludes1"}


def test_codes_are_found_by_words(run) -> None:
    found = json.loads(run("search", "ankle", "sprain", *DAY, "--format", "json").out)
    assert found[0]["code"].startswith("S93.4")
    nothing = run("search", "qqqqq", *DAY)
    assert (nothing.code, nothing.out) == (0, "")
    assert "no name" in nothing.err


def test_help_and_version_load_nothing_heavy() -> None:
    script = """
import sys
sys.argv = ["symphony", {argument!r}]
from symphony.cli import main
try:
    main()
finally:
    heavy = {{"lxml", "pydantic", "sqlite3", "jinja2"}} & set(sys.modules)
    print("heavy:", sorted(heavy), file=sys.stderr)
"""
    for argument in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", script.format(argument=argument)], capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert done.stderr == "heavy: []\n"
        assert "symphony" in done.stdout


def test_help_names_every_command_and_every_command_helps(run) -> None:
    from symphony.cli import _COMMANDS

    told = run("--help")
    assert told.code == 0
    for name in _COMMANDS:
        assert name in told.out
        assert run(name, "--help").code == 0


def test_coding_a_note_with_a_compiled_book_loads_no_xml(release) -> None:
    script = f"""
import sys
sys.argv = ["symphony", "code", {NOTE!r}, "--date", "2026-05-14"]
from symphony.cli import main
main()
print("heavy:", sorted({{"lxml", "jinja2"}} & set(sys.modules)), file=sys.stderr)
"""
    assert release
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[3], capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert done.stderr == "heavy: []\n"
