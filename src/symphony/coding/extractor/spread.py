"""Where a malignancy has spread to: every site of a list is one condition to look up.

"Mets to brain and bone" and "liver + nodal mets" name two secondary malignancies each (guideline
I.C.2.b: the secondary neoplasm by its site).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from symphony.encounter.sentences import Extent

_SITES = {
    "bone": r"bon(?:e|es|y)|osseous|spine|vertebra\w*|skeletal",
    "liver": r"liver|hepatic",
    "lung": r"lungs?|pulmonary",
    "brain": r"brain|cerebral|intracranial",
    "peritoneum": r"peritone(?:um|al)|omentum|omental",
    "retroperitoneal lymph nodes": r"retroperitoneal(?: (?:nodal|lymph nodes?|nodes?))?",
    "axillary lymph nodes": r"axilla(?:ry)?(?: (?:lymph )?(?:nodes?|nodal))?",
    "mediastinal lymph nodes": r"(?:mediastinal|hilar|intrathoracic)"
    r"(?: (?:lymph )?(?:nodes?|nodal))?",
    "inguinal lymph nodes": r"inguinal(?: (?:lymph )?(?:nodes?|nodal))?",
    "intra-abdominal lymph nodes": r"(?:mesenteric|para-?aortic|intra-?abdominal)"
    r" (?:lymph )?(?:nodes?|nodal)",
    "pelvic lymph nodes": r"pelvic(?: (?:lymph )?(?:nodes?|nodal))",
    "cervical lymph nodes": r"(?:cervical|supraclavicular|neck)(?: (?:lymph )?(?:nodes?|nodal))",
    "lymph nodes": r"(?:regional )?(?:lymph )?nodes?|nodal|lymphatic",
    "adrenal gland": r"adrenals?(?: glands?)?",
    "pleura": r"pleura|pleural",
    "skin": r"skin|cutaneous",
    "ovary": r"ovar(?:y|ies|ian)",
    "kidney": r"kidneys?|renal",
}
_SITE = re.compile(
    "|".join(f"(?P<s{n}>{words})" for n, words in enumerate(_SITES.values())), re.IGNORECASE
)
_TERMS = tuple(_SITES)
_ANY = "(?:" + "|".join(_SITES.values()) + ")"
_KINDS = (
    r"\w*cancer|\w*carcinoma|melanoma|\w*sarcoma|malignancy|tumou?r|seminoma|NSCLC|SCLC|ca|RCC|HCC"
)
_AND = r"(?:\s*,\s*(?:and\s+)?|\s*[/&+]\s*|\s+and\s+)"
_LIST = (
    rf"(?:the |his |her |multiple |bilateral |left |right )?{_ANY}"
    rf"(?:{_AND}(?:the |his |her )?{_ANY}\b)*"
)


@lru_cache(maxsize=1)
def _spread() -> re.Pattern[str]:
    """The pattern, made ready when a sentence first may need it."""
    return re.compile(
        rf"\bmetasta(?:tic|sized|sizing)\s+(?:(?:[\w-]+\s+){{0,5}}?(?:{_KINDS})"
        rf"(?:,? [\w-]+ primary,?)?)\s+(?:to|in|involving)\s+(?P<far>{_LIST})\b"
        rf"|\b(?:{_KINDS})\b[^.;\n]{{0,30}}?\s(?:metasta(?:tic|sized)|spread(?:ing)?)"
        rf"\s+(?:to|in|into|involving)\s+(?P<there>{_LIST})\b"
        rf"|\b(?:metasta(?:sis|ses|tic(?: disease| cancer)?|sized)|mets|spread)\s+(?:to|in"
        rf"|involving)\s+(?P<after>{_LIST})\b"
        rf"|\b(?P<before>{_LIST})\s+(?:mets|metastas[ei]s|metastatic disease)\b",
        re.IGNORECASE,
    )


class Spread(NamedTuple):
    """One site of spread: where it stands, and the term to look up."""

    extent: Extent
    term: str


def spreads(text: str, sentence: Extent) -> Iterator[Spread]:
    """The sites to which a sentence says that a malignancy has spread, where it names several."""
    said = text[slice(*sentence)].casefold()
    if not any(word in said for word in ("metast", "mets", "spread")):
        return
    for found in _spread().finditer(text, *sentence):
        listed = next(name for name in ("far", "there", "after", "before") if found[name])
        sites = list(_SITE.finditer(text, *found.span(listed)))
        if listed not in _ALONE and len(sites) < _SEVERAL:
            continue
        for site in sites:
            number = next(n for n in range(len(_TERMS)) if site[f"s{n}"])
            yield Spread(Extent(*site.span()), f"metastasis to {_TERMS[number]}")


_ALONE = frozenset({"far", "there"})
"""Where a name stands between the words: no name of the vocabulary reaches across it."""
_SEVERAL = 2
