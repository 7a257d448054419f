"""Whether something is over, or in place: the words and the section around its name.

Source: guidelines I.C.21.c.3 (status), I.C.21.c.4 (history) and I.C.2.m (a cancer that was removed
or cured, and is no longer treated, is history).
"""

import re
from typing import Final

from symphony.coding.extractor.drafts import lasts
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

PAST_SECTIONS: Final = frozenset(
    {"past_medical_history", "past_surgical_history", "obstetric_history"}
)
_DONE_NOW: Final = frozenset({"procedure", "plan", "follow_up", "instructions", "family_history"})

_REACH: Final = 60
_LISTED: Final = 250
"""How far before the name "past history:" may stand: it heads a list."""

_DONE_BEFORE = lazy(
    r"\b(?:history (?:of|significant for|notable for|includes?)|h/o|hx(?: of)?|s/p|status[ -]post"
    r"|prior|previous(?:ly)?|past|remote|old|had had|has had|had already|recipient of"
    r"|since (?:her|his|the))\b[^.;:\n]{0,40}$|\b(?:in|since) (?:19|20)\d\d\b[^.;:\n]{0,40}$"
    r"|\b(?:19|20)\d\d\b(?: treated|,? underwent|,? s/p|,? with| and then|(?=,))[^.;:\n]{0,32}$"
    r"|\b(?:weeks|months|years) (?:after|out from|following|since|post|s/p|status[ -]post)\b"
    r"[^.;:\n]{0,32}$",
    re.IGNORECASE,
)
_NOW = lazy(
    r"\b(?:now|today|presents|presenting|returns|admitted)\b(?=[^.,;\n]{0,24}\b(?:with|has|for)\b)"
    r"|\bnow(?=:? (?:an? )?(?:acute |new )?$)",
    re.IGNORECASE,
)
"""Where what was ends and what is begins ("old infarction, now admitted with", "now PE")."""
_THERE_BEFORE = lazy(
    r"\b(?:has|have|with|wears|known|functioning|chronic|existing|indwelling|via|through|carries"
    r"|uses|his|her)\b(?: (?:an?|the|her|his|[\w-]+)){0,3}\W{1,2}$",
    re.IGNORECASE,
)
_PLACED_NOW = lazy(
    r"\b(?:(?:treated|managed|opened|dilated|fixed|PCI|angioplasty|revascularized|intervened on)"
    r"(?: \w+)? with|received|got|placement of|deployed|implanted)"
    r" (?:(?:an?|one|two|three|overlapping|\d|[\w.-]+) ){0,3}\W{0,1}$",
    re.IGNORECASE,
)
"""What is put in is in place from now on: told of this stay, it is its treatment."""
_WAS_PUT_IN = lazy(
    r"^(?: placement)? (?:was|were) (?:\w+ ){0,2}(?:placed|deployed|inserted|implanted|put in)\b",
    re.IGNORECASE,
)
_IN_A_LIST = lazy(
    r"\b(?:has|have|with|history|includ\w+)\b[^.;\n]*(?:,| and|, and) an? (?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
"""An article in a list of what the patient has ("hypertension, gout, a pacemaker")."""
_IS_PUT_IN = lazy(r"^ (?:was|were|is|are|will|had to)\b")
_AFTER = lazy(r"\b(?:after|post)\b[^.;:\n]{0,24}$", re.IGNORECASE)
"""In a diagnosis: "pain after fusion" tells of a fusion that was."""
_DIAGNOSES: Final = frozenset({"assessment", "assessment_and_plan", "impression", "diagnoses"})
_HEADS = lazy(
    r"\b(?:PMH|PMHx|PSH|PSHx|past (?:medical |surgical )?history|medical history|surgical history"
    r"|history (?:significant|notable|remarkable) for)\b[^.\n]*$",
    re.IGNORECASE,
)
_DONE_AFTER = lazy(
    r"^[^.;\n]{0,48}?(?:\b(?:19|20)\d\d\b|\b(?:years?|yrs?|decades?) (?:ago|earlier|back|before"
    r"|prior)"
    r"|\bin the (?:remote |distant )?past\b"
    r"|\b(?:\d+|several|many|two|three|six) months (?:ago|earlier|before)|\bas an? (?:child"
    r"|infant|teen\w*|young)"
    r"|\bin (?:his |her )?(?:childhood|infancy|youth|high school|college)"
    r"|\bin (?:his|her) (?:early |late |mid[ -])?(?:teens|twenties|thirties|forties|fifties)"
    r"|\bwhen (?:he|she) was (?:ten|twelve|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty)\b"
    r"|\blast year|\bstatus\b|\bremote(?:ly)?\b|\bwithout (?:residual|deficits?"
    r"|recurrence)"
    r"|\bno residual)",
    re.IGNORECASE,
)
_THERE_AFTER = lazy(
    r"^[^.;\n]{0,48}?(?:\bin place\b|\bin situ\b|\bdependen\w+|\bfunction\w+|\bfeeds?\b"
    r"|\bworking well|\bpatent\b|\bpink\b|\bviable\b"
    r"|\b(?:good|normal|adequate|liquid|formed) output|\b(?:bag|appliance|pouch)\b"
    r"|\bhealed\b|\bstump\b|\bresidual limb\b|\bprosthe\w+"
    r"|\bchecked\b|\boutput\b|\bstoma\b|\bappliance\b|\bpouch\w*"
    r"|\bplaced (?:in|on)\b|\bsite\b|\bpocket\b|\binterrogat\w+|\bchanged\b|\bsince\b"
    r"|\bafter\b)",
    re.IGNORECASE,
)
_CURED = lazy(
    r"\bno (?:evidence of (?:disease|recurren\w+)|recurrence|sign of recurrence|active disease"
    r"|further treatment)"
    r"|\bNED\b|\bfree of (?:disease|cancer)|\bcancer[ -]free|\bdisease[ -]free"
    r"|\bin (?:complete )?remission|\bcured\b"
    r"|\bwithout (?:evidence of )?recurrence|\bhas not recurred|\b(?:history of|h/o|hx of|s/p"
    r"|status[ -]post)\b"
    r"|\b(?:years|yrs) ago\b|\bMohs\b[^.;\n]{0,12}\b(?:19|20)\d\d\b"
    r"|\b(?:had|after|post|following|with|underwent|via|by) Mohs\b"
    r"|\bMohs (?:done|performed|completed)\b"
    r"|\b(?:treat\w+|excis\w+|resect\w+|remov\w+"
    r"|\w+ectomy)\b[^.\n]{0,40}\b(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\b[^.\n]{0,40}\b(?:treat\w+|excis\w+|resect\w+|remov\w+|\w+ectomy"
    r"|lumpectomy)\b",
    re.IGNORECASE,
)
_AHEAD = lazy(
    r"\b(?:refer\w*|schedul\w*|book\w*|sent|sending|list\w*|offer\w*|recommend\w*|advis\w+"
    r"|discuss\w*|needs?|choose|chose|opt\w*|wants?|wish\w*|agree\w*"
    r"|will (?:need|have|undergo|be (?:treated|removed|sent))"
    r"|treat(?:ment)? (?:\w+ ){0,2}is|options?)\b[^.;\n]{0,48}\bMohs\b",
    re.IGNORECASE,
)
"""An operation that is still to come."""
_REMISSION = lazy(r"\bin (?:\w+ ){0,3}remission\b", re.IGNORECASE)
_TREATED = lazy(
    r"\b(?:treat\w+|excis\w+|resect\w+|remov\w+|operated|completed|\w+ectomy)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_LIVE = lazy(
    r"\b(?:histo)?patholog\w+|\bpath\b|\bhistolog\w+|\bthe diagnosis\b|\bT\dN\d|\bmetasta\w+"
    r"|\brecurren(?:t|ce (?:was|is|in|found))|\bstage I[IV]|\bactive\b|\bcurrent(?:ly)?\b"
    r"|\bon (?:chemo|hormon|androgen|letrozole|anastrozole|tamoxifen|exemestane|leuprolide"
    r"|\w+mab\b|\w+nib\b)"
    r"|\bcycle \d|\bundergoing|\breceiving|\bnewly|\bnew diagnosis|\bbiops\w+ (?:show|confirm"
    r"|prove)|\bprogress\w+|\bis treated|\bbeing treated|\bpalliative"
    r"|\bpresents with|\bdiagnosed (?:today|this|last)|\bneoadjuvant"
    r"|\b(?:on|start\w*|receiv\w*|begin\w*|ongoing|undergo\w*|continu\w+|for|now)"
    r" (?:\w+ ){0,2}adjuvant"
    r"|\badjuvant (?:\w+ ){0,3}(?:is|start\w*|begin\w*|ongoing|planned|continu\w+|cycle)"
    r"|\bto (?:the )?(?:bones?|liver|lungs?|brain)\b|\bscreen\w*|\brisk\b|\bfamily|\bmother"
    r"|\bfather|\bsister|\bbrother|\baunt|\bplan\w*|\brule|\bconcern\w*|\bsuspicious"
    r"|\bsurveillance of known|\bmonitored with|\bactive surveillance",
    re.IGNORECASE,
)

_ON_COURSE = lazy(
    r"\b(?:on|start\w*|begin\w*|receiv\w+|recommend\w*|plan\w*|for|discuss\w*|cycle \d+ of)"
    r" (?:\w+ )?adjuvant\b(?! (?:chemo\w*|radiation|therapy) (?:in|completed|finished))"
    r"|\b[1-9]\d? ?(?:of|/) ?\d+ (?:\w+ ){0,3}nodes? (?:was |were )?(?:positive|involved)",
    re.IGNORECASE,
)
"""What shows anywhere in a note that the cancer that was cut out is still being treated."""


def is_over(
    text: str, section: Section, sentence: Extent, name: Extent, *, there: bool = False
) -> bool:
    """Whether what is named was before this encounter.

    Args:
        text: the document.
        section: where it stands.
        sentence: the sentence that names it.
        name: the name.
        there: it is a thing that stays: that it is in place is enough.
    """
    if section.kind in _DONE_NOW:
        return False
    if section.kind in PAST_SECTIONS:
        return True
    head = _NOW.split(text[max(sentence.start, name.start - _LISTED) : name.start])[-1]
    before, within = head[-_REACH:], text[slice(*name)]
    after = text[name.end : min(sentence.end, name.end + _REACH)]
    if _HEADS.search(head) or _DONE_BEFORE.search(before):
        return True
    if section.kind in _DIAGNOSES and _AFTER.search(before):
        return True
    if _DONE_AFTER.search(after) or _DONE_AFTER.search(within):
        return True
    listed = _IN_A_LIST.search(head) and not _IS_PUT_IN.match(after)
    return there and bool(
        listed
        or _THERE_BEFORE.search(before)
        or _THERE_AFTER.search(after)
        or _THERE_AFTER.search(within)
    )


def is_put_in(text: str, sentence: Extent, name: Extent) -> bool:
    """Whether the sentence tells that the device it names was put in, and not that it is there."""
    before = text[max(sentence.start, name.start - _REACH) : name.start]
    after = text[name.end : min(sentence.end, name.end + _REACH)]
    put = _PLACED_NOW.search(before) or _WAS_PUT_IN.match(after)
    return bool(put) and not (_DONE_BEFORE.search(before) or _DONE_AFTER.search(after))


def is_cured(text: str, section: Section, sentence: Extent, *, blood: bool = False) -> bool:
    """Whether the sentence tells of a cancer as something that was treated and is gone.

    Leukemia, myeloma and lymphoma in remission have codes of their own (guideline I.C.2.n).
    """
    told = text[slice(*sentence)]
    told = _REMISSION.sub(" ", told) if blood else told
    told = _AHEAD.sub(" ", told) if "ohs" in told else told
    if section.kind in _DONE_NOW or _LIVE.search(told) or _ON_COURSE.search(text):
        return False
    if section.kind in PAST_SECTIONS and _TREATED.search(told):
        return True
    return bool(_CURED.search(told))


OUTLIVED: Final = "outlived"
"""The rule by which the title of a lasting condition says that it is over."""
_OUTLIVED = lazy(
    r"[ \t,:(\u2013-]{1,3}(?:now |has |since |which |that |all )*"
    r"(?P<over>resolved|cured|gone|no longer (?:present|an issue|a problem))\b",
    re.IGNORECASE,
)


def outlived(text: str, end: int, term: str) -> Judgement | None:
    """The judgement on a lasting condition whose title calls it over ("HTN, resolved").

    Args:
        text: the document.
        end: where the condition's name ends in it.
        term: the condition.
    """
    over = _OUTLIVED.match(text, end)
    if over is None or not lasts(term):
        return None
    return Judgement(Assertion.HISTORICAL, Extent(*over.span("over")), OUTLIVED)
