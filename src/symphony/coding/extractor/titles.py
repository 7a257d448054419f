"""The problems that a title names, each in the words to look up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.coding.details import core, side_words
from symphony.coding.extractor.caused import by_drug
from symphony.coding.extractor.drafts import HISTORY_OF, kinds, standard
from symphony.coding.extractor.drugs import blames_drug
from symphony.coding.extractor.gestational import without_weeks
from symphony.coding.extractor.operated import without_operation
from symphony.coding.extractor.shared_site import Opening, is_wear, opening_site, with_opening_site
from symphony.coding.extractor.sites import may_have_site, sites
from symphony.coding.extractor.stretches import stretch
from symphony.coding.navigator import past
from symphony.coding.vocabulary import Hit, Vocabulary
from symphony.encounter.chronic import is_chronic
from symphony.encounter.sentences import Extent
from symphony.language.ambiguous import ambiguous
from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import Word, forms, words


class Part(NamedTuple):
    """A part of a title: its role (``problem``, ``with``, ``cause``, ``tail``) and its words."""

    role: str
    extent: Extent
    known: bool
    """Whether a name of the vocabulary stands in it."""
    name: str
    """What to look up: its words, or the known name in them."""
    said: Extent
    """Where the known names in it stand, of which the title says that they are there or not."""


@dataclass(frozen=True, slots=True)
class _Joints:
    coordinate: tuple[str, ...]
    accompany: tuple[str, ...]
    cause: tuple[str, ...]
    tail: tuple[str, ...]
    drop: tuple[str, ...]
    opening: tuple[str, ...]


@lru_cache(maxsize=1)
def _read() -> _Joints:
    return toml(resources.files("symphony.coding.extractor") / "data" / "joints.toml", _Joints)


@lru_cache(maxsize=1)
def _openings() -> frozenset[tuple[str, ...]]:
    """What a title may open with before its problem: words of doubt, and of certainty."""
    return frozenset(map(forms, (*_read().tail, *_read().opening)))


@lru_cache(maxsize=1)
def _joints() -> dict[tuple[str, ...], str]:
    read = _read()
    return {
        forms(joint): role
        for role, joints in (
            ("problem", read.coordinate),
            ("with", read.accompany),
            ("cause", read.cause),
            ("tail", read.tail),
            ("drop", read.drop),
        )
        for joint in joints
    }


def title_parts(text: str, title: Extent, vocabulary: Vocabulary) -> list[Part]:
    """The problems that a title names; one, where it names one thing.

    A title is cut at a word that joins two conditions ("and", "with", "due to", "likely") when
    there is a known name on both sides of it and none that spans it; what follows a word for what
    was done about the problem ("on", "status post") is left off where no condition stands there.
    """
    title = without_weeks(text, without_operation(text, title))
    tokens = words(text, *title)
    hits = vocabulary.hits(tokens)
    if _is_name(tuple(token.form for token in tokens), vocabulary):
        return [_part(text, tokens, _Piece("problem", 0, len(tokens)), vocabulary)]
    bare = " ".join(_without_levels(tokens))
    if bare and vocabulary.knows(core(tuple(bare.split(" ")))):
        return [Part("problem", title, known=True, name=bare, said=title)]
    if not hits:
        return [Part("problem", title, known=False, name=text[slice(*title)], said=title)]
    parts: list[_Piece] = []
    first = _opening(tokens)
    role = "problem"
    opening = opening_site([_side(text, token) or token.form for token in tokens])
    for at, length, joined in _joined(text, tokens):
        begins = any(hit.first == at for hit in hits)
        after = at if begins else at + length
        across = [
            hit
            for hit in hits
            if hit.first < max(after, at + 1) and at < hit.last and hit.first != at
        ]
        own = bool(across) and _has_own(hits, across, vocabulary.hits(tokens[after:]))
        spanned = bool(across) and not own
        left = own or any(first <= hit.first and hit.last <= at for hit in hits)
        left = left or (bool(parts) and _named_by_site(tokens[first:at], opening, vocabulary))
        right = own or any(hit.first >= after for hit in hits)
        right = right or _named_by_site(tokens[after : after + _KIND], opening, vocabulary)
        drug = joined == "cause" and blames_drug(tokens[at + length :])
        if spanned or at <= first or not (left or joined == "tail"):
            continue
        if not length and _inverted(tokens, first, at, vocabulary):
            continue
        if joined == "drop":
            parts.append(_Piece(role, first, at))
            role, first = ("with" if right else "drop"), after
        elif (left and right) or joined == "tail" or drug:
            parts.append(_Piece(role, first, at, by_drug=drug))
            role, first = ("drop" if drug else joined), after
    parts.append(_Piece(role, first, len(tokens)))
    kept = [
        _part(text, tokens, piece, vocabulary)
        for piece in parts
        if piece.first < piece.last
        and piece.role != "drop"
        and not _only_qualifies(tokens[piece.first : piece.last])
    ]
    return _under_one_site(text, kept, vocabulary) if len(kept) > 1 else kept


def _under_one_site(text: str, parts: Sequence[Part], vocabulary: Vocabulary) -> list[Part]:
    """The parts of a title with the site that it opens with, where they name none of their own."""
    opening = opening_site(
        [_side(text, word) or word.form for word in words(text, *parts[0].extent)]
    )
    found = [parts[0]]
    for part in parts[1:]:
        own = part.name if part.role in _LISTED else _worn(part)
        name = with_opening_site(own, opening, vocabulary) if own else ""
        found.append(part._replace(name=name, known=True) if name else part)
    return found


def _worn(part: Part) -> str:
    """The wear of a joint to which a title puts its pain down; "" where it names another cause."""
    first = re.split(r",|\band\b", part.name, maxsplit=1)[0].strip()
    return first if part.role == "cause" and is_wear(first) else ""


def _named_by_site(tokens: Sequence[Word], opening: Opening, vocabulary: Vocabulary) -> bool:
    """Whether words are a name by the site that opens the title ("cervical ... and stenosis")."""
    every = [token.form for token in tokens]
    ends = range(1, len(every) + 1) if opening.words else ()
    return any(with_opening_site(" ".join(every[:end]), opening, vocabulary) for end in ends)


_LISTED = frozenset({"problem", "with"})


def _has_own(hits: Sequence[Hit], across: Sequence[Hit], after: Sequence[Hit]) -> bool:
    """Whether names that span a joint only borrow the site of the one before.

    "Diabetic ulcer of the toe with osteomyelitis" names two things, and not first of all a toe's.
    """
    before = all(any(hit.last <= span.first for hit in hits) for span in across)
    return before and bool(after) and after[0].first == 0


_LEVEL = lazy(r"[ctls]\d{1,2}")


def _without_levels(tokens: Sequence[Word]) -> list[str]:
    """The words without the levels of the spine ("L4-5 disc herniation"); none if it has none."""
    kept: list[str] = []
    level = False
    for token in tokens:
        own = _LEVEL.fullmatch(token.form) is not None
        if not own and not (level and token.form.isdigit()):
            kept.append(token.form)
            level = False
        else:
            level = True
    return kept if len(kept) < len(tokens) else []


def _inverted(tokens: Sequence[Word], first: int, at: int, vocabulary: Vocabulary) -> bool:
    """Whether the words after a comma only say which kind it is ("cirrhosis, alcoholic")."""
    before = [token.form for token in tokens[first:at]]
    for end in range(min(at + _KIND, len(tokens)), at, -1):
        after = [token.form for token in tokens[at:end]]
        parted = any(token.breaks for token in tokens[at + 1 : end])
        if not parted and vocabulary.knows((*before, *after)) and not set(after) <= set(before):
            return True
    return False


_QUALIFYING = frozenset(
    {"mild", "moderate", "severe", "early", "intermediate", "advanced", "stable", "active"}
    | {"inactive", "improved", "worse", "od", "os", "ou", "eye", "grade", "stage"}
)


def _only_qualifies(tokens: Sequence[Word]) -> bool:
    """Whether the words only say how far something has come, and on which side."""
    return all(token.form in _QUALIFYING or token.form in side_words() for token in tokens)


_KIND = 3
"""The most words that say the kind."""


class _Piece(NamedTuple):
    """A stretch of a title's words (indices, end exclusive) between two joints."""

    role: str
    first: int
    last: int
    by_drug: bool = False


