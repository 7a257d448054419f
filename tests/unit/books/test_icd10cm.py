"""The embedded ICD-10-CM release: what the issue counts, and what a coder would look up."""

import re
from collections import Counter
from datetime import date

import pytest

from symphony.books.model import NoteKind
from symphony.books.store import Release


def test_every_code_and_entry_is_there(release: Release) -> None:
    counts = release.counts()
    assert counts["billable"] == 74_719
    assert counts["entries"] == 98_505
    assert sum(code.billable for code in release.codes()) == 74_719
    assert sum(1 for _ in release.codes()) == 98_505


def test_the_counts_of_terms_and_notes_are_kept(release: Release) -> None:
    counts = release.counts()
    found = Counter(row[0] for row in release.rows("SELECT kind FROM note"))
    assert set(found) <= {kind.value for kind in NoteKind}
    assert len(found) == 8
    assert {kind: counts[kind] for kind in found} == dict(found)
    assert counts["inclusion_terms"] == 12_574


def test_provenance_names_the_publishers_files_with_their_hashes(release: Release) -> None:
    edition = release.edition
    assert (edition.system, edition.release) == ("icd10cm", "2026-04-01")
    assert (edition.effective_from, edition.effective_to) == (date(2026, 4, 1), date(2026, 9, 30))
    assert [source.name for source in edition.sources] == [
        "icd10c-tabular-April-1-2026.xml",
        "code-list-April-2026.txt",
    ]
    assert all(re.fullmatch(r"[0-9a-f]{64}", s.sha256) and s.size for s in edition.sources)
    assert re.fullmatch(r"[0-9a-f]{64}", edition.sha256)


def test_the_76_codes_that_the_tabular_list_makes_too_many_are_not_there(release: Release) -> None:
    """Loss of consciousness with death has an initial encounter only: S06.xx7 and S06.xx8."""
    deaths = [
        code for code in release.codes()
        if code.level == "subcategory" and re.fullmatch(r"S06\.\w{2}[78]", code.code)
    ]  # fmt: skip
    assert len(deaths) == 38
    for code in deaths:
        assert [child.code[-1] for child in release.children(code.code)] == ["A"]


def test_order_is_the_books_not_the_alphabets(release: Release) -> None:
    merkel, skin = release.code("C4A"), release.code("C44")
    assert merkel.position < skin.position
    block = [child.code for child in release.children("C43-C44")]
    assert block == ["C43", "C4A", "C44"]


@pytest.mark.parametrize(
    ("header", "code", "meaning"),
    [
        ("S52.531", "S52.531A", "initial encounter for closed fracture"),
        ("W00.0", "W00.0XXA", "initial encounter"),
        ("T36.0X1", "T36.0X1D", "subsequent encounter"),
        ("V00.01", "V00.01XS", "sequela"),
    ],
)
def test_seventh_characters_are_appended_behind_placeholders(
    release: Release, header: str, code: str, meaning: str
) -> None:
    made = release.code(code)
    assert made.billable
    assert made.parent == header
    assert not release.code(header).billable
    assert made.title == f"{release.code(header).title}, {meaning}"


def test_no_code_is_longer_than_seven_characters_and_x_only_pads(release: Release) -> None:
    for code in release.codes():
        if code.level == "code":
            bare = code.code.replace(".", "")
            assert len(bare) == 7
            stem = code.parent.replace(".", "")
            assert bare[:6] == stem.ljust(6, "X")


def test_seventh_characters_are_inherited_from_the_nearest_definition(release: Release) -> None:
    here = release.seventh("S52.531A")
    assert {s.owner for s in here} == {"S52"}
    assert "".join(s.character for s in here) == "ABCDEFGHJKMNPQRS"
    assert release.seventh("I10") == ()


