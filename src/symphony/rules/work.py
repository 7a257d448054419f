"""The set of codes while the actions of the rules are carried out on it."""

from collections.abc import Sequence
from dataclasses import replace

from symphony.rules.model import Added, CodeSet, Drop, Dropped, Finding, Hit, Line, Replace
from symphony.rules.rule import Rule

Struck = tuple[Rule, Hit]
"""A rule and one thing that it found."""


def _urgency(pair: Struck) -> tuple[object, ...]:
    rule, hit = pair
    return (rule.id, hit.codes, repr(hit.action))


class Work:
    """The set while actions are carried out on it, one at a time."""

    def __init__(self, codeset: CodeSet) -> None:
        self.codeset = codeset
        self.dropped: list[Dropped] = []
        self.added: list[Added] = []
        self.findings: list[Finding] = []
        self._gone: set[str] = set()

    def act_on(self, acting: Sequence[Struck]) -> bool:
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

    def _next(self, acting: Sequence[Struck]) -> list[Struck]:
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
