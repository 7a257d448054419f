"""Injuries: the kind of harm and the part of the body, put together as the index lists them.

A coder looks up the main term (fracture, laceration, burn) and below it the site. Notes part the two
by side, shape and size ("a 3 cm gash over the dorsum of her right hand"), by commas ("fracture,
femoral shaft, left") and by sentences ("He caught his thumb in a door. There is a tuft fracture").
Sites without a head of their own go on with the kind before ("contusions of the hip and left knee").
Source: guidelines, section I.C.19; ``data/injuries.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.coding.details import sides
from symphony.encounter.sentences import Extent
from symphony.language.tables import toml
from symphony.language.words import Word, forms, function_words


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    words: tuple[str, ...]
    title: str = ""
    group: str = ""
    verb: frozenset[str] = frozenset()
    carried: bool = False
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    words: tuple[str, ...]
    place: str = ""
    places: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    kind: tuple[_Kind, ...]
    same: dict[str, tuple[str, ...]]
    aspect: dict[str, str]
    part: tuple[_Part, ...]


class Injury(NamedTuple):
    """An injury in a sentence: its words (indices, end exclusive), its head and its term."""

    first: int
    last: int
    head: int
    """The word that names the kind."""
    term: str


class _Table(NamedTuple):
    heads: dict[str, tuple[tuple[tuple[str, ...], _Kind], ...]]
    same: dict[str, str]
    parts: tuple[tuple[frozenset[str], _Part], ...]
    words: frozenset[str]
    aspects: dict[str, re.Pattern[str]]


class _Head(NamedTuple):
    first: int
    last: int
    kind: _Kind
    verb: bool


class _Clause(NamedTuple):
    first: int
    last: int
    joined: str
    """The word before it, or "," for a mark."""


class _Found(NamedTuple):
    part: _Part
    words: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "injuries.toml", _File)
    same = {
        forms(word)[0]: " ".join(forms(name)) for name, words in read.same.items() for word in words
    }
    heads: dict[str, list[tuple[tuple[str, ...], _Kind]]] = {}
    for kind in read.kind:
        for words in kind.words:
            heads.setdefault(forms(words)[0], []).append((forms(words), kind))
    parts = [
        (frozenset(same.get(form, form) for form in forms(words)), part)
        for part in read.part
        for words in part.words
    ]
    return _Table(
        {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in heads.items()},
        same,
        tuple(parts),
        frozenset[str]().union(*(words for words, _ in parts)),
        {name: re.compile(told, re.IGNORECASE) for name, told in read.aspect.items()},
    )


_PARTING = frozenset(
    {"and", "or", "with", "plus", "but", "who", "which", "that", "when", "after", "while", "from"}
    | {"due", "by", "without", "then", "where", "as", "was", "is", "were", "has", "had", "because"}
    | {"against", "onto", "no"}
)
"""Words at which a new clause begins."""
_LISTING = frozenset({"and", "or", "plus", ","})
_OPENINGS = 2
"""Clauses without a head behind the head's own that may still name its site."""
_PLAIN = function_words() | frozenset(
    {"acute", "small", "large", "deep", "superficial", "linear", "simple", "complex", "minor", "cm"}
    | {"mm", "closed", "open", "displaced", "nondisplaced", "comminuted", "transverse", "oblique"}
    | {"spiral", "hairline", "partial", "thickness", "full", "degree", "multiple", "several", "new"}
    | {"clean", "jagged", "isolated", "mild", "moderate", "severe", "there", "small", "dog", "cat"}
    | {"human", "animal", "thermal", "scald", "grease", "avulsion", "his", "her", "their", "chip"}
    | {"impacted", "buckle", "torus", "greenstick", "segmental", "angulated", "blistering"}
    | {
        "right",
        "left",
        "both",
        "bilateral",
        "diagnosis",
        "impression",
        "assessment",
        "shows",
        "show",
    }
    | {"reveal", "confirmed", "demonstrate", "sustained", "suffered", "single", "cat", "stellate"}
)
"""Words before a head that name no site that the table lacks."""


