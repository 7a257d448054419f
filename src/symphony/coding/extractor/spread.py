"""Where a malignancy has spread to: every site of a list is one condition to look up.

"Mets to brain and bone" and "liver + nodal mets" name two secondary malignancies each (guideline
I.C.2.b: the secondary neoplasm by its site).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy

_SITES = {
    "bone": r"bon(?:e|es|y)|osseous|spine|vertebra\w*|skelet(?:on|al)|ribs?|femur|humerus|sacrum"
    r"|skull|sternum|acetabulum|ilium|hips?",
    "liver": r"liver|hepatic",
    "lung": r"lungs?|pulmonary",
    "brain": r"brain|cerebral|cerebell(?:um|ar)|intracranial",
    "leptomeninges": r"leptomening(?:es|eal)",
    "peritoneum": r"peritone(?:um|al)|omentum|omental",
    "retroperitoneal lymph nodes": r"retroperitoneal(?: (?:nodal|lymph nodes?|nodes?))?",
    "axillary lymph nodes": r"(?:axilla(?:ry)?|sentinel)(?: (?:lymph )?(?:nodes?|nodal))?"
    r"|(?:lymph )?nodes?(?: (?:in|of)|,) (?:the |his |her )?(?:left |right )?axilla(?:ry)?",
    "mediastinal lymph nodes": r"(?:mediastin(?:al|um)|hilar|intrathoracic)"
    r"(?: (?:lymph )?(?:nodes?|nodal))?",
    "inguinal lymph nodes": r"(?:inguinal|groin)(?: (?:lymph )?(?:nodes?|nodal))?"
    r"|(?:lymph )?nodes?(?: (?:in|of)|,) (?:the |his |her )?(?:left |right )?(?:groin|inguinal)",
    "intra-abdominal lymph nodes": r"(?:mesenteric|para-?aortic|intra-?abdominal|porta\w*|celiac)"
    r" (?:lymph )?(?:nodes?|nodal)|"
    r"(?:perigastric|periportal|peripancreatic|portocaval|hepatoduodenal|peri-?hepatic)"
    r" (?:lymph )?nodes?",
    "pelvic lymph nodes": r"(?:pelvic|iliac)(?: (?:lymph )?(?:nodes?|nodal))",
    "cervical lymph nodes": r"(?:cervical|supraclavicular|neck)(?: (?:lymph )?(?:nodes?|nodal))"
    r"|(?:lymph )?nodes?(?: (?:in|of)|,) (?:the |his |her )?(?:left |right )?(?:(?:central|lateral)"
    r" )?(?:neck|cervical|supraclavicular)",
    "lymph nodes": r"(?:regional )?(?:lymph )?nodes?|nodal|lymphatic",
    "adrenal gland": r"adrenals?(?: glands?)?",
    "pleura": r"pleura|pleural",
    "skin": r"skin|cutaneous",
    "ovary": r"ovar(?:y|ies|ian)",
    "kidney": r"kidneys?|renal",
}
_SITE = lazy(
    "|".join(f"(?P<s{n}>{words})" for n, words in enumerate(_SITES.values())), re.IGNORECASE
)
_TERMS = tuple(_SITES)
_ANY = "(?:" + "|".join(_SITES.values()) + ")"
_KINDS = (
    r"\w*cancer|\w*carcinoma|melanoma|\w*sarcoma|malignancy|tumou?r|seminoma|NSCLC|SCLC|ca|RCC|HCC"
)
_AND = r"(?:\s*,\s*(?:and\s+)?|\s*[/&+]\s*|\s+and\s+)"
_LED = (
    r"(?:(?:the|his|her|their|multiple|several|bilateral|both|left|right|l|r|regional|ipsilateral"
    r"|contralateral|distant|also|[1-9]\d*(?: ?/ ?| of | out of )\d+|(?:one|two|three|four|five"
    r"|six) of \w+) ){0,8}"
)
"""Words before a site that say which or how many."""
_LIST = rf"{_LED}{_ANY}(?:{_AND}{_LED}{_ANY}\b){{0,20}}"
_NODED = (
    r"(?:(?:axillary|sentinel|mediastinal|hilar|inguinal|pelvic|iliac|cervical|supraclavicular|neck"
    r"|retroperitoneal|mesenteric|para-?aortic|perigastric|periportal|peripancreatic) )"
    r"(?:lymph )?nodes?"
)
"""Nodes that are named by their region."""


_NODES = "(?:" + "|".join(words for site, words in _SITES.items() if "lymph" in site) + ")"
"""Lymph nodes as the label of a specimen: what is found in them follows."""


_SPREAD = lazy(
    rf"\bmetasta(?:tic|sized|sizing)\s+(?:(?:[\w-]+\s+){{0,5}}?(?:{_KINDS})"
    rf"(?:,? [\w-]+ primary,?)?)\s+(?:to|in|involving)\s+(?P<far>{_LIST})\b"
    rf"|\b(?:{_KINDS})\b[^.;\n]{{0,30}}?\s(?:metasta(?:tic|sized)|spread(?:ing)?)"
    rf"\s+(?:to|in|into|involving)\s+(?P<there>{_LIST})\b"
    rf"|\b(?:metasta(?:sis|ses|tic(?: disease| cancer)?|sized)|mets|spread)\s+(?:to|in"
    rf"|involving)\s+(?P<after>{_LIST})\b"
    rf"|\b(?P<label>{_NODES})(?:,? \(?[\w -]{{1,24}}\)?){{0,2}}\s*[:\u2013-]\s*"
    rf"(?:positive for )?metastatic (?:[\w-]+ ){{0,4}}?(?:{_KINDS})\b"
    rf"|\b(?P<before>{_LIST})\s+(?:mets|metastas[ei]s|metastatic disease)\b",
    re.IGNORECASE,
)


_ARE = r"(?:,? (?:is|are|was|were|also|now|all|both|biops\w+|FNA|came back|returned)){0,3}"
_TAKEN = (
    r"(?:involve(?:d|ment)|positive(?! for (?!meta|carc|canc|malig|aden|tum|dis))"
    r"|spread|deposits?|implants?|caking)"
)
_REACHED = lazy(
    rf"\b(?P<r0>{_LIST}),?{_ARE}[ -]{_TAKEN}\b"
    rf"|\b(?:positive|involved|involvement of|involving|disease (?:in|involving|within)"
    rf"|deposits (?:in|on)|implants (?:in|on)|recurrence in) (?P<r1>{_LIST})\b"
    rf"|\b(?P<r4>(?:{_NODED})),? (?:[\w-]+ ){{0,4}}?(?:(?:and|were|was|came back|is|are) )"
    r"positive(?! for (?!meta|carc|canc|malig|aden|tum|dis))\b"
    r"|\b(?P<r3>omental|peritoneal|osseous|bony|nodal|leptomeningeal) disease\b"
    rf"|\b(?P<r5>{_NODED})(?: biops\w+| dissection| sampling)?[^.;\n]{{0,30}}?"
    r"\b[1-9]\d? ?(?:of|/|out of) ?\d+ (?:nodes? )?(?:was |were |are |is )?positive\b"
    rf"|\b[1-9]\d? ?(?:of|/|out of) ?\d+ (?:positive )?(?P<r6>{_NODED}) "
    r"(?:was |were |are |is )?(?:positive|involved)\b"
    rf"|\b(?P<r2>{_ANY}) (?:MRI|CT|lesions?|nodules?|biopsy|FNA)\b[^.;\n]{{0,40}}"
    r"\b(?P<word>metastas[ei]s|mets|metastatic)\b",
    re.IGNORECASE,
)
"""What says in the note of a cancer that a site is affected."""


class Spread(NamedTuple):
    """One site of spread: where it stands, and the term to look up."""

    extent: Extent
    term: str


def spreads(text: str, sentence: Extent, *, cancer: bool = False) -> Iterator[Spread]:
    """The sites to which a sentence says that a malignancy has spread.

    Args:
        text: the document.
        sentence: where the sentence stands.
        cancer: whether the document names a cancer of an organ (``has_cancer``).
    """
    said = text[slice(*sentence)].casefold()
    if any(word in said for word in ("metast", "mets", "spread")):
        yield from _listed(text, sentence)
    if cancer and holds(said, _AFFECTED) and not _OTHER_DISEASE.search(said):
        yield from _affected(text, sentence)


def _listed(text: str, sentence: Extent) -> Iterator[Spread]:
    for found in _SPREAD.finditer(text, *sentence):
        listed = str(found.lastgroup)
        sites = list(_SITE.finditer(text, *found.span(listed)))
        if listed == "label":
            yield Spread(Extent(*found.span()), _labelled(text, found))
            continue
        if listed not in _ALONE and len(sites) < _SEVERAL:
            if listed == "before" and found[0].casefold().endswith("disease"):
                yield Spread(Extent(*found.span()), _term(sites[0]))
            continue
        for site in sites:
            yield Spread(Extent(*site.span()), _term(site))


def _labelled(text: str, found: re.Match[str]) -> str:
    """The term for the nodes of a label: the region that it names, before mere nodes."""
    every = [_term(site) for site in _SITE.finditer(text, *found.span()) if "lymph" in _term(site)]
    last = every[-1]
    return next((term for term in reversed(every) if term != _ANY_NODES), last)


_ANY_NODES = "metastasis to lymph nodes"


def _affected(text: str, sentence: Extent) -> Iterator[Spread]:
    """The sites that are "involved" or hold "disease", in the note of a cancer of an organ."""
    for found in _REACHED.finditer(text, *sentence):
        listed = next(name for name in ("r0", "r1", "r2", "r3", "r4", "r5", "r6") if found[name])
        for site in _SITE.finditer(text, *found.span(listed)):
            if not _is_home(text, site[0]):
                at = "word" if found["word"] and _NONE.search(found[0]) else 0
                yield Spread(Extent(*found.span(at)), _term(site))


def _is_home(text: str, site: str) -> bool:
    """Whether the cancer of the note began in that organ, so that nothing has spread to it."""
    organ = re.escape(site)
    return bool(
        re.search(
            rf"\b{organ} (?:cell )?(?:{_KINDS})\b"
            rf"|\b(?:{_KINDS}) (?:of|in) (?:\w+ ){{0,2}}{organ}\b",
            text,
            re.IGNORECASE,
        )
    )


def _term(site: re.Match[str]) -> str:
    return f"metastasis to {_TERMS[int(str(site.lastgroup)[1:])]}"


_AFFECTED = (
    "involv",
    "positiv",
    "disease",
    "deposit",
    "implant",
    "caking",
    "recurrence",
    "metasta",
    "mets",
)
_OTHER_DISEASE = lazy(
    r"lymphoma|leuk[ae]mia|myeloma|sarcoid|amyloid|lupus|crohn|sclero|vasculit|psoria|infect|abscess"
    r"|tubercul|stone|reflux|arter|atheroscl|fatty|interstitial|graft|hernia|cultur|\bmrsa"
    r"|angiitis|granulom|\bgpa\b|\bmpa\b|\begpa\b|anca|igg4|endometri|histiocyt|mastocyt|behcet|myositis"
    r"|zoster|shingles|dermat|eczema|fung|candid|aspergill|histoplas|syphil|cystic|thromb|trauma|lacerat"
    r"|fractur|burn|allerg|drug|toxic"
)
"""What else than a cancer of an organ involves others: nothing is read from such a sentence."""
_CANCERS = ("carcinoma", "cancer", "melanoma", "sarcoma", "sclc", "hcc", "rcc", "mesothelioma")
_SHORT = lazy(r"gist(?<!\wgist)|i[dl]c(?<!\wi[dl]c)| ca\b")
"""One of these stands, in small letters, in whatever :data:`_CANCER` finds."""
_CANCER = lazy(
    r"\b(?:(?:adeno)?carcinomas?|cancers?|melanoma|sarcoma|NSCLC|SCLC|HCC|RCC|GIST|IDC|ILC"
    r"|mesothelioma|(?:\w{4,} )ca)\b",
    re.IGNORECASE,
)


_NONE = lazy(r"\b(?:no|not|without|negative)\b", re.IGNORECASE)
"""What denies the metastases that a scan was made for."""


def has_cancer(text: str) -> bool:
    """Whether a document names a cancer of an organ: only there may a site be "involved"."""
    plain = text.casefold()
    opens = holds(plain, _CANCERS) or _SHORT.search(plain) is not None
    return opens and _CANCER.search(text) is not None


_ALONE = frozenset({"far", "there"})
"""Where a name stands between the words: no name of the vocabulary reaches across it."""
_SEVERAL = 2
