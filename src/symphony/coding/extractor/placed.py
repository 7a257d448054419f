"""A draft in its document, and the words of the note that prove it or tell more of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from symphony.coding.details import sides
from symphony.coding.evidence import Evidence, accept
from symphony.coding.extractor.complaint import explains, is_complaint
from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.sites import needs_site, with_site
from symphony.coding.stages import Mention
from symphony.encounter.assertion import SentenceContext
from symphony.encounter.model import Document
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy
from symphony.language.words import forms

_SENTENCES = 8
"""Other sentences kept with a mention; a chart that repeats itself stays linear."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft, and the document that names it."""

    document: Document
    draft: Draft


def said(placed: Placed, extent: Extent) -> Evidence:
    """Words of the note that stand in the section of the draft."""
    return accept(placed.document, *extent, section=placed.draft.section.kind)


def evidence_of(placed: Placed) -> Evidence:
    """The words that name the condition."""
    return said(placed, placed.draft.extent)


def detail_of(placed: Placed, same: Iterable[Placed], *, sure: bool = False) -> Iterator[Evidence]:
    """The sentences that name the condition: the mention's own, then the first of the others.

    Args:
        placed: the mention.
        same: all mentions of the condition.
        sure: without what the sentences leave open ("heart failure, probably diastolic": outside
            a stay a doubtful detail is not coded, guideline IV.H).
    """
    now = "procedure_now" in placed.draft.cues
    others = islice(
        (
            other
            for other in same
            if other is not placed and now == ("procedure_now" in other.draft.cues)
        ),
        _SENTENCES,
    )
    for each in (placed, *others):
        if each.draft.sentence.start < each.draft.sentence.end:
            for stretch in _sure(each) if sure else (each.draft.sentence,):
                yield said(each, stretch)


_DOUBT = (
    *("likely", "probabl", "possibl", "perhaps", "presum", "suspect", "?", "maybe", "may be"),
    *("could be", "might be", "rule", "cannot", "question", "favor", "potential", "suggest"),
    "conceivab",
)
_RULE_OUT = lazy(r"r/?o\b")
"""One of these stands, in small letters, in every sentence that leaves something open."""


def _sure(placed: Placed) -> Iterator[Extent]:
    """The stretches of the mention's sentence that it does not leave open."""
    text, sentence, named = placed.document.text, placed.draft.sentence, placed.draft.extent
    at = sentence.start
    plain = text[slice(*sentence)].casefold()
    if holds(plain, _DOUBT) or _RULE_OUT.search(plain):
        for open_at, end in sorted(SentenceContext(text, sentence).doubted()):
            if at < open_at and not (open_at < named.end and named.start < end):
                yield Extent(at, open_at)
                at = end
    if text[at : sentence.end].strip():
        yield Extent(at, sentence.end)


def complaints(asserted: Iterable[Placed]) -> tuple[Placed, ...]:
    """What the patient came for, where the words for it name a side."""
    every = [p for p in asserted if is_complaint(p.document.text, p.draft)]
    return tuple(sorted(every, key=lambda p: p.draft.section.kind))


def sided(mention: Mention, placed: Placed, came_for: Sequence[Placed]) -> Mention:
    """The mention with the complaint that tells its side, where nothing else tells one."""
    told = (mention.evidence, *mention.detail, *mention.around)
    if not came_for or any(sides(forms(evidence.text)) for evidence in told):
        return mention
    complaint = next((p for p in came_for if explains(placed.draft, p.draft)), None)
    if complaint is None:
        return mention
    return replace(mention, detail=(*mention.detail, said(complaint, complaint.draft.sentence)))


def around_of(placed: Placed) -> Iterator[Evidence]:
    """The paragraph below the title that names the condition, if there is one."""
    around = placed.draft.around
    if around.start < around.end:
        yield said(placed, around)


def located(draft: Draft, same: Sequence[Placed]) -> str:
    """The term with the site that the problem's title, its paragraph or another sentence names."""
    if not needs_site(draft.term):
        return draft.term
    first = sorted(same, key=lambda p: p.draft.role != "problem")
    return with_site(
        draft.term,
        (
            p.document.text[extent.start : extent.end]
            for p in first
            for extent in (p.draft.sentence, p.draft.around)
        ),
    )
