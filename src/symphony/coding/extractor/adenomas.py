"""Polyps that the pathologist named: "transverse colon polyp: tubular adenoma".

A polyp of the bowel is coded as what it turned out to be (index: adenoma, see neoplasm, benign, by
site), and the site may stand before the diagnosis or behind it, on its own line or on the next.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from symphony.coding.extractor.drafts import Draft
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy
from symphony.language.words import forms

_OPENS = ("adenoma", "serrated")
_KIND = lazy(
    r"\b(?:(?:tubulo-?villous|tubular|villous|(?:sessile |traditional )?serrated)[ /-]+)+"
    r"(?:adenomas?|lesions?|polyps?)\b|\badenomatous polyps?\b|\badenomas?\b",
    re.IGNORECASE,
)
_SITES = (
    ("cecum", r"c[ae]?ecum|c[ae]?ecal|ileo-?c[ae]?ecal valve"),
    ("ascending colon", r"ascending(?: colon)?"),
    ("transverse colon", r"transverse(?: colon)?|hepatic flexure|splenic flexure"),
    ("descending colon", r"(?<!a)descending(?: colon)?"),
    ("rectosigmoid junction", r"recto-?sigmoid(?: junction| colon)?"),
    ("sigmoid colon", r"sigmoid(?: colon)?"),
    ("rectum", r"rectum|rectal"),
    ("stomach", r"stomach|gastric|antrum|antral"),
    ("duodenum", r"duodenum|duodenal"),
)
_SITE = lazy(
    r"\b(?:" + "|".join(f"(?P<s{n}>{words})" for n, (_, words) in enumerate(_SITES)) + r")\b",
    re.IGNORECASE,
)
_STOP = lazy(
    r"(?<!:)[ \t]*\n(?![ \t]*-)|;|\.(?=\s)(?!\s*(?:tubul|villous|adenoma|sessile|serrated))"
    r"|\bhyperplastic\b|\bnormal\b|\((?=[A-Z1-9]\))|[ \t](?=[B-Z][.)] )",
    re.IGNORECASE,
)
_OTHERS = lazy(
    r"\b(?:adrenal|(?:para)?thyroid|pituitary|hepatic|liver|hepatocellular|pleomorphic|toxic|renal"
    r"|bronchial|lactating|basal cell|parotid|follicular)[ -]$",
    re.IGNORECASE,
)
"""Organs whose adenomas are none of the bowel."""
_LINK = r"(?:\s*(?:polyps?|removed|found|resected))*\s*(?:\(|\b(?:of|in|from|at|involving)\b)"
_TIGHT = lazy(
    rf"{_LINK}(?:\s+|the|both|mid|distal|proximal|,|and|&|colon|{_SITE.pattern})*", re.IGNORECASE
)
"""The sites right behind a name: "tubular adenomas of the ascending and transverse colon"."""
_BEFORE = lazy(
    r"\b(?:history|hx|h/o|previous\w*|prior|past|last|surveillance|(?:19|20)\d\d|known|father"
    r"|mother|family|brother|sister|no|if|risk|ago|earlier|at (?:that|the) time)\b",
    re.IGNORECASE,
)
_BEHIND = lazy(r"\W{0,3}(?:in |of )?(?:19|20)\d\d\b", re.IGNORECASE)
_REACH = 90
_WORD = 20


class Adenoma(NamedTuple):
    """A polyp that was named: where it stands, the name's place, and the standard term."""

    extent: Extent
    named: Extent
    term: str


def adenomas(text: str) -> Iterator[Adenoma]:
    """The adenomas of the bowel that a document reports, one for each site, in order."""
    plain = text.casefold()
    if not holds(plain, _OPENS):
        return
    seen: set[str] = set()
    for kind in _KIND.finditer(text):
        before = _before(text, kind.start())
        if _BEFORE.search(text, *before) or _BEHIND.match(text, kind.end()):
            continue
        if _OTHERS.search(text, max(0, kind.start() - _WORD), kind.start()):
            continue
        tight = _TIGHT.match(text, kind.end())
        behind = list(_SITE.finditer(text, *tight.span())) if tight else []
        for site in behind or _SITE.finditer(text, *before):
            name = _SITES[int((site.lastgroup or "s0")[1:])][0]
            if name not in seen:
                seen.add(name)
                extent = Extent(min(site.start(), kind.start()), max(site.end(), kind.end()))
                yield Adenoma(extent, Extent(*kind.span()), f"benign neoplasm of {name}")


def _before(text: str, end: int) -> Extent:
    """The stretch before a name that speaks of the same specimen."""
    low = max(0, end - _REACH)
    starts = [m.end() for p in (_STOP, _KIND) for m in p.finditer(text, low, end)]
    return Extent(max(starts, default=low), end)


def unnamed(draft: Draft, text: str) -> bool:
    """Whether a draft is a polyp of the bowel that the pathologist has named since.

    One that turned out to be no adenoma ("hyperplastic") stays a polyp.
    """
    if draft.role == "stated" or not _POLYPS & set(forms(draft.term)) or draft.past:
        return False
    return _NO_ADENOMA.search(text) is None and _BOWEL.search(draft.term) is not None


_POLYPS = frozenset({"polyp", "adenoma"})
_BOWEL = lazy(rf"\bcolo|\b(?:large )?bowel|\badenoma|{_SITE.pattern}", re.IGNORECASE)
_NO_ADENOMA = lazy(r"\b(?:hyperplastic|inflammatory|juvenile|lymphoid|hamartoma)", re.IGNORECASE)
