"""The navigator with a language model: its terms go through the real books, and it may walk there.

Every term that the extractor gave is looked up as the offline navigator does. Only for mentions
that this serves badly is the model let into the books, with read-only look-ups and a limit on them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources

import tomli

from symphony.books.alphabetic import Index
from symphony.books.search import Search
from symphony.coding.case import Case
from symphony.coding.lookups import Books
from symphony.coding.navigator.answer import Walk
from symphony.coding.navigator.base import Navigator, unknown
from symphony.coding.prompts import prompt
from symphony.coding.reason import Reason
from symphony.coding.stages import (
    Candidate,
    Exclusion,
    Looked,
    Mention,
    Mentions,
    Navigation,
    Step,
)
from symphony.language.words import forms, function_words
from symphony.llm.ask import Desk, Question

STAGE = "navigator"
WELL = 0.75
"""A mention whose best candidate fits this well is not walked for."""
_IN_PASSING = "part"
"""What belongs to a problem that another mention names is not walked for."""
_LOOK_UPS = 12
_LONGEST_REPLY = 1500
"""Tokens of one reply: several look-ups, or the places. A small model may repeat itself."""
_PER_WALK = 12
"""Mentions that are walked for in one conversation."""
_KEPT = 12
_WALKED = 0.8
"""How well a place fits that the model chose after reading the books."""
_VARIANTS = 16
_FAIR = 0.6
_INDEXED = 0.97
"""How well a line of the index fits that has all words of the term."""
_LEADING = 0.9
"""The share of the best fit that the first place of every term is given, if it fits fairly."""


class ModelNavigator:
    """Offline look-ups of all terms, then a walk through the books for what they did not find."""

    def __init__(
        self, desk: Desk, offline: Navigator, search: Search, index: Index | None = None
    ) -> None:
        """At a desk, with the offline navigator and the books that it uses."""
        self._desk = desk
        self._offline = offline
        self._search = search
        self._index = index

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        """Candidates for every mention; a mention that no book knows is excluded.

        Raises:
            Failure: the model failed.
        """
        wanted = [m for m in mentions.mentions if _is_for(case.system, m)]
        found = self._look_up(case, wanted)
        weak = [m for m in wanted if _best(found[m.id]) < WELL and m.relation != _IN_PASSING]
        for first in range(0, len(weak), _PER_WALK):
            self._walk(case, weak[first : first + _PER_WALK], found)
        looked = [Looked(m.id, _ranked(found[m.id])) for m in wanted if found[m.id]]
        excluded = [unknown(m) for m in wanted if not found[m.id]]
        excluded += [_other_book(case, m) for m in mentions.mentions if m not in wanted]
        return Navigation(tuple(looked), tuple(excluded))

    def _look_up(self, case: Case, wanted: Sequence[Mention]) -> dict[int, dict[str, Candidate]]:
        variants = [
            replace(mention, id=mention.id * _VARIANTS + number, term=term)
            for mention in wanted
            for number, term in enumerate(_terms(mention))
        ]
        found: dict[int, dict[str, Candidate]] = {mention.id: {} for mention in wanted}
        leading: dict[int, list[Candidate]] = {mention.id: [] for mention in wanted}
        for looked in self._offline.navigate(case, Mentions(tuple(variants))).looked:
            leading[looked.mention // _VARIANTS].append(looked.candidates[0])
            for candidate in looked.candidates:
                _keep(found[looked.mention // _VARIANTS], candidate)
        for mention in wanted:
            for candidate in self._in_index(case, mention):
                _keep(found[mention.id], candidate)
            _raise_leading(found[mention.id], leading[mention.id])
        if case.scope.include:
            for mention in wanted:
                for candidate in self._in_scope(case, mention):
                    _keep(found[mention.id], candidate)
        return found

    def _in_index(self, case: Case, mention: Mention) -> Iterator[Candidate]:
        """What the alphabetic index and its tables have for the terms, with the path."""
        books = Books(case.release, self._search, case.scope, self._index)
        for term in _terms(mention):
            for line, code, path in books.in_index(term):
                fit = self._share(term, f"{path} {line.modifiers}")
                if fit >= _FAIR and books.may_lead(code):
                    step = Step("index", path)
                    yield Candidate(case.system, code, _INDEXED * fit, (step,))

    def _share(self, term: str, path: str) -> float:
        """How much of the term's words the path of a line has, the rarer the heavier."""
        has = set(forms(path))
        weights = {form: self._search.rarity(form) or 1.0 for form in set(forms(term))}
        weights = {form: w for form, w in weights.items() if form not in function_words()}
        whole = sum(weights.values())
        return sum(w for form, w in weights.items() if form in has) / whole if whole else 0.0

    def _in_scope(self, case: Case, mention: Mention) -> Iterator[Candidate]:
        # In a restricted vocabulary the best names overall may all be out of scope.
        books = Books(case.release, self._search, case.scope, self._index)
        for term in _terms(mention):
            for code, name, score in books.search(term):
                step = Step("tabular", f"{name} → {code.code}")
                yield Candidate(case.system, code.code, score, (step,))

    def _walk(
        self, case: Case, weak: Sequence[Mention], found: Mapping[int, dict[str, Candidate]]
    ) -> None:
        books = Books(case.release, self._search, case.scope, self._index)
        asked = Question(
            stage=STAGE,
            instructions=prompt(STAGE),
            text=_laid(case, weak, found),
            shape=Walk,
            tools=books.tools(),
            look_ups=_LOOK_UPS,
            max_output_tokens=_LONGEST_REPLY,
        )
        ids = {mention.id for mention in weak}
        for places in self._desk.ask(asked).answer.found:
            if places.mention not in ids:
                continue
            for rank, code in enumerate(places.codes):
                entry = case.release.code(code.strip().upper())
                if entry is None or not books.may_lead(entry.code):
                    continue
                path = books.path(entry.code) or (
                    Step("tabular", f"{entry.code} {entry.title} (named by the model)"),
                )
                score = _WALKED - 0.01 * rank
                _keep(found[places.mention], Candidate(case.system, entry.code, score, path))


