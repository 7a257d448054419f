"""Every exchange format, from small files written by its published layout with invented content."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from symphony.books.construct import choices, meaning
from symphony.books.install import Order, install
from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.errors import BooksError, UsageError

DAY = date(2026, 1, 1)


def release(
    tmp_path: Path,
    system: str,
    files: Mapping[str, str | bytes],
    day: date | None = DAY,
    columns: Mapping[str, str] | None = None,
) -> Release:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    shelf = Shelf(tmp_path / "home")
    install(shelf, Order(system, day, columns=columns), [folder])
    return shelf.release(system)


def billable(found: Release) -> list[str]:
    return [code.code for code in found.codes() if code.billable]


CLAML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ClaML SYSTEM "ClaML.dtd">
<{root} version="{version}">
 <Title name="ICD-10-XX" version="2025" date="2024-09-01">Invented modification</Title>
 <ModifierClass modifier="S4" code=".0"><SuperClass code="S4"/>
  <Rubric kind="preferred"><Label xml:lang="en">mild</Label></Rubric></ModifierClass>
 <ModifierClass modifier="S4" code=".1" usage="dagger"><SuperClass code="S4"/>
  <Rubric kind="preferred"><Label xml:lang="en">severe</Label></Rubric></ModifierClass>
 <ModifierClass modifier="S5" code="0"><SuperClass code="S5"/>
  <Rubric kind="preferred"><Label xml:lang="en">left</Label></Rubric></ModifierClass>
 <ModifierClass modifier="S5" code="1"><SuperClass code="S5"/>
  <Rubric kind="preferred"><Label xml:lang="en">right</Label></Rubric></ModifierClass>
 <Class code="I" kind="chapter"><SubClass code="A00-A09"/>
  <Rubric kind="preferred"><Label>Troubles</Label></Rubric></Class>
 <Class code="A00-A09" kind="block"><SuperClass code="I"/><SubClass code="A00"/>
  <SubClass code="A01"/><Rubric kind="preferred"><Label>Sock troubles</Label></Rubric></Class>
 <Class code="A00" kind="category"><SuperClass code="A00-A09"/>
  <ModifiedBy code="S4"/><ModifiedBy code="S5"><ValidModifierClass code="1"/></ModifiedBy>
  <Rubric kind="preferred"><Label>Itchy sock</Label></Rubric></Class>
 <Class code="A01" kind="category" usage="aster"><SuperClass code="A00-A09"/>
  <Rubric kind="preferred"><Label>Lost sock</Label></Rubric>
  <Rubric kind="inclusion"><Label>Sock, gone</Label></Rubric>
  <Rubric kind="exclusion"><Label>Itchy sock <Reference>A00.-</Reference></Label></Rubric>
 </Class>
</{root}>"""


@pytest.mark.parametrize(
    ("root", "version"),
    [("ClaML", "2.0.0"), ('ClaML xmlns="http://www.who.int/claml"', "3.0.0")],
)
def test_claml_with_modifiers(tmp_path: Path, root: str, version: str) -> None:
    text = CLAML.replace("</{root}>", "</ClaML>").format(root=root, version=version)
    found = release(tmp_path, "icd10xx", {"x.xml": text}, day=None)
    assert found.edition.effective_from == date(2025, 1, 1)
    assert billable(found) == ["A00.01", "A00.11", "A01"]
    code = found.code("A00.11")
    assert code is not None
    assert code.title == "Itchy sock: severe: right"
    assert found.properties("A00.1") == (("mark", "dagger"),)
    assert found.properties("A01") == (("mark", "asterisk"),)
    assert [note.text for note in found.notes("A01", inherited=False)] == ["Itchy sock (A00.-)"]
    assert [term.code for term in found.named("gone sock")] == ["A01"]


TRUD = (
    "CODE\tALT_CODE\tUSAGE\tUSAGE_UK\tDESCRIPTION\tMODIFIER_4\tMODIFIER_5\tQUALIFIERS\t"
    "GENDER_MASK\tMIN_AGE\tMAX_AGE\tTREE_DESCRIPTION\n"
    "A00\tA00\tDEFAULT\t3\tItchy sock\t\t\t\t\t\t\tItchy sock\n"
    "A00.0\tA000\tDAGGER\t1\tItchy sock\tmild\t\t\t\t\t\tmild\n"
    "A00.1\tA001\tASTERISK\t1\tItchy sock\tsevere\t\t\t2\t10\t20\tsevere\n"
    "J46\tJ46X\tDEFAULT\t3\tHopping\t\t\t\t\t\t\tHopping\n"
)


