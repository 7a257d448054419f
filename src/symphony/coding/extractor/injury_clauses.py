"""A sentence taken apart for its injuries: the words that name one, and the clauses around them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symphony.coding.details import sides
from symphony.coding.extractor.body_parts import Kind, table
from symphony.language.words import Word, function_words


class Head(NamedTuple):
    """Words that name a kind of injury (indices, end exclusive)."""

    first: int
    last: int
    kind: Kind
    verb: bool
    """Whether it is one only with the site behind it ("cut his hand")."""


class Clause(NamedTuple):
    """Words between two joints (indices, end exclusive)."""

    first: int
    last: int
    joined: str
    """The word before it, or "," for a mark."""


_PARTING = frozenset(
    {"and", "or", "with", "plus", "but", "who", "which", "that", "when", "after", "while", "from"}
    | {"due", "by", "without", "then", "where", "as", "was", "is", "were", "has", "had", "because"}
    | {"against", "onto", "no"}
)
"""Words at which a new clause begins."""
_LISTING = frozenset({"and", "or", "plus", ","})


def heads_of(tokens: Sequence[Word]) -> Iterator[Head]:
    """The words of a sentence that name an injury, in order."""
    heads, until = table().heads, 0
    for at, token in enumerate(tokens):
        begun = heads.get(token.form)
        if begun is None or at < until:
            continue
        for words, kind in begun:
            last = at + len(words)
            if tuple(token.form for token in tokens[at:last]) == words and not _is_about(
                tokens, last
            ):
                yield Head(at, last, kind, " ".join(words) in kind.verb)
                until = last
                break


_ABOUT = frozenset(
    {"clinic", "risk", "precaution", "unit", "center", "protocol", "care", "blister"}
)


def _is_about(tokens: Sequence[Word], last: int) -> bool:
    return last < len(tokens) and not tokens[last].breaks and tokens[last].form in _ABOUT


def clauses_of(tokens: Sequence[Word]) -> Iterator[Clause]:
    """The clauses of a sentence, in order."""
    first, joined = 0, ""
    for at, token in enumerate(tokens):
        if token.form in _PARTING:
            yield Clause(first, at, joined)
            first, joined = at + 1, token.form if at > first or joined != "," else ","
        elif token.breaks and at > first:
            yield Clause(first, at, joined)
            first, joined = at, ","
    yield Clause(first, len(tokens), joined)


def bounds(head: Head, heads: Sequence[Head], clause: Clause) -> tuple[int, int]:
    """The words around a head that are its own: to the next head and no further than the clause."""
    floor = max((h.last for h in heads if h.last <= head.first), default=0)
    ceiling = min((h.first for h in heads if h.first >= head.last), default=clause.last)
    return max(clause.first, floor), min(max(clause.last, head.last), ceiling)


def behind(clauses: Sequence[Clause], heads: Sequence[Head]) -> list[Clause]:
    """The clauses that follow, up to the next one with a head of its own."""
    found: list[Clause] = []
    for clause in clauses:
        if any(clause.first <= head.first < clause.last for head in heads):
            break
        found.append(clause)
    return found


def is_list(tokens: Sequence[Word], clause: Clause) -> bool:
    """Whether a clause is one more site of a list and nothing else."""
    passed = table().words | function_words()
    every = [token.form for token in tokens[clause.first : clause.last]]
    plain = all(table().same.get(f, f) in passed or sides((f,)) for f in every)
    return clause.joined in _LISTING and bool(every) and plain
