"""ACI-Bench's visit notes as released (CSV), with a file of labels beside them.

Notes: columns ``encounter_id`` and ``note``. Labels: CSV with ``Document ID``, ``encounter_id`` or
``id``, and ``ICD10`` or ``code`` (``system`` where it is not ICD-10-CM), as arXiv 2510.07629
publishes them; or JSONL with ``id`` and ``codes``.
"""

from pathlib import Path

from symphony.encounter.model import Document, Encounter
from symphony.evaluation.datasets import jsonl
from symphony.evaluation.datasets.labels import Labels
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.datasets.tables import columns, table
from symphony.evaluation.gold import Dataset
from symphony.evaluation.problems import Place, Problems

_ID = ("Document ID", "encounter_id", "id")
_CODE = ("ICD10", "code")


def recognises(path: Path) -> bool:
    """Whether the path is a CSV file with the release's columns."""
    return path.suffix == ".csv" and {"encounter_id", "dialogue", "note"} <= columns(path)


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """The notes of the file with the codes of the label files."""
    if not options.labels:
        problems.add(path, 0, "the labels are not given; name their file with --labels")
        return []
    encounters: dict[str, Encounter] = {}
    places: dict[str, Place] = {}
    kinds: dict[str, str] = {}
    for row in table(path, (("encounter_id",), ("note",)), problems):
        chart = row["encounter_id"]
        if chart in encounters:
            problems.add(path, row.line, f"id {chart!r} stands there already")
        encounters[chart] = Encounter(chart, (Document(chart, row.raw("note")),))
        places[chart] = Place(str(path), row.line)
        kinds[chart] = row["dataset"]
    labels = Labels(encounters, places, problems)
    for file in options.labels:
        _add(file, labels, problems)
    return [Dataset(jsonl.named(path), labels.charts(kinds))]


def _add(file: Path, labels: Labels, problems: Problems) -> None:
    if file.suffix == ".jsonl":
        for line, chart in jsonl.rows(file, problems):
            for code in chart.get("codes") or []:
                system = str(code.get("system") or "")
                labels.add(file, line, str(chart.get("id")), system, str(code.get("code") or ""))
        return
    for row in table(file, (_ID, _CODE), problems):
        system = row["system"] if "system" in row.fields else "ICD-10-CM"
        labels.add(file, row.line, row.first(*_ID), system, row.first(*_CODE))
