"""Less specific codes beside more specific ones of the same condition (I.A.9.b, I.B.2)."""

from collections.abc import Iterator

from symphony.language.patterns import lazy
from symphony.rules.model import Before, Drop, Hit
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

_VAGUE = lazy(r"\bunspecified\b|without complications?\b|\buncomplicated\b")
_OPEN = lazy(r"\bunspecified$")
"""A subcategory that is itself the catch-all of its category (G43.9 Migraine, unspecified)."""
_WHETHER = lazy(r"\bunspecified whether\b.*")
_OWN_RULES = frozenset("STVWXYZP")
"""Chapters in which several codes of one category are several events, not one condition."""

_HEAD_INJURY = "S06"
"""Of the injuries, the one category whose codes say "with" and "without" of a single event."""

_IGNORED = frozenset({
    "unspecified", "without", "complication", "complications", "uncomplicated", "other",
    "specified", "site", "of", "in", "with", "and", "or", "the",
})  # fmt: skip
"""Words of a title that do not make it more specific."""

_WORD = lazy(r"[a-z0-9]+")
_FIVE_CHARACTERS = 6
"""The length of a code of five characters, with its dot."""


@rule("specificity.unspecified", "An unspecified code gives way to a specific one", "warning",
      "I.A.9.b")  # fmt: skip
def unspecified(sheet: Sheet) -> Iterator[Hit]:
    """The catch-all of a category beside another code of it that says more.

    It must be the catch-all of the heading that holds both (its title less "unspecified" says
    nothing that the other's does not), and no note may ask for the two together.
    """
    for item in sheet.items:
        if item.code[0] in _OWN_RULES or not _VAGUE.search(item.title):
            continue
        stem = _heading(sheet, item)
        better = [o for o in sheet.items if o.code.startswith(stem) and _says_more(item, o)]
        if better:
            codes = tuple(o.code for o in better)
            yield Hit(
                (item.code, *codes),
                f"{', '.join(codes)} says more than {item.code}",
                Drop(item.code, "less_specific", codes),
            )


def _heading(sheet: Sheet, vague: Item) -> str:
    """The heading of which the code is the catch-all: its category, or the code less its end."""
    if len(vague.code) <= _FIVE_CHARACTERS:
        return vague.category
    above = sheet.book.entry(vague.code[:5])
    open_left = above is not None and _OPEN.search(above.title) is not None
    return vague.category if open_left else vague.code[:-1]


def _says_more(vague: Item, other: Item) -> bool:
    if other is vague or other.category != vague.category or not other.entry.billable:
        return False
    if len(_VAGUE.findall(vague.title)) <= len(_VAGUE.findall(other.title)):
        return False
    mine = _words(vague)
    return mine <= _words(other) and mine != _words(other)


def _words(item: Item) -> frozenset[str]:
    return frozenset(_WORD.findall(_WHETHER.sub("", item.title))) - _IGNORED


_CLAUSE = lazy(r"\b(?:with|without)\b")
_JOINTS = lazy(r",|\bwith(out)?\b")


@rule("specificity.without", "A code for having it not gives way to one for having it", "warning",
      "I.B.2")  # fmt: skip
def without(sheet: Sheet) -> Iterator[Hit]:
    """Two codes of a category whose titles differ in "without" and "with" (K21.9 and K21.00)."""
    for item in sheet.items:
        denied = _said(item, "without")
        if not denied or (item.code[0] in _OWN_RULES and item.category != _HEAD_INJURY):
            continue
        better = tuple(o.code for o in sheet.items if _has_it(item, denied, o))
        if better:
            yield Hit(
                (item.code, *better),
                f"{', '.join(better)} has what {item.code} is without: one condition has it or not",
                Drop(item.code, "less_specific", better),
            )


def _has_it(item: Item, denied: frozenset[str], other: Item) -> bool:
    if other is item or other.category != item.category:
        return False
    lacking = _said(other, "without")
    affirmed = (denied & _said(other, "with")) - lacking
    if not affirmed or _said(item, "with") & lacking:
        return False
    return _words(item) - denied <= _words(other)


def _said(item: Item, clause: str) -> frozenset[str]:
    """The words that the title puts after "with", or after "without"."""
    found: set[str] = set()
    for match in _CLAUSE.finditer(item.title):
        if match[0] == clause:
            rest = item.title[match.end() :]
            joint = _JOINTS.search(rest)
            found |= set(_WORD.findall(rest[: joint.start()] if joint else rest))
    return frozenset(found) - _IGNORED


_MULTIPLE = lazy(r"\bmultiple sites?\b")


@rule("specificity.multiple-sites", "Multiple sites give way to the sites themselves", "warning",
      "I.B.20")  # fmt: skip
def multiple_sites(sheet: Sheet) -> Iterator[Hit]:
    """A code of multiple sites beside a code of one site of the same condition."""
    for item in sheet.items:
        if not _MULTIPLE.search(item.title):
            continue
        stem = item.code[:5]
        sites = [o for o in sheet.items if o is not item and o.code.startswith(stem)]
        named = tuple(o.code for o in sites if not _MULTIPLE.search(o.title) and _has_site(o))
        if named:
            yield Hit(
                (item.code, *named),
                f"the sites are coded one by one ({', '.join(named)}); {item.code} is for sites "
                "that are not documented",
                Drop(item.code, "less_specific", named),
            )


def _has_site(item: Item) -> bool:
    return "unspecified site" not in item.title and "unspecified joint" not in item.title


_ACUTE, _CHRONIC = lazy(r"\bacute\b"), lazy(r"\bchronic\b")


@rule("sequence.acute-first", "The acute form comes before the chronic form", "warning", "I.B.8")
def acute_first(sheet: Sheet) -> Iterator[Hit]:
    """Two codes whose titles differ only in "acute" and "chronic"."""
    acute = [i for i in sheet.items if _ACUTE.search(i.title) and not _CHRONIC.search(i.title)]
    chronic = [i for i in sheet.items if _CHRONIC.search(i.title) and not _ACUTE.search(i.title)]
    for first in acute:
        for then in chronic:
            if _words(first) - {"acute"} == _words(then) - {"chronic"}:
                yield Hit(
                    (first.code, then.code),
                    f"the acute form {first.code} comes before the chronic form {then.code}",
                    Before(first.code, then.code, strength=1),
                    quiet=sheet.given_before(first, then),
                )


RULES = (unspecified, without, multiple_sites, acute_first)
