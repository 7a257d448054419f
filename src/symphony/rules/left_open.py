"""Codes that leave a site, an organism or a stage open beside one that says it (I.A.9.b, I.B.2).

The catch-all of a whole heading is ``specificity.unspecified``'s; here two codes of a category are
compared by their titles, less what the vaguer one leaves open.
"""

from collections.abc import Iterator

from symphony.language.patterns import lazy
from symphony.rules.laterality import sided
from symphony.rules.model import Drop, Hit
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet, names

_AXES = (
    "site", "finger", "joint", "organism", "eye", "ear", "side", "hip", "knee", "shoulder", "foot",
    "hand", "elbow", "wrist", "ankle", "limb", "leg", "arm", "thigh", "stage", "severity", "part",
    "lobe", "region", "vein", "artery", "vessel", "ovary", "breast", "lung", "kidney", "ureter",
    "quadrant", "toe", "lower leg", "upper arm", "type", "cause",
)  # fmt: skip
"""What a title may leave open without leaving the disease itself open."""
_NAMED = "|".join(sorted(_AXES, key=len, reverse=True))
_OPEN = lazy(rf"\bunspecified (?:{_NAMED})s?\b|\b(?:{_NAMED})s? unspecified\b|\bunspecified\b")
_JOINTS = frozenset({"knee", "hip", "shoulder", "foot", "hand", "elbow", "wrist", "ankle", "thigh"})
_JOINT = lazy(rf"\bunspecified ({'|'.join(sorted(_JOINTS))})\b")
"""Parts of which only the side is open: a knee left open is no shoulder."""
_WORD = lazy(r"[a-z0-9]+")
_IGNORED = frozenset({
    "of", "in", "with", "and", "or", "the", "due", "to", "by", "other", "specified", "nos",
})  # fmt: skip
_OWN_RULES = frozenset("RSTVWXYZP")
"""Chapters in which several codes of one category are several events, or have their own rules."""
_SPREAD = frozenset({"C77", "C78", "C79"})
_SITE = 5
"""Each subcategory of a secondary neoplasm is a site: a lung left open is no liver."""
_COMPLETE = 8
"""The length of a code of seven characters, with its dot."""


@rule("specificity.left-open", "What a title leaves open gives way to a code that says it",
      "warning", "I.A.9.b")  # fmt: skip
def left_open(sheet: Sheet) -> Iterator[Hit]:
    """Two codes of one category, of which one leaves site, organism, stage or kind open."""
    for item in sheet.items:
        if item.code[0] in _OWN_RULES or "unspecified" not in item.title:
            continue
        better = names(o for o in sheet.items if _says_it(item, o) and not sheet.asked(o, item))
        if better:
            yield Hit(
                (item.code, *better),
                f"{', '.join(better)} says what {item.code} leaves open",
                Drop(item.code, "less_specific", better),
            )


def _says_it(vague: Item, other: Item) -> bool:
    if other is vague or other.category != vague.category or not other.entry.billable:
        return False
    if len(_OPEN.findall(vague.title)) <= len(_OPEN.findall(other.title)):
        return False
    if {sided(vague.title).side, sided(other.title).side} == {"right", "left"}:
        return False
    if len(vague.code) == _COMPLETE == len(other.code) and vague.code[-1] != other.code[-1]:
        return False
    if vague.category in _SPREAD and vague.code[:_SITE] != other.code[:_SITE]:
        return False
    mine = _words(_OPEN.sub(" ", vague.title)) | set(_JOINT.findall(vague.title))
    return bool(mine - _JOINTS) and mine <= _words(other.title)


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title)) - _IGNORED


RULES = (left_open,)
