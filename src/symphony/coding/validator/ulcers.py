"""The site and depth of a diabetic or venous ulcer, which a code beside the combination code says.

Below the codes for diabetes with an ulcer the tabular list says "use additional code to identify
site of ulcer (L97.-)", below varicose veins with an ulcer "severity of ulcer". The site is taken
from the statement of the ulcer and what stands below it; an ulcer of the foot of which no more is
told is of "other part of foot".
"""

import re
from collections.abc import Sequence

from symphony.books.model import Code, NoteKind
from symphony.books.store import Release
from symphony.coding.stages import Mention
from symphony.coding.validator import specificity
from symphony.coding.validator.specificity import Words
from symphony.language.patterns import lazy

_ASKS = lazy(r"(?:site|severity) of ulcer \((?P<category>L97)")
_VENOUS = lazy(r"I83\.[02]\d(?P<site>[1-589])$")
"""Varicose veins with an ulcer: the last character says where, as in L97."""
_SITES = tuple(
    (code, lazy(rf"\b(?:{words})\b", re.IGNORECASE))
    for code, words in (
        ("L97.4", "heels?|mid-?foot|calcane\\w+"),
        ("L97.5", "toes?|hallux|foot|feet|fore-?foot|metatarsal\\w*|plantar|sole"),
        ("L97.3", "ankles?|malleol\\w+"),
        ("L97.2", "cal(?:f|ves)"),
        ("L97.1", "thighs?"),
    )
)
_SENTENCE = lazy(r"[\n;]|\.\s")
_ULCER = lazy(r"ulcer|wound", re.IGNORECASE)
_OF_FOOT = ".621"
_FOOT = "L97.5"
"""Other part of foot: where no more is told."""


def may_ask(code: str) -> bool:
    """Whether the code is one of those for diabetes or varicose veins with an ulcer."""
    return code[4:] in ("621", "622") or code.startswith(("I83.0", "I83.2"))


def site(
    release: Release, code: Code, mention: Mention, words: Words, pages: Sequence[str]
) -> Code | None:
    """The code for the site of the ulcer; None where the code asks for none or no site is told.

    The mention and what stands around it are asked first, then the pages of the encounter.
    """
    if not any(
        note.kind is NoteKind.USE_ADDITIONAL and _ASKS.search(note.text)
        for note in release.notes(code.code)
    ):
        return None
    venous = _VENOUS.match(code.code)
    place = f"L97.{venous['site']}" if venous else None
    place = place or _place([e.text for e in (mention.evidence, *mention.detail, *mention.around)])
    if place in (None, _FOOT):
        place = _place(pages) or place
    if place is None and code.code.endswith(_OF_FOOT):
        place = _FOOT
    start = release.code(place) if place else None
    found = specificity.complete(release, start, words) if start is not None else ()
    return found[0].code if len(found) == 1 and found[0].code.billable else None


def _place(texts: Sequence[str]) -> str | None:
    """The site that a sentence of the ulcer names; of several the nearer one, heel before foot."""
    told = [part for text in texts for part in _SENTENCE.split(text) if _ULCER.search(part)]
    for code, pattern in _SITES:
        if any(pattern.search(part) for part in told):
            return code
    return None
