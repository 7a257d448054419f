"""The side that a note names only to compare with, or to say that it is well."""

import re

from symphony.language.patterns import lazy

OTHER_SIDE = lazy(
    r"\b(?:compared (?:with|to)|(?:more|less|worse|better|larger|smaller|longer|weaker|warmer) than"
    r"|unlike) (?:on )?(?:the |her |his |their )?(?:right|left)\b"
    r"|\b(?:right|left)(?: (?!and\b|or\b)\w+){0,2}"
    r" (?:is|was|are|were|looks?|remains?|feels?|moves?)"
    r" (?:all |entirely |completely |quite |otherwise |perfectly )?"
    r"(?:normal|fine|pseudophakic|aphakic|prosthetic|absent|replaced|negative|clear|unaffected|uninvolved|unremarkable|clean|intact|quiet|spared|healthy|well|normally|freely)\b",
    re.IGNORECASE,
)
"""The side with which the one that is meant is compared."""
