"""Evidence: the words of the note that prove a code. The only place where a span is accepted.

An ``Evidence`` can only be made here, from a document and offsets or a quote, so that
``document.text[start:end] == evidence.text`` holds for every evidence that exists.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from symphony.coding.nearly import nearly, same_words
from symphony.encounter.model import Document, Span
from symphony.errors import InternalError


class Match(StrEnum):
    """How the words were found in the note."""

    EXACT = "exact"
    NORMALIZED = "normalized"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Words of one document: offsets in Unicode code points, 0-based, end exclusive.

    Made by ``accept`` or ``align`` only.
    """

    document: str
    start: int
    end: int
    text: str
    section: str | None = None
    match: Match = Match.EXACT

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return Span(self.document, self.start, self.end)


def accept(
    document: Document,
    start: int,
    end: int,
    *,
    section: str | None = None,
    match: Match = Match.EXACT,
) -> Evidence:
    """The evidence of a stretch of the document.

    Raises:
        InternalError: the stretch is empty or lies outside the document.
    """
    if not 0 <= start < end <= len(document.text):
        raise InternalError(
            f"span {start}:{end} is not inside document {document.id!r} "
            f"of {len(document.text)} characters"
        )
    return Evidence(document.id, start, end, document.text[start:end], section, match)


def align(document: Document, quote: str, *, near: int = 0) -> Evidence | None:
    """The place of a quoted text in the document: exact, else normalised, else fuzzy.

    Normalised: the same words, whatever their case, the white space and the punctuation between
    them. Fuzzy: nearly the same words (``nearly``), never with another negation, side or number.

    Args:
        document: where to look.
        quote: what somebody says stands there.
        near: among several places, the first at or after this offset is taken, else the first.

    Returns:
        The evidence with how it was matched, or None where the document does not say it.
    """
    wanted = quote.strip()
    if not wanted:
        return None
    exact = _first(re.compile(_bounded(wanted, re.escape(wanted))), document.text, near)
    if exact:
        return accept(document, *exact)
    pieces = r"\s+".join(re.escape(piece) for piece in wanted.split())
    loose = _first(re.compile(_bounded(wanted, pieces), re.IGNORECASE), document.text, near)
    loose = loose or same_words(document.text, wanted, near)
    if loose:
        return accept(document, *loose, match=Match.NORMALIZED)
    close = nearly(document.text, wanted, near)
    return accept(document, *close, match=Match.FUZZY) if close else None


def _bounded(quote: str, pattern: str) -> str:
    """The quote's pattern, not beginning or ending inside a word of the document."""
    before = r"(?<![^\W_])" if quote[0].isalnum() else ""
    after = r"(?![^\W_])" if quote[-1].isalnum() else ""
    return before + pattern + after


def _first(pattern: re.Pattern[str], text: str, near: int) -> tuple[int, int] | None:
    found = pattern.search(text, near) or pattern.search(text)
    return found.span() if found else None
