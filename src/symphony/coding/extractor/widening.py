"""The words that belong to a main term in running text: site, kind and cause around it.

"Fracture" alone names no code that anybody wants. A coder reads on, "of the shaft of the left
humerus", and back, "displaced comminuted"; so does this, as far as the words are words of the books
and no other condition begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.details import core, side_words
from symphony.coding.vocabulary import Hit, Vocabulary
from symphony.language.tables import toml
from symphony.language.words import Word, function_words, phrase


@dataclass(frozen=True, slots=True)
class _MainTerms:
    terms: frozenset[str]
    inside: frozenset[str]
    never: frozenset[str]
    left: int
    right: int


@lru_cache(maxsize=1)
def _rules() -> _MainTerms:
    read = toml(
        resources.files("symphony.coding.extractor") / "data" / "main_terms.toml", _MainTerms
    )
    terms = frozenset(phrase(term) for term in read.terms)
    return _MainTerms(terms, read.inside, read.never, read.left, read.right)


def widened(tokens: Sequence[Word], hits: Sequence[Hit], vocabulary: Vocabulary) -> list[Hit]:
    """The hits of a sentence, those of main terms with the words that belong to them."""
    found: list[Hit] = []
    for number, hit in enumerate(hits):
        if not _rules().terms & set(_tails(hit.phrase)):
            found.append(hit)
            continue
        floor = found[-1].last if found else 0
        ceiling = hits[number + 1].first if number + 1 < len(hits) else len(tokens)
        first = _back(tokens, hit.first, floor, vocabulary)
        last = _on(tokens, hit.last, ceiling, vocabulary)
        found.append(_widest(tokens, hit, first, last, vocabulary))
    return found


def _widest(tokens: Sequence[Word], hit: Hit, first: int, last: int, vocabulary: Vocabulary) -> Hit:
    """The longest stretch around the hit that is a name as a whole, sides and states aside."""
    said = _telling(hit.phrase.split(" "))
    for start in range(first, hit.first + 1):
        for end in range(last, hit.last - 1, -1):
            every = [token.form for token in tokens[start:end]]
            more = _telling(every) > said and not {every[0], every[-1]} & function_words()
            if more and vocabulary.knows(core(every)):
                return Hit(start, end, " ".join(every))
    return hit


def _telling(words: Sequence[str]) -> frozenset[str]:
    return frozenset(core(words)) - function_words() - side_words()


def _tails(name: str) -> tuple[str, ...]:
    """The name, and its last word: "displaced fracture" is a fracture."""
    return name, name.rpartition(" ")[2]


def _back(tokens: Sequence[Word], start: int, floor: int, vocabulary: Vocabulary) -> int:
    first = start
    for index in range(start - 1, max(floor, start - _rules().left) - 1, -1):
        form = tokens[index].form
        if tokens[index + 1].breaks or not _belongs(form, vocabulary) or form in _rules().inside:
            break
        first = index
    return first


def _on(tokens: Sequence[Word], end: int, ceiling: int, vocabulary: Vocabulary) -> int:
    last = end
    for index in range(end, min(ceiling, end + _rules().right)):
        form = tokens[index].form
        if tokens[index].breaks:
            break
        if form in _rules().inside:
            continue
        if not _belongs(form, vocabulary):
            break
        last = index + 1
    return last


def _belongs(form: str, vocabulary: Vocabulary) -> bool:
    return form not in _rules().never and vocabulary.has_word(form)