def test_icd10_of_the_uk(tmp_path: Path) -> None:
    found = release(tmp_path, "icd10uk", {"codes.txt": TRUD})
    assert billable(found) == ["A00.0", "A00.1", "J46"]
    assert dict(found.properties("J46"))["padded"] == "J46X"
    assert dict(found.properties("A00.1")) == {
        "usage": "ASTERISK", "usage_uk": "1", "gender_mask": "2", "min_age": "10", "max_age": "20",
    }  # fmt: skip
    code = found.code("A00.0")
    assert code is not None
    assert (code.title, code.parent) == ("Itchy sock mild", "A00")


def test_opcs(tmp_path: Path) -> None:
    titles = "A01\tOPERATIONS ON SOCK\nA01.1\tMending of sock\nA01.9\tUnspecified sock\n"
    meta = "A01.1\t1\t0\t120\tY\nA01.9\t1\t0\t120\tN\n"
    found = release(tmp_path, "opcs4", {"CodesAndTitles.txt": titles, "MetaData.txt": meta})
    assert billable(found) == ["A01.1", "A01.9"]
    assert found.properties("A01.1") == (("metadata", "1\t0\t120\tY"),)


def test_files_of_the_other_uk_system_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="not those of OPCS-4"):
        release(tmp_path, "opcs4", {"codes.txt": TRUD})


CPT = (
    "NOTICE: invented content in the layout of the data files.\n\n"
    "Concept Id\tCPT Code\tLong\tMedium\tShort\tConsumer\tSpanish Consumer\t"
    "Current Descriptor Effective Date\tTest Name\tLab Name\tManufacturer Name\n"
    "1\t00001\tMending of a sock, any toe\tMENDING SOCK\tMEND SOCK\tFixing a sock\t\t\t\t\t\n"
    "2\t0002T\tWeaving of a sock by magic\tWEAVING SOCK\tWEAVE SOCK\t\t\t\t\t\t\n"
)
CPT_MODIFIERS = (
    "NOTICE\n\nConceptID\tModifier Code\tLevel I/II\tModifier Descriptor Effective\t"
    "Modifier Name\tModifier Description\tSection (Main Section)\n"
    "9\t99\tI\t20260101\tTwice\tTwice\tAll\n"
)


def test_cpt_from_the_consolidated_list(tmp_path: Path) -> None:
    found = release(tmp_path, "cpt", {"codes.txt": CPT, "modifiers.txt": CPT_MODIFIERS})
    assert billable(found) == ["00001", "0002T", "99"]
    assert [code.code for code in found.ancestors("0002T")] == ["0002T", "III"]
    assert [term.code for term in found.named("fixing sock")] == ["00001"]
    assert dict(found.properties("00001")) == {"short": "MEND SOCK"}


def test_cpt_from_descriptor_files(tmp_path: Path) -> None:
    files = {
        "LONGULT.txt": "00001\tMending of a sock,\n00001\tany toe of any foot\n00002\tDarning\n"
                       "00003\tKnitting of a sock\n00004\tThe last one of the sock procedures\n",
        "SHORTU.txt": "00001 MEND\n00002 DARN\n00003 KNIT\n00004 LAST\n",
    }  # fmt: skip
    found = release(tmp_path, "cpt", files)
    code = found.code("00001")
    assert code is not None
    assert code.title == "Mending of a sock, any toe of any foot"
    assert [term.code for term in found.named("mend")] == ["00001"]


def fhir(kind: str, **content: object) -> str:
    return json.dumps({"resourceType": kind, **content})


SOCKS = {
    "url": "http://example.org/socks", "version": "2025-07-01", "title": "Socks",
    "content": "complete",
    "concept": [
        {"code": "s", "display": "Sock",
         "property": [{"code": "notSelectable", "valueBoolean": True}],
         "concept": [{"code": "s-left", "display": "Left sock",
                      "designation": [{"value": "sock of the left foot"}]},
                     {"code": "s-old", "display": "Old sock",
                      "property": [{"code": "inactive", "valueBoolean": True}]}]},
        {"code": "s-right", "display": "Right sock",
         "property": [{"code": "parent", "valueCode": "s"}]},
    ],
}  # fmt: skip


