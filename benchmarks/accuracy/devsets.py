"""The development notes, read alike by all scripts here: text, setting, gold codes, set, family.

Sets lie in ``../shared`` (or ``SYMPHONY_SHARED``); our own notes in ``benchmarks/notes``. Nothing
here reads a part called ``held``.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.encounter.model import Document, Encounter, Setting

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared")) / "benchmarks"
OWN = ROOT / "benchmarks" / "notes"

SETS = {
    "aci": ("aci_amazon/train.jsonl", "aci_amazon/valid.jsonl"),
    "narrative": ("aci_amazon/train_narrative.jsonl", "aci_amazon/valid_narrative.jsonl"),
    "medcoder": ("medcoder_dev/dev.jsonl",),
    "codiesp": ("codiesp/dev_en.jsonl",),
    "codiesp train": ("codiesp/train_en.jsonl",),
}
"""What each set in ``../shared`` is made of."""

OURS = {path.stem: path for path in sorted(OWN.glob("*.jsonl"))}
"""Our own notes: a set for each file, of which only the part ``dev`` is read."""

VISITS = ("aci", "narrative", "medcoder", *OURS)
"""The sets whose labels say what a coder would report."""

EXTERNAL = "VWXY"
"""Chapters of external causes: many labels never have them, so they are left out on both sides."""

_NEVER = {"aci": ("Z79",), "narrative": ("Z79",), "medcoder": ("Z79",)}
"""What the labels of a set never hold though guidelines ask for it (I.C.4.a.3): drug use."""


SILENT = frozenset(_NEVER)
"""Sets whose labels hold next to nothing of what a note states and nobody names (drugs, measures,
status): 4 of the 55 that the guidelines ask for. They cannot tell how often that is right."""


def unlabelled(name: str, code: str) -> bool:
    """Whether the labels of a set are silent on such a code; learning and calibration skip it."""
    return code.startswith(_NEVER.get(name, ("-",)))


@dataclass(frozen=True, slots=True)
class Note:
    """One labelled note. ``family`` is shared by notes of one visit (they fall into one fold)."""

    set: str
    family: str
    case: Case
    gold: frozenset[str]
    spans: tuple[tuple[int, int, str], ...]
    """Where the labels point: start, end, code."""


def notes(name: str, release: Release) -> list[Note]:
    """The notes of a set."""
    files = [OURS[name]] if name in OURS else [SHARED / file for file in SETS[name]]
    return [note for file in files for note in _of_file(name, file, release)]


def _of_file(name: str, file: Path, release: Release) -> Iterator[Note]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("part", "dev") != "dev":
            continue
        codes = [c for c in row["codes"] if _is_diagnosis(c)]
        encounter = Encounter(
            row["id"],
            (Document("note", row["text"]),),
            Setting(row.get("setting", "outpatient")),
        )
        yield Note(
            set=name,
            family=row.get("aci_id", row["id"]),
            case=Case(encounter, release),
            gold=frozenset(c["code"] for c in codes),
            spans=tuple(
                (e["start"], e["end"], c["code"]) for c in codes for e in c.get("evidence", ())
            ),
        )


def _is_diagnosis(code: dict[str, str]) -> bool:
    return not code["system"].endswith(("PCS", "-P")) and code["code"][0] not in EXTERNAL
