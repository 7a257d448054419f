"""What the visit itself was for, where the note tells it by what was done: vaccines, chemotherapy.

Source: guidelines, sections I.C.21.c.2 (Z23) and I.C.2.e.2 (Z51.1-).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symphony.coding.extractor.drafts import Draft, standard
from symphony.coding.extractor.drugs import DrugHit
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy

_VACCINE = (
    r"\b(?:vaccin\w*|immuni[sz]ations?|flu (?:shot|jab)|tdap"
    r"|dtap[\w-]*|mmrv?|prevnar|pneumovax|shingrix"
    r"|gardasil|menactra|menveo|rotateq|rotavirus|rotarix|bexsero|trumenba|beyfortus|nirsevimab"
    r"|polio|varicella|pentacel|pediarix|vaxelis|ipv|hib|varivax|mpox|jynneos|hpv|pcv\d*|ppsv23"
    r"|meningococcal\w*|acwy"
    r"|zoster|shingles|rsv|covid|influenza|hep(?:atitis)?[ -][ab]\b(?! virus)"
    r"|tetanus(?: (?:booster|toxoid|shot|vaccine))?|boostrix|adacel|flumist|fluzone"
    r"|shingrix|varicella)"
)
_GIVEN = lazy(
    rf"{_VACCINE}(?:[^.\n]|\.(?=\d)){{0,60}}\b(?:given|administered|received|done)\b[^.\n]{{0,20}}"
    rf"\b(?:today|here|in (?:the )?(?:office|clinic|ED|ER|emergency (?:room|department))"
    rf"|this visit)"
    rf"|{_VACCINE}[^.\n]{{0,60}}\b(?:given|administered)"
    r"(?=\s*[.;\n]|\s*$|,? (?:(?:and|well) )?(?:after|with|following)? ?"
    r"(?:counsel\w*|consent|VIS\b|toler\w+|without (?:reaction|incident)))"
    rf"|{_VACCINE}[^.\n]{{0,30}}\b(?:given"
    rf"|administered)\b[^.\n]{{0,16}}(?:\b\d{{1,2}}/\d{{1,2}}\b(?!/)"
    rf"|\bon (?:day|DOL) ?\d|\bat birth\b"
    rf"|\b(?:before|prior to|at) discharge|\bin the nursery)"
    rf"|\b(?:imms?|vaccines?|shots|immuni[sz]ations?)(?: given)? today\s*[:-]"
    rf"|(?:(?<=\bhad )|(?<=\breceived ))(?:(?:his|her|the|an?|second|first|annual|yearly|both) )*"
    rf"{_VACCINE}(?: (?:booster|jab|shot|vaccine)s?)? (?:here )?today\b"
    rf"|\b(?:tdap|Td)\b(?:[^.\n]|\.(?=\d)){{0,40}}\b(?:given|administered)\b"
    rf"|\b(?:tdap|tetanus(?: (?:booster|toxoid|shot|vaccine))?|Td)"
    rf"(?: (?:IM|0\.5 mL|vaccine|booster|was))* (?:given|administered|updated|boosted)\b"
    rf"|\b(?:gave|administered|updated) (?:\w+ )?(?:tdap|tetanus)\b"
    rf"|\b(?:given|administered|received|gave)\b[^.\n]{{0,60}}{_VACCINE}[^.\n]{{0,30}}\btoday\b"
    rf"|\btoday\b[^.\n]{{0,20}}\b(?:received|given)\b[^.\n]{{0,30}}{_VACCINE}"
    rf"|{_VACCINE}(?:(?:,|,? and|,? &|/) ?#?(?:\d )?{_VACCINE}(?: #?\d)?){{1,6}},? today\b"
    r"(?! (?:at|if|or|but|declined|refused))"
    r"|(?:\A|(?<=[.;:,\n] )|(?<=\n)|(?<=- )|(?<=and ))(?:(?:flu|influenza|covid|tetanus|shingles"
    r"|pneumonia|pneumococcal|rsv|hpv) (?:shot|jab|vaccine|booster)|tdap|shingrix|prevnar"
    r"|gardasil|boostrix|pcv\d+)(?: (?:vaccine|booster|#?\d))? today\b"
    r"(?! (?:at|if|or|but|declined|refused))",
    re.IGNORECASE,
)
_COURSE = lazy(
    r"\bC\d{1,2}\s?D\d{1,2}\b|\bcycle \d{1,2}\b[^.\n]{0,12}\bday \d{1,2}\b|\bproceed with\b"
    r"|\b(?:here|presents|admitted) for (?:\w+ ){0,3}(?:chemotherapy|infusion|cycle"
    r"|C\d{1,2}\b)",
    re.IGNORECASE,
)
_INFUSED = lazy(
    r"\b(?:here|seen|comes?|came|presents?|returns?|arrives?|in) (?:\w+ ){0,2}?(?:before|for"
    r"|to (?:get|receive|have))\b[^.;\n]{0,40}\b(?:infusion|cycle|dose|treatment|\w+mab|\w+taxel"
    r"|\w+platin|folf\w+|chemo\w*)\b"
    r"|\binfusion\b[^.;\n]{0,20}(?:\btoday\b|\bcycle #?\d|#\s?\d)"
    r"|\b(?:given|administered|infused|received)\b[^.;\n]{0,24}\btoday\b"
    r"|\b\d+ ?mg(?:/kg|/m2)?[^.;\n]{0,16}\btoday\b"
    r"|\bcycle #?\d{1,2}\b[^.;\n]{0,16}\btoday\b|\btoday\b[^.;\n]{0,24}\b(?:infusion|cycle #?\d)",
    re.IGNORECASE,
)
"""A course that goes on at this visit, told by the infusion."""
_NOT_INFUSED = lazy(
    r"\b(?:no|not|next|last|previous\w*|prior|hold\w*|held|defer\w*|delay\w*|plan\w*|schedul\w*"
    r"|consider\w*|discuss\w*|complet\w+|finish\w*|stopp\w+|oral|po|tablets?|capsules?|pills?|will"
    r"|tomorrow|week of|ago|reaction to|after|since|following|subcutaneous prolia)\b",
    re.IGNORECASE,
)
_PUT_OFF = lazy(
    r"\bno (?:chemotherapy|chemo|treatment|infusion) (?:was |is )?"
    r"(?:given|administered|infused) today"
    r"|\b(?:hold|held|holding|defer(?:red|ring)?|delay(?:ed|ing)?|postpon(?:e|ed|ing)|skip(?:ped)?)"
    r" (?:(?:the|her|his|today.s|this|chemotherapy|chemo|treatment|cycle|\d|dose|infusion) ?){1,4}"
    r"(?:\w+ ){0,2}?(?:today|(?:for|by) (?:a|one|1|two|2) weeks?)\b"
    r"|\b(?:chemotherapy|chemo|treatment|cycle \d|infusion) (?:is|was|will be|has been)"
    r" (?:held|deferred|delayed|postponed|not given|omitted)\b",
    re.IGNORECASE,
)
"""Anywhere in a note: the course was not given at this visit."""
_ANTIBODY = lazy(
    r"\b(?:\w+mab|herceptin|keytruda|opdivo|immunotherapy|tecentriq|imfinzi|avastin)\b",
    re.IGNORECASE,
)
"""Of the drugs that are no chemotherapy, those that are infused: not the tablets and hormones."""
_WITHOUT = lazy(r"\bwithout (?:a |any )?(?:reaction|incident|complication|difficulty)s?\b")
_COURSED = {
    "chemotherapy": "encounter for antineoplastic chemotherapy",
    "cancer immunotherapy and targeted": "encounter for antineoplastic immunotherapy",
}


VACCINATED = "encounter for immunization"
"""The standard term for a vaccine given."""


class Purpose(NamedTuple):
    """Where a sentence tells a purpose of the visit, and the standard term."""

    extent: Extent
    term: str


_NOT_GIVEN = lazy(
    r"\b(?:none|not|no|never|last|ago|declin\w+|refus\w+|deferr?\w*|delay\w*|postpone\w*|due"
    r"|previously|already|history|prior|(?:was|were) (?!given|administered)"
    r"|had)\b",
    re.IGNORECASE,
)


_THEN = lazy(
    r"\W{0,2}(?:(?:was|were|back|earlier|in|on|during|at|by) ){0,2}"
    r"(?:\d{1,2}/(?:19|20)\d\d\b|(?:19|20)\d\d\b"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
    r"|(?:\d+|an?|one|two|three|four|five|six|several|some|many)"
    r" (?:days?|weeks?|months?|years?) ago"
    r"|(?:last|this past) (?:week|month|year|visit|time|appointment|pregnancy|spring|summer|fall"
    r"|autumn|winter)"
    r"|at \d{1,2} ?w(?:ee)?ks?\b|(?:at|by) (?:his|her|the|a|an outside)"
    r"|(?:elsewhere|previously|prenatally|antenatally|pregnancy|yesterday))",
    re.IGNORECASE,
)
"""What follows where a vaccine was given at another time: a month, a year."""
_OTHER = lazy(
    r"\b(?:yesterday|(?:days?|weeks?|months?|years?) ago|(?:on|last) (?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|last (?:night|week|month|year|fall|winter|spring|summer)|the other day"
    r"|(?:at|on) the (?:time|day) of (?:the )?(?:injury|accident|bite)"
    r"|(?:pharmacy|cvs|walgreens|walmart|rite aid|costco|kroger|safeway|health department)"
    r"|(?:at|through|by) (?:(?:his|her|their|my) )?(?:work|school|the VA|job|employer|pcp"
    r"|pediatrician)\b|(?:outside|another|other|different) (?:hospital|facility|clinic|office"
    r"|provider)|prior to arrival|before arrival|elsewhere)\b",
    re.IGNORECASE,
)
"""Words of the clause for another day than this, or for another house."""
_IN_EMERGENCY = lazy(
    r"\b(?:in|at|by) (?:the |an? |our )?(?:ED|ER|emergency (?:room|dep(?:artmen)?t)|urgent care)\b",
    re.IGNORECASE,
)
_EMERGENCY = lazy(
    r"\b(?:ED|ER|emergency (?:room|dep(?:artmen)?t)|urgent care) (?:course|note|provider"
    r"|physician|attending|resident|nurse|visit note|mdm|workup|arrival|evaluation)\b|\btriage"
    r"|\bMDM\b|\bmedical decision making\b|\bEMS\b|\bambulance\b|\bbrought (?:in )?by\b"
    r"|\b(?:presents?|presenting|arrives|comes) (?:in )?(?:to|at|in) (?:the |an? |our )?(?:ED|ER"
    r"|emergency|urgent care)\b|\bdispo(?:sition)?\b",
    re.IGNORECASE,
)
"""A note of the emergency department itself, not one after it."""

_GIVING = (
    *("given", "administered", "received", "gave", "done", "updated", "boosted"),
    *("today", "vaccin", "immuni", "shot", "tdap", "booster"),
    *("shingrix", "prevnar", "gardasil", "boostrix", "pcv"),
)
_VACCINES = (
    *("vaccin", "immuni", "imm", "shot", "jab", "flu", "tdap", "dtap", "td", "mmr", "prevnar"),
    *("pneumo", "shingrix", "gardasil", "menactra", "menveo", "rota", "bexsero", "trumenba"),
    *("beyfortus", "nirsevimab", "polio", "varicella", "pentacel", "pediarix", "vaxelis", "ipv"),
    *("hib", "varivax", "mpox", "jynneos", "hpv", "pcv", "ppsv", "meningococ", "acwy", "zoster"),
    *("shingles", "rsv", "covid", "influenza", "hep", "tetanus", "boostrix", "adacel"),
)
"""One of each stands in every sentence that :data:`_GIVEN` finds."""


def given_now(text: str, sentence: Extent) -> re.Match[str] | None:
    """Where the sentence tells that a vaccine was given at this visit."""
    said = text[slice(*sentence)].casefold()
    if not holds(said, _GIVING) or not holds(said, _VACCINES):
        return None
    given = _GIVEN.search(text, *sentence)
    if given is None or _NOT_GIVEN.search(given.group()):
        return None
    if _OTHER.search(text, given.start(), _end_of_clause(text, given.end(), sentence.end)):
        return None
    return None if _THEN.match(text, given.end(), sentence.end) else given


def given_before(text: str, draft: Draft) -> bool:
    """Whether a vaccine was given in an emergency department in which the note is not written.

    Args:
        text: the document, of an outpatient encounter.
        draft: what may be an encounter for immunization.
    """
    if standard(draft.term) != VACCINATED:
        return False
    first, last = draft.extent
    end = _end_of_clause(text, last, draft.sentence.end)
    return bool(_IN_EMERGENCY.search(text, first, end)) and not _EMERGENCY.search(text)


def _end_of_clause(text: str, start: int, end: int) -> int:
    """Where the clause that runs on from ``start`` ends, at the sentence's end at the latest."""
    stops = (text.find(sign, start, end) for sign in ".;\n")
    return min((at for at in stops if at >= 0), default=end)


def purposes(text: str, sentence: Extent, drugs: Sequence[DrugHit]) -> Iterator[Purpose]:
    """The purposes of the visit that the sentence tells."""
    given = given_now(text, sentence)
    if given:
        yield Purpose(Extent(*given.span()), VACCINATED)
    terms = list(dict.fromkeys(_COURSED[d.drug.name] for d in drugs if d.drug.name in _COURSED))
    if terms and _PUT_OFF.search(text):
        return
    course = _COURSE.search(text, *sentence) if terms else None
    if course:
        yield Purpose(Extent(*course.span()), terms[0])
        return
    infused = _infused(text, sentence) if terms else None
    if infused is None:
        return
    for term in terms:
        if term == _COURSED["chemotherapy"] or _ANTIBODY.search(text, *sentence):
            yield Purpose(Extent(*infused.span()), term)


def _infused(text: str, sentence: Extent) -> re.Match[str] | None:
    """Where the sentence tells that a drug is infused at this visit."""
    if _NOT_INFUSED.search(_WITHOUT.sub("", text[slice(*sentence)])):
        return None
    return _INFUSED.search(text, *sentence)
