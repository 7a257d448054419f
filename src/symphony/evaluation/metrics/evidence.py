"""The marked and the predicted evidence of a chart as (code, span) pairs."""

from collections.abc import Iterator

from symphony.encounter.model import Span
from symphony.evaluation.metrics.pair import Pair, Pairs
from symphony.language.patterns import lazy

Marked = tuple[str, Span]

_WORD = lazy(r"\w+")
_LARGEST = 10
"""Numbers above are not tokens, in MDACE as in Mullenbach and others before."""


def marked(pairs: Pairs) -> list[Pair]:
    """The charts whose gold has evidence in this system."""
    return [pair for pair in pairs if any(code.spans for code in pair.gold)]


def gold_spans(pair: Pair) -> Iterator[Marked]:
    """Every marked part with its code."""
    return ((code.code, span) for code in pair.gold for span in code.spans)


def predicted_spans(pair: Pair) -> Iterator[Marked]:
    """Every predicted span with its code."""
    return ((code.code, span) for code in pair.predicted for span in code.evidence)


def words(pair: Pair, span: Span) -> str:
    """The lower-cased text of a span; empty where the document is not the chart's."""
    for document in pair.chart.encounter.documents:
        if document.id == span.document:
            return document.text[span.start : span.end].lower()
    return ""


def tokens(pair: Pair, span: Span) -> Iterator[tuple[str, int]]:
    """The words of a span in lower case with the offset where each begins.

    A token is a run of letters, digits and underscores; numbers above ten are none.
    """
    for found in _WORD.finditer(words(pair, span)):
        token = found.group()
        if not token.isdigit() or int(token) <= _LARGEST:
            yield token, span.start + found.start()
