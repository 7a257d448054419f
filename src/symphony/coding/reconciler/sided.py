"""The side of a part of the body that the note tells at another place than its disease.

"R elbow pain ... Lateral epicondylitis" is one elbow: where a code leaves the side open and the
note speaks of that part on one side only, it is that side (guideline I.B.13: the side may be taken
from whoever documents it). So is "knee pain for three weeks ... it is the right one": a bare side
in the sentences that go on about the disease, with no other part of the body beside it. Two sides,
both sides, or a side of something past decide nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.evidence import Evidence, accept
from symphony.coding.moved import moved
from symphony.coding.other_side import OTHER_SIDE
from symphony.coding.stages import Choice, Mention, Step
from symphony.language.patterns import lazy

_LEG = r"leg|calf|thigh|lower extremity|lower limb|LE"
_PARTS = {
    "ankle and foot": r"ankle|foot|heel|toe|hallux|arch|forefoot|midfoot|MTP",
    "lower leg": r"shin|calf|lower leg|leg|ankle",
    "radius": r"wrist|forearm|radius|radial|arm|hand|elbow",
    "ulna": r"wrist|forearm|ulnar?|arm|elbow",
    "humerus": r"arm|shoulder|humerus|elbow",
    "femur": r"thigh|hip|femur|leg",
    "tibia": r"leg|shin|tibia|ankle|knee",
    "fibula": r"leg|ankle|fibula",
    "clavicle": r"clavicle|collar ?bone|shoulder",
    "scapula": r"scapula|shoulder",
    "patella": r"knee|patella|knee ?cap",
    "calcaneus": r"heel|foot|calcaneus",
    "lower extremity": _LEG,
    "lower limb": _LEG,
    "femoral vein": _LEG,
    "popliteal vein": _LEG,
    "iliac vein": _LEG,
    "tibial vein": _LEG,
    "peroneal vein": _LEG,
    "calf muscular vein": _LEG,
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
    "leg": r"leg|calf|heel|ankle|achilles|knee|hip|thigh",
    "female breast": r"breast",
    "male breast": r"breast",
    "breast": r"breast",
    "ear": r"ear",
    "ovary": r"ovary|ovarian|adnexal?",
    "sciatica": r"leg|buttock|thigh|calf|hamstring|foot|hip|lower extremity|LE",
}
"""The part that a title leaves without a side, and the words for it in notes."""

_OPEN = lazy(r"\bunspecified (?P<part>" + "|".join(_PARTS) + r")\b(?! (?:and|or) )", re.IGNORECASE)
_UNSIDED = lazy(
    r"\b(?P<part>ovar(?:y|ian)|sciatica)\b.*\bunspecified (?:side|ovary)\b", re.IGNORECASE
)
_BEHIND = lazy(
    r"(?:\b(?:no|not|denies|without|negative|s/p|status post|prior|previous|history of|hx of|h/o"
    r"|replaced|contralateral|opposite|unlike)\b[^.;\n]{0,40}|\bwith(?:in)? normal [^.;\n]{0,20})$",
    re.IGNORECASE,
)
_WINDOW = 60
_BEFORE = 200
"""How far back a sentence is followed, in code points."""

_BARE = lazy(
    r"\b(?:(?:on|it is|it's|its|just|only|mainly|mostly) (?:the |her |his |my )?"
    r"|the |her |his |my )(?P<side>right|left)(?: side| one| hand side)?\b"
    r"(?=[ ]*(?:[.,;)!?\n]|$)| (?:for|since|after|with|which|that|hurts?|aches?|bothers?|is|was"
    r"|has|but|more|only|by|from|when|started|until|during|in|at)\b)"
    r"|\b(?P<sided>right|left|(?-i:[RL]))[ -]sided\b(?! (?:weakness|numb|hemi|heart|neglect))",
    re.IGNORECASE,
)
"""A side without the part that it is of."""
_BODY = lazy(
    rf"\b(?:{'|'.join(dict.fromkeys(_PARTS.values()))}|neck|back|chest|abdomen|flank|face|eye|head"
    r"|jaw|lung|kidney|testis|testicle|scrotum|brain|arm)s?\b",
    re.IGNORECASE,
)
_FOLLOWING = 260
"""How far behind a mention the sentences that go on about it may reach, in code points."""
_ENDED = lazy(r"\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)])|[A-Z][A-Za-z /]+:)")
_SENTENCE = lazy(r"(?<=[a-z0-9)%])[.!?](?=\s)|\n")

_TOO = lazy(
    r"\b(?:the |her |his )?(?:other|opposite|contralateral)(?: \w+)? (?:is|has|was|looks|hurts"
    r"|feels)(?: now)? (?:just as|also|equally|the same|similarly|as bad|similar\b|affected)"
    r"|\b(?:the )?same (?:thing |problem |changes? |findings? )?(?:on|in) the other"
    r"(?: \w+)?(?=[.,;\n]|$| (?:too|as well|now)\b)",
    re.IGNORECASE,
)
"""What says that the other side has it too."""


_INNER = r"(?!(?:from|of|and|or|with|due|to|in|for|by|after|is|was)\b)[a-z-]+"
"""A word between a side and its part."""


@lru_cache(maxsize=64)
def _told(part: str) -> re.Pattern[str]:
    words = _PARTS[part]
    return re.compile(
        rf"\b(?P<before>right|left|bilateral|both|rt|lt|(?-i:[RL]))\b[ -](?:{_INNER} ){{0,2}}?"
        rf"(?:{words})s?\b"
        rf"|\b(?:{words})s?\b,? \(?(?P<after>right|left|bilateral)\b"
        rf"|\b(?:{words})s?\b(?: (?!and\b|or\b|but\b|no\b|not\b|on\b)[a-z]+){{0,2}}"
        rf" on (?:the |her |his )?(?P<on>right|left)\b"
        rf"|\b(?P<short>(?-i:[RL]))(?-i:{_SHORT.get(part, '(?!)')})\b",
        re.IGNORECASE,
    )


_SHORT = {
    "lower extremity": "LE",
    "lower limb": "LE",
    "lower leg": "LE",
    "upper limb": "UE",
    "femoral vein": "LE",
    "popliteal vein": "LE",
    "iliac vein": "LE",
    "tibial vein": "LE",
    "peroneal vein": "LE",
    "calf muscular vein": "LE",
    "sciatica": "LE",
}
_EVERY = {"right": "right", "rt": "right", "r": "right", "left": "left", "lt": "left", "l": "left"}


def sided(case: Case, codes: Sequence[Choice], mentions: dict[int, Mention]) -> list[Choice]:
    """The choices; those that leave a side open with the one side that the note tells.

    Args:
        case: the encounter and the open book.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    alone = sum(choice.code[0] in "ST" for choice in codes) == 1
    every = (_with_side(case, choice, mentions, alone=alone) for choice in codes)
    return [made for choice in every for made in _other_too(case, choice, mentions)]


