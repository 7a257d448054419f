"""The clinical lexicon: how clinicians and patients say it → the standard term. Never a code.

One TSV file per specialty in ``lexicon/``; the term is then looked up in whichever books are open,
so the lexicon serves every code system. Abbreviations with more than one sense are not in it:
``ambiguous.py`` decides those by their surroundings.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import repeat
from typing import NamedTuple

from symphony.errors import InternalError
from symphony.language.tables import columns, rows
from symphony.language.words import bag_of, phrase, phrase_once, phrases


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Everyday words (in small letters) that are spelled like an abbreviation."""
    source = resources.files("symphony.language") / "data" / "english_words.tsv"
    return frozenset(fields[0] for _, fields in rows(source, ("form",)))


def may_be_part(form: str, entry: "LexiconEntry") -> bool:
    """Whether one word of a longer name can be the wording that its normal form matched.

    Everyday words are the singular of some wordings ("now" of NOWS, "down" of Downs): those count
    where they stand by themselves only.
    """
    if entry.phrase != form and form in everyday():
        return False
    return may_be_abbreviation(form, entry)


def may_be_abbreviation(written: str, entry: "LexiconEntry") -> bool:
    """Whether a word of a text can be the abbreviation that its normal form matched.

    The normal form drops a plural's ``s`` ("does" is not DOE), and everyday words are spelled like
    abbreviations ("did", "add"): those count in capitals only. An abbreviation that ends in an s of
    its own is written with it (MCA and CRP are not MCAS and CRPS).
    """
    if entry.kind != "abbreviation" or " " in written or " " in entry.phrase:
        return True
    if entry.phrase.endswith("s") and not written.casefold().endswith("s"):
        return False
    bare = written.removesuffix("s") if written[:-1].isupper() else written
    if bare.isupper():
        return True
    return written.casefold() == entry.phrase and written.casefold() not in everyday()


_SHORT = 3
"""Words of so few letters only say nothing in another order ("out of it", "it out")."""
KINDS = frozenset({"abbreviation", "synonym", "lay", "eponym", "variant", "result"})
_COLUMNS = ("phrase", "term", "kind")
_FOLDER = resources.files("symphony.language") / "lexicon"


class LexiconEntry(NamedTuple):
    """One wording, the standard term for it, of which kind it is and in whose file it stands."""

    phrase: str
    term: str
    kind: str
    specialty: str


@lru_cache(maxsize=1)
def lexicon_by_bag() -> dict[str, LexiconEntry]:
    """The entries of two words and more by their bag of words (``words.bag``): for any order."""
    found: dict[str, LexiconEntry] = {}
    for key, entry in lexicon().items():
        if " " not in key:
            continue
        kept = bag_of(key.split(" "))
        idiom = entry.kind == "lay" and all(len(form) <= _SHORT for form in kept.split(" "))
        if " " in kept and not idiom:
            found.setdefault(kept, entry)
    return found


@lru_cache(maxsize=1)
def lexicon() -> dict[str, LexiconEntry]:
    """All entries by the normal form of their wording (``words.phrase``).

    Raises:
        InternalError: a row is malformed, or two rows give one wording different terms.
    """
    files = [file for file in _FOLDER.iterdir() if file.name.endswith(".tsv")]
    tables = [(file, columns(file, _COLUMNS)) for file in sorted(files, key=lambda f: f.name)]
    keys = iter(phrases(wording for _, table in tables for wording in table[0]))
    entries: dict[str, LexiconEntry] = {}
    made = tuple.__new__  # for thousands of entries: the class's own is twice as slow
    for file, (wordings, terms, kinds) in tables:
        if not (KINDS.issuperset(kinds) and all(terms)):
            raise _malformed(file, entries)
        specialty = repeat(file.name.removesuffix(".tsv"))
        for fields in zip(wordings, terms, kinds, specialty, strict=False):
            key, entry = next(keys), made(LexiconEntry, fields)
            known = entries.setdefault(key, entry)
            if known is not entry and phrase(known.term) != phrase(entry.term):
                raise _malformed(file, entries)
        if "" in entries:
            raise _malformed(file, entries)
    return entries


def _malformed(file: Traversable, entries: Mapping[str, LexiconEntry]) -> InternalError:
    """The error that names the first row of a file which cannot be taken in."""
    for line, (wording, term, kind) in rows(file, _COLUMNS):
        key = phrase_once(wording)
        if kind not in KINDS or not key or not term:
            return InternalError(f"{file.name}:{line}: kind {kind!r} or an empty field")
        known = entries.get(key)
        if known is not None and phrase(known.term) != phrase(term):
            return InternalError(
                f"{file.name}:{line}: {wording!r} already means {known.term!r}"
                f" in {known.specialty}.tsv"
            )
    return InternalError(f"{file.name}: a row is malformed")
