"""How far a trigger reaches: ConText's scopes, terminations and lists of items.

A trigger reaches to the end of its clause, to a termination of its category, or over a number of
words. Behind it, it reaches the last item of a list, or all of a list that "and", "or" or a plural
verb joins.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symphony.encounter.clauses import clause_starts
from symphony.encounter.phrases import Hit, Token
from symphony.encounter.signs import signed
from symphony.encounter.supposed import is_supposed
from symphony.encounter.triggers import Assertion, Direction, Trigger, triggers

_QUERY = "question_mark"
_AFTER_PROCEDURE = "status_post"


@dataclass(frozen=True, slots=True)
class Reach:
    """The tokens ``first`` to ``stop`` (exclusive) that the trigger of a hit speaks of."""

    hit: Hit[Trigger]
    first: int
    stop: int

    @property
    def trigger(self) -> Trigger:
        """The trigger that reaches."""
        return self.hit.value

    def touches(self, first: int, last: int) -> bool:
        """Whether a mention from token ``first`` to ``last`` begins, or behind ends, in reach.

        One that begins inside a trigger before it counts ("no acute kidney injury", where "no
        acute" is a trigger; "never smoker"), as does a query sign within it ("CHF? echo normal").
        """
        if self.first >= self.hit.stop:
            return self.hit.first < first < self.hit.stop or self.first <= first < self.stop
        if first < self.hit.first <= last and self.trigger.id == _QUERY:
            return True
        return self.first <= last < self.stop


def reaches(
    found: Sequence[Token], hits: Sequence[Hit[Trigger]], lead: int = 0
) -> tuple[Reach, ...]:
    """How far each trigger of the sentence reaches; the first ``lead`` tokens head it ("A/P:")."""
    if not any(hit.value.category for hit in hits):
        return ()
    barriers = _Barriers(found, hits)
    return tuple(
        reach
        for hit in hits
        if hit.value.category and _is_satisfied(found, hit)
        for reach in _general(found, hit, tuple(_reach(found, hit, barriers, lead)))
    )


def trigger_hits(found: Sequence[Token]) -> list[Hit[Trigger]]:
    """The triggers of the sentence; an answer takes the place of the same words in running text."""
    answers = list(_answers(found))
    taken = {i for hit in answers for i in range(hit.first, hit.stop)}
    running = (hit for hit in triggers().running.find(signed(found)) if hit.first not in taken)
    return sorted([*running, *answers], key=lambda hit: hit.first)


_ASKS = frozenset(":-=?\u2013\u2014(")
_FIELDS = frozenset(":=(")
"""Signs that a single letter may answer ("Fever: N"); a dash it may only go with ("-N/V")."""
_ANSWERED = frozenset(".,;)!]/|") | {"per"}
_ITEM = 5
"""The most words of an item of a form, and its colon."""


def _answers(found: Sequence[Token]) -> Iterator[Hit[Trigger]]:
    table = triggers()
    for i, token in enumerate(found[:-1]):
        if token.word in _ASKS and (token.word in _FIELDS or len(found[i + 1].word) > 1):
            hit = table.answers.at(found, i + 1)
            if hit and (_is_answered(found, hit.stop) or _asks_again(found, hit.stop)):
                yield hit


def _general(
    found: Sequence[Token], hit: Hit[Trigger], every: tuple[Reach, ...]
) -> tuple[Reach, ...]:
    """The reaches of a trigger; none where words in one of them, or right before, bar it."""
    unless = hit.value.unless
    if unless is None:
        return every
    barred = any(any(unless.find(found[max(0, r.first - 1) : r.stop])) for r in every)
    return () if barred else every


def _is_answered(found: Sequence[Token], stop: int) -> bool:
    return stop == len(found) or found[stop].word in _ANSWERED


def _asks_again(found: Sequence[Token], stop: int) -> bool:
    """Whether the next item of a form begins there ("Fever: N  Cough: Y")."""
    asked = next((i for i in range(stop, min(stop + _ITEM, len(found))) if found[i].word == ":"), 0)
    return asked > stop and all(token.word.isalnum() for token in found[stop:asked])


def _is_satisfied(found: Sequence[Token], hit: Hit[Trigger]) -> bool:
    """Whether the words follow that the trigger needs."""
    needs = hit.value.needs
    return needs is None or any(needs.find(found[hit.stop :]))


def _reach(
    found: Sequence[Token], hit: Hit[Trigger], barriers: "_Barriers", lead: int
) -> Iterator[Reach]:
    begins = 0
    if hit.value.titled:
        end = _title_end(found, lead)
        begins = end + 1 if end < hit.first - 1 else 0
        yield from _title(found, hit, end)
    direction = hit.value.direction
    if direction is Direction.EITHER:
        closed = hit.stop == len(found) or found[hit.stop].word in triggers().closing
        closed = closed or _is_glued(found, hit) or _is_commented(found, hit)
        direction = Direction.BACKWARD if closed else Direction.FORWARD
    if direction in (Direction.FORWARD, Direction.BOTH):
        yield Reach(hit, hit.stop, barriers.after(hit))
    if direction in (Direction.BACKWARD, Direction.BOTH):
        yield Reach(hit, max(begins, barriers.before(hit)), hit.first)


_BULLETS = frozenset("-*#\u2022")
_TITLES_END = frozenset({":", "-", "\u2013", "\u2014"})
_REMARKS = _TITLES_END | {",", ";", "."}
_VERDICT_ENDS = _REMARKS | {")", "on", "by", "with"}
_MANNER = frozenset(
    {"daily", "closely", "carefully", "serially", "repeatedly", "throughout", "twice", "on", "with"}
    | {"by", "in", "and", "over", "but", "at", "each", "every", "per"}
)
"""Words after "watched for" that say how, not what."""
_WATCHED = frozenset(
    {"looked", "watched", "screened", "monitored", "checked", "sought", "searched", "considered"}
    | {"assessed", "tested", "feared", "suspected", "queried", "anticipated", "expected"}
)
"""Words that begin a remark on whether the title's condition was there at all."""
_TITLE = 9
"""The most words of the title of a line."""


def _title_end(found: Sequence[Token], lead: int) -> int:
    """The sign that sets off the title; a line before it may lead ("Course: - DVT: ...")."""
    heads = (
        i + 1 for i, token in enumerate(found[:_TITLE]) if i and _is_bullet(found[i - 1], token)
    )
    first = max(lead, next(heads, 0)) + 1
    ends = (
        i
        for i, token in enumerate(found[first : first + _TITLE], first)
        if _ends_title(found, i, token)
    )
    return next(ends, len(found))


def _is_bullet(before: Token, token: Token) -> bool:
    """Whether a sign is the bullet of an item behind the colon of its list."""
    return before.word == ":" and token.word in _BULLETS


def _title(found: Sequence[Token], hit: Hit[Trigger], end: int) -> Iterator[Reach]:
    """The title of the line, where the trigger is a remark of its own behind it.

    "Ileus - watched for daily, never present": before the verdict stands no more than how the
    condition was watched for, after it none but a few signs. With a subject of its own ("- sepsis
    looked for, never present"; "- watched for an abscess, never present") it is none.
    """
    closed = hit.stop == len(found) or found[hit.stop].word in _VERDICT_ENDS
    if end >= hit.first or found[hit.first - 1].word not in _REMARKS or not closed:
        return
    between = found[end + 1 : hit.first - 1]
    what = any(
        a.word == "for" and b.word.isalpha() and b.word not in _MANNER for a, b in pairwise(between)
    )
    if not between or (between[0].word in _WATCHED and not what):
        yield Reach(hit, 0, end)


def _ends_title(found: Sequence[Token], i: int, token: Token) -> bool:
    """Whether the sign sets off a title: a hyphen inside a word ("post-op") does not."""
    glued = token.word == "-" and found[i - 1].end == token.start
    return token.word in _TITLES_END and not glued


def _is_glued(found: Sequence[Token], hit: Hit[Trigger]) -> bool:
    """Whether a sign hangs on the word before it ("CHF?" and not "? CHF")."""
    sign, before = found[hit.first], found[hit.first - 1]
    return hit.first > 0 and not sign.word.isalnum() and sign.start == before.end


_COMMENTS = frozenset("([-\u2013\u2014")


def _is_commented(found: Sequence[Token], hit: Hit[Trigger]) -> bool:
    """Whether a remark follows that tells why ("PE ruled out (CT clear)", "PE ruled out - CT")."""
    return hit.first > 0 and hit.stop < len(found) and found[hit.stop].word in _COMMENTS


_CLOSERS = {")": "(", "]": "["}


def _brackets(found: Sequence[Token]) -> list[tuple[int, int]]:
    """The places of each bracket's opening and closing sign; one that is left open is none."""
    pairs: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for i, token in enumerate(found):
        if token.word in _CLOSERS.values():
            opened[token.word] = i
        elif token.word in _CLOSERS and _CLOSERS[token.word] in opened:
            pairs.append((opened.pop(_CLOSERS[token.word]), i))
    return pairs


_NEAR = 2
_LEADS = frozenset(
    {"following", "of", "for", "these", "any", "symptoms", "signs", "features", "complaints"}
    | {"conditions", "findings", "problems", "history", "diseases", "flags", "issues", "to"}
    | {"including", "include", "includes", "comorbidities", "diagnoses", "or", "ros", "systems"}
)
"""Words before the colon of a list: what is denied follows it ("denies the following: fever")."""


_DENIES = frozenset({"no", "not", "not_near", "without"})
"""Triggers of a finding that is not there; after "denies ...:" comes what else is denied."""


def _concluding(found: Sequence[Token]) -> Iterator[int]:
    """Where a conclusion begins behind a colon ("no proteinuria: gestational hypertension").

    What was denied before it led to it, and is not it. An answer to the colon, and a list that the
    colon leads, are none.
    """
    for i, token in enumerate(found[1:-2], 1):
        if token.word == ":" and found[i - 1].word.isalpha() and found[i - 1].word not in _LEADS:
            rest = found[i + 1 :]
            if rest[0].word.isalpha() and not any(t.word in {"or", "nor", ":"} for t in rest):
                yield i + 1


_AFFIRMED = "affirmed"

_RESTARTS = frozenset({",", "with"})
_PLURAL = frozenset({"were", "are", "do", "have", "all"})
_EXISTENCE = frozenset({Assertion.NEGATED, Assertion.POSSIBLE})
_ALL = frozenset(Assertion)


class _Barriers:
    """The places in a sentence that a trigger's reach does not cross, for each category."""

    __slots__ = ("_ahead", "_behind", "_brackets", "_conclusions", "_found")

    def __init__(self, found: Sequence[Token], hits: Sequence[Hit[Trigger]]) -> None:
        self._found = found
        self._brackets = _brackets(found)
        self._ahead: dict[Assertion, list[int]] = {category: [] for category in Assertion}
        self._behind: dict[Assertion, list[int]] = {category: [] for category in Assertion}
        for start in clause_starts(found):
            crossing = {Assertion.FAMILY} if start.same_subject else set()
            self._add(_ALL - crossing, ahead=start.token)
            if not start.same_subject:
                self._add(_ALL, behind=start.token)
        for hit in hits:
            self._add_trigger(hit)
        self._conclusions = list(_concluding(found))
        for places in (*self._ahead.values(), *self._behind.values()):
            places.sort()

    def _add_trigger(self, hit: Hit[Trigger]) -> None:
        trigger = hit.value
        if trigger.direction is Direction.TERMINATE_FORWARD:
            self._add(trigger.ends, ahead=hit.first)
        elif trigger.direction is Direction.TERMINATE:
            supposed = trigger.id == _AFFIRMED and is_supposed(self._found, hit.first)
            ends = trigger.ends - {Assertion.HYPOTHETICAL} if supposed else trigger.ends
            self._add(ends, ahead=hit.first, behind=hit.stop)
        elif trigger.answer:
            self._add(_EXISTENCE, behind=hit.stop)
        elif trigger.ends and hit.first and self._restarts(hit):
            self._add(trigger.ends, ahead=hit.first)

    def _restarts(self, hit: Hit[Trigger]) -> bool:
        """Whether a list goes on with a trigger of its own: "no fever, possible pneumonia"."""
        before = self._found[hit.first - 1].word
        return before in _RESTARTS or (before == "and" and hit.value.category in _EXISTENCE)

    def _add(
        self,
        categories: frozenset[Assertion],
        *,
        ahead: int | None = None,
        behind: int | None = None,
    ) -> None:
        for category in categories:
            if ahead is not None:
                self._ahead[category].append(ahead)
            if behind is not None:
                self._behind[category].append(behind)

    def after(self, hit: Hit[Trigger]) -> int:
        """The token before which a reach forward ends."""
        trigger = hit.value
        assert trigger.category is not None
        places = self._ahead[trigger.category]
        index = bisect_right(places, hit.stop - 1)
        end = places[index] if index < len(places) else len(self._found)
        end = min(end, self._bracket_end(hit), self._conclusion(hit))
        if trigger.id == _AFTER_PROCEDURE:
            end = min(end, self._anew(hit.stop))
        if trigger.scope is None:
            return end
        if trigger.scope <= _NEAR:
            end = min(end, self._comma_after(hit.stop))
        return min(end, hit.stop + trigger.scope + 1)

    def _anew(self, first: int) -> int:
        """Where a list goes on with what is acute: "s/p chest tube, acute respiratory failure"."""
        words = [token.word for token in self._found[first:]]
        acute = (first + i for i, pair in enumerate(pairwise(words)) if pair == (",", "acute"))
        return min(acute, default=len(self._found))

    def _conclusion(self, hit: Hit[Trigger]) -> int:
        """Where the conclusion begins to which what the trigger denies has led."""
        denies = hit.value.id in _DENIES
        begins = (at for at in self._conclusions if denies and at > hit.stop + 1)
        return next(begins, len(self._found))

    def _comma_after(self, first: int) -> int:
        """The first comma from a place on: a bare "not" says nothing of what comes behind it."""
        rest = enumerate(self._found[first : first + _NEAR + 1], first)
        return next((i for i, token in rest if token.word == ","), len(self._found))

    def _bracket_end(self, hit: Hit[Trigger]) -> int:
        """Where the bracket closes in which the trigger and words after it stand."""
        around = (
            closing
            for opening, closing in self._brackets
            if opening < hit.first and hit.stop < closing
        )
        return min(around, default=len(self._found))

    def before(self, hit: Hit[Trigger]) -> int:
        """The token with which a reach back begins."""
        trigger = hit.value
        assert trigger.category is not None
        if trigger.doubted:
            return 0
        places = self._behind[trigger.category]
        index = bisect_right(places, hit.first) - 1
        start = places[index] if index >= 0 else 0
        if trigger.scope is not None:
            near = max(start, hit.first - trigger.scope - 1)
            if self._found[near].word in trigger.listed:
                return self._list_start(start, near, trigger.listed)
            start = near
        return start if trigger.answer else self._item_start(start, hit.first)

    def _list_start(self, start: int, near: int, listed: frozenset[str]) -> int:
        """Where a list of things told in one ("HIV/HCV neg") begins."""
        while near > start and self._found[near - 1].word in listed:
            near -= 1
        return near

    def _item_start(self, start: int, trigger: int) -> int:
        """Where the last item of a list begins, or the list if "and", "or" or "were" joins it."""
        joined = self._found[trigger].word in _PLURAL
        for i in range(trigger - 2, start - 1, -1):
            word = self._found[i].word
            if word in {":", ";"}:
                return i + 1
            if word == ",":
                joined = joined or self._found[i + 1].word in {"and", "or", "nor"}
                if not joined:
                    return i + 1
        return start