def _with_side(case: Case, choice: Choice, mentions: dict[int, Mention], *, alone: bool) -> Choice:
    entry = case.release.code(choice.code)
    title = entry.title if entry else ""
    if choice.code[0] in "VWXYZOP" or "unspecified" not in title.lower():
        return choice
    part = _open_part(title)
    told = dict(_sides(case, part)) if part and (alone or choice.code[0] not in "ST") else {}
    if not told and not choice.code.startswith(_EYES):
        told = dict(_bare(case, choice, mentions, part))
    if len(told) != 1 or "both" in told:
        return choice
    (side, evidence), *_ = told.items()
    code = _sister(case.release, choice.code, "unspecified", side)
    if code is None or not case.scope.allows(code):
        return choice
    return _of_side(
        case, choice, code, f"the note tells one side only: {evidence.text!r}", evidence
    )


_EYES = ("H0", "H1", "H2", "H3", "H4", "H5", "S05")
"""What has a room of its own (``eyes``)."""


def _of_side(case: Case, choice: Choice, code: str, why: str, evidence: Evidence) -> Choice:
    found = case.release.code(code)
    name = found.title if found else ""
    step = Step("tabular", f"{choice.code} → {code} {name}")
    return moved(choice, code, name, step=step, why=why, evidence=(evidence,))


def _open_part(title: str) -> str:
    """The part whose side a title leaves open; empty where none of the table is."""
    unsided = _UNSIDED.search(title)
    if unsided:
        return "sciatica" if unsided["part"].lower() == "sciatica" else "ovary"
    found = list(_OPEN.finditer(title))
    return found[-1]["part"].lower() if found else ""


def _sides(case: Case, part: str) -> Iterator[tuple[str, Evidence]]:
    """The sides of a part that the note tells, each with the words."""
    pattern = _told(part)
    for document in case.encounter.documents:
        text = _without_well(document.text)
        for match in pattern.finditer(text):
            start = match.start()
            if _BEHIND.search(text, max(0, start - _WINDOW), start):
                continue
            said = (match["before"] or match["after"] or match["on"] or match["short"]).lower()
            yield _EVERY.get(said, "both"), accept(document, *match.span())


