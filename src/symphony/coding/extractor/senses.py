"""The sense of a name that has several, told by the words of the section around it."""

from collections.abc import Mapping

from symphony.coding.details import is_state, qualifiers, side_words
from symphony.coding.extractor.drafts import meant
from symphony.encounter.sections import Section, is_shouted
from symphony.language.ambiguous import ambiguous
from symphony.language.lexicon import everyday
from symphony.language.patterns import lazy
from symphony.language.words import forms, phrase

_HEAD = lazy(r"[^,;:(]+")
"""What stands before the first mark in the title of a problem."""

_LONG = 200
"""A shorter text of capitals may be an abbreviation or two."""


class Senses:
    """Tells what the names of one document mean, section by section."""

    def __init__(self, text: str, general: Mapping[str, str]) -> None:
        """Begin a document.

        Args:
            text: the document.
            general: names that say too little to be reported and are taken all the same.
        """
        self._text = text
        self._general = general
        self._shouted = len(text) > _LONG and is_shouted(text)
        self._section: Section | None = None
        self._around: frozenset[str] | None = None

    def begin(self, section: Section) -> None:
        """Begin a section."""
        self._section, self._around = section, None

    def of_title(self, term: str) -> str:
        """What the name of a problem means; empty where nothing tells which of its senses."""
        several = ambiguous().get(phrase(term))
        if several is None:
            return self._qualified(term)
        if several.case == "upper" and term.islower() and term != phrase(term):
            return ""  # "pads" are none of PAD
        return several.term(term, self._words()) or several.default

    def _qualified(self, term: str) -> str:
        """The name of a problem told by an abbreviation and how bad it is: "severe OCD, stable"."""
        head = _HEAD.match(term)
        every = head[0].split() if head else []
        plain = qualifiers() | side_words()
        told = [word for word in every if phrase(word) not in plain and not is_state(phrase(word))]
        if len(told) != 1 or told[0] == term or phrase(told[0]) not in ambiguous():
            return term
        meaning = self.of_title(told[0])
        return " ".join(meaning if word == told[0] else word for word in every) if meaning else ""

    def of_name(self, found: str, written: str) -> str:
        """What a name in running text means; empty where it names no condition.

        Args:
            found: the name as the vocabulary has it.
            written: the words of the note.
        """
        if self._shouted and written.casefold() in everyday():
            return ""
        around = self._words() if found in ambiguous() else frozenset[str]()
        return meant(found, written, around, self._general)

    def _words(self) -> frozenset[str]:
        if self._around is None and self._section is not None:
            self._around = frozenset(forms(self._text[self._section.start : self._section.end]))
        return self._around or frozenset()
