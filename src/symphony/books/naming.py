"""The names of a code: its title, what is printed under it, and both less what is left unsaid.

Titles say what a note does not ("unspecified", "not elsewhere classified", "without ..."), and the
alphabetic index prints nonessential modifiers in parentheses: words that may be there or not
(ICD-10-CM guidelines, section I.A.7). A *derived* name drops them.
"""

import re
from collections.abc import Iterator

from symphony.language.patterns import holds, lazy

_PARENTHESES = lazy(r"\s*[(\[][^()\[\]]*[)\]]")
_REFERENCE = lazy(r"\s*[(\[][A-Z0-9][A-Z0-9.,\s-]*-?[)\]]\s*$")
_UNSAID = lazy(
    r",?\s*(?:\bNOS\b|\bNEC\b|not elsewhere classified|not otherwise specified"
    r"|site not specified|(?:of )?unspecified (?:site|organism|type|severity|cause|etiology|part"
    r"|location|trimester|stage|nature|episode|duration|sites?)\b"
    r"|without (?:mention of )?[a-z ,]*(?:complications?|manifestations?|obstruction or gangrene"
    r"|loss of consciousness|esophagitis|rupture|bleeding|hemorrhage or perforation"
    r"|perforation or abscess without bleeding|status migrainosus"
    r"|current pathological fracture|myelopathy or radiculopathy|angina pectoris|hepatic coma"
    r"|necrosis or infection|coma|foreign body|behavioral disturbance[a-z, ]*)"
    r"|\buncomplicated\b|\bsimple\b|single episode|\bin adult\b)",
    re.IGNORECASE,
)
_MAYBE_UNSAID = (
    "nos", "nec", "not ", "specified", "without", "uncomplicated", "simple", "single", "in adult",
)  # fmt: skip
"""One of these stands in whatever ``_UNSAID`` finds; most names have none and are not searched."""


def names(
    title: str, terms: tuple[str, ...], includes: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Every (kind, name) of an entry, without repeats, the printed ones before the derived."""
    seen: set[str] = set()
    printed = [("title", title)]
    printed += [("inclusion", term) for term in terms]
    printed += [("includes", _REFERENCE.sub("", line)) for line in includes]
    derived = [("derived", name) for _, text in printed for name in _derived(text)]
    for kind, name in printed + derived:
        key = name.casefold()
        if name and key not in seen:
            seen.add(key)
            yield kind, name


def _derived(text: str) -> Iterator[str]:
    plain = _PARENTHESES.sub("", text).strip(" ,;")
    yield plain
    folded = plain.casefold()
    if holds(folded, _MAYBE_UNSAID):
        yield _UNSAID.sub("", plain).strip(" ,;")
