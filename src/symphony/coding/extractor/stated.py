"""What a note states by a figure and a coder reports by its range: body mass index, gestation."""

import re
from collections.abc import Iterable, Iterator

from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.gestational import COMPLICATION, is_told_of_the_past
from symphony.coding.extractor.page import NOWHERE
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy

_BMI = lazy(
    r"\b(?:BMI|body[ -]mass[ -]index)\b(?:\s*\(BMI\))?[^\d\n.;]{0,14}(?P<value>\d{2}(?:\.\d+)?)",
    re.IGNORECASE,
)
_PERCENTILE = lazy(
    r"\bBMI\b[^.;\n%]{0,14}?(?:[\d.]{2,5}[^.;\n%\d]{0,12})?\b(?P<percent>\d{1,2}(?:\.\d+)?)(?:st"
    r"|nd|rd|th)?"
    r"\s*(?:percentile|%\s?ile|%)",
    re.IGNORECASE,
)
_PERCENTILE_AT = 24
"""How far behind the value the percentile ends."""

_COUNTED = {
    name: number
    for number, name in enumerate(
        ("seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"), 7
    )
}
_UNIT = r"(?:w|wk|wks|weeks?)"
_GESTATION = lazy(
    rf"\b(?:(?P<short>\d{{1,2}})\s?{_UNIT}\s?(?:\+|and|,)?\s?(?:\d\s?/\s?7|\d\s?d(?:ays?)?)\b"
    rf"|(?P<plus>\d{{1,2}})\s?\+\s?[0-6]\s?(?:weeks?|wks?|w)\b"
    rf"|(?:\b(?:at|@|is|iup|ga|ega|G\d{{1,2}}\s?P\d[\d-]*),?\s)(?P<bare>[123]\d)\+[0-6]\b"
    rf"|(?P<sevenths>\d{{1,2}})[ -][0-6]/7\s?(?:weeks?|wks?)?\b"
    rf"|(?P<plain>\d{{1,2}}|{'|'.join(_COUNTED)})[ -]?{_UNIT}[ -]?(?:pregnant|gestation"
    rf"|gestational|ega|ga\b|iup"
    r"|intrauterine|of gestation|estimated gestation|by (?:lmp|dates|ultrasound|scan|us))"
    rf"|\b(?:ega|ga|gestational age|gestation)(?: (?:is|of|today"
    rf"|now))?\s?[:=]?\s?(?P<age>\d{{1,2}})\s?{_UNIT}\b"
    rf"|\bG\d{{1,2}}\s?P\d[\d-]*,?\s(?:(?:at|@|now)\s)?(?P<gravid>\d{{1,2}})\s?{_UNIT}\b"
    rf"|\b(?:pregnant|gravid)(?:[^.;\n]{{0,24}}?\b(?:at|now|currently)\s|,?\s)"
    rf"(?P<behind>\d{{1,2}})\s?{_UNIT}\b(?! ago)"
    rf"|\b(?:visit|seen|delivery|delivered|here|admitted|presents?|cesarean|section"
    rf"|induction) (?:today )?at (?P<visit>\d\d)\s?{_UNIT}\b"
    rf"|\b{COMPLICATION}\b[^.;\n\d]{{0,16}}?(?:,| at| @|,? now) (?P<beside>\d{{1,2}})\s?{_UNIT}\b"
    r"(?! ?(?:ago|post|after|old|later|earlier|prior|of (?!gest)|(?:in|with) (?:her|a|the)"
    r" (?:first|second|last|prev|prior))))",
    re.IGNORECASE,
)
_WEEKS = lazy(
    r"[w+7](?:(?<=/7)|(?<=\+)(?=\s?[0-6])(?:(?<=\d.)|(?<=\d\s.))"
    r"|(?<=w)(?=k|ee|[^a-z]|$)(?:(?<=\d.)|(?<=\d[\s-].)"
    r"|(?<=n.)|(?<=n[ -].)|(?<=ight.)|(?<=ight[ -].)|(?<=ne.)|(?<=ne[ -].)|(?<=lve.)"
    r"|(?<=lve[ -].)))"
)
"""What stands, in small letters, in every sentence that tells weeks of gestation."""
_OLD = lazy(r"\bprepregnan|\bpre-pregnan|\bprevious|\bprior\b|\bdelivered\b", re.IGNORECASE)
_LATER = lazy(
    r"\b(?:book\w*|schedul\w*|plan\w*|until|induc\w+ at|(?:for|to|will|recommend\w*|prior"
    r"|previous|last|history of|h/o|preterm) (?:\w+ )?(?:deliver\w*|birth|cesarean"
    r"|c-?section) (?:at|by|around)|before|by)\b[^.;\n]{0,16}$",
    re.IGNORECASE,
)
"""A week that is still to come."""

