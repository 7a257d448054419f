"""Whether the note shows that a drug is taken for long: the codes of Z79.

Source: guidelines, section I.C.21.c.3: a code of Z79 is for prolonged, current use; not for a drug
given for a short time to treat an acute illness or injury, and not for addiction. I.C.4.a.3: for
the antidiabetic drugs it is asked for beside the disease.
"""

import re
from typing import Final

from symphony.coding.extractor.drug_codes import When
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

_LISTS: Final = frozenset({"medications", "discharge_medications"})
_STAY: Final = frozenset({"hospital_course", "procedure", "results"})

_NAMED: Final = frozenset(
    {"past_medical_history", "problem_list", "diagnoses", "secondary_diagnoses"}
)
_BESIDE = lazy(r"(?:\s[-\u2013\u2014]|[:,(])\s*$")
"""Behind the disease in a list of them: "Type 2 diabetes - metformin"."""
_BESIDE_DIABETES = lazy(
    r"\b(?:diabetes(?: mellitus)?(?:,? type (?:1|2|I|II))?|T[12]DM|DM ?(?:[12]|I|II)?)"
    r"(?:\s[-\u2013\u2014]\s?|\s?[:(]\s?)$",
    re.IGNORECASE,
)
"""The same in any text, where a drug of diabetes stands right behind its name."""

_NEAR: Final = 48
"""How many characters before and after the drug belong to it."""

