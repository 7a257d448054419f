"""Poisoning: a drug or other substance wrongly taken, and whether by accident or on purpose.

Source: guidelines, section I.C.19.e.5(b): an overdose, a wrong drug or dose, or a drug that was not
prescribed is a poisoning, coded with its intent; where the intent is unknown or not told, as an
accident; undetermined only where the record says that it cannot be determined.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.coding.extractor.drafts import Draft, standard
from symphony.coding.extractor.drug_codes import CodedDrug
from symphony.coding.extractor.names import Names, by_first_word, names_in
from symphony.coding.extractor.stretches import stretch
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy
from symphony.language.tables import toml
from symphony.language.words import Word, forms


@dataclass(frozen=True, slots=True)
class _Poison:
    title: str
    names: tuple[str, ...]
    besides: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    poison: tuple[_Poison, ...]


class Poisoned(NamedTuple):
    """A poisoning: the name of what was taken, the words that tell that it was, and the term."""

    extent: Extent
    told: Extent
    term: str


@lru_cache(maxsize=1)
def _poisons() -> Names[_Poison]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "poisons.toml", _File)
    return by_first_word((name, entry) for entry in read.poison for name in entry.names)


_COUNT = (
    r"(?:\d+|an?|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|sixty|hundred|handfuls?|(?:whole |entire )?bottles?|all|too many|too much|extra"
    r"|several"
    r"|double|twice|rest|whole|entire|some|unknown|multiple)"
)
_OVERDOSE = lazy(
    r"\b(?:over-?dos(?:e[ds]?|ing)|od['\u2019]?(?:d|ed)|poison(?:ed|ings?)|(?:accidental"
    r"|intentional"
    r"|acute|toxic) ingestions?)\b",
    re.IGNORECASE,
)
_INGESTED = lazy(
    r"\b(?:ingestions?|ingested|ingesting|swallowed|got into|drank|snorted|injected|shot up|smoked"
    r"|found eating)\b",
    re.IGNORECASE,
)
_HABIT = lazy(
    r"\b(?:history|prior|previous(?:ly)?|past|ago|daily|weekly|last use[d]?|use of|uses|since age"
    r"|for years)\b",
    re.IGNORECASE,
)
"""A sentence of such words tells of a habit or of earlier times."""
_TOOK = lazy(rf"\b(?:took|taken|taking|takes)\b(?=[^.;\n]{{0,30}}?\b{_COUNT}\b)", re.IGNORECASE)
_ANOTHERS = lazy(
    r"\bgot into\b|\b(?:took|taken|swallowed|ate|drank|was given)\b"
    r"(?=[^.;\n]{0,30}?\b(?:(?:his|her|their|the) (?:wife|husband|mother|father|mom|dad|grand\w+"
    r"|spouse|partner|roommate|brother|sister|friend|neighbou?r|daughter|son)['\u2019]?s"
    r"|grand\w+['\u2019]s|someone else['\u2019]?s"
    r"|another (?:person|patient|resident)['\u2019]?s)\b)",
    re.IGNORECASE,
)
"""A drug that was meant for somebody else is the wrong drug."""
_WORDS = (
    "dos", "odd", "oded", "od'", "od\u2019", "poison", "ingest", "swallow", "got into", "drank",
    "snort", "inject", "shot up", "smoke", "eating", "took", "take", "taking", "ate ", "given",
)  # fmt: skip
"""One of these stands in every sentence that tells of something taken."""
_CONTEXT = lazy(
    r"\bover-?dos|\bpoison|\bsuicid|\bself[- ]?harm|\bself[- ]?injur|\bend(?:ing)? (?:his|her"
    r"|their|my) life"
    r"|\bkill (?:him|her|them|my)sel|\bto die\b|\bingestion|\bnaloxone|\bnarcan|\bpoison control"
    r"|\bactivated charcoal|\bacetylcysteine|\btoxicolog|\b(?:accidental|mistaken|inadvertent)ly"
    r"|\b(?:by|in) (?:mistake|accident|error)\b|\bdouble[ -]dosed?",
    re.IGNORECASE,
)
"""What shows that more was taken than was meant to be taken."""
_PURPOSE = lazy(
    r"(?<!un)\bintention(?:al|ally)\b|\bon purpose\b|(?<!no )\bsuicid(?:e attempt|al (?:intent"
    r"|gesture|overdose"
    r"|ingestion))|\battempt(?:ed)? (?:at )?suicide|\bsuicide\b|\bself[- ]?harm|\bself[- ]?poison"
    r"|\bend(?:ing)? (?:his|her|their|my) life|\bkill (?:him|her|them|my)sel|\b(?:wanted|wanting"
    r"|hoping|trying|intend(?:ed|ing)"
    r"|wish(?:ed|ing)?|intent) to die|\bdeliberate",
    re.IGNORECASE,
)
_ACCIDENT = lazy(
    r"\baccident|\bunintention|\bnot intentional|\binadvertent|\bmistak|\bby error"
    r"|\bnon-?suicidal|\bconfus"
    r"|\btoddler|\bgot into|\bdenie[sd] (?:any )?(?:suicidal|self[- ]harm|intent)|\bno suicidal"
    r"|\bwithout suicidal"
    r"|\brecreation|\bdenie[sd] (?:wanting|trying|intending)",
    re.IGNORECASE,
)
_ASSAULT = lazy(
    r"(?<!sexual )(?<!sexually )\bassault|\b(?:was|were|been|being) (?:drugged"
    r"|poisoned by (?:his|her|an?|another|someone))\b|\bspiked\b|\bhomicid",
    re.IGNORECASE,
)
_UNDETERMINED = lazy(
    r"\bundetermined\b|\bintent (?:is |was |remains )?(?:unclear|unknown|cannot)"
    r"|\bunclear (?:intent|whether)"
    r"|\bcannot (?:be )?(?:determine|say) (?:the )?(?:intent|whether)",
    re.IGNORECASE,
)
_TREATED = lazy(
    r"\b(?:given|received?|treated with|responded to|reversed (?:with|by)|with|gave|after"
    r"|administered"
    r"|started on|loaded with|prescribed|for|level|screen|positive for"
    r"|history of)\s+(?:\w+ ){0,2}$",
    re.IGNORECASE,
)
"""Words before a drug that was given against the poison, or was only asked about."""
_OF = lazy(r"\b(?:of|on|with|from|by|to)\s+(?:\w+ ){0,6}$", re.IGNORECASE)
_NEAR = 70
_AROUND = 300
"""How far from a sentence something shows that what it tells was a poisoning, in code points."""
_ANTIDOTES = frozenset({"analeptics and opioid receptor antagonists", "diuretics"})
"""Groups of drugs that are given against a poison, or too wide to be one."""


def poisonings(
    text: str, sentence: Extent, tokens: Sequence[Word], drugs: Sequence[CodedDrug]
) -> Iterator[Poisoned]:
    """What a sentence says was taken as an overdose or poison, each with its intent."""
    named = list(_named(tokens, drugs))
    told = text[slice(*sentence)]
    plain = told.casefold() if named else ""
    if not holds(plain, _WORDS) or _LONG_AGO.search(told):
        return
    cues = [*_OVERDOSE.finditer(text, *sentence), *_ANOTHERS.finditer(text, *sentence)]
    near = (max(0, sentence.start - _AROUND), sentence.end + _AROUND)
    if not cues and not _HABIT.search(told) and _CONTEXT.search(text, *near):
        cues = [*_INGESTED.finditer(text, *sentence), *_TOOK.finditer(text, *sentence)]
    if not cues:
        return
    purpose = intent(text, told)
    seen: set[str] = set()
    besides: list[tuple[Extent, str]] = []
    for place, title, beside in named:
        cue = _cue(text, cues, place)
        if cue is None or title in seen:
            continue
        seen.add(title)
        if beside:
            besides.append((place, title))
        else:
            yield Poisoned(place, Extent(*cue.span()), f"{title} {purpose}")
    if purpose == _SELF_HARM and len(seen) > len(besides):
        for place, title in besides:
            yield Poisoned(place, Extent(*cues[0].span()), f"{title} {purpose}")


def told_once(text: str, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts, poisonings told once: by what was taken, or by a name with the intent told.

    The attempt itself is not coded beside the poisoning that was its means (T14.91: attempt NOS).
    """
    known = any("poisoned" in draft.cues for draft in drafts)
    named_ones = any(standard(draft.term).startswith("poisoning by") for draft in drafts)
    harmed = any(_SELF_HARM in standard(draft.term) for draft in drafts) or (
        named_ones and _PURPOSE.search(text) is not None
    )
    for draft in drafts:
        term = standard(draft.term)
        if harmed and term == _OTHER_HARM and not _CUT.search(text, *draft.extent):
            continue
        named = term.startswith(("poisoning by", "toxic effect", "suicide attempt"))
        if draft.role == "stated" or not (named or (known and _OVERDOSE.search(draft.term))):
            yield draft
        elif not known and not (named_ones and term.startswith("suicide attempt")):
            meant = intent(text, text[slice(*draft.sentence)])
            said = term if meant == _ACCIDENTAL else _with(term, meant)
            yield draft if said == term else replace(draft, term=said)