def injuries(
    text: str, tokens: Sequence[Word], before: Sequence[tuple[str, frozenset[str]]] = ()
) -> Iterator[Injury]:
    """The injuries that a sentence or title tells whose part of the body is told too.

    Args:
        text: the document.
        tokens: the words of the sentence.
        before: the earlier sentences, nearest first: the text, and its words (``site_words``).
    """
    heads = list(_heads(tokens))
    if not heads:
        return
    clauses = list(_clauses(tokens))
    for head in heads:
        yield from _of_head(text, tokens, head, heads, clauses, before)


def site_words(tokens: Sequence[Word]) -> frozenset[str]:
    """The words for parts of the body and for sides that a sentence says."""
    found = _words(tokens, 0, len(tokens))
    return (found & _table().words) | sides(found) if found - {"dorsum"} else frozenset()


def _heads(tokens: Sequence[Word]) -> Iterator[_Head]:
    at = 0
    while at < len(tokens):
        for words, kind in _table().heads.get(tokens[at].form, ()):
            last = at + len(words)
            if tuple(token.form for token in tokens[at:last]) == words and not _is_about(
                tokens, last
            ):
                yield _Head(at, last, kind, " ".join(words) in kind.verb)
                at = last - 1
                break
        at += 1


_ABOUT = frozenset(
    {"clinic", "risk", "precaution", "unit", "center", "protocol", "care", "blister"}
)


def _is_about(tokens: Sequence[Word], last: int) -> bool:
    return last < len(tokens) and not tokens[last].breaks and tokens[last].form in _ABOUT


def _clauses(tokens: Sequence[Word]) -> Iterator[_Clause]:
    first, joined = 0, ""
    for at, token in enumerate(tokens):
        if token.form in _PARTING:
            yield _Clause(first, at, joined)
            first, joined = at + 1, token.form if at > first or joined != "," else ","
        elif token.breaks and at > first:
            yield _Clause(first, at, joined)
            first, joined = at, ","
    yield _Clause(first, len(tokens), joined)


def _of_head(
    text: str,
    tokens: Sequence[Word],
    head: _Head,
    heads: Sequence[_Head],
    clauses: Sequence[_Clause],
    before: Sequence[tuple[str, frozenset[str]]],
) -> Iterator[Injury]:
    number = next(
        n for n, c in enumerate(clauses) if c.first <= head.first < max(c.last, c.first + 1)
    )
    clause = clauses[number]
    first, last = _bounds(tokens, head, heads, clause)
    own = _words(tokens, first, last)
    if own & head.kind.never:
        return
    behind = _behind(clauses[number + 1 :], heads)
    found = _matched(head.kind, own if not head.verb else _words(tokens, head.last, last))
    until = last
    if not head.verb:
        wide = own
        for more in behind[:_OPENINGS]:
            if more.joined != "," and found is not None:
                break
            wide |= _words(tokens, more.first, more.last)
            other = _matched(head.kind, wide)
            if other is not None and (found is None or len(other.words) > len(found.words)):
                found, own, until = other, wide, more.last
    if found is None and number and not head.verb and head.kind.name != "fracture":
        lead = clauses[number - 1]
        if not any(lead.first <= other.first < lead.last for other in heads):
            found = _matched(head.kind, _words(tokens, lead.first, lead.last))
            first = lead.first if found else first
            own |= _words(tokens, lead.first, lead.last)
    side = sides(own)
    if found is None or _is_half(found, own):
        carried = _carried(tokens, head, first, own, before)
        if carried is not None:
            found, there = carried
            side = side or there
    if found is None:
        return
    told = _stretch(text, tokens, before=first, after=max(until, last), whole=True)
    yield _made(tokens, head, found, own, side, told, first, max(until, last))
    for more in behind:
        if more.first < until or not _is_list(tokens, more):
            if more.first >= until:
                return
            continue
        words = _words(tokens, more.first, more.last)
        another = _matched(head.kind, words | (own & _PORTIONS)) or _matched(head.kind, words)
        if another is None:
            return
        yield _made(
            tokens,
            head,
            another,
            words,
            sides(words) or side,
            told,
            more.first,
            more.last,
            alone=True,
        )


