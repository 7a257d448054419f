"""The rule book of a system: look a section up, find those that touch a code, search the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from symphony.books.guidelines.digest import digest
from symphony.books.guidelines.section import Section
from symphony.language.words import forms, function_words

_PREFIX = re.compile(r"^\s*(?:section\s+)?", re.IGNORECASE)


class Guidelines:
    """The sections of a system's rule books, the official text where it is installed.

    Without an installed document it is the digest alone: a finding aid with section numbers.
    """

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = {section.id: section for section in sections}
        self._touching = lru_cache(maxsize=4096)(self._find_touching)

    @classmethod
    def of(cls, system: str, official: Sequence[Section] = ()) -> "Guidelines":
        """The rule book of a system: its digest, joined by section number with an official text."""
        return cls(_joined(digest(system), official))

    def __iter__(self) -> Iterator[Section]:
        """All sections in the order of the book."""
        return iter(self._sections.values())

    def __len__(self) -> int:
        """How many sections there are."""
        return len(self._sections)

    def section(self, number: str) -> Section | None:
        """The section with that number; ``Section I.C.4.a.`` is read as ``I.C.4.a``."""
        return self._sections.get(_PREFIX.sub("", number).strip().rstrip("."))

    def within(self, number: str) -> tuple[Section, ...]:
        """The sections below that number, in order."""
        return tuple(s for s in self if s.id.startswith(f"{number}."))

    def sections_for(self, code: str, setting: str | None = None) -> tuple[Section, ...]:
        """The sections that name the code, the most particular first.

        Sections that hold for the whole classification name no codes and are not among them.
        """
        return tuple(section for section in self._touching(code) if section.binds(setting))

    def _find_touching(self, code: str) -> tuple[Section, ...]:
        found = [(section.touches(code), section) for section in self]
        ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
        return tuple(section for _, section in ranked)

    def search(self, words: str, limit: int = 10) -> tuple[Section, ...]:
        """The sections that hold the words, best first; a word in the title counts three times."""
        asked = frozenset(forms(words)) - function_words()
        scored = [(_score(section, asked), section) for section in self]
        ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return tuple(section for _, section in ranked[:limit])


def _score(section: Section, asked: frozenset[str]) -> float:
    if not asked:
        return 0.0
    title = asked & set(forms(section.title))
    everything = asked & (title | set(forms(f"{section.says or ''} {section.text or ''}")))
    length = len(section.says or "") + len(section.text or "")
    # All words before most words, titles before texts, short sections before long ones.
    return (len(everything) + 2 * len(title)) / len(asked) + 50 / (500 + length) * bool(everything)


def _joined(own: Sequence[Section], official: Sequence[Section]) -> Iterator[Section]:
    if not official:
        yield from own
        return
    summaries = {section.id: section for section in own}
    for section in official:
        summary = summaries.pop(section.id, None)
        if summary is None:
            yield section
            continue
        yield Section(
            id=section.id,
            title=section.title,
            says=summary.says,
            codes=tuple(dict.fromkeys(summary.codes + section.codes)),
            settings=summary.settings,
            text=section.text,
            page=section.page,
        )
    yield from summaries.values()
