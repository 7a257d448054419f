"""Gathering gold codes row by row for charts that are known already, with every check."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from symphony.encounter.model import Encounter, Span
from symphony.evaluation.gold import Chart, GoldCode, GoldEvidence
from symphony.evaluation.naming import code_name, system_name
from symphony.evaluation.problems import Place, Problems

Parts = tuple[Span, ...]


class Labels:
    """Codes and evidence by chart, in the order in which they come.

    With ``repeats`` the same row may stand more than once, as some releases do by design;
    otherwise that is a problem.
    """

    def __init__(
        self,
        encounters: Mapping[str, Encounter],
        places: Mapping[str, Place],
        problems: Problems,
        *,
        repeats: bool = False,
    ) -> None:
        self._encounters = encounters
        self._places = places
        self._problems = problems
        self._repeats = repeats
        self._codes: dict[str, dict[tuple[str, str], list[Parts]]] = {}
        self._rows: dict[tuple[str, str, str, Parts], int] = {}

    def add(
        self, file: Path, line: int, chart: str, system: str, code: str, parts: Parts = ()
    ) -> None:
        """One row: a code of a chart, with its evidence if the row has one."""
        encounter = self._encounters.get(chart)
        if encounter is None:
            self._problems.add(file, line, f"there is no note with id {chart!r}")
            return
        if not code or not system:
            what = f"code {code} has no system" if code else "the code is empty"
            self._problems.add(file, line, f"{chart!r}: {what}")
            return
        if not self._inside(file, line, encounter, code, parts):
            return
        named = system_name(system)
        key = (named, code_name(named, code))
        row = (chart, *key, parts)
        if row in self._rows and not self._repeats:
            earlier = self._rows[row]
            self._problems.add(file, line, f"{chart!r}: {key[1]} stands in line {earlier} already")
            return
        self._rows.setdefault(row, line)
        evidence = self._codes.setdefault(chart, {}).setdefault(key, [])
        if parts and parts not in evidence:
            evidence.append(parts)

    def _inside(self, file: Path, line: int, encounter: Encounter, code: str, parts: Parts) -> bool:
        lengths = {document.id: len(document.text) for document in encounter.documents}
        for part in parts:
            if part.document not in lengths:
                self._problems.add(file, line, f"{code}: there is no document {part.document!r}")
                return False
            if not 0 <= part.start < part.end <= lengths[part.document]:
                where = (
                    f"{part.start}:{part.end} is outside the {lengths[part.document]} characters"
                )
                self._problems.add(file, line, f"{code}: {where} of {part.document!r}")
                return False
        return True

    def charts(self, kinds: Mapping[str, str] | None = None) -> tuple[Chart, ...]:
        """A chart for every encounter, with or without codes."""
        return tuple(
            Chart(
                encounter,
                tuple(
                    GoldCode(system, code, tuple(GoldEvidence(parts) for parts in evidence))
                    for (system, code), evidence in self._codes.get(chart, {}).items()
                ),
                self._places[chart],
                kind=(kinds or {}).get(chart, ""),
            )
            for chart, encounter in self._encounters.items()
        )


def offsets(written: str, document: str) -> Parts | None:
    """The parts in ``start end;start end``; None where it is not that."""
    parts: list[Span] = []
    for piece in written.split(";"):
        numbers = piece.split()
        if len(numbers) != 2 or not all(number.isdigit() for number in numbers):
            return None
        start, end = map(int, numbers)
        if start < end:
            parts.append(Span(document, start, end))
    return tuple(parts) or None


def texts_in(folder: Path, problems: Problems) -> dict[str, tuple[str, Path]]:
    """The text files of a folder by name without ``.txt``, line ends as they are."""
    found: dict[str, tuple[str, Path]] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            with path.open(encoding="utf-8", newline="") as file:
                found[path.stem] = (file.read(), path)
        except UnicodeDecodeError as error:
            problems.add(path, 0, f"not UTF-8 at byte {error.start}")
    return found


def misplaced(charts: Sequence[Chart], words: Mapping[tuple[str, Parts], str]) -> int:
    """How many of the words given with evidence are not what the document has there."""
    texts = {(c.id, d.id): d.text for c in charts for d in c.encounter.documents}
    wrong = 0
    for (chart, parts), given in words.items():
        there = " ".join(texts[chart, p.document][p.start : p.end] for p in parts)
        wrong += there.split() != given.split()
    return wrong