_GIVEN_LIST = lazy(
    r"inpatient|given|administered|infusions?|hospital meds|facility|in the ed\b|scheduled",
    re.IGNORECASE,
)
_INLINE_LIST = lazy(
    r"\W*(?:(?:home|current|outpatient|chronic|discharge) )*(?:meds?|medications?|rx)(?: \w+)?\s*:",
    re.IGNORECASE,
)
_ENDED_BEFORE = lazy(
    r"\b(?:stop(?:s|ped|ping)?|discontinu\w+|d/?c'?d?|held|hold(?:s|ing)?|off|avoid\w*|no longer"
    r"|previous(?:ly)?|completed?|finished|tried|intoleran\w+|declin\w+|consider\w*"
    r"|switch\w* from|instead of|receiv(?:ed|ing)|given|gave|got|administered|bolus|bridg\w+"
    r"|load\w*|course of|burst|taper|iv|intravenous|drip|prophyla\w+|allerg\w+|dose of|trial of"
    r"|short|days of|tablets? of|would|may need|if needed|prior|past|start\w*|initiat\w+|begin"
    r"|began"
    r"|subcutaneous|sq|topical|add\w*|used to|was on|not on|inject\w* (?:of|with)|mg of|mcg of"
    r"|before|after|until|without|due to|home with|occasional(?:ly)?|rarely|sometimes"
    r"|from|caused by|induced by|followed by|sliding[ -]scale)\b(?:[^.;:\n]{0,24})$"
    r"|\b(?:cycles?|rounds?|courses?) of\b[^.;:\n]{0,40}$"
    r"|\bfailed\b[^.,;:\n]{0,24}$",
    re.IGNORECASE,
)
_LASTING_START = lazy(
    r"\b(?:never|not|unable|cannot|fail\w*|difficult\w*)\b[^.;\n]{0,24}\boff\b[^.;\n]{0,8}$"
    r"|\bsince (?:\w+ ){0,3}(?:start|began|begin)\w*[^.;\n]{0,12}$"
    r"|\b(?:prior|before)\b[^.;:\n]{0,6}\bhome\b[^.;\n]{0,12}$",
    re.IGNORECASE,
)
_ENDED_AFTER = lazy(
    r"^(?:[^.;\n]|\.\d){0,30}?\b(?:(?:was|were|has been|had been|is|are) (?:\w+ )?"
    r"(?:stopped|discontinued|held|given|completed|weaned|tapered)|drip|gtt|infusion|bolus"
    r"|bridg\w+|burst|taper\w*|prophyla\w+|cream|ointment|topical|lotion|shampoo|drops?|gel"
    r"|nasal|nostrils?|sprays?|spr|eye|for \w+ (?:more )?days"
    r"|for \d+ (?:more )?days|x ?\d+ ?d|\w+[- ]day (?:course"
    r"|supply)"
    r"|\d+[- ]days?|\d+ ?d\b|x ?\d+ (?:more )?d\w*|oint|until|planned"
    r"|to be (?:start|given)|to (?:start|finish|complete|begin)\b"
    r"|(?:was |were )?never (?:actually )?(?:started|taken|filled|begun|picked)"
    r"|not (?:yet )?(?:started|begun|filled|picked)"
    r"|(?:advised|considered|to be added|added) (?:only )?if\b"
    r"|not taking|(?:did|does) not (?:start|fill|take)|injection into"
    r"|stopped|discontinued|on hold|vaginal|was someone else|is someone else|not h(?:is|ers))\b"
    r"|^[^.;\n]{0,32}?\b(?:now and (?:then|again)|once in a while|from time to time|every so often"
    r"|occasionally|on occasion|rarely|in the (?:rinse|wash)|rinses?|enemas?|suppositor\w+"
    r"|mouthwash)\b"
    r"|^(?: \w+){0,2} (?:since|since then|before|in the past|several times|twice|once)"
    r" (?:without|with no)\b"
    r"|^[^.;\n]{0,24}?\b(?:after (?:the |his |her )?(?:operation|surgery|procedure)|post-?op\w*)\b"
    r"|^[ -](?:use disorder|abuse|addiction|dependen(?:ce|t)|misuse|withdrawal|overdose"
    r"|intoxication)\b"
    r"|^[ -](?:induced|related|naive|levels?\b(?! (?:of |was |is |today )?\d))",
    re.IGNORECASE,
)
_AS_NEEDED = lazy(r"^[^.;\n]{0,60}\b(?:prn|as needed|if needed|sparingly)\b", re.IGNORECASE)
_TAKES = lazy(
    r"\b(?:on|(?<!will )(?<!to )(?<!should )(?<!can )(?<!could )(?<!may )takes?|taking|continu\w+"
    r"|maintain\w*|control\w+|managed|remains?|stays?|us(?:es?|ing)"
    r"|(?:has|have) (?:\w+ )?taken|resum\w+|restart\w*|home(?! with)|daily|weekly|monthly"
    r"|nightly|chronic|long[ -]term|prescribed"
    r"|(?:is|being|currently) treated"
    r"|compliant|adherent|lifelong|maintenance|adjuvant|therapy with|refill\w*|increas\w+"
    r"|decreas\w+"
    r"|titrat\w+|adjust\w*|anticoagulated|immunosuppress\w+|regimen|keep|discharged|(?:yr"
    r"|year) \d+)\b[^.;\n]{0,42}$|\((?:[\w-]+, ){0,2}$|\b81 ?mg (?:of )?$",
    re.IGNORECASE,
)
_DOSED = lazy(
    r"^\W{0,2}(?:81|325)\b|^[^.;\n]{0,24}?(?:\b\d[\d.,/-]* ?(?:mg|mcg|g|units?|u|puffs?)\b"
    r"|\b(?:daily|nightly|weekly|monthly|twice|every|once|bid|qd|qhs|tid|at bedtime)\b)",
    re.IGNORECASE,
)
_SCHEDULE: Final = (
    r"(?:yearly|annual(?:ly)?|monthly|weekly|fortnightly|twice|once|every|each|for (?:the )?(?:last"
    r"|past)|for (?:[\w-]+ ){1,3}(?:months|years)|for a year|since)\b"
)
_IS_GIVEN = lazy(
    r"\b(?:(?:receives|gets|is (?:now )?given|is (?:now )?receiving|is (?:now )?getting) "
    r"(?:[\w-]+ ){0,3}"
    r"|(?:has|have) (?:now |also )?(?:had|received|been (?:having|receiving|getting)) "
    r"(?:[\w-]+ ){0,2})$",
    re.IGNORECASE,
)
"""Before a drug that is given and not taken: only where a schedule or a duration follows."""
_AT_TIMES = lazy(rf"^[^.;\n]{{0,40}}?\b{_SCHEDULE}", re.IGNORECASE)
_HAS_BEEN_GIVEN = lazy(
    r"^(?:[^.;\n]|\.\d){0,30}?\b(?:has|have) (?:now |also )?(?:been (?:given|running|continued|used"
    r"|infused|injected|going(?: in)?)|controlled|held|kept|run)\b"
    rf"[^.;\n]{{0,40}}?\b{_SCHEDULE}",
    re.IGNORECASE,
)
_NOT_ANY_MORE = lazy(
    r"\b(?:no longer|stop\w*|discontinu\w*|complet\w*|until|ended|finish\w*|withdrawn|ceased"
    r"|then|not|never|if|once only|single)\b",
    re.IGNORECASE,
)
_RESUMED = lazy(
    r"^\W{0,2}(?:(?:is|are|was|were|will be|can|may|should|to be) )?(?:to )?(?:be )?"
    r"(?:resum\w+|restart\w*|continu\w+)\b(?! (?:if|when|until|once)\b)"
    r"|^ (?:was|were|has been|have been) "
    r"(?:raised|increased|lowered|reduced|decreased|doubled|halved|(?:up|down)?titrated|adjusted"
    r"|refilled|renewed|cut back|brought (?:up|down))\b"
    r"(?! (?:if|when|until|once)\b)",
    re.IGNORECASE,
)
"""Behind the drug: it goes on."""
_TAKEN_UP_AGAIN = lazy(
    r"^[^.;\n]{0,40}?\b(?:held|paused|on hold|stopped|withheld)\b[^.;\n]{0,48}?"
    r"\b(?:resumed|restarted|reinstated|put back"
    r"|(?:is|are|was|were|and) (?:then )?(?:back on|given again))\b"
    r"(?! (?:if|when|until|once|after (?:discharge|follow))\b)",
    re.IGNORECASE,
)
"""Behind the drug: it was left off for a while and is taken again."""
_UNDER_TITLE = lazy(
    r"\W{0,3}\n[^\S\n]*(?:continu\w*|cont\b|refill\w*|renew\w*|same dose|remains? on|stays? on"
    r"|taking|takes|long[ -]term|lifelong)\b",
    re.IGNORECASE,
)
"""The line under a drug that is the title of a problem."""
_TREATED_WITH = lazy(r"\b(?:treated|managed) with (?:[\w-]+ ){0,2}$", re.IGNORECASE)
"""Before a drug, of which a duration behind it tells that it goes on."""
_BACK_TO = lazy(
    r"\b(?:goes|go|went|going|put|is|was|returns?|returned|switched|changed) back (?:to|on)"
    r" (?:(?:her|his|the|home|usual|own) )*(?:[\w-]+(?:,| and) )?$",
    re.IGNORECASE,
)
_AS_AT_HOME = lazy(
    r"^[^.;\n]{0,48}?(?:\bas (?:at|before|taken at) (?:home|admission)\b|\bas before(?:hand)?\b)",
    re.IGNORECASE,
)
"""What the patient took before the stay is taken again, or was in it."""
_AT_HOME = lazy(
    r"\b(?:home|chronic\w*|resum\w+|continu\w+|long[ -]term|lifelong|maintained|outpatient|takes?"
    r"|taking|prior to admission|discharged? (?:home )?on|adjuvant|indefinite\w*)\b",
    re.IGNORECASE,
)
_DURATION = (
    r"\blong[ -]?(?:term|standing)|\bfor (?:the (?:last|past) )?(?:many |several |over |about |"
    r"more than )*(?:\w+ )?(?:years|months|decades)|\bfor (?:a|one|over a) year"
    r"|\bsince (?:\d{4}|(?:last )?(?:January|February|March|April"
    r"|June|July|August|September|October|November|December)\b"
    r"|childhood|age|last|\w+ \d{4})|\bby \d+ ?mg (?:every|each|a|per) month"
    r"|\blifelong|\bindefinite|\bfor good\b"
    r"|\bcontinuously\b|\b(?:ever )?since then\b|\bmaintenance|\bsuppressi|\bstable dose"
    r"|\blong[ -]acting|\bextended"
    r"|\b(?:pain|opioid|controlled substance) (?:agreement|contract)|\baround the clock"
    r"|\bchronic (?:use|therapy|daily|treatment)|\bchronically|\b(?:year|month)s? of\b"
)
_LONG = lazy(_DURATION, re.IGNORECASE)
_FOR_LONG = lazy(rf"{_DURATION}|\bfor the (?:last|past)\b", re.IGNORECASE)
_CHRONIC_BEFORE = lazy(
    r"\bchronic(?: (?!pain\b)[\w-]+){0,2} $|\bhome (?!on |with )(?:[\w-]+ ){0,1}$", re.IGNORECASE
)
_PATCH = lazy(r"^[^.;\n]{0,12}\bpatch\b", re.IGNORECASE)
_DAILY = lazy(
    rf"{_DURATION}|\b(?:daily|every (?:day|morning|other day)|each day|qd|qam|once a day"
    rf"|nightly)\b",
    re.IGNORECASE,
)
_TOLD = lazy(
    r"\blong[ -]?term (?:\(current\) )?(?:current )?(?:use|treatment|therapy|medication|high)"
    r"|\blevels? (?:of |was |is |today )?\d|\bhigh[ -]risk (?:medication|drug)|\b(?:drug"
    r"|medication|toxicity|level|safety) monitoring",
    re.IGNORECASE,
)
_PREVENTS = lazy(r"\b(?:prophyla\w+|ppx|suppress\w+)", re.IGNORECASE)
_GOES_ON = lazy(
    r"\b(?:MWF|M/W/F|TIW|(?:three|two|2|3) times (?:a|per) week|every other day|daily|nightly"
    r"|at night|(?:every|each) (?:night|day|evening)|bid|lifelong|life-long|indefinite\w*"
    r"|while (?:on|immuno\w+|neutropenic)|long[ -]term|chronic\w*|since|continu\w+|c/w|cont\b"
    r"|for (?:\w+ ){0,2}(?:years|months)|remains? on|maintained|takes|stays on)\b",
    re.IGNORECASE,
)
_ONCE = lazy(
    r"\b(?:pre-?op\w*|peri-?op\w*|post-?op\w*|surg\w+|procedure|dental|dentist|cesarean"
    r"|intrapartum|gbs|exposure|single|one dose|x ?1\b|hours?|bite|deliver\w+|labor"
    r"|days?\b(?= (?:of|course))|colonoscopy|biopsy|before|if|prior to|start\w*|restart\w*|would"
    r"|consider\w*|stop\w*|not needed|completed|discontinu\w*|laceration|wound|fracture"
    r"|cystoscopy)\b",
    re.IGNORECASE,
)
_LONG_BEFORE = lazy(
    r"\b(?:long[ -]term|chronic|lifelong|maintenance) (?:[\w-]+ )?$",
    re.IGNORECASE,
)


