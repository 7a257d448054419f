"""Where the publisher's own files of ICD-10-CM disagree, and what was decided."""

from symphony.books.differences import Difference

KNOWN = (
    Difference(
        where="in the tabular list",
        codes=r"S06\.\w{2}[78][DS]",
        decision="not a code",
        reason=(
            "The tabular list defines seventh characters A, D and S for all of S06. Loss of "
            "consciousness with death (sixth character 7 or 8) has an initial encounter only, and "
            "the list of codes leaves the other 76 out."
        ),
    ),
)
