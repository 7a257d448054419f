"""Harm done by a drug rightly taken: two things to code, the condition and the adverse effect.

Source: guidelines, section I.C.19.e.5(a): the nature of the adverse effect first, then the drug.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft, standard
from symphony.coding.extractor.drug_codes import CodedDrug
from symphony.coding.extractor.page import NOWHERE
from symphony.coding.extractor.stretches import stretch
from symphony.coding.vocabulary import Hit
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.words import Word, forms

_LINKS = (
    ("due", "to"),
    ("secondary", "to"),
    ("caused", "by"),
    ("related", "to"),
    ("from",),
    ("from", "the"),
    ("induced", "by"),
    ("attributed", "to"),
    ("side", "effect", "of"),
    ("reaction", "to"),
    ("effect", "of"),
    ("complication", "of"),
    ("because", "of"),
    ("brought", "on", "by"),
    ("triggered", "by"),
    ("toxicity", "of"),
    ("provoked", "by"),
    ("precipitated", "by"),
    ("brought", "about", "by"),
    ("exacerbated", "by"),
    ("worsened", "by"),
    ("blamed", "on"),
    ("ascribed", "to"),
    ("linked", "to"),
    ("as", "a", "result", "of"),
    ("reaction", "from"),
    ("intolerance", "to"),
)
_BY_LAST_WORD = {
    last: tuple(link for link in _LINKS if link[-1] == last) for last in {li[-1] for li in _LINKS}
}
_ATTRIBUTE = frozenset({"attribute", "attributed", "attributing", "ascribe", "ascribed", "blame"})
"""Verbs whose "to" or "on" before the drug blames it for what stands between."""
_UNSURE = frozenset(
    {"may", "might", "could", "possibly", "perhap", "unlikely", "not", "unsure", "whether"}
)
"""Words between a condition and the blame that leave it open or deny it."""
_BETWEEN = frozenset(
    {"the", "his", "her", "their", "a", "an", "recent", "new", "chronic", "long", "term", "oral"}
    | {"daily", "home", "use", "of", "taking", "therapy", "medication", "drug", "prescribed"}
    | {"high", "dose"}
)
"""Words that may stand between the blame and the drug."""
_WARNED = lazy(
    r"\b(?:risks? (?:of|for)|warn(?:ed|ing|ings)|cautioned|counsel(?:l?ed|ing)|watch(?:ing)? for"
    r"|look out for|monitor(?:ed|ing)? for|(?:may|can|could) (?:cause|have|get|develop)"
    r"|to prevent|prevention of|prophylaxis"
    r"|educated|precautions?|in case of)\b[^.;\n]*$",
    re.IGNORECASE,
)
"""What comes before a harm that has not happened."""
_WARNING = 60
_IN_CHILDHOOD = lazy(
    r"\bas an? (?:\w+ )?(?:child|kid|baby|infant|toddler|teen\w*)\b|\b(?:in|since) childhood\b"
    r"|\bwhen (?:he|she|they|I) (?:was|were) (?:(?:a|an) (?:child|kid|baby|infant|teen\w*)|little"
    r"|young|small)\b",
    re.IGNORECASE,
)
_LONG_AGO = lazy(
    r"\b(?:in|since) (?:(?:early|late|the) )?(?:19|20)\d\d\b|\b(?:years?|decades?) ago\b",
    re.IGNORECASE,
)
_REACTION = lazy(
    r"\b(?:hives|rash|urticaria|itching|anaphyla\w+|angio-?edema|swelling)\b", re.IGNORECASE
)
"""What a drug does within hours: told of another year, it is a state of allergy (Z88)."""
_AFTER = (
    *("induced", "related", "associated", "driven"),
    *("pneumonitis", "cardiomyopathy", "cardiotoxicity", "nephrotoxicity", "hepatotoxicity"),
    *("neurotoxicity", "myopathy", "angioedema"),
)
"""Words that make the drug before them a cause ("opioid-induced"), or name a harm by it."""
_ITS_HARM = frozenset(
    {"coagulopathy", "cough", "gastropathy", "gastritis", "hypothyroidism", "thyroiditis", "tremor"}
    | {"hyponatremia", "hypokalemia", "hyperkalemia", "diarrhea", "constipation", "colitis", "aki"}
    | {"nephropathy", "hepatitis", "neuropathy", "myalgia", "rhabdomyolysis", "bradycardia"}
    | {"hypotension", "dyskinesia", "parkinsonism", "dystonia", "akathisia", "neutropenia"}
    | {"thrombocytopenia", "mucositis", "hyperglycemia", "psychosis", "acne", "nephritis"}
    | {"myositis", "pancreatitis", "alopecia", "gynecomastia", "lupus"}
)
"""Harms that are a drug's where they are one name with it ("lithium tremor"), with no mark between:
a list of what is not tolerated ("codeine - constipation") has one."""


def caused(
    section: Section,
    sentence: Extent,
    tokens: Sequence[Word],
    hits: Sequence[Hit],
    drugs: Sequence[CodedDrug],
    text: str,
) -> Iterator[Draft]:
    """The adverse effects that a sentence (or title) of the text blames on a drug."""
    before: CodedDrug | None = None
    for drug in drugs:
        if drug.last < len(tokens) and tokens[drug.last].form in _NO_DRUG:
            continue
        joined = before is not None and _is_joined(tokens, before, drug, text)
        told = joined or _blamed_before(tokens, hits, drug)
        before = drug if told and not _is_given(tokens, drug, text) else None
        if before is not None or _blamed_after(tokens, drug, text):
            at = tokens[drug.first].start
            warned = _WARNED.search(text, max(sentence.start, at - _WARNING), at)
            if warned or _was_long_ago(text, sentence):
                continue
            extent = stretch(tokens, drug.first, drug.last)
            yield Draft(
                extent,
                drug.codes.adverse,
                section,
                "stated",
                Judgement(
                    Assertion.POSSIBLE if _is_doubted(tokens, drug) else Assertion.PRESENT,
                    None,
                    "caused_by_drug",
                ),
                sentence,
                NOWHERE,
                frozenset({"adverse_effect"}),
                past=True,
            )


def _was_long_ago(text: str, sentence: Extent) -> bool:
    """Whether what a drug has done is told of the patient's childhood, or was over long ago."""
    if _IN_CHILDHOOD.search(text, *sentence):
        return True
    return bool(_LONG_AGO.search(text, *sentence) and _REACTION.search(text, *sentence))


