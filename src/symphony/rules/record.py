"""When what a code rests on became part of the record."""

from collections.abc import Iterator

from symphony.rules.model import Hit
from symphony.rules.rule import rule
from symphony.rules.sheet import Sheet


@rule("record.late", "A code that only a document of after the encounter supports", "warning",
      "IV.K")  # fmt: skip
def late(sheet: Sheet) -> Iterator[Hit]:
    """A pathology report, an addendum or a query's answer that is dated after the encounter.

    What is in the record when the codes are assigned counts, however late it came. It must be the
    provider's, or interpreted by a physician, and the provider is asked where it contradicts what
    was written during the encounter.
    """
    for item in sheet.items:
        if item.line.late:
            yield Hit(
                (item.code,),
                f"{item.code} rests only on what was written after the encounter: it counts if it "
                "is in the record when the codes are assigned, and comes from a provider",
            )


RULES = (late,)
