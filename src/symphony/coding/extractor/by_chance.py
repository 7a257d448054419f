"""What a study shows beside the question that was asked, and nobody deals with.

An abnormal finding is reported where the clinician says what it means for the patient or does
something about it (guidelines III.B and IV.J). A nodule that a film shows "as well", a cyst "of no
consequence", a disc that bulges behind the fracture looked for are told for completeness.
"""

import re

from symphony.coding.extractor.drafts import kinds, worded
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.extractor.resumed import head, taken_up
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.words import forms

_STUDY = lazy(
    r"\b(?:CTA?s?|CXRs?|KUB|MRIs?|MRCP|MRA|PET|(?-i:US)|X-?rays?|ultraso(?:und|nogra\w+)|sonogram"
    r"|radiographs?|films?|duplex|doppler|echo(?:cardiogra\w+)?|angio(?:gra\w+)|scans?|imaging"
    r"|tomogra\w+)\b",
    re.IGNORECASE,
)
"""A study that shows a region; what an endoscopist sees he has come for."""
_SHOWS = lazy(
    r":|\b(?:show(?:s|ed|ing|n)?|reveal(?:s|ed|ing)?|demonstrat(?:es|ed|ing)|confirm(?:s|ed)"
    r"|ha(?:s|d|ve)|is|are|was|were|found|noted|saw|seen|with|picked up)\b",
    re.IGNORECASE,
)
_BESIDE = lazy(
    r"\b(?:also,? (?:seen|noted|shown|showed|shows?|visible|present|found|revealed|reveals"
    r"|demonstrated|mentioned|picked up)|(?:is|are|was|were) also|(?:seen|noted|found) also"
    r"|as well as|in addition|in passing|besides|old changes of|apart from|aside from"
    r"|had (?:also )?shown|except(?:ing)? (?:for )?|but for|save for|other than)\b",
    re.IGNORECASE,
)
"""What stands before a finding that comes on top."""
_INCIDENTAL = lazy(r"\bincidental(?:ly|oma)?\b", re.IGNORECASE)
_BEHIND = lazy(r"[,;]| and ")
_AGAINST = lazy(r"\b(?:but|however|instead)\b(?! for\b)[^,;]{0,24}$", re.IGNORECASE)
"""What was not looked for and was found: "no stone, but a cyst that had bled"."""
_HARMLESS = lazy(
    r"\bof no (?:consequence|significance|concern|importance|clinical)|\bharmless|\bincidental"
    r"|\b(?:without|no) clinical (?:significance|consequence)|\bnormal variants?\b"
    r"|\bphysiologic(?:al)?\b|\bbenign[- ](?:looking|appearing)\b",
    re.IGNORECASE,
)
_LEFT = lazy(
    r"\bneed(?:s|ed|ing)? (?:nothing|no )|\bnot need |\brequir(?:es?|ed|ing) no "
    r"|\b(?:none|neither) of (?:which|these|them)\b"
    r"|\bno (?:further )?(?:follow[- ]?up|work-?up|action|treatment)"
    r"|\bnot (?:explain|the (?:cause|reason|source))|\bas before\b|\bunchanged (?:since|from|for)\b"
    r"|\bcommon (?:at|for|in) (?:his|her|this|their) age",
    re.IGNORECASE,
)
"""What is said of a finding of a study that is left as it is."""
_SUMMED_UP = lazy(
    r"[.;]\s+(?:(?:I|we) (?:told|explained to|reassured|assured) \w+ that )?"
    r"(?:(?:all|none|neither|both|each) of (?:these|which|them)|these|they|this|neither)\b"
    r"[^.;\n]{0,120}",
    re.IGNORECASE,
)
"""The next sentence, where it says something of what was told last."""
_DEALT_WITH = lazy(
    r"\b(?:order\w*|refer\w*|repeat\w*|recheck\w*|follow\w*|biops\w*|surveil\w*|plan\w*|treat\w*"
    r"|start\w*|drain\w*|aspirat\w*|remov\w*|excis\w*|discuss\w*|monitor\w*|schedul\w*|arrang\w*"
    r"|advis\w*|recommend\w*|surgery|surgeon|operat\w*|explain(?:s|ed)|caus(?:es?|ed|ing)|booked"
    r"|due to|responsible|worr\w+|concern\w*|for which|will (?:need|be|have)|needs? (?!no)"
    r"|(?:CT|MRI|ultrasound|imaging|scan|x-?ray|echo\w*) in)\b",
    re.IGNORECASE,
)
_NOT = lazy(r"\b(?:no|not|nothing|none|neither|nor|without|never)\b", re.IGNORECASE)
_REACH = 240
"""How far before a sentence that goes on with a study ("Also seen: ...") the study stands."""
_NEAR = 16
"""How far before a name a word for it may stand ("a benign-looking ...")."""
_FARTHEST = 160
"""How far around a noun that is taken up again something may be said to be done about it."""


