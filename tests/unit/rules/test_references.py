import re

import pytest

from symphony.books.model import NoteKind
from symphony.rules.book import Book
from symphony.rules.link import LINKING
from symphony.rules.references import UnreadableError, readings, references
from symphony.rules.unresolved import unresolved


def printed(text, owner=""):
    return [str(reference) for reference in references(text, owner)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chronic kidney disease (N18.-)", ["N18"]),
        ("influenza (J09.X3, J10.2, J11.2)", ["J09.X3", "J10.2", "J11.2"]),
        ("toxic effect (T61-T62)", ["T61-T62"]),
        ("rheumatic fever (I01.0 -I01.9)", ["I01.0-I01.9"]),
        ("ostomy complications (J95.0-, K94.-, N99.5-)", ["J95.0", "K94", "N99.5"]),
        ("atherosclerosis (I70.2--I70.7-)", ["I70.2-I70.7"]),
        ("drug abuse (F11.-F17.-)", ["F11-F17"]),
        ("fracture of vertebra (S12.0--S12.6.-)", ["S12.0-S12.6"]),
        ("rheumatoid arthritis (M05.00 to M05.8A)", ["M05.00-M05.8A"]),
        ("apnea (P28.3- - P28.4-)", ["P28.3-P28.4"]),
        ("hypertensive encephalopathy (I60.-. I61.-, I62.-)", ["I60", "I61", "I62"]),
        ("code from category O08 to identify", ["O08"]),
        ("tuberculosis, any type in A15 (J65)", ["J65"]),
        ("vitamin B12 deficiency anemia (D51.-)", ["D51"]),
        ("knee joint (Z89.52-", ["Z89.52"]),
        ("electrolyte imbalance (E87.8}", ["E87.8"]),
        ("care for complication - see Alphabetic Index", []),
    ],
)
def test_codes_and_ranges(text, expected):
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("(T36-T50 with fifth or sixth character 5)", "T36.0X5A", "T36.0X1A"),
        ("(T36-T50 with fifth or sixth character 5)", "T37.95XA", "T45.526A"),
        ("(T36-T65 with fifth or sixth character 1-4)", "T58.01XA", "T45.515A"),
        ("(E08-E13 with .51-.52)", "E11.52", "E11.59"),
        ("(F10-F19, with .17, .27, .97)", "F13.97", "F10.10"),
        ("(I69. with final characters -91)", "I69.391", "I69.392"),
        ("(S02.- with 7th character B)", "S02.0XXB", "S02.0XXA"),
        ("(S52.- with open fracture 7th character)", "S52.501C", "S52.501A"),
        ("(F11-F19 with fifth to sixth characters 51)", "F11.151", "F11.150"),
        ("C91.0-C95.9 with 5th character 1", "C91.01", "C91.00"),
        ("(E08, E09, E11, E13 with final characters .00 or .01)", "E13.01", "E13.10"),
    ],
)
def test_a_phrase_narrows_a_reference(release, text, inside, outside):
    book = Book(release)
    reaches = [book.place(reference) for reference in references(text)]
    held = {code for code in (inside, outside) if any(r.holds(release.code(code)) for r in reaches)}
    assert held == {inside}


def test_an_unknown_phrase_is_an_error():
    with pytest.raises(UnreadableError):
        references("(E08-E13 with feathers)")


def test_misprints_are_read_as_listed(release):
    for (owner, misprint), reading in readings().items():
        texts = [note.text for note in release.notes(owner, inherited=False)]
        assert any(misprint in text for text in texts)
        assert reading.reason.endswith(".")


def test_no_reference_of_the_edition_is_left_unresolved(release):
    assert unresolved(release) == []


def test_every_code_in_the_brackets_of_a_note_is_read(release):
    """Another scan than the reader's: what is a code of the release must be in its answer."""
    known = {entry.code for entry in release.codes() if entry.code[0].isalpha()}
    under = "SELECT o.code, n.kind, n.text FROM note n JOIN code o ON o.id = n.owner"
    missed = []
    for owner, kind, text in release.rows(under):
        if NoteKind(kind) not in LINKING or any(owner == misread for misread, _ in readings()):
            continue
        bracketed = " ".join(re.findall(r"[(\[{]([^()\[\]{}]*)", text))
        words = {word.rstrip(".") for word in re.findall(r"[A-Z0-9.]+", bracketed)} & known
        named = {end for each in references(text, owner) for end in (each.first, each.last)}
        missed += [(owner, text, word) for word in words - named]
    assert missed == []
