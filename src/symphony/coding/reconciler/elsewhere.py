"""Details that the note tells at another place than where it names the condition.

"Chronic kidney disease" in the problem list and "CKD stage 3b" in the history are one disease: the
coder takes the detail from wherever the provider wrote it (guidelines I.A.19, I.B.2, I.B.14).
``data/elsewhere*.toml`` say which codes leave what open, and which words tell it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import chain

from symphony.books.store import Release
from symphony.coding import past_attacks
from symphony.coding.case import Case
from symphony.coding.evidence import Evidence, accept
from symphony.coding.extractor.keyed import compiled
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.moved import moved
from symphony.coding.stages import Choice, Mention, Step
from symphony.encounter.fragments import joined
from symphony.encounter.model import Document, Setting
from symphony.language.patterns import lazy
from symphony.language.tables import toml

_FAR = 400
"""How far a sentence is followed to either side, in code points."""
_BEFORE = 60
"""How far before a detail a word may stand that denies it, in code points."""
_END = lazy(
    r"[.!?\n](?:(?<=[a-z0-9)%][.!?])(?=\s+[A-Z(])"
    r"|(?<=\n)(?:\s*\n|(?=\s*(?:[-*•#]|\d+[.)]))))"
)
_AFTER = 40
"""How far behind a detail such a word may stand, in code points."""
_DENIED = lazy(
    r"\b(?:no|not|never|denies|without|w/o|rule out|ruled out|if|risk of|cover|mother|father"
    r"|brother|sister|family|history of)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
_DOUBTED = lazy(
    r"\b(?:likely|probabl[ey]|possibl[ey]|suspect(?:ed)?|presum(?:ed|ably|ptive)|perhaps|maybe"
    r"|(?:may|might|could) (?:be|have|represent))\b[^.;,\n]{0,30}$|\?\s?$",
    re.IGNORECASE,
)
"""Before a detail: outside a stay a doubtful one is not coded (guideline IV.H)."""
_DENIED_WITHIN = lazy(r"\b(?:no|not|never|without|negative)\b|\bw/o", re.IGNORECASE)
_DENIED_BEHIND = lazy(
    r"[^.;,\n]*?\b(?:negative|neg|pending|unlikely|ruled out|excluded|swab|screen\w*|nares|coverage"
    r"|coloni[sz]\w+|was considered|not involved|uninvolved|spared|if (?:left|un\w+|not)"
    r"|(?:may|can|could|might) (?:follow|ensue|develop|result|occur|supervene))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Tell:
    said: str
    to: str


@dataclass(frozen=True, slots=True)
class _Detail:
    id: str
    code: str
    about: str
    tells: tuple[_Tell, ...]
    adds: bool = False
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    every: bool = False
    alone: bool = False
    never: str = ""


@dataclass(frozen=True, slots=True)
class _Details:
    detail: tuple[_Detail, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table, ready to be used."""

    detail: _Detail
    code: re.Pattern[str]
    heads: tuple[str, ...]
    """How a code of the row begins: the pattern is asked of such codes only."""


_FILES = (
    "elsewhere.toml",
    "elsewhere_mind.toml",
    "elsewhere_infection.toml",
    "elsewhere_cancer.toml",
    "elsewhere_chest.toml",
    "elsewhere_senses.toml",
    "elsewhere_organs.toml",
    "elsewhere_cause.toml",
)
"""The tables, in the order in which they are asked."""


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    folder = resources.files("symphony.coding.reconciler") / "data"
    return tuple(
        _Row(detail, lazy(detail.code), heads(detail.code))
        for name in _FILES
        for detail in toml(folder / name, _Details).detail
    )


_GROUP = lazy(r"\([^()]*\)")
_HEAD = lazy(r"^[A-Z0-9]*(?![?*+{])")
"""The letters with which a pattern begins, but for one that may be left out or come again."""


def heads(pattern: str) -> tuple[str, ...]:
    """The letters with which a text must begin for a pattern of codes to match it, by branch."""
    groups = 1
    while groups:  # the inner ones first; what is in a group is no branch
        pattern, groups = _GROUP.subn("[", pattern)
    return tuple("".join(_HEAD.findall(branch)) for branch in pattern.split("|"))


