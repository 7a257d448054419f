"""Checks every ``*.jsonl`` here: shape, evidence offsets, codes of the edition, Excludes1.

    python benchmarks/notes/verify.py [FILE.jsonl ...]

The official books come from ``../shared`` or ``SYMPHONY_SHARED``. Exit 1 where a note fails,
2 where the books are absent.
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("SYMPHONY_SHARED", HERE.parents[2] / "shared"))
BOOKS = SHARED / "codesystems" / "icd10cm" / "fy2026-april"
CODE_LIST = BOOKS / "code-list-April-2026.txt"
TABULAR = BOOKS / "icd10c-tabular-April-1-2026.xml"

NOTE_FIELDS = {"id", "part", "kind", "setting", "date_of_service", "text", "codes", "external"}
SETTINGS = {"outpatient", "inpatient", "emergency"}
FIRST_DAY, LAST_DAY = date(2026, 4, 1), date(2026, 9, 30)
SHORTEST_NOTE, LONGEST_NOTE = 1_200, 4_000
EXTERNAL_CAUSE = frozenset("VWXY")
CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
# What an Excludes1 note names: "(J45.-)", "(S00-T88)", "(E10.1-, E11.1)". Group 2 ends a range.
REFERENCE = re.compile(rf"\b({CODE})\.?(?:-({CODE}))?")

Note = dict[str, Any]
Range = tuple[str, str]  # first and last, without dots; equal for a single code or category


def billable_codes() -> frozenset[str]:
    """The valid codes of the April 2026 list, without dots, headings left out."""
    entries = CODE_LIST.read_text(encoding="utf-8").split()
    listed = {entry for entry in entries if re.fullmatch(r"[A-Z]\d[0-9A-Z]{1,5}", entry)}
    parents = {code[:end] for code in listed for end in range(3, len(code))}
    return frozenset(listed - parents)


def excluded_by_code() -> dict[str, list[Range]]:
    """For each entry of the tabular list, what its own and its ancestors' Excludes1 notes name."""
    found: dict[str, list[Range]] = {}
    for chapter in ET.parse(TABULAR).getroot().iter("chapter"):
        inherited = _excludes1(chapter)
        for section in chapter.iter("section"):
            for category in section.findall("diag"):
                _descend(category, inherited + _excludes1(section), found)
    return found


def _descend(entry: ET.Element, inherited: list[Range], found: dict[str, list[Range]]) -> None:
    ranges = inherited + _excludes1(entry)
    found[entry.findtext("name", "").replace(".", "")] = ranges
    for child in entry.findall("diag"):
        _descend(child, ranges, found)


def _excludes1(entry: ET.Element) -> list[Range]:
    texts = [note.text or "" for note in entry.findall("excludes1/note")]
    pairs = [match.groups() for text in texts for match in REFERENCE.finditer(text)]
    return [(a.replace(".", ""), (b or a).replace(".", "")) for a, b in pairs]


def _names(ranges: list[Range], code: str) -> bool:
    return any(first <= code[: len(first)] and code[: len(last)] <= last for first, last in ranges)


def excludes1_pairs(codes: list[str], excluded: dict[str, list[Range]]) -> Iterator[str]:
    """Pairs of ``codes`` that an Excludes1 note forbids, as "A excludes B"."""
    for code, other in permutations(codes, 2):
        plain, plain_other = code.replace(".", ""), other.replace(".", "")
        # A seventh character is no entry of the tabular list: the nearest entry above counts.
        heads = (plain[:end] for end in range(len(plain), 2, -1))
        ranges = next((excluded[head] for head in heads if head in excluded), [])
        if _names(ranges, plain_other):
            yield f"{code} excludes {other}"


def shape_faults(note: Note) -> Iterator[str]:
    """What is wrong with the fields, the date, the length or the offsets of a note."""
    if set(note) != NOTE_FIELDS:
        yield f"fields {sorted(set(note) ^ NOTE_FIELDS)}"
        return
    if note["part"] not in {"dev", "held"} or note["setting"] not in SETTINGS:
        yield "part or setting"
    if not FIRST_DAY <= date.fromisoformat(note["date_of_service"]) <= LAST_DAY:
        yield "date of service outside the April 2026 edition"
    if not SHORTEST_NOTE <= len(note["text"]) <= LONGEST_NOTE:
        yield f"{len(note['text'])} characters"
    for label in note["codes"] + note["external"]:
        if not label["evidence"]:
            yield f"{label['code']}: no evidence"
        for span in label["evidence"]:
            if note["text"][span["start"] : span["end"]] != span["text"] or not span["text"]:
                yield f"{label['code']}: evidence is not at its offsets"


def code_faults(
    note: Note, billable: frozenset[str], excluded: dict[str, list[Range]]
) -> Iterator[str]:
    """What is wrong with the codes of a note."""
    codes = [label["code"] for label in note["codes"]]
    external = [label["code"] for label in note["external"]]
    if not codes or len({*codes, *external}) != len(codes) + len(external):
        yield "no code, or one twice"
    if any(c[0] in EXTERNAL_CAUSE for c in codes):
        yield "an external cause among the codes"
    if not all(c[0] in EXTERNAL_CAUSE for c in external):
        yield "a diagnosis among the external causes"
    for code in codes + external:
        if code.replace(".", "") not in billable:
            yield f"{code} is not a valid code of the edition"
    yield from excludes1_pairs(codes + external, excluded)


def main(names: list[str]) -> int:
    """Prints the faults of the files (all of this folder, where none is named)."""
    if not (CODE_LIST.is_file() and TABULAR.is_file()):
        print(f"The official books are not in {BOOKS}: set SYMPHONY_SHARED.", file=sys.stderr)
        return 2
    files = [Path(name) for name in names] or sorted(HERE.glob("*.jsonl"))
    billable, excluded = billable_codes(), excluded_by_code()
    faults = 0
    seen: set[str] = set()
    for file in files:
        notes = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for note in notes:
            wrong = [*shape_faults(note), *code_faults(note, billable, excluded)]
            wrong += ["id used before"] if note["id"] in seen else []
            seen.add(note["id"])
            faults += len(wrong)
            for fault in wrong:
                print(f"{file.name} {note['id']}: {fault}")
        held = sum(note["part"] == "held" for note in notes)
        labels = sum(len(note["codes"]) for note in notes)
        outside = sum(len(note["external"]) for note in notes)
        counts = f"{len(notes)} notes ({held} held), {labels} codes, {outside} external causes"
        print(f"{file.name}: {counts}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