def _terms(mention: Mention) -> list[str]:
    every = (mention.term, *mention.terms, mention.evidence.text)
    return list(dict.fromkeys(every))[:_VARIANTS]


def _keep(into: dict[str, Candidate], candidate: Candidate) -> None:
    known = into.get(candidate.code)
    if known is None or candidate.score > known.score:
        into[candidate.code] = candidate


def _raise_leading(found: dict[str, Candidate], leading: Sequence[Candidate]) -> None:
    """What one term leads to first is not crowded out by what another term fits better."""
    floor = _LEADING * _best(found)
    for candidate in leading:
        known = found[candidate.code]
        if _FAIR <= known.score < floor:
            found[candidate.code] = replace(known, score=floor)


def _best(found: Mapping[str, Candidate]) -> float:
    return max((candidate.score for candidate in found.values()), default=0.0)


def _ranked(found: Mapping[str, Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found.values(), key=lambda c: (-c.score, c.code))[:_KEPT])


def _laid(case: Case, weak: Sequence[Mention], found: Mapping[int, Mapping[str, Candidate]]) -> str:
    lines = [f"The book: {case.release.edition.title}.", "The mentions:"]
    for mention in weak:
        facts = "; ".join(f"{fact.name}: {fact.evidence.text}" for fact in mention.facts)
        terms = "; ".join(_terms(mention)[:-1])
        lines.append(
            f"{mention.id}| {_flat(mention.evidence.text)} ({mention.kind}, {mention.assertion})"
            f" | terms tried: {_flat(terms)}" + (f" | facts: {_flat(facts)}" if facts else "")
        )
        for candidate in _ranked(found[mention.id])[:3]:
            entry = case.release.code(candidate.code)
            lines.append(f"{mention.id}| found: {candidate.code} {entry.title if entry else ''}")
    return "\n".join(lines)


def _flat(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=1)
def _left_out() -> dict[str, frozenset[str]]:
    file = resources.files("symphony.coding.navigator") / "data" / "kinds.toml"
    read = tomli.loads(file.read_text("utf-8"))["leaves_out"]
    return {system: frozenset(kinds) for system, kinds in read.items()}


def _is_for(system: str, mention: Mention) -> bool:
    return mention.kind not in _left_out().get(system, frozenset())


def _other_book(case: Case, mention: Mention) -> Exclusion:
    return Exclusion(
        mention=mention.id,
        reason=Reason.NOT_IN_SCOPE,
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        rule="navigator.kind",
        citation=f"{case.system} has no codes for this kind of thing: {mention.kind}",
    )
