"""The words in and around a mention, as far as they may decide a detail of its code."""

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from symphony.coding import past_attacks
from symphony.coding.case import Case
from symphony.coding.details import side_words, sides
from symphony.coding.evidence import Evidence
from symphony.coding.other_side import OTHER_SIDE
from symphony.coding.spelled import spelled
from symphony.coding.stages import Mention
from symphony.coding.validator import gestation
from symphony.coding.validator.facts import Facts
from symphony.coding.validator.specificity import Words
from symphony.encounter.model import Setting
from symphony.encounter.person import Dominance, dominance, patient
from symphony.language.patterns import holds, lazy
from symphony.language.tables import rows
from symphony.language.words import forms, phrase

_DENIED = lazy(
    r"\b(?:no|not(?: yet| currently| now| fully| completely)* in|not|without|w/o|denies|never)"
    r"\s+[^,.;:()\[\]\n]*?"
    r"(?=\s(?:but|and|with|on|in|due|from|for|now|is|was|has|had|who|which)\b|[,.;:()\[\]\n]|$)"
    r"|(?<![\w-])[\w-]+ (?:(?:has|have|had|is|are|was|were) )?(?:not|never) (?:yet )?(?:been )?"
    r"(?:shown|confirmed|achieved|reached|present|seen|found|documented|established|attained|proven)\b",
    re.IGNORECASE,
)
"""What a sentence says is not there ("not refractory", "without aura") decides no detail."""

_SUPPOSED = lazy(
    r"\b(?:if|unless|in case|return for|call for|watch for|risk of|precautions for)\b[^.;\n]*",
    re.IGNORECASE,
)
"""What might come ("return if it becomes incarcerated") decides none either."""
_TO_FOLLOW = lazy(
    r"[^.,;:\n]{0,60}?\b(?:may|can|could|might) (?:follow|ensue|develop|supervene)\b[^.;\n]*",
    re.IGNORECASE,
)
_TO_BECOME = lazy(
    r"\b(?:may|can|could|might) (?:progress|lead|cause|result|turn)\b[^.;\n]*", re.IGNORECASE
)
"""The same, told of the disease ("blindness may follow", "it can lead to gangrene")."""

_PEOPLE = lazy(
    r"\bboth (?:of (?:them|us|you|whom)|parents|families)\b|\bboth[ -]bones?\b", re.IGNORECASE
)
"""Two persons, or two bones, are no two sides."""

_BLAMED = lazy(r"\bsecondary to\b", re.IGNORECASE)
"""What a complaint comes from is not secondary itself ("pain secondary to osteoarthritis")."""

_LEFT = lazy(
    r"\bleft (?=(?:open|in place|in situ|alone|untreated|behind|home|work|school|the|against"
    r"|without|ama)\b)",
    re.IGNORECASE,
)
"""What something is left in is no side ("the wound was left open")."""


_RIGHT = lazy(
    r"\bright (?=(?:away|now|before|there|here|through|at the|off|thing|time|track|direction"
    r"|dose|choice|decision|amount|in (?:the )?(?:office|clinic)|from the)\b)"
    r"|(?<!the )\bright (?=after\b)"
    r"|\b(?:put|set|make|made|get|got) (?:it|them|this|that|things|everything|matters) right\b"
    r"|\b(?:put|set|make|made|go|goes|went|gets?|got|all|that is|quite|about|just) right\b"
    r"(?![ -](?:side|sided|\w+ (?:pain|swell)))"
    r"|\b(?:right|left)[ -](?:hand(?:ed)?[ -]dominant|hand(?:ed)?ness|handed)\b",
    re.IGNORECASE,
)
"""What is right and no side ("put right", "right away"), and the hand that somebody writes with."""

_EARLIER = lazy(
    r"\b(?:prior|previous|earlier|remote|contralateral|status post|s/p)\s+"
    r"(?:left|right|bilateral|[LR])\b(?=[ -])"
    r"|\bpatch(?:ing|ed)?\s+(?:the\s+)?(?:OD|OS|right|left)\b(?: eye)?",
    re.IGNORECASE,
)
"""The side of something earlier ("prior left DVT"), or of the good eye, is not the disease's."""


