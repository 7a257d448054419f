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
from symphony.coding.extractor.vertebrae import processes
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
    words: frozenset[str]
    """What it says: the words of its head and its site."""
    kind: str
    bare: bool = False
    """Whether the sentence itself names no site at all."""
    around: Extent = Extent(0, 0)
    """The earlier sentence that names the site or its side, where the sentence itself does not."""


class Before(NamedTuple):
    """An earlier sentence: where it stands, its text, and its words for sites and sides."""

    extent: Extent
    text: str
    words: frozenset[str]


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


_ANYWHERE = frozenset(
    {"bone", "joint", "wound", "skin", "traumatic", "tendon", "ligament", "muscle"}
)
"""Words of names that add nothing to a site."""
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


def injuries(text: str, tokens: Sequence[Word], before: Sequence[Before] = ()) -> Iterator[Injury]:
    """The injuries that a sentence or title tells whose part of the body is told too.

    Args:
        text: the document.
        tokens: the words of the sentence.
        before: the earlier sentences that name a site, nearest first.
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
    before: Sequence[Before],
) -> Iterator[Injury]:
    number = max(n for n, clause in enumerate(clauses) if clause.first <= head.first)
    first, last = _bounds(tokens, head, heads, clauses[number])
    own = _words(tokens, first, last)
    if head.kind.name == "fracture":
        place = text[tokens[first].start : tokens[last - 1].end]
        broken = list(processes(place))
        for term in broken:
            said = own | {head.kind.name}
            yield Injury(first, last, head.first, term, said, head.kind.name)
        if broken:
            return
    if own & head.kind.never:
        return
    if head.kind.name in _OF_A_BITE and _bitten(text, tokens, before):
        head = head._replace(kind=_kind("bite"))
    behind = _behind(clauses[number + 1 :], heads)
    found = _matched(head.kind, _words(tokens, head.last, last) if head.verb else own)
    until = last
    for more in () if head.verb else behind[:_OPENINGS]:
        if more.joined != "," and found is not None:
            break
        wide = own | _words(tokens, more.first, more.last)
        other = _matched(head.kind, wide)
        if other is not None and (found is None or len(other.words) > len(found.words)):
            found, own, until = other, wide, more.last
    around, bare = Extent(0, 0), found is None and not _is_half(own)
    if found is None or _is_half(own) or not sides(own):
        carried = _carried(tokens, head, first, own, _earlier(text, tokens, first, before))
        if carried is not None and (
            found is None or _is_half(own) or _same_site(found, carried[0])
        ):
            found, around = (carried[0] if found is None or _is_half(own) else found), carried[1]
    if found is None:
        return
    stretch = (
        text[tokens[first].start : tokens[until - 1].end],
        text[tokens[0].start : tokens[-1].end],
    )
    yield _made(tokens, head, found, own, stretch, (first, until), around)._replace(bare=bare)
    for more in behind:
        if more.first >= until and not _is_list(tokens, more):
            return
        words = _words(tokens, more.first, more.last)
        another = _matched(head.kind, words | (own & _PORTIONS)) or _matched(head.kind, words)
        if more.first >= until and another is not None:
            made = _made(tokens, head, another, words, stretch, (more.first, more.last), around)
            yield made._replace(first=more.first, last=more.last, head=more.first)


_OF_A_BITE = frozenset({"puncture", "laceration"})
_BITTEN = re.compile(r"\b(?:bites?|bit|bitten)\b", re.IGNORECASE)
_BITERS = re.compile(r"\b(?:dog|cat|animal|human|bat|raccoon|horse|rat)s?\b", re.IGNORECASE)


@lru_cache(maxsize=4)
def _kind(name: str) -> _Kind:
    return next(kind for found in _table().heads.values() for _, kind in found if kind.name == name)


def _bitten(text: str, tokens: Sequence[Word], before: Sequence[Before]) -> bool:
    """Whether an animal bit: its punctures and lacerations are the bite."""
    told = " ".join((text[tokens[0].start : tokens[-1].end], *(b.text for b in before)))
    return _BITTEN.search(told) is not None and _BITERS.search(told) is not None


def _earlier(
    text: str, tokens: Sequence[Word], first: int, before: Sequence[Before]
) -> Iterator[Before]:
    """What stands before a head: its own sentence up to it, then the sentences before."""
    if first:
        said = site_words(tokens[:first])
        place = Extent(tokens[0].start, tokens[first - 1].end)
        yield Before(place, text[slice(*place)], said)
    yield from before


def _same_site(found: _Found, other: _Found) -> bool:
    """Whether a site named before is the one named now, told with its side."""
    return bool((found.words - _PORTIONS - {"phalanx"}) & other.words)


_PORTIONS = frozenset({"distal", "proximal", "shaft", "middle", "lateral", "medial"})


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


_IN_PLACE = frozenset({"open", "in", "alone", "on", "to", "untreated", "home"})
"""What something is left in, which is no side."""
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
        if form == "left" and behind in _IN_PLACE and ahead in _BE:
            continue
        if form in _MEASURED and (ahead.isdigit() or ahead in _NUMBERS):
            continue
        if ahead not in _NOT_AFTER.get(form, ()):
            found.add(form)
    return frozenset(found)


_BE = frozenset({"was", "were", "is", "be", "and", "been"})
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


_DIGITS = frozenset({"finger", "thumb", "toe", "hallux", "fingertip"})


def _is_half(own: frozenset[str]) -> bool:
    """Whether a phalanx is named, and not of which digit."""
    return bool(own & {"phalanx", "tuft"}) and not own & _DIGITS


def _carried(
    tokens: Sequence[Word],
    head: _Head,
    first: int,
    own: frozenset[str],
    before: Iterator[Before],
) -> tuple[_Found, Extent] | None:
    """The site that stands before; only for a head without another site than the table's."""
    known = _PLAIN | _table().words | _table().same.keys()
    strange = [
        t.form for t in tokens[max(first, head.first - 2) : head.first] if t.form not in known
    ]
    follows = tokens[head.last].form if head.last < len(tokens) else ""
    if not head.kind.carried or head.verb or any(not f.isdigit() for f in strange):
        return None
    if follows == "of" and not own & _table().words:
        return None
    for earlier in before:
        found = _matched(head.kind, (own & _table().words) | earlier.words)
        if found is not None and found.words & earlier.words:
            return found, earlier.extent
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
    stretch: tuple[str, str],
    bounds: tuple[int, int],
    around: Extent,
) -> Injury:
    """The injury with its term; ``stretch`` are its own words and its whole sentence."""
    aspects = [name for name, said in _table().aspects.items() if said.search(stretch[1])]
    grade = _GRADE.search(stretch[0]) or _GRADE.search(stretch[1])
    if grade and found.part.grades:
        said = grade["grade"].casefold()
        aspects.insert(0, found.part.grades[(_ROMAN.get(said) or int(said)) - 1])
    title = _title(head.kind, found.part, " ".join(aspects))
    degrees = (name for told in stretch for name, said in _DEGREES if said.search(told))
    title = title.replace("{degree}", next(degrees, "unspecified"))
    title = title.replace("{foreign}", "with" if _FOREIGN.search(stretch[1]) else "without")
    parts = found.words | {"right", "left", "bilateral", "both"}
    same = _table().same
    named = [
        at
        for at in range(*bounds)
        if same.get(tokens[at].form, tokens[at].form) in parts and tokens[at].form in own | parts
    ]
    named.extend((head.first, head.last - 1))
    term = " ".join([title, *_finger(found, own)])
    said = found.words | {token.form for token in tokens[head.first : head.last]}
    kind = head.kind.name
    return Injury(min(named), max(named) + 1, head.first, term, said, kind, around=around)


def kinds_in(words: Sequence[str]) -> frozenset[str]:
    """The kinds of injury that a name of these words (normal forms) is of."""
    found = (
        kind.name for form in words for name, kind in _table().heads.get(form, ()) if len(name) == 1
    )
    return frozenset(found)


def _finger(found: _Found, own: frozenset[str]) -> list[str]:
    """The name of the finger that the note calls otherwise ("long finger", "pinky")."""
    if "finger" not in found.words:
        return []
    every = found.words | own
    named = [name for name, words in _FINGERS.items() if every & {*words}]
    return [name for name in named if name not in own or len(named) == 1][:1]


def says(injury: Injury, words: Sequence[str]) -> bool:
    """Whether the injury says all that a name of these words (normal forms) says."""
    passed = injury.words | _PLAIN | _ANYWHERE
    every = {_table().same.get(form, form) for form in words if not sides((form,))}
    return not every - passed - function_words()


def place_of(tokens: Sequence[Word], injury: Injury) -> Extent:
    """Where the injury stands in the document."""
    return Extent(tokens[injury.first].start, tokens[injury.last - 1].end)
