"""Evidence by exact span: a (code, document, start, end) is right if the gold has the same.

As in MDACE (Cheng and others, ACL 2023): all evidence of all predicted codes counts, also of wrong
codes; each different (code, span) of a document counts once.
"""

from symphony.evaluation.metrics.counts import Counts, compare, total
from symphony.evaluation.metrics.evidence import gold_spans, marked, predicted_spans
from symphony.evaluation.metrics.pair import Pairs


def evidence_span(pairs: Pairs) -> Counts:
    """The counts over charts whose gold marks any evidence; all zero where none does."""
    return total(compare(set(gold_spans(p)), set(predicted_spans(p))) for p in marked(pairs))
