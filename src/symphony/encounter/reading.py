"""One document read: its sections, its sentences, and what it says of any stretch of it."""

from bisect import bisect_right
from functools import cached_property

from symphony.encounter.assertion import Judgement, SentenceContext
from symphony.encounter.sections import Section, section_at, sections
from symphony.encounter.sentences import Extent, sentences, starts_item

UNKNOWN_SECTION = "other"


class Reading:
    """The language side of one text; each part is worked out once, when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._contexts: dict[int, SentenceContext] = {}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in order, without gap or overlap."""
        return sections(self.text)

    @cached_property
    def sentences(self) -> tuple[Extent, ...]:
        """The sentences, in order; none reaches over a section's heading or end."""
        return tuple(
            sentence
            for section in self.sections
            for start, end in (
                (section.start, section.body_start),
                (section.body_start, section.end),
            )
            for sentence in sentences(self.text, start, end)
        )

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _leads(self) -> list[Extent | None]:
        """For each sentence that is an item of a list, the line that leads the list ("Denies:")."""
        leads: list[Extent | None] = []
        lead: Extent | None = None
        for sentence in self.sentences:
            is_item = starts_item(self.text, sentence)
            leads.append(lead if is_item else None)
            if not is_item:
                lead = sentence if self.text[sentence.end - 1] == ":" else None
        return leads

    def section_kind(self, offset: int) -> str:
        """The kind of the section that holds the offset."""
        section = section_at(self.sections, offset)
        return UNKNOWN_SECTION if section is None else section.kind

    def judge(self, mention: Extent) -> Judgement:
        """What the text says of a mention, by the sentence in which the mention begins.

        Raises:
            ValueError: the mention is empty or not inside the text.
        """
        if not 0 <= mention.start < mention.end <= len(self.text):
            raise ValueError(f"no stretch of the text: {mention.start} to {mention.end}")
        index = max(self._index(mention.start), 0)
        if not self.sentences:
            return SentenceContext(self.text, mention).judge(mention)
        if index not in self._contexts:
            sentence = self.sentences[index]
            kind = self.section_kind(sentence.start)
            lead = self._leads[index]
            self._contexts[index] = SentenceContext(self.text, sentence, kind, lead=lead)
        return self._contexts[index].judge(mention)

    def _index(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1