def in_list(text: str, section: Section, sentence: Extent) -> bool:
    """Whether the section lists what the patient takes (not what was given in the stay)."""
    heading = text[section.start : section.body_start]
    if _INLINE_LIST.match(text, *sentence):
        return True
    return section.kind in _LISTS and not _GIVEN_LIST.search(heading)


def is_long_term(text: str, section: Section, sentence: Extent, drug: Extent, when: When) -> bool:
    """Whether the drug is taken now and for long, as the words around it have it.

    Args:
        text: the document.
        section: where the drug stands.
        sentence: the sentence that names it.
        drug: its name.
        when: what its kind of drug needs (``drug_codes.toml``).
    """
    before = text[max(sentence.start, drug.start - _NEAR) : drug.start]
    after = text[drug.end : min(sentence.end, drug.end + _NEAR + _NEAR)]
    whole = text[slice(*sentence)]
    if in_list(text, section, sentence):
        before = before[before.rfind(",") + 1 :]
    kept_up = when == "kept" and _is_kept_up(whole)
    if kept_up or _is_ended(before, after):
        return kept_up or (
            when == "taken" and (_is_given_on(before, after) or _is_of_home(before, after))
        )
    if when == "told":
        return bool(_TOLD.search(whole) or _LONG_BEFORE.search(before))
    if when in ("daily", "chronic", "kept") and not _is_lasting(before, after, when):
        return False
    if in_list(text, section, sentence):
        return True
    if section.kind in _STAY:
        return bool(_AT_HOME.search(before)) or _is_of_home(before, after)
    beside = (section.kind in _NAMED and _BESIDE.search(before)) or _BESIDE_DIABETES.search(before)
    return (
        bool(beside or _TAKES.search(before) or _DOSED.search(after) or _RESUMED.match(after))
        or _is_of_home(before, after)
        or _UNDER_TITLE.match(text, drug.end) is not None
        or when != "taken"
        or _is_given_on(before, after)
    )


