"""How a name stands in its text: what opens with it, what is dated, concluded or looked into."""

import re
from bisect import bisect_right

from symphony.coding.extractor.dated import dated
from symphony.coding.extractor.drafts import PUT_IN, kind
from symphony.coding.extractor.over import is_put_in
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.extractor.passages import CONCLUDED, Passage, passages
from symphony.coding.extractor.resumed import RESUMED, is_resumed
from symphony.coding.pursued import is_pursued
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

OPENED = ASSESSED | {"hospital_course"}
"""Sections in which what a sentence opens with is its topic."""
_LABEL = 16
"""Characters before the words with which a sentence opens: a mark, a number, "Severe", "ID:"."""
_SAID = lazy(r"[a-z] [a-z]|\b(?:the|this|that|these|no|a|an|any)\b", re.IGNORECASE)
_HAS = lazy(
    r"\W*(?:(?:the|this|our) )?(?:patient|pt|he|she|child|lady|gentleman|man|woman|boy|girl|baby)"
    r" (?:(?:now|also|still|clearly|does|currently|certainly|probably just) )?(?:has|have|is having"
    r"|is suffering from|has developed)(?: an?| the| some)? ?",
    re.IGNORECASE,
)
"""What is said of the patient and nothing before it: "he has pneumonia" opens with pneumonia."""
_REASONED = lazy(
    r"\W*(?:medical )?(?:reasoning|thinking|thoughts?|assessment|impression|opinion)\s*:",
    re.IGNORECASE,
)
_NAMED = lazy(
    r"\W*(?:final |discharge |ED |primary )?(?:dx|diagnos[ei]s|impression|assessment)\b",
    re.IGNORECASE,
)
"""How a sentence begins in which the clinician names what he found, without a heading's colon."""
_FOR_IT = lazy(
    r"\W*(?:For|As (?:for|to)|Regarding|Concerning|With re(?:gard|spect) to|About|To help)"
    r" (?:(?:the|his|her|their|this|these|my|ongoing|persistent|troublesome) ){1,2}",
    re.IGNORECASE,
)
"""How a sentence opens that tells what is done for a complaint."""
_FOR_WHICH = lazy(
    r",? for which (?:s?he|they|we|I|the patient) (?:(?:is|was|were|are|has|have|had) )?"
    r"(?:now )?(?:been )?"
    r"(?:on|given|gave|start\w*|put|prescrib\w*|order\w*|refer\w*|arrang\w*|takes?|took|receiv\w*"
    r"|need\w*|us(?:es|ed)|seen|see|treat\w*|work\w*|suggest\w*|recommend\w*)\b",
    re.IGNORECASE,
)
_WARNED = lazy(r"\b(?:precautions|warnings?|return for|call for)\b", re.IGNORECASE)


class Standing:
    """Tells the cues of a place (``Draft.cues``) in one document."""

    def __init__(self, text: str, reading: Reading) -> None:
        """Begin a document."""
        self._text = text
        self._reading = reading
        self._passages = passages(text, reading.sections)
        self._concluding = [p.extent for p in self._passages if p.kind == CONCLUDED]

    def cues(self, section: Section, sentence: Extent, extent: Extent, term: str) -> frozenset[str]:
        """The cues of the words in that sentence that name a condition.

        Args:
            section: where the sentence stands.
            sentence: the sentence.
            extent: the words.
            term: what they name.
        """
        cues = dated(self._text, sentence, extent) | self._passage(extent)
        if section.kind in ASSESSED and self._is_reasoned(extent):
            cues |= {"reasoned"}
        if self._opens(section, sentence, extent):
            cues |= {"opens"}
        if _NAMED.match(self._text, *sentence):
            cues |= {"topic"}
        what = kind(term)
        if what == "status" and is_put_in(self._text, sentence, extent):
            cues |= {PUT_IN}
        if what == "symptom" and is_pursued(self._text, extent.start, sentence):
            cues |= {"pursued"}
        if what == "symptom" and self._is_dealt_with(sentence, extent):
            cues |= {"dealt"}
        if what == "diagnosis" and self._concluding and CONCLUDED not in cues:
            cues |= {RESUMED} if is_resumed(self._reading, extent, self._concluding) else set()
        return cues

    def _is_dealt_with(self, sentence: Extent, extent: Extent) -> bool:
        """Whether the sentence says what is done for the complaint that it names."""
        opens = _FOR_IT.fullmatch(self._text, sentence.start, extent.start)
        return bool(opens or _FOR_WHICH.match(self._text, extent.end, sentence.end))

    def _opens(self, section: Section, sentence: Extent, extent: Extent) -> bool:
        """Whether the sentence opens with the words, and is no warning."""
        if section.kind not in OPENED:
            return False
        before = self._text[sentence.start : extent.start]
        if not _HAS.fullmatch(before) and (len(before) > _LABEL or _SAID.search(before)):
            return False
        return not _WARNED.search(self._text, *sentence)

    def _is_reasoned(self, extent: Extent) -> bool:
        """Whether the line is one in which the clinician says what he makes of it."""
        line = self._text.rfind("\n", 0, extent.start) + 1
        return _REASONED.match(self._text, line, extent.start) is not None

    def _passage(self, extent: Extent) -> frozenset[str]:
        """What the passage is in which the words stand, where no heading tells."""
        before = bisect_right(self._passages, extent.start, key=_start)
        if not before or extent.end > self._passages[before - 1].extent.end:
            return frozenset()
        return frozenset({self._passages[before - 1].kind})


def _start(passage: Passage) -> int:
    return passage.extent.start
