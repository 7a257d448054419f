"""Allergies that are not at work now: the codes of Z88 and Z91.0.

Source: guidelines, section I.C.21.c.3 (status). An allergic reaction of today is coded as such.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.coding.extractor.drug_codes import CodedDrug
from symphony.coding.extractor.names import Names, by_first_word, names_in
from symphony.coding.extractor.stretches import stretch
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy
from symphony.language.tables import toml
from symphony.language.words import Word


@dataclass(frozen=True, slots=True)
class _Allergen:
    names: tuple[str, ...]
    term: str


@dataclass(frozen=True, slots=True)
class _File:
    entries: tuple[_Allergen, ...]


class Allergy(NamedTuple):
    """An allergen in a sentence: where it is named, and the standard term."""

    extent: Extent
    term: str


_LABEL = lazy(
    r"\b(?:drug |food |known |medication )*allerg(?:ies|y)\s*[:=-]"
    r"|(?:\A|(?<=[\n.;])|(?<=[.;] ))(?-i:All|ALL|all(?=:)) ?(?::| [-\u2013])"
    r"|(?:\A|(?<=\n))(?-i:ALLERGIES)[ \t]+(?=\S)",
    re.IGNORECASE,
)
_LEUKEMIA = lazy(r"leuk(?:a)?emia|lymphoblast|\bblasts\b|\bchemo", re.IGNORECASE)
"""In a note that speaks of it, "ALL" is no list of allergies."""
_BEFORE = lazy(
    r"(?P<said>\b(?:allerg(?:y|ies|ic)(?: reactions?)? (?:status )?(?:to|include|includes|are)\b"
    r"|(?:rash|hives?|urticaria|angioedema|(?<!ankle )(?<!leg )(?<!foot )(?<!pedal )swelling)"
    r" (?:to|after|from)\b"
    r"|anaphyla\w+ to\b|reacts (?:badly )?to\b|hives (?:with|to)\b"
    r"|\b(?:known|previous|prior|past|documented|severe) (?:\w+ )?reactions? to\b"
    r"|intoleran(?:t|ce) (?:to|of)\b|hypersensitiv\w+ to\b))[^.;:\n]{0,60}$",
    re.IGNORECASE,
)
_VERB = lazy(
    r"\b(?:was|were|with|treat\w*|given|prophyla\w*|start\w*|who|has|had|is|but|takes?"
    r"|on|so|us(?:e|ed|ing)|will|would|should|can|g[ai]ve|instead|before|prior to)\b[^.;\n]*$",
    re.IGNORECASE,
)
"""After the allergens another thing is told."""
_AFTER = lazy(
    r"^(?P<between>[^.;:,(\d\n]{0,14})[ -](?:allerg(?:y|ies|ic)|anaphylaxis)\b"
    r"(?! (?:patients|people|persons|individuals|adults|children)\b)",
    re.IGNORECASE,
)
_GIVEN_FOR = lazy(
    r"\b(?:if|for|in|as|when|given|because|since|unless|due|instead|where|is|may)\b", re.IGNORECASE
)
"""Between a drug and the word: it is given in place of what is not borne."""
_SUPPOSED = lazy(
    r"\b(?:if|unless|whether|in case(?: of)?|should"
    r"|(?:for|in) (?:patients|those|people|persons|anyone|children|adults))\b[^.;:,\n]{0,40}$",
    re.IGNORECASE,
)
"""Before it: an allergy that somebody might have ("azithromycin if she is allergic to ...")."""
_CAUSES = lazy(
    r"^[^.;\n]{0,12}\b(?:caus(?:es?|ed)|gives|gave|brings?|brought|makes?|made)"
    r" (?:(?!no\b)\w+ ){0,5}(?:anaphyla|hives|swelling|rash|swell up)",
    re.IGNORECASE,
)
_DENIED = lazy(
    r"\b(?:no|none|not|denies|without|negative for|never|mother|father|sister|brother|son|daughter"
    r"|tolerat\w+|may be|possible|rule out|delabel\w+|outgr\w+|test(?:ed|ing)? for|differential"
    r"|suspected)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_NOT_AFTER = lazy(
    r"^[^.;\n]{0,12}\?|^[^.;\n]{0,24}\b(?:negative"
    r"|tolerate[ds](?! (?:it )?(?:when |if )?(?:well )?baked)|ruled out|outgrown|denied"
    r"|removed|de-?label\w*"
    r"|none(?! (?:to|other|else|known))|suspected|possible|cough|nausea|diarrhea|upset stomach"
    r"|gi upset|muscle (?:aches|pain)|myalgias?|dizz\w+|questionable|unlikely|vs)\b",
    re.IGNORECASE,
)
_SPOKEN = lazy(
    r"allerg|anaphyla|reacts |\bcause[sd]? |\breactions? to "
    r"|\bg[ai]ve(?:s)? \w+ (?:\w+ )?(?:hives|a rash|rash|swelling)"
    r"|(?:rash|hives|swelling|urticaria|angioedema) (?:to|after|from) ",
    re.IGNORECASE,
)
_WORDS = (
    *("allerg", "anaphyla", "reacts ", "cause", "all:", "all :", "all -", "all \u2013"),
    *("rash", "hives", "swelling", "urticaria", "angioedema", "reaction"),
)
"""One of these stands in every sentence that tells of one, outside of a list of allergies."""
_ITEM = lazy(r"\n[ \t]*(?:[-*•]|\d+[.)])?[ \t]*$")
_OTHER_LABEL = lazy(r"[A-Za-z /]{3,24}:\s")
_REACTION = lazy(
    r"\b(?:rash|hives?|itch\w*|swelling|anaphyla\w+|angioedema|GI upset|allerg\w+)\b", re.IGNORECASE
)
_TOLERATES = lazy(
    r"\btolera\w+|\bwithout (?:trouble|problem|reaction)|\beats\b|\bfine\b",
    re.IGNORECASE,
)
_NEAR = 80


@lru_cache(maxsize=1)
def _names() -> Names[str]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "allergens.toml", _File)
    return by_first_word((name, entry.term) for entry in read.entries for name in entry.names)


def allergies(
    text: str,
    section: Section,
    sentence: Extent,
    tokens: Sequence[Word],
    drugs: Sequence[CodedDrug],
) -> Iterator[Allergy]:
    """The allergies that a sentence tells, drugs first."""
    plain = text[slice(*sentence)].casefold()
    if section.kind != "allergies" and not holds(plain, _WORDS):
        return
    listed = _label_end(text, section, sentence)
    if listed is None and not _SPOKEN.search(text, *sentence):
        return
    named = [Allergy(stretch(tokens, drug.first, drug.last), drug.codes.allergy) for drug in drugs]
    taken = {index for drug in drugs for index in range(drug.first, drug.last)}
    for one in (*named, *_others(tokens, taken)):
        if _is_class(text, one.extent, named):
            continue
        if _is_told(text, sentence, one.extent, listed):
            yield Allergy(one.extent, _baked(text, one.term))


def _is_class(text: str, place: Extent, named: Sequence[Allergy]) -> bool:
    """Whether it is only what the drug right before it is one of ("sulfonamide antibiotics")."""
    plain = text[slice(*place)].casefold()
    return plain in _CLASSES and any(place.start - 1 == one.extent.end for one in named)


_CLASSES = frozenset({"antibiotic", "antibiotics"})


def _baked(text: str, term: str) -> str:
    """The term for milk or eggs with what the note says of them baked."""
    food = term.removesuffix(" unspecified")
    if food == term:
        return term
    kind = "milk" if "milk" in food else "egg"
    baked = rf"(?:baked {kind}|{kind}s?\b[^.;\n]{{0,40}}\bbaked)"
    told = re.search(rf"[^.;\n]*\b{baked}\b[^.;\n]*", text, re.IGNORECASE)
    if told is None:
        return term
    borne = "tolerance" if _TOLERATES.search(told.group()) else "reactivity"
    return f"{food} with {borne} to baked {kind}"


def _others(tokens: Sequence[Word], taken: set[int]) -> Iterator[Allergy]:
    """Foods, insects, latex, contrast: what is no drug of the tables."""
    for place, term in names_in(tokens, _names(), taken):
        yield Allergy(stretch(tokens, *place), term)


def _label_end(text: str, section: Section, sentence: Extent) -> int | None:
    """Where a list of allergies begins in the sentence; None where it is no such list."""
    label = _LABEL.search(text, *sentence)
    if label and ("lerg" in label[0].casefold() or not _LEUKEMIA.search(text)):
        return label.end()
    if section.kind != "allergies":
        return None
    body = text[section.body_start : sentence.start]
    told = text[slice(*sentence)]
    goes_on = not body.strip() or _ITEM.search(body) or _REACTION.search(told)
    return sentence.start if goes_on and not _OTHER_LABEL.match(told) else None


def _is_told(text: str, sentence: Extent, name: Extent, listed: int | None) -> bool:
    before = text[max(sentence.start, name.start - _NEAR) : name.start]
    after = text[name.end : min(sentence.end, name.end + _NEAR)]
    if _DENIED.search(before) or _NOT_AFTER.search(after):
        return False
    if listed is not None and name.start >= listed:
        return True
    begun = _BEFORE.search(before)
    if begun and not _VERB.search(before[begun.end("said") :]):
        return not _SUPPOSED.search(before, 0, begun.start("said"))
    named = _AFTER.search(after)
    if named and not _GIVEN_FOR.search(named["between"]):
        return not _SUPPOSED.search(before)
    return bool(_CAUSES.search(after))
