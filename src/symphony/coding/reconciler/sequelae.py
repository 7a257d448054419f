"""What a stroke left behind: the deficit and the stroke before it have one code (I.C.9.d).

"Left hemiparesis after his stroke of 2019" names two conditions; the books keep I69.354 for both,
and neither the acute stroke nor its history stands beside it. A deficit is joined to a stroke
where the sentence that names it says so ("after", "residual", "late effect of"), or calls it
residual while the note tells of a stroke that is over. ``data/sequelae.toml`` has the codes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Final

from symphony.coding.case import Case
from symphony.coding.evidence import Evidence, accept
from symphony.coding.moved import moved
from symphony.coding.reconciler.together import together
from symphony.coding.stages import Choice, Mention, Step
from symphony.encounter.model import Document
from symphony.language.patterns import holds, lazy
from symphony.language.tables import toml

_STROKE: Final = (
    r"(?:strokes?|cvas?|cerebrovascular accidents?|(?:cerebral|brain|lacunar|cerebellar|pontine"
    r"|thalamic|mca|pca|aca|brain ?stem|medullary) infarct(?:ion|s)?"
    r"|(?<!myocardial )(?<!splenic )(?<!renal )(?<!pulmonary )(?<!bone )(?<!bowel )"
    r"infarct(?:ion|s)?"
    r"|(?:intra(?:cerebral|cranial)|cerebral|brain|subarachnoid|subdural|thalamic|basal ganglia"
    r"|pontine) (?:ha?emorrhages?|bleeds?)|ich|sah|ha?emorrhagic stroke)"
)
_AFTER = lazy(
    r"\b(?:after|following|since|status post|s/p|post|from|due to|secondary to|because of"
    r"|caused by|sequelae? of|(?:late )?effects? of|residuals? (?:of|from)|deficits? (?:of|from)"
    rf"|left (?:by|from|over from)|with)\b[^.;\n]{{0,60}}?\b{_STROKE}\b|\bpost-?\s?stroke\b",
    re.IGNORECASE,
)
_THEN = lazy(
    rf"\b{_STROKE}\b[^.;\n]{{0,60}}\b(?:with|leaving|left (?:him|her|them|the patient)|causing"
    r"|complicated by|resulting in|resulted in|and)\b",
    re.IGNORECASE,
)
_LEFT_OVER = lazy(
    r"\b(?:residual|residua|sequelae?|late effects?|persist\w*|lasting|remaining|old|prior|previous"
    r"|remote|history of|h/o|hx of|long[ -]?standing|years? (?:ago|back|earlier|out|later)"
    r"|months? (?:ago|back|earlier|out|later)|last (?:year|spring|summer|fall|autumn|winter)"
    r"|since (?:her|his|the|a)|in (?:\w+ (?:of )?)?(?:19|20)\d\d|of (?:19|20)\d\d"
    r"|(?:19|20)\d\d (?:stroke|cva)|chronic|baseline)\b",
    re.IGNORECASE,
)
_RESIDUAL = lazy(
    r"\b(?:residual|residua|sequelae?|late effects?|post-?\s?stroke|left with"
    r"|(?:what|which) remains|remaining deficits?|persist(?:s|ing|ent) deficits?)\b",
    re.IGNORECASE,
)
_ANNOUNCED = lazy(
    rf"\W*(?:\d+[.)]\s*)?(?P<by>(?:late effects?|sequelae?|residuals?|residual deficits?)"
    rf" (?:of|from) (?:\w+ ){{0,3}}?{_STROKE}"
    rf"|(?:{_STROKE}) (?:sequelae?|residuals?"
    rf"|late effects?))\b[^.;\n:\u2013-]{{0,24}}\s*[:\u2013-]",
    re.IGNORECASE,
)
"""What opens a line whose deficits a stroke left ("Late effects of stroke: dysphagia")."""
_LEADS = lazy(
    rf"[^.;\n]{{0,40}}?\b(?P<by>(?:late effects?|sequelae?|residuals?|residual deficits?|deficits?)"
    rf" (?:of|from|after) (?:[\w-]+ ){{0,3}}?{_STROKE}"
    rf"|{_STROKE} (?:sequelae?|residuals?|late effects?|deficits?))\b[^.;\n:]{{0,24}}[:-]?\s*",
    re.IGNORECASE,
)
"""The line above a list of them ("Sequelae of stroke:")."""
_ITEM = lazy(r"[^\S\n]*(?:\d{1,2}[.)]|[-*\u2022])\s?")
_NOW = lazy(
    rf"\b(?:acute|new|evolving|subacute|code)\b[^.;\n]{{0,40}}\b{_STROKE}\b|\bNIHSS\b"
    r"|\b(?:received|given|got) (?:tpa|tnk|alteplase|tenecteplase|iv thrombolysis)\b",
    re.IGNORECASE,
)
_AFTERCARE = lazy(
    r"\b(?:snf|skilled nursing|nursing facility|rehab\w*|home health|long[ -]term care|nursing"
    r" home|clinic)\b",
    re.IGNORECASE,
)
_STAYS_FOR = lazy(
    r"\b(?:inpatient|acute|stroke|neuro\w*)? ?rehab(?:ilitation)? (?:facility|unit|hospital"
    r"|discharge|admission|stay|progress|consult\w*|course|medicine|note)|\birf\b|\bsnf\b"
    r"|\bskilled nursing|\bstroke clinic|\bhome health|\bnursing (?:home|facility)",
    re.IGNORECASE,
)
"""Where those are looked after whose stroke is over: what it left is named there without it."""
_ON_THE_WAY = lazy(
    r"\b(?:discharg\w*|d/?c|dispo\w*|transfer\w*|go(?:es|ing)|plan\w*|placement|accepted"
    r"|await\w*|pending|recommend\w*|referr?\w*|candidate|back|needs?)\b[^.;\n]{0,48}$",
    re.IGNORECASE,
)
"""What a patient who is still in hospital is said to do before the name of such a place."""
_TOLD = lazy(rf"\b{_STROKE}\b", re.IGNORECASE)
_WORDS = ("stroke", "cva", "cerebrovascular", "infarct", "hemorrhage", "haemorrhage", "bleed")
_SHORT = lazy(r"(?:ich|sah)(?<!\w...)\b")
"""One of these stands, in small letters, in every text that names a stroke."""
_DENIED = lazy(
    r"\b(?:no|without|denies|never|rule out|r/o|possible|risk of|prevent\w*)\b[^.;,\n]{0,40}$",
    re.IGNORECASE,
)
_OTHER_HAND = lazy(r"\bleft[ -]hand(?:ed|ednes|[ -]dominant)\b", re.IGNORECASE)
_KINDS = (
    ("0", lazy(r"subarachnoid|\bsah\b", re.IGNORECASE)),
    ("2", lazy(r"subdural", re.IGNORECASE)),
    ("1", lazy(r"ha?emorrhag|\bbleed|\bich\b", re.IGNORECASE)),
)
_INFARCTION = "3"
_OPENING = 600
"""How far from its beginning a note says what kind of place it comes from, in code points."""
_LEAVING = 64
"""How far before a place the words for going there may begin, in code points."""
_CORE = lazy(r"G81|G83\.[12]|R47|R13\.1|R29\.810|R41\.4$|R41\.84[0-4]|R48\.2|H53\.46")
"""Deficits that in such a place are the stroke's where no other cause is told."""
_BESIDE = 16
"""How far beside a mention its side may stand, in code points."""
_OVER = ("I60", "I61", "I62", "I63", "Z86.73")


