"""ICD-10-CM from small files in the publisher's layouts: printed, listed, derived."""

from datetime import date
from pathlib import Path

import pytest

from symphony.books.alphabetic import Index
from symphony.books.install import Order, install
from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.errors import BooksError

TABULAR = """<?xml version="1.0"?><ICD10CM.tabular><version>2031</version>
<chapter><name>1</name><desc>Socks</desc>
 <section id="S00-S09"><desc>Injuries to the sock</desc>
  <diag><name>S00</name><desc>Torn sock</desc>
   <sevenChrDef><extension char="A">initial encounter</extension>
    <extension char="D">subsequent encounter</extension></sevenChrDef>
   <excludes1><note>lost sock (S01)</note></excludes1>
   <diag><name>S00.0</name><desc>Torn left sock</desc>
    <inclusionTerm><note>Ripped left sock</note></inclusionTerm></diag>
   <diag><name>S00.1</name><desc>Torn right sock</desc></diag></diag>
  <diag><name>S01</name><desc>Lost sock</desc></diag>
 </section></chapter></ICD10CM.tabular>"""
CODES = """S000XXA Torn left sock, initial encounter
S000XXD Torn left sock, subsequent encounter
S001XXA Torn right sock, initial encounter
S001XXD Torn right sock, subsequent encounter
S01     Lost sock
"""
INDEX = """<?xml version="1.0"?><ICD10CM.index><version>2031</version>
<title>ICD-10-CM INDEX TO DISEASES and INJURIES</title><letter><title>S</title>
<mainTerm><title>Sock<nemod>(itchy) (wet)</nemod></title><code>S01</code>
 <term level="1"><title>torn</title><code>S00.-</code>
  <term level="2"><title>with</title>
   <term level="3"><title>toe</title><code>S00.0</code><manif>S01</manif></term></term></term>
 <term level="1"><title>mismatched</title><see>Sock, torn</see></term>
 <term level="1"><title>smelly</title><subcat>S00.1</subcat><seeAlso>Foot</seeAlso></term>
 <term level="1"><title>single</title><seecat>S01</seecat></term></mainTerm>
</letter></ICD10CM.index>"""
ADDENDA = """Delete:      S01     Lost sock
Add:         S010    Sock lost in the wash
Add:         S018    Sock lost elsewhere
Add:         S002XXA Torn middle sock, initial encounter
Add:         S002XXD Torn middle sock, subsequent encounter
Revise from: S000XXA Torn left sock, initial encounter
Revise to:   S000XXA Torn left sock [any toe], initial encounter

Codes
  5 codes in icd10cm_order_2031.txt
  8 codes in icd10cm_order_2032.txt
      4 additions
      1 deletions
      1 revisions
"""
FIRST = date(2030, 10, 1)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setattr("symphony.books.shelf._EMBEDDED", {})
    return Shelf(tmp_path / "home")


def put(shelf: Shelf, tmp_path: Path, **files: str) -> Release:
    folder = tmp_path / f"files{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.anything").write_text(content, encoding="utf-8")
    install(shelf, Order("icd10cm"), [folder])
    return shelf.release("icd10cm")


def test_tabular_and_list_and_index(shelf: Shelf, tmp_path: Path) -> None:
    found = put(shelf, tmp_path, a=TABULAR, b=CODES, c=INDEX)
    assert found.edition.effective_from == FIRST
    assert [code.code for code in found.codes() if code.billable] == [
        "S00.0XXA", "S00.0XXD", "S00.1XXA", "S00.1XXD", "S01",
    ]  # fmt: skip
    index = Index(found)
    assert index.books == ("diseases",)
    toe = index.find("sock, torn, toe")[0]
    assert [(c.printed, c.role) for c in toe.codes] == [
        ("S00.0", "default"),
        ("S01", "manifestation"),
    ]
    assert index.find("sock, torn")[0].codes[0].printed == "S00.-"
    assert index.find("sock, smelly")[0].codes[0].code == "S00.1"
    assert index.find("sock")[0].modifiers == "(itchy) (wet)"
    mismatched = index.branch(index.find("sock, mismatched")[0])
    there = mismatched.sent_to[0][2]
    assert there is not None
    assert there.line.path == ("Sock", "torn")
    assert [term.code for term in found.named("sock torn") if term.kind == "index"] == ["S00"]


