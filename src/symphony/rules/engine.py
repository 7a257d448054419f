"""The two questions that can be put to a set of codes: what is wrong, and what should it be?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from symphony.books.store import Release
from symphony.rules.book import Book, open_book
from symphony.rules.catalogue import RULES, SELECTORS
from symphony.rules.model import (
    Before,
    CodeSet,
    Drop,
    Finding,
    First,
    NotFirst,
    Replace,
    Resolution,
    Voluntary,
)
from symphony.rules.profile import OFFICIAL, Profile, profile_named
from symphony.rules.rule import Rule
from symphony.rules.sequence import arrange
from symphony.rules.sheet import Sheet
from symphony.rules.work import Struck, Work


def check(
    codeset: CodeSet, release: Release, profile: Profile | None = None
) -> tuple[Finding, ...]:
    """What the rules find in the set; the same in whatever order its lines are given.

    Args:
        codeset: the codes as somebody assigned them.
        release: the edition of ICD-10-CM in force.
        profile: which rules hold; ``official`` when not given.
    """
    chosen = (profile or profile_named(OFFICIAL)).within(codeset.setting)
    sheet = Sheet(codeset, _book(release))
    return _in_order(_found(_strike(sheet, chosen)))


def resolve(codeset: CodeSet, release: Release, profile: Profile | None = None) -> Resolution:
    """The set as the rules leave it: combined, cleared, in sequence, with all that was done.

    Resolving the codes of a resolution again changes nothing.

    Args:
        codeset: the codes as somebody assigned them.
        release: the edition of ICD-10-CM in force.
        profile: which rules hold; ``official`` when not given.
    """
    chosen = (profile or profile_named(OFFICIAL)).within(codeset.setting)
    book = _book(release)
    work = Work(codeset)
    sheet = None
    while True:
        sheet = Sheet(work.codeset, book, sheet)
        struck = _strike(sheet, chosen)
        acting = [pair for pair in struck if isinstance(pair[1].action, Drop | Replace)]
        if not work.act_on(acting):
            break
    arranged = arrange(sheet, [hit for _, hit in struck if hit.action is not None])
    moved = {rule.finding(replace(hit, severity="info")) for rule, hit in _moving(sheet, struck)}
    findings = _in_order({*work.findings, *_found(struck), *moved})
    return Resolution(
        kept=arranged.lines,
        dropped=tuple(work.dropped),
        added=tuple(work.added),
        findings=findings,
        not_first=arranged.not_first,
        voluntary=frozenset(_voluntary(struck)),
        first_reason=arranged.reason,
    )


def laid(codeset: CodeSet, release: Release) -> Sheet:
    """The codes laid out as the rules see them."""
    return Sheet(codeset, _book(release))


@lru_cache(maxsize=8)
def _book(release: Release) -> Book:
    book = open_book(release)
    book.select_by(SELECTORS)
    return book


def _strike(sheet: Sheet, profile: Profile) -> list[Struck]:
    """What every rule in force finds, in the order of the catalogue.

    Most rules name the codes without which they find nothing: only those are asked whose codes
    are there.
    """
    always, by_subjects = _holding(profile)
    asked = [*always]
    for text in sheet.selected:
        asked += by_subjects.get(text, ())
    return [(rule, hit) for _, rule in sorted(asked, key=_number) for hit in rule.look(sheet)]


_Numbered = tuple[int, Rule]


def _number(numbered: _Numbered) -> int:
    return numbered[0]


@lru_cache(maxsize=64)
def _holding(profile: Profile) -> tuple[list[_Numbered], dict[str, list[_Numbered]]]:
    """The rules in force: those for any codes, and the others by the codes that they name."""
    always: list[_Numbered] = []
    by_subjects: dict[str, list[_Numbered]] = {}
    for numbered in enumerate(RULES):
        rule = numbered[1]
        if profile.holds(rule):
            place = by_subjects.setdefault(rule.subjects, []) if rule.subjects else always
            place.append(numbered)
    return always, by_subjects


def _voluntary(struck: Iterable[Struck]) -> Iterator[str]:
    for _, hit in struck:
        if isinstance(hit.action, Voluntary):
            yield from hit.action.codes


def _moving(sheet: Sheet, struck: Iterable[Struck]) -> Iterator[Struck]:
    """The quiet orders that differ from the one in which the codes were proposed (``Line.rank``).

    They are no faults of anybody: nobody gave the codes a place.
    """
    ranks = {item.code: item.line.rank for item in sheet.items if item.line.sequence is None}
    highest = max(ranks.values(), default=0.0)
    foremost = [code for code, rank in ranks.items() if rank == highest]
    for rule, hit in struck:
        action = hit.action if hit.quiet else None
        if isinstance(action, Before):
            moves = ranks.get(action.then, 0.0) > ranks.get(action.first, highest)
        elif isinstance(action, NotFirst):
            moves = foremost == [action.code]
        else:
            moves = isinstance(action, First) and ranks.get(action.code, highest) < highest
        if moves:
            yield rule, hit


def _found(struck: Iterable[Struck]) -> set[Finding]:
    return {rule.finding(hit) for rule, hit in struck if not hit.quiet}


def _in_order(findings: set[Finding]) -> tuple[Finding, ...]:
    # By a key: the order that the class itself defines builds two tuples a comparison.
    return tuple(sorted(findings, key=_all_of))


_all_of = attrgetter("rule", "severity", "codes", "message", "citation")
