"""How a note is laid before a model: as numbered lines, which are data and never instructions.

Every line that comes from a note begins with its number and a bar, so no text of a note can look
like a line of ours, close a quotation or pretend to be another document. The names of files are not
shown. Line numbers run through all documents of the encounter.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from symphony.encounter.model import Document, Encounter
from symphony.language.patterns import lazy

_LINE_END = lazy("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SENTENCE_END = lazy(r"(?<=[.;!?])\s+|\s+")
_LONGEST_LINE = 1200


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered stretch of one document: ``document.text[start:end]``."""

    number: int
    document: Document
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The line as the model sees it: one line, without control characters."""
        text = self.document.text[self.start : self.end]
        clean = "".join(" " if unicodedata.category(c).startswith("C") else c for c in text)
        return f"{self.number}| {clean.rstrip()}"


@dataclass(frozen=True)
class Laid:
    """An encounter's documents as numbered lines."""

    lines: tuple[Line, ...]

    @cached_property
    def _by_number(self) -> dict[int, Line]:
        return {line.number: line for line in self.lines}

    def line(self, number: int) -> Line | None:
        """The line of that number."""
        return self._by_number.get(number)

    def number_at(self, document: str, offset: int) -> int:
        """The number of the line that holds the offset; 0 where none does."""
        for line in self.lines:
            if line.document.id == document and line.start <= offset <= line.end:
                return line.number
        return 0

    def show(self, lines: Sequence[Line] | None = None) -> str:
        """The lines as text, a heading of ours before each document."""
        shown: list[str] = []
        last: Document | None = None
        order = list(dict.fromkeys(line.document.id for line in self.lines))
        for line in self.lines if lines is None else lines:
            if line.document is not last:
                shown.append(f"[document {order.index(line.document.id) + 1} of {len(order)}]")
                last = line.document
            shown.append(line.shown)
        return "\n".join(shown)

    def windows(self, characters: int, overlap: int) -> Iterator[tuple[Line, ...]]:
        """The lines in stretches of about so many characters, neighbours sharing some lines.

        A stretch is cut before an empty line where there is one in its last third.
        """
        first = 0
        while first < len(self.lines):
            last = self._fitting(first, characters)
            yield self.lines[first:last]
            if last >= len(self.lines):
                return
            first = max(last - overlap, first + 1)

    def _fitting(self, first: int, characters: int) -> int:
        room, at = characters, first
        while at < len(self.lines) and (room > 0 or at == first):
            room -= self.lines[at].end - self.lines[at].start + 6
            at += 1
        if at >= len(self.lines):
            return at
        for cut in range(at, first + (at - first) * 2 // 3, -1):
            line = self.lines[cut]
            if not line.document.text[line.start : line.end].strip():
                return cut
        return at


def lay(encounter: Encounter) -> Laid:
    """The encounter as numbered lines; empty lines keep their place, very long ones are cut."""
    lines: list[Line] = []
    for document in encounter.documents:
        for start, end in _stretches(document.text):
            lines.append(Line(len(lines) + 1, document, start, end))
    return Laid(tuple(lines))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [m.span() for m in _LINE_END.finditer(text)] + [(len(text), len(text))]:
        yield from _cut(text, start, end[0])
        start = end[1]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST_LINE:
        ends = [m.end() for m in _SENTENCE_END.finditer(text, start, start + _LONGEST_LINE)]
        sentence_ends = [e for e in ends if text[start:e].rstrip()[-1:] in ".;!?"]
        best = (sentence_ends or ends or [start + _LONGEST_LINE])[-1]
        yield start, best
        start = best
    yield start, end
