"""Many phrases found in one reading of the words of a sentence.

The phrases become a tree of words. Most words of a note begin no phrase, so a sentence costs one
look-up a word. Of the phrases that begin at a word the longest wins, which is what lets a
pseudo-trigger ("no change") take the place of a trigger ("no").
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from symphony.language.patterns import lazy

T = TypeVar("T")


class Token(NamedTuple):
    """A word or a sign of a text, folded, with its place."""

    word: str
    start: int
    end: int


_TOKEN = lazy(r"(?:[a-z0-9]+\w*|\w+)(?:'\w+)*|[^\w\s]")
_UNIT = lazy(r"\{[a-z_]+\??\}|[^\s{}]+")
_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'"})


def fold(text: str) -> str:
    """The text in lower case with straight apostrophes, of the same length in code points."""
    lower = text.lower()
    if text.isascii():
        return lower
    if len(lower) != len(text):
        lower = "".join(folded if len(folded := c.lower()) == 1 else c for c in text)
    return lower.translate(_APOSTROPHES)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and signs of a stretch of a text; a hyphen inside a word only parts two words."""
    folded = fold(text[start:end])
    made = tuple.__new__  # as for words (language.words): the class's own is twice as slow
    found = [
        made(Token, (match[0], start + match.start(), start + match.end()))
        for match in _TOKEN.finditer(folded)
    ]
    return _without_inner_hyphens(found) if "-" in folded else found


def _without_inner_hyphens(found: list[Token]) -> list[Token]:
    last = len(found) - 1
    return [
        token
        for i, token in enumerate(found)
        if token.word != "-"
        or i in (0, last)
        or found[i - 1].end < token.start
        or token.end < found[i + 1].start
        or not found[i + 1].word.isalnum()
    ]


class Hit(NamedTuple, Generic[T]):
    """A phrase found: its value, and the tokens ``first`` to ``stop`` (exclusive)."""

    value: T
    first: int
    stop: int


class _Node(Generic[T]):
    """Where the phrases stand that begin alike; written out, since thousands are made at start."""

    __slots__ = ("following", "lists", "own", "values")

    def __init__(self) -> None:
        self.following: dict[str, list[_Node[T]]] = {}
        self.own: dict[str, _Node[T]] = {}
        """The nodes after one word, that no word list shares."""
        self.lists: dict[str, _Node[T]] = {}
        self.values: Sequence[T] = ()

    def word(self, word: str) -> "_Node[T]":
        """The node after one word, that no word list shares."""
        node = self.own.get(word)
        if node is None:
            node = self.own[word] = _Node()
            self.following.setdefault(word, []).append(node)
        return node


class Phrases(Generic[T]):
    """A set of phrases, each with a value."""

    __slots__ = ("_root",)

    def __init__(self, phrases: Iterable[tuple[str, T]] = ()) -> None:
        self._root: _Node[T] = _Node()
        for phrase, value in phrases:
            self.add(phrase, value)

    def add(self, phrase: str, value: T, words: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take in a phrase of lower-case words.

        ``{name}`` in it stands for any of the words (or word groups) listed under that name,
        ``{name?}`` for any of them or nothing; a name must mean the same list throughout.

        Raises:
            KeyError: the phrase names a list that is not given.
            ValueError: the phrase is already there.
        """
        for node in _grown(self._root, _units(phrase), words or {}):
            if node.values:
                raise ValueError(phrase)
            node.values = (value,)

    def find(self, found: Sequence[Token]) -> Iterator[Hit[T]]:
        """The phrases among the tokens from left to right, not overlapping, longest first."""
        at, first_words = 0, self._root.following
        for i, token in enumerate(found):
            if i < at or token.word not in first_words:
                continue
            hit = self.at(found, i)
            if hit is not None:
                at = hit.stop
                yield hit

    def at(self, found: Sequence[Token], first: int) -> Hit[T] | None:
        """The longest phrase that begins at one token."""
        best: Hit[T] | None = None
        nodes, i, stop = [self._root], first, len(found)
        while nodes:
            for node in nodes:
                if node.values:
                    best = Hit(node.values[0], first, i)
            if i == stop:
                break
            word = found[i].word
            if len(nodes) == 1:  # nearly always, and quicker than a list made anew
                nodes = nodes[0].following.get(word, [])
            else:
                nodes = [after for node in nodes for after in node.following.get(word, ())]
            i += 1
        return best


def _grown(
    root: "_Node[T]", units: Sequence[str], words: Mapping[str, Sequence[str]]
) -> "list[_Node[T]]":
    """The nodes where a phrase ends, grown into the tree where they are not there yet."""
    nodes = [root]
    for unit in units:
        if unit.startswith("{"):
            name = unit.strip("{}").removesuffix("?")
            after = [_listed(node, name, words) for node in nodes]
            nodes = nodes + after if unit.endswith("?}") else after
        elif len(nodes) == 1:  # nearly always, as in ``at``
            node = nodes[0]
            for word in _words_of(unit):
                node = node.own.get(word) or node.word(word)
            nodes = [node]
        else:
            for word in _words_of(unit):
                nodes = [node.word(word) for node in nodes]
    return nodes


def _units(phrase: str) -> list[str]:
    """The words of a phrase and the names of lists in it, in braces."""
    return _UNIT.findall(phrase) if "{" in phrase else phrase.split()


@lru_cache(maxsize=8192)
def _words_of(phrase: str) -> tuple[str, ...]:
    """The words and signs of a phrase of a table; the same stand in many phrases."""
    if phrase.isalnum() and phrase.isascii():
        return (phrase.lower(),)
    return tuple(token.word for token in tokens(phrase))


def _listed(node: "_Node[T]", name: str, words: Mapping[str, Sequence[str]]) -> "_Node[T]":
    """The node after any one of the listed words."""
    if name in node.lists:
        return node.lists[name]
    shared: _Node[T] = _Node()
    for group in words[name]:
        *before, last = _words_of(group)
        inner = node
        for word in before:
            inner = inner.word(word)
        inner.following.setdefault(last, []).append(shared)
    node.lists[name] = shared
    return shared
