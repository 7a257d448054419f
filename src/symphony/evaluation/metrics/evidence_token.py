"""Evidence by token: MDACE's exact token match."""

from collections.abc import Iterable

from symphony.encounter.model import Span
from symphony.evaluation.metrics.counts import Counts, compare, total
from symphony.evaluation.metrics.evidence import gold_spans, marked, predicted_spans, tokens
from symphony.evaluation.metrics.pair import Pair, Pairs


def evidence_token(pairs: Pairs) -> Counts:
    """A (document, code, offset of a token) is right if the gold marks it too; each counts once.

    Over charts whose gold marks any evidence; all zero where none does.
    """
    return total(
        compare(_tokens(p, gold_spans(p)), _tokens(p, predicted_spans(p))) for p in marked(pairs)
    )


def _tokens(pair: Pair, spans: Iterable[tuple[str, Span]]) -> set[tuple[str, str, int]]:
    return {(span.document, code, at) for code, span in spans for _, at in tokens(pair, span)}
