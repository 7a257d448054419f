"""Rules of the tabular list itself: what a code is, and whether it is complete."""

from collections.abc import Iterator

from symphony.rules.model import Drop, Hit
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

PLACEHOLDER = "X"
_WHOLE = 7
"""The characters of a code that has a seventh."""


@rule("tabular.unknown", "A code must be in the release", "error", "I.B.1")
def unknown(sheet: Sheet) -> Iterator[Hit]:
    """Codes that the edition in force does not hold, with what may be meant."""
    for code in sheet.unknown:
        yield Hit((code,), f"{code!r} is not a code of this release{_meant(sheet, code)}")


def _meant(sheet: Sheet, code: str) -> str:
    plain = code.strip().upper().replace(".", "")
    dotted = plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"
    if dotted != code and sheet.book.entry(dotted):
        return f"; written {dotted} it is"
    read = dotted[:1] + dotted[1:].replace("O", "0").replace("I", "1")
    if read != dotted and sheet.book.entry(read):
        return f"; with digits for letters, {read}, it is"
    padded = _padded(sheet, plain)
    if padded is not None:
        return f"; with the placeholder X it is {padded}"
    for length in range(len(plain) - 1, 2, -1):
        stem = plain[:3] if length == 3 else f"{plain[:3]}.{plain[3:length]}"
        entry = sheet.book.entry(stem)
        if entry is not None:
            return _after(sheet, entry.code, billable=entry.billable)
    return ""


def _padded(sheet: Sheet, plain: str) -> str | None:
    """The code of seven characters that it is once the placeholders stand where one is missing."""
    missing = PLACEHOLDER * (_WHOLE - len(plain))
    for at in range(len(plain) - 1, 2, -1) if missing else ():
        whole = plain[:at] + missing + plain[at:]
        dotted = f"{whole[:3]}.{whole[3:]}"
        if sheet.book.entry(dotted):
            return dotted
    return None


def _after(sheet: Sheet, stem: str, *, billable: bool) -> str:
    if billable:
        return f"; {stem} is complete and takes no further characters"
    sevenths = {s.character for s in sheet.book.sevenths(stem)}
    if not sevenths:
        return f"; {stem} exists and has {len(sheet.book.release.children(stem))} codes below it"
    wanted = ", ".join(sorted(sevenths))
    return f"; {stem} exists and needs a seventh character ({wanted}), padded with X to the sixth"


@rule("tabular.incomplete", "A code must be complete", "error", "I.B.2")
def incomplete(sheet: Sheet) -> Iterator[Hit]:
    """Headers, and codes that still need a seventh character."""
    for item in sheet.items:
        if item.entry.billable or _below_present(sheet, item):
            continue
        yield Hit((item.code,), f"{item.code} is not complete: {missing(sheet, item.code)}")


def missing(sheet: Sheet, code: str) -> str:
    """What completes the code, in words."""
    children = sheet.book.release.children(code)
    sevenths = sheet.book.sevenths(code)
    if children and all(len(child.code) == 8 for child in children) and sevenths:
        meanings = "; ".join(f"{s.character} = {s.meaning}" for s in sevenths)
        pad = "" if len(code.replace(".", "")) == 6 else " after the placeholder X"
        return f"it needs a seventh character{pad} ({meanings})"
    listed = ", ".join(child.code for child in children[:6])
    more = f" and {len(children) - 6} more" if len(children) > 6 else ""
    return f"one of its subdivisions is needed ({listed}{more})"


def _below_present(sheet: Sheet, item: Item) -> tuple[Item, ...]:
    if item.entry.billable:
        return ()
    end = sheet.book.end(item.code)
    return tuple(o for o in sheet.items if item.entry.position < o.entry.position <= end)


@rule(
    "tabular.ancestor", "A code and its own subdivision are not both reported", "warning", "I.B.2"
)
def ancestor(sheet: Sheet) -> Iterator[Hit]:
    """A header beside a code below it says nothing that the lower one does not."""
    for item in sheet.items:
        below = tuple(o.code for o in _below_present(sheet, item))
        if below:
            yield Hit(
                (item.code, *below),
                f"{item.code} is the heading of {', '.join(below)}, which says more",
                Drop(item.code, "less_specific", below),
            )


@rule("tabular.repeated", "A code is reported once", "warning", "I.B.12")
def repeated(sheet: Sheet) -> Iterator[Hit]:
    """The same code given twice in one encounter."""
    for code in sheet.repeated:
        yield Hit((code,), f"{code} is given more than once; it is reported once")


RULES = (unknown, incomplete, ancestor, repeated)
