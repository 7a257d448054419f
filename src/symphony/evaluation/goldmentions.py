"""Evidence given: an extractor that says what the annotators marked, to judge the later stages."""

from collections.abc import Mapping

from symphony.coding.evidence import Evidence, accept
from symphony.coding.stages import Mention, Mentions
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Encounter, Span
from symphony.evaluation.gold import Chart


class GoldExtractor:
    """Gives each marked mention once, as present; charts without gold evidence get none."""

    def __init__(self, charts: Mapping[str, Chart]) -> None:
        self._charts = charts

    def extract(self, encounter: Encounter) -> Mentions:
        """The gold mentions in reading order; a discontinuous one is looked up by all its parts."""
        chart = self._charts[encounter.id]
        order = {document.id: n for n, document in enumerate(encounter.documents)}
        marked = {e.parts for code in chart.codes for e in code.evidence}
        reading = sorted(
            marked, key=lambda parts: [(order[p.document], p.start, p.end) for p in parts]
        )
        return Mentions(tuple(_mention(n, encounter, parts) for n, parts in enumerate(reading)))


def _mention(number: int, encounter: Encounter, parts: tuple[Span, ...]) -> Mention:
    pieces = [_accept(encounter, part) for part in parts]
    longest = max(pieces, key=lambda piece: piece.end - piece.start)
    term = " ".join(piece.text for piece in pieces)
    rest = tuple(piece for piece in pieces if piece is not longest)
    return Mention(number, longest, term, "gold", Assertion.PRESENT, detail=rest)


def _accept(encounter: Encounter, span: Span) -> Evidence:
    return accept(encounter.document(span.document), span.start, span.end)
