"""One document with what its sentences and titles are read by."""

from collections.abc import Sequence
from dataclasses import dataclass

from symphony.books.titles import Titles
from symphony.coding.extractor.hurt import Hurt
from symphony.coding.extractor.senses import Senses
from symphony.coding.extractor.told_titles import Told, told_titles
from symphony.coding.vocabulary import Vocabulary, blames
from symphony.encounter.reading import Reading
from symphony.language.words import Word


@dataclass(frozen=True, slots=True)
class Source:
    """A document, the names to look for in it, and what is known of it as a whole.

    ``reading`` is what it asserts, ``hurt`` has its injuries, ``senses`` what its names mean.
    """

    text: str
    vocabulary: Vocabulary
    reading: Reading
    hurt: Hurt
    senses: Senses
    titles: Titles | None = None
    """The titles of the book; none are looked for without them."""

    def told(self, tokens: Sequence[Word]) -> list[Told]:
        """The titles of the book that the words tell in full."""
        found = told_titles(tokens, self.titles) if self.titles is not None else []
        return [told for told in found if not blames(tokens, told.first)]
