"""What is seen in a document before it is weighed: a name of a condition, where and how."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from symphony.coding.details import side_words
from symphony.coding.navigator import past
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.chronic import is_chronic
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.ambiguous import ambiguous
from symphony.language.lexicon import lexicon, lexicon_by_bag, may_be_abbreviation
from symphony.language.tables import toml
from symphony.language.words import bag, bag_of, forms, phrase


@dataclass(frozen=True, slots=True)
class Draft:
    """A name of a condition at one place of one document.

    ``role`` is ``prose``, the part it plays in a problem's title (``problem``, ``with``, ``cause``
    or ``tail``), or ``stated`` for what is no name of a condition (a drug, a measure, a mechanism).
    ``sentence`` is the sentence or title that names it, ``around`` the paragraph below a title
    (empty for prose). ``past`` says that the term is for something over or for a state.
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
    past: bool = False

    @property
    def concept(self) -> str:
        """What is the same condition wherever it is named: the standard term's bag of words."""
        return concept(self.term)

    @property
    def kind(self) -> str:
        """``symptom``, ``status`` or ``diagnosis``, by the standard term."""
        return "status" if self.past else kind(self.term)

    @property
    def named(self) -> bool:
        """Whether it is a name of a condition that is known."""
        return self.role != "stated" and "unnamed" not in self.cues

    @property
    def opens(self) -> bool:
        """Whether its sentence is the first of its section."""
        return self.sentence.start - self.section.body_start < _BEGINS

    @property
    def kept(self) -> bool:
        """Whether it is a state that bears on all care, and is reported wherever it is told."""
        social = self.section.kind == "social_history"
        cured = (
            self.past and self.judgement.assertion is Assertion.HISTORICAL and is_cancer(self.term)
        )
        return cured or (self.past and kinds().status.is_kept(standard(self.term), social=social))


_BEGINS = 4
"""Code points between a heading and the first sentence under it."""


@lru_cache(maxsize=16384)
def standard(term: str) -> str:
    """The standard term that the lexicon gives, or the term itself.

    The side is passed over in the name of a state or history ("hx of right breast cancer").
    """
    entry = lexicon().get(phrase(term)) or lexicon_by_bag().get(bag(term))
    if entry is not None:
        return entry.term
    every = forms(term)
    sideless = [word for word in every if word not in side_words()]
    if 0 < len(sideless) < len(every):
        entry = lexicon().get(" ".join(sideless)) or lexicon_by_bag().get(bag_of(sideless))
    return entry.term if entry and kinds().status.name(entry.term) else term


_CANCER = frozenset(
    {
        "cancer",
        "carcinoma",
        "melanoma",
        "lymphoma",
        "sarcoma",
        "leukemia",
        "adenocarcinoma",
        "malignant",
        "myeloma",
    }
)


def is_cancer(term: str) -> bool:
    """Whether the term names a malignancy; its history is reported (guideline I.C.2.m)."""
    return not _CANCER.isdisjoint(worded(term))


def worded(term: str) -> frozenset[str]:
    """The words of a term and of its standard term (normal forms)."""
    return frozenset((*forms(term), *forms(standard(term))))


@lru_cache(maxsize=8192)
def lasts(term: str) -> bool:
    """Whether the condition is one that lasts, by its own words or the standard term's."""
    return is_chronic(term) or is_chronic(standard(term))


@lru_cache(maxsize=16384)
def concept(term: str) -> str:
    """The bag of words of the standard term."""
    return bag(standard(term))


@lru_cache(maxsize=16384)
def kind(term: str) -> str:
    """The kind of thing that a term names, by its own words and the standard term's."""
    own = kinds().of(term)
    return own if own == "symptom" else kinds().of(standard(term))


@dataclass(frozen=True, slots=True)
class States:
    """How terms for states begin and end, and which of them a procedure leaves behind."""

    openings: tuple[str, ...]
    endings: frozenset[str]
    left: tuple[str, ...]
    stated: frozenset[str]
    kept: tuple[str, ...]
    own: tuple[str, ...]
    social: tuple[str, ...]

    def is_kept(self, term: str, *, social: bool) -> bool:
        """Whether the books ask for the state beside what is treated, or it rules all care."""
        return phrase(term).startswith((*self.kept, *self.social) if social else self.kept)

    def name(self, term: str) -> bool:
        """Whether the term is for a state, a history or a circumstance."""
        key = phrase(term)
        return key.startswith(self.openings) or key.rpartition(" ")[2] in self.endings

    def leaves(self, term: str) -> bool:
        """Whether the term is for what a procedure leaves behind."""
        return phrase(term).startswith(self.left)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Words that tell what kind of thing a name names (``data/kinds.toml``)."""

    symptom: frozenset[str]
    disease: frozenset[str]
    endings: tuple[str, ...]
    consequence: frozenset[str]
    """Words of what an illness leads to, and does not explain ("dehydration")."""
    never: frozenset[str]
    generic: frozenset[str]
    bearing: frozenset[str]
    incidental: frozenset[str]
    by_chance: frozenset[str]
    status: States

    def of(self, term: str) -> str:
        """``symptom``, ``status`` or ``diagnosis``."""
        if self.status.name(term):
            return "status"
        symptom = set(forms(term)) & self.symptom
        return "symptom" if symptom and not self.is_disease(term) else "diagnosis"

    def is_disease(self, term: str) -> bool:
        """Whether a word of the term makes it a disease, whatever symptom it also names."""
        every = forms(term)
        return any(
            word in self.disease or (word.endswith(self.endings) and word not in self.symptom)
            for word in every
        )


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """The words of ``data/kinds.toml``, in normal form."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "kinds.toml", Kinds)
    never = frozenset(phrase(name) for name in read.never)
    states = replace(
        read.status,
        openings=tuple(phrase(opening) for opening in read.status.openings),
        left=tuple(phrase(opening) for opening in read.status.left),
        kept=tuple(phrase(opening) for opening in read.status.kept),
    )
    generic = frozenset(phrase(name) for name in read.generic)
    return replace(read, never=never, generic=generic, status=states)


