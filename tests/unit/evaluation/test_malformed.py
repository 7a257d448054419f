"""Malformed gold: every problem of every file with file and line, at once, without note text."""

import json
from pathlib import Path

import pytest

from symphony.errors import InputError
from symphony.evaluation import predictions, session
from symphony.evaluation.datasets.options import Options

TEXT = "Secret words of a patient."


def told(paths, options=None) -> list[str]:
    with pytest.raises(InputError) as failed:
        session.load(paths, options or Options())
    message = str(failed.value)
    assert "Secret" not in message
    return message.split("\n")[1:]


def test_all_problems_of_a_jsonl_file_at_once(tmp_path: Path) -> None:
    def row(number, *codes, **more):
        return {"id": f"n{number}", "text": TEXT, "codes": list(codes), **more}

    good = {"system": "icd10cm", "code": "I10"}
    rows = [
        row(1, good, edition="2026"),
        row(1),
        row(3, {"code": "I10"}),
        row(4, {**good, "evidence": [{"start": 0, "end": 99}]}),
        row(5, {**good, "evidence": [{"start": 5, "end": 5}]}),
        row(6, {**good, "evidence": [{"start": 0, "end": 6, "text": "secret"}]}),
        row(7, {**good, "evidence": [{"document": "other", "start": 0, "end": 6}]}),
        row(8, good, {"system": "ICD-10-CM", "code": "i10"}),
        row(9, edition="2025"),
        {"text": TEXT},
        {"id": "n11"},
        row(12, {"system": "icd10cm", "code": " "}),
        row(13, setting="garage"),
        row(14, negatives=[{"code": "I10"}]),
    ]
    file = tmp_path / "gold.jsonl"
    lines = [*(json.dumps(one) for one in rows), "{not json", "[1]"]
    file.write_text("\n".join(lines) + "\n")
    assert told([file]) == [
        f"{file}:2: id 'n1' stands in line 1 already",
        f"{file}:3: code I10 of 'n3' has no system",
        f"{file}:4: evidence 0:99 of I10 is outside the 26 characters of 'n4'",
        f"{file}:5: evidence 5:5 of I10 is outside the 26 characters of 'n5'",
        f"{file}:6: evidence 0:6 of I10 is not what the document has there",
        f"{file}:7: evidence of I10: there is no document 'other'",
        f"{file}:8: code I10 of icd10cm stands twice",
        f"{file}:9: edition '2025', but line 1 has '2026': one file, one edition",
        f"{file}:10: no id",
        f"{file}:11: 'n11' has neither text nor documents with text",
        f"{file}:12: 'n12' has a code that is empty",
        f"{file}:13: 'n13': setting, date_of_service or patient is malformed",
        f"{file}:14: a negative has no system or no code",
        f"{file}:15: not JSON at column 2",
        f"{file}:16: not a JSON object",
    ]


def test_all_problems_of_a_table_at_once(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text(TEXT)
    table = tmp_path / "gold.csv"
    table.write_text(
        "id,system,code,start,end,edition\n"
        "a,icd10cm,I10,0,6,2026\n"
        "zz,icd10cm,I10,,,\n"
        "a,,I11.9,,,\n"
        "a,icd10cm,,,,\n"
        "a,icd10cm,I12.9,20,40,\n"
        "a,icd10cm,I10,0,6,2025\n"
        "a,icd10cm,I13.0,one,6,\n"
        "a,icd10cm\n"
    )
    assert told([table], Options(notes=notes)) == [
        f"{table}:3: there is no note with id 'zz'",
        f"{table}:4: 'a': code I11.9 has no system",
        f"{table}:5: 'a': the code is empty",
        f"{table}:6: I12.9: 20:40 is outside the 26 characters of 'a'",
        f"{table}:7: 'a': I10 stands in line 2 already",
        f"{table}:7: edition '2025', but line 2 has '2026': one file, one edition",
        f"{table}:8: I13.0: start and end must be whole numbers",
        f"{table}:9: 2 fields, but 6 columns",
    ]


def test_problems_of_several_files_come_together(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text("{\n")
    second.write_bytes(b"\xff\n")
    assert told([second, first]) == [
        f"{first}:1: not JSON at column 2",
        f"{second}: not UTF-8 at byte 0",
    ]


def test_labels_and_notes_that_are_not_given(tmp_path: Path) -> None:
    notes = tmp_path / "n.csv"
    notes.write_text("dataset,encounter_id,dialogue,note\na,N1,hi,x\n")
    table = tmp_path / "t.csv"
    table.write_text("id,system,code\na,icd10cm,I10\n")
    assert told([notes, table]) == [
        f"{notes}: the labels are not given; name their file with --labels",
        f"{table}: the notes are not given; name them with --notes",
    ]


def test_a_table_of_labels_without_its_columns(tmp_path: Path) -> None:
    notes = tmp_path / "n.csv"
    notes.write_text("dataset,encounter_id,dialogue,note\na,N1,hi,x\n")
    labels = tmp_path / "l.csv"
    labels.write_text("Document,Codes\nN1,I10\n")
    assert told([notes], Options(labels=(labels,))) == [
        f"{labels}:1: no column Document ID or encounter_id or id, ICD10 or code"
    ]


def test_malformed_predictions(tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text('{"id": "a", "codes": []}\n{"id": "a"}\n{"codes": []}\n[]\n{"id": 1}\n')
    with pytest.raises(InputError) as failed:
        predictions.read(file)
    assert str(failed.value).split("\n")[1:] == [
        f"{file}:2: id 'a' is there already",
        f"{file}:3: not a result: id, or a code's system and code, is missing",
        f"{file}:4: not a JSON object",
    ]