_PORTIONS = frozenset({"distal", "proximal", "shaft"})


def _bounds(
    tokens: Sequence[Word], head: _Head, heads: Sequence[_Head], clause: _Clause
) -> tuple[int, int]:
    """The words around a head that are its own: to the next head and no further than the clause."""
    floor = max((h.last for h in heads if h.last <= head.first), default=0)
    ceiling = min((h.first for h in heads if h.first >= head.last), default=len(tokens))
    return max(clause.first, floor), min(max(clause.last, head.last), ceiling)


def _behind(clauses: Sequence[_Clause], heads: Sequence[_Head]) -> list[_Clause]:
    """The clauses that follow, up to the next one with a head of its own."""
    found: list[_Clause] = []
    for clause in clauses:
        if any(clause.first <= head.first < clause.last for head in heads):
            break
        found.append(clause)
    return found


def _is_list(tokens: Sequence[Word], clause: _Clause) -> bool:
    """Whether a clause is one more site of a list and nothing else."""
    passed = _table().words | function_words()
    every = [token.form for token in tokens[clause.first : clause.last]]
    plain = all(_table().same.get(f, f) in passed or sides((f,)) for f in every)
    return clause.joined in _LISTING and bool(every) and plain


_MEASURED = frozenset({"foot"})
_DOMINANT = frozenset({"dominant", "dominance", "dominated", "side"})
_NOT_AFTER = {
    "hand": {"outstretched", "other"},
    "mouth": {"by"},
    "dorsum": {"came", "come", "go", "went", "and"},
}


def _words(tokens: Sequence[Word], first: int, last: int) -> frozenset[str]:
    """The words of a stretch, with one word for what is the same; none of another sense."""
    found: set[str] = set()
    for at in range(first, last):
        form = _table().same.get(tokens[at].form, tokens[at].form)
        behind = tokens[at + 1].form if at + 1 < len(tokens) else ""
        ahead = tokens[at - 1].form if at else ""
        if form == "hand" and behind in _DOMINANT:
            continue
        if form in _MEASURED and (ahead.isdigit() or ahead in _NUMBERS):
            continue
        if ahead not in _NOT_AFTER.get(form, ()):
            found.add(form)
    return frozenset(found)


_NUMBERS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "ten", "twelve", "few"}
)


@lru_cache(maxsize=4096)
def _matched(kind: _Kind, words: frozenset[str]) -> _Found | None:
    """The part of most words among those that have a title for the kind."""
    fits = [
        _Found(part, named)
        for named, part in _table().parts
        if named <= words and _title(kind, part, "") and kind.name not in named
    ]
    return max(fits, key=lambda fit: len(fit.words), default=None)


def _is_half(found: _Found, own: frozenset[str]) -> bool:
    return "phalanx" in own and not own & {"finger", "thumb", "toe", "hallux"} and bool(found)


def _carried(
    tokens: Sequence[Word],
    head: _Head,
    first: int,
    own: frozenset[str],
    before: Sequence[tuple[str, frozenset[str]]],
) -> tuple[_Found, frozenset[str]] | None:
    """The part that an earlier sentence names, and its side; only for a head without another site."""
    known = _PLAIN | _table().words | _table().same.keys()
    strange = [
        t.form for t in tokens[max(first, head.first - 2) : head.first] if t.form not in known
    ]
    follows = tokens[head.last].form if head.last < len(tokens) else ""
    if not head.kind.carried or head.verb or any(not f.isdigit() for f in strange):
        return None
    if follows == "of" and not own & _table().words:
        return None
    for _, words in before:
        found = _matched(head.kind, (own & _table().words) | words)
        if found is not None and found.words & words:
            return found, sides(words)
    return None


