"""Whether a problem is the patient's now, where its list or its line says more than its clause.

A list of resolved problems makes its items past; "HLD - no, delete from list" takes one back; "risk
of lows in her diabetes" takes for granted that she has it.
"""

import re

from symphony.coding.extractor.problem_lines import ProblemLine
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.chronic import is_chronic
from symphony.encounter.reading import Reading
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

_OWNED = lazy(r"\b(?:his|her|their|your) (?:known |chronic |type \w+ )?$", re.IGNORECASE)
_TO_BE_MENDED = lazy(
    r"[^.;:\n]{0,40}?\b(?:will|can|should|must|is|are|needs?|has|have)"
    r" (?:then |now |also |both )?(?:to )?be (?:excised|removed|repaired|operated|treated|drained"
    r"|fixed|corrected|resected|ablated|cut out|taken out|dealt with|seen to|closed|frozen|lasered"
    r"|debrided|decompressed|dilated|stented)\b"
    r"|,? (?:which is |that is )?(?:due |scheduled |booked |listed )?to be (?:excised"
    r"|removed|repaired|operated|drained|fixed|resected|ablated|frozen|lasered)\b"
    r"|[^.;:\n]{0,30}?\bneeds? (?:an? |his |her )?(?:\w+ )?(?:surgery|operation|excision|repair"
    r"|removal|resection|drainage)\b",
    re.IGNORECASE,
)
"""What is to be taken away or put right is there ("the hernia will be repaired next month")."""
_OF_HIS_OWN = frozenset({Assertion.HYPOTHETICAL, Assertion.PLANNED})
"""What is said of the patient's own lasting disease, and does not put it in doubt."""
_TAKEN_OFF = lazy(
    r"\b(?:delete|remove|tak\w+|struck)d? (?:this |it )?(?:from|off) (?:the |his |her )?"
    r"(?:problem )?list\b"
    r"|\b(?:entered|listed|charted|recorded) in error\b",
    re.IGNORECASE,
)
_PROVISIONAL = lazy(
    r"\W*(?:(?:working|provisional|tentative|suspected|possible) (?:dx|diagnos[ei]s|impression)"
    r"|differential(?: diagnos[ei]s| dx)?|d\.?dx)\W*$",
    re.IGNORECASE,
)
"""The title of a list of what it may be (guideline IV.H: working diagnosis)."""
_CONCLUDES = lazy(
    r"\b(?:is|are|was|were|has|had|have|confirm\w*|diagnosed|known|continue\w*|start\w*)\b",
    re.IGNORECASE,
)
_YEAR = lazy(r"\b(?:19|20)\d\d\b(?!-)")
_TAKEN_BACK = frozenset(
    {"answered_no", "ruled_out", "ruled_out_above", "ruled_out_bare"}
    | {"title_denied", "did_not_develop", "looked_for", "absent_after"}
)
"""Rules of assertion by which what follows a problem's title says that it is none."""
_ENDED = _TAKEN_BACK | {"resolved"}
"""The same, of what follows its name at once ("sinusitis, resolved")."""
_DOUBTED = frozenset(
    {"question_mark", "uncertain_term", "uncertain_like", "not_ruled_out", "versus"}
)
"""The same, of a doubt that hangs on its name ("gout?", "gout - suspected")."""
_NEXT = 3
"""Code points between a name and what follows it at once."""


def struck(text: str, reading: Reading, said: Extent, line: ProblemLine) -> Judgement | None:
    """The judgement on a problem that its line takes back ("HLD - no, delete from list").

    Args:
        text: the document.
        reading: what the document asserts.
        said: the words that name the problem.
        line: the line whose title names it.
    """
    end = text.find("\n", line.title.end)
    rest = Extent(line.title.end, len(text) if end < 0 else end)
    off = _TAKEN_OFF.search(text, *rest)
    if off:
        return Judgement(Assertion.NEGATED, Extent(*off.span()), "taken_off")
    judgement = reading.judge(said)
    if judgement.trigger is None:
        return None
    if judgement.rule == "question_mark" and judgement.trigger.end in (said.start - 1, said.start):
        return judgement
    after = judgement.trigger.start
    if 0 <= after - said.end <= _NEXT and judgement.rule in _ENDED | _DOUBTED:
        return judgement
    back = judgement.rule in _TAKEN_BACK and rest.start <= after < rest.end
    return judgement if back else None


def listed(section: Section, text: str, place: Extent, judgement: Judgement) -> Judgement:
    """What a list's title says of its items: resolved in this stay or in the year told, or open."""
    if judgement.assertion is not Assertion.PRESENT:
        return judgement
    if _PROVISIONAL.match(section.title) and not _CONCLUDES.search(text, *place):
        return Judgement(Assertion.POSSIBLE, None, "differential")
    if section.title[:8].casefold() != "resolved":
        return judgement
    earlier = _YEAR.search(text, *place)
    return Judgement(Assertion.HISTORICAL, None, "listed_earlier" if earlier else "resolved")


def presupposed(
    section: Section, text: str, sentence: Extent, extent: Extent, judgement: Judgement
) -> Judgement:
    """The judgement, but for what a risk or a coming treatment takes for granted."""
    if judgement.assertion is Assertion.PLANNED and _TO_BE_MENDED.match(text, extent.end):
        return Judgement(Assertion.PRESENT, judgement.trigger, "presupposed")
    if judgement.assertion not in _OF_HIS_OWN or section.kind == "family_history":
        return judgement
    owned = _OWNED.search(text, sentence.start, extent.start)
    if owned and is_chronic(text[slice(*extent)]):
        return Judgement(Assertion.PRESENT, judgement.trigger, "presupposed")
    return judgement
