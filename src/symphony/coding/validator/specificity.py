"""From a place in the tabular list to the complete code that the note's words allow.

A coder never stops at a header: he reads on until every character is given (guidelines, sections
I.B.2 and I.B.3). What the words of the note decide is decided by them; what they leave open goes to
the code that the books keep for that ("unspecified", "without ...", NOS).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.details import added, is_unspecified, side_words, sides
from symphony.encounter.person import UNTOLD, Dominance
from symphony.language.patterns import lazy
from symphony.language.words import forms, function_words

_SAID = 3.0
"""A word of the title that the mention itself says."""
_NEAR = 1.5
"""A word of the title that stands in what belongs to the mention (its paragraph)."""
_UNSAID = -2.0
"""A word of the title that nobody said."""
_WRONG_SIDE = -20.0
OF_ANOTHER = "diseases classified elsewhere"
"""Titles that end so are for what a disease brings: the word in another's name says nothing."""
_ELSEWHERE = -3.0
"""The same, where nothing is said of such a disease."""
_OTHER = -0.6
"""``Other ...`` is for what is specified and has no code of its own, not for what is left open."""
_OPEN = 0.5
"""A title that says that it is for what is left unsaid."""


_RARER_SEX = -0.1
"""Where the sex is not known: of two titles that differ by it, breasts', the women's."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a mention, as normal forms.

    ``said`` is what it says itself, ``near`` what its sentences say, ``around`` what stands in the
    paragraph that belongs to it: from there only the side is taken. ``sex`` (``F``, ``M``) and the
    leading hand are the patient's.
    """

    said: frozenset[str]
    near: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    """What the statement of the diagnosis tells: the mention's words, its sentence's, and what
    these stand for; without what they deny."""
    sex: str | None = None
    hand: Dominance = UNTOLD

    def sides(self) -> frozenset[str]:
        """The side of the mention; where it names none, the one side said around it."""
        places = (self.said, self.near, self.around, self.told)
        return next(filter(None, map(sides, places)), frozenset())

    def beyond(self, spent: frozenset[str]) -> "Words":
        """The same words less those that have done their part in finding the name."""
        if not spent:
            return self
        return replace(self, said=self.said - spent, near=self.near - spent, told=self.told - spent)

    def with_told(self, told: frozenset[str]) -> "Words":
        """The same words and those that the rest of the note tells."""
        return replace(self, said=self.said | told, told=self.told | told) if told else self

    def on(self, side: str) -> "Words":
        """The same words with this side and no other."""
        return replace(
            self,
            said=(self.said - side_words()) | {side},
            near=self.near - side_words(),
            around=self.around - side_words(),
            told=(self.told - side_words()) | {side},
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A complete code and the words that selected it below where the look-up had led."""

    code: Code
    because: frozenset[str]


def complete(release: Release, start: Code, words: Words) -> tuple[Choice, ...]:
    """The complete code(s) for a place in the tabular list; two where both sides are meant.

    Empty where the release holds no complete code below the place (a damaged or foreign book).
    """
    sided = words.sides()
    top = _fork_of_sides(release, start, sided)
    if top.parent is not None and not _fits_person(top.title, words):
        top = release.code(top.parent) or top
    if "bilateral" in sided and not _has_bilateral(release, top):
        halves = [_descend(release, top, words.on(side)) for side in ("right", "left")]
        found = [half for half in halves if half is not None]
        if len({half.code.code for half in found}) > 1:
            return tuple(found)
    one = _descend(release, top, words)
    return (one,) if one is not None else ()


def _fork_of_sides(release: Release, start: Code, wanted: frozenset[str]) -> Code:
    """The header above, where the place is another side (or no side) among its sisters.

    The sides may part further up than right above the place ("bilateral inguinal hernia" has its
    own subcategory), but never above the category.
    """
    said = forms(start.title)
    if not wanted or wanted == sides(said):
        return start
    if _is_of_either(start, said) and "bilateral" not in wanted:
        return start
    node = start
    while node.parent is not None:
        parent = release.code(node.parent)
        if parent is None or parent.level in ("block", "chapter"):
            return start
        mine = _sideless(node.title)
        for sister in release.children(parent.code):
            sided = sister.code != node.code and sides(forms(sister.title))
            if sided and _differ_by_side(mine, _sideless(sister.title)):
                return parent
        node = parent
    return start


def _is_of_either(start: Code, said: Sequence[str]) -> bool:
    """Whether a complete code is for one side, whichever it is ("Small kidney, unilateral")."""
    return start.billable and "unilateral" in said and "unspecified" not in said


_SIDELESS = frozenset({"unspecified", "unilateral", "dominant", "nondominant", "non"})
_PLACES = frozenset({"eye", "ear", "eyelid", "limb", "side", "site", "extremity"})
"""Words for the place that a title without a side has and one with a side may lack."""


def _differ_by_side(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(other) and one ^ other <= _PLACES


def _sideless(title: str) -> frozenset[str]:
    return frozenset(forms(title)) - side_words() - _SIDELESS


@lru_cache(maxsize=4096)
def _has_bilateral(release: Release, top: Code) -> bool:
    return any("bilateral" in forms(code.title) for code in release.descendants(top.code))


def _descend(release: Release, top: Code, words: Words) -> Choice | None:
    node, because = top, frozenset[str]()
    while not node.billable:
        children = [child for child in release.children(node.code) if child.level != "code"]
        if not children:
            break
        fork = _fork(node.title, children)
        fits = [(_best_fit(release, child, words, fork), child) for child in children]
        fit, node = max(fits, key=lambda f: (f[0].score, -len(forms(f[1].title)), f[1].position))
        because |= fit.because
    return Choice(node, because)


@dataclass(frozen=True, slots=True)
class _Fork:
    """A header of the list.

    ``sided`` says that the side is what tells the codes below it apart ("left ventricular" is no
    side), ``shared`` are the words that all those with a side have more than it.
    """

    title: str
    sided: bool
    shared: frozenset[str]
    several: frozenset[str]
    """The words of a header that names several things."""


_AND = lazy(r"\b(?:and|or)\b")


def _fork(title: str, children: Sequence[Code]) -> _Fork:
    several = frozenset(forms(title)) if _AND.search(title) else frozenset[str]()
    parts = [sides(forms(child.title)) for child in children]
    sided = {"left", "right"} <= frozenset[str]().union(*parts)
    if not sided:
        return _Fork(title, sided=False, shared=frozenset(), several=several - function_words())
    one = ({"left"}, {"right"})  # "bilateral" often leaves out the part that the others name
    more = [added(c.title, title) for c, part in zip(children, parts, strict=True) if part in one]
    shared = frozenset.intersection(*more) - side_words()
    every = frozenset.intersection(*(frozenset(forms(child.title)) for child in children))
    return _Fork(title, sided=True, shared=shared, several=several - function_words() - every)


_EITHER = 0.3


def _alternative(name: str, words: Words, fork: _Fork) -> float:
    """Of the things that a header names together ("wrist and hand"), those that were said."""
    if not fork.several:
        return 0.0
    repeated = fork.several & frozenset(forms(name))
    if repeated and not repeated & words.said and fork.several & words.said:
        return _OTHER
    return _EITHER * (len(repeated & words.said) - len(repeated - words.said))


@dataclass(frozen=True, slots=True)
class _Fit:
    score: float
    because: frozenset[str]


def _best_fit(release: Release, child: Code, words: Words, fork: _Fork) -> _Fit:
    names = [t.text for t in release.terms(child.code) if t.kind != "derived"] or [child.title]
    every = [_fit(name, words, fork) for name in names]
    return max(every, key=lambda fit: fit.score)


_SEXES = {"female": "F", "male": "M"}
_TAKEN = frozenset({"displaced", "accidental", "unintentional"})
"""What a silent record is taken to mean (``rules/data/defaults.toml``; guidelines, I.C.19.c,
I.C.20.h)."""
_OF_PERSON = frozenset({*_SEXES, "dominant", "nondominant", "affecting"})
"""Words of a title that the patient's sex or leading hand decides."""


def _fits_person(name: str, words: Words) -> bool:
    """Whether the title's sex and its dominant side are the patient's, as far as it has them."""
    said = forms(name)
    sexes = {_SEXES[form] for form in said if form in _SEXES}
    if len(sexes) == 1 and words.sex is not None and words.sex not in sexes:
        return False
    if "dominant" not in said and "nondominant" not in said:
        return True
    non = "nondominant" in said or "non" in said
    return all(words.hand.of(side) != non for side in sides(said))


_KIND = frozenset({"nondisplaced"})
"""Words that are a detail of their own, whatever the side."""


def _fit(name: str, words: Words, fork: _Fork) -> _Fit:
    if not _fits_person(name, words):
        return _Fit(_WRONG_SIDE, frozenset())
    more = added(name, fork.title) - _OF_PERSON - _TAKEN - fork.shared
    # What the header says already ("Unspecified nephritic syndrome") is no code for the rest.
    score = _OPEN if is_unspecified(name.removeprefix(fork.title)) or not more else 0.0
    if ", other " in name.removeprefix(fork.title) or (
        name.startswith("Other ") and not fork.title.startswith("Other ")
    ):
        score += _OTHER
    if name.endswith(OF_ANOTHER) and "classified" not in words.said:
        score += _ELSEWHERE
    if words.sex is None and "male" in forms(name):
        score += _RARER_SEX
    if fork.sided:
        wanted, has = words.sides(), sides(forms(name))
        if has and wanted and has != wanted:
            return _Fit(_WRONG_SIDE, frozenset())
        side = has & wanted
        score += (_SAID if side else _UNSAID) if has else 0.0
        more -= side_words()
        every = words.said | words.near | words.around
        matched = {form for form in every if side & sides((form,))}
        if not has and is_unspecified(name):
            # "Unspecified otitis media, unspecified ear": the place is no further detail.
            more &= words.said | _KIND
    else:
        matched = set()
    said, near = more & words.said, (more & words.near) - words.said
    meant = (more & words.told) - said - near
    unsaid = more - said - near - meant - {"other"}
    score += _SAID * len(said) + _NEAR * len(near | meant) + _UNSAID * len(unsaid)
    score += _alternative(name, words, fork)
    return _Fit(score, frozenset(matched) | said | near)
