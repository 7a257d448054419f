"""How the words of titles are said in notes: what need not be said, what is the same, what implies.

Source: ``data/title_words.toml``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import Word, forms

_ASIDE = lazy(r"[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Level:
    """An "at ... level" that is meant for what the title names, where a note tells none."""

    words: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    optional: frozenset[str]
    tissues: frozenset[str]
    same: dict[str, tuple[str, ...]]
    phrases: dict[str, str]
    implied: dict[str, tuple[str, ...]]
    kinds: dict[str, frozenset[str]]
    level: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The table in normal forms."""

    optional: frozenset[str]
    tissues: frozenset[str]
    implied: dict[str, tuple[str, ...]]
    levels: tuple[Level, ...]
    _fold: dict[str, str]
    _phrases: dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]
    _kinds: dict[str, str]
    _alone: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def fold(self, form: str) -> str:
        """The one word for what is the same."""
        return self._fold.get(form, form)

    def kind(self, form: str) -> str:
        """What the titles also call that kind of harm; "" for other words."""
        return self._kinds.get(form, "")

    def parted(self, title: str) -> tuple[str, str]:
        """A title without what stands in parentheses, and that."""
        return _ASIDE.sub("", title), " ".join(_ASIDE.findall(title))

    def said(self, tokens: Sequence[Word]) -> list[tuple[str, ...]]:
        """For every word of a sentence the words of titles that it says, its own first."""
        found: list[tuple[str, ...]] = []
        until = 0
        alone, phrases = self._alone, self._phrases
        for at, token in enumerate(tokens):
            if at < until:
                found.append(found[-1])
                continue
            if token.form in phrases:
                says, length = self._phrase(tokens, at)
                if length:
                    until = at + length
                    found.append(says)
                    continue
            if token.form in _SHORT:
                found.append((self._meant(tokens, at),))
                continue
            if token.form not in alone:
                alone[token.form] = self._with_kinds((self.fold(token.form),))
            found.append(alone[token.form])
        return found

    def _phrase(self, tokens: Sequence[Word], at: int) -> tuple[tuple[str, ...], int]:
        """What a phrase that begins at a word says, and its length; nothing where none does."""
        for phrase, says in self._phrases[tokens[at].form]:
            if tuple(token.form for token in tokens[at : at + len(phrase)]) == phrase:
                return self._with_kinds((self.fold(phrase[0]), *sorted(says))), len(phrase)
        return (), 0

    def _with_kinds(self, every: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*every, *filter(None, map(self.kind, every)))))

    def _meant(self, tokens: Sequence[Word], at: int) -> str:
        """A short word of two senses: the number in "type I", the side in "R hand"."""
        form = tokens[at].form
        if form == "i":
            return "1" if at and tokens[at - 1].form in _NUMBERED else form
        return form if at + 1 < len(tokens) and tokens[at + 1].form == "o" else self.fold(form)


_SHORT = frozenset({"i", "r"})
_NUMBERED = frozenset({"type", "harris", "sh", "salter", "grade", "level", "lefort", "stage"})


@lru_cache(maxsize=1)
def spoken() -> Spoken:
    """The table, read once."""
    read = toml(resources.files("symphony.books") / "data" / "title_words.toml", _File)
    fold = {forms(word)[0]: name for name, same in read.same.items() for word in same}
    phrases: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for text, says in read.phrases.items():
        every = frozenset(fold.get(f, f) for f in forms(says))
        phrases.setdefault(forms(text)[0], []).append((forms(text), every))
    ordered = {first: tuple(sorted(p, key=lambda e: -len(e[0]))) for first, p in phrases.items()}
    kinds = {word: name for name, every in read.kinds.items() for word in every}
    return Spoken(read.optional, read.tissues, read.implied, read.level, fold, ordered, kinds)