_SURFACE = lazy(
    r"(?P<less>less than |under |below |<\s?)?(?P<percent>\d{1,2}(?:\.\d+)?)\s?(?:%|percent)"
    r"[^.;\n\d]{0,16}?(?:\b(?:tbsa|bsa)\b|(?:total )?body surface)"
    r"|\b(?:tbsa|bsa|body surface(?: area)?)\b[^.;\n\d%]{0,28}?(?P<under>less than |under |below "
    r"|<\s?)?"
    r"(?P<after>\d{1,2}(?:\.\d+)?)\s?(?:%|percent)"
    r"|\bburns?\b[^.;\n\d]{0,40}?(?P<bare>\d{1,2}(?:\.\d+)?)\s?%(?! (?:of (?:normal|predicted)"
    r"|silver|sulfadiazine|on))",
    re.IGNORECASE,
)
_DEEP = lazy(
    r"(?P<percent>\d{1,2}(?:\.\d+)?)\s?(?:%|percent)[^.;,\n\d]{0,24}?(?:third|3rd"
    r"|full[- ]thickness)"
    r"|(?:third|3rd|full[- ]thickness)[^.;,\n\d]{0,24}?(?P<after>\d{1,2}(?:\.\d+)?)\s?(?:%"
    r"|percent)",
    re.IGNORECASE,
)
_NONE = lazy(r"\b(?:no|without|none)\b", re.IGNORECASE)
_BURN = lazy(r"\b(?:burns?|burnt|burned|scald\w*|thickness)\b", re.IGNORECASE)
_OF_BURNS = ("burn", "scald", "thickness")
_EARLIER = lazy(
    r"\b(?:history of|h/o|hx of|prior|previous|last|first|preterm|plan\w*|recommend\w*|schedul\w*"
    r"|will|to be|mother|was) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
"""What makes a birth at so many weeks another one, or one to come."""

_ANOTHERS = lazy(
    r"\b(?:daughter|sister|wife|girlfriend|friend|coworker|partner|niece|daughter-in-law)(?:.s)?"
    r" (?:is|who is|was|at|currently) (?:\w+ )?$",
    re.IGNORECASE,
)
"""The pregnancy is somebody else's."""
_AGED = lazy(
    r"\b(?:PMA|CGA|PCA|corrected(?: (?:gestational )?age)?|post-?menstrual(?: age)?)"
    r"\b[^.;\n\d]{0,8}$",
    re.IGNORECASE,
)
"""An age that is counted on from the birth."""
_BORN = lazy(
    r"\b(?:birth|born|delivered|delivery|SVD|cesarean|section)\b[^.;\n\d]{0,12}"
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?[^.;\n\d]{0,6})?$",
    re.IGNORECASE,
)
_POSTPARTUM = lazy(
    r"\bpost-?(?:partum|natal) (?:\w+ )?(?:visit|check|clinic|follow|exam|mood)"
    r"|\b(?:weeks?|wks?|months?) (?:post-?partum|after (?:the |her )?(?:birth|delivery))",
    re.IGNORECASE,
)
"""A visit after the stay of the birth: how many weeks it came at is no longer reported."""

_LEAST_WEEKS, _COUNTED_FROM, _MOST_WEEKS = 4, 8, 42
_THIN, _HEAVY, _HEAVIEST = 20, 40, 70


def stated(text: str, section: Section, sentence: Extent) -> Iterator[Draft]:
    """The measures of a sentence, each with the standard term of its range."""
    plain = text[slice(*sentence)].casefold()
    sized = "bmi" in plain or "mass" in plain
    for match in _BMI.finditer(text, *sentence) if sized else ():
        if not _OLD.search(text, max(sentence.start, match.start() - 24), match.start()):
            yield _body_mass(text, match, section, sentence)
    counted = _WEEKS.search(plain) is not None
    for match in _GESTATION.finditer(text, *sentence) if counted else ():
        told = next(group for group in match.groups() if group).casefold()
        weeks = _COUNTED.get(told) or int(told)
        later = _LATER.search(text, max(sentence.start, match.start() - 32), match.start())
        before = text[max(sentence.start, match.start() - 32) : match.start()]
        earlier = match["visit"] and _EARLIER.search(before)
        past = match["beside"] and is_told_of_the_past(text, section, sentence, match)
        born = _BORN.search(before) and _POSTPARTUM.search(text)
        gone = later or earlier or past or born or _AGED.search(before) or _ANOTHERS.search(before)
        if _LEAST_WEEKS <= weeks <= _MOST_WEEKS and not gone:
            place = Extent(match.start("beside" if match["beside"] else 0), match.end())
            yield as_stated(place, gestation(weeks), section, sentence, "gestation")


