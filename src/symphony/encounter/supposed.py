"""Words that affirm something in what is only supposed: "if she is positive for strep"."""

from collections.abc import Sequence

from symphony.encounter.phrases import Token

_SUPPOSES = frozenset({"if", "unless", "should", "whether", "once", "when"})
_GOES_ON = frozenset({",", ";", ":", ".", "(", ")", "and", "but", "now", "today", "who", "then"})
_CLAUSE = 9
"""The most words between a word that supposes something and what is supposed."""


def is_supposed(found: Sequence[Token], at: int) -> bool:
    """Whether the word at ``at`` stands in what is supposed."""
    for i in range(at - 1, max(at - _CLAUSE, 0) - 1, -1):
        word = found[i].word
        if word in _GOES_ON:
            return False
        if word in _SUPPOSES:
            begins = i == 0 or not found[i - 1].word.isalpha()
            return word != "should" or begins
    return False
