"""A malignancy that was removed and is no longer treated: a history, and what the visit is for.

Source: guidelines, sections I.C.2.d and I.C.2.m (primary malignancy previously excised: Z85.-) and
I.C.21.c.8 (follow-up after completed treatment: Z08 with the history).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from symphony.coding.extractor.drafts import HISTORY_OF, Draft, is_cancer, standard
from symphony.encounter.assertion import Assertion
from symphony.language.patterns import holds, lazy
from symphony.language.words import forms, function_words

CURED: Final = "cured"
"""The rule by which a malignancy is told as gone."""
_FREE = lazy(
    r"\bno (?:\w+ ){0,3}(?:evidence|sign|signs|suggestion|indication) of (?:\w+ ){0,3}"
    r"(?:recurren\w+|relapse|disease|metastas\w+|residual)"
    r"|\bNED\b|\b(?:disease|cancer|tumou?r|recurrence)[- ]free\b|\b(?:no"
    r"|without) (?:\w+ )?recurrence\b"
    r"|\bcompleted (?:\w+ ){0,4}(?:treatment|chemo\w*|radiation"
    r"|therapy)\b[^.\n]{0,80}\bsurveillance\b"
    r"|\bundetectable\b[^.\n]{0,30}\b(?:psa|marker)|\bpsa\b[^.\n]{0,30}\bundetectable\b",
    re.IGNORECASE,
)
_REMOVED = lazy(
    r"\b(?:\w+ectomy|resect\w+|excis\w+|lumpectomy|whipple|removed|mohs"
    r"|completed (?:\w+ ){0,3}(?:treatment"
    r"|chemo\w*|radiation|therapy)|treated (?:with|by)|(?-i:APR|LAR)"
    r"|(?:chemo)?radiation (?:was )?(?:done|finished|completed)"
    r"|prostatectomy|post-prostatectomy)\b",
    re.IGNORECASE,
)
_TREATED_NOW = frozenset(
    {"chemotherapy", "cancer immunotherapy and targeted", "aromatase inhibitor"}
    | {"estrogen receptor modulator"}
)
_TREATED_BEFORE = lazy(
    r"\b(?:completed|finished|received|had|with|after|followed by) (?:[\w-]+ ){0,5}(?:chemo\w*"
    r"|folfox|capox|r-?chop|abvd|ac-t)\b",
    re.IGNORECASE,
)
_COURSE = lazy(
    r"\bcycle \d|\bC\d{1,2}\s?D\d|\b(?:currently|now|today|still)\b[^.\n]{0,20}\bchemo"
    r"|\bon chemo|\bchemotherapy (?:today|continues|is (?:given|tolerated))",
    re.IGNORECASE,
)
_SPREAD = frozenset({"metastasis", "metastatic", "secondary", "mets", "leukemia", "myeloma"})


def is_cured(texts: Iterable[str], drugs: Iterable[str]) -> bool:
    """Whether the notes tell of a tumour that was taken out, none of it found now, none treated."""
    whole = "\n".join(texts)
    treated = _TREATED_NOW & set(drugs)
    before = _TREATED_BEFORE.search(whole) if treated == {"chemotherapy"} else None
    return (
        (not treated or (before is not None and _COURSE.search(whole) is None))
        and _is_free(whole)
        and _REMOVED.search(whole) is not None
    )


_WORDS = (
    "evidence of", "sign of", "signs of", "suggestion of", "indication of", "-free", " free",
    "recurrence", "surveillance", "undetectable",
)  # fmt: skip
_NED = lazy(r"ned(?<!\w...)\b")
"""One of these stands, in small letters, in whatever :data:`_FREE` finds."""


def _is_free(text: str) -> bool:
    plain = text.casefold()
    opens = holds(plain, _WORDS) or _NED.search(plain) is not None
    return opens and _FREE.search(text) is not None


def past_cancers(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, the one malignancy that is told as present named as its history.

    Of several, one may have gone and another have come: they stay as they are told.
    """
    told = [d for d in drafts if is_present_cancer(d) or d.judgement.rule == CURED]
    names = {frozenset(forms(standard(d.term))) - _KINDS for d in told}
    sites = [name for name in names if name and not any(name < other for other in names)]
    if len(sites) > 1:
        return list(drafts)
    return [as_history(draft) if is_present_cancer(draft) else draft for draft in drafts]


_KINDS = function_words() | {
    "malignant",
    "neoplasm",
    "cancer",
    "carcinoma",
    "adenocarcinoma",
    "unspecified",
}


def is_present_cancer(draft: Draft) -> bool:
    """Whether the draft names a malignancy that the note tells as present."""
    present = draft.judgement.assertion is Assertion.PRESENT
    return present and not draft.past and draft.role != "stated" and is_cancer(draft.term)


def as_history(draft: Draft) -> Draft:
    """The draft of a malignancy that is over, named as its history."""
    words = draft.term.casefold()
    if holds(words, _SPREAD) or "history" in words or "screening" in words:
        return draft
    judgement = replace(draft.judgement, assertion=Assertion.HISTORICAL, rule=CURED)
    return replace(draft, term=f"{HISTORY_OF}{draft.term}", judgement=judgement, past=True)
