"""From a place in the tabular list to the complete code that the note's words allow.

A coder never stops at a header: he reads on until every character is given (guidelines, sections
I.B.2 and I.B.3). What the words of the note decide is decided by them; what they leave open goes to
the code that the books keep for that ("unspecified", "without ...", NOS).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.details import added, is_unspecified, side_words, sides
from symphony.language.words import forms

_SAID = 3.0
"""A word of the title that the mention itself says."""
_NEAR = 1.5
"""A word of the title that stands in what belongs to the mention (its paragraph)."""
_UNSAID = -2.0
"""A word of the title that nobody said."""
_WRONG_SIDE = -20.0
_OTHER = -0.6
"""``Other ...`` is for what is specified and has no code of its own, not for what is left open."""
_OPEN = 0.5
"""A title that says that it is for what is left unsaid."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a mention, as normal forms.

    ``said`` is what it says itself, ``near`` what its sentences say, ``around`` what stands in the
    paragraph that belongs to it: from there only the side is taken.
    """

    said: frozenset[str]
    near: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()

    def sides(self) -> frozenset[str]:
        """The side of the mention; where it names none, the one side said around it."""
        return sides(self.said) or sides(self.near) or sides(self.around)

    def on(self, side: str) -> "Words":
        """The same words with this side and no other."""
        return Words(
            (self.said - side_words()) | {side},
            self.near - side_words(),
            self.around - side_words(),
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
    if "bilateral" in sided and not _has_bilateral(release, top):
        halves = [_descend(release, top, words.on(side)) for side in ("right", "left")]
        found = [half for half in halves if half is not None]
        if len({half.code.code for half in found}) > 1:
            return tuple(found)
    one = _descend(release, top, words)
    return (one,) if one is not None else ()


def _fork_of_sides(release: Release, start: Code, wanted: frozenset[str]) -> Code:
    """The header above, where the place is another side (or no side) among its sisters."""
    if start.parent is None or not wanted or wanted == sides(forms(start.title)):
        return start
    parent = release.code(start.parent)
    if parent is None or parent.level in ("block", "chapter"):
        return start
    mine = _sideless(start.title)
    for sister in release.children(parent.code):
        sided = sister.code != start.code and sides(forms(sister.title))
        if sided and mine == _sideless(sister.title):
            return parent
    return start


def _sideless(title: str) -> frozenset[str]:
    return frozenset(forms(title)) - side_words() - {"unspecified", "unilateral"}


def _has_bilateral(release: Release, top: Code) -> bool:
    return any("bilateral" in forms(code.title) for code in release.descendants(top.code))


def _descend(release: Release, top: Code, words: Words) -> Choice | None:
    node, because = top, frozenset[str]()
    while not node.billable:
        children = [child for child in release.children(node.code) if child.level != "code"]
        if not children:
            break
        sided = _divides_by_side(children)
        fits = [(_best_fit(release, node, child, words, sided=sided), child) for child in children]
        fit, node = max(fits, key=lambda f: (f[0].score, -len(forms(f[1].title)), f[1].position))
        because |= fit.because
    return Choice(node, because)


def _divides_by_side(children: Sequence[Code]) -> bool:
    """Whether the side is what tells the children apart ("left ventricular" is no side)."""
    named = {side for child in children for side in sides(forms(child.title))}
    return {"left", "right"} <= named


@dataclass(frozen=True, slots=True)
class _Fit:
    score: float
    because: frozenset[str]


def _best_fit(release: Release, parent: Code, child: Code, words: Words, *, sided: bool) -> _Fit:
    names = [t.text for t in release.terms(child.code) if t.kind != "derived"] or [child.title]
    every = [_fit(name, parent.title, words, sided=sided) for name in names]
    return max(every, key=lambda fit: fit.score)


def _fit(name: str, above: str, words: Words, *, sided: bool) -> _Fit:
    more = added(name, above)
    score = _OPEN if is_unspecified(name) or not more else 0.0
    if name.startswith("Other "):
        score += _OTHER
    if sided:
        wanted, has = words.sides(), sides(forms(name))
        if has and wanted and has != wanted:
            return _Fit(_WRONG_SIDE, frozenset())
        side = has & wanted
        score += (_SAID if side else _UNSAID) if has else 0.0
        more -= side_words()
        every = words.said | words.near | words.around
        matched = {form for form in every if side & sides((form,))}
    else:
        matched = set()
    said, near = more & words.said, (more & words.near) - words.said
    unsaid = more - words.said - words.near - {"other"}
    score += _SAID * len(said) + _NEAR * len(near) + _UNSAID * len(unsaid)
    return _Fit(score, frozenset(matched) | said | near)