@dataclass(frozen=True, slots=True)
class _Deficit:
    code: str
    left: str
    said: str = ""
    stays: bool = False
    other_hand: bool = False


@dataclass(frozen=True, slots=True)
class _Deficits:
    deficit: tuple[_Deficit, ...]


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[re.Pattern[str], re.Pattern[str], _Deficit], ...]:
    read = toml(resources.files("symphony.coding.reconciler") / "data" / "sequelae.toml", _Deficits)
    return tuple(
        (re.compile(row.code), re.compile(row.said, re.IGNORECASE), row) for row in read.deficit
    )


def left_behind(case: Case, codes: Sequence[Choice], mentions: dict[int, Mention]) -> list[Choice]:
    """The choices, each deficit that a stroke left as its sequela, and the stroke gone.

    Args:
        case: the encounter and the open book.
        codes: every choice, the unsure too.
        mentions: the mentions by their ids.
    """
    if not any(_is_told(document.text) for document in case.encounter.documents):
        return list(codes)
    now = _is_now(case)
    looked_after = not now and any(map(_is_after, case.encounter.documents))
    sure = max((c.confidence for c in codes if c.code.startswith((*_OVER, "I69"))), default=0.0)
    found: list[Choice] = []
    for choice in codes:
        row = _row(case, choice)
        said = _joined(case, choice, mentions, now=now) if row else None
        if row is not None and said is None and looked_after and _CORE.match(choice.code):
            said = _told_stroke(case)
        if row is None or said is None:
            found.append(choice)
            continue
        found.append(
            _sequela(case, row, replace(choice, confidence=max(choice.confidence, sure)), said)
        )
        if row[1].stays:
            found.append(choice)
    if now or not any(choice.code.startswith("I69.") for choice in found):
        return found
    strokes = [choice for choice in found if choice.code.startswith(_OVER)]
    return [
        together((choice, *strokes)) if choice.code.startswith("I69.") else choice
        for choice in found
        if choice not in strokes
    ]


