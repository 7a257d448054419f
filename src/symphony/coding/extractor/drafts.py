"""What is seen in a document before it is weighed: every name of a condition, where and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.cues import SentenceCues
from symphony.coding.extractor.problem_lines import ProblemLine, holds_problems, problem_lines
from symphony.coding.vocabulary import Vocabulary
from symphony.encounter.assertion import Judgement, SentenceContext
from symphony.encounter.sections import Section, sections
from symphony.encounter.sentences import Extent, sentences
from symphony.language.ambiguous import ambiguous
from symphony.language.lexicon import lexicon, lexicon_by_bag, may_be_abbreviation
from symphony.language.tables import toml
from symphony.language.words import Word, bag, forms, phrase, words


@dataclass(frozen=True, slots=True)
class Draft:
    """A name of a condition at one place of one document.

    ``role`` is ``prose``, or the part it plays in a problem's title: ``problem``, ``with``,
    ``cause`` or ``tail``. ``sentence`` is the sentence or title that names it, ``around`` the
    paragraph below a title (empty for prose).
    """

    extent: Extent
    term: str
    section: Section
    role: str
    judgement: Judgement
    sentence: Extent
    around: Extent
    cues: frozenset[str] = frozenset()
    """Kinds of cue around it (``cues.py``)."""

    @property
    def concept(self) -> str:
        """What is the same condition wherever it is named: the standard term's bag of words."""
        return concept(self.term)


@lru_cache(maxsize=16384)
def concept(term: str) -> str:
    """The bag of words of the standard term that the lexicon gives, or of the term itself."""
    entry = lexicon().get(phrase(term)) or lexicon_by_bag().get(bag(term))
    return bag(entry.term if entry else term)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Words that tell what kind of thing a name names (``data/kinds.toml``)."""

    symptom: frozenset[str]
    status: frozenset[str]
    never: frozenset[str]

    def of(self, term: str) -> str:
        """``symptom``, ``status`` or ``diagnosis``."""
        every = set(forms(term))
        if every & self.status:
            return "status"
        return "symptom" if every & self.symptom else "diagnosis"


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """The words of ``data/kinds.toml``, in normal form."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "kinds.toml", Kinds)
    never = frozenset(phrase(name) for name in read.never)
    return Kinds(read.symptom, read.status, never)


def drafts(text: str, vocabulary: Vocabulary) -> Iterator[Draft]:
    """Every name of a condition in a document, in reading order."""
    for section in sections(text):
        taken: list[Extent] = []
        if holds_problems(section):
            for line in problem_lines(text, section):
                found = list(_titled(text, section, line, vocabulary))
                if found:
                    taken.append(line.title)
                yield from found
        yield from _prose(text, section, taken, vocabulary)


def _prose(
    text: str, section: Section, taken: list[Extent], vocabulary: Vocabulary
) -> Iterator[Draft]:
    around = frozenset(forms(text[section.start : section.end]))
    for sentence in sentences(text, section.body_start, section.end):
        tokens = _tokens(text, sentence)
        context: SentenceContext | None = None
        cues: SentenceCues | None = None
        for hit in vocabulary.hits(tokens):
            extent = Extent(tokens[hit.first].start, tokens[hit.last - 1].end)
            term = _term(hit.phrase, text[extent.start : extent.end], around)
            if not term or _inside(extent, taken):
                continue
            if context is None or cues is None:
                context = SentenceContext(text, sentence, section.kind)
                cues = SentenceCues(tokens)
            judgement = context.judge(extent)
            yield Draft(
                extent,
                term,
                section,
                "prose",
                judgement,
                sentence,
                around=Extent(0, 0),
                cues=cues.of(hit.first),
            )


def _term(found: str, written: str, around: frozenset[str]) -> str:
    """What a phrase of the vocabulary names where it is written so; "" where no condition."""
    if found in kinds().never:
        return ""
    several = ambiguous().get(found)
    if several is not None:
        return several.term(written, around)
    entry = lexicon().get(found)
    return written if entry is None or may_be_abbreviation(written, entry) else ""


def _inside(extent: Extent, taken: list[Extent]) -> bool:
    return any(t.start <= extent.start and extent.end <= t.end for t in taken)


def _tokens(text: str, extent: Extent) -> list[Word]:
    return [
        Word(w.form, w.start + extent.start, w.end + extent.start, w.breaks)
        for w in words(text[extent.start : extent.end])
    ]


def _titled(
    text: str, section: Section, line: ProblemLine, vocabulary: Vocabulary
) -> Iterator[Draft]:
    context = SentenceContext(text, line.title, section.kind)
    around = frozenset(forms(text[section.start : section.end]))
    for role, extent in title_parts(text, line.title, vocabulary):
        term = text[extent.start : extent.end]
        if phrase(term) in kinds().never:
            continue
        several = ambiguous().get(phrase(term))
        if several is not None:
            term = several.term(term, around) or several.default
            if not term:
                continue
        judgement = context.judge(extent)
        yield Draft(extent, term, section, role, judgement, line.title, line.body)


@dataclass(frozen=True, slots=True)
class _Joints:
    coordinate: tuple[str, ...]
    accompany: tuple[str, ...]
    cause: tuple[str, ...]
    tail: tuple[str, ...]


@lru_cache(maxsize=1)
def _joints() -> dict[tuple[str, ...], str]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "joints.toml", _Joints)
    return {
        forms(joint): role
        for role, joints in (
            ("problem", read.coordinate),
            ("with", read.accompany),
            ("cause", read.cause),
            ("tail", read.tail),
        )
        for joint in joints
    }


def title_parts(text: str, title: Extent, vocabulary: Vocabulary) -> list[tuple[str, Extent]]:
    """The problems that a title names: ``(role, extent)``; one, where it names one thing.

    A title is cut at a word that joins two conditions ("and", "with", "due to", "likely") when
    there is a known name on both sides of it and none that spans it.
    """
    tokens = _tokens(text, title)
    hits = vocabulary.hits(tokens)
    if not hits:
        return [("problem", title)]
    parts: list[tuple[str, Extent]] = []
    role, first = "problem", 0
    for at, length, joined in _joined(text, tokens):
        spanned = any(hit.first < at + max(length, 1) and at < hit.last for hit in hits)
        left = any(first <= hit.first and hit.last <= at for hit in hits)
        right = any(hit.first >= at + length for hit in hits)
        if (not spanned and left and right) or (joined == "tail" and at > first and not spanned):
            parts.append((role, _extent(tokens, first, at)))
            role, first = joined, at + length
    if first < len(tokens):
        parts.append((role, _extent(tokens, first, len(tokens))))
    return parts


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


def _extent(tokens: list[Word], first: int, last: int) -> Extent:
    return Extent(tokens[first].start, tokens[last - 1].end)
