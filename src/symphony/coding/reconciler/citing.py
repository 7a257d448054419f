"""The guideline sections that a code rests on, cited by number and title.

The digest names for every section the codes that it touches; the sections nearest to a code and
binding in the care setting are cited. Sections that hold for every code are not.
"""

from functools import lru_cache

from symphony.books.guidelines.book import Guidelines
from symphony.coding.stages import Citation
from symphony.encounter.model import Setting

_CLOSE = 3
"""A section that names at least the code's category (``Section.touches``)."""

_MOST = 2


@lru_cache(maxsize=4)
def _guidelines(system: str) -> Guidelines:
    return Guidelines.of(system)


def cite(system: str, number: str, otherwise: str) -> Citation:
    """A section by its number, with its title or, where the digest has none, another."""
    section = _guidelines(system).section(number)
    return Citation(number, section.title if section else otherwise)


def citations(system: str, code: str, setting: Setting) -> tuple[Citation, ...]:
    """The sections that name the code or its category, the most particular first."""
    found = _guidelines(system).sections_for(code, setting.value)
    close = [section for section in found if section.touches(code) >= _CLOSE]
    return tuple(Citation(section.id, section.title) for section in close[:_MOST])
