"""Rules of the instructional notes: Excludes1 and 2, code first, use additional code, code also."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from symphony.books.model import NoteKind
from symphony.language.patterns import lazy
from symphony.rules.book import Book
from symphony.rules.link import Link, Relation
from symphony.rules.model import Before, Drop, Hit, NotFirst
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet, of_category

_UNSPECIFIED = lazy(r"^unspecified\b|\bunspecified$")
"""The condition itself is left open; an unspecified side or site is another matter."""
_MANIFESTATION = lazy(
    r"(diseases|disorders|conditions) classified elsewhere|in neoplastic diseases?\b"
    r"|due to known physiological condition"
)

_UNDERLYING = lazy(r"(the )?underlying (?!traumatic)", re.IGNORECASE)


@rule("tabular.excludes1", "Codes that an Excludes1 note keeps apart", "error", "I.A.12.a")
def excludes1(sheet: Sheet) -> Iterator[Hit]:
    """Two codes that cannot be reported together, unless the conditions are unrelated.

    The books decide which one goes only where one side is a symptom or an unspecified form and
    its own note sends the coder to that very category. All else is left to a person.
    """
    for one, other in _pairs(sheet, "excludes1"):
        ours = sheet.related.get((one.code, other.code), _NOTHING)
        theirs = sheet.related.get((other.code, one.code), _NOTHING)
        if not ours.asks and not theirs.asks:  # a note that asks for both outranks the exclusion
            yield _clash(sheet, one, other, ours, theirs)


_NOTHING = Relation()


def _pairs(sheet: Sheet, kind: str) -> list[tuple[Item, Item]]:
    """Each pair of which a note of the kind, on either side, speaks; once, in tabular order."""
    found: dict[tuple[int, int], tuple[Item, Item]] = {}
    for one, other, relation in sheet.relations:
        if getattr(relation, kind):
            first, then = sorted((one, other), key=_position)
            found[_position(first), _position(then)] = (first, then)
    return [found[key] for key in sorted(found)]


def _position(item: Item) -> int:
    return item.entry.position


def _clash(sheet: Sheet, one: Item, other: Item, ours: Relation, theirs: Relation) -> Hit:
    link = (ours.excludes1 or theirs.excludes1)[0]
    message = (
        f"the Excludes1 note at {_at(link.note.owner)} keeps {one.code} and {other.code} apart; "
        "both stand only if the record shows two unrelated conditions"
    )
    goes = _weaker(sheet, one, other, ours, theirs)
    if goes is None:
        return Hit((one.code, other.code), message)
    stays = other if goes is one else one
    return Hit((one.code, other.code), message, Drop(goes.code, "excludes1", (stays.code,)))


def _weaker(sheet: Sheet, one: Item, other: Item, ours: Relation, theirs: Relation) -> Item | None:
    """The side that the books themselves send on to the other; None where a person decides."""
    vague = [item for item in (one, other) if _is_vague(item)]
    if len(vague) != 1:
        return None
    if one.category == other.category:
        return vague[0]
    notes, target = (ours, other) if vague[0] is one else (theirs, one)
    sent_on = any(_pointed(sheet, link, target) for link in notes.excludes1)
    return vague[0] if sent_on else None


def _pointed(sheet: Sheet, link: Link, target: Item) -> bool:
    """Whether the note names the target's category or part of it, not a whole range of diseases."""
    category = sheet.book.entry(target.category)
    if category is None:
        return False
    end = sheet.book.end(category.code)
    return any(
        reach.low >= category.position and reach.high <= end and reach.holds(target.entry)
        for reach in link.reaches
    )


def _is_vague(item: Item) -> bool:
    return item.code[0] == "R" or _UNSPECIFIED.search(item.title) is not None


@rule("tabular.excludes2", "Both codes may stand, an Excludes2 note says", "info", "I.A.12.b")
def excludes2(sheet: Sheet) -> Iterator[Hit]:
    """Two codes that an Excludes2 note of a category or code names together.

    The lists of whole chapters and blocks are left out (``Sheet.relations``): they only say which
    chapter is which.
    """
    for one, other in _pairs(sheet, "excludes2"):
        sides = ((one.code, other.code), (other.code, one.code))
        links = [k for pair in sides for k in sheet.related.get(pair, _NOTHING).excludes2]
        yield Hit(
            (one.code, other.code),
            f"the Excludes2 note at {links[0].note.owner} lets {one.code} and {other.code} "
            "stand together where the patient has both",
        )


_ADVERSE = "T36-T50"
INBORN = "D55-D58, D61.0-, D64.0, D66, D67, D68.0-, D68.1, D68.2, D68.5-"
"""Inborn disorders of the blood: in the range that the note at T36-T50 names, but not of drugs."""


@rule("tabular.code-first", "The underlying condition comes before its manifestation", "error",
      "I.A.13")  # fmt: skip
def code_first(sheet: Sheet) -> Iterator[Hit]:
    """Order from "code first" notes."""
    for one, other, relation in sheet.relations:
        if relation.code_first:
            owner = relation.code_first[0].note.owner
            if owner == _ADVERSE and other in sheet.among(INBORN):
                continue
            yield Hit(
                (other.code, one.code),
                f"the note at {_at(owner)} puts {other.code} before {one.code}",
                Before(other.code, one.code, strength=3),
                quiet=sheet.given_before(other, one),
            )


@rule("tabular.use-additional", "An additional code follows the code that asks for it", "error",
      "I.A.13")  # fmt: skip