def test_a_code_that_is_only_listed_stops_the_import(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match=r"only in the list of codes: S02"):
        put(shelf, tmp_path, a=TABULAR, b=CODES + "S02     New sock\n")


def test_a_code_that_is_only_printed_stops_the_import(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match=r"only in the tabular list: S01"):
        put(shelf, tmp_path, a=TABULAR, b=CODES.replace("S01     Lost sock\n", ""))


def test_another_title_stops_the_import(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="titled otherwise"):
        put(shelf, tmp_path, a=TABULAR, b=CODES.replace("Lost", "Gone"))


def test_accents_are_no_other_title(shelf: Shelf, tmp_path: Path) -> None:
    found = put(
        shelf,
        tmp_path,
        a=TABULAR.replace("Lost sock", "Löst sock"),
        b=CODES.replace("Lost", "Lost"),
    )
    code = found.code("S01")
    assert code is not None
    assert code.title == "Löst sock"


def test_an_index_of_another_edition_stops_the_import(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match=r"not in the tabular list, such as S77"):
        put(
            shelf,
            tmp_path,
            a=TABULAR,
            b=CODES,
            c=INDEX.replace("<code>S01</code>", "<code>S77</code>"),
        )


def test_an_element_that_the_schema_lacks_stops_the_import(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="unknown element 'blink'"):
        put(shelf, tmp_path, a=TABULAR, b=CODES, c=INDEX.replace("seecat>", "blink>"))


def test_a_release_follows_from_its_predecessor_and_the_addenda(
    shelf: Shelf, tmp_path: Path
) -> None:
    put(shelf, tmp_path, a=TABULAR, b=CODES, c=INDEX)
    found = put(shelf, tmp_path, a=ADDENDA)
    assert found.edition.effective_from == date(2031, 10, 1)
    assert found.facts["derived_from"] == "2030-10-01"
    assert [code.code for code in found.codes() if code.billable] == [
        "S00.0XXA", "S00.0XXD", "S00.1XXA", "S00.1XXD", "S00.2XXA", "S00.2XXD", "S01.0", "S01.8",
    ]  # fmt: skip
    header = found.code("S00.2")
    assert header is not None
    assert (header.title, header.billable) == ("Torn middle sock", False)
    assert [note.text for note in found.notes("S00.2XXA")] == ["lost sock (S01)"]
    revised = found.code("S00.0XXA")
    assert revised is not None
    assert revised.title == "Torn left sock [any toe], initial encounter"
    assert Index(found).find("sock")[0].codes[0].code == "S01"


def test_addenda_and_full_list_agree(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path, a=TABULAR, b=CODES)
    derived = [(c.code, c.title) for c in put(shelf, tmp_path, a=ADDENDA).codes()]
    full = (
        CODES.replace("S01     Lost sock\n", "").replace(
            "Torn left sock, initial", "Torn left sock [any toe], initial"
        )
        + "S002XXA Torn middle sock, initial encounter\n"
        + "S002XXD Torn middle sock, subsequent encounter\n"
        + "S010    Sock lost in the wash\nS018    Sock lost elsewhere\n"
    )
    path = tmp_path / "full.txt"
    path.write_text(full, encoding="utf-8")
    install(shelf, Order("icd10cm", date(2031, 10, 1)), [path])
    listed = [(c.code, c.title) for c in Shelf(shelf.folder.parent).release("icd10cm").codes()]
    assert listed == derived


def test_an_incomplete_addenda_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path, a=TABULAR, b=CODES)
    with pytest.raises(BooksError, match="it is incomplete"):
        put(shelf, tmp_path, a=ADDENDA.replace("Add:         S018    Sock lost elsewhere\n", ""))


def test_an_addenda_for_another_predecessor_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path, a=TABULAR, b=CODES)
    with pytest.raises(BooksError, match="do not fit the installed predecessor"):
        put(shelf, tmp_path, a=ADDENDA.replace("Delete:      S01 ", "Delete:      S03 "))


def test_an_addenda_alone_needs_a_predecessor(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="needs the release before it"):
        put(shelf, tmp_path, a=ADDENDA)
