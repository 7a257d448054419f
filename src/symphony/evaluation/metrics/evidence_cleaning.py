"""What MDACE's published scoring does to evidence before it counts it: joining, and trimming.

Written anew after the description of the two options in MDACE's repository (``--merge-adjacent``
and ``--trim-annotations``; MIT): all its published tables use the second, those over all documents
both. Gold and prediction are treated alike; the codes are not touched.
"""

import string
from collections import defaultdict
from dataclasses import replace

from symphony.encounter.model import Span
from symphony.evaluation.gold import GoldEvidence
from symphony.evaluation.metrics.pair import Pair
from symphony.evaluation.settings import EvidenceAs

_BETWEEN = frozenset(string.punctuation + string.whitespace)
"""Spans of one code with nothing but these between them are one span."""

_EDGE = "-.,/ \n\t"
_LEFT = _EDGE + ")"
_RIGHT = _EDGE + "("


Marks = list[tuple[str, Span]]
"""Codes with their spans, as they came."""


def cleaned(pair: Pair, how: EvidenceAs) -> Pair:
    """The pair with the spans of both sides joined and trimmed; as it is for ``given``.

    A span that holds nothing but what is trimmed away is left out.
    """
    if how == "given":
        return pair
    texts = {document.id: document.text for document in pair.chart.encounter.documents}
    gold = _clean([(code.code, span) for code in pair.gold for span in code.spans], texts, how)
    said = _clean([(c.code, span) for c in pair.predicted for span in c.evidence], texts, how)
    return replace(
        pair,
        gold=tuple(
            replace(code, evidence=tuple(GoldEvidence((span,)) for span in gold[code.code]))
            for code in pair.gold
        ),
        predicted=tuple(
            replace(code, evidence=tuple(said[code.code]), words=()) for code in pair.predicted
        ),
    )


def _clean(marks: Marks, texts: dict[str, str], how: EvidenceAs) -> dict[str, list[Span]]:
    here = [mark for mark in marks if mark[1].document in texts]
    found: dict[str, list[Span]] = defaultdict(list)
    for code, span in _joined(here, texts) if how == "joined" else here:
        trimmed = _trimmed(span, texts[span.document])
        if trimmed.start < trimmed.end:
            found[code].append(trimmed)
    return found


def _joined(marks: Marks, texts: dict[str, str]) -> Marks:
    """Spans of one code that follow each other; one of another code in between keeps them apart."""
    made: Marks = []
    for code, span in sorted(marks, key=lambda mark: (mark[1].document, mark[1].start)):
        if made and made[-1][0] == code and made[-1][1].document == span.document:
            last = made[-1][1]
            if _BETWEEN.issuperset(texts[span.document][last.end : span.start]):
                # To the end of the later one, even where the earlier ends after it: as published.
                made[-1] = code, replace(last, end=span.end)
                continue
        made.append((code, span))
    return made


def _trimmed(span: Span, text: str) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip(_LEFT))
    end = max(start, span.end - (len(words) - len(words.rstrip(_RIGHT))))
    return replace(span, start=start, end=end)
