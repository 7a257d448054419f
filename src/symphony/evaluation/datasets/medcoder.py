"""MedCodER's files as released on Zenodo.

``text.csv``, ``diagnosis.csv`` and ``supporting_evidence.csv``; the set has a second part, whose
files end in ``_holdout``. Diagnoses and supporting evidence both count as evidence of a code; their
offsets are those of the released text.
"""

from pathlib import Path

from symphony.encounter.model import Document, Encounter, Span
from symphony.evaluation.datasets.labels import Labels, Parts, misplaced
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.datasets.tables import Row, table
from symphony.evaluation.gold import Dataset
from symphony.evaluation.problems import Place, Problems

_TEXT = (("Document ID",), ("medical_record_text",))
_SPAN = (("Document ID",), ("Start",), ("End",))
_TABLES = (("diagnosis", "ICD10", "Diagnosis"),
           ("supporting_evidence", "ICD-10-cm code", "Supporting Evidence Text"))  # fmt: skip


def recognises(path: Path) -> bool:
    """Whether the path is a folder with texts and diagnoses of the release."""
    return any(_there(path, part) for part in ("", "_holdout"))


def _there(folder: Path, part: str) -> bool:
    return all((folder / f"{name}{part}.csv").is_file() for name in ("text", "diagnosis"))


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """A dataset for each part that is there; ``split`` chooses ``test`` or ``holdout``."""
    parts = {"test": "", "holdout": "_holdout"}
    wanted = [options.split] if options.split else list(parts)
    return [
        _part(path, name, parts[name], problems)
        for name in wanted
        if name in parts and _there(path, parts[name])
    ]


def _part(folder: Path, name: str, part: str, problems: Problems) -> Dataset:
    encounters: dict[str, Encounter] = {}
    places: dict[str, Place] = {}
    source = folder / f"text{part}.csv"
    for row in table(source, _TEXT, problems):
        chart = row["Document ID"]
        if chart in encounters:
            problems.add(source, row.line, f"id {chart!r} stands there already")
        encounters[chart] = Encounter(chart, (Document(chart, row.raw("medical_record_text")),))
        places[chart] = Place(str(source), row.line)
    labels = Labels(encounters, places, problems, repeats=True)
    words: dict[tuple[str, Parts], str] = {}
    for stem, code, text in _TABLES:
        file = folder / f"{stem}{part}.csv"
        if not file.is_file():
            continue
        for row in table(file, (*_SPAN, (code,)), problems):
            spans = _span(file, row, problems)
            if spans is None:
                continue
            labels.add(file, row.line, row["Document ID"], "ICD-10-CM", row[code], spans)
            if row["Document ID"] in encounters and spans:
                words[row["Document ID"], spans] = row[text]
    charts = labels.charts()
    wrong = misplaced(charts, words)
    said = f"{wrong} of {len(words)} pieces of evidence are not the words that the text has there"
    return Dataset(f"medcoder/{name}", charts, remarks=(said,) if wrong else ())


def _span(file: Path, row: Row, problems: Problems) -> Parts | None:
    try:
        start, end = int(float(row["Start"])), int(float(row["End"]))
    except ValueError:
        problems.add(file, row.line, "Start and End must be whole numbers")
        return None
    return (Span(row["Document ID"], start, end),)
