"""What the rest of a note tells of a problem whose own words are silent.

A coder reads on where the book asks for more: the type of heart failure in the echo, the depth of
an ulcer in the exam, the side of a cancer in the scan (guidelines, section I.B.2). Each fact counts
for the categories that ask for it only, and keeps the words that told it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from symphony.coding import past_attacks
from symphony.coding.evidence import Evidence, accept
from symphony.coding.stages import Mention
from symphony.coding.validator import conscious, gestation
from symphony.encounter.model import Document
from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import forms

_NOT_NOW = lazy(
    r"\b(?:no|not|non|without|denies|negative for|never|free of|if|should|in case|risk"
    r"|prevent\w*|avoid\w*|history of|hx of|h/o|prior|previous\w*|last|past|earlier|ago|family"
    r"|mother|father|return"
    r"|rule out|r/o|vs|versus|possible|quit|former)\b",
    re.IGNORECASE,
)
"""A sentence that says one of these before the words, or "ago" after them, tells nothing of now."""

_GONE = lazy(r"\b(?:ago|earlier|in the past|last (?:year|month|week)|resolved)\b", re.IGNORECASE)
_ENDS = ".;\n"


@dataclass(frozen=True, slots=True)
class _Fact:
    codes: tuple[str, ...]
    reach: Literal["paragraph", "encounter", "one_side", "both_sides"]
    written: tuple[str, ...]
    means: str
    group: str = ""
    """Facts of one group rule each other out."""
    negated: bool = False
    """Whether the words say themselves that something is not there ("no displacement")."""


@dataclass(frozen=True, slots=True)
class _File:
    fact: tuple[_Fact, ...]


@dataclass(frozen=True, slots=True)
class _PlacesFile:
    place: dict[str, tuple[str, ...]]


class _Rule(NamedTuple):
    number: int
    reach: str
    pattern: re.Pattern[str]
    means: frozenset[str]
    negated: bool
    group: str


class Told(NamedTuple):
    """Words of titles, and the words of the note that stand for them."""

    words: frozenset[str]
    evidence: Evidence


@lru_cache(maxsize=1)
def _by_category() -> dict[str, tuple[_Rule, ...]]:
    source = resources.files("symphony.coding.validator") / "data" / "facts.toml"
    found: dict[str, list[_Rule]] = {}
    for number, fact in enumerate(toml(source, _File).fact):
        pattern = lazy(rf"(?<![\w-])(?:{'|'.join(fact.written)})", re.IGNORECASE)
        rule = _Rule(
            number, fact.reach, pattern, frozenset(forms(fact.means)), fact.negated, fact.group
        )
        for category in fact.codes:
            found.setdefault(category, []).append(rule)
    return {category: tuple(rules) for category, rules in found.items()}


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[frozenset[str], re.Pattern[str]]]:
    source = resources.files("symphony.coding.validator") / "data" / "places.toml"
    return {
        place: (frozenset(forms(place)), _sided(names))
        for place, names in toml(source, _PlacesFile).place.items()
    }


def _sided(names: Sequence[str]) -> re.Pattern[str]:
    named = "|".join(re.escape(name) for name in names)
    return lazy(
        r"\b(?P<side>left|right|bilateral|both)\b"
        r"(?:[ -](?!left|right|bilateral|(?:and|from|due|with|is|was|after|of)\b)[\w/]+){0,3}?"
        rf"[ -](?:{named})\b",
        re.IGNORECASE,
    )


_BY_SIDES = {True: "both_sides", False: "one_side"}
"""Which facts hold where the mention's side is known: of both sides, or of one."""

_MOSTLY = 0.8
"""The share of its sayings in which a place must be on the one side that is taken."""


class Facts:
    """The facts of one encounter, each looked for when a code first asks for it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._anywhere: dict[int, Told | None] = {}
        self._side: dict[str, Told | None] = {}

    def of(self, code: str, mention: Mention, sides: frozenset[str]) -> Iterator[Told]:
        """What the note tells beside the mention's own words, for a code of that category."""
        reach = _BY_SIDES["bilateral" in sides] if sides else ""
        found: dict[str, list[Told]] = {}
        for rule in _by_category().get(code[:3], ()):
            if rule.reach in _BY_SIDES.values():
                told = Told(rule.means, mention.evidence) if rule.reach == reach else None
            else:
                far = rule.reach == "encounter"
                told = self._encounter(rule) if far else self._near(rule, mention)
            if told is not None:
                found.setdefault(rule.group, []).append(told)
        for group, several in found.items():
            if not group or len(several) == 1:
                yield from several

    def trimester(self, mention: Mention) -> Iterator[Told]:
        """The trimester by the weeks that the mention or its sentence tells."""
        for evidence in (mention.evidence, *mention.detail[:1]):
            told = gestation.trimester_at(evidence.text)
            if told is not None:
                yield Told(frozenset({told, "trimester"}), evidence)
                return

    def consciousness(self, mention: Mention) -> Told:
        """How long a head injury took the consciousness; unknown where no document tells."""
        lost = conscious.consciousness(self._documents.values())
        if lost is None:
            return Told(conscious.silent(), mention.evidence)
        return Told(lost.words, accept(lost.document, lost.start, lost.end))

    def side(self, title: str) -> Told | None:
        """The side on which the note has the place that the title names, if it is one.

        None for metastases, which may lie anywhere in a place on both sides.
        """
        said = frozenset(forms(title))
        if "secondary" in said:
            return None
        for place, (named, pattern) in _places().items():
            if named <= said:
                if place not in self._side:
                    self._side[place] = self._one_side(pattern)
                return self._side[place]
        return None

    def _encounter(self, rule: _Rule) -> Told | None:
        if rule.number not in self._anywhere:
            found = (
                Told(rule.means, accept(document, *span))
                for document in self._documents.values()
                for span in _asserted(document.text, rule)
            )
            self._anywhere[rule.number] = next(found, None)
        return self._anywhere[rule.number]

    def _near(self, rule: _Rule, mention: Mention) -> Told | None:
        for evidence in (mention.evidence, *mention.detail, *mention.around):
            for start, end in _asserted(evidence.text, rule):
                span = (evidence.start + start, evidence.start + end)
                document = self._documents[evidence.document]
                return Told(rule.means, accept(document, *span, section=evidence.section))
        return None

    def _one_side(self, pattern: re.Pattern[str]) -> Told | None:
        places = [
            (d, match) for d in self._documents.values() for match in pattern.finditer(d.text)
        ]
        counted = Counter(_SIDES[match["side"].casefold()] for _, match in places)
        if not counted:
            return None
        side, times = counted.most_common(1)[0]
        if times < _MOSTLY * counted.total():
            return None
        document, match = next(p for p in places if _SIDES[p[1]["side"].casefold()] == side)
        return Told(frozenset({side}), accept(document, *match.span("side")))


_SIDES = {"left": "left", "right": "right", "bilateral": "bilateral", "both": "bilateral"}


def _asserted(text: str, rule: _Rule) -> Iterator[tuple[int, int]]:
    for match in rule.pattern.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in _ENDS) + 1
        ends = [at for mark in _ENDS if (at := text.find(mark, match.end())) >= 0]
        before, after = (
            text[start : match.start()],
            text[match.end() : min(ends, default=len(text))],
        )
        over = _NOT_NOW.search(before) or _GONE.search(after)
        if rule.negated or not (over or past_attacks.tells(text, *match.span())):
            yield match.span()
