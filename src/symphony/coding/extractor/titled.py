"""The titles of problems read: what each part of a title names, and what its line says of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symphony.coding.extractor.cues import SentenceCues
from symphony.coding.extractor.drafts import Draft, kinds, standard
from symphony.coding.extractor.named_after import is_drug
from symphony.coding.extractor.over import outlived
from symphony.coding.extractor.page import NOWHERE
from symphony.coding.extractor.problem_lines import ProblemLine, is_order
from symphony.coding.extractor.rivals import Rival, fuller
from symphony.coding.extractor.source import Source
from symphony.coding.extractor.still_there import listed, struck
from symphony.coding.extractor.stretches import meets, stretch
from symphony.coding.extractor.titles import Part, title_parts
from symphony.coding.extractor.topics import topic
from symphony.encounter.assertion import Judgement, SentenceContext
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.words import Word, phrase, words

_LEFT_OPEN = frozenset({"unexplained"})
"""What a title says of its problem for the weighing ("syncope, cause not found")."""


class Titled:
    """Reads the titles of one document."""

    def __init__(self, source: Source) -> None:
        """Begin a document."""
        self._source = source
        self._text = source.text
        self.topics: set[str] = set()
        """Words of the diseases that titles stand for which name none (``topics.py``)."""

    def drafts(self, section: Section, line: ProblemLine) -> Iterator[Draft]:
        """What the title of a line names; a title of the book that says more than its parts."""
        tokens = words(self._text, *line.title)
        parts = list(self._parts(section, line, tokens))
        told = self._told(tokens, parts)
        used: set[int] = set()
        for draft in parts:
            place, title = next((t for t in told if meets(t[0], [draft])), (NOWHERE, ""))
            if not title:
                yield draft
            elif place.start not in used:
                used.add(place.start)
                yield replace(draft, extent=place, term=title, cues=draft.cues - {"unnamed"})

    def _told(self, tokens: Sequence[Word], parts: Sequence[Draft]) -> list[tuple[Extent, str]]:
        """The titles of the book that the line tells in full, and where."""
        found = self._source.told(tokens)
        if not found:
            return []
        rivals = [
            Rival(*_within(tokens, draft.extent), f"{draft.term} {standard(draft.term)}")
            for draft in parts
            if "unnamed" not in draft.cues
        ]
        return [
            (stretch(tokens, one.first, one.last), one.title.text)
            for one in found
            if fuller(one, tokens, rivals)
        ]

    def _parts(self, section: Section, line: ProblemLine, tokens: list[Word]) -> Iterator[Draft]:
        """What the title of a line names, part by part; injuries in place of their part."""
        whole = SentenceContext(self._text, line.title, section.kind)
        parts = title_parts(self._text, line.title, self._source.vocabulary)
        guess = next((part.extent.start for part in parts if part.role == "tail"), line.title.end)
        hurt = self._injuries(tokens)
        left_open = SentenceCues(tokens).of(0) & _LEFT_OPEN
        for part in parts:
            # "Hip pain, suspect bursitis": the pain is no guess.
            known = Extent(line.title.start, part.extent.end)
            sure = part.extent.end < guess
            context = SentenceContext(self._text, known, section.kind) if sure else whole
            injured = [one for one in hurt if part.extent.start <= one[0].start < part.extent.end]
            for place, term in injured:
                judgement = context.judge(place)
                yield Draft(part.extent, term, section, part.role, judgement, line.title, line.body)
            draft = None if injured else self._part(section, line, part, context)
            if draft is not None:
                yield replace(draft, cues=draft.cues | left_open)

    def _injuries(self, tokens: list[Word]) -> list[tuple[Extent, str]]:
        """The injuries that the title names: the word for each, and its term."""
        return [
            (stretch(tokens, injury.head, injury.head + 1), injury.term)
            for injury in self._source.hurt.of_title(tokens, self._source.vocabulary.hits(tokens))
        ]

    def _part(
        self, section: Section, line: ProblemLine, part: Part, context: SentenceContext
    ) -> Draft | None:
        """What a part of a title names, unless it is no condition or nothing is known of it."""
        looked_after = topic(part.name) if part.role == "problem" else frozenset[str]()
        self.topics |= looked_after
        if (
            looked_after
            or phrase(part.name) in kinds().never
            or is_drug(part.name)
            or is_order(part.name)
        ):
            return None
        term = self._source.senses.of_title(part.name)
        if not term or (line.later and not part.known):
            return None
        judgement = self._judged(section, line, part, term, context)
        cues = frozenset() if part.known else frozenset({"unnamed"})
        return Draft(part.extent, term, section, part.role, judgement, line.title, line.body, cues)

    def _judged(
        self,
        section: Section,
        line: ProblemLine,
        part: Part,
        term: str,
        context: SentenceContext,
    ) -> Judgement:
        return (
            struck(self._text, self._source.reading, part.said, line)
            or outlived(self._text, part.said.end, term)
            or listed(section, self._text, line.title, context.judge(part.said))
        )


def _within(tokens: Sequence[Word], extent: Extent) -> tuple[int, int]:
    """The words of a stretch (indices, end exclusive)."""
    places = [at for at, token in enumerate(tokens) if extent.start <= token.start < extent.end]
    return (places[0], places[-1] + 1) if places else (0, 0)