def completed(
    case: Case, codes: Sequence[Choice], mentions: dict[int, Mention]
) -> tuple[Choice, ...]:
    """The choices, with what other sentences of the note tell of their conditions.

    Args:
        case: the encounter and the open book.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    found = list(codes)
    seen: _Seen = {}
    called = {at for choice in found for at in _fitting(choice.code)}
    for at, row in enumerate(_rows()):
        if at not in called:
            continue
        fitting = [n for n, choice in enumerate(found) if at in _fitting(choice.code)]
        if not fitting or not _holds(row.detail, found):
            continue
        if row.detail.alone and len(fitting) > 1:
            continue
        for number in fitting:
            for made in _tellings(case, row, found[number], mentions, seen):
                called |= _fitting(made.code)
                if not row.detail.adds:
                    found[number] = made
                elif all(choice.code != made.code for choice in found):
                    found.append(made)
    return tuple(found)


@lru_cache(maxsize=16384)
def _fitting(code: str) -> frozenset[int]:
    """The rows of the table, by their numbers, that are of the code."""
    return frozenset(
        at
        for at, row in enumerate(_rows())
        if code.startswith(row.heads) and row.code.fullmatch(code)
    )


def _holds(detail: _Detail, codes: Iterable[Choice]) -> bool:
    every = [choice.code for choice in codes]
    if any(code.startswith(detail.unless) for code in every):
        return False
    return not detail.beside or any(code.startswith(detail.beside) for code in every)


def _tellings(
    case: Case, row: _Row, choice: Choice, mentions: dict[int, Mention], seen: "_Seen"
) -> Iterator[Choice]:
    """The choice with the detail that the note tells first, or with every one that it tells."""
    never = row.detail.never
    if never and any(compiled(never).search(d.text) for d in case.encounter.documents):
        return
    possible = [
        (compiled(tell.said), code)
        for tell in row.detail.tells
        if _is_complete(case.release, code := row.code.sub(tell.to, choice.code))
        and case.scope.allows(code)
    ]
    found: set[str] = set()
    asked: set[tuple[str, int, int]] = set()
    for document, start, end in _stretches(case, row, choice, mentions, seen):
        place = (document.id, start, end)
        if place in asked:  # several mentions stand in one sentence
            continue
        asked.add(place)
        text = joined(document.text)
        for said, code in possible:
            match = None if code in found else said.search(text, start, end)
            if match and not (_is_denied(text, start, match) or _is_open(case, text, start, match)):
                yield _changed(case, choice, code, accept(document, *match.span()))
                found.add(code)
                if not row.detail.every:
                    return


def _is_denied(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether words before, within or behind the detail deny it, or leave it open."""
    first, last = match.span()
    return bool(
        _DENIED.search(text, max(start, first - _BEFORE), first)
        or _DENIED_WITHIN.search(match[0])
        or _DENIED_BEHIND.match(text, last, last + _AFTER)
        or past_attacks.tells(text, first, last)
    )


def _is_open(case: Case, text: str, start: int, match: re.Match[str]) -> bool:
    """Whether words before the detail, or within it, leave it open, and this is no stay."""
    if case.encounter.setting is Setting.INPATIENT:
        return False
    first = max(start, match.start() - _BEFORE)
    last = max(match.start(), match.start() + match[0].rfind(" "))
    return any(_DOUBTED.search(text, first, end) for end in (match.start(), last))


def _is_complete(release: Release, code: str) -> bool:
    entry = release.code(code)
    return entry is not None and entry.billable


_Stretch = tuple[Document, int, int]
_Seen = dict[tuple[str, int, int, bool], _Stretch]
"""The sentences that were found already, by the places in them: many rows ask for the same."""


def _stretches(
    case: Case, row: _Row, choice: Choice, mentions: dict[int, Mention], seen: _Seen
) -> Iterator[_Stretch]:
    """The sentences that name the condition, with one that goes on, then those about it."""
    documents = {document.id: document for document in case.encounter.documents}
    # What the clinician makes of it now before what was told of earlier days.
    named = sorted(
        (mentions[number] for number in choice.mentions),
        key=lambda mention: mention.evidence.section not in ASSESSED,
    )
    for place in chain.from_iterable((m.evidence, *m.detail[:1], *m.around) for m in named):
        document = documents[place.document]
        yield _found(seen, document, place.start, place.end, more=True)
    for document in case.encounter.documents:
        for match in compiled(row.detail.about).finditer(document.text):
            yield _found(seen, document, match.start(), match.end(), more=False)


def _found(seen: _Seen, document: Document, start: int, end: int, *, more: bool) -> _Stretch:
    """The sentence around a place, looked for once."""
    key = (document.id, start, end, more)
    if key not in seen:
        seen[key] = _sentence(document, start, end, more=more)
    return seen[key]


def _sentence(document: Document, start: int, end: int, *, more: bool) -> _Stretch:
    """The sentence around a place, with the next one where more is wanted."""
    text = joined(document.text)
    before = max((m.end() for m in _END.finditer(text, max(0, start - _FAR), start)), default=None)
    first = max(0, start - _FAR) if before is None else before
    last = _until(text, end)
    return (document, first, _until(text, last + 1) if more and _goes_on(text, last) else last)


def _until(text: str, start: int) -> int:
    stop = _END.search(text, start, start + _FAR)
    return stop.start() if stop else min(len(text), start + _FAR)


_SAME = lazy(
    r"[.!?]\s+(?:It|Its|They|These|This|Now|Currently|Stage|Severity|Which|Cause|The cause)\b"
)


def _goes_on(text: str, end: int) -> bool:
    """Whether the next sentence speaks of the same thing."""
    return _SAME.match(text, end) is not None


def _changed(case: Case, choice: Choice, code: str, evidence: Evidence) -> Choice:
    entry = case.release.code(code)
    title = entry.title if entry else ""
    step = Step("tabular", f"{choice.code} → {code} {title}")
    why = f"elsewhere the note says {evidence.text!r}"
    return moved(choice, code, title, step=step, why=why, evidence=(evidence,))