@lru_cache(maxsize=64)
def _without_well(text: str) -> str:
    """The text, as long as before, without the sides that are well or only compared with."""
    return OTHER_SIDE.sub(lambda found: " " * len(found[0]), text)


def _bare(
    case: Case, choice: Choice, mentions: dict[int, Mention], part: str
) -> Iterator[tuple[str, Evidence]]:
    """The sides without a part that stand in the sentences about the disease."""
    own = _own(part) if part else None
    documents = {document.id: document for document in case.encounter.documents}
    for number in choice.mentions:
        place = mentions[number].evidence
        document = documents[place.document]
        text = _without_well(document.text)
        for start, end in _sentences_about(text, place.start, place.end):
            bare = list(_BARE.finditer(text, start, end))
            if not bare:
                continue
            others = {w[0].lower() for w in _BODY.finditer(text, start, end)}
            if any(own is None or not own.fullmatch(word) for word in others - _named(place)):
                continue
            for match in bare:
                if not _BEHIND.search(text, max(start, match.start() - _WINDOW), match.start()):
                    said = (match["side"] or match["sided"]).lower()
                    yield _EVERY[said], accept(document, *match.span())


@lru_cache(maxsize=64)
def _own(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_PARTS[part]})s?", re.IGNORECASE)


def _named(place: Evidence) -> set[str]:
    return {word[0].lower() for word in _BODY.finditer(place.text)}


def _sentences_about(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence around a place and those behind it, to the end of the paragraph."""
    near = max(0, start - _BEFORE)
    first = max((m.end() for m in _SENTENCE.finditer(text, near, start)), default=near)
    last = _ENDED.search(text, end, min(len(text), end + _FOLLOWING))
    stop = last.start() if last else min(len(text), end + _FOLLOWING)
    for mark in _SENTENCE.finditer(text, end, stop):
        yield first, mark.start()
        first = mark.end()
    yield first, stop


def _other_too(case: Case, choice: Choice, mentions: dict[int, Mention]) -> Iterator[Choice]:
    """The choice, for both sides where the note says that the other side has it too."""
    entry = case.release.code(choice.code)
    side = _ONE_SIDE.search(entry.title) if entry and choice.code[0] not in "STVWXYZOP" else None
    told = _too(case, choice, mentions) if side else None
    if entry is None or side is None or told is None:
        yield choice
        return
    why = f"the other side too: {told.text!r}"
    both = _both(case.release, choice.code, side[0])
    if both is not None:
        yield _of_side(case, choice, both, why, told)
        return
    yield choice
    opposite = "left" if side[0].lower() == "right" else "right"
    code = _sister(case.release, choice.code, side[0], opposite)
    if code is not None:
        yield _of_side(case, choice, code, why, told)


_ONE_SIDE = lazy(r"\b(?:right|left)\b", re.IGNORECASE)


def _too(case: Case, choice: Choice, mentions: dict[int, Mention]) -> Evidence | None:
    documents = {document.id: document for document in case.encounter.documents}
    for number in choice.mentions:
        place = mentions[number].evidence
        document = documents[place.document]
        for start, end in _sentences_about(document.text, place.start, place.end):
            found = _TOO.search(document.text, start, end)
            if found:
                return accept(document, *found.span())
    return None


def _both(release: Release, code: str, side: str) -> str | None:
    """The complete code with the same title for both sides, beside the code or one step above."""
    beside = _sister(release, code, side, "bilateral")
    entry = release.code(code)
    if beside is not None or entry is None or not entry.title.startswith("Unilateral "):
        return beside
    name = entry.title.casefold().removeprefix("unilateral ").partition(f", {side.lower()} ")
    wanted = f"bilateral {name[0]} of {name[2]}"
    parent = release.code(entry.parent) if entry.parent else None
    above = release.children(parent.parent) if parent and parent.parent else ()
    return next((c.code for c in above if c.billable and c.title.casefold() == wanted), None)


def _sister(release: Release, code: str, word: str, side: str) -> str | None:
    """The complete code with the same title, but for one word of it that becomes the side."""
    entry = release.code(code)
    ending = ""
    if entry is not None and entry.level == "code" and entry.parent is not None:
        ending = code[len(entry.parent) :]
        entry = release.code(entry.parent)
    if entry is None or entry.parent is None:
        return None
    title = entry.title.casefold()
    wanted = {
        title[: found.start()] + side + title[found.end() :]
        for found in re.finditer(rf"\b{word}\b", title, re.IGNORECASE)
    }
    sisters = (s.code for s in release.children(entry.parent) if s.title.casefold() in wanted)
    for sister in sisters:
        found_code = release.code(sister + ending)
        if found_code is not None and found_code.billable:
            return found_code.code
    return None
