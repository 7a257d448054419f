"""The two questions that can be put to a set of codes: what is wrong, and what should it be?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from symphony.books.store import Release
from symphony.rules.book import Book, open_book
from symphony.rules.catalogue import RULES, SELECTORS
from symphony.rules.model import (
    Added,
    CodeSet,
    Drop,
    Dropped,
    Finding,
    Hit,
    Line,
    Replace,
    Resolution,
    Voluntary,
)
from symphony.rules.profile import OFFICIAL, Profile, profile_named
from symphony.rules.rule import Rule
from symphony.rules.sequence import arrange
from symphony.rules.sheet import Sheet

_Struck = tuple[Rule, Hit]


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
    work = _Work(codeset)
    while True:
        sheet = Sheet(work.codeset, book)
        struck = _strike(sheet, chosen)
        acting = [pair for pair in struck if isinstance(pair[1].action, Drop | Replace)]
        if not work.act_on(acting):
            break
    arranged = arrange(sheet, [hit for _, hit in struck if hit.action is not None])
    findings = _in_order({*work.findings, *_found(struck)})
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


def _strike(sheet: Sheet, profile: Profile) -> list[_Struck]:
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


def _voluntary(struck: Iterable[_Struck]) -> Iterator[str]:
    for _, hit in struck:
        if isinstance(hit.action, Voluntary):
            yield from hit.action.codes


def _found(struck: Iterable[_Struck]) -> set[Finding]:
    return {rule.finding(hit) for rule, hit in struck if not hit.quiet}


def _in_order(findings: set[Finding]) -> tuple[Finding, ...]:
    # By a key: the order that the class itself defines builds two tuples a comparison.
    return tuple(sorted(findings, key=_all_of))


_all_of = attrgetter("rule", "severity", "codes", "message", "citation")


def _urgency(pair: _Struck) -> tuple[object, ...]:
    rule, hit = pair
    return (rule.id, hit.codes, repr(hit.action))


class _Work:
    """The set while actions are carried out on it, one at a time."""

    def __init__(self, codeset: CodeSet) -> None:
        self.codeset = codeset
        self.dropped: list[Dropped] = []
        self.added: list[Added] = []
        self.findings: list[Finding] = []
        self._gone: set[str] = set()

    def act_on(self, acting: Sequence[_Struck]) -> bool:
        """Carry out what can be done at once; False where nothing was left to do.

        What is only suspected goes first, then combinations are made, then codes are dropped, so
        that nothing is dropped for the sake of a code that goes itself. An action waits for the
        next round where an earlier one has touched a code that it speaks of.
        """
        touched: set[str] = set()
        for rule, hit in sorted(self._next(acting), key=_urgency):
            if touched.isdisjoint(_speaks_of(hit)):
                touched |= _changes(hit)
                self._act(rule, hit)
        return bool(touched)

    def _next(self, acting: Sequence[_Struck]) -> list[_Struck]:
        drops = [(p, p[1].action) for p in acting if isinstance(p[1].action, Drop)]
        suspected = [pair for pair, drop in drops if drop.reason == "uncertain"]
        merging = [p for p in acting if isinstance(p[1].action, Replace) and self._open(p[1])]
        going = {drop.code for _, drop in drops}
        settled = [pair for pair, drop in drops if going.isdisjoint(drop.because)]
        return suspected or merging or settled or [pair for pair, _ in drops]

    def _open(self, hit: Hit) -> bool:
        """Whether the replacement brings nothing back that already left."""
        return isinstance(hit.action, Replace) and self._gone.isdisjoint(hit.action.by)

    def _act(self, rule: Rule, hit: Hit) -> None:
        self.findings.append(rule.finding(hit))
        if isinstance(hit.action, Drop):
            self._leave(rule, hit, hit.action.code, hit.action)
        elif isinstance(hit.action, Replace):
            self._replace(rule, hit, hit.action)

    def _replace(self, rule: Rule, hit: Hit, action: Replace) -> None:
        sources = [n for n in self.codeset.lines if n.code in action.codes]
        there = {line.code for line in self.codeset.lines}
        for code in action.codes:
            if code not in action.by:
                self._leave(rule, hit, code, action)
        new = [code for code in action.by if code not in there]
        for code in new:
            named = (*action.codes, *action.because)
            self.added.append(Added(code, rule.id, rule.citation, hit.message, named))
        lines = (*self.codeset.lines, *(_combined(code, sources) for code in new))
        self.codeset = self.codeset.with_lines(lines)

    def _leave(self, rule: Rule, hit: Hit, code: str, action: Drop | Replace) -> None:
        reason = action.reason if isinstance(action, Drop) else "merged"
        by = action.because if isinstance(action, Drop) else action.by
        self._gone.add(code)
        self.dropped.append(Dropped(code, reason, rule.id, rule.citation, hit.message, by))
        left = [line for line in self.codeset.lines if line.code != code]
        self.codeset = self.codeset.with_lines(left)


def _changes(hit: Hit) -> set[str]:
    """The codes that leave or enter by the hit's action."""
    if isinstance(hit.action, Replace):
        return {*hit.action.codes, *hit.action.by}
    return {hit.action.code} if isinstance(hit.action, Drop) else set()


def _speaks_of(hit: Hit) -> set[str]:
    """The codes that the hit's action changes or rests on."""
    because = hit.action.because if isinstance(hit.action, Drop | Replace) else ()
    return {*_changes(hit), *because}


def _combined(code: str, sources: list[Line]) -> Line:
    """The line of a code that stands for others: as important and as early as the best of them."""
    if not sources:
        return Line(code)
    places = [line.sequence for line in sources if line.sequence is not None]
    best = max(sources, key=lambda line: (line.rank, repr(line)))
    return replace(best, code=code, sequence=min(places, default=None), poa=None)
