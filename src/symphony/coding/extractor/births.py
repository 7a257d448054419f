"""Births: what a record of the newborn, and one of the mother's delivery, states by figures.

Source: guidelines, sections I.C.16.a.2 (Z38.- once, on the record of the birth), I.C.16.e (P07.- by
weight and weeks), I.C.15.b.3 and I.C.21.c.11 (Z37.- on the mother's record of the delivery) and
I.C.15.n (O80: nothing else went on).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from symphony.coding.extractor.drafts import Draft, standard, worded
from symphony.coding.extractor.measures import weeks_of
from symphony.coding.extractor.stated import as_stated, gestation
from symphony.encounter.assertion import Assertion
from symphony.encounter.childbearing import is_after_birth
from symphony.encounter.due import weeks_at_head, weeks_by_dates
from symphony.encounter.infancy import is_past_perinatal
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.words import forms

_HEAD = 600
"""Characters at the start of a record that tell whose it is."""
_NEWBORN = lazy(
    r"\b(?:newborn|neonat\w+|NICU"
    r"|nursery(?! (?:contacts?|school|rhymes?|teacher|class|place))|baby (?:boy"
    r"|girl)|DOL ?\d|day of life|infant (?:male"
    r"|female)|(?:pre-?)?term (?:baby|infant|newborn))\b|\A\W*twin [AB12]\b",
    re.IGNORECASE,
)
_NO_NICU = lazy(
    r"\b(?:no|without|never|not|denies|normal|previous|prior|history of)"
    r" (?:need for |time in |stay in |any )?(?:an? |the )?"
    r"(?:neonatal |newborn )?(?:NICU|nursery|neonat\w+|newborn screen\w*)|\bnewborn screen\w*",
    re.IGNORECASE,
)
_WEIGHT = lazy(
    r"\b(?:BW|birth ?weight)\b\D{0,12}(?:(?P<g>\d,?\d{3}|\d{3}) ?(?:g|gm|grams?)\b"
    r"|(?P<kg>\d\.\d{1,3}) ?kg)",
    re.IGNORECASE,
)
_GRAVID = lazy(
    r"\W*(?:single |viable |term )*(?:IUP|intrauterine pregnancy|pregnancy)\b(?:[ ,]*(?:at|@|term"
    r"|(?:in )?(?:(?:active|spontaneous|early) )*labor|\d+\s?w\w*|\d+\s?d\w*|\d/7|weeks?|days?"
    r"|and|\d+(?!\d)"
    r"|gestation|delivered))*\W*",
    re.IGNORECASE,
)
"""A name for nothing but the pregnancy, which the delivery has ended."""
_CESAREAN = lazy(r"\b(?:c-?section|c/s|caesarean|cesarean)\b", re.IGNORECASE)
_VAGINAL = lazy(
    r"\b(?:vaginal(?:ly)? (?:delivery|birth)|delivered vaginally|born vaginally|N?SVD"
    r"|spontaneous vaginal"
    r"|vaginal delivery|VBAC)\b|(?<=, )vaginal(?=[.,;])"
    r"|\b(?:mode of )?delivery\s?:\s?(?:\w+ )?vaginal\b",
    re.IGNORECASE,
)
_LIVEBORN = lazy(
    r"\b(?:apgars?\b|live(?:born)? (?:male|female|infant|baby|boy|girl|birth)|viable (?:male"
    r"|female|infant|boy|girl))",
    re.IGNORECASE,
)
_DELIVERED = lazy(
    r"\b(?:delivery|delivered|SVD|NSVD|VBAC|gave birth|c-?section|cesarean|caesarean|LTCS)\b",
    re.IGNORECASE,
)
_TWINS = lazy(r"\btwins?\b", re.IGNORECASE)
_MOTHERS = frozenset(
    {"gestational", "cesarean", "pregnancy", "placenta", "preeclampsia", "delivery"}
)
_WOMAN = lazy(
    r"\b(?:\d{2}[ -]?(?:y\.?/?o\.?|yrs?|years?|F)\b|G\d+ ?P\d|prenatal|EPDS\b)"
    r"|\bpost-?partum\b|\bEBL\b",
    re.IGNORECASE,
)
_HERS = lazy(
    r"\b(?:born (?:\w+[ ,]+){0,8}?to|mother|mom|maternal|delivered (?:\w+ ){0,6}?to|infant of"
    r"|baby of)\b",
    re.IGNORECASE,
)
"""How a newborn's record speaks of the mother."""
_TWIN = lazy(
    r"\btwin (?:[AB12]|boy|girl|infant|newborn)\b|\b(?:first|second)[ -]born twin\b", re.IGNORECASE
)
_ELSEWHERE = lazy(
    r"\b(?:transferred|transfer|transported|retrieved) (?:in )?(?:from|to us)\b|\boutborn\b",
    re.IGNORECASE,
)
_GRAMS = lazy(
    r"(?<![\d.,])(?P<g>[4-9]\d\d|[1-5],?\d{3}) ?(?:g|gm|grams)\b(?! ?(?:/|per|of|ur))",
    re.IGNORECASE,
)
_WEEKS = lazy(
    r"\b(?:ex[- ])?(?P<weeks>2[2-9]|3\d|4[0-2])[ -]?(?:weeks?|wks?|weekers?|wkr)\b(?! (?:old"
    r"|of age|of life|ago))",
    re.IGNORECASE,
)
"""What the head of a newborn's record gives as weight and weeks without naming them."""
_OUTSIDE = lazy(
    r"\bborn (?:at home|before arrival|in the (?:car|ambulance)|en route)\b", re.IGNORECASE
)
_STILL = lazy(r"\b(?:stillborn|stillbirth)\b", re.IGNORECASE)
_STERILIZED = lazy(
    r"(?<!prior )(?<!previous )(?<!history of )\b(?:(?:bilateral )?tubal (?:ligation"
    r"|sterili[sz]ation)|btl|bilateral (?:partial |complete |total )?salpingectom(?:y|ies)"
    r"|modified pomeroy|postpartum tubal|desire[sd]? (?:for )?(?:\w+ )?sterili[sz]ation)\b"
    r"(?![^.;\n]{0,30}\b(?:declin\w+|consider\w*|interval|planned|later|ago|in (?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_OBSERVED = lazy(
    r"\b(?:suspected|possible|presumed|rule[ -]?out|r/o|observ\w+ for|evaluat\w+ for"
    r"|monitor\w+ for|concern for|risk (?:of|for))"
    r"[^.;\n]{0,30}\b(?:sepsis|infection)\b(?=[^\n]{0,160}\b(?:ruled out"
    r"|cultures?[^.;\n]{0,20}negative|not infected|no sepsis|stopped at (?:36|48)))"
    r"|\bsepsis (?:was )?ruled out\b|\bruled out (?:for )?sepsis\b",
    re.IGNORECASE,
)
_SUSPECTED = "observation and evaluation of newborn for suspected infectious condition ruled out"
_CHILDS = frozenset({"infant", "newborn", "neonatal", "baby", "prematurity"})
_TERM = 37
_LIMITS = (
    (500, "extremely low birth weight newborn less than 500 grams"),
    (750, "extremely low birth weight newborn 500 749 grams"),
    (1000, "extremely low birth weight newborn 750 999 grams"),
    (1250, "other low birth weight newborn 1000 1249 grams"),
    (1500, "other low birth weight newborn 1250 1499 grams"),
    (1750, "other low birth weight newborn 1500 1749 grams"),
    (2000, "other low birth weight newborn 1750 1999 grams"),
    (2500, "other low birth weight newborn 2000 2499 grams"),
)
_LEAST_OF_28 = 28