def _with(term: str, meant: str) -> str:
    """A poisoning with that intent, if it is told without any or as an accident."""
    if _ACCIDENTAL in term:
        return term.replace(_ACCIDENTAL, meant)
    told = set(forms(term))
    return term if not told.isdisjoint(_INTENTS) or _SUICIDE in told else f"{term} {meant}"


_INTENTS = frozenset({"assault", "undetermined", "harm", "adverse", "underdosing"})
_SUICIDE = "suicide"
_ACCIDENTAL = "accidental unintentional"
_SELF_HARM = "intentional self harm"
_OTHER_HARM = "nonsuicidal self harm"
"""What "self-harm" is by itself; beside a poisoning it is the intent of that."""
_CUT = lazy(r"\bnon-?suicid|\bnssi\b|\bcut", re.IGNORECASE)
"""A harm told for itself."""


def intent(text: str, told: str) -> str:
    """The intent in the words of the titles: by the sentence, else by the whole document."""
    for said in (told, text):
        if _UNDETERMINED.search(said):
            return "undetermined"
        if said is told and _ASSAULT.search(said):
            return "assault"
        if _ACCIDENT.search(said) and not (said is text and _PURPOSE.search(text)):
            return _ACCIDENTAL
        if _PURPOSE.search(said):
            return _SELF_HARM
    return _ACCIDENTAL