def _is_of_home(before: str, after: str) -> bool:
    """Whether it was taken before the stay and is again, or has been for long."""
    for_long = _TREATED_WITH.search(before) and _FOR_LONG.search(after)
    again = _TAKEN_UP_AGAIN.search(after) or _AS_AT_HOME.search(after)
    return bool(_BACK_TO.search(before) or again or for_long)


def is_taken(text: str, section: Section, sentence: Extent, name: Extent) -> bool:
    """Whether a name for a treatment ("anticoagulant therapy") is of one that goes on."""
    before = text[max(sentence.start, name.start - _NEAR) : name.start]
    after = text[name.end : min(sentence.end, name.end + _NEAR + _NEAR)]
    if _is_ended(before, after):
        return False
    return section.kind not in _STAY or bool(_AT_HOME.search(text[slice(*sentence)]))


def _is_kept_up(sentence: str) -> bool:
    """Whether the drug goes on day after day to prevent or suppress something."""
    return bool(
        _PREVENTS.search(sentence) and _GOES_ON.search(sentence) and not _ONCE.search(sentence)
    )


def _is_given_on(before: str, after: str) -> bool:
    """Whether somebody gives the drug again and again, up to now: an infusion, an injection."""
    given = _HAS_BEEN_GIVEN.match(after) or (_IS_GIVEN.search(before) and _AT_TIMES.match(after))
    return bool(given) and not _NOT_ANY_MORE.search(after)


def _is_ended(before: str, after: str) -> bool:
    ended = _ENDED_BEFORE.search(before) and not _LASTING_START.search(before)
    return bool(ended or (_ENDED_AFTER.search(after) and not _TAKEN_UP_AGAIN.search(after)))


def _is_lasting(before: str, after: str, when: When) -> bool:
    if _AS_NEEDED.search(after):
        return False
    duration = _DAILY if when == "daily" else _LONG
    around = (before, after[: _NEAR + 24])
    return bool(
        any(duration.search(part) for part in around)
        or _PATCH.search(after)
        or _CHRONIC_BEFORE.search(before)
    )