@lru_cache(maxsize=4)
def is_newborns(text: str) -> bool:
    """Whether the record is that of a newborn, not of a woman who gave birth to one."""
    if _NEWBORN.search(text, 0, _HEAD) is None or is_past_perinatal(text):
        return False
    if _NEWBORN.search(_NO_NICU.sub(" ", text[:_HEAD])) is None:
        return False
    woman = _WOMAN.search(text, 0, _HEAD)
    return woman is None or _HERS.search(text, 0, _HEAD) is not None


def newborn(text: str, section: Section, drafts: Sequence[Draft], *, stay: bool) -> list[Draft]:
    """The drafts of a newborn's record: weeks and weight as the child's, the mother's left out."""
    own = (draft for draft in drafts if not _is_mothers(draft) and not _is_told_of_her(text, draft))
    kept = [_childs(text, draft) for draft in own]
    weeks = _WEEKS.search(text, 0, _HEAD)
    if weeks and not any(draft.cues & {"birth"} for draft in kept) and int(weeks["weeks"]) < _TERM:
        kept.append(_stated(weeks, _immature(int(weeks["weeks"])), section))
    weight = birth_weight(text)
    if weight:
        told, grams = weight
        term = next((term for limit, term in _LIMITS if grams < limit), None)
        kept.extend([_stated(told, term, section)] if term else [])
    ruled_out = _OBSERVED.search(text)
    if ruled_out:
        kept.append(_stated(ruled_out, _SUSPECTED, section))
    birth = _birth(text) if stay else None
    if birth:
        kept.append(_stated(*birth, section))
    return kept


