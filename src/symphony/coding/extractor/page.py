"""What was seen in one document: the drafts, the drugs, and what the clinician says of them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.drugs import DrugClass
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.words import Word

NOWHERE = Extent(0, 0)
"""No paragraph: running text has none below it."""


@dataclass(slots=True)
class Page:
    """All that was seen in one document: the drafts, and the drugs that the patient takes."""

    drafts: list[Draft] = field(default_factory=list)
    drugs: dict[str, DrugClass] = field(default_factory=dict)
    beside: dict[tuple[str, int], tuple[DrugClass, ...]] = field(default_factory=dict)
    first: Section | None = None
    """The first section."""
    said: list[frozenset[str]] = field(default_factory=list)
    """The words of each sentence in which the clinician says what he makes of it."""
    groups: set[str] = field(default_factory=set)
    """The groups of the books to which the drugs belong that are named."""
    topics: set[str] = field(default_factory=set)
    """Words of the diseases for which a title stands that names none (``topics.py``)."""
    referred: str = ""
    """What the assessment sends to (``referred.py``)."""


class Here(NamedTuple):
    """A sentence that is read, with its words and the section in which it stands."""

    section: Section
    sentence: Extent
    tokens: list[Word]
