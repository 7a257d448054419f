"""The injuries of one document: what was said before a sentence, and what was told already.

"The fracture was reduced" after "Colles fracture" is that fracture, whatever limb was named
between; only where the document gives no site to any fracture is the one before it taken.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from symphony.coding.extractor.body_parts import kinds_in
from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.injuries import Before, Injury, injuries, says, site_words
from symphony.coding.extractor.injury_clauses import heads_of
from symphony.coding.vocabulary import Hit
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.words import Word

_CARRIED = 2
"""Earlier sentences in which the site of an injury may stand."""

_HEALING = lazy(
    r"\b(?:days?|weeks?|wks?|months?) (?:now )?(?:status[ -]post|s/p|out|post|after|following"
    r"|from)\b"
    r"|\bhealing\b|\bsequela|\bmal-?union|\bnon-?union|\bmalunited|\bununited",
    re.IGNORECASE,
)
"""An injury so many weeks after its treatment is still cared for (guidelines, section I.C.19.a)."""


_BURNT = lazy(r"\bburn(?:s|ed|t)?\b|\bscald\w*|\bpartial[ -]thickness|\bboiling\b", re.IGNORECASE)
"""Blisters that come of a burn are its second degree."""
_BLISTER = "blister"


class Hurt:
    """Reads a document for injuries, section by section and sentence by sentence."""

    def __init__(self, text: str) -> None:
        """Begin a document."""
        self._text = text
        self._before: list[Before] = []
        self._unasked: list[tuple[Extent, Sequence[Word]]] = []
        """The sentences since, of which nobody knows yet whether they name a site."""
        self._kinds: set[str] = set()
        self._bare: list[tuple[Draft, str]] = []

    def begin(self) -> None:
        """Begin a section: what the last one said is not before it."""
        self._before = []
        self._unasked.clear()

    def of_title(self, tokens: Sequence[Word], hits: Sequence[Hit]) -> list[Injury]:
        """The injuries that a problem's title names."""
        found = self._told(tokens, hits, ())
        self._kinds.update(injury.kind for injury in found)
        return found

    def of_sentence(
        self, sentence: Extent, tokens: Sequence[Word], hits: Sequence[Hit]
    ) -> list[Injury]:
        """The injuries of the next sentence."""
        harmed = next(heads_of(tokens), None) is not None
        found = self._told(tokens, hits, self._earlier()) if harmed else []
        for hit in hits:
            if " " in hit.phrase and not any(names(hit, injury) for injury in found):
                self._kinds |= kinds_in(hit.phrase.split(" "))
        self._unasked.append((sentence, tokens))
        return found

    def _earlier(self) -> list[Before]:
        """The sentences before that name a site, nearest first: most notes never ask for them."""
        named = (
            Before(sentence, self._text[slice(*sentence)], said)
            for sentence, tokens in reversed(self._unasked)
            if (said := site_words(tokens))
        )
        self._before = [*islice(named, _CARRIED), *self._before][:_CARRIED]
        self._unasked.clear()
        return self._before

    def keep(self, injury: Injury, draft: Draft) -> bool:
        """Whether the injury is told here; else it waits for what the document has of its kind."""
        if injury.bare:
            self._bare.append((draft, injury.kind))
        else:
            self._kinds.add(injury.kind)
        return not injury.bare

    def is_of_burn(self, name: str) -> bool:
        """Whether a name is for blisters, and the document tells of a burn."""
        return _BLISTER in name.lower() and _BURNT.search(self._text) is not None

    def rest(self) -> Iterator[Draft]:
        """The injuries whose site stands before them, of kinds that have no other."""
        yield from (draft for draft, kind in self._bare if kind not in self._kinds)

    def judged(self, sentence: Extent, judgement: Judgement, cues: frozenset[str]) -> Judgement:
        """What the note says of an injury: one that is healing is not past, one with a date is."""
        healing = _HEALING.search(self._text, *sentence) is not None
        if judgement.assertion is Assertion.HISTORICAL and healing:
            return Judgement(Assertion.PRESENT, None, "injury_healing")
        if judgement.assertion is Assertion.PRESENT and "dated" in cues and not healing:
            return Judgement(Assertion.HISTORICAL, None, "injury_dated")
        return judgement

    def _told(
        self, tokens: Sequence[Word], hits: Sequence[Hit], before: Sequence[Before]
    ) -> list[Injury]:
        """The injuries but for those of which a name says more ("Lisfranc fracture")."""
        return [
            injury
            for injury in injuries(self._text, tokens, before)
            if all(says(injury, hit.phrase.split(" ")) for hit in hits if names(hit, injury))
        ]


def names(hit: Hit, injury: Injury) -> bool:
    """Whether a name holds the word that names the injury."""
    return hit.first <= injury.head < hit.last
