"""The notes in benchmarks/notes: true offsets, unique ids, codes that exist."""

import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTES_FILES = sorted((ROOT / "benchmarks" / "notes").glob("*.jsonl"))
SHARED = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared"))
CODE_LIST = SHARED / "codesystems" / "icd10cm" / "fy2026-april" / "code-list-April-2026.txt"

NOTE_FIELDS = {
    "id",
    "part",
    "kind",
    "setting",
    "date_of_service",
    "text",
    "codes",
    "external",
}
LABEL_FIELDS = {"system", "code", "evidence"}
SPAN_FIELDS = {"start", "end", "text"}
CODE_SHAPE = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
EXTERNAL_CAUSE = frozenset("VWXY")
SHORTEST_NOTE, LONGEST_NOTE = 1_200, 4_000

Note = dict[str, Any]


def _notes() -> list[Note]:
    texts = [file.read_text(encoding="utf-8") for file in NOTES_FILES]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def _labels(note: Note) -> list[Note]:
    return [*note["codes"], *note["external"]]


NOTES = _notes()
each_note = pytest.mark.parametrize("note", NOTES, ids=[note["id"] for note in NOTES])


def test_ids_and_texts_are_unique() -> None:
    assert len({note["id"] for note in NOTES}) == len(NOTES)
    assert len({note["text"] for note in NOTES}) == len(NOTES)


def test_half_of_the_newest_notes_is_held_back() -> None:
    parts = Counter((note["id"].split("-")[0], note["part"]) for note in NOTES)
    held = {prefix: count for (prefix, part), count in parts.items() if part == "held"}
    assert held == {"fv": 15, "fh": 16, "fo": 18, "ha": 15, "hb": 15, "hc": 15, "ia": 12, "ib": 12}
    assert all(parts[prefix, "dev"] == count for prefix, count in held.items())


@each_note
def test_a_note_has_exactly_the_fields_of_the_format(note: Note) -> None:
    assert set(note) == NOTE_FIELDS
    assert note["setting"] in {"outpatient", "inpatient", "emergency"}
    assert date(2026, 4, 1) <= date.fromisoformat(note["date_of_service"]) <= date(2026, 9, 30)
    assert SHORTEST_NOTE <= len(note["text"]) <= LONGEST_NOTE


@each_note
def test_every_label_has_evidence_at_true_offsets(note: Note) -> None:
    for label in _labels(note):
        assert set(label) == LABEL_FIELDS
        assert label["system"] == "icd10cm"
        assert label["evidence"], label["code"]
        for span in label["evidence"]:
            assert set(span) == SPAN_FIELDS
            assert 0 <= span["start"] < span["end"] <= len(note["text"])
            assert note["text"][span["start"] : span["end"]] == span["text"]
            assert span["text"] == span["text"].strip()


@each_note
def test_codes_are_well_formed_unique_and_in_their_field(note: Note) -> None:
    codes = [label["code"] for label in _labels(note)]
    assert note["codes"]
    assert len(set(codes)) == len(codes)
    assert all(CODE_SHAPE.fullmatch(code) for code in codes)
    assert not [c["code"] for c in note["codes"] if c["code"][0] in EXTERNAL_CAUSE]
    assert all(c["code"][0] in EXTERNAL_CAUSE for c in note["external"])


def test_every_code_is_valid_in_the_april_2026_edition() -> None:
    if not CODE_LIST.is_file():
        pytest.skip("the official code list is in ../shared, which is absent here")
    entries = CODE_LIST.read_text(encoding="utf-8").split()
    listed = {entry for entry in entries if "-" not in entry}  # "I10-I1A" names a section
    used = {label["code"].replace(".", "") for note in NOTES for label in _labels(note)}
    assert not used - listed
    # The list holds categories too; a code under which others stand is not billable.
    parents = {code[:end] for code in listed for end in range(3, len(code))}
    assert not used & parents
