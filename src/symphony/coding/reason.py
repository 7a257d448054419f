"""Why something that was considered is not coded. The names are fixed by the contract."""

from enum import StrEnum


class Reason(StrEnum):
    """The typed reasons of an exclusion."""

    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    FAMILY_HISTORY = "family_history"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"
    NOT_PATIENT = "not_patient"
    SECTION_NOT_CODED = "section_not_coded"
    INTEGRAL_SYMPTOM = "integral_symptom"
    EXCLUDES1 = "excludes1"
    MERGED = "merged"
    LESS_SPECIFIC = "less_specific"
    NOT_REPORTABLE = "not_reportable"
    INVALID_ON_DATE = "invalid_on_date"
    NOT_IN_SCOPE = "not_in_scope"
    EVIDENCE_NOT_FOUND = "evidence_not_found"
    NOT_IN_BOOKS = "not_in_books"
    REJECTED_BY_MODEL = "rejected_by_model"
    LOW_CONFIDENCE = "low_confidence"
    NOT_EVALUATED = "not_evaluated"
