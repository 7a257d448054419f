"""What is named by its kind and its site: tumours, diseases of the skin, and spread."""

from collections.abc import Iterator

from symphony.coding.extractor.cured import as_history
from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.over import is_cured
from symphony.coding.extractor.page import NOWHERE
from symphony.coding.extractor.skin_regions import OfSkin, of_skin
from symphony.coding.extractor.skin_regions import may_name as skin_named
from symphony.coding.extractor.spread import has_cancer, spreads
from symphony.coding.extractor.tumours import Tumour, tumours
from symphony.coding.extractor.tumours import may_name as tumours_named
from symphony.encounter.assertion import Assertion
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent

_NEAR = 40
"""How far from its name a cancer of the skin is told as gone, in code points."""


class Sited:
    """Reads the sentences and titles of one document for them."""

    def __init__(self, text: str, reading: Reading) -> None:
        """Begin a document."""
        self._text = text
        self._reading = reading
        self._has = tumours_named(text) or skin_named(text)
        self._cancer = has_cancer(text)

    def named(
        self, section: Section, place: Extent, role: str, around: Extent = NOWHERE
    ) -> Iterator[Draft]:
        """The tumours and skin diseases that a sentence or title names by kind and site."""
        if not self._has:
            return
        every: list[Tumour | OfSkin] = [*tumours(self._text, place)]
        for one in (*every, *of_skin(self._text, place)):
            judgement = self._reading.judge(one.extent)
            draft = Draft(one.extent, one.term, section, role, judgement, place, around)
            yield as_history(draft) if self._is_gone(draft) else draft

    def _is_gone(self, draft: Draft) -> bool:
        """Whether it is a cancer of the skin that the sentence tells as cut out and gone."""
        of_skin = "skin" in draft.term or "melanoma" in draft.term
        present = of_skin and draft.judgement.assertion is Assertion.PRESENT
        around = Extent(
            max(draft.sentence.start, draft.extent.start - _NEAR),
            min(draft.sentence.end, draft.extent.end + _NEAR),
        )
        return present and is_cured(self._text, draft.section, around)

    def spread(self, section: Section, place: Extent, role: str) -> Iterator[Draft]:
        """The sites of spread that a sentence or title lists."""
        for site in spreads(self._text, place, cancer=self._cancer):
            judgement = self._reading.judge(site.extent)
            # Where a malignancy has spread to bears on all care (guideline I.C.2).
            cues = frozenset({"told_always"})
            yield Draft(site.extent, site.term, section, role, judgement, place, NOWHERE, cues)
