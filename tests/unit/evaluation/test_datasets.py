"""The adapters, each on a small release of our own writing in the published shape."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symphony.cli.evaluate import evaluate
from symphony.encounter.model import Setting
from symphony.errors import InputError, UsageError
from symphony.evaluation import session
from symphony.evaluation.datasets import catalogue
from symphony.evaluation.datasets.options import Options

HEADER = (
    '"ROW_ID","SUBJECT_ID","HADM_ID","CHARTDATE","CHARTTIME","STORETIME",'
    '"CATEGORY","DESCRIPTION","CGID","ISERROR","TEXT"\n'
)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def codes(chart):
    return {(code.system, code.code) for code in chart.codes}


def marked(chart):
    texts = {document.id: document.text for document in chart.encounter.documents}
    return {
        code.code: [texts[s.document][s.start : s.end] for s in code.spans] for code in chart.codes
    }


def test_aci_bench_with_labels(tmp_path: Path) -> None:
    notes = put(
        tmp_path / "aci" / "valid.csv",
        "dataset,encounter_id,dialogue,note\n"
        'virtscribe,N1,"[doctor] hello","ASSESSMENT\n\nHypertension, stable."\n'
        'aci,N2,"[doctor] hi",Asthma.\n',
    )
    labels = put(
        tmp_path / "codes.csv",
        'Document ID,ICD10,Description\nN1,I10,"Essential hypertension"\nN2,J45909,Asthma\n',
    )
    (one,) = session.load([notes], Options(labels=(labels,)))
    assert one.name == "aci/valid"
    assert one.public
    assert [chart.id for chart in one.charts] == ["N1", "N2"]
    assert one.charts[0].encounter.documents[0].text == "ASSESSMENT\n\nHypertension, stable."
    assert one.charts[0].kind == "virtscribe"
    assert codes(one.charts[1]) == {("icd10cm", "J45.909")}


def test_aci_bench_with_jsonl_labels(tmp_path: Path) -> None:
    notes = put(tmp_path / "v.csv", "dataset,encounter_id,dialogue,note\na,N1,hi,Asthma.\n")
    row = {"id": "N1", "codes": [{"system": "ICD-10-CM", "code": "J45.909"}]}
    labels = put(tmp_path / "l.jsonl", json.dumps(row) + "\n")
    (one,) = session.load([notes], Options(labels=(labels,)))
    assert codes(one.charts[0]) == {("icd10cm", "J45.909")}


def test_medcoder(tmp_path: Path) -> None:
    put(
        tmp_path / "text.csv",
        "Document ID,medical_record_text,aci_doc_id\nT1,Has gout. Takes allopurinol.,valid_1\n",
    )
    put(
        tmp_path / "diagnosis.csv",
        "Document ID,ICD10,Diagnosis,Start,End\nT1,M10.9,gout,4,8\n",
    )
    put(
        tmp_path / "supporting_evidence.csv",
        "Document ID,ICD-10-cm code,Supporting Evidence Text,Start,End,Coordinate\n"
        "T1,M10.9,Takes allopurinol,10.0,27.0,x\n",
    )
    put(tmp_path / "text_holdout.csv", "Document ID,medical_record_text,aci_doc_id\nH1,Asthma.,v\n")
    put(
        tmp_path / "diagnosis_holdout.csv",
        "Document ID,ICD10,Diagnosis,Start,End\nH1,J45.909,asthma,0,6\n",
    )
    both = session.load([tmp_path], Options())
    assert [one.name for one in both] == ["medcoder/test", "medcoder/holdout"]
    assert marked(both[0].charts[0]) == {"M10.9": ["gout", "Takes allopurinol"]}
    assert both[1].remarks == (
        "1 of 1 pieces of evidence are not the words that the text has there",
    )
    (only,) = session.load([tmp_path], Options(split="holdout"))
    assert only.name == "medcoder/holdout"


@pytest.fixture
def codiesp(tmp_path: Path) -> Path:
    folder = tmp_path / "release" / "dev"
    put(folder / "text_files" / "S1-1.txt", "Dolor de la rodilla derecha. Ecografía.")
    put(folder / "text_files" / "S1-2.txt", "Asma.")
    put(folder / "text_files_en" / "S1-1.txt", "Pain in the right knee. Ultrasound.")
    put(folder / "text_files_en" / "S1-2.txt", "Asthma.")
    put(folder / "devD.tsv", "S1-1\tm25.561\nS1-1\tm25.561\nS1-2\tj45.909\n")
    put(folder / "devP.tsv", "S1-1\tbw40zzz\n")
    put(
        folder / "devX.tsv",
        "S1-1\tDIAGNOSTICO\tm25.561\tdolor derecha\t0 5;20 27\n"
        "S1-1\tDIAGNOSTICO\tm25.561\tdolor\t0 5\n"
        "S1-1\tPROCEDIMIENTO\tbw40zzz\tEcografía\t29 38\n",
    )
    return tmp_path / "release"


def test_codiesp_in_both_languages(codiesp: Path) -> None:
    spanish, english = session.load([codiesp], Options())
    assert (spanish.name, spanish.language) == ("codiesp/dev-es", "es")
    assert (english.name, english.language) == ("codiesp/dev-en", "en")
    one, two = spanish.charts
    assert codes(one) == {("icd10cm", "M25.561"), ("icd10pcs", "BW40ZZZ")}
    assert codes(two) == {("icd10cm", "J45.909")}
    assert [len(e.parts) for e in one.codes[0].evidence] == [2, 1]
    assert marked(one)["BW40ZZZ"] == ["Ecografía"]
    assert codes(english.charts[0]) == codes(one)
    assert not any(code.spans for code in english.charts[0].codes)
    (only,) = session.load([codiesp], Options(language="en"))
    assert only.language == "en"


def test_cantemist_in_brat(tmp_path: Path) -> None:
    put(tmp_path / "cc1.txt", "Carcinoma microcítico de pulmón.")
    put(
        tmp_path / "cc1.ann",
        "T1\tMORFOLOGIA_NEOPLASIA 0 21\tCarcinoma microcítico\n#1\tAnnotatorNotes T1\t8041/3\n",
    )
    (one,) = session.load([tmp_path], Options())
    assert codes(one.charts[0]) == {("icdo3", "8041/3")}
    assert marked(one.charts[0]) == {"8041/3": ["Carcinoma microcítico"]}


def test_cantemist_as_codes(tmp_path: Path) -> None:
    put(tmp_path / "txt" / "cc1.txt", "Metástasis.")
    put(tmp_path / "dev-coding.tsv", "file\tcode\ncc1\t8000/6\n")
    (one,) = session.load([tmp_path], Options())
    assert codes(one.charts[0]) == {("icdo3", "8000/6")}


def test_own_table(tmp_path: Path) -> None:
    put(tmp_path / "notes" / "a.txt", "Gout.\r\nAsthma.")
    table = put(
        tmp_path / "g.csv", "id,system,code,start,end\na,icd10cm,M10.9,0,4\na,cpt,99213,,\n"
    )
    (one,) = session.load([table], Options(notes=tmp_path / "notes"))
    assert codes(one.charts[0]) == {("icd10cm", "M10.9"), ("cpt", "99213")}
    assert one.charts[0].encounter.documents[0].text == "Gout.\r\nAsthma."
    file = put(tmp_path / "notes.csv", "id,text\na,Gout.\n")
    (other,) = session.load([table], Options(notes=file))
    assert other.charts[0].encounter.documents[0].text == "Gout."


STAYS = {
    100001: [(11, "Discharge summary", "Admitted with pneumonia.\n", [("J18.9", 14, 23)])],
    100002: [
        (21, "Physician", "Gout and hypertension.\n", [("M10.9", 0, 4), ("I10", 9, 21)]),
        (22, "Radiology", "Chest film: asthma.\n", [("J45.909", 12, 18)]),
    ],
}


@pytest.fixture
def mdace(tmp_path: Path) -> Path:
    """Two stays of our own writing in the layout of the release, and their NOTEEVENTS."""
    folder = tmp_path / "mdace"
    notes = HEADER
    for stay, written in STAYS.items():
        rows = [
            {
                "note_id": note,
                "category": kind,
                "description": "Report",
                "annotations": [
                    {
                        "begin": begin,
                        "end": end,
                        "code": code,
                        "code_system": "ICD-10-CM",
                        "description": "",
                        "type": "Human",
                    }
                    for code, begin, end in marks
                ],
            }
            for note, kind, _, marks in written
        ]
        data = {"hadm_id": stay, "comment": "", "notes": rows}
        put(folder / "Inpatient/ICD-10/1.0" / f"{stay}-ICD-10.json", json.dumps(data))
        for note, kind, text, _ in written:
            notes += f'"{note}","1","{stay}","","","","{kind}","Report","","","{text}"\n'
    notes += '"99","1","7","","","","Nursing","","","","not annotated"\n'
    put(folder / "NOTEEVENTS.csv", notes)
    put(folder / "splits/Inpatient/MDace-ev-test.csv", "100002\n")
    return folder


def test_mdace_joins_the_notes_of_a_stay(mdace: Path) -> None:
    (one,) = session.load([mdace], Options(notes=mdace / "NOTEEVENTS.csv"))
    first, second = one.charts
    assert first.encounter.setting is Setting.INPATIENT
    assert [document.id for document in second.encounter.documents] == ["21", "22"]
    assert marked(second) == {"M10.9": ["Gout"], "I10": ["hypertension"], "J45.909": ["asthma"]}
    assert second.kind == "Physician, Radiology"


def test_mdace_split_and_gzip(mdace: Path) -> None:
    packed = mdace / "NOTEEVENTS.csv.gz"
    packed.write_bytes(gzip.compress((mdace / "NOTEEVENTS.csv").read_bytes()))
    (one,) = session.load([mdace], Options(notes=packed, split="test"))
    assert [chart.id for chart in one.charts] == ["100002"]


def test_mdace_without_notes_is_counted_and_not_coded(mdace: Path) -> None:
    (one,) = session.load([mdace], Options())
    assert one.without_text
    done = CliRunner().invoke(evaluate, [str(mdace)])
    assert isinstance(done.exception, InputError)
    assert "2 charts (4 icd10cm)" in done.stderr


def test_mdace_scores_end_to_end(mdace: Path) -> None:
    arguments = [str(mdace), "--notes", str(mdace / "NOTEEVENTS.csv"), "--json"]
    done = CliRunner().invoke(
        evaluate, [*arguments, "--engine", "scripted:pipeline"], catch_exceptions=False
    )
    (found,) = json.loads(done.stdout)
    assert (found["micro"]["right"], found["micro"]["missed"]) == (2, 2)
    assert found["evidence"]["exact span"]["right"] == 2
    assert found["evidence"]["token anywhere"]["recall"] == 0.5


def test_mdace_notes_that_do_not_fit_are_refused(mdace: Path) -> None:
    notes = (mdace / "NOTEEVENTS.csv").read_text()
    for written in STAYS.values():
        for _, _, text, _ in written:
            notes = notes.replace(text, "x" + text)
    put(mdace / "shifted.csv", notes)
    with pytest.raises(InputError, match="only 0 of 4 marked spans begin and end with words"):
        session.load([mdace], Options(notes=mdace / "shifted.csv"))


def test_mdace_fingerprint(mdace: Path) -> None:
    notes = mdace / "NOTEEVENTS.csv"
    (one,) = session.load([mdace], Options(notes=notes))
    fingerprint = one.remarks[0].split()[2].rstrip(";")
    session.load([mdace], Options(notes=notes, fingerprint=fingerprint))
    with pytest.raises(InputError, match=f"the notes' fingerprint is {fingerprint}, not 0000"):
        session.load([mdace], Options(notes=notes, fingerprint="0000"))


def test_mdace_missing_notes_are_named(mdace: Path) -> None:
    put(mdace / "few.csv", HEADER + '"11","","","","","","","","","","Admitted with pneumonia."\n')
    with pytest.raises(InputError, match="2 annotated notes are not in it: 21, 22"):
        session.load([mdace], Options(notes=mdace / "few.csv"))


def test_a_folder_of_datasets(codiesp: Path, mdace: Path, notes: Path, tmp_path: Path) -> None:
    del codiesp, mdace, notes
    names = [one.name for one in session.load([tmp_path], Options())]
    assert names == ["mdace/all", f"{tmp_path.name}/notes", "codiesp/dev-es", "codiesp/dev-en"]


def test_what_is_no_dataset(tmp_path: Path) -> None:
    put(tmp_path / "x.csv", "a,b\n1,2\n")
    with pytest.raises(UsageError, match="none of the known datasets"):
        session.load([tmp_path / "x.csv"], Options())
    with pytest.raises(InputError, match="there is no file or folder"):
        session.load([tmp_path / "absent"], Options())


def test_list_says_what_each_needs_and_where_it_is_got() -> None:
    done = CliRunner().invoke(evaluate, ["--list"])
    assert done.exit_code == 0
    for entry in catalogue.entries():
        assert entry.name in done.stdout
        assert entry.needs in done.stdout
        assert entry.where in done.stdout
    for adapter in catalogue.ADAPTERS:
        assert adapter.name in {entry.name for entry in catalogue.entries()}
