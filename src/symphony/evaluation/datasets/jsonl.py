"""Your own gold as JSONL, one encounter a line.

    {"id", "text" or "documents": [{"id", "text"}], "codes": [{"system", "code", "evidence"}]}

with ``evidence`` a list of ``{"start", "end"}`` and, where given, ``"document"``, ``"text"``
(checked against the document) and ``"parts"`` (a discontinuous mention: a list of start and end).
Optional in a line: ``setting``, ``date_of_service``, ``edition``, ``type`` (of document),
``sequenced`` (true: the codes are in billing order), ``negatives`` (codes known not to be
reported), ``patient`` (``age_years``, ``sex``). Other fields are ignored. The id of the only
document is the encounter's. Evidence with ``align`` was placed by force: its text is not checked.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from symphony.encounter.model import Document, Encounter, Patient, Setting, Span
from symphony.evaluation.gold import Chart, Dataset, GoldCode, GoldEvidence
from symphony.evaluation.naming import code_name, system_name
from symphony.evaluation.problems import Place, Problems

Row = Mapping[str, Any]


def read(path: Path, problems: Problems) -> Dataset:
    """The file's charts; what is malformed is added to ``problems`` and left out."""
    charts: list[Chart] = []
    lines: dict[str, int] = {}
    editions: dict[str, int] = {}
    empty = forced = 0
    for number, row in rows(path, problems):
        chart = _chart(path, number, row, problems)
        if chart is None:
            continue
        if chart.id in lines:
            problems.add(path, number, f"id {chart.id!r} stands in line {lines[chart.id]} already")
        lines.setdefault(chart.id, number)
        if row.get("edition"):
            editions.setdefault(str(row["edition"]), number)
        empty += _empty_parts(row)
        forced += _forced(row)
        charts.append(chart)
    one_edition(path, editions, problems)
    said = (
        f"{empty} empty parts of evidence are not used" * bool(empty),
        f"{forced} pieces of evidence are marked as aligned by force" * bool(forced),
    )
    remarks = tuple(remark for remark in said if remark)
    edition = next(iter(editions), None)
    return Dataset(named(path), tuple(charts), edition=edition, remarks=remarks)


def named(path: Path) -> str:
    """A dataset's name: its file with the folder, since many are called ``train``."""
    absolute = path.resolve()
    return f"{absolute.parent.name}/{absolute.stem}"


def one_edition(path: Path, editions: Mapping[str, int], problems: Problems) -> None:
    """A problem for every edition after the first: a file is judged against one."""
    first, *others = editions or [""]
    for other in others:
        message = (
            f"edition {other!r}, but line {editions[first]} has {first!r}: one file, one edition"
        )
        problems.add(path, editions[other], message)


def rows(path: Path, problems: Problems) -> Iterator[tuple[int, Row]]:
    """The JSON objects of a file with their line numbers; other lines become problems."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        problems.add(path, 0, f"not UTF-8 at byte {error.start}")
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            problems.add(path, number, f"not JSON at column {error.colno}")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            problems.add(path, number, "not a JSON object")


def _chart(path: Path, number: int, row: Row, problems: Problems) -> Chart | None:
    encounter = _encounter(path, number, row, problems)
    if encounter is None:
        return None
    codes = [
        made
        for code in _listed(row, "codes")
        if (made := _code(path, number, code, encounter, problems))
    ]
    seen: set[tuple[str, str]] = set()
    for code in codes:
        if (code.system, code.code) in seen:
            problems.add(path, number, f"code {code.code} of {code.system} stands twice")
        seen.add((code.system, code.code))
    return Chart(
        encounter,
        tuple(codes),
        Place(str(path), number),
        sequenced=bool(row.get("sequenced")),
        negatives=_negatives(path, number, row, problems),
        kind=str(row.get("type") or ""),
    )


def _encounter(path: Path, number: int, row: Row, problems: Problems) -> Encounter | None:
    if not row.get("id"):
        problems.add(path, number, "no id")
        return None
    chart = str(row["id"])
    if isinstance(row.get("text"), str):
        documents: tuple[Document, ...] = (Document(chart, row["text"]),)
    else:
        documents = tuple(
            Document(str(d.get("id", n)), d["text"])
            for n, d in enumerate(_listed(row, "documents"), start=1)
            if isinstance(d.get("text"), str)
        )
    if not documents:
        problems.add(path, number, f"{chart!r} has neither text nor documents with text")
        return None
    try:
        setting = Setting(row.get("setting") or Setting.OUTPATIENT)
        day = row.get("date_of_service")
        on = date.fromisoformat(day) if day else None
        patient = row.get("patient") or {}
        return Encounter(
            chart, documents, setting, on, Patient(patient.get("age_years"), patient.get("sex"))
        )
    except (ValueError, TypeError, AttributeError):
        problems.add(path, number, f"{chart!r}: setting, date_of_service or patient is malformed")
        return None


def _listed(row: Row, key: str) -> list[Row]:
    value = row.get(key) or []
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _code(
    path: Path, number: int, row: Row, encounter: Encounter, problems: Problems
) -> GoldCode | None:
    written = str(row.get("code") or "").strip()
    if not written:
        problems.add(path, number, f"{encounter.id!r} has a code that is empty")
        return None
    if not row.get("system"):
        problems.add(path, number, f"code {written} of {encounter.id!r} has no system")
        return None
    system = system_name(str(row["system"]))
    code = code_name(system, written)
    evidence = [
        made
        for item in _listed(row, "evidence")
        if (made := _evidence(path, number, item, code, encounter, problems))
    ]
    return GoldCode(system, code, tuple(evidence))


def _evidence(
    path: Path, number: int, row: Row, code: str, encounter: Encounter, problems: Problems
) -> GoldEvidence | None:
    name = str(row.get("document", encounter.documents[0].id))
    document = {d.id: d for d in encounter.documents}.get(name)
    if document is None:
        problems.add(path, number, f"evidence of {code}: there is no document {name!r}")
        return None
    pieces = _listed(row, "parts") or [row]
    parts: list[Span] = []
    for piece in pieces:
        start, end = piece.get("start"), piece.get("end")
        if len(pieces) > 1 and start == end:
            continue
        if not (isinstance(start, int) and isinstance(end, int)):
            problems.add(path, number, f"evidence of {code} has no start and end")
            return None
        if not 0 <= start < end <= len(document.text):
            beyond = (
                f"evidence {start}:{end} of {code} is outside the {len(document.text)} characters"
            )
            problems.add(path, number, f"{beyond} of {name!r}")
            return None
        parts.append(Span(name, start, end))
    text = row.get("text") if "align" not in row else None
    if text and len(pieces) == 1 and document.text[parts[0].start : parts[0].end] != text:
        place = f"{parts[0].start}:{parts[0].end}"
        problems.add(path, number, f"evidence {place} of {code} is not what the document has there")
        return None
    return GoldEvidence(tuple(parts)) if parts else None


def _forced(row: Row) -> int:
    codes = _listed(row, "codes")
    return sum("align" in evidence for code in codes for evidence in _listed(code, "evidence"))


def _empty_parts(row: Row) -> int:
    return sum(
        part.get("start") == part.get("end")
        for code in _listed(row, "codes")
        for evidence in _listed(code, "evidence")
        for part in _listed(evidence, "parts")
    )


def _negatives(
    path: Path, number: int, row: Row, problems: Problems
) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for item in _listed(row, "negatives"):
        if not item.get("system") or not item.get("code"):
            problems.add(path, number, "a negative has no system or no code")
            continue
        system = system_name(str(item["system"]))
        found.append((system, code_name(system, str(item["code"]))))
    return tuple(found)