def burnt(text: str, sections: Iterable[Section], sentences: Iterable[Extent]) -> Iterator[Draft]:
    """The share of the body that a document's burns cover, once (tabular list, T31)."""
    plain = text.casefold()
    if not holds(plain, _OF_BURNS) or not _BURN.search(text):
        return
    found = _SURFACE.search(text)
    if found is None:
        return
    percent = float(next(v for v in (found["percent"], found["after"], found["bare"]) if v))
    deep = _DEEP.search(text)
    third = float(deep["percent"] or deep["after"]) if deep and not _NONE.search(deep[0]) else 0.0
    section = next(s for s in sections if s.start <= found.start() < s.end)
    place = Extent(found.start(), found.end())
    sentence = next((e for e in sentences if e.start <= found.start() < e.end), place)
    yield as_stated(
        Extent(*found.span()), extent_of_burns(percent, third), section, sentence, "told"
    )


_TENTH, _MOST_BURNT = 10, 90


def extent_of_burns(percent: float, third: float) -> str:
    """The standard term for burns of so many percent of the body, by the share of third degree."""
    low = min(_MOST_BURNT, _TENTH * int(percent // _TENTH))
    if not low:
        return "burns involving less than 10% of body surface"
    deep = min(low, _TENTH * int(third // _TENTH))
    covered = "90% or more" if low == _MOST_BURNT else f"{low} {low + 9}%"
    depth = (
        "0% to 9%"
        if not deep
        else ("90% or more" if deep == _MOST_BURNT else f"{deep} {deep + 9}%")
    )
    return f"burns involving {covered} of body surface with {depth} third degree burns"


def _body_mass(text: str, match: re.Match[str], section: Section, sentence: Extent) -> Draft:
    """The measure as a percentile for age where the note gives one, else as the value itself."""
    found = _PERCENTILE.search(text, match.start(), min(sentence.end, match.end() + _PERCENTILE_AT))
    if found:
        return as_stated(
            Extent(*found.span()), percentile(float(found["percent"])), section, sentence, "bmi"
        )
    return as_stated(
        Extent(*match.span()), body_mass(float(match["value"])), section, sentence, "bmi"
    )


def is_percentile(term: str) -> bool:
    """Whether the standard term is a child's: by percentile, not by value."""
    return "percentile" in term


def percentile(percent: float) -> str:
    """The standard term for a child's percentile of the body mass index for age."""
    ranges = ((5, "less than 5th percentile"), (85, "5th percentile to less than 85th percentile"))
    for limit, words in (*ranges, (95, "85th percentile to less than 95th percentile")):
        if percent < limit:
            return f"body mass index bmi pediatric {words} for age"
    return _OVER_95


_OVER_95 = (
    "body mass index bmi pediatric 95th percentile for age"
    " to less than 120% of the 95th percentile for age"
)


def body_mass(value: float) -> str:
    """The standard term for an adult's body mass index, in kg/m²."""
    if value < _THIN:
        return "body mass index bmi 19.9 or less adult"
    if value >= _HEAVIEST:
        return "body mass index bmi 70 or greater adult"
    if value >= _HEAVY:
        low = 5 * int(value // 5) if value < 60 else 60
        return f"body mass index bmi {low}.0 {low + (9.9 if low == 60 else 4.9)} adult"
    whole = int(value)
    return f"body mass index bmi {whole}.0 {whole}.9 adult"


def gestation(weeks: int) -> str:
    """The standard term for completed weeks of gestation."""
    count = weeks if weeks >= _COUNTED_FROM else f"less than {_COUNTED_FROM}"
    return f"{count} weeks gestation of pregnancy"


def as_stated(place: Extent, term: str, section: Section, sentence: Extent, cue: str) -> Draft:
    """A draft of what the note states outright: nothing has to be asked of its assertion.

    Args:
        place: the words that state it.
        term: the standard term for it.
        section: where they stand.
        sentence: the sentence, or the words where they are more than one.
        cue: what sort of statement it is, by which it is weighed.
    """
    present = Judgement(Assertion.PRESENT, None, f"stated.{cue}")
    cues = frozenset({cue})
    return Draft(place, term, section, "stated", present, sentence, NOWHERE, cues, past=True)
