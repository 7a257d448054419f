"""Chapter 15: the phase of childbearing decides the code, and the chapter comes before the others.

Source: guidelines, sections I.C.15.a.1 (chapter 15 has precedence; the others say more), I.C.15.a.3
(the trimester, or childbirth where the delivery occurs in the admission), I.C.15.a.6 (which fetus).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.moved import moved
from symphony.coding.reason import Reason
from symphony.coding.stages import Choice, Exclusion, Mention, Step
from symphony.coding.validator.places import MOTHERS, holds
from symphony.encounter.childbearing import Childbearing, childbearing, is_incidental
from symphony.encounter.person import patient
from symphony.encounter.visit import is_report
from symphony.language.patterns import lazy
from symphony.language.tables import toml

_WEEKS = lazy(r"Z3A\.(?P<weeks>\d\d)")
_WEEKS_OPEN = "Z3A.00"
"""Weeks that nobody told: nothing is added by a code for them."""
_NO_WEEKS = frozenset({"00", "49"})
_AXIS = lazy(
    r"[,;]?\s*(?:(?:complicating|in|associated with) (?:the )?pregnancy, childbirth,? (?:and"
    r"|or) the puerperium"
    r"|(?P<trimester>first|second|third|unspecified) trimester"
    r"|(?:complicating|in|during) (?P<birth>childbirth|labor)\b(?! and)"
    r"|(?:complicating|in|associated with) (?:the )?(?P<after>puerperium)"
    r"|(?:complicating|in|of|associated with) (?P<before>pregnancy)(?=,|$))",
    re.IGNORECASE,
)
_PARENTHESES = lazy(r"[(\[][^()\[\]]*[)\]]")
_OWN_PHASE = lazy(r"\b(?:post-?partum|puerper\w+)\b", re.IGNORECASE)
_FETUS = lazy(r"\b(?:twin|baby|fetus|infant|triplet)s? (?P<which>[ABC]|[123])\b", re.IGNORECASE)
_PARTS = lazy(r"[,;.]|\band\b|&")
_NUMBERS = {"a": "1", "b": "2", "c": "3"}
_SCAR_IN_PREGNANCY, _SCAR = "O34.2", "Z98.891"
"""The scar of a former cesarean, which a name gives without asking for a pregnancy."""
_DELIVERIES = frozenset({"O80", "O82"})
"""What only the admission of the delivery has (I.C.15.n)."""
_MOTHERS_FROM = 9
"""Years of age from which a patient may be with child (Medicare code editor, maternity)."""
_TERM = 37
"""Completed weeks of gestation from which labor is no longer preterm."""
_REPORT = 900
"""From this length, in code points, a report tells of other times than the pregnancy too."""
_NUMBERED = lazy(r", (?:not applicable or unspecified|(?:other )?fetus(?: [1-5])?)$")
"""How titles end that tell which fetus it is, if they tell it."""


@dataclass(frozen=True, slots=True)
class _Place:
    codes: tuple[str, ...]
    under: str
    beside: bool
    after: str | None = None
    birth: str | None = None
    term: str | None = None


_OF_GESTATION = lazy(
    r"gestation|pregnan|gravid|\biup\b|intrauterine|\bE?GA\b"
    r"|\d ?w(?:ee)?k?s? ?\d|\d[ +]\d/7|\d\+\d",
    re.IGNORECASE,
)
"""What the words of a week of gestation hold: "see in 12 weeks" tells none."""


@dataclass(frozen=True, slots=True)
class _File:
    place: tuple[_Place, ...]


def of_childbearing(
    release: Release, case: Case, choices: Sequence[Choice], mentions: dict[int, Mention]
) -> tuple[list[Choice], list[Exclusion]]:
    """The choices for where the patient stands, each condition with its code of chapter 15."""
    person = patient(case.encounter)
    told = [choice for choice in choices if _is_of_gestation(choice, mentions)]
    weeks = max((w for choice in told if (w := _weeks(choice))), default=None)
    stand = childbearing(case.encounter, weeks)
    apart = is_incidental(case.encounter) and not any(c.code[0] == "O" for c in choices)
    if person.sex == "M" or apart:
        stand = Childbearing(None)
    if apart:
        why = "I.C.15.a.1: the pregnancy is incidental"
        choices = [_as(release, c, "Z33.1", why) if _weeks(c) else c for c in choices]
    child = person.age_years is not None and person.age_years < _MOTHERS_FROM
    hers = MOTHERS if child else ()
    left = [c for c in choices if _is_of_a_birth(c.code, stand) or c.code.startswith(hers)]
    kept = [choice for choice in choices if choice not in left]
    lost = any("O00" <= choice.code[:3] <= "O08" for choice in kept)
    if not lost:
        kept = [each for c in kept for each in _placed(release, case, c, stand, mentions)]
    return kept, [_not_now(choice) for choice in left]


def _is_for_readers(case: Case) -> bool:
    """Whether the encounter is a case report of some length."""
    long = sum(len(document.text) for document in case.encounter.documents) >= _REPORT
    return long and is_report(case.encounter)


def _is_of_a_birth(code: str, stand: Childbearing) -> bool:
    """Whether the code is of a birth that is not of this encounter."""
    other = stand.phase != "childbirth" and code in _DELIVERIES
    return code == _WEEKS_OPEN or other or (stand.phase is None and "O60" <= code[:3] <= "O77")


def _not_now(choice: Choice) -> Exclusion:
    return Exclusion(
        mention=choice.mentions[0],
        reason=Reason.HISTORICAL,
        evidence=choice.evidence[:1],
        text=choice.evidence[0].text,
        code=choice.code,
        rule="validator.chapter15",
        citation="guidelines I.C.15: of a birth, and the note tells of none at this encounter",
    )


def _is_of_gestation(choice: Choice, mentions: dict[int, Mention]) -> bool:
    return any(_OF_GESTATION.search(mentions[number].term) for number in choice.mentions)


def _weeks(choice: Choice) -> int | None:
    found = _WEEKS.fullmatch(choice.code)
    return int(found["weeks"]) if found and found["weeks"] not in _NO_WEEKS else None


def _placed(
    release: Release,
    case: Case,
    choice: Choice,
    stand: Childbearing,
    mentions: dict[int, Mention],
) -> Iterator[Choice]:
    if stand.phase is None and choice.code.startswith(_SCAR_IN_PREGNANCY):
        yield _as(release, choice, _SCAR, "I.C.15.a.1: the note tells of no pregnancy")
        return
    if choice.code[0] == "O" or choice.code.startswith("Z34"):
        code = _in_time(release, choice, _own(choice, stand))
        fetus = _of_parity(release, case, _of_fetus(release, case, choice, code))
        yield _as(release, choice, fetus, "I.C.15.a.3: the phase of childbearing")
        return
    place = _place(choice.code) if stand.phase is not None else None
    if place is None or (place.beside and _is_for_readers(case)):
        yield choice
        return
    found = _code(release, place, stand)
    told = all(mentions[m].kind == "status" for m in choice.mentions)
    if found is None or (told and choice.code[0] not in "ZF"):
        yield choice
        return
    if place.beside:
        yield choice
    yield _as(release, choice, found, "I.C.15.a.1: chapter 15 comes first")


def _in_time(release: Release, choice: Choice, stand: Childbearing) -> str:
    """The code of chapter 15 for the phase, also where another place has it (labor, eclampsia)."""
    place = _place(choice.code) if stand.phase is not None else None
    elsewhere = _code(release, place, stand) if place else None
    return elsewhere or in_phase(release, choice.code, stand)


def _own(choice: Choice, stand: Childbearing) -> Childbearing:
    """The phase that the mention itself says, where it arose after the birth."""
    if stand.phase is None:
        return Childbearing("pregnancy")
    if stand.phase == "childbirth" and _OWN_PHASE.search(choice.evidence[0].text):
        return Childbearing("puerperium")
    return stand


def _as(release: Release, choice: Choice, code: str, why: str) -> Choice:
    entry = release.code(code)
    if entry is None or code == choice.code:
        return choice
    step = Step("guideline", f"{why} → {code}")
    return replace(moved(choice, code, entry.title, step=step, why=why), alternatives=())


def _place(code: str) -> _Place | None:
    return next((place for place in _places() if holds(place.codes, code)), None)


@lru_cache(maxsize=1)
def _places() -> tuple[_Place, ...]:
    source = resources.files("symphony.coding.validator") / "data" / "chapter15.toml"
    return toml(source, _File).place


def _code(release: Release, place: _Place, stand: Childbearing) -> str | None:
    """The code of the place for the phase; None where it has none."""
    elsewhere = {"childbirth": place.birth, "puerperium": place.after}.get(stand.phase or "")
    if stand.phase == "pregnancy" and (stand.weeks or 0) >= _TERM:
        elsewhere = place.term
    if elsewhere is not None:
        return elsewhere or None
    if not place.under:
        return None
    whole = release.code(place.under)
    if whole is not None and whole.billable:
        return whole.code
    by_axis: dict[str, Code] = {}
    for code in _below(release, place.under):
        by_axis.setdefault(_axis(code.title), code)
    found = next((by_axis[axis] for axis in _wanted(stand) if axis in by_axis), None)
    return found.code if found else None


@lru_cache(maxsize=256)
def _below(release: Release, under: str) -> tuple[Code, ...]:
    return tuple(code for code in release.descendants(under) if code.billable)


def _wanted(stand: Childbearing) -> tuple[str, ...]:
    """The axes that fit, the best first."""
    of_time = (stand.trimester or "unspecified", "unspecified", "pregnancy")
    if stand.phase == "puerperium":
        return ("puerperium",)
    return ("childbirth", *of_time) if stand.phase == "childbirth" else of_time


def in_phase(release: Release, code: str, stand: Childbearing) -> str:
    """The code of the same condition for the phase of childbearing; itself where there is none.

    Args:
        release: the books.
        code: a code of chapter 15, or of Z34.
        stand: where the patient stands.
    """
    entry = release.code(code)
    if entry is None or not _axis(entry.title):
        return code
    same = _conditions(release).get(_core(entry.title), {})
    wanted = _wanted(stand)
    if stand.trimester is None and _axis(entry.title) in _TRIMESTERS:
        wanted = tuple(axis for axis in wanted if axis in {"childbirth", "puerperium"})
    return next((same[axis] for axis in wanted if axis in same), code)


_TRIMESTERS = frozenset({"first", "second", "third"})


@lru_cache(maxsize=4)
def _conditions(release: Release) -> dict[str, dict[str, str]]:
    """Every condition that the books divide by the phase: its codes by the phase."""
    found: dict[str, dict[str, str]] = {}
    categories = (*(f"O{number:02d}" for number in range(100)), "O9A", "Z34")
    for code in (each for category in categories for each in _below(release, category)):
        axis = _axis(code.title)
        if axis:
            found.setdefault(_core(code.title), {}).setdefault(axis, code.code)
    return {core: by_axis for core, by_axis in found.items() if len(by_axis) > 1}


@lru_cache(maxsize=8192)
def _axis(title: str) -> str:
    """The trimester or phase that a title names last, "" for none."""
    found = ""
    for match in _AXIS.finditer(title):
        if match["trimester"]:
            return match["trimester"].casefold()
        named = {"birth": "childbirth", "after": "puerperium", "before": "pregnancy"}
        found = next((axis for group, axis in named.items() if match[group]), found)
    return found


@lru_cache(maxsize=8192)
def _core(title: str) -> str:
    """The condition that a title names, without its phase and without what is in parentheses."""
    plain = _PARENTHESES.sub(" ", _AXIS.sub(" ", title))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def _of_fetus(release: Release, case: Case, choice: Choice, code: str) -> str:
    """The code for the fetus that the words beside the mention name (guideline I.C.15.a.6)."""
    entry = release.code(code)
    if entry is None or _NUMBERED.search(entry.title) is None:
        return code
    which = _fetus_beside(case, choice) or "0"
    numbered = f"{code[:-1]}{which}"
    return numbered if release.code(numbered) else code


def _of_parity(release: Release, case: Case, code: str) -> str:
    """The code of a supervision for a first pregnancy or a further one, as the note counts them."""
    by_parity = next((codes for head, codes in _PARITY.items() if code.startswith(head)), None)
    if by_parity is None:
        return code
    texts = [document.text for document in case.encounter.documents]
    found = next((m for text in texts if (m := _GRAVIDA.search(text))), None)
    if found is None:
        return code.replace(*_UNTOLD) if code.startswith(_UNTOLD[0]) else code
    first = found["count"] == "1" or found["first"] is not None
    parity = f"{by_parity[0 if first else 1]}{code[-1]}"
    return parity if release.code(parity) else code


_GRAVIDA = lazy(
    r"\bG(?:ravida)? ?(?P<count>\d{1,2})(?= ?[,/]? ?P)|\bgravida (?P<grav>[2-9])\b"
    r"|\b(?P<first>primi(?:gravid|p)\w*|nullip\w*|first (?:pregnancy|baby))\b"
    r"|\b(?:multi(?:gravid|p)\w*|(?:second|third|fourth) (?:pregnancy|baby))\b",
    re.IGNORECASE,
)
_PARITY = {
    "Z34.0": ("Z34.0", "Z34.8"),
    "Z34.9": ("Z34.0", "Z34.8"),
    "O09.51": ("O09.51", "O09.52"),
    "O09.52": ("O09.51", "O09.52"),
    "O09.61": ("O09.61", "O09.62"),
    "O09.62": ("O09.61", "O09.62"),
}
"""The places of a first and of a further pregnancy (Z34, O09.5, O09.6)."""
_UNTOLD = ("Z34.0", "Z34.9")
"""Which it is, is not told: a "first" of the trimester is none of the pregnancy."""


def _fetus_beside(case: Case, choice: Choice) -> str:
    place = choice.evidence[0]
    text = next(d.text for d in case.encounter.documents if d.id == place.document)
    line = text.rfind("\n", 0, place.start) + 1
    start = max((m.end() for m in _PARTS.finditer(text, line, place.start)), default=line)
    stop = _PARTS.search(text, place.end)
    part = text[start : stop.start() if stop else len(text)].partition("\n")[0]
    named = [m["which"].casefold() for m in _FETUS.finditer(part)]
    return _NUMBERS.get(named[-1], named[-1]) if named else ""
