"""Injuries: the kind of harm and the part of the body, put together as the index lists them.

A coder looks up the main term (fracture, laceration, burn) and below it the site. Notes part the
two by side, shape and size ("a 3 cm gash over the dorsum of her right hand"), by commas ("fracture,
femoral shaft, left") and by sentences ("He caught his thumb in a door. There is a tuft fracture").
Sites without a head of their own go on with the kind before ("bruises of the hip and left knee").
Source: guidelines, section I.C.19; ``data/injuries.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from symphony.coding.details import side_words, sides
from symphony.coding.extractor.body_parts import (
    Found,
    Kind,
    finger,
    matched,
    table,
    titled,
    words_of,
)
from symphony.coding.extractor.injury_clauses import (
    Clause,
    Head,
    behind,
    bounds,
    clauses_of,
    heads_of,
    is_list,
)
from symphony.coding.extractor.page import NOWHERE
from symphony.coding.extractor.vertebrae import processes
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.words import Word, function_words


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
    around: Extent = NOWHERE
    """The earlier sentence that names the site or its side, where the sentence itself does not."""


class Before(NamedTuple):
    """An earlier sentence: where it stands, its text, and its words for sites and sides."""

    extent: Extent
    text: str
    words: frozenset[str]


def injuries(text: str, tokens: Sequence[Word], before: Sequence[Before] = ()) -> Iterator[Injury]:
    """The injuries that a sentence or title tells whose part of the body is told too.

    Args:
        text: the document.
        tokens: the words of the sentence.
        before: the earlier sentences that name a site, nearest first.
    """
    heads = list(heads_of(tokens))
    if not heads:
        return
    sentence = _Sentence(text, tokens, tuple(heads), tuple(clauses_of(tokens)), tuple(before))
    for head in heads:
        yield from sentence.injuries(head)


def site_words(tokens: Sequence[Word]) -> frozenset[str]:
    """The words for parts of the body and for sides that a sentence says."""
    found = words_of(tokens, 0, len(tokens)) if _may_be_sited(tokens) else frozenset()
    return (found & table().words) | sides(found) if found - {"dorsum"} else frozenset()


def _may_be_sited(tokens: Sequence[Word]) -> bool:
    """Whether any word is one for a part of the body or for a side."""
    words = _words_of_sites()
    return any(token.form in words for token in tokens)


@lru_cache(maxsize=1)
def _words_of_sites() -> frozenset[str]:
    """The words for parts of the body and for sides, and those that stand for them."""
    words = table().words | side_words()
    return words | {form for form, same in table().same.items() if same in words}


def says(injury: Injury, words: Sequence[str]) -> bool:
    """Whether the injury says all that a name of these words (normal forms) says."""
    passed = injury.words | _PLAIN | _ANYWHERE
    every = {table().same.get(form, form) for form in words if form not in side_words()}
    return not every - passed - function_words()


class _Site(NamedTuple):
    """The site of an injury: the part, the words around the head with it, and where they end."""

    found: Found | None
    own: frozenset[str]
    last: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its heads and clauses, and what stands before it."""

    text: str
    tokens: Sequence[Word]
    heads: tuple[Head, ...]
    clauses: tuple[Clause, ...]
    before: tuple[Before, ...]

    def injuries(self, head: Head) -> Iterator[Injury]:
        """The injuries that one head names: one, or one for every site of a list."""
        number = max(n for n, clause in enumerate(self.clauses) if clause.first <= head.first)
        first, last = bounds(head, self.heads, self.clauses[number])
        own = words_of(self.tokens, first, last)
        broken = list(processes(self._text(first, last))) if head.kind.name == "fracture" else []
        for term in broken:
            yield Injury(first, last, head.first, term, own | {"fracture"}, "fracture")
        needed = not head.kind.needs or self._says_any(head.kind.needs)
        if broken or own & head.kind.never or not needed:
            return
        head = head._replace(kind=self._meant(head.kind, own))
        following = behind(self.clauses[number + 1 :], self.heads)
        site = self._site(head, _Site(None, own, last), following)
        yield from self._sited(head, first, site, following)

    def _sited(
        self, head: Head, first: int, site: _Site, following: Sequence[Clause]
    ) -> Iterator[Injury]:
        found, own, last = site
        half, around = _is_half(own), NOWHERE
        bare = found is None and not half
        if found is None or half:
            found, around = self._carried(head, first, own) or (found, around)
        elif not sides(own):
            around = self._sided(found, first)
        if found is None:
            return
        told = self._text(first, last)
        side = sides(own) or next((sides(b.words) for b in self.before if sides(b.words)), own)
        made = self._made(head, found, own, told, side)
        named = self._named(head, found, own, (first, last))
        yield made._replace(first=named[0], last=named[1], bare=bare, around=around)
        for more in following:
            if more.first < last:
                continue
            if not is_list(self.tokens, more):
                return
            words = words_of(self.tokens, more.first, more.last)
            another = matched(head.kind, words | (own & _PORTIONS)) or matched(head.kind, words)
            if another is not None:
                made = self._made(head, another, words, told, sides(words) or side)
                yield made._replace(
                    first=more.first, last=more.last, head=more.first, around=around
                )

    def _site(self, head: Head, site: _Site, following: Sequence[Clause]) -> _Site:
        """The site in the head's own clause, or in what follows without a head of its own."""
        if head.verb:
            return site._replace(
                found=matched(head.kind, words_of(self.tokens, head.last, site.last))
            )
        site = site._replace(found=matched(head.kind, site.own))
        own = site.own
        for more in following[:_OPENINGS]:
            if more.joined != "," and site.found is not None:
                break
            wide = own | words_of(self.tokens, more.first, more.last)
            other = matched(head.kind, wide)
            if other is not None and (
                site.found is None or len(other.words) > len(site.found.words)
            ):
                site = _Site(other, wide, more.last)
        return site

    def _made(
        self, head: Head, found: Found, own: frozenset[str], told: str, side: frozenset[str]
    ) -> Injury:
        title = titled(head.kind, found, told, self._text(0, len(self.tokens)))
        term = " ".join([title.replace("{side}", _one(side)), *finger(found, own)])
        said = found.words | {token.form for token in self.tokens[head.first : head.last]}
        return Injury(head.first, head.last, head.first, term, said, head.kind.name)

    def _named(
        self, head: Head, found: Found, own: frozenset[str], among: tuple[int, int]
    ) -> tuple[int, int]:
        """The stretch from the first to the last word that names head, site or side."""
        parts, same = found.words | {"right", "left", "bilateral", "both"}, table().same
        forms = ((at, self.tokens[at].form) for at in range(*among))
        named = [at for at, f in forms if same.get(f, f) in parts and f in own | parts]
        every = (*named, head.first, head.last - 1)
        return min(every), max(every) + 1

    def _text(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def _says_any(self, words: frozenset[str]) -> bool:
        return any(token.form in words for token in self.tokens)

    def _meant(self, kind: Kind, own: frozenset[str]) -> Kind:
        """The kind of injury by what did it: a bite, a tumor, thin bone, an artificial joint."""
        kinds = table().kinds
        if kind.name in _OF_A_BITE and self._is_bitten():
            return kinds["bite"]
        if kind.name == "dislocation" and own & kinds["dislocated prosthesis"].needs:
            return kinds["dislocated prosthesis"]
        if kind.name == "pathologic":
            texts = (self._text(0, len(self.tokens)), self.text)
            causes = (c for told in texts for c, said in _SICK_BONE.items() if said.search(told))
            return kinds[next(causes, "pathologic")]
        return kind

    def _is_bitten(self) -> bool:
        """Whether an animal bit: its punctures and lacerations are the bite."""
        told = " ".join((self._text(0, len(self.tokens)), *(b.text for b in self.before)))
        return _BITTEN.search(told) is not None and _BITERS.search(told) is not None

    def _earlier(self, first: int) -> Iterator[Before]:
        """What stands before a head: its own sentence up to it, then the sentences before."""
        if first:
            said = site_words(self.tokens[:first])
            place = Extent(self.tokens[0].start, self.tokens[first - 1].end)
            yield Before(place, self.text[slice(*place)], said)
        yield from self.before

    def _sided(self, found: Found, first: int) -> Extent:
        """The nearest sentence before that names the site, or one of that limb, with a side."""
        own = found.words - _PORTIONS - {"phalanx"}
        limbs = [limb for limb in _LIMBS if limb & own]
        for each in self._earlier(first):
            same = own & each.words or any(limb & each.words for limb in limbs)
            if same and sides(each.words):
                return each.extent
        return NOWHERE

    def _carried(self, head: Head, first: int, own: frozenset[str]) -> tuple[Found, Extent] | None:
        """The site that stands before; only for a head without a site that the table lacks."""
        words = table().words
        known = _PLAIN | words | table().same.keys()
        leading = self.tokens[max(first, head.first - 2) : head.first]
        strange = any(not (t.form in known or t.form.isdigit()) for t in leading)
        of = head.last < len(self.tokens) and self.tokens[head.last].form == "of"
        if not head.kind.carried or head.verb or strange or (of and not own & words):
            return None
        for earlier in self._earlier(first):
            found = matched(head.kind, (own & words) | earlier.words)
            if found is not None and found.words & earlier.words:
                return found, earlier.extent
        return None


def _one(side: frozenset[str]) -> str:
    """The one side, in the words of the titles."""
    return next(iter(side)) if side in ({"left"}, {"right"}) else "unspecified"


_DIGITS = frozenset({"finger", "thumb", "toe", "hallux", "fingertip"})


def _is_half(own: frozenset[str]) -> bool:
    """Whether a phalanx is named, and not of which digit."""
    return bool(own & {"phalanx", "tuft"}) and not own & _DIGITS


_OPENINGS = 2
"""Clauses without a head behind the head's own that may still name its site."""
_PORTIONS = frozenset({"distal", "proximal", "shaft", "middle", "lateral", "medial"})
_LIMBS = (
    frozenset({"hand", "wrist", "forearm", "elbow", "arm", "shoulder", "finger", "thumb", "palm"})
    | {"radius", "ulna", "humerus", "scaphoid", "metacarpal", "olecranon", "clavicle"},
    frozenset({"foot", "ankle", "leg", "shin", "knee", "thigh", "hip", "toe", "heel", "forefoot"})
    | {"tibia", "fibula", "femur", "malleolus", "metatarsal", "calcaneus", "patella", "midfoot"},
)
"""What lies on one limb has one side."""

_OF_A_BITE = frozenset({"puncture", "laceration"})
_BITTEN = lazy(r"\b(?:bites?|bit|bitten)\b", re.IGNORECASE)
_BITERS = lazy(r"\b(?:dog|cat|animal|human|bat|raccoon|horse|rat)s?\b", re.IGNORECASE)
_SICK_BONE = {
    "neoplastic": lazy(
        r"\bmetasta|\bmets\b|\bmyeloma|\bcancer|\btumou?r|\bneoplas|\blymphoma|\bcarcinoma"
        r"|\bmalignan|\bsarcoma|\bplasmacytoma|\blytic",
        re.IGNORECASE,
    ),
    "osteoporotic": lazy(r"\bosteoporo", re.IGNORECASE),
}
"""What makes a bone break of itself (tabular list, M80 and M84.5)."""

_ANYWHERE = frozenset(
    {"bone", "joint", "wound", "skin", "traumatic", "tendon", "ligament", "muscle"}
)
"""Words of names that add nothing to a site."""
_PLAIN = function_words() | frozenset(
    {"acute", "small", "large", "deep", "superficial", "linear", "simple", "complex", "minor", "cm"}
    | {"mm", "closed", "open", "displaced", "nondisplaced", "comminuted", "transverse", "oblique"}
    | {"spiral", "hairline", "partial", "thickness", "full", "degree", "multiple", "several", "new"}
    | {"clean", "jagged", "isolated", "mild", "moderate", "severe", "there", "dog", "cat", "human"}
    | {"animal", "thermal", "scald", "grease", "avulsion", "his", "her", "their", "chip", "single"}
    | {"impacted", "buckle", "torus", "greenstick", "segmental", "angulated", "blistering", "show"}
    | {"right", "left", "both", "bilateral", "diagnosis", "impression", "assessment", "shows"}
    | {"reveal", "confirmed", "demonstrate", "sustained", "suffered", "stellate"}
)
"""Words before a head that name no site that the table lacks."""