_OPENING = 150
"""How many code points of a document are its first words."""


class Heard:
    """The words in and around mentions; each stretch of the note is taken apart once."""

    def __init__(self, case: Case, corrected: Callable[[str], tuple[str, ...]]) -> None:
        """Make ready to read an encounter.

        Args:
            case: the encounter.
            corrected: the words of the books that a misspelt word (normal form) was meant to be.
        """
        self._corrected = corrected
        texts = [document.text for document in case.encounter.documents]
        visit = case.encounter.setting is Setting.OUTPATIENT
        self.opening = " ".join(text[:_OPENING] for text in texts) if visit else ""
        """The first words of an outpatient encounter's documents: what kind of visit it is."""
        self._facts = _encounter_facts(texts)
        self._hand: Dominance = dominance(texts)
        self._sex = patient(case.encounter).sex
        self._known: dict[str, tuple[str, ...]] = {}
        self.facts = Facts(case.encounter.documents)

    def words(self, mention: Mention) -> Words:
        """What the mention says, what its sentences say, and what its paragraph says."""
        said = frozenset(
            (*_plain_forms(mention.evidence.text), *_plain_forms(_known(mention.term)))
        )
        said |= {meant for form in said for meant in self._corrected(form)} | _beside(mention)
        detail = map(_own_sides(mention), mention.detail)
        near = self._facts.union(*(frozenset(self._affirmed(text)) for text in detail))
        around = frozenset[str]().union(
            *(frozenset(self._affirmed(_own_sides(mention)(e))) for e in mention.around)
        )
        return Words(said, near, around, self._told(mention), self._sex, self._hand)

    def denied(self, mention: Mention) -> frozenset[str]:
        """The words of the mention that it says are not there ("without exacerbation")."""
        text = mention.evidence.text
        return frozenset(_plain_forms(text)) - frozenset(self._affirmed(text)) - side_words()

    def _forms(self, evidence: Evidence) -> frozenset[str]:
        return frozenset(self._affirmed(evidence.text))

    def _affirmed(self, text: str) -> tuple[str, ...]:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = _affirmed(text)
        return known

    def _told(self, mention: Mention) -> frozenset[str]:
        """The words that state the diagnosis, and what they stand for (``data/means.tsv``)."""
        own = _own_sides(mention)(mention.detail[0]) if mention.detail else ""
        found = [self._affirmed(text) for text in (mention.evidence.text, _known(mention.term))]
        found += [
            said
            for text in (own, _comment(mention))
            if len(said := self._affirmed(text)) <= _STATEMENT
        ]
        written = "\n".join(f" {' '.join(each)} " for each in found)
        means = (words for name, words in _means() if name in written)
        return frozenset[str]().union(*found, *means)


_SIDE = lazy(r"\b(?:(?P<left>left|lt|L)|(?P<right>right|rt|R))(?:[ -]sided?)?[ -]$", re.IGNORECASE)


def _beside(mention: Mention) -> frozenset[str]:
    """The side that stands right before the mention, where it names none itself."""
    own = mention.evidence
    if not mention.detail or sides(_plain_forms(own.text)):
        return frozenset()
    sentence = mention.detail[0]
    before = sentence.text[: max(0, own.start - sentence.start)]
    found = _SIDE.search(before) if own.start < sentence.end else None
    return frozenset({str(found.lastgroup)}) if found else frozenset()


_INNER = lazy(
    r"\b(?:breast|ovar\w+|lung|pulmonary|kidney|renal|testic\w+|otitis|hearing|ears?|tinnitus"
    r"|pleur\w+|pneumonia)\b",
    re.IGNORECASE,
)
_OF_LIMB = lazy(
    r"\b(?:right|left|bilateral|both|R|L)(?= (?:\w+ ){0,2}?(?:femur|femoral|hip|thigh|leg|knee"
    r"|tibia\w*|ankle|foot|feet|heel|toe|arm|humer\w+|shoulder|elbow|wrist|hand|finger|forearm|calf|groin"
    r"|lower extremity|upper extremity)s?\b)",
    re.IGNORECASE,
)
"""The side of a limb is none of an organ's that the same sentence names."""


