"""The error browser: each chart that is not right, its note with both sides' evidence, and why."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from symphony.encounter.model import Document, Span
from symphony.evaluation.gold import GoldCode
from symphony.evaluation.metrics.pair import Pair
from symphony.evaluation.metrics.stages import FOUND, any_overlap, fate
from symphony.evaluation.score import Score
from symphony.exchange.html.markup import Markup, element, joined

SHOWN = 150
"""Charts shown for a score; the others are counted."""

COLUMNS = ("", "code", "the gold's words", "predicted words", "why")


def browser(score: Score, shown: int = SHOWN) -> Markup:
    """The charts with errors, those with the most first."""
    wrong = [pair for pair in score.side.pairs if pair.gold_codes() != pair.predicted_codes()]
    wrong.sort(key=lambda pair: -len(pair.gold_codes() ^ pair.predicted_codes()))
    said = f"{len(wrong)} of {len(score.side.pairs)} charts have errors"
    if len(wrong) > shown:
        said += f"; the {shown} with the most are shown"
    return joined(
        element("p", said + ". Filter by id, code or stage:"),
        element("input", type="search", class_="filter", aria_label="Filter charts"),
        element("div", *(_chart(pair) for pair in wrong[:shown]), class_="charts"),
    )


def lost_at(pair: Pair, code: GoldCode) -> str:
    """The stage at which a missed code was lost and, where a stage says so, its reason."""
    if pair.stages is None:
        return "stage not told"
    stage = fate(pair, code)
    assert stage != FOUND
    reasons = {
        left.reason
        for left in pair.stages.left
        if left.stage == stage
        and (left.code == code.code or (left.code is None and any_overlap(left.spans, code.spans)))
    }
    return f"{stage} ({', '.join(sorted(reasons))})" if reasons else stage


def _chart(pair: Pair) -> Markup:
    given = {code.code: code for code in pair.predicted}
    gold = {code.code: code for code in pair.gold}
    missed = [code for name, code in gold.items() if name not in given]
    wrong = [code for name, code in given.items() if name not in gold]
    right = [name for name in gold if name in given]
    summary = element(
        "summary",
        element("b", pair.chart.id),
        f" {len(right)} right, {len(missed)} missed, {len(wrong)} wrong",
    )
    rows = [
        *(_row("missed", pair, code.code, "lost at " + lost_at(pair, code)) for code in missed),
        *(_row("wrong", pair, code.code, _surety(code.confidence)) for code in wrong),
        *(_row("right", pair, name, _surety(given[name].confidence)) for name in right),
    ]
    head = element("tr", *(element("th", name, scope="col") for name in COLUMNS))
    words = " ".join([pair.chart.id, *gold, *given, *(lost_at(pair, code) for code in missed)])
    notes = (_note(pair, document) for document in pair.chart.encounter.documents)
    error = pair.prediction.error
    return element(
        "details",
        summary,
        element("p", error, class_="error") if error else None,
        element("table", element("thead", head), element("tbody", *rows), class_="codes"),
        *notes,
        data_words=words.lower(),
        class_="chart",
    )


def _row(kind: str, pair: Pair, code: str, why: str) -> Markup:
    gold = (span for c in pair.gold if c.code == code for span in c.spans)
    given = (span for c in pair.predicted if c.code == code for span in c.evidence)
    return element(
        "tr",
        element("td", kind, class_=f"kind {kind}"),
        element("th", code, scope="row"),
        element("td", _words(pair, gold), class_="words"),
        element("td", _words(pair, given), class_="words"),
        element("td", why),
    )


def _words(pair: Pair, spans: Iterable[Span]) -> str:
    texts = {document.id: document.text for document in pair.chart.encounter.documents}
    return " / ".join(texts[span.document][span.start : span.end] for span in spans)


def _surety(confidence: float | None) -> str:
    return "" if confidence is None else f"confidence {confidence:.2f}"


def _note(pair: Pair, document: Document) -> Markup:
    gold = [(s, c.code) for c in pair.gold for s in c.spans if s.document == document.id]
    given = [(s, c.code) for c in pair.predicted for s in c.evidence if s.document == document.id]
    return joined(
        element("h4", document.id),
        element("pre", *_pieces(document.text, gold, given), class_="note"),
    )


def _pieces(
    text: str, gold: list[tuple[Span, str]], given: list[tuple[Span, str]]
) -> Iterator[str]:
    """The note cut at every border of an evidence; a piece knows all codes that it proves."""
    borders = {0, len(text)}
    for span, _ in (*gold, *given):
        borders |= {span.start, span.end}
    cuts = sorted(at for at in borders if 0 <= at <= len(text))
    for start, end in pairwise(cuts):
        marked = sorted({code for span, code in gold if span.start <= start and end <= span.end})
        found = sorted({code for span, code in given if span.start <= start and end <= span.end})
        if not marked and not found:
            yield text[start:end]
            continue
        kind = "both" if marked and found else "gold" if marked else "given"
        title = "; ".join(
            f"{side}: {', '.join(codes)}"
            for side, codes in (("gold", marked), ("predicted", found))
            if codes
        )
        yield element("mark", text[start:end], class_=kind, title=title)
