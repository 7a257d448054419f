"""Where the publisher's own files of ICD-10-PCS disagree, and what was decided."""

from symphony.books.differences import Difference

KNOWN = (
    Difference(
        where="in the index",
        codes=r"5A05[12]2C",
        decision="left out of the index",
        reason=(
            "The FY2023 index prints both under DownStream(R) System; the tables and the list of "
            "codes of FY2023 have neither. What is not in the tables is no code."
        ),
    ),
)
