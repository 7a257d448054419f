"""What a look-up tool is asked: a note's lines and sentences, with where each stands."""

import re
from collections.abc import Iterator

from symphony.coding.case import Case
from symphony.encounter.model import Document

WORDS = 15
"""Longer sentences are running text, which a look-up by words cannot be asked."""

_PIECE = re.compile(r"[^\n.;]+")


def pieces(case: Case) -> Iterator[tuple[Document, int, str]]:
    """Every line or sentence of at most ``WORDS`` words, with its offset in its document."""
    for document in case.encounter.documents:
        for found in _PIECE.finditer(document.text):
            text = found.group()
            if 0 < len(text.split()) <= WORDS:
                lead = len(text) - len(text.lstrip())
                yield document, found.start() + lead, text.strip()


def evidence(document: Document, start: int, text: str) -> list[dict[str, object]]:
    """The piece as the evidence of a prediction."""
    end = start + len(text)
    return [{"document": document.id, "start": start, "end": end, "text": text}]
