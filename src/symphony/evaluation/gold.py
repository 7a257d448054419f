"""What is judged against: charts with the codes that experts gave them."""

from dataclasses import dataclass

from symphony.encounter.model import Encounter, Span
from symphony.evaluation.problems import Place


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """Words that the annotators marked; several parts where the mention is discontinuous.

    Offsets are Unicode code points, 0-based, end exclusive.
    """

    parts: tuple[Span, ...]

    @property
    def extent(self) -> Span:
        """From the first character of the first part to the last of the last."""
        starts = min(part.start for part in self.parts)
        return Span(self.parts[0].document, starts, max(part.end for part in self.parts))


@dataclass(frozen=True, slots=True)
class GoldCode:
    """One code that the experts gave, as our names spell it."""

    system: str
    code: str
    evidence: tuple[GoldEvidence, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """All marked stretches, part by part."""
        return tuple(part for evidence in self.evidence for part in evidence.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """One encounter and its gold.

    ``sequenced`` says that the order of ``codes`` is the billing order, the first being principal
    or first-listed. ``negatives`` are codes known not to be reported. ``kind`` is the type of
    document as the dataset names it.
    """

    encounter: Encounter
    codes: tuple[GoldCode, ...]
    place: Place
    sequenced: bool = False
    negatives: tuple[tuple[str, str], ...] = ()
    kind: str = ""

    @property
    def id(self) -> str:
        """The encounter's id."""
        return self.encounter.id

    @property
    def characters(self) -> int:
        """How long all its documents are together."""
        return sum(len(document.text) for document in self.encounter.documents)

    def systems(self) -> set[str]:
        """The code systems of the gold."""
        return {code.system for code in self.codes}


@dataclass(frozen=True, slots=True)
class Dataset:
    """Charts that are judged together.

    ``public`` says since when anybody could read notes and labels, so that a model may have been
    trained on them. ``edition`` is the one that the gold names, if any. ``remarks`` say what the
    adapter changed or left out.
    """

    name: str
    charts: tuple[Chart, ...]
    language: str = "en"
    public: str | None = None
    edition: str | None = None
    remarks: tuple[str, ...] = ()
    without_text: bool = False
    """The gold is there, the notes are not: it can be counted, and nothing can be coded."""

    def systems(self) -> tuple[str, ...]:
        """The code systems of the gold, the most frequent first."""
        counts: dict[str, int] = {}
        for chart in self.charts:
            for code in chart.codes:
                counts[code.system] = counts.get(code.system, 0) + 1
        return tuple(sorted(counts, key=lambda system: (-counts[system], system)))
