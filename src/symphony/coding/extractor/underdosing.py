"""Less of a drug taken than was prescribed: the underdosing and why.

Source: guidelines, section I.C.19.e.5(c): the condition first; the underdosing (T36-T50, sixth
character 6) beside it, with a code of Z91.12-, Z91.13- or Z91.14- for the reason where it is told.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from symphony.coding.extractor.drug_codes import CodedDrug
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy

_INTENDED_FOR_MONEY = (
    "patients intentional underdosing of medication regimen due to financial hardship"
)
_INTENDED = "patients intentional underdosing of medication regimen for other reason"
_FORGOTTEN = "patients unintentional underdosing of medication regimen for other reason"

_LESS = lazy(
    r"\b(?:ran out of|running out of|run out of|out of (?:his|her|their)|skip(?:s|ped|ping)?"
    r"|miss(?:es|ed|ing)?|forg[eo]t\w*(?: to take)?"
    r"|stopped (?:taking|using|filling)|stopped (?:his|her|their)|quit taking"
    r"|not (?:been )?tak(?:en|ing)|did not (?:take|fill|refill)"
    r"|had not (?:taken|filled|refilled)|has not (?:taken|filled|been taking)|non-?(?:complian"
    r"|adheren)\w+ (?:with|to)|rationing|rationed"
    r"|cut(?:ting)? (?:his|her|their|back)|halv(?:ed|ing)"
    r"(?! (?:on|with|by|since|after|under)\b)|taking (?:only )?half|stretch(?:ed|ing)"
    r"|underdos\w+|off (?:his|her|their)"
    r"|(?:taken|took|weaned|taking) (?:him|her|them)sel(?:f|ves) off|c[ao]me off|went off|gone off"
    r"|could not afford|cannot afford|can.t afford|unable to afford|without (?:his|her|their)"
    r"|lapse\w* (?:in|of)|stopped)\b"
    r"(?:(?!\b(?:because|since|due to|while|as (?:he|she|they)|on an?|tak(?:es|ing)|continu\w+"
    r"|still"
    r"|but|and is|same|scale|restart\w*)\b)[^.;\n]){0,48}$",
    re.IGNORECASE,
)
_LESS_AFTER = lazy(
    r"^[^.;\n]{0,32}\b(?:non-?(?:complian|adheren)\w+|(?:doses? )?(?:were|was) (?:missed|skipped)"
    r"|ran out(?! of (?!it|them|refills|pills|this|that|the))|had (?:run|been) out|underdos\w+"
    r"|(?:he|she|they) (?:had )?(?:stopped|skipped|ran out|could not afford)"
    r"|only (?:every|half(?! (?:the|of the|as|its))|once|some|when)"
    r"|every (?:second|other) day|less often than)\b",
    re.IGNORECASE,
)
_PLAIN = lazy(
    r"\bran out|\brun out|\brunning out|\bout of (?:his|her|their)|\bskip\w*|\bafford|\bration\w*"
    r"|\bforg[eo]t\w*"
    r"|\bmiss(?:ed|es|ing)\b|\bnon-?(?:complian|adheren)|\bunderdos\w+|\blapse|\bhalf\b|\bhalv"
    r"|\bstretch",
    re.IGNORECASE,
)
_OWN = lazy(
    r"\bon (?:his|her|their) own\b|\bafford|\bpay(?:ing)? for|\bcost|\bexpens|\binsurance"
    r"|\bforg[eo]t"
    r"|\bbecause (?:he|she|they|it|of the (?:cost|price))\b|\btired of|\bdid not (?:want|like)"
    r"|\bfelt (?:better|well|fine)|\bdecided"
    r"|\bbeliev\w+|\bthought\b|\bagainst advice|\bwithout telling",
    re.IGNORECASE,
)
_WORDS = (
    "ran out", "run out", "running out", "out of", "skip", "afford", "ration", "forg", "miss",
    "complian", "adheren", "underdos", "lapse", "half", "halv", "stretch", "own", "pay", "cost",
    "expens", "insurance", "because", "tired of", "did not", "felt", "decided", "believ", "thought",
    "advice", "telling", "deliberate", "self",
)  # fmt: skip
"""One of these stands in whatever shows that less was taken than was meant to be."""
_DENIED = lazy(
    r"\bran out of nothing|\b(?:denies|no|not|never|did not|has not|hasn.t|didn.t|without|if"
    r"|do not|don.t|should not|avoid) (?:\w+ ){0,2}(?:miss\w*|skip\w*|run|running|forg\w+)"
    r"|\b(?:we|I|us) (?:have |had )?(?:skip\w*|miss\w*|left)"
    r"|\bmiss(?:ed|es)? (?:just |only )?(?:1|one|an?(?: single)?) (?:\w+ )?(?:dose|pill|tablet|shot"
    r"|injection|infusion)\b(?! (?:a|per|each|every)\b)"
    r"|\bif (?:you|he|she|they)\b"
    r"|\b(?:wife|husband|spouse|partner|mother|father|mom|dad|sister|brother|son|daughter|friend"
    r"|roommate) (?:has |had )?(?:also )?(?:ran out|run out|stopped|skip\w*|miss\w*|forg\w+"
    r"|could not afford)",
    re.IGNORECASE,
)
_ORDERED = lazy(
    r"\b(?:advised|instructed|told|asked) (?:\w+ )?(?:to|by) (?:\w+ )?(?:stop|hold|his|her|the)"
    r"|\bstopped (?:by|on (?:the )?advice)|\b(?:we|I) (?:have )?stopped"
    r"|\bbecause of (?:an? )?(?:\w+ )?(?:rash|cough|diarrhea|nausea|bleeding|side|adverse"
    r"|intoleran|hyperkal|aki|kidney|angioedema|hypotension|pain|weight)"
    r"|\bdue to (?:an? )?(?:\w+ )?(?:rash|cough|diarrhea|nausea|bleeding|side|adverse|intoleran"
    r"|angioedema|hypotension)|\bwas (?:stopped|held|discontinued)|\b(?:years?|months?) ago\b"
    r"|\blast year\b|\b(?:in|since) (?:early |late |mid[- ])?(?:January|February|March|April"
    r"|May|June"
    r"|July|August|September|October|November|December|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_SELF = lazy(
    r"\bdeliberate\w*|\bon (?:his|her|their) own\b|\b(?:him|her)self\b"
    r"|\bagainst (?:medical )?advice|\bwithout telling",
    re.IGNORECASE,
)
_MONEY = lazy(
    r"\bafford\w*|\bpay(?:ing)? for|\bcost\w*|\bfinanc\w+|\bmoney|\bexpens\w+|\binsurance|\bprice"
    r"|\bcopay|\bco-pay",
    re.IGNORECASE,
)
_FORGOT = lazy(
    r"\bforg[eo]t\w*|\bby mistake|\baccident\w+|\bunintention\w+|\bconfus\w+|\bmemory|\bdementia"
    r"|\bthe pharmacy\b|\bpharmacy (?:error|mistake|mix)|\bmisunder\w+",
    re.IGNORECASE,
)
_WILL = lazy(
    r"\bstopped|\bquit|\b(?:him|her)self off\b|\bskip\w*|\bration\w*"
    r"|\bon (?:his|her|their) own|\bside effects?"
    r"|\bdid not (?:want|like)|\bbecause (?:he|she|it)\b|\bdeliberate\w*|\bdecid\w+|\bbeliev\w+"
    r"|\bthought\b|\bintention\w+|\bfelt (?:better|well)|\bchose\b|\btired of|\bhalf\b|\bstretch",
    re.IGNORECASE,
)


_NEAR = 90
"""How many characters before and after the drug are read."""


class Less(NamedTuple):
    """An underdosing, or the reason for it: where it is told, and the standard term."""

    extent: Extent
    term: str


def underdosings(
    text: str, sentence: Extent, drugs: list[tuple[CodedDrug, Extent]]
) -> Iterator[Less]:
    """The drugs that the sentence says were taken too little, and after them the reason."""
    told = text[slice(*sentence)]
    plain = told.casefold()
    if not holds(plain, _WORDS):
        return
    meant = _PLAIN.search(told) or _OWN.search(told) or _SELF.search(told)
    if (
        _DENIED.search(told)
        or not meant
        or (_ORDERED.search(told) and not (_SELF.search(told) or _MONEY.search(told)))
    ):
        return
    groups: set[str] = set()
    first: Extent | None = None
    for drug, name in drugs:
        before = text[max(sentence.start, name.start - _NEAR) : name.start]
        after = text[name.end : min(sentence.end, name.end + _NEAR)]
        if drug.codes.group in groups or not (_LESS.search(before) or _LESS_AFTER.search(after)):
            continue
        groups.add(drug.codes.group)
        first = first or name
        yield Less(name, drug.codes.underdosing)
    if first is not None:
        yield from _reason(text, sentence, first)


def _reason(text: str, sentence: Extent, name: Extent) -> Iterator[Less]:
    """Why it was taken too little: for want of money, forgotten, or meant."""
    for pattern, term in ((_MONEY, _INTENDED_FOR_MONEY), (_FORGOT, _FORGOTTEN), (_WILL, _INTENDED)):
        if pattern.search(text, *sentence):
            yield Less(name, term)
            return
