"""Your own gold as CSV, a row a code, with the notes beside it.

Columns ``id``, ``system``, ``code`` and, where there is evidence, ``start`` and ``end`` (and
``document``, where an encounter has several). ``edition`` may say which edition was coded with.
The notes are a folder of ``ID.txt``, or a CSV with ``id`` and ``text``.
"""

from pathlib import Path

from symphony.encounter.model import Document, Encounter, Span
from symphony.evaluation.datasets import jsonl
from symphony.evaluation.datasets.labels import Labels, texts_in
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.datasets.tables import Row, columns, table
from symphony.evaluation.gold import Dataset
from symphony.evaluation.problems import Place, Problems

_NEEDED = (("id",), ("system",), ("code",))


def recognises(path: Path) -> bool:
    """Whether the path is a CSV file with the needed columns."""
    return path.suffix == ".csv" and {"id", "system", "code"} <= columns(path)


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """The one dataset of the file."""
    if options.notes is None:
        problems.add(path, 0, "the notes are not given; name them with --notes")
        return []
    notes = _notes(options.notes, problems)
    encounters = {
        chart: Encounter(chart, (Document(chart, text),)) for chart, (text, _) in notes.items()
    }
    labels = Labels(encounters, {chart: place for chart, (_, place) in notes.items()}, problems)
    editions: dict[str, int] = {}
    for row in table(path, _NEEDED, problems):
        if row["edition"]:
            editions.setdefault(row["edition"], row.line)
        parts = _parts(path, row, problems)
        if parts is not None:
            labels.add(path, row.line, row["id"], row["system"], row["code"], parts)
    jsonl.one_edition(path, editions, problems)
    edition = next(iter(editions), None)
    return [Dataset(jsonl.named(path), labels.charts(), edition=edition)]


def _parts(path: Path, row: Row, problems: Problems) -> tuple[Span, ...] | None:
    if not row["start"] and not row["end"]:
        return ()
    if not (row["start"].isdigit() and row["end"].isdigit()):
        problems.add(path, row.line, f"{row['code']}: start and end must be whole numbers")
        return None
    return (Span(row["document"] or row["id"], int(row["start"]), int(row["end"])),)


def _notes(path: Path, problems: Problems) -> dict[str, tuple[str, Place]]:
    if path.is_dir():
        found = texts_in(path, problems)
        return {chart: (text, Place(str(file))) for chart, (text, file) in found.items()}
    notes: dict[str, tuple[str, Place]] = {}
    for row in table(path, (("id",), ("text",)), problems):
        if row["id"] in notes:
            problems.add(path, row.line, f"id {row['id']!r} stands there already")
        notes[row["id"]] = (row.raw("text"), Place(str(path), row.line))
    return notes