def _is_name(words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Whether the words are one name as a whole, with or without side and state.

    "Anemia, likely iron deficiency" is no such name: the word parts what is known from a guess.
    """
    if vocabulary.knows(words):
        return True
    doubted = any(_joints().get((word,)) == "tail" for word in words)
    return not doubted and vocabulary.knows(core(words))


def _opening(tokens: Sequence[Word]) -> int:
    """How many words at the beginning say how sure all that follows is ("R/O", "confirmed")."""
    for length in range(min(_LONG, len(tokens) - 1), 0, -1):
        if tuple(token.form for token in tokens[:length]) in _openings():
            return length
    return 0


_LONG = 4
"""The most words of an opening."""


def _part(text: str, tokens: list[Word], piece: _Piece, vocabulary: Vocabulary) -> Part:
    cut, whole = _name_end(text, tokens, piece.first, piece.last, vocabulary)
    words = tokens[piece.first : cut]
    extent = stretch(tokens, piece.first, cut)
    hits = vocabulary.hits(words)
    name = text[slice(*extent)]
    for other in (_signed(text, extent), by_drug(name) if piece.by_drug else name):
        if other != name and _is_name(forms(other), vocabulary):
            return Part(piece.role, extent, known=True, name=other, said=extent)
    inner: Hit | None = None
    if not whole and hits and past.condition(tuple(word.form for word in words)) is None:
        inner = _longest(text, words, hits)
        name = _inner(text, words, inner) if inner else name
    elif had := _had(words, vocabulary):
        name = _of_past(text, extent, had, whole=whole)
    saying = [hit for hit in hits if hit.phrase not in kinds().never | kinds().generic]
    telling = [inner] if inner else [h for h in hits if not _is_word(text, words, h)] or hits
    said = extent if whole or not hits else stretch(words, telling[0].first, telling[-1].last)
    return Part(piece.role, extent, known=whole or bool(saying), name=name, said=said)


def _is_word(text: str, tokens: Sequence[Word], hit: Hit) -> bool:
    """Whether it is an everyday word, an abbreviation in capitals only ("as needed")."""
    several = ambiguous().get(hit.phrase)
    written = text[tokens[hit.first].start : tokens[hit.last - 1].end]
    return several is not None and not several.is_written(written)


_SIGN = lazy(r"(?<=[A-Za-z0-9])\s?([+\u2212-])(?=[\s/,;)]|$)")


def _signed(text: str, extent: Extent) -> str:
    """The words with signs of a result written out: "HR+/HER2-"."""
    told = text[extent.start : extent.end + 1]
    if not _SIGN.search(told):
        return text[slice(*extent)]
    return _SIGN.sub(lambda sign: " positive " if sign[1] == "+" else " negative ", told).strip(
        " ,;)/"
    )


def _longest(text: str, words: Sequence[Word], hits: Sequence[Hit]) -> Hit | None:
    """The longest known name of several words in a title that is none itself."""
    hit = max(hits, key=lambda each: each.last - each.first)
    quiet = hit.first == 0 and _QUIET.match(text, words[hit.last - 1].end)
    return hit if hit.last - hit.first >= _SEVERAL or quiet else None


def _inner(text: str, words: Sequence[Word], hit: Hit) -> str:
    """A known name within a title that is none itself, with the side and site of the title."""
    inner = text[words[hit.first].start : words[hit.last - 1].end]
    sides = [side for word in words if (side := _side(text, word))]
    where = sorted(sites(word.form for word in words)) if may_have_site(inner) else []
    return " ".join([*dict.fromkeys(sides), inner, *where])


_FORMERLY = lazy(
    r"(?:remote|distant|childhood)\b"
    r"|.*\b(?:resolved|cured|gone|healed|eradicated|recovered|outgr(?:own|ew)|no longer"
    r"|childhood|infancy|(?:as an?|when) (?:\w+ )?(?:child|infant|baby|teen\w*|boy|girl|young\w*)"
    r"|years? ago|in (?:19|20)\d\d|in the (?:remote |distant )?past"
    r"|off (?:all )?(?:med\w*|treatment|therapy)|no recurrence|in (?:\w+ )?college)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What shows that a history is of something that is over, though it is a thing that lasts."""
_SINCE = lazy(
    r"\b(?:last|latest|most recent|diagnosed|dx|onset|started|since|exacerbations?|flares?"
    r"|attacks?)\b[^,;.\n]*",
    re.IGNORECASE,
)
"""What tells when it began or last flared, and not that it is over."""
_REMARK = 60
"""How far behind the name a remark may stand that it is over."""
_HISTORY = lazy(r"(?:\w+ ){0,2}(?:history|hx|h/o)\b", re.IGNORECASE)


def _had(words: Sequence[Word], vocabulary: Vocabulary) -> Extent | None:
    """Where the condition stands that the words call a history ("Hx of gout, last flare: May")."""
    opening = past.opening(tuple(word.form for word in words))
    own = vocabulary.hits(words[opening:]) if opening else ()
    if not own:
        return None
    known = next(iter(vocabulary.hits(words)), own[0])
    if known.first == 0 and known.last >= opening + own[0].last:
        return stretch(words, 0, known.last)
    return stretch(words, opening + own[0].first, opening + own[0].last)


def _of_past(text: str, part: Extent, had: Extent, *, whole: bool) -> str:
    """The name of what a title calls a history: itself where it lasts, without what follows it.

    "History of COPD" names a disease that is there (guideline IV.I; data/chronic.toml), "history of
    pneumonia in 2020" one that was (I.C.21.c.4).
    """
    name, written = text[slice(*had)], text[slice(*part)]
    if had.start == part.start:
        return written if whole else name
    if not _HISTORY.match(written):
        return written if whole else text[part.start : had.end]
    history = f"{HISTORY_OF}{name}"
    if (is_chronic(name) or is_chronic(standard(name))) and standard(history) == history:
        line = text[part.start : had.end + _REMARK].split("\n", maxsplit=1)[0]
        return history if _FORMERLY.match(_SINCE.sub(" ", line)) else name
    return written if whole else history


_QUIET = lazy(r",? (?:now )?in (?:\w+ ){0,3}remission\b", re.IGNORECASE)
"""What follows a short name, of which it is no part ("RA in remission")."""
_SEVERAL = 2
_LETTERS = {"R": "right", "L": "left"}


def _side(text: str, word: Word) -> str:
    """The side that a word tells, "R" and "L" written out; "" for another word."""
    if word.form in side_words():
        return word.form
    return _LETTERS.get(text[word.start : word.end], "")


def _name_end(
    text: str, tokens: list[Word], first: int, last: int, vocabulary: Vocabulary
) -> tuple[int, bool]:
    """Where the name ends: at the last comma up to which the words are one known name."""
    ends = [last, *(at for at in range(last - 1, first, -1) if _comma(text, tokens, at))]
    for end in ends:
        if _is_name(tuple(token.form for token in tokens[first:end]), vocabulary):
            return end, True
    return last, False


def _comma(text: str, tokens: Sequence[Word], at: int) -> bool:
    return any(mark in text[tokens[at - 1].end : tokens[at].start] for mark in ",([")


def _joined(text: str, tokens: list[Word]) -> Iterator[tuple[int, int, str]]:
    """Joints between words: index of the word, how many words it takes, role of what follows."""
    joints = _joints()
    longest = max(len(joint) for joint in joints)
    at = 1
    while at < len(tokens):
        for length in range(min(longest, len(tokens) - at), 0, -1):
            role = joints.get(tuple(token.form for token in tokens[at : at + length]))
            if role is not None:
                yield at, length, role
                at += length
                break
        else:
            between = text[tokens[at - 1].end : tokens[at].start]
            if any(mark in between for mark in ",;/+&"):
                yield at, 0, "problem"
            at += 1