def is_by_chance(text: str, section: Section, sentence: Extent, place: Extent, term: str) -> bool:
    """Whether a finding is told as one that a study shows beside the question, and is left.

    Args:
        text: the document.
        section: where it stands.
        sentence: the sentence that names it.
        place: the words that name it.
        term: what they name.
    """
    if section.kind in ASSESSED or not _is_told_so(text, sentence, place, term):
        return False
    return not _is_dealt_with(text, sentence, place)


def _is_told_so(text: str, sentence: Extent, place: Extent, term: str) -> bool:
    """Whether it comes behind what a study was done for, or is said to mean nothing."""
    incidental = _INCIDENTAL.search(text, *sentence) is not None
    of_a_kind = not kinds().by_chance.isdisjoint(worded(term))
    if not incidental and not of_a_kind:
        return False
    near = max(_paragraph(text, sentence.start), sentence.start - _REACH)
    studied = _STUDY.search(text, near, sentence.end) is not None
    if studied and incidental:
        return True
    if not of_a_kind:
        return False
    said = _said_of_it(text, sentence, place)
    if (studied and _HARMLESS.search(said)) or (
        _LEFT.search(said) and (studied or _is_of_skin(term))
    ):
        return True
    return studied and _is_behind(text, sentence, place)


_OF_SKIN = frozenset({"angioma", "hemangioma", "keratosis", "nevus", "lentigo", "lentigine"})


def _is_of_skin(term: str) -> bool:
    """Whether it is a mark of the skin, which is seen without a study."""
    return not _OF_SKIN.isdisjoint(forms(term))


def _is_behind(text: str, sentence: Extent, place: Extent) -> bool:
    """Whether it stands behind the first thing that a study shows."""
    if _BESIDE.search(text, sentence.start, place.start):
        return True
    study = _STUDY.search(text, sentence.start, place.start)
    shows = _SHOWS.search(text, study.end(), place.start) if study else None
    if shows is None or not _BEHIND.search(text, shows.end(), place.start):
        return False
    return _AGAINST.search(text[shows.end() : place.start]) is None


def _paragraph(text: str, at: int) -> int:
    """Where the paragraph begins that holds the place."""
    return text.rfind("\n", 0, at) + 1


def _said_of_it(text: str, sentence: Extent, place: Extent) -> str:
    """What is said of it behind its name, or in the next sentence of all that was told."""
    end = sentence.end - 1 if text[sentence.end - 1 : sentence.end] in ".;" else sentence.end
    summed = _SUMMED_UP.match(text, end)
    before = text[max(sentence.start, place.start - _NEAR) : place.start]
    return f"{before} {text[place.end : sentence.end]} {summed[0] if summed else ''}"


def _is_dealt_with(text: str, sentence: Extent, place: Extent) -> bool:
    """Whether something is done about it, there or where its noun is taken up again."""
    if _is_done(text[place.end : sentence.end]):
        return True
    noun = head(text[slice(*place)])
    if not noun:
        return False
    return any(
        _is_done(_around(text, again.start(), again.end()))
        for again in taken_up(noun).finditer(text, sentence.end)
    )


def _is_done(words: str) -> bool:
    done = _DEALT_WITH.search(words)
    return done is not None and _NOT.search(words, 0, done.start()) is None


def _around(text: str, start: int, end: int) -> str:
    """The words of a sentence around a place, by its full stops."""
    first = max(text.rfind(". ", max(0, start - _FARTHEST), start), start - _FARTHEST, 0)
    last = text.find(".", end, end + _FARTHEST)
    return text[first : last if last >= 0 else end + _FARTHEST]
