"""The navigator without a model: several look-ups per mention, grouped by code, with the trail.

In the order in which a coder would try them: the words as they are written, the standard term that
the lexicon gives for them, full text over all names, and a name for a part of the words. What is
past ("history of ...") is looked up among the codes for what is past.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from symphony.books.search import Search, standard_words
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.details import added, affirmed, core, denied, qualifiers
from symphony.coding.navigator import past, relatives, unsaid
from symphony.coding.navigator.base import unknown
from symphony.coding.spelled import of_several, spelled
from symphony.coding.stages import (
    Candidate,
    Exclusion,
    Looked,
    Mentions,
    Navigation,
    Step,
)
from symphony.language.lexicon import LexiconEntry, lexicon, lexicon_by_bag, may_be_part
from symphony.language.patterns import lazy
from symphony.language.words import bag, forms, function_words

_PRINTED = {"title": 1.0, "inclusion": 1.0, "index": 1.0, "includes": 0.9, "derived": 0.95}
"""How much a name of that kind is worth when all its words are the mention's."""

_BESIDE_LEXICON = 0.93
"""The same for a header where the lexicon gives a standard term: it knows the index's default.

A complete code that is called exactly so is not a default but the thing itself, and the open book
may have it where the lexicon was written by an older one.
"""

_OTHERWISE = 0.8
"""The same for a name with all the words that says of another of them that it is not there."""

_FULL_TEXT = 0.9
_UNSAID = 0.7
"""What is left of that where the name adds a cause, an age or a disease that nobody told."""

_PART, _WHOLE = 0.3, 0.92
"""A name for a part of the words is worth between these, by the weight of the part."""

_LEADING = 0.65
"""The same for a name that the words begin with: what follows only tells more of it."""

_ENOUGH = 0.94
"""With a candidate this good, full text is not asked: it could only add noise."""

_SURELY = 0.8
"""The fit from which a disease leads to the code for its family history."""

_MOST = 0.6
"""The share of a condition's words, by weight, that a code for its past must say."""

_UNKNOWN = 4.0
"""The weight of a word that no name has: what is written is not only what was found."""

_QUALIFIES = 0.8
"""The weight of a word where only such are left: how bad or large what is named is."""

_STRANGE = 2.0
"""The same in full text, where a name may be right although something stands beside it."""

_LIMIT = 12


