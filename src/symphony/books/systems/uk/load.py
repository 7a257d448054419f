"""Reading NHS England's files of ICD-10 5th edition and OPCS-4 from TRUD.

Source of the formats: the file specifications in the TRUD packs. ICD-10: tab-separated with a
heading (CODE, ALT_CODE, USAGE, USAGE_UK, DESCRIPTION, MODIFIER_4, MODIFIER_5, QUALIFIERS,
GENDER_MASK, MIN_AGE, MAX_AGE, TREE_DESCRIPTION); ALT_CODE is without the dot and padded with X to
four characters. OPCS-4: ``CodesAndTitles`` is code, tab, title; ``MetaData`` begins with the code
and goes on with attributes, without a heading.
"""

from collections.abc import Iterator

from symphony.books.sources import Given
from symphony.books.systems.tree import Row, by_prefix
from symphony.language.patterns import lazy

_TITLES = lazy(r"([A-Z]\d{2}(?:\.\d)?)\t(\S[^\t]*)\t?")
_META = lazy(r"([A-Z]\d{2}\.?\d?)\t([^\t]*\t.*)")
_FIELDS = ("USAGE", "USAGE_UK", "QUALIFIERS", "GENDER_MASK", "MIN_AGE", "MAX_AGE")
_MARKS = {"†": "dagger", "*": "asterisk", "D": "dagger", "A": "asterisk"}


def kind_of(given: Given) -> str | None:
    """``icd10``, ``opcs titles`` or ``opcs metadata``."""
    lines = given.first_lines
    if not lines:
        return None
    heading = lines[0].split("\t")
    if {"CODE", "ALT_CODE", "DESCRIPTION"} <= set(heading):
        return "icd10"
    if all(_TITLES.fullmatch(line.rstrip()) for line in lines):
        return "opcs titles"
    return "opcs metadata" if all(_META.fullmatch(line.rstrip()) for line in lines) else None


def icd10(given: Given) -> list[Row]:
    """The codes of ICD-10 with dagger and asterisk, restrictions, and the form padded with X."""
    heading = given.lines[0].split("\t")
    return by_prefix(_icd10(dict(zip(heading, line.split("\t"), strict=False))
                            for line in given.lines[1:] if line.strip()))  # fmt: skip


def _icd10(lines: Iterator[dict[str, str]]) -> Iterator[Row]:
    for cell in lines:
        code = cell["CODE"].strip()
        mark = _MARKS.get(code[-1:]) if code[-1:] in "†*" else None
        code = code.rstrip("†*").strip()
        padded = cell["ALT_CODE"].strip()
        parts = [cell["DESCRIPTION"].strip(), cell.get("MODIFIER_4", "").strip(),
                 cell.get("MODIFIER_5", "").strip()]  # fmt: skip
        properties = [
            (name.casefold(), cell[name].strip()) for name in _FIELDS if cell.get(name, "").strip()
        ]
        if mark:
            properties.append(("mark", mark))
        plain = code.replace(".", "")
        if padded != plain:
            properties.append(("padded", padded))
        yield Row(
            code,
            " ".join(dict.fromkeys(part for part in parts if part)),
            level="category" if len(plain) == 3 else "code",
            properties=tuple(properties),
        )


def opcs(titles: Given, metadata: Given | None) -> list[Row]:
    """The codes of OPCS-4, with the attributes of the metadata file as they stand there."""
    attributes = {
        _dotted(match[1]): match[2].strip("\t")
        for line in (metadata.lines if metadata else ())
        if (match := _META.fullmatch(line.rstrip()))
    }
    return by_prefix(
        Row(
            match[1],
            match[2].strip(),
            level="category" if len(match[1]) == 3 else "code",
            properties=(("metadata", attributes[match[1]]),) if match[1] in attributes else (),
        )
        for line in titles.lines
        if (match := _TITLES.fullmatch(line.rstrip()))
    )


def _dotted(code: str) -> str:
    return code if "." in code or len(code) <= 3 else f"{code[:3]}.{code[3:]}"
