"""MDACE as released: a JSON file for each stay, and your own copy of MIMIC-III's notes.

The annotations name notes by their ``ROW_ID`` in ``NOTEEVENTS.csv`` (MIMIC-III v1.4, PhysioNet
credential needed); all annotated notes of a stay are one inpatient encounter. Files that already
hold the text (``with_text``) need no notes. Without either, the charts load, but cannot be coded.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from symphony.encounter.model import Document, Encounter, Setting, Span
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.datasets.tables import table
from symphony.evaluation.gold import Chart, Dataset, GoldCode, GoldEvidence
from symphony.evaluation.naming import code_name, system_name
from symphony.evaluation.problems import Place, Problems

FIT = 0.8
"""The share of marked spans that must begin and end where words do, or the texts are others."""

_FOLDERS = ("", "Inpatient/ICD-10/1.0", "data/Inpatient/ICD-10/1.0")


def recognises(path: Path) -> bool:
    """Whether the path holds the annotation files, directly or as the release lays them out."""
    return path.is_dir() and _annotations(path) is not None


def _annotations(path: Path) -> Path | None:
    folders = (path / folder for folder in _FOLDERS)
    return next((f for f in folders if next(f.glob("*-ICD-10.json"), None)), None)


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """The stays of the release, or of one split (``train``, ``val`` or ``test``)."""
    folder = _annotations(path)
    assert folder is not None
    wanted = _split(path, options.split, problems)
    stays = [
        (file, stay)
        for file in sorted(folder.glob("*-ICD-10.json"))
        if (stay := _stay(file, problems)) and (wanted is None or str(stay["hadm_id"]) in wanted)
    ]
    texts, lines = _texts(stays, options, problems)
    charts = tuple(_chart(file, stay, texts, problems) for file, stay in stays)
    name = f"mdace/{options.split or 'all'}"
    if not texts:
        need = "no note text: give your copy of MIMIC-III's NOTEEVENTS.csv with --notes"
        return [Dataset(name, charts, remarks=(need,), without_text=True)]
    _check(path, charts, options, problems)
    said = f"notes' fingerprint {fingerprint(charts)}; {lines} rows of notes read"
    return [Dataset(name, charts, remarks=(said,))]


def _split(path: Path, name: str | None, problems: Problems) -> set[str] | None:
    if name is None:
        return None
    for folder in (path, *path.parents[:4]):
        file = folder / "splits" / "Inpatient" / f"MDace-ev-{name}.csv"
        if file.is_file():
            return set(file.read_text("utf-8").split())
    problems.add(path, 0, f"there is no file splits/Inpatient/MDace-ev-{name}.csv")
    return set()


def _stay(file: Path, problems: Problems) -> dict[str, Any] | None:
    try:
        stay = json.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        problems.add(file, 0, "not JSON")
        return None
    if not isinstance(stay, dict) or "hadm_id" not in stay or "notes" not in stay:
        problems.add(file, 0, "no hadm_id or no notes")
        return None
    return stay


def _texts(
    stays: Iterable[tuple[Path, dict[str, Any]]], options: Options, problems: Problems
) -> tuple[dict[str, str], int]:
    wanted = {str(note["note_id"]): note.get("text") for _, stay in stays for note in stay["notes"]}
    given = {note: text for note, text in wanted.items() if isinstance(text, str)}
    if options.notes is None:
        return given, len(given)
    columns = (("ROW_ID", "row_id"), ("TEXT", "text"))
    found: dict[str, str] = {}
    lines = 0
    for row in table(options.notes, columns, problems):
        lines += 1
        note = row.first("ROW_ID", "row_id")
        if note in wanted:
            found[note] = row.raw("TEXT") or row.raw("text")
    missing = sorted(set(wanted) - set(found), key=int)
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        problems.add(options.notes, 0, f"{len(missing)} annotated notes are not in it: {shown}")
    return found, lines


def _chart(
    file: Path, stay: Mapping[str, Any], texts: Mapping[str, str], problems: Problems
) -> Chart:
    notes = [str(note["note_id"]) for note in stay["notes"]]
    documents = tuple(Document(note, texts.get(note, "")) for note in notes)
    chart = str(stay["hadm_id"])
    codes: dict[tuple[str, str], list[GoldEvidence]] = {}
    for note in stay["notes"]:
        for mark in note["annotations"]:
            system = system_name(str(mark.get("code_system") or ""))
            if not system:
                problems.add(file, 0, f"a code of note {note['note_id']} has no system")
                continue
            span = _span(file, str(note["note_id"]), mark, texts, problems)
            key = (system, code_name(system, str(mark["code"])))
            evidence = codes.setdefault(key, [])
            if span and GoldEvidence((span,)) not in evidence:
                evidence.append(GoldEvidence((span,)))
    kinds = ", ".join(sorted({str(note["category"]) for note in stay["notes"]}))
    return Chart(
        Encounter(chart, documents, Setting.INPATIENT),
        tuple(GoldCode(system, code, tuple(e)) for (system, code), e in codes.items()),
        Place(str(file)),
        kind=kinds,
    )


def _span(
    file: Path, note: str, mark: Mapping[str, Any], texts: Mapping[str, str], problems: Problems
) -> Span | None:
    start, end = int(mark["begin"]), int(mark["end"])
    if note not in texts:
        return Span(note, start, end) if not texts else None
    if not 0 <= start < end <= len(texts[note]):
        where = f"{start}:{end} is outside the {len(texts[note])} characters of note {note}"
        problems.add(file, 0, f"{mark['code']}: {where}")
        return None
    return Span(note, start, end)


def fingerprint(charts: Iterable[Chart]) -> str:
    """Sixteen characters that are equal for equal notes: to compare two copies of the data."""
    digest = hashlib.sha256()
    for chart in charts:
        for document in chart.encounter.documents:
            text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
            digest.update(f"{document.id} {text}\n".encode())
    return digest.hexdigest()[:16]


def _check(path: Path, charts: tuple[Chart, ...], options: Options, problems: Problems) -> None:
    found = fingerprint(charts)
    if options.fingerprint and options.fingerprint != found:
        problems.add(path, 0, f"the notes' fingerprint is {found}, not {options.fingerprint}")
    fits = [fit for chart in charts for fit in _fits(chart)]
    if fits and sum(fits) < FIT * len(fits):
        problems.add(
            path,
            0,
            f"only {sum(fits)} of {len(fits)} marked spans begin and end with words: "
            "the notes are not those of MIMIC-III v1.4 as published",
        )


def _fits(chart: Chart) -> Iterator[bool]:
    texts = {document.id: document.text for document in chart.encounter.documents}
    for code in chart.codes:
        for span in code.spans:
            text = texts[span.document]
            yield _edge(text, span.start) and _edge(text, span.end)


def _edge(text: str, at: int) -> bool:
    """Whether a word begins or ends at the offset, or none is near."""
    around = text[max(0, at - 1) : at + 1]
    return len(around) < 2 or not (around[0].isalnum() and around[1].isalnum())
