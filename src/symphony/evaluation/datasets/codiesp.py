"""CodiEsp v4 as released: a folder with ``text_files``, ``text_files_en`` and three TSV files.

``…X.tsv`` has the Spanish evidence (case, label, code, words, offsets), ``…D.tsv`` and ``…P.tsv``
only case and code: diagnoses (ICD-10-CM) and procedures (ICD-10-PCS). The English texts are machine
translations, so they have no evidence. A code may stand in several rows, one for each mention.
"""

from pathlib import Path

from symphony.encounter.model import Document, Encounter
from symphony.evaluation.datasets.labels import Labels, Parts, misplaced, offsets, texts_in
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.datasets.tables import tabbed
from symphony.evaluation.gold import Dataset
from symphony.evaluation.problems import Place, Problems

_FOLDERS = {"es": "text_files", "en": "text_files_en"}
_SYSTEMS = {"D": "CIE10ES-D", "P": "CIE10ES-P"}


def recognises(path: Path) -> bool:
    """Whether the path is a folder of one split: texts and at least one of the TSV files."""
    return (path / "text_files").is_dir() and any(_file(path, task) for task in "DPX")


def _file(folder: Path, task: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"*{task}.tsv"))), None)


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """A dataset for each language that is there, or for the one that is asked for."""
    wanted = [options.language] if options.language else list(_FOLDERS)
    return [
        _language(path, language, problems)
        for language in wanted
        if (path / _FOLDERS.get(language, "-")).is_dir()
    ]


def _language(folder: Path, language: str, problems: Problems) -> Dataset:
    texts = texts_in(folder / _FOLDERS[language], problems)
    encounters = {
        chart: Encounter(chart, (Document(chart, text),)) for chart, (text, _) in texts.items()
    }
    places = {chart: Place(str(file)) for chart, (_, file) in texts.items()}
    labels = Labels(encounters, places, problems, repeats=True)
    words: dict[tuple[str, Parts], str] = {}
    marked = _file(folder, "X") if language == "es" else None
    if marked:
        words = _with_evidence(marked, labels, encounters, problems)
    for task, system in _SYSTEMS.items():
        file = _file(folder, task)
        for row in tabbed(file, ("case", "code"), problems) if file else ():
            labels.add(file or folder, row.line, row["case"], system, row["code"])
    charts = labels.charts()
    wrong = misplaced(charts, words)
    said = f"{wrong} of {len(words)} pieces of evidence are not the words that the text has there"
    return Dataset(
        f"codiesp/{folder.name}-{language}", charts, language, remarks=(said,) if wrong else ()
    )


def _with_evidence(
    file: Path, labels: Labels, encounters: dict[str, Encounter], problems: Problems
) -> dict[tuple[str, Parts], str]:
    words: dict[tuple[str, Parts], str] = {}
    for row in tabbed(file, ("case", "label", "code", "words", "offsets"), problems):
        parts = offsets(row["offsets"], row["case"])
        if parts is None:
            problems.add(file, row.line, f"{row['code']}: offsets are not start and end")
            continue
        labels.add(file, row.line, row["case"], row["label"], row["code"], parts)
        text = encounters[row["case"]].documents[0].text if row["case"] in encounters else ""
        if all(part.end <= len(text) for part in parts):
            words[row["case"], parts] = row["words"]
    return words