def test_a_nearer_definition_takes_the_place_of_the_farther(release: Release) -> None:
    two = {
        str(code): [str(owner) for (owner,) in release.rows(
            "SELECT DISTINCT o.code FROM code c JOIN code o ON c.id BETWEEN o.id AND o.last"
            " JOIN seventh s ON s.owner = o.id WHERE c.code = ? ORDER BY o.id DESC", (code,))]
        for (code,) in release.rows(
            "SELECT c.code FROM seventh s JOIN code o ON o.id = s.owner"
            " JOIN code c ON c.id BETWEEN o.id AND o.last WHERE s.character = 'A'"
            " GROUP BY c.id HAVING count(*) > 1 LIMIT 3")
    }  # fmt: skip
    for code, owners in two.items():
        assert {s.owner for s in release.seventh(code)} == {owners[0]}


def test_notes_of_everything_above_bind_the_nearest_first(release: Release) -> None:
    notes = release.notes("I12.9")
    owners = list(dict.fromkeys(note.owner for note in notes))
    assert owners == ["I12.9", "I12", "I10-I1A", "9"]
    assert release.notes("I12.9", inherited=False) == tuple(
        note for note in notes if note.owner == "I12.9"
    )


@pytest.mark.parametrize(
    ("code", "kind", "owner", "words"),
    [
        ("I12.9", NoteKind.USE_ADDITIONAL, "I12.9", "stage of chronic kidney disease"),
        ("I12.9", NoteKind.INCLUDES, "I12", "nephrosclerosis"),
        ("I12.9", NoteKind.EXCLUDES1, "I12", "renovascular hypertension (I15.0)"),
        ("I12.9", NoteKind.EXCLUDES2, "I12", "acute kidney failure (N17.-)"),
        ("I12.9", NoteKind.USE_ADDITIONAL, "I10-I1A", "tobacco use (Z72.0)"),
        ("I12.9", NoteKind.EXCLUDES2, "9", "neoplasms (C00-D49)"),
        ("E66.811", NoteKind.CODE_FIRST, "E66", ""),
        ("S06.0X0A", NoteKind.CODE_ALSO, "S06", ""),
        ("S52.531A", NoteKind.SEVENTH_CHARACTER, "S52", "7th character"),
        ("S52.531A", NoteKind.NOTE, "S52", ""),
    ],
)
def test_every_kind_of_note_reaches_the_codes_below(
    release: Release, code: str, kind: NoteKind, owner: str, words: str
) -> None:
    found = [n for n in release.notes(code) if n.kind is kind and n.owner == owner]
    assert any(words in note.text for note in found)


def test_inclusion_terms_are_names_of_their_code(release: Release) -> None:
    kinds = {(term.kind, term.text) for term in release.terms("I10")}
    assert ("title", "Essential (primary) hypertension") in kinds
    assert ("includes", "high blood pressure") in kinds
    titled = release.rows(
        "SELECT c.code, t.text FROM term t JOIN code c ON c.id = t.code"
        " WHERE t.kind = 'inclusion' LIMIT 1"
    )
    code, text = titled[0]
    assert text in [term.text for term in release.terms(str(code))]


def test_every_path_ends_in_one_of_22_chapters(release: Release) -> None:
    tops = [code for code in release.codes() if code.parent is None]
    assert len(tops) == 22
    assert {code.level for code in tops} == {"chapter"}
    path = [code.code for code in release.ancestors("S52.531A")]
    assert path == ["S52.531A", "S52.531", "S52.53", "S52.5", "S52", "S50-S59", "19"]


def test_what_is_not_there_is_answered_not_raised(release: Release) -> None:
    assert release.code("E11.999") is None
    assert release.notes("nonsense") == release.children("nonsense") == ()
    assert release.descendants("nonsense") == release.terms("nonsense") == ()


def test_the_complete_codes_below_a_header(release: Release) -> None:
    assert [c.code for c in release.descendants("I10")] == ["I10"]
    assert len(release.descendants("S52.531")) == 16
    assert len(release.descendants("1")) > 1000


def test_the_official_list_of_codes_is_the_same(release: Release, shared) -> None:
    folder = shared / "codesystems" / "icd10cm" / "fy2026-april"
    listed = (folder / "code-list-April-2026.txt").read_text(encoding="utf-8").split()
    bare = {code.code.replace(".", "") for code in release.codes() if code.billable}
    assert bare <= set(listed)