def use_additional(sheet: Sheet) -> Iterator[Hit]:
    """Order from "use additional code" notes; none where each of two codes asks for the other.

    The note of a whole block or chapter (tobacco use under respiration) is a warning, no error.
    """
    for one, other, relation in sheet.relations:
        back = sheet.related.get((other.code, one.code), _NOTHING)
        if relation.use_additional and not back.use_additional:
            owner = relation.use_additional[0].note.owner
            yield Hit(
                (one.code, other.code),
                f"the note at {_at(owner)} makes {other.code} additional to {one.code}",
                Before(one.code, other.code, strength=3),
                severity="error" if of_category(owner) else "warning",
                quiet=sheet.given_before(one, other),
            )


@rule("tabular.code-first-missing", "A manifestation needs its underlying condition", "warning",
      "I.A.13")  # fmt: skip
def code_first_missing(sheet: Sheet) -> Iterator[Hit]:
    """A manifestation, or an organism, of which no code of the set is the cause or asks for it."""
    for item in sheet.items:
        if not is_manifestation(sheet, item):
            continue
        answered = sheet.book.links(item.code, NoteKind.CODE_FIRST)
        others = [o for o in sheet.items if o is not item]
        if any(sheet.asked(o, item) or sheet.asked(item, o) for o in others):
            continue
        if answered and _is_open(answered) and any(o.code[0] not in "RVWXYZ" for o in others):
            continue  # "underlying disease", with or without examples: any other code may be it
        if answered:
            why = f"the note at {_at(answered[0].note.owner)} asks for it first"
        else:
            why = "its title says that the disease is classified elsewhere"
        yield Hit(
            (item.code,), f"{item.code} is reported after its cause: {why}, and no code is it"
        )


def _is_open(links: Iterable[Link]) -> bool:
    """Whether the notes name no code, or name codes only as examples."""
    return not any(link.reaches for link in links) or any(
        "such as" in f"{link.heading} {link.note.text}".casefold() for link in links
    )


@rule("tabular.use-additional-missing", "A code asks for another one", "info", "I.B.7")
def use_additional_missing(sheet: Sheet) -> Iterator[Hit]:
    """A "use additional code" note, not marked "if applicable", that no code of the set meets.

    The notes of whole blocks and chapters are left out: they hold for few of their codes.
    """
    for unmet in _unmet(sheet, NoteKind.USE_ADDITIONAL):
        codes = ", ".join(unmet.codes)
        yield Hit(
            unmet.codes,
            f"the note at {unmet.owner} asks for another code in addition to {codes}, where the "
            f"record has it: {_listed(unmet.links)}",
        )


@rule("tabular.code-also", "Both codes are needed; their order follows the encounter", "info",
      "I.A.17")  # fmt: skip
def code_also(sheet: Sheet) -> Iterator[Hit]:
    """A "code also" note, not marked "if applicable", that no code of the set meets.

    The notes of whole blocks and chapters are left out: they hold for few of their codes.
    """
    for unmet in _unmet(sheet, NoteKind.CODE_ALSO):
        yield Hit(
            unmet.codes,
            f"the note at {unmet.owner} asks to code also what goes with {', '.join(unmet.codes)}, "
            f"where the record has it: {_listed(unmet.links)}",
        )


@dataclass(frozen=True, slots=True)
class _Unmet:
    owner: str
    codes: tuple[str, ...]
    links: tuple[Link, ...]


def _unmet(sheet: Sheet, kind: NoteKind) -> Iterator[_Unmet]:
    """The notes of the kind that no code of the set meets, with the codes that they bind."""
    asking: dict[tuple[str, str], dict[str, None]] = {}
    wanted: dict[tuple[str, str], list[Link]] = {}
    for item in sheet.items:
        for link in _own(sheet, item, kind):
            if link.reaches and not link.optional and of_category(link.note.owner):
                key = (link.note.owner, link.heading)
                asking.setdefault(key, {})[item.code] = None
                wanted.setdefault(key, []).append(link)
    for key, codes in sorted(asking.items()):
        if not any(link.holds(o.entry) for link in wanted[key] for o in sheet.items):
            yield _Unmet(key[0], tuple(codes), tuple(wanted[key]))


def _listed(links: Iterable[Link]) -> str:
    return ", ".join(dict.fromkeys(text for link in links for text in link.printed))


@rule("tabular.manifestation-first", "A manifestation is never first", "error", "I.A.13")
def manifestation_first(sheet: Sheet) -> Iterator[Hit]:
    """Codes whose title or mandatory "code first" note bars them from the first place."""
    for item in sheet.items:
        if is_manifestation(sheet, item):
            yield Hit(
                (item.code,),
                f"{item.code} is a manifestation; its cause is principal or first-listed",
                NotFirst(item.code),
                quiet=sheet.first is not item,
            )


def is_manifestation(sheet: Sheet, item: Item) -> bool:
    """Whether the code can only follow its cause.

    Its title says so ("in diseases classified elsewhere"), or a "code first" note without "if"
    names the underlying disease as such. A note that lists single causes binds only where one of
    them is there, which ``code_first`` sees to.
    """
    return _follows(sheet.book, item.code, item.title)


@lru_cache(maxsize=65536)
def _follows(book: Book, code: str, title: str) -> bool:
    if _MANIFESTATION.search(title):
        return True
    links = book.links(code, NoteKind.CODE_FIRST)
    return any(not k.optional and _UNDERLYING.match(k.note.text) for k in links)


def _at(owner: str) -> str:
    return f"chapter {owner}" if owner.isdigit() else owner


def _own(sheet: Sheet, item: Item, kind: NoteKind) -> tuple[Link, ...]:
    return sheet.book.links(item.code, kind)


RULES = (
    excludes1,
    excludes2,
    code_first,
    use_additional,
    code_first_missing,
    use_additional_missing,
    code_also,
    manifestation_first,
)