class OfflineNavigator:
    """Looks mentions up in one release by the lexicon, the names of codes, and full text."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._system = release.facts["system"]
        self._search = Search(release)
        self._family = relatives.FamilyHistory(release)
        self._found = lru_cache(maxsize=8192)(self._look_up)

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        """Candidates for every mention; a mention that no book knows is excluded."""
        looked: list[Looked] = []
        excluded: list[Exclusion] = []
        for mention in mentions.mentions:
            allowed = tuple(
                candidate for candidate in self._found(mention.term) if _may_lead(case, candidate)
            )
            if allowed:
                looked.append(Looked(mention.id, allowed))
            else:
                excluded.append(unknown(mention))
        return Navigation(tuple(looked), tuple(excluded))

    def _look_up(self, term: str) -> tuple[Candidate, ...]:
        best: dict[str, Candidate] = {}
        term = _EPISODE.sub("", term) or term
        plain, absent = _parted(term)
        for candidate in self._affirmed(plain, term, absent):
            known = best.get(candidate.code)
            if known is None or candidate.score > known.score:
                best[candidate.code] = candidate
        ranked = sorted(best.values(), key=lambda c: (-c.score, self._position(c.code)))
        return tuple(ranked[:_LIMIT])

    def _affirmed(self, plain: str, term: str, absent: frozenset[str]) -> Iterator[Candidate]:
        """Candidates for a term; none whose title says what the term says is not there."""
        relatives_own = relatives.condition(forms(term))
        if relatives_own:
            yield from self._of_relatives(term, relatives_own)
            return
        yield from (c for c in self._queries(term) if not self._says(c.code, absent))
        if absent:
            yield from (c for c in self._queries(plain) if not self._says(c.code, absent))

    def _says(self, code: str, words: frozenset[str]) -> bool:
        entry = self._release.code(code) if words else None
        return entry is not None and not words.isdisjoint(added(entry.title, ""))

    def _position(self, code: str) -> int:
        entry = self._release.code(code)
        return entry.position if entry else 0

    def _queries(self, term: str) -> Iterator[Candidate]:
        every = forms(term)
        named = core(forms(spelled(term)))
        enough = False
        several = forms(of_several(term))
        first = () if several == every else (core(several),)
        for words in dict.fromkeys((*first, every, core(every), named)):
            standard = list(self._by_lexicon(words))
            worth = _BESIDE_LEXICON if standard else 1.0
            for candidate in (*standard, *self._by_name(" ".join(words), (), worth)):
                enough = enough or candidate.score >= _ENOUGH
                yield candidate
            if enough:
                return
        gone = past.condition(every)
        if gone is not None:
            yield from self._by_past(gone)
            return
        yield from self._by_text(" ".join(named), ())
        yield from self._by_part(named)

    def _by_lexicon(self, words: tuple[str, ...]) -> Iterator[Candidate]:
        entry = lexicon().get(" ".join(words)) or lexicon_by_bag().get(bag(" ".join(words)))
        if entry is None or (_asks_for_a(words) and self._is_elsewhere(entry, words)):
            return
        step = (_lexicon_step(entry),)
        found = list(self._by_name(entry.term, step))
        # "unspecified" is no word of a bag, so that "type A" would do for "unspecified type".
        if entry.term.startswith(_UNSPECIFIED):
            whole = [c for c in found if c.trail[-1].entry.casefold().startswith(_UNSPECIFIED)]
            found = whole or found
        yield from found or self._by_text(entry.term, step)

    def _is_elsewhere(self, entry: LexiconEntry, words: tuple[str, ...]) -> bool:
        """Whether the book has a kind A of that name, and the phrase says nothing of it."""
        if _asks_for_a(forms(entry.phrase)):
            return False
        return any(_is_kind_a(term.text) for term in self._release.named(bag(" ".join(words))))

    def _by_past(self, condition: tuple[str, ...]) -> Iterator[Candidate]:
        """Codes for what is past: by the condition's own name, and by where its code stands."""
        words = " ".join(condition)
        yield from self._by_lexicon(("history", "of", *condition))
        active = max(self._queries(words), key=lambda c: c.score, default=None)
        places = [words]
        before: tuple[Step, ...] = ()
        if active is not None and active.score >= _WHOLE:
            before = active.trail
            places += [entry.title for entry in self._release.ancestors(active.code)]
        for place in places:
            for query in past.queries(place, in_full=place == words):
                for candidate in self._by_text(query, before):
                    if self._is_past_of(candidate.code, place):
                        yield candidate

    def _of_relatives(self, term: str, disease: str) -> Iterator[Candidate]:
        """Codes for a family history: by its own name, else by the code of the disease."""
        words = forms(term)
        standard = list(self._by_lexicon(words))
        by_name = (*standard, *self._by_name(" ".join(words), ()))
        named = [c for c in by_name if self._is_relatives(c.code)]
        yield from named
        if named:
            return
        active = max(self._queries(disease), key=lambda c: c.score, default=None)
        if active is not None and active.score >= _SURELY:
            yield from self._family.of(active)

    def _is_relatives(self, code: str) -> bool:
        entry = self._release.code(code)
        return entry is not None and relatives.is_family_history(entry.title)

    def _is_past_of(self, code: str, place: str) -> bool:
        """Whether the code is for something past and its names say most of the place's words."""
        entry = self._release.code(code)
        if entry is None or not past.is_past(entry.title):
            return False
        said = {form for term in self._release.terms(code) for form in forms(term.text)}
        wanted = core(forms(past.plain(place)))
        return self._share(tuple(form for form in wanted if form in said), wanted) >= _MOST

    def _by_part(self, words: tuple[str, ...]) -> Iterator[Candidate]:
        # "acute nephrolithiasis": the lexicon knows the noun, the book wants the adjective too.
        for part in self._longest_parts(words):
            first, last, entry = part
            rest = (*words[:first], *words[last:])
            share = self._share(words[first:last], words)
            least = _LEADING if first == 0 else _PART
            worth = least + (_WHOLE - least) * share
            if entry is None:
                names = self._by_name(" ".join(words[first:last]), ())
            else:
                step = (_lexicon_step(entry),)
                yield from self._by_text(f"{entry.term} {' '.join(rest)}", step)
                names = self._by_name(entry.term, step)
            for found in names:
                yield Candidate(found.system, found.code, found.score * worth, found.trail)

    def _longest_parts(self, words: tuple[str, ...]) -> list[tuple[int, int, LexiconEntry | None]]:
        """The longest names within the words; the heavier first."""
        for size in range(len(words) - 1, 0, -1):
            found = [
                (first, first + size, entry)
                for first in range(len(words) - size + 1)
                if (entry := _part_of(words[first : first + size]))
                or self._release.named(bag(" ".join(words[first : first + size])))
            ]
            if found:
                return sorted(found, key=lambda p: -self._share(words[p[0] : p[1]], words))
        return []

    def _share(self, part: tuple[str, ...], whole: tuple[str, ...]) -> float:
        # In the order of the words, so that every process comes to the same last digit.
        rest = [form for form in dict.fromkeys(whole) if form not in part]
        plain = all(form in qualifiers() for form in rest)
        beside = sum(_QUALIFIES if plain else self._weight(form) for form in rest)
        told = sum(self._weight(form) for form in dict.fromkeys(part))
        return told / (told + beside) if told + beside else 1.0

    def _weight(self, form: str) -> float:
        """How telling a word is; one that no name has tells of something else."""
        return self._search.rarity(form) or (0.0 if form in function_words() else _UNKNOWN)

    def _by_name(
        self, words: str, before: tuple[Step, ...], worth: float = 1.0
    ) -> Iterator[Candidate]:
        named = self._release.named(bag(words))
        parted = any(_is_kind_a(term.text) for term in named)
        for term in named:
            step = Step("tabular", f"{term.text} → {term.code}")
            entry = self._release.code(term.code)
            exact = entry is not None and entry.billable and term.kind != "derived"
            score = (1.0 if exact else worth) * _PRINTED.get(term.kind, 0.9)
            if denied(forms(term.text)) != denied(forms(words)):
                score *= _OTHERWISE
            if parted and _is_kind_a(term.text) != _asks_for_a(forms(words)):
                score *= _OTHERWISE
            yield Candidate(self._system, term.code, score, (*before, step))

    def _by_text(self, words: str, before: tuple[Step, ...]) -> Iterator[Candidate]:
        worth = _FULL_TEXT * self._readable(words)
        asked = forms(words)
        told = {*asked, *forms(standard_words(asked) or "")}
        for hit in self._search(words, limit=_LIMIT):
            step = Step("tabular", f"{hit.name} → {hit.code.code}")
            fit = worth * hit.score * (_UNSAID if unsaid.adds(hit.name, asked, told) else 1.0)
            yield Candidate(self._system, hit.code.code, fit, (*before, step))

    def _readable(self, text: str) -> float:
        """The share of the words, by weight, that the books know or that can be read as known."""
        every = [form for form in dict.fromkeys(forms(text)) if form not in function_words()]
        known = sum(weight for form in every if (weight := self._search.rarity(form)))
        strange = [form for form in every if form.isalpha() and not self._search.reads(form)]
        return known / (known + _STRANGE * len(strange)) if known and strange else 1.0


