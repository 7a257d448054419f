"""Pressure injuries in a table: one wound a line, with a column for the site and one for the stage.

Wound nurses and home-health forms write "Sacrum   3   4 x 3 x 1 cm" under "Site   Stage   Size";
the name of the disease stands above the table or nowhere near it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from symphony.coding.extractor.pressure import Pressure, pressure_term
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy

_CELLS = lazy(r"[^\S\n]{2,}|\t+|[^\S\n]*\|[^\S\n]*")
_STAGED = lazy(r"(?:stage|category|grade|st)(?:ing)?\b", re.IGNORECASE)
_PLACED = lazy(r"(?:wound |body )?(?:site|location|area|part|region)\b", re.IGNORECASE)
_NUMBERED = lazy(r"wounds?\b", re.IGNORECASE)
"""The column of the sites where none is called so."""
_HEAD = lazy(r"^[^\n]*\b(?:stage|category)\b[^\n]*$", re.IGNORECASE | re.MULTILINE)
_OPENS = ("pressure", "decubit", "bed sore", "bedsore")
_TABLED = ("stage", "category")
"""One of each stands, in small letters, in every text with such a table."""
_STAGE = lazy(
    r"\W*+(?:(?:(?:stage|category|grade|st\.?) ?)?(?P<stage>[1-4]|I{1,3}|IV)\b"
    r"(?! ?(?:/|x|cm|mm|%))"
    r"|(?P<none>un-?stag(?:e)?able|unst\b|US\b)|(?P<deep>s?DTI|DTPI|deep tissue))",
    re.IGNORECASE,
)
_HEALED = lazy(r"\b(?:healed|closed|resolved|intact|re-?epitheliali[sz]ed)\b", re.IGNORECASE)
_MOST_ROWS = 20


class _Columns(NamedTuple):
    """Which cell of a line has the site and which the stage."""

    site: int
    stage: int


def tabled(text: str) -> Iterator[Pressure]:
    """The pressure injuries of the tables in a document, in order."""
    plain = text.casefold()
    if not all(holds(plain, words) for words in (_OPENS, _TABLED)):
        return
    for head in _HEAD.finditer(text):
        columns = _columns(_CELLS.split(head[0].strip()))
        if columns is not None:
            yield from _rows(text, head.end() + 1, columns)


def _columns(cells: list[str]) -> _Columns | None:
    site, stage = _column(cells, _PLACED), _column(cells, _STAGED)
    site = _column(cells, _NUMBERED) if site is None else site
    return None if site is None or stage is None else _Columns(site, stage)


def _column(cells: list[str], name: re.Pattern[str]) -> int | None:
    return next((n for n, cell in enumerate(cells) if name.match(cell)), None)


def _rows(text: str, start: int, columns: _Columns) -> Iterator[Pressure]:
    for _ in range(_MOST_ROWS):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        cells = _CELLS.split(line.strip())
        if len(cells) <= max(columns):
            if not line.strip(" \t|-+="):
                start = end + 1
                if line.strip():
                    continue
            return
        site, stage = cells[columns.site], _STAGE.match(cells[columns.stage])
        healed = _HEALED.search(f"{site} {cells[columns.stage]}")
        term = pressure_term(site, _told(stage)) if stage and not healed else None
        if term:
            at = start + line.index(site)
            yield Pressure(Extent(at, at + len(site)), Extent(at, at + len(site)), term)
        start = end + 1


def _told(stage: re.Match[str]) -> str:
    if stage["none"]:
        return "unstageable"
    return "deep" if stage["deep"] else stage["stage"]