def birth_weight(text: str) -> tuple[re.Match[str], int] | None:
    """The words that tell the weight at birth, and the weight in grams."""
    weight = _WEIGHT.search(text) or _GRAMS.search(text, 0, _HEAD)
    if weight is None:
        return None
    told = weight.groupdict()
    return weight, _whole(told["g"]) if told["g"] else round(float(told["kg"]) * 1000)


def _whole(grams: str) -> int:
    """The number as it is written, with or without a comma for the thousands."""
    return int(grams.replace(",", ""))


def _birth(text: str) -> tuple[re.Match[str], str] | None:
    """The words that tell of the birth here, and the term for it; none where it was elsewhere."""
    outside = _OUTSIDE.search(text)
    child = "twin" if _TWIN.search(text, 0, _HEAD) else "single"
    if outside:
        return outside, f"{child} liveborn infant born outside hospital"
    if _ELSEWHERE.search(text, 0, _HEAD):
        return None
    for pattern, way in ((_CESAREAN, "by cesarean"), (_VAGINAL, "vaginally")):
        if found := pattern.search(text):
            return found, f"{child} liveborn infant delivered {way}"
    return None


def delivery(text: str, section: Section, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """What the mother's record of a delivery states: its outcome, and that it was uncomplicated."""
    still = _STILL.search(text)
    born = still or _LIVEBORN.search(text)
    if born is None or _DELIVERED.search(text) is None or is_after_birth(text):
        return
    yield _stated(born, _outcome(text, still=still is not None), section)
    sterilized = _STERILIZED.search(text)
    if sterilized:
        yield _stated(sterilized, "encounter for sterilization", section)
    vaginal, cesarean = _VAGINAL.search(text), _CESAREAN.search(text)
    weeks = max((weeks_of(d.term) for d in drafts if "gestation" in d.cues), default=0)
    begun = not still and _INDUCED.search(text) is None
    if begun and vaginal and not cesarean and _LEAST_WEEKS <= weeks < _TERM:
        yield _stated(vaginal, _PRETERM["third" if weeks >= _LEAST_OF_28 else "second"], section)
        return
    others = [d for d in drafts if _is_condition(d)]
    if vaginal and weeks >= _TERM and not others and not still and not _TWINS.search(text):
        yield _stated(vaginal, "encounter for full term uncomplicated delivery", section)


_INDUCED = lazy(
    r"(?<!no )\binduc(?:ed|tion)\b|\b(?:termination|IOL)\b|\bcytotec\b|\bmisoprostol\b",
    re.IGNORECASE,
)
"""What brought on the birth, so that it was no preterm labor."""
_LEAST_WEEKS = 20
_PRETERM = {
    "third": "preterm labor third trimester with preterm delivery third trimester",
    "second": "preterm labor second trimester with preterm delivery second trimester",
}


def by_dates(text: str, section: Section) -> Iterator[Draft]:
    """The weeks of gestation that the note tells by dates, or begins with."""
    told = weeks_by_dates(text) or weeks_at_head(text)
    if told is not None:
        dated, weeks = told
        place = Extent(*dated.span())
        yield as_stated(place, gestation(weeks), section, place, "gestation")


_FETAL = {
    "other heavy for gestational age newborn": "maternal care for excessive fetal growth",
    "newborn small for gestational age": (
        "maternal care for other known or suspected poor fetal growth"
    ),
}
"""What a name says of a newborn, and what it says of a child that is still to be born."""


def unborn(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a pregnant woman's record, the size of the child as the fetus's."""
    if not any("gestation" in draft.cues for draft in drafts):
        return list(drafts)
    return [
        replace(draft, term=_FETAL[said]) if (said := standard(draft.term)) in _FETAL else draft
        for draft in drafts
    ]


def is_gravid(draft: Draft) -> bool:
    """Whether a title before a delivery only says that the woman is with child."""
    return draft.role != "stated" and _GRAVID.fullmatch(draft.term) is not None


def _outcome(text: str, *, still: bool) -> str:
    living = _LIVEBORN.search(_STILL.sub(" ", text)) is not None
    if _TWINS.search(text):
        both = "twins one liveborn and one stillborn" if living else "twins both stillborn"
        return both if still else "twins both liveborn"
    return "single stillbirth" if still else "single live birth"


def _is_condition(draft: Draft) -> bool:
    present = draft.judgement.assertion is Assertion.PRESENT
    mere = set(forms(draft.term)) & {"delivery", "pregnancy", "labor", "birth", "pregnant"}
    return present and draft.named and draft.kind != "status" and not mere


_OF_HER = lazy(
    r"\b(?:maternal(?: history of)?|mother (?:with|has|had|was|is|on|who|takes|took)"
    r"|mother.s|mom (?:with|has|had|is))\b(?:[^.;,\n]| ?, ?(?=[\w ]{1,24}(?:,|and\b))){0,40}$",
    re.IGNORECASE,
)
"""What the newborn's record tells of the mother's own health before a name."""


def _is_told_of_her(text: str, draft: Draft) -> bool:
    """Whether the newborn's record tells it of the mother, and not as what the child has of it."""
    if draft.role == "stated" or worded(draft.term) & _CHILDS:
        return False
    return _OF_HER.search(text, draft.sentence.start, draft.extent.start) is not None


def _is_mothers(draft: Draft) -> bool:
    every = worded(draft.term)
    mothers = bool(every & _MOTHERS) and not every & _CHILDS
    if "gestation" in draft.cues:
        return weeks_of(draft.term) >= _TERM
    return mothers and draft.role != "stated"


_JAUNDICE = frozenset({"jaundice", "jaundiced", "hyperbilirubinemia", "icterus", "icteric"})
"""In a newborn these are the diagnosis (P59), and no complaint that another one explains."""


_TREATED = lazy(
    r"\bphototherapy\b|\bphoto\b|\bbili(?:rubin)?\b[^.;\n]{0,16}\d|\bexchange transfusion\b",
    re.IGNORECASE,
)
_UNTREATED = lazy(r"\b(?:no|not|never|without|below|under|did not|low risk)\b", re.IGNORECASE)


def _childs(text: str, draft: Draft) -> Draft:
    said = text[slice(*draft.sentence)]
    treated = _TREATED.search(said) and not _UNTREATED.search(said)
    if draft.term.casefold() in _JAUNDICE and treated:
        return replace(draft, term="neonatal jaundice")
    if "gestation" not in draft.cues:
        return draft
    return replace(draft, term=_immature(weeks_of(draft.term)), cues=frozenset({"birth"}))


def _immature(weeks: int) -> str:
    kind = "preterm newborn" if weeks >= _LEAST_OF_28 else "extreme immaturity of newborn"
    return f"{kind} gestational age {weeks} completed weeks"


def _stated(match: re.Match[str], term: str, section: Section) -> Draft:
    place = Extent(*match.span())
    return as_stated(place, term, section, place, "birth")
