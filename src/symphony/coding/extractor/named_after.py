"""What bears the name of a condition or a drug and is another thing.

A Lyme titer is no Lyme disease, a stroke clinic no stroke, and a drug alone in a problem's title no
problem.
"""

from collections.abc import Sequence

from symphony.coding.extractor.drafts import standard
from symphony.coding.extractor.drug_codes import coded_drugs
from symphony.coding.extractor.drugs import drug_hits
from symphony.language.words import Word, forms, words

_ABOUT_IT = frozenset(
    {"titer", "test", "testing", "panel", "pcr", "serology", "antibody", "antigen", "vaccine"}
    | {"immune", "immunity", "nonimmune", "vaccinated", "vaccination", "ab", "ag", "igg", "igm"}
    | {"clinic", "precaution", "education", "awareness", "score", "scale", "specialist", "society"}
    | {"workup", "protocol", "prophylaxis", "ppx", "risk", "center", "unit", "team", "alert"}
    | {"wash", "shampoo", "cream", "medication", "medicine", "lab", "bundle"}
)
"""What is named after a condition without anybody having it: "Lyme titer", "stroke clinic"."""

_FURTHER = frozenset({"and", "or", "a", "b", "c", "e", "virus", "viral", "surface", "core"})
"""What stands between a disease and its test: "hepatitis B and C serologies"."""

_LASTING = frozenset({"chronic", "long", "lifelong", "daily", "use", "therapy"})


def is_about_it(tokens: Sequence[Word], last: int) -> bool:
    """Whether the word behind a name makes it the name of something else.

    "HD 2" and "HD#3" count days in hospital, not treatments of the kidneys.

    Args:
        tokens: the words of the sentence.
        last: the number of the word behind the name.
    """
    if last == len(tokens) or tokens[last].breaks:
        return False
    counted = tokens[last - 1].form == "hd" and tokens[last].form.isdigit()
    while last + 1 < len(tokens) and tokens[last].form in _FURTHER and not tokens[last].breaks:
        last += 1
    return counted or tokens[last].form in _ABOUT_IT


def is_use_of_drug(term: str) -> bool:
    """Whether the words are a drug's name for its long-term use, without saying that it is long."""
    said = set(forms(term))
    if said & _LASTING or not standard(term).startswith("long term"):
        return False
    return "on" in said or any(True for _ in coded_drugs(words(term)))


def is_drug(term: str) -> bool:
    """Whether the words name a drug and nothing else."""
    tokens = words(term)
    hit = next(drug_hits(tokens), None)
    return hit is not None and (hit.first, hit.last) == (0, len(tokens))
