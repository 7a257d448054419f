"""The rule books as the agents read them: a seam to ``books.guidelines``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from symphony.coding.nearly import same_words
from symphony.coding.stages import Citation

_LONGEST = 700
"""Characters of a section that are laid before a model."""


class Section(Protocol):
    """A numbered section: the project's own summary, the publisher's text, or both."""

    @property
    def id(self) -> str:
        """The number, as the publisher writes it."""
        ...

    @property
    def title(self) -> str:
        """The title."""
        ...

    @property
    def says(self) -> str | None:
        """The summary."""
        ...

    @property
    def text(self) -> str | None:
        """The publisher's words, where they are installed."""
        ...


class Guidance(Protocol):
    """The rule book of a system."""

    def section(self, number: str) -> Section | None:
        """The section with that number."""
        ...

    def sections_for(self, code: str, setting: str | None = None) -> Sequence[Section]:
        """The sections that bind the code, the most particular first."""
        ...


@dataclass(frozen=True, slots=True)
class NoGuidance:
    """The rule book of a system that has none."""

    def section(self, number: str) -> None:
        """There is none."""
        del number

    def sections_for(self, code: str, setting: str | None = None) -> tuple[Section, ...]:
        """There are none."""
        del code, setting
        return ()


def lay(sections: Iterable[Section], room: int) -> str:
    """The sections as text for a model, as many as fit into so many characters."""
    return "\n".join(_fitting(sections, room))


def _fitting(sections: Iterable[Section], room: int) -> Iterator[str]:
    left = room
    for section in sections:
        words = " ".join((section.says or section.text or "").split())[:_LONGEST]
        line = f"| {section.id} {section.title}: {words}"
        if len(line) > left:
            continue
        left -= len(line)
        yield line


def cite(guidance: Guidance, number: str, quote: str) -> Citation | None:
    """A citation whose section exists; the quote only where the section has its words.

    None where there is no such section. The quote is the section's own wording, not the model's.
    """
    section = guidance.section(number)
    if section is None:
        return None
    for text in (section.text, section.says):
        place = same_words(text, quote) if text and quote.strip() else None
        if text and place is not None:
            return Citation(section.id, section.title, text[place[0] : place[1]])
    return Citation(section.id, section.title)