def test_fhir_code_system(tmp_path: Path) -> None:
    concept_map = fhir("ConceptMap", group=[{
        "source": SOCKS["url"], "target": "http://example.org/feet",
        "element": [{"code": "s-left", "target": [{"code": "f1", "equivalence": "equivalent"}]}],
    }])  # fmt: skip
    files = {"a.json": fhir("CodeSystem", **SOCKS), "m.json": concept_map}
    found = release(tmp_path, "socks", files, day=None)
    assert found.edition.effective_from == date(2025, 7, 1)
    assert billable(found) == ["s-left", "s-right"]
    assert found.properties("s-left") == (("maps_to", "http://example.org/feet|f1"),)
    assert [term.code for term in found.named("foot left sock")] == ["s-left"]


def test_a_fhir_value_set_limits_what_is_complete(tmp_path: Path) -> None:
    value_set = fhir("ValueSet", compose={"include": [
        {"system": SOCKS["url"], "concept": [{"code": "s-right"}]}]})  # fmt: skip
    bundle = fhir("Bundle", entry=[
        {"resource": {"resourceType": "CodeSystem", **SOCKS}}, {"resource": json.loads(value_set)},
    ])  # fmt: skip
    assert billable(release(tmp_path, "socks", {"b.json": bundle})) == ["s-right"]


def test_two_fhir_code_systems_are_refused(tmp_path: Path) -> None:
    one = fhir("CodeSystem", **SOCKS)
    with pytest.raises(BooksError, match="2 code systems"):
        release(tmp_path, "socks", {"a.json": one, "b.json": one})


def xlsx(lines: list[list[str]]) -> bytes:
    rows = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for c, cell in enumerate(line)
            if cell
        )
        + "</row>"
        for r, line in enumerate(lines, start=1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml",
                      f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>")  # fmt: skip
    return made.getvalue()


LINES = [["Kennung", "Bezeichnung", "gilt"], ["X1", "Socke", ""], ["X1.0", "Linke Socke", "ja"]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.xlsx", xlsx(LINES)),
        ("t.csv", "\n".join(";".join(line) for line in LINES).encode()),
        ("t.tsv", "\n".join("\t".join(line) for line in LINES).encode("utf-16")),
    ],
)
def test_a_table_with_named_columns(tmp_path: Path, name: str, data: bytes) -> None:
    columns = {"code": "Kennung", "title": "Bezeichnung", "billable": "gilt"}
    found = release(tmp_path, "toy", {name: data}, columns=columns)
    assert billable(found) == ["X1.0"]
    assert [code.code for code in found.ancestors("X1.0")] == ["X1.0", "X1"]


def test_a_table_without_known_columns_says_how_to_name_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--column code=NAME"):
        release(tmp_path, "toy", {"t.csv": "a,b\n1,2\n"})


PCS = """<?xml version="1.0"?><ICD10PCS.tabular><version>2031</version>
<pcsTable>
 <axis pos="1" values="1"><title>Section</title><label code="0">Socks</label></axis>
 <axis pos="2" values="1"><title>Foot</title><label code="L">Left</label></axis>
 <axis pos="3" values="1"><title>Operation</title><label code="M">Mending</label></axis>
 <pcsRow codes="2">
  <axis pos="4" values="1"><title>Part</title><label code="1">Toe</label></axis>
  <axis pos="5" values="2"><title>Approach</title><label code="0">Open</label>
   <label code="3">By needle</label></axis>
  <axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
  <axis pos="7" values="1"><title>Qualifier</title><label code="Z">No Qualifier</label></axis>
 </pcsRow>
 <pcsRow codes="1">
  <axis pos="4" values="1"><title>Part</title><label code="2">Heel</label></axis>
  <axis pos="5" values="1"><title>Approach</title><label code="0">Open</label></axis>
  <axis pos="6" values="1"><title>Device</title><label code="J">Patch</label></axis>
  <axis pos="7" values="1"><title>Qualifier</title><label code="Z">No Qualifier</label></axis>
 </pcsRow>
</pcsTable></ICD10PCS.tabular>"""
PCS_INDEX = """<?xml version="1.0"?><ICD10PCS.index><version>2031</version><letter><title>D</title>
<mainTerm><title>Darning</title><see>Mending, Toe<codes>0LM1</codes></see></mainTerm>
<mainTerm><title>Big toe</title><use>Toe</use></mainTerm></letter></ICD10PCS.index>"""
PCS_DEFINITIONS = """<?xml version="1.0"?><ICD10PCS.definitions><version>2031</version>
<section code="0"><title>Socks</title><axis pos="3"><title>Operation</title><terms>
<title>Mending</title><definition>Making whole</definition></terms></axis></section>
</ICD10PCS.definitions>"""