_KIND_A = lazy(r"(?<=[\w)][ -])A(?![\w'])")


@lru_cache(maxsize=8192)
def _is_kind_a(name: str) -> bool:
    """Whether a name in the book tells of kind A, which is no article ("Vitamin A deficiency").

    An article is no word by which names are compared, so that "vitamin deficiency" has the same.
    """
    return _KIND_A.search(name) is not None


def _asks_for_a(words: tuple[str, ...]) -> bool:
    """Whether the words tell of a kind A: an article opens the words or stands behind "of"."""
    return any(word == "a" and before not in function_words() for before, word in pairwise(words))


_UNSPECIFIED = "unspecified "
_SHORT = lazy(r"(?<!\s)\s+w/o\s+", re.IGNORECASE)
_EPISODE = lazy(
    r"(?:,\s*|(?<!\s)\s+)?\b(?:(?:initial|subsequent) (?:encounter|visit)(?: for)?"
    r"(?: (?:closed|open) fracture(?: type (?:I{1,3}[ABC]?(?:, |,? or | and )?)+)?)?"
    r"(?: with (?:routine healing|delayed healing|nonunion|malunion))?|sequelae?$)",
    re.IGNORECASE,
)
"""The words for the episode of care, which no name has and the seventh character answers."""


def _parted(term: str) -> tuple[str, frozenset[str]]:
    """The words of a term without what it says is not there, and those words."""
    every = forms(_SHORT.sub(" without ", term))
    plain = affirmed(every)
    # "Hypertensive heart disease without heart failure": the heart is there.
    return " ".join(plain), denied(every) - set(plain)


def _part_of(words: tuple[str, ...]) -> LexiconEntry | None:
    """The lexicon's entry for some of the words; "now" and "down" are not NOWS and Down's."""
    entry = lexicon().get(" ".join(words))
    if entry is None or len(words) > 1:
        return entry
    return entry if may_be_part(words[0], entry) else None


def _lexicon_step(entry: LexiconEntry) -> Step:
    return Step("lexicon", f"{entry.phrase} → {entry.term}")


def _may_lead(case: Case, candidate: Candidate) -> bool:
    # A header may be out of scope itself and still lead to a code within it.
    return case.scope.allows(candidate.code) or any(
        prefix.startswith(candidate.code) for prefix in case.scope.include
    )
