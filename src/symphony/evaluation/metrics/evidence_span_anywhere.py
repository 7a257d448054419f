"""Evidence by its words, wherever they stand: MDACE's position-independent span match."""

from collections.abc import Iterable

from symphony.encounter.model import Span
from symphony.evaluation.metrics.counts import Counts, compare, total
from symphony.evaluation.metrics.evidence import gold_spans, marked, predicted_spans, words
from symphony.evaluation.metrics.pair import Pair, Pairs


def evidence_span_anywhere(pairs: Pairs) -> Counts:
    """A (document, code, lower-cased text) is right if the gold has the same; each counts once.

    Over charts whose gold marks any evidence; all zero where none does.
    """
    return total(
        compare(_texts(p, gold_spans(p)), _texts(p, predicted_spans(p))) for p in marked(pairs)
    )


def _texts(pair: Pair, spans: Iterable[tuple[str, Span]]) -> set[tuple[str, str, str]]:
    return {(span.document, code, words(pair, span)) for code, span in spans}
