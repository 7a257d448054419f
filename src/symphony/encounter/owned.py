"""Whose a name is by the words before it: "her gout" is the patient's, "gout" may be anybody's.

A general statement ("gout can damage the joints") and the name of a test ("labs for gout") say
nothing of the patient, unless his own condition is named.
"""

from collections.abc import Sequence
from typing import Final

from symphony.encounter.phrases import Token

_OWNING: Final = frozenset(
    {"his", "her", "their", "your", "my", "our", "the", "this", "these", "patient's", "pt's"}
    | {"known", "existing", "underlying", "current", "established", "preexisting"}
    | {"baby's", "child's", "son's", "daughter's"}
)
"""Words that make the name after them one that the patient has."""
_ANYBODYS: Final = frozenset({"flu", "cold", "common", "measles", "mumps", "shingles", "clap"})
"""Illnesses that go with an article in general statements ("how the flu spreads")."""
_ENDS: Final = frozenset(
    {"that", "how", "what", "why", "when", "whether", "if", "about", "for", "on", "of", "with"}
    | {"from", "to", "in", "is", "are", "was", "were", "can", "may", "between", "cause", "causes"}
    | {".", ":", ";", "(", "-", "as", "against", "check", "screen"}
)
"""Words before which no word belongs to the name."""
_JOINS: Final = frozenset({"and", "or", ",", "/", "&"})
_MOST: Final = 8
"""How many words before the name are looked at."""
_LEAST: Final = 4
"""The same, where no list goes on."""


def is_owned(found: Sequence[Token], since: int, first: int) -> bool:
    """Whether the name that begins at a token is told as the patient's own.

    Args:
        found: the words of the sentence.
        since: the number of the first word that counts.
        first: the number of the name's first word.
    """
    name = found[first].word
    if name in _OWNING and not _is_anybodys(found, first):
        return True
    joined = False
    for at in range(first - 1, max(first - 1 - _MOST, since - 1), -1):
        word = found[at].word
        if word in _OWNING:
            return not _is_anybodys(found, at)
        joined = joined or word in _JOINS
        if word in _ENDS or (not joined and first - at >= _LEAST):
            return False
    return False


def _is_anybodys(found: Sequence[Token], at: int) -> bool:
    return found[at].word == "the" and found[min(at + 1, len(found) - 1)].word in _ANYBODYS
