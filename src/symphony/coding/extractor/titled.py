"""The titles of problems read: what each part of a title names, and what its line says of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symphony.books.titles import Titles
from symphony.coding.extractor.cues import SentenceCues
from symphony.coding.extractor.drafts import Draft, kinds, standard
from symphony.coding.extractor.hurt import Hurt
from symphony.coding.extractor.named_after import is_drug
from symphony.coding.extractor.over import outlived
from symphony.coding.extractor.page import NOWHERE
from symphony.coding.extractor.problem_lines import ProblemLine, is_order
from symphony.coding.extractor.rivals import Rival, fuller
from symphony.coding.extractor.senses import Senses
from symphony.coding.extractor.still_there import listed, struck
from symphony.coding.extractor.stretches import meets
from symphony.coding.extractor.titles import Part, title_parts
from symphony.coding.extractor.told_titles import told_titles
from symphony.coding.extractor.topics import topic
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.assertion import Judgement, SentenceContext
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.words import Word, phrase, words

_LEFT_OPEN = frozenset({"unexplained"})
"""What a title says of its problem for the weighing ("syncope, cause not found")."""


class Titled:
    """Reads the titles of one document."""

    def __init__(
        self,
        text: str,
        vocabulary: Vocabulary,
        reading: Reading,
        hurt: Hurt,
        senses: Senses,
        titles: Titles | None = None,
    ) -> None:
        """Begin a document.

        Args:
            text: the document.
            vocabulary: the names to look for.
            titles: the titles of the book; none are looked for without them.
            reading: what the document asserts.
            hurt: its injuries.
            senses: what its names mean.
        """
        self._text = text
        self._vocabulary = vocabulary
        self._reading = reading
        self._hurt = hurt
        self._senses = senses
        self._titles = titles
        self.topics: set[str] = set()
        """Words of the diseases that titles stand for which name none (``topics.py``)."""

    def drafts(self, section: Section, line: ProblemLine) -> Iterator[Draft]:
        """What the title of a line names; a title of the book that says more than its parts."""
        parts = list(self._parts(section, line))
        told = self._told(self._titles, line, parts) if self._titles is not None else []
        used: set[int] = set()
        for draft in parts:
            place, title = next((t for t in told if meets(t[0], [draft])), (NOWHERE, ""))
            if not title:
                yield draft
            elif place.start not in used:
                used.add(place.start)
                yield replace(draft, extent=place, term=title, cues=draft.cues - {"unnamed"})

    def _told(
        self, titles: Titles, line: ProblemLine, parts: Sequence[Draft]
    ) -> list[tuple[Extent, str]]:
        """The titles of the book that the line tells in full, and where."""
        tokens = words(self._text, *line.title)
        rivals = [
            Rival(*_within(tokens, draft.extent), f"{draft.term} {standard(draft.term)}")
            for draft in parts
            if "unnamed" not in draft.cues
        ]
        return [
            (Extent(tokens[one.first].start, tokens[one.last - 1].end), one.title.text)
            for one in told_titles(tokens, titles)
            if fuller(one, tokens, rivals)
        ]

    def _parts(self, section: Section, line: ProblemLine) -> Iterator[Draft]:
        """What the title of a line names, part by part; injuries in place of their part."""
        whole = SentenceContext(self._text, line.title, section.kind)
        parts = title_parts(self._text, line.title, self._vocabulary)
        guess = next((part.extent.start for part in parts if part.role == "tail"), line.title.end)
        hurt = self._injuries(line)
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
                yield draft

    def _injuries(self, line: ProblemLine) -> list[tuple[Extent, str]]:
        """The injuries that the title names: the word for each, and its term."""
        tokens = words(self._text, *line.title)
        return [
            (Extent(tokens[injury.head].start, tokens[injury.head].end), injury.term)
            for injury in self._hurt.of_title(tokens, self._vocabulary.hits(tokens))
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
        term = self._senses.of_title(part.name)
        if not term or (line.later and not part.known):
            return None
        judgement = self._judged(section, line, part, term, context)
        cues = frozenset() if part.known else frozenset({"unnamed"})
        cues |= SentenceCues(words(self._text, *line.title)).of(0) & _LEFT_OPEN
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
            struck(self._text, self._reading, part.said, line)
            or outlived(self._text, part.said.end, term)
            or listed(section, self._text, line.title, context.judge(part.said))
        )


def _within(tokens: Sequence[Word], extent: Extent) -> tuple[int, int]:
    """The words of a stretch (indices, end exclusive)."""
    places = [at for at, token in enumerate(tokens) if extent.start <= token.start < extent.end]
    return (places[0], places[-1] + 1) if places else (0, 0)