def _is_told(text: str) -> bool:
    """Whether the text names a stroke."""
    plain = text.casefold()
    opens = holds(plain, _WORDS) or _SHORT.search(plain) is not None
    return opens and _TOLD.search(text) is not None


def _is_now(case: Case) -> bool:
    """Whether the encounter is for a stroke that is fresh."""
    return any(
        _NOW.search(document.text) and not _opens_with(_AFTERCARE, document.text)
        for document in case.encounter.documents
    )


def _opens_with(place: re.Pattern[str], text: str) -> bool:
    """Whether the beginning says that the note is of such a place, not that one goes there."""
    return any(
        not _ON_THE_WAY.search(text, max(0, match.start() - _LEAVING), match.start())
        for match in place.finditer(text, 0, _OPENING)
    )


def _is_after(document: Document) -> bool:
    """Whether the note is of a place that looks after people whose stroke is over."""
    return _opens_with(_STAYS_FOR, document.text)


def _told_stroke(case: Case) -> Evidence | None:
    """The first stroke that the note tells and does not deny."""
    for document in case.encounter.documents:
        for match in _TOLD.finditer(document.text):
            if not _DENIED.search(document.text, max(0, match.start() - _LEAVING), match.start()):
                return accept(document, *match.span())
    return None


_Row = tuple[re.Pattern[str], _Deficit]


def _row(case: Case, choice: Choice) -> _Row | None:
    words = " ".join(_about(case, evidence) for evidence in choice.evidence)
    for code, said, row in _rows():
        fits = code.fullmatch(choice.code) and (not row.said or said.search(words))
        if fits and (not row.other_hand or _is_left_handed(case)):
            return code, row
    return None


def _is_left_handed(case: Case) -> bool:
    return any(_OTHER_HAND.search(document.text) for document in case.encounter.documents)


def _about(case: Case, place: Evidence) -> str:
    """The words of a mention with those that stand right beside it."""
    text = next(d.text for d in case.encounter.documents if d.id == place.document)
    return text[max(0, place.start - _BESIDE) : place.end + _BESIDE]


def _joined(
    case: Case, choice: Choice, mentions: dict[int, Mention], *, now: bool
) -> Evidence | None:
    """The words that join the deficit to a stroke before."""
    documents = {document.id: document for document in case.encounter.documents}
    for number in choice.mentions:
        place = mentions[number].evidence
        document = documents[place.document]
        sentence = (*mentions[number].detail, place)[0]
        start, end = sentence.start, sentence.end
        for match in _links(document.text, start, end, place.start, place.end):
            over = _LEFT_OVER.search(document.text, start, end)
            if not _DENIED.search(document.text, start, match.start()) and (over or not now):
                return accept(document, *match.span())
        line = document.text.rfind("\n", 0, start) + 1
        announced = None if now else _announced(document.text, line, place.start)
        if announced:
            return accept(document, *announced.span("by"))
        residual = _RESIDUAL.search(document.text, start, end)
        if residual and not now:
            return accept(document, *residual.span())
    return None


def _announced(text: str, line: int, place: int) -> re.Match[str] | None:
    """What says, at the head of the line or of the list that it is an item of, what left it."""
    found = _ANNOUNCED.match(text, line, place)
    while found is None and line and _ITEM.match(text, line):
        end, line = line - 1, text.rfind("\n", 0, line - 1) + 1
        found = _LEADS.fullmatch(text, line, end)
    return found


def _links(text: str, start: int, end: int, first: int, last: int) -> Iterator[re.Match[str]]:
    """A stroke named behind the deficit as what came before it, or before it as what left it."""
    yield from _AFTER.finditer(text, start, end)
    for match in _THEN.finditer(text, start, first):
        if _LEFT_OVER.search(text, start, last):
            yield match


def _sequela(case: Case, row: _Row, choice: Choice, said: Evidence) -> Choice:
    pattern, deficit = row
    told = [document.text for document in case.encounter.documents]
    kind = _kind(said.text) or next(filter(None, map(_kind, _strokes(told))), _INFARCTION)
    code = f"I69.{kind}{pattern.sub(deficit.left, choice.code)}"
    entry = case.release.code(code)
    title = entry.title if entry else ""
    step = Step("guideline", f"{choice.code} after a stroke → {code} {title}")
    why = f"left by a stroke: {said.text!r} (I.C.9.d)"
    return moved(choice, code, title, step=step, why=why, evidence=(said,))


def _strokes(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for match in _TOLD.finditer(text):
            yield match[0]


def _kind(words: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "")
