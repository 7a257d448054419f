"""CANTEMIST as released: oncology notes with ICD-O-3 morphology, as brat files or a TSV of codes.

Brat: ``NAME.txt`` and ``NAME.ann`` with lines ``T1 <tab> TYPE start end <tab> words`` and, for the
code, ``#1 <tab> AnnotatorNotes T1 <tab> code``. TSV: ``…coding.tsv`` (file, code) beside ``txt/``.
"""

from pathlib import Path

from symphony.encounter.model import Document, Encounter
from symphony.evaluation.datasets.labels import Labels, Parts, offsets, texts_in
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.datasets.tables import tabbed
from symphony.evaluation.gold import Dataset
from symphony.evaluation.problems import Place, Problems

_SYSTEM = "icdo3"


def recognises(path: Path) -> bool:
    """Whether the path is a folder of brat files, or of a TSV of codes with its texts."""
    if not path.is_dir():
        return False
    brat = next(path.glob("*.ann"), None)
    return brat is not None or (_codes(path) is not None and (path / "txt").is_dir())


def _codes(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("*coding.tsv"))), None)


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """The one dataset of the folder."""
    del options
    codes = _codes(path)
    texts = texts_in(path / "txt" if codes else path, problems)
    encounters = {
        chart: Encounter(chart, (Document(chart, text),)) for chart, (text, _) in texts.items()
    }
    places = {chart: Place(str(file)) for chart, (_, file) in texts.items()}
    labels = Labels(encounters, places, problems, repeats=True)
    if codes:
        for row in tabbed(codes, ("file", "code"), problems):
            if row.line > 1 or row["file"] != "file":
                labels.add(codes, row.line, row["file"], _SYSTEM, row["code"])
    else:
        for file in sorted(path.glob("*.ann")):
            _brat(file, labels, problems)
    return [Dataset(f"cantemist/{path.name}", labels.charts(), "es")]


def _brat(file: Path, labels: Labels, problems: Problems) -> None:
    marks: dict[str, Parts] = {}
    for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1):
        fields = line.split("\t")
        if line.startswith("T"):
            _, _, where = fields[1].partition(" ") if len(fields) > 1 else ("", "", "")
            parts = offsets(where, file.stem)
            if parts is None:
                problems.add(file, number, "offsets are not start and end")
                continue
            marks[fields[0]] = parts
        elif line.startswith("#"):
            target = fields[1].rpartition(" ")[2] if len(fields) > 2 else ""
            if target not in marks:
                problems.add(file, number, f"a code for {target!r}, which is not marked above")
                continue
            labels.add(file, number, file.stem, _SYSTEM, fields[2], marks[target])
