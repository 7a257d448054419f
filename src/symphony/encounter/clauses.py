"""Clauses of a sentence, as far as the reach of a trigger needs them.

"No fever, cough is productive" is two clauses: what is said of the first does not hold for the
second. "No murmurs, rubs or gallops are heard" is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from symphony.encounter.phrases import Token
from symphony.encounter.tables import packaged_table, parse_table

_LONGEST_SUBJECT = 6


class ClauseStart(NamedTuple):
    """Where a clause begins."""

    token: int
    """The place of its first word among the tokens of the sentence."""
    same_subject: bool
    """Whether the clause goes on with the subject before it ("... and has a cough")."""


@dataclass(frozen=True, slots=True)
class _Words:
    verbs: frozenset[str]
    plural: frozenset[str]
    states: frozenset[str]
    subjects: frozenset[str]
    connectives: frozenset[str]
    breaks: frozenset[str]


@cache
def _words() -> _Words:
    name = "clauses.toml"
    keys = ("verbs", "plural", "states", "subjects", "connectives", "breaks")
    table = parse_table(name, packaged_table(name), keys=keys)
    return _Words(*(frozenset(table.texts(key)) for key in keys))


def clause_starts(found: Sequence[Token]) -> list[ClauseStart]:
    """Where clauses begin inside the sentence of these tokens, besides its own beginning."""
    words = _words()
    starts: list[ClauseStart] = []
    verb_before = False
    for i, token in enumerate(found):
        word = token.word
        if word == ";":
            starts.append(ClauseStart(i + 1, same_subject=False))
        elif word in {",", "and"}:
            start = _after(found, i, words, verb_before=verb_before)
            if start is not None:
                starts.append(start)
                verb_before = False
        verb_before = verb_before or word in words.verbs
    return starts


def _after(
    found: Sequence[Token], i: int, words: _Words, *, verb_before: bool
) -> ClauseStart | None:
    """The clause that the comma or "and" at a place opens, if it opens one."""
    first = i + 1
    comma = found[i].word == ","
    while first < len(found) and found[first].word in words.connectives:
        comma = comma and found[first].word != "and"
        first += 1
    if first == len(found):
        return None
    word = found[first].word
    if comma and _is_measured(found, first):
        return ClauseStart(i + 1, same_subject=False)
    if word in words.subjects:
        return ClauseStart(i + 1, same_subject=False)
    if word in words.verbs:
        return ClauseStart(i + 1, same_subject=True)
    if word not in {"or", "nor"} and _is_subject_with_verb(
        found, first, words, strict=not (comma or verb_before)
    ):
        return ClauseStart(i + 1, same_subject=False)
    return None


_UNITS = frozenset({"mm", "cm", "mg", "mmhg", "%", "bpm", "ml", "g", "kg", "x10", "iu", "l"})


def _is_measured(found: Sequence[Token], first: int) -> bool:
    """Whether the item that begins there is a finding with its measure ("CBD 5 mm").

    What is denied has no measure, so a list of things denied ends before it.
    """
    for i in range(first + 1, min(first + _LONGEST_SUBJECT, len(found) - 1)):
        if not found[i].word[0].isalnum() and found[i].word != ".":
            return False
        if found[i].word[0].isdigit() and found[i + 1].word in _UNITS:
            return found[first].word not in {"or", "nor"}
    return False


def _is_subject_with_verb(
    found: Sequence[Token], first: int, words: _Words, *, strict: bool
) -> bool:
    """Whether a subject and its verb begin here, and not the end of a list with a common verb.

    Where nothing before tells a clause from a list, strict, "rubs and gallops are heard" and "rub
    and gallop is heard" are both taken for a list.
    """
    for i in range(first, min(first + _LONGEST_SUBJECT, len(found))):
        word = found[i].word
        if word in words.verbs:
            following = found[i + 1].word if i + 1 < len(found) else ""
            return not ((strict or word in words.plural) and following in words.states)
        if word in words.breaks:
            return False
    return False
