"""Names of a table found among the words of a sentence: drugs, foods, what else has a fixed name.

Names are compared by the normal forms of their words. Of the names that begin at a word the longest
wins, and no word belongs to two.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from symphony.language.words import Word, forms

T = TypeVar("T")
Names: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], T], ...]]
"""What each name stands for, by the name's first word, the longer names first."""


class Named(NamedTuple):
    """Where a name stands in a sentence (indices of its words, end exclusive)."""

    first: int
    last: int


def by_first_word(named: Iterable[tuple[str, T]]) -> Names[T]:
    """The table of the names and of what each stands for."""
    found: dict[str, list[tuple[tuple[str, ...], T]]] = {}
    for name, meant in named:
        words = forms(name)
        found.setdefault(words[0], []).append((words, meant))
    return {
        first: tuple(sorted(every, key=lambda pair: -len(pair[0])))
        for first, every in found.items()
    }


def names_in(
    tokens: Sequence[Word], names: Names[T], taken: Container[int] = ()
) -> Iterator[tuple[Named, T]]:
    """The names in a sentence, in order; none that begins at a word already ``taken``."""
    last = 0
    for at, token in enumerate(tokens):
        if token.form not in names or at < last or at in taken:
            continue
        begun = names[token.form]
        for words, meant in begun:
            more = len(words)
            if more == 1 or tuple(each.form for each in tokens[at : at + more]) == words:
                last = at + more
                yield Named(at, last), meant
                break
