"""The side of a part of the body that the note tells at another place than its disease.

"R elbow pain ... Lateral epicondylitis" is one elbow: where a code leaves the side open and the
note speaks of that part on one side only, it is that side (guideline I.B.13: the side may be taken
from whoever documents it). Two sides, both sides, or a side of something past decide nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.evidence import Evidence, accept
from symphony.coding.moved import moved
from symphony.coding.stages import Choice, Step

_PARTS = {
    "ankle and foot": r"ankle|foot|heel|toe|hallux|arch|forefoot|midfoot|MTP",
    "lower leg": r"shin|calf|lower leg|leg",
    "lower extremity": r"leg|calf|thigh|lower extremity|LE",
    "lower limb": r"leg|calf|thigh|lower extremity|lower limb|LE",
    "upper limb": r"hand|wrist|arm|forearm|elbow|thumb|UE|upper extremity",
    "upper arm": r"upper arm|arm",
    "shoulder": r"shoulder|rotator cuff|supraspinatus",
    "forearm": r"forearm",
    "elbow": r"elbow",
    "wrist": r"wrist",
    "hand": r"hand|finger|thumb",
    "finger": r"finger|thumb",
    "thumb": r"thumb",
    "thigh": r"thigh",
    "ankle": r"ankle",
    "foot": r"foot|toe|heel",
    "knee": r"knee",
    "hip": r"hip|groin",
    "toe": r"toe",
    "breast": r"breast",
    "ear": r"ear",
    "ovary": r"ovary|ovarian|adnexal?",
}
"""The part that a title leaves without a side, and the words for it in notes."""

_OPEN = re.compile(rf"\bunspecified (?P<part>{'|'.join(_PARTS)})\b(?! (?:and|or) )", re.IGNORECASE)
_OVARY = re.compile(r"\bovar(?:y|ian)\b.*\bunspecified side\b", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:\b(?:no|not|denies|without|negative|s/p|status post|prior|previous|history of|hx of|h/o"
    r"|replaced|contralateral|opposite)\b[^.;\n]{0,40}|\bwith(?:in)? normal [^.;\n]{0,20})$",
    re.IGNORECASE,
)
_WINDOW = 60
_SHORT = {"lower extremity": "LE", "lower limb": "LE", "lower leg": "LE", "upper limb": "UE"}
_SIDES = {"r": "right", "l": "left"}


@lru_cache(maxsize=64)
def _told(part: str) -> re.Pattern[str]:
    words = _PARTS[part]
    return re.compile(
        rf"\b(?P<before>right|left|bilateral|both|rt|lt|(?-i:[RL]))\b[ -](?:[a-z-]+ ){{0,2}}?"
        rf"(?:{words})s?\b"
        rf"|\b(?:{words})s?\b,? \(?(?P<after>right|left|bilateral)\b"
        rf"|\b(?P<short>(?-i:[RL]))(?-i:{_SHORT.get(part, '(?!)')})\b",
        re.IGNORECASE,
    )


def sided(case: Case, codes: Sequence[Choice]) -> list[Choice]:
    """The choices; those that leave a side open with the one side that the note tells."""
    return [_with_side(case, choice) for choice in codes]


def _with_side(case: Case, choice: Choice) -> Choice:
    if choice.code[0] in "STVWXYZOP":
        return choice
    entry = case.release.code(choice.code)
    part, words = _open_part(entry.title) if entry else ("", "")
    if entry is None or not part:
        return choice
    told = dict(_sides(case, part))
    if len(told) != 1 or "both" in told:
        return choice
    (side, evidence), *_ = told.items()
    found = _sister(case.release, entry, words, side)
    if found is None or not case.scope.allows(found.code):
        return choice
    step = Step("tabular", f"{choice.code} → {found.code} {found.title}")
    why = f"the note tells one side only: {evidence.text!r}"
    return moved(choice, found.code, found.title, step=step, why=why, evidence=(evidence,))


def _open_part(title: str) -> tuple[str, str]:
    """The part whose side a title leaves open, and its words for that; empty where none is."""
    if _OVARY.search(title):
        return "ovary", "unspecified side"
    found = list(_OPEN.finditer(title))
    return (found[-1]["part"].lower(), found[-1][0]) if found else ("", "")


def _sides(case: Case, part: str) -> Iterator[tuple[str, Evidence]]:
    """The sides of a part that the note tells, each with the words."""
    pattern = _told(part)
    for document in case.encounter.documents:
        for match in pattern.finditer(document.text):
            start = match.start()
            if _BEHIND.search(document.text, max(0, start - _WINDOW), start):
                continue
            said = (match["before"] or match["after"] or match["short"]).lower()
            yield _SIDES.get(said[0], "both"), accept(document, *match.span())


def _sister(release: Release, entry: Code, words: str, side: str) -> Code | None:
    """The complete code with the same title, but for the side."""
    if entry.parent is None:
        return None
    for wanted in (f"{side} {words.split(' ', 1)[1]}", f"{side} side"):
        sought = entry.title.replace(words, wanted).casefold()
        for sister in release.children(entry.parent):
            if sister.billable and sister.title.casefold() == sought:
                return sister
    return None
