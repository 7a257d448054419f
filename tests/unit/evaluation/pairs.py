"""Pairs made of codes alone, for the tests of the measures."""

from symphony.encounter.model import Document, Encounter, Span
from symphony.evaluation.gold import Chart, GoldCode, GoldEvidence
from symphony.evaluation.metrics.pair import Pair
from symphony.evaluation.predictions import PredictedCode, Prediction
from symphony.evaluation.problems import Place

SYSTEM = "icd10cm"


def pair(
    gold,
    predicted,
    *,
    name="n",
    text="",
    sequenced=False,
    negatives=(),
    more=(),
    excluded=(),
) -> Pair:
    """A pair; a gold code is ``code`` or ``(code, [(start, end), …])``, parts as nested lists.

    A predicted code is ``code``, ``(code, confidence)`` or ``(code, confidence, [(start, end)])``.
    """
    codes = tuple(_gold(one, name) for one in gold)
    encounter = Encounter(name, (Document(name, text),))
    chart = Chart(
        encounter,
        codes,
        Place("test"),
        sequenced=sequenced,
        negatives=tuple((SYSTEM, code) for code in negatives),
    )
    given = tuple(_predicted(one, name) for one in predicted)
    others = tuple(_predicted(one, name) for one in more)
    prediction = Prediction(name, given, others, tuple(excluded))
    return Pair(chart, SYSTEM, codes, given, others, prediction)


def _gold(one, name) -> GoldCode:
    if isinstance(one, str):
        return GoldCode(SYSTEM, one)
    code, mentions = one
    return GoldCode(SYSTEM, code, tuple(GoldEvidence(_parts(m, name)) for m in mentions))


def _parts(mention, name) -> tuple[Span, ...]:
    pieces = mention if isinstance(mention, list) else [mention]
    return tuple(Span(name, start, end) for start, end in pieces)


def _predicted(one, name) -> PredictedCode:
    if isinstance(one, str):
        return PredictedCode(SYSTEM, one)
    code, confidence, *rest = one
    spans = tuple(Span(name, start, end) for start, end in (rest[0] if rest else ()))
    return PredictedCode(SYSTEM, code, confidence, spans)