def test_procedures_exist_only_where_a_row_allows_them(tmp_path: Path) -> None:
    files = {"t.xml": PCS, "i.xml": PCS_INDEX, "d.xml": PCS_DEFINITIONS}
    found = release(tmp_path, "icd10pcs", files, day=None)
    assert found.edition.effective_from == date(2030, 10, 1)
    assert billable(found) == ["0LM10ZZ", "0LM13ZZ", "0LM20JZ"]
    code = found.code("0LM20JZ")
    assert code is not None
    assert code.title == "Mending of Heel, Open, Patch"
    assert [c.code for c in found.ancestors("0LM10ZZ")] == ["0LM10ZZ", "0LM", "0L", "0"]
    assert [(c.value, c.label) for c in choices(found, "0LM1")] == [
        ("0", "Open"),
        ("3", "By needle"),
    ]
    assert [(c.value, c.label) for c in choices(found, "0LM20")] == [("J", "Patch")]
    assert choices(found, "0LM23") == ()
    assert choices(found, "0LM20JZ") == ()
    said = meaning(found, "0LM20JZ")
    assert [(c.axis, c.label) for c in said] == [
        ("Section", "Socks"), ("Foot", "Left"), ("Operation", "Mending"), ("Part", "Heel"),
        ("Approach", "Open"), ("Device", "Patch"), ("Qualifier", "No Qualifier"),
    ]  # fmt: skip
    assert said[2].definition == "Making whole"
    assert said[6].complete


def test_a_row_that_miscounts_its_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="a row says 3 codes, has 2"):
        release(tmp_path, "icd10pcs", {"t.xml": PCS.replace('codes="2"', 'codes="3"')}, day=None)


def test_tables_and_list_must_agree(tmp_path: Path) -> None:
    listed = "0LM10ZZ Mend toe, open\n0LM13ZZ Mend toe, by needle\n"
    with pytest.raises(BooksError, match="only in the tables: 0LM20JZ"):
        release(tmp_path, "icd10pcs", {"t.xml": PCS, "c.txt": listed}, day=None)


def record(code: str, number: int, kind: str, text: str, short: str = "") -> str:
    rest = " " * 149 + "2030010120310401        N" if kind in "37" else ""
    return f"{code:>5}{number:05d}{kind}{text:<80}{short:<28}{rest}".ljust(320)


def test_hcpcs_records_are_put_together(tmp_path: Path) -> None:
    lines = [
        record("S0001", 100, "3", "Sock, knitted, with", "Sock knitted"),
        record("S0001", 200, "4", "or without toe"),
        record("LS", 100, "7", "Left sock only", "Left sock"),
    ]
    found = release(tmp_path, "hcpcs", {"x.txt": "\n".join(lines) + "\n"}, day=None)
    assert found.edition.effective_from == date(2031, 4, 1)
    code = found.code("S0001")
    assert code is not None
    assert code.title == "Sock, knitted, with or without toe"
    assert dict(found.properties("S0001")) == {
        "short": "Sock knitted", "added": "2030-01-01", "effective": "2031-04-01", "action": "N",
    }  # fmt: skip
    assert (found.facts["codes"], found.facts["modifiers"]) == ("1", "1")


ICD11 = (
    "Foundation URI\tLinearization URI\tCode\tBlockId\tTitle\tClassKind\tDepthInKind\tIsResidual\t"
    "ChapterNo\tBrowserLink\tisLeaf\tPrimary tabulation\tVersion:2031 Feb 03 - 10:00 UTC\n"
    'u1\tx/mms/1\t\t\t"Socks"\tchapter\t1\tFalse\t01\t\tFalse\t\t\n'
    'u2\tx/mms/2\t\tBlockL1-1A0\t"- Lost socks"\tblock\t1\tFalse\t01\t\tFalse\t\t\n'
    'u3\tx/mms/3\t1A00\t\t"- - Left sock lost"\tcategory\t1\tFalse\t01\t\tTrue\tTrue\t\n'
)


def test_icd11_tabulation(tmp_path: Path) -> None:
    found = release(tmp_path, "icd11", {"x.txt": ICD11}, day=None)
    assert found.edition.effective_from == date(2031, 2, 3)
    assert [c.code for c in found.ancestors("1A00")] == ["1A00", "BlockL1-1A0", "chapter 01"]
    assert billable(found) == ["1A00"]
    code = found.code("1A00")
    assert code is not None
    assert code.title == "Left sock lost"
