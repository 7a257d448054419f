"""Family history: the codes for what relatives have, by the codes for the diseases themselves.

The books keep most of them under "Conditions classifiable to C15-C26": what the patient would be
coded with leads to what a relative's disease is coded with (Z80-Z84, in ICD-10 as in ICD-10-CM).
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.details import added
from symphony.coding.stages import Candidate, Step
from symphony.language.patterns import lazy
from symphony.language.words import forms, function_words

_OPENING = ("family", "history", "of")
_BLOCK = ("Z80", "Z85")
_RANGE = lazy(r"([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?)(?:\.?-([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?))?")
_CLASSIFIABLE = lazy(r"conditions? classifiable (?:to|elsewhere in) ", re.IGNORECASE)
_WORTH = 0.95
"""What the way through the disease's own code is worth beside a name that says it."""


class _Place(NamedTuple):
    code: Code
    note: str
    stretches: tuple[tuple[str, str], ...]
    rest: bool

    def holds(self, category: str) -> bool:
        return any(
            first <= category[: len(first)] and category[: len(last)] <= last
            for first, last in self.stretches
        )


def condition(words: tuple[str, ...]) -> str:
    """The disease whose family history the words name; "" where they name none."""
    return " ".join(words[len(_OPENING) :]) if words[: len(_OPENING)] == _OPENING else ""


def is_family_history(title: str) -> bool:
    """Whether a title is one for what relatives have."""
    return forms(title)[:2] == _OPENING[:2]


class FamilyHistory:
    """The family histories of one release, by the stretches of the diseases they are for."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def of(self, active: Candidate) -> Iterator[Candidate]:
        """The code for a relative's disease, by the candidate for the disease itself."""
        entry = self._release.code(active.code)
        places = [place for place in self._places if place.holds(active.code)]
        if entry is None or not places:
            return
        place = min(places, key=lambda place: place.rest)
        named = " ".join(above.title for above in self._release.ancestors(active.code)[:3])
        code = self._below(place.code, frozenset(forms(named)))
        step = Step("tabular", f"{place.code.code} {place.note}: {active.code} → {code.code}")
        yield Candidate(active.system, code.code, _WORTH * active.score, (*active.trail, step))

    def _below(self, code: Code, named: frozenset[str]) -> Code:
        """The place below whose own words the disease's titles say, or the place itself."""
        for child in self._release.children(code.code):
            own = added(child.title, code.title) - function_words()
            if own and own <= named:
                return self._below(child, named)
        return code

    @cached_property
    def _places(self) -> tuple[_Place, ...]:
        rows = self._release.rows(
            "SELECT c.code, t.text FROM term t JOIN code c ON c.id = t.code"
            " WHERE t.kind = 'inclusion' AND c.code >= ? AND c.code < ? ORDER BY c.id",
            _BLOCK,
        )
        return tuple(self._read((str(code), str(text)) for code, text in rows))

    def _read(self, rows: Iterator[tuple[str, str]]) -> Iterator[_Place]:
        for code, text in rows:
            entry = self._release.code(code)
            begun = _CLASSIFIABLE.match(text)
            if entry is None or begun is None or not is_family_history(entry.title):
                continue
            found = _RANGE.findall(text[begun.end() :])
            stretches = tuple((first, last or first) for first, last in found)
            yield _Place(entry, text[:1].lower() + text[1:], stretches, "elsewhere" in text)
