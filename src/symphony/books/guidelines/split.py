"""Splitting a rule book into its sections: the ICD-10-CM guidelines, or plain numbered text.

The official guidelines number their sections ``Section I``, ``C.``, ``1.``, ``a.``, ``1)``,
``(a)``, ``(i)``. The same marks stand before items of lists, so a mark begins a section only where
it is the next one of its kind. Page ends are marked by "Page 12 of 121".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symphony.books.guidelines.section import Section
from symphony.errors import BooksError

_PAGE = re.compile(r"Page (\d+) of \d+")
_RUNNING = re.compile(
    r"ICD-10-CM Official Guidelines for Coding and ?Reporting|FY \d{4}|Page \d+ of \d+"
)
_CONTENTS = re.compile(r"\.{4,}\s*\d*\s*$")
_MARKS = (
    re.compile(r"Section ([IVX]+)\. ?(.*)"),
    re.compile(r"([A-Z])\. ?(\S.*)"),
    re.compile(r"(\d{1,2})\. ?(\D.*)"),
    re.compile(r"([a-z])\. ?(\S.*)"),
    re.compile(r"(\d{1,2})\) ?(\S.*)"),
    re.compile(r"\(([a-z])\) ?(\S.*)"),
    re.compile(r"\(([ivx]+)\) ?(\S.*)"),
)
_APPENDIX = re.compile(r"(Appendix [IVX]+)\s*$")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_GOES_ON = re.compile(r"[a-z(]")
_ENDS_OPEN = re.compile(r"(?:,|-|\band|\bof|\bor|\bin|\bthe|\bfor|\bto)$")
_CODES = re.compile(
    r"\b([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|QA\d)(?:\s*[-–]\s*([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|QA\d))?"
)
_NUMBERED = re.compile(
    r"([A-Z]\d{1,2}(?:\.\d{1,2})?[a-z]?|\d{1,2}(?:\.\d{1,2})+)\.?(?:\s+(\S.{0,90}))?"
)
_ANY_CODE = r"([A-Z]{1,3}\d[0-9A-Z]*(?:\.[0-9A-Z]+)?)"
_ANY_CODES = re.compile(rf"\b{_ANY_CODE}(?:\s*-\s*{_ANY_CODE})?")
_HEADING = re.compile(
    r"(#{1,6})\s+(?:(?:Section\s+)?([0-9IVXA-Z]+(?:\.[0-9A-Za-z]+)*)[.):]?\s+)?(\S.*)"
)


@dataclass(slots=True)
class _Open:
    number: str
    title: str
    page: int
    lines: list[str] = field(default_factory=list)
    titled: bool = False
    """Whether the title has ended."""

    def close(self, form: re.Pattern[str]) -> Section:
        text = "\n".join(self.lines).strip()
        codes = _named(f"{self.title}\n{text}", form)
        return Section(self.number, self.title, None, codes, text=text, page=self.page)


def is_official(text: str) -> bool:
    """Whether the text begins as the official guidelines of ICD-10-CM do."""
    return "ICD-10-CM Official Guidelines for Coding and" in text[:2000]


def split_official(pages: Sequence[str]) -> tuple[Section, ...]:
    """The sections of the official guidelines with their page and exact text.

    Args:
        pages: the text of every page, the first page first.

    Raises:
        BooksError: the four sections and the appendix are not all there.
    """
    found = tuple(_split(pages))
    there = {section.id for section in found}
    missing = {"I", "I.A", "I.B", "I.C", "II", "III", "IV"} - there
    if missing:
        raise BooksError(
            f"the guidelines lack section {min(missing)}; the file is incomplete or of another form"
        )
    return found


def _split(pages: Sequence[str]) -> Iterator[Section]:
    path: list[str] = []
    current: _Open | None = None
    for page, line in _lines(pages):
        appendix = _APPENDIX.fullmatch(line)
        level, mark, title = (0, appendix[1], "") if appendix else _mark(line, path)
        if level is None:
            if current is not None:
                _continue(current, line)
            continue
        if current is not None:
            yield current.close(_CODES)
        path = [*path[:level], mark]
        current = _Open(".".join(path), title.strip(), page)
    if current is not None:
        yield current.close(_CODES)


def _continue(current: _Open, line: str) -> None:
    if not current.titled and (
        not current.title or _GOES_ON.match(line) or _ENDS_OPEN.search(current.title)
    ):
        joint = "" if current.title.endswith("-") else " "
        current.title = f"{current.title}{joint}{line}".strip()
        return
    current.titled = True
    current.lines.append(line)


def _lines(pages: Sequence[str]) -> Iterator[tuple[int, str]]:
    begun = False
    for number, text in enumerate(pages, start=1):
        for raw in text.splitlines():
            line = " ".join(raw.split())
            if not line or _RUNNING.fullmatch(line) or _CONTENTS.search(line):
                continue
            begun = begun or line.startswith("Section I.")
            if begun:
                yield number, line


def _mark(line: str, path: list[str]) -> tuple[int | None, str, str]:
    for level, pattern in enumerate(_MARKS):
        match = pattern.fullmatch(line)
        if match and level <= len(path) and _is_next(level, match[1], path):
            return level, match[1], match[2]
    return None, "", ""


def _is_next(level: int, mark: str, path: list[str]) -> bool:
    before = path[level] if level < len(path) else None
    return _ordinal(level, mark) == (_ordinal(level, before) if before else 0) + 1


def _ordinal(level: int, mark: str) -> int:
    if level in (0, 6):
        lower = mark.casefold()
        return _ROMANS.index(lower) + 1 if lower in _ROMANS else -1
    return int(mark) if mark.isdigit() else ord(mark.casefold()) - 96


def pages_of(text: str) -> list[str]:
    """The pages of a text that keeps the running feet: each ends with its "Page 12 of 121"."""
    pages: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        lines.append(line)
        foot = _PAGE.fullmatch(line.strip())
        if foot:
            # Pages without a foot (the first) are part of the next one's text.
            pages += [""] * (int(foot[1]) - len(pages) - 1)
            pages.append("\n".join(lines))
            lines = []
    return [*pages, "\n".join(lines)]


def _named(text: str, form: re.Pattern[str]) -> tuple[str, ...]:
    """The codes, categories and ranges that a text names, in order."""
    found = (f"{low}-{high}" if high else low for low, high in form.findall(text))
    return tuple(dict.fromkeys(found))


def split_plain(pages: Sequence[str]) -> tuple[Section, ...]:
    """The sections of a plain document, by whatever divides it.

    Markdown headings (a number in one is its id; others are numbered by their place, in
    parentheses); without any, lines that begin with a number such as ``B3.1a`` or ``2.4``; without
    those, its pages.
    """
    every = [(number, line) for number, page in enumerate(pages, 1) for line in page.splitlines()]
    found = list(_plain(every)) or list(_numbered(every)) or list(_paged(pages))
    return tuple(section.close(_ANY_CODES) for section in found)


def _plain(lines: Iterable[tuple[int, str]]) -> Iterator[_Open]:
    current: _Open | None = None
    count = 0
    for page, line in lines:
        match = _HEADING.fullmatch(line.rstrip())
        if match is None:
            if current is not None:
                current.lines.append(line.rstrip())
            continue
        if current is not None:
            yield current
        count += 1
        current = _Open(match[2] or f"({count})", match[3], page, titled=True)
    if current is not None:
        yield current


def _numbered(lines: Iterable[tuple[int, str]]) -> Iterator[_Open]:
    current: _Open | None = None
    seen: set[str] = set()
    for page, line in lines:
        match = _NUMBERED.fullmatch(line.strip())
        if match is None or match[1] in seen:
            if current is not None:
                current.lines.append(line.rstrip())
            continue
        if current is not None:
            yield current
        seen.add(match[1])
        current = _Open(match[1], (match[2] or match[1]).strip(), page, titled=True)
    if current is not None and len(seen) > 1:
        yield current


def _paged(pages: Sequence[str]) -> Iterator[_Open]:
    for number, page in enumerate(pages, start=1):
        if page.strip():
            yield _Open(f"page {number}", f"Page {number}", number, page.splitlines(), titled=True)