def meant(
    found: str, written: str, around: frozenset[str], general: Mapping[str, str] | None = None
) -> str:
    """What a phrase of the vocabulary names where it is written so; "" where no condition.

    ``general`` are names that say too little to be reported and are taken all the same.
    """
    if general and found in general:
        return general[found]
    if found in kinds().never or found in kinds().generic:
        return ""
    several = ambiguous().get(found)
    if several is not None:
        return several.term(written, around)
    entry = lexicon().get(found)
    return written if entry is None or may_be_abbreviation(written, entry) else ""


_OVER = frozenset(
    {
        "history_of",
        "status_post",
        "previous",
        "had_ago",
        "past_after",
        "years_ago_after",
        "history_after",
    }
)
"""Rules of assertion (encounter/data/triggers.toml) that tell of something past by itself."""

_LISTED_PAST = frozenset({"past_medical_history", "past_surgical_history", "obstetric_history"})


_COURSE = frozenset({"hospital_course", "preamble", "other", "findings", "procedure"})
"""Sections that tell what went on in a stay."""


def restated(draft: Draft, *, discharge: bool) -> Draft:
    """The draft in the words by which it is reported.

    What is over is looked up as its history (guidelines I.C.21.c.4); a procedure that was done
    before leaves a state (I.C.21.c.3), one that is done now does not. A problem that was solved in
    a hospital stay was treated in it, so it stays one.
    """
    if draft.role == "stated":
        return _put_in_now(draft) if discharge else draft
    over = draft.judgement.assertion is Assertion.HISTORICAL
    treated = draft.section.kind in _COURSE and draft.kind == "diagnosis"
    solved = (
        over and discharge and draft.judgement.rule == "resolved" and not is_chronic(draft.term)
    )
    if solved and (draft.role != "prose" or treated):
        return replace(draft, judgement=Judgement(Assertion.PRESENT, None, "resolved_in_stay"))
    if draft.kind == "status":
        return _of_status(draft, over=over, stay=discharge)
    if over and (draft.judgement.rule in _OVER or (not discharge and _leaves_history(draft))):
        return replace(draft, term=f"{HISTORY_OF}{_healed(draft)}", past=True)
    return draft


def _healed(draft: Draft) -> str:
    """What is over, as the books name its history: a fracture's site is none of it (Z87.81)."""
    names = forms(draft.term)
    plain = "fracture" in names and _FRAGILE.isdisjoint(names)
    return "fracture" if plain and "injury" in draft.cues else draft.term


_FRAGILE = frozenset({"stress", "fatigue", "pathological", "osteoporotic", "fragility"})
"""Fractures whose histories have codes of their own (Z87.31-)."""


def _put_in_now(draft: Draft) -> Draft:
    """What a stay tells: a device that was put in during it is its treatment, and no state."""
    return replace(draft, cues=draft.cues | {"procedure_now"}) if PUT_IN in draft.cues else draft


def _of_status(draft: Draft, *, over: bool, stay: bool) -> Draft:
    kin = draft.judgement.assertion is Assertion.FAMILY
    if kin and standard(draft.term) in kinds().status.own:
        return replace(draft, judgement=Judgement(Assertion.PRESENT, None, "own"), past=True)
    if over and standard(draft.term).startswith(_ONGOING):
        return draft
    return _state(draft, over=over, stay=stay)


HISTORY_OF = "history of "
"""How the term begins by which a condition that is over is looked up."""


def _leaves_history(draft: Draft) -> bool:
    """Whether it is told as resolved at a visit, and the lexicon knows a history of it."""
    if draft.judgement.rule != "resolved" or draft.kind != "diagnosis":
        return False
    return standard(f"{HISTORY_OF}{draft.term}").startswith("personal history of")


PUT_IN = "put_in"
"""The cue of a device that a sentence tells as put in."""
_PLACED_IN = frozenset({"hospital_course", "procedure"})
_DEVICES = frozenset({"stent", "pacemaker", "graft", "valve", "port", "shunt", "lens", "implant"})
"""What the course of a stay names was put in during it, unless it says that it was there."""


_ONGOING = ("dependence on", "long term", "awaiting")
"""States that are over when the note tells them as past."""


def _says_past(term: str) -> bool:
    """Whether the words tell of something past; a procedure in a plan is still to come."""
    return past.opening(forms(term)) > 0


def _state(draft: Draft, *, over: bool, stay: bool) -> Draft:
    states = kinds().status
    placed = draft.section.kind in _PLACED_IN or (stay and PUT_IN in draft.cues)
    placed = placed and not over
    words = states.stated - (_DEVICES if placed else frozenset())
    told = bool(set(forms(draft.term)) & words) or "dated" in draft.cues
    listed = draft.section.kind in _LISTED_PAST or (
        draft.role != "prose" and (draft.section.kind != "plan" or _says_past(draft.term))
    )
    if over or told or listed or not states.leaves(standard(draft.term)):
        return replace(draft, past=True)
    return replace(draft, cues=draft.cues | {"procedure_now"})
