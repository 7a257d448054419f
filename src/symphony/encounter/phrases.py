"""Many phrases as one regular expression, so that a sentence is read once for all of them.

The phrases become a tree of shared beginnings: trying five hundred phrases at a place costs little
more than trying one. The longest phrase that fits at a place wins, which is what lets a longer
pseudo-trigger ("no change") take the place of a shorter trigger ("no").
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

_UNIT = re.compile(r"\{(?P<name>[a-z_]+)(?P<optional>\?)?\}(?P<space>\s*)|\s+|.", re.DOTALL)
_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'"})


def fold(text: str) -> str:
    """The text in lower case with straight apostrophes, of the same length in code points."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(folded if len(folded := c.lower()) == 1 else c for c in text)
    return lower.translate(_APOSTROPHES)


@dataclass(slots=True)
class _Node(Generic[T]):
    children: dict[str, "_Node[T]"] = field(default_factory=dict)
    values: list[T] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """A compiled set of phrases, each with a value."""

    pattern: re.Pattern[str]
    values: tuple[T, ...]

    def find(self, folded: str) -> Iterator[tuple[T, int, int]]:
        """The phrases in a folded text from left to right, not overlapping: value, start, end."""
        for match in self.pattern.finditer(folded):
            index = match.lastindex
            assert index is not None
            yield self.values[index - 1], match.start(), match.end()


def compile_phrases(
    phrases: Iterable[tuple[str, T]],
    words: Mapping[str, tuple[str, ...]] | None = None,
    *,
    before: str = r"(?<![\w])",
    after: str = r"(?!\w|-\w)",
) -> Phrases[T]:
    """Compile phrases of lower-case words.

    A space stands for any white space, a hyphen for a hyphen, white space or nothing; ``{name}``
    stands for any of the words listed under that name, ``{name?}`` for any of them or nothing.
    ``before`` and ``after`` are what must hold at the two ends.

    Raises:
        KeyError: a phrase names a list of words that is not given.
        ValueError: two phrases are the same.
    """
    root: _Node[T] = _Node()
    for phrase, value in phrases:
        node = root
        for unit in _units(phrase, words or {}):
            node = node.children.setdefault(unit, _Node())
        if node.values:
            raise ValueError(phrase)
        node.values.append(value)
    values: list[T] = []
    body = _expression(root, values, after)
    return Phrases(re.compile(f"{before}{body}"), tuple(values))


def _units(phrase: str, words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for match in _UNIT.finditer(phrase):
        if not match["name"]:
            yield _character(match[0])
            continue
        listed = sorted(words[match["name"]], key=lambda word: (-len(word), word))
        choice = "|".join("".join(map(_character, re.sub(r"\s+", " ", w))) for w in listed)
        space = r"\s+" if match["space"] else ""
        if match["optional"]:
            yield f"(?:(?:{choice}){space})?"
        else:
            yield f"(?:{choice}){space}"


def _character(character: str) -> str:
    if character.isspace():
        return r"\s+"
    if character == "-":
        return r"[-\s]?"
    return re.escape(character)


def _expression(node: "_Node[T]", values: list[T], after: str) -> str:
    branches = [
        unit + _expression(child, values, after)
        for unit, child in sorted(node.children.items(), key=lambda item: (len(item[0]), item[0]))
    ]
    if node.values:
        values.append(node.values[0])
        branches.append(f"{after}()")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
