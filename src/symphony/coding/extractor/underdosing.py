"""Less of a drug taken than prescribed: the drug that was underdosed, and why.

Source: guidelines, section I.C.19.e.5.c (T36-T50 with sixth character 6, and Z91.12-, Z91.13- or
Z91.14- for the intent). The condition that got worse is coded as any other.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symphony.coding.extractor.drugs import DrugHit
from symphony.encounter.sentences import Extent
from symphony.language.words import Word

_LESS = re.compile(
    r"\b(?:stopped taking|stopped (?:his|her|the|their)|quit taking|(?:ran|run) out of(?! nothing)|out of (?:his|her)"
    r"|not (?:been )?taking|hasn't (?:been )?tak\w+|has not (?:been )?tak\w+|hadn't tak\w+|had not tak\w+"
    r"|stretching|rationing|skipp(?:ed|ing)|missed|missing|non-?complian\w+ with|non-?adheren\w+ (?:with|to)"
    r"|off (?:his|her) (?:\w+ )?|halving|cutting|took (?:only )?half|(?:forgot|forgets|forgetting) (?:to take )?)\b",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:afford|cost|costs|price|expensive|insurance|copay|money|financial)\w*", re.IGNORECASE
)
_FORGOT = re.compile(r"\b(?:forg[eo]t\w*|confus\w+|dementia|memory|misunderst\w+)\b", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:told to|advised to|instructed to|was told|by (?:his|her) (?:doctor|pcp|cardiologist|surgeon)"
    r"|before (?:surgery|the procedure)|because (?:of )?(?:a |the )?(?:rash|side effects?|cough|swelling|bleed\w*)"
    r"|(?:doesn't|does not|never|no|not|without) (?:\w+ ){0,2}(?:miss|skip|run out)\w*"
    r"|no missed|denies|resolved|no longer needs?)\b",
    re.IGNORECASE,
)
_ADVERSE, _UNDERDOSED = "adverse effect of", "underdosing of"
_HARDSHIP = "patient intentional underdosing of medication regimen due to financial hardship"
_OTHER = "patient intentional underdosing of medication regimen for other reason"
_UNINTENDED = "patient unintentional underdosing of medication regimen for other reason"
_FAR = 12
"""Words between the word for less and the drug."""


class Underdosed(NamedTuple):
    """Where a sentence tells of underdosing, and a standard term for it."""

    extent: Extent
    term: str


def underdosed(
    text: str, sentence: Extent, tokens: Sequence[Word], drugs: Sequence[DrugHit]
) -> Iterator[Underdosed]:
    """The underdosings that the sentence tells: the drug and the reason."""
    named = [drug for drug in drugs if drug.drug.adverse.startswith(_ADVERSE)]
    less = _LESS.search(text, *sentence) if named else None
    if less is None or _TOLD.search(text, *sentence):
        return
    for drug in named:
        extent = Extent(tokens[drug.first].start, tokens[drug.last - 1].end)
        between = text[less.end() : extent.start]
        if extent.start >= less.start() and between.count(" ") <= _FAR and "." not in between:
            yield Underdosed(extent, drug.drug.adverse.replace(_ADVERSE, _UNDERDOSED))
            yield Underdosed(Extent(*less.span()), _reason(text[slice(*sentence)]))
            return


def _reason(told: str) -> str:
    if _COST.search(told):
        return _HARDSHIP
    return _UNINTENDED if _FORGOT.search(told) else _OTHER
