"""Where installed rule books lie, and which of them binds on a date.

One JSON file a document and edition, ``SYMPHONY_HOME/books/SYSTEM/rules/NAME-DATE.json``.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from symphony.books.guidelines.book import Guidelines
from symphony.books.guidelines.section import Section
from symphony.books.guidelines.split import is_official, pages_of, split_official, split_plain
from symphony.books.model import Source
from symphony.books.sources import Given
from symphony.errors import BooksError, UsageError

_PERIOD = re.compile(r"\((\w+ \d{1,2}, \d{4}) *[-–] *(\w+ \d{1,2}, \d{4})\)")
_UPDATED = re.compile(r"UPDATED (\w+ \d{1,2}, \d{4})")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A rule book of one edition, split into sections."""

    name: str
    title: str
    effective_from: date
    effective_to: date | None
    source: Source
    sections: tuple[Section, ...]


def is_rules(given: Given) -> bool:
    """Whether a file is a rule book: the official guidelines, or a document with headings."""
    if given.data.startswith(b"%PDF"):
        return True
    return "Official Guidelines for Coding" in given.head[:2000] or given.head.startswith("# ")


def read_rules(given: Given, release: date | None) -> RuleBook:
    """The rule book that a file holds.

    Raises:
        BooksError: a PDF without text, or guidelines that are incomplete.
        UsageError: nothing says from when a plain document holds, or PDFs cannot be read here.
    """
    pages = _pdf_pages(given) if given.data.startswith(b"%PDF") else pages_of(given.text)
    start = "\n".join(pages)[:3000]
    if is_official(start):
        first, last = _period(start)
        title = f"Official guidelines for coding and reporting, {release or first}"
        return RuleBook("guidelines", title,
                        release or first, last, given.source, split_official(pages))  # fmt: skip
    if release is None:
        raise UsageError(
            f"{given.name} does not say from when it holds; name the day as in SYSTEM@2026-01-01"
        )
    sections = split_plain(pages)
    if not sections:
        raise BooksError(f"{given.name} has no text")
    title = next(line for line in "\n".join(pages).splitlines() if line.strip()).strip("# ")
    name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40]
    return RuleBook(name, title, release, None, given.source, sections)


def _period(start: str) -> tuple[date, date | None]:
    period = _PERIOD.search(start)
    if period is None:
        raise BooksError("the guidelines do not say for which period they are")
    updated = _UPDATED.search(start)
    first = _day(updated[1]) if updated else _day(period[1])
    return max(first, _day(period[1])), _day(period[2])


def _day(text: str) -> date:
    return datetime.strptime(text, "%B %d, %Y").date()  # noqa: DTZ007 - a day has no time zone


def _pdf_pages(given: Given) -> list[str]:
    try:
        import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, and only for PDFs
    except ImportError as error:
        raise UsageError(
            'reading a PDF needs an extra: pip install "symphony-coding[pdf]"; or give its text'
        ) from error
    try:
        document = pypdfium2.PdfDocument(given.data)
        pages = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    except pypdfium2.PdfiumError as error:
        raise BooksError(f"{given.name} is damaged: {error}. Download it again.") from error
    if not any(page.strip() for page in pages):
        raise BooksError(f"{given.name} holds pictures of pages, no text")
    return pages


def keep(folder: Path, book: RuleBook) -> Path:
    """Write a rule book into the folder of its system, whole or not at all.

    Raises:
        BooksError: the folder cannot be written.
    """
    target = folder / "rules" / f"{book.name}-{book.effective_from}.json"
    content = json.dumps(
        {
            "name": book.name,
            "title": book.title,
            "effective_from": book.effective_from.isoformat(),
            "effective_to": book.effective_to.isoformat() if book.effective_to else None,
            "source": asdict(book.source),
            "sections": [asdict(section) for section in book.sections],
        },
        ensure_ascii=False,
        indent=1,
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".rules.", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(draft).replace(target)
    except OSError as error:
        raise BooksError(f"cannot write {target}: {error.strerror}") from error
    return target


def installed(folder: Path) -> tuple[RuleBook, ...]:
    """The rule books in the folder of a system, oldest first.

    Raises:
        BooksError: a file is damaged.
    """
    found = [_read(path) for path in (folder / "rules").glob("*.json")]
    return tuple(sorted(found, key=lambda book: (book.effective_from, book.name)))


def rules_on(folder: Path, system: str, on: date | None = None) -> Guidelines:
    """The rules of a system that bind on a date: its digest with the official text, if installed.

    Of each document the newest edition in force is taken; without a date, the newest.
    """
    chosen: dict[str, RuleBook] = {}
    for book in installed(folder):
        if on is None or (
            book.effective_from <= on and (book.effective_to is None or on <= book.effective_to)
        ):
            chosen[book.name] = book
    return Guidelines.of(system, tuple(_unique(list(chosen.values()))))


def _unique(books: Sequence[RuleBook]) -> Iterator[Section]:
    seen: set[str] = set()
    for book in books:
        for section in book.sections:
            number = section.id if section.id not in seen else f"{book.name}:{section.id}"
            seen.add(number)
            yield section if number == section.id else Section(
                number, section.title, section.says, section.codes, section.settings,
                section.text, section.page,
            )  # fmt: skip


def _read(path: Path) -> RuleBook:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        to = found["effective_to"]
        return RuleBook(
            found["name"],
            found["title"],
            date.fromisoformat(found["effective_from"]),
            date.fromisoformat(to) if to else None,
            Source(**found["source"]),
            tuple(
                Section(**{**s, "codes": tuple(s["codes"]), "settings": tuple(s["settings"])})
                for s in found["sections"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BooksError(f"{path} is damaged; remove it and install it again") from error