def blamed(found: Iterable[Draft], harms: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts of a sentence; what stands beside a drug that is blamed is what the drug did.

    It is coded even where it is a symptom: the nature of the adverse effect comes first. The code
    that says its cause is found later (``reconciler/drug_induced.py``).
    """
    for draft in found:
        close = any(_is_close(draft.extent, harm) for harm in harms)
        yield replace(draft, cues=draft.cues | {"blamed"}) if close else draft


def _is_close(condition: Extent, harm: Draft) -> bool:
    """Whether the drug stands behind the condition, right before it, or in its name."""
    drug = harm.extent
    if condition.end <= drug.start:
        return condition.start >= harm.sentence.start and drug.start - condition.end <= _CLOSE
    return 0 <= condition.start - drug.end <= _INDUCED or condition.start <= drug.start


def by_drug(name: str) -> str:
    """The name of the condition as one that a drug caused."""
    plain = " ".join(form for form in forms(standard(name)) if form != "unspecified")
    return f"drug induced {plain}"


_CLOSE = 48
"""How far behind a condition the drug that is blamed stands, in code points."""
_INDUCED = 12
"""The same before it: "-induced " stands between."""


def told_which(drafts: Iterable[Draft], groups: Collection[str]) -> Iterator[Draft]:
    """The drafts, "a diuretic" taken for the one that the note names; dropped if it names none."""
    named = [f"adverse effect of {group}" for group in groups if group in _DIURETICS]
    for draft in drafts:
        if draft.term != _DIURETIC:
            yield draft
        elif len(named) == 1:
            yield replace(draft, term=named[0])


_DIURETIC = "adverse effect of diuretics"
_DIURETICS = frozenset(
    {
        "loop high ceiling diuretics",
        "carbonic anhydrase inhibitors benzothiadiazides and other diuretics",
        "mineralocorticoids and their antagonists",
    }
)


def _blamed_before(tokens: Sequence[Word], hits: Sequence[Hit], drug: CodedDrug) -> bool:
    """Whether a condition and a word that blames stand before the drug: "rash from the penicillin".

    Of several drugs joined by "and" or commas, each is blamed.
    """
    return any(_is_blamed(tokens, hits, drug, at) for at in _ends(tokens, drug.first))


def _ends(tokens: Sequence[Word], first: int) -> Iterator[int]:
    """Where words that blame may end: before the drug, or before what stands between."""
    at = first
    yield at
    while at > 0 and at > first - _LIST and tokens[at - 1].form in _BETWEEN:
        at -= 1
        yield at


def _is_blamed(tokens: Sequence[Word], hits: Sequence[Hit], drug: CodedDrug, end: int) -> bool:
    """Whether words that blame end there, behind a condition or within a name that has both."""
    if not end:
        return False
    for link in _BY_LAST_WORD.get(tokens[end - 1].form, ()):
        start = end - len(link)
        if start > 0 and tuple(token.form for token in tokens[start:end]) == link:
            near = _NEAR + _NEAR if start > _NEAR and _told_back(tokens, start) else _NEAR
            return any(
                start - near <= hit.last <= start
                or hit.first < start < drug.last <= hit.last
                or hit.first < start < hit.last <= end
                for hit in hits
            ) and not _is_open(tokens, start)
    if tokens[end - 1].form not in ("to", "on"):
        return False
    verbs = [i for i in range(max(0, end - _VERB), end) if tokens[i].form in _ATTRIBUTE]
    return any(verbs[-1] < hit.first < end for hit in hits) if verbs else False


def _told_back(tokens: Sequence[Word], start: int) -> bool:
    """Whether a word takes up a condition ("a rash over the trunk, which the team blamed on")."""
    return any(token.form in _TAKES_UP for token in tokens[start - _NEAR - 2 : start])


_TAKES_UP = frozenset({"which", "this", "it", "these"})


def _is_open(tokens: Sequence[Word], start: int) -> bool:
    """Whether a word close before the blame leaves it open ("may be from azithromycin")."""
    return any(token.form in _UNSURE for token in tokens[max(0, start - _NEAR) : start])


_DOUBTS = frozenset({"likely", "probably", "presumably", "suspected", "probable", "possible"})
"""Words before the blame that leave it open outside a stay (guidelines II.H and IV.H)."""


def _is_doubted(tokens: Sequence[Word], drug: CodedDrug) -> bool:
    """Whether a word of doubt stands close before the words that blame the drug."""
    before = tokens[max(0, drug.first - _NEAR) : drug.first]
    return any(token.form in _DOUBTS for token in before)


_NO_DRUG = frozenset({"deficiency", "overload", "level", "excess", "resistance", "allergy"})
"""Words behind a drug's name that make it a condition's: "iron deficiency"."""
_VERB = 8
"""Words between a verb that blames and its "to"."""
_NEAR = 4
"""Words between a condition and the word that blames."""
_LIST = 3


_AND = frozenset({"and", "or", "the", "his", "her"})


def _is_joined(tokens: Sequence[Word], before: CodedDrug, drug: CodedDrug, text: str) -> bool:
    """Whether the drug goes on with a list of those that are blamed."""
    between = tokens[before.last : drug.first]
    if ";" in text[tokens[before.last - 1].end : tokens[drug.first].start]:
        return False
    return len(between) <= _LIST and all(token.form in _AND for token in between)


def _is_given(tokens: Sequence[Word], drug: CodedDrug, text: str) -> bool:
    """Whether a colon parts the drug from the cause: "mucositis due to chemo: hydromorphone"."""
    if not drug.first:
        return False
    before = tokens[drug.first - 1]
    return ":" in text[before.end : tokens[drug.first].start]


def _blamed_after(tokens: Sequence[Word], drug: CodedDrug, text: str) -> bool:
    """Whether the words after the drug blame it: "diuretic related", "lithium tremor"."""
    if drug.last >= len(tokens):
        return False
    after = tokens[drug.last]
    between = text[tokens[drug.last - 1].end : after.start]
    if tuple(token.form for token in tokens[drug.last : drug.last + 3]) in _GUILTY:
        return True
    return after.form in _AFTER or (after.form in _ITS_HARM and between.isspace())


_GUILTY = frozenset(
    {("is", "the", "cause"), ("was", "the", "cause"), ("is", "the", "culprit")}
    | {("was", "the", "culprit"), ("is", "to", "blame"), ("was", "to", "blame")}
)