def _own_sides(mention: Mention) -> Callable[[Evidence], str]:
    """How the sentences of a mention are read: an organ's without the sides of limbs."""
    return _limbless if _is_inner(f"{mention.evidence.text} {mention.term}") else _whole


@lru_cache(maxsize=4096)
def _is_inner(named: str) -> bool:
    return _INNER.search(named) is not None


def _whole(evidence: Evidence) -> str:
    return evidence.text


def _limbless(evidence: Evidence) -> str:
    return _OF_LIMB.sub(" ", evidence.text)


_OPEN = lazy(r"\bunspecified as to\b.*", re.IGNORECASE)


def _known(term: str) -> str:
    """A term without what a standard term says that it leaves open."""
    return _OPEN.sub("", term)


def _plain_forms(text: str) -> tuple[str, ...]:
    return forms(spelled(text, kept=True))


_STATEMENT = 14
"""A sentence of so few words is a statement of the diagnosis; a longer one tells more things."""


def _comment(mention: Mention) -> str:
    """What stands behind a problem's title on the same line ("Asthma - mild intermittent")."""
    return mention.around[0].text.partition("\n")[0] if mention.around else ""


_SPREAD_TO = lazy(
    r"(\b(?:metasta\w+|mets|spread)\b[^.;\n]{0,60}?)\b(?:right|left|bilateral|both)"
    r"(?= (?:lung|adrenal|kidney|ovar|femur|humer|hip|hemi|pleur|rib|axill|frontal|pariet|tempor))",
    re.IGNORECASE,
)
"""The side to which a tumour has spread is none of its own."""
_OF_EFFUSION = lazy(r"\b(?:right|left|bilateral)(?=(?:[ -]sided)? pleural effusion)", re.IGNORECASE)
"""Nor is the side of an effusion that of what caused it; the effusion itself has no side."""


_SIDES = ("right", "left")
_MAY = ("may ", "can ", "could ", "might ")
_FOLLOWING = tuple(
    may + verb for may in _MAY for verb in ("follow", "ensue", "develop", "supervene")
)
_PASSAGES = (
    (("if", "unless", "in case", " for", "risk of"), _SUPPOSED),
    (_FOLLOWING, _TO_FOLLOW),
    (_MAY, _TO_BECOME),
    (("no", "without", "w/o", "denies", "never"), _DENIED),
    (("both",), _PEOPLE),
    (("secondary to",), _BLAMED),
    (("left",), _LEFT),
    (_SIDES, _RIGHT),
    (_SIDES, OTHER_SIDE),
    (
        ("prior", "previous", "earlier", "remote", "contralateral", "status", "s/p", "patch"),
        _EARLIER,
    ),
)
"""What decides no detail, behind words of which one stands in it in small letters."""


def _affirmed(text: str) -> tuple[str, ...]:
    text = past_attacks.without(text)
    if "effusion" in text:
        text = _OF_EFFUSION.sub(" ", text)
    if "met" in text or "spread" in text:
        text = _SPREAD_TO.sub(r"\1", text)
    plain = text.casefold()
    for words, passage in _PASSAGES:
        if holds(plain, words):
            text = passage.sub(" ", text)
    return _plain_forms(text)


@lru_cache(maxsize=1)
def _means() -> tuple[tuple[str, frozenset[str]], ...]:
    """What is written, between spaces, and the words that it means."""
    table = resources.files("symphony.coding.validator") / "data" / "means.tsv"
    return tuple(
        (f" {phrase(name)} ", frozenset(forms(meaning)))
        for _, (name, meaning) in rows(table, ("written", "means"))
    )


def _encounter_facts(texts: list[str]) -> frozenset[str]:
    """Words that hold for every mention of the encounter: the trimester."""
    for text in texts:
        told = gestation.trimester(text)
        if told is not None:
            return frozenset({told, "trimester", "pregnancy"})
    return frozenset()
