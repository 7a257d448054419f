"""What is named by its kind and its site: tumours, diseases of skin and joints, and spread."""

from collections.abc import Iterator

from symphony.coding.extractor.aching import Aching, aching
from symphony.coding.extractor.cured import as_history
from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.jointed import OfJoint, of_joints
from symphony.coding.extractor.jointed import may_name as joints_named
from symphony.coding.extractor.over import is_cured
from symphony.coding.extractor.page import NOWHERE
from symphony.coding.extractor.problem_lines import ProblemLine
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
        self._joints = joints_named(text)

    def named(
        self, section: Section, place: Extent, role: str, around: Extent = NOWHERE
    ) -> Iterator[Draft]:
        """The tumours, skin diseases and joints that a sentence or title names by kind and site."""
        every: list[Tumour | OfSkin | OfJoint | Aching] = [*aching(self._text, place)]
        if self._has:
            every += [*tumours(self._text, place), *of_skin(self._text, place)]
        if self._joints:
            every += of_joints(self._text, place)
        for one in every:
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

    def titled(self, section: Section, line: ProblemLine) -> Iterator[Draft]:
        """The same of a title, which may tell the site behind a dash that ends it."""
        stop = self._text.find("\n", line.title.end)
        end = len(self._text) if stop < 0 else stop
        whole = Extent(line.title.start, min(end, section.end))
        for draft in self.named(section, whole, "problem", line.body):
            if draft.extent.start < line.title.end:
                yield draft

    def spread(self, section: Section, place: Extent, role: str) -> Iterator[Draft]:
        """The sites of spread that a sentence or title lists."""
        for site in spreads(self._text, place, cancer=self._cancer):
            judgement = self._reading.judge(site.extent)
            # Where a malignancy has spread to bears on all care (guideline I.C.2).
            cues = frozenset({"told_always"})
            yield Draft(site.extent, site.term, section, role, judgement, place, NOWHERE, cues)