_GRADE = re.compile(r"\bgrade\s*(?P<grade>i{1,3}|iv|v|[1-5])\b", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_DEGREES = (
    ("third", re.compile(r"\bthird|\b3(?:rd|°)|\bfourth|\bfull[- ]thickness", re.IGNORECASE)),
    (
        "second",
        re.compile(r"\bsecond|\b2(?:nd|°)|\bpartial[- ]thickness|\bblister", re.IGNORECASE),
    ),
    ("first", re.compile(r"\bfirst|\b1(?:st|°)|\bsuperficial|\bsunburn", re.IGNORECASE)),
)
_FOREIGN = re.compile(
    r"\b(?:with|has|had) (?:an? |the |several |small )*(?:retained |embedded |visible )?"
    r"(?:foreign bod|glass|gravel|wood|metal|debris)"
    r"|\b(?:retained|embedded)\b|\b(?:glass|gravel|metal|wood|pieces?) (?:in it|inside)",
    re.IGNORECASE,
)


def _title(kind: _Kind, part: _Part, aspects: str) -> str:
    """The words of the titles for a kind of injury to a part, with what is told beside."""
    for aspect in aspects.split():
        if f"{kind.name} {aspect}" in part.terms:
            return part.terms[f"{kind.name} {aspect}"]
    if kind.name in part.terms:
        return part.terms[kind.name]
    if not kind.title:
        return ""
    for aspect in aspects.split():
        if f"{kind.group} {aspect}" in part.places:
            return kind.title.replace("{place}", part.places[f"{kind.group} {aspect}"])
    place = part.places.get(kind.group, part.place)
    return kind.title.replace("{place}", place) if place else ""


_FINGERS = {
    "index": ("index", "second"),
    "middle": ("middle", "long", "third"),
    "ring": ("ring", "fourth"),
    "little": ("lesser", "fifth"),
}


def _made(
    tokens: Sequence[Word],
    head: _Head,
    found: _Found,
    own: frozenset[str],
    side: frozenset[str],
    told: str,
    first: int,
    last: int,
    *,
    alone: bool = False,
) -> Injury:
    aspects = [name for name, said in _table().aspects.items() if said.search(told)]
    grade = _GRADE.search(told)
    if grade and found.part.grades:
        said = grade["grade"].casefold()
        aspects.insert(0, found.part.grades[(_ROMAN.get(said) or int(said)) - 1])
    title = _title(head.kind, found.part, " ".join(aspects))
    degree = next((name for name, said in _DEGREES if said.search(told)), "unspecified")
    foreign = "with" if _FOREIGN.search(told) else "without"
    title = title.replace("{degree}", degree).replace("{foreign}", foreign)
    more = [name for name, words in _FINGERS.items() if "finger" in found.words and own & {*words}]
    more = [name for name in more if name != "middle" or len(more) == 1]
    joined = " ".join([title, *more, *side])
    named = [
        at
        for at in range(first, last)
        if _table().same.get(tokens[at].form, tokens[at].form) in found.words
    ]
    if not alone:
        named.extend((head.first, head.last - 1))
    if alone:
        return Injury(first, last, first, joined)
    return Injury(min(named), max(named) + 1, head.first, joined)


def _stretch(text: str, tokens: Sequence[Word], *, before: int, after: int, whole: bool) -> str:
    """The text of a sentence from one word to another, or all of it."""
    if whole:
        return text[tokens[0].start : tokens[-1].end]
    return text[tokens[before].start : tokens[after - 1].end]


def place_of(tokens: Sequence[Word], injury: Injury) -> Extent:
    """Where the injury stands in the document."""
    return Extent(tokens[injury.first].start, tokens[injury.last - 1].end)
