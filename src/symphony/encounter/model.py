"""The encounter: who was seen, where, when, and the documents that say so."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal


class Setting(StrEnum):
    """The care setting: given, never guessed.

    Guideline sections II and III bind inpatient stays, section IV outpatient visits (emergency
    department included).
    """

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    EMERGENCY = "emergency"


AdmittedFrom = Literal["observation", "outpatient_surgery"]
"""Where an inpatient was before admission, where that decides (guidelines II.I and II.J)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of one document, in Unicode code points, 0-based, end exclusive."""

    document: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character of the same document."""
        return self.document == other.document and self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether the other lies wholly inside this one."""
        return (
            self.document == other.document and self.start <= other.start and other.end <= self.end
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the encounter, as text exactly as it was read (line ends included)."""

    id: str
    text: str
    written: date | None = None
    """The day on which it was written or signed; None where nobody says."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What of the patient decides a code or an edit."""

    age_years: float | None = None
    sex: str | None = None
    """``F``, ``M`` or None for not given."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """One contact or stay: what is coded together and billed together."""

    id: str
    documents: tuple[Document, ...]
    setting: Setting = Setting.OUTPATIENT
    date_of_service: date | None = None
    """The day of the visit; of a stay, the day of discharge, which chooses its edition."""
    patient: Patient = field(default_factory=Patient)
    admitted_from: AdmittedFrom | None = None
    """Given, never guessed; None for neither or not known."""

    def document(self, document_id: str) -> Document:
        """The document of that id.

        Raises:
            KeyError: no document of the encounter has it.
        """
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    def is_late(self, document_id: str) -> bool:
        """Whether the document is dated after the encounter: a late report, an addendum, a query.

        Raises:
            KeyError: no document of the encounter has that id.
        """
        written = self.document(document_id).written
        seen = self.date_of_service
        return written is not None and seen is not None and written > seen