def _named(
    tokens: Sequence[Word], drugs: Sequence[CodedDrug]
) -> Iterator[tuple[Extent, str, bool]]:
    """The drugs and poisons of a sentence in order, with the title of each."""
    found = [
        (place[0], place[1], poison.title, poison.besides)
        for place, poison in names_in(tokens, _poisons())
    ]
    taken = {at for first, last, _, _ in found for at in range(first, last)}
    found.extend(
        (drug.first, drug.last, f"poisoning by {drug.codes.group}", False)
        for drug in drugs
        if drug.first not in taken and drug.codes.group not in ("", *_ANTIDOTES)
    )
    for first, last, title, beside in sorted(found):
        yield stretch(tokens, first, last), title, beside


def _cue(text: str, cues: Sequence[re.Match[str]], place: Extent) -> re.Match[str] | None:
    """The words near a name that say that it was taken so."""
    for cue in cues:
        if _BEFORE.search(text, max(0, cue.start() - 40), cue.start()):
            continue
        between = text[cue.end() : place.start]
        if 0 <= place.start - cue.end() <= _NEAR:
            given = _TREATED.search(text, max(cue.end(), place.start - 40), place.start)
            if given is None or (_OF.search(between) and not _GIVEN.search(between)):
                return cue
        if 0 <= cue.start() - place.end <= _AFTER:
            return cue
    return None


_BEFORE = lazy(
    r"\b(?:history of|h/o|hx of|prior|previous(?:ly)?|past|risk of|risk for|no)\s+(?:\w+ ){0,3}$",
    re.IGNORECASE,
)
_LONG_AGO = lazy(
    r"\b(?:in|since) (?:(?:early|late) )?(?:19|20)\d\d\b|\b(?:years?|months?) ago\b|\blast year\b"
    r"|\bas a (?:teen|child)|\bpast psych",
    re.IGNORECASE,
)
"""What was taken before this encounter is a history."""
_GIVEN = lazy(
    r"\b(?:given|receiv|treat|respond|revers|gave|administ|started|loaded|prescrib|level|screen"
    r"|naloxone|charcoal)",
    re.IGNORECASE,
)
_AFTER = 4
"""How far behind a name its overdose may stand ("sertraline overdose")."""
