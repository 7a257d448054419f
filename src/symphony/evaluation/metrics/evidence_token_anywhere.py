"""Evidence by token, wherever it stands: MDACE's position-independent token match."""

from collections.abc import Iterable

from symphony.encounter.model import Span
from symphony.evaluation.metrics.counts import Counts, compare, total
from symphony.evaluation.metrics.evidence import gold_spans, marked, predicted_spans, tokens
from symphony.evaluation.metrics.pair import Pair, Pairs


def evidence_token_anywhere(pairs: Pairs) -> Counts:
    """A (document, code, token) is right if the gold marks the token anywhere; each counts once.

    Over charts whose gold marks any evidence; all zero where none does.
    """
    return total(
        compare(_tokens(p, gold_spans(p)), _tokens(p, predicted_spans(p))) for p in marked(pairs)
    )


def _tokens(pair: Pair, spans: Iterable[tuple[str, Span]]) -> set[tuple[str, str, str]]:
    return {(span.document, code, token) for code, span in spans for token, _ in tokens(pair, span)}
