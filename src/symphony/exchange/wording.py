"""Plain words for the fixed names of the contract, shared by the terminal and the HTML view.

A name that is not listed here (the contract may grow) is shown as it is, underscores as spaces.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Reason(NamedTuple):
    """Why something was left out: a heading, and one sentence for a reader who is not a coder."""

    title: str
    meaning: str


REASONS = {
    "negated": Reason("Ruled out in the note", "The note says that it is not there."),
    "uncertain": Reason(
        "Uncertain",
        "Possible, probable, suspected or to be ruled out: not coded as if it were established.",
    ),
    "historical": Reason("In the past", "It was present once and is no longer."),
    "family_history": Reason("Family history", "A relative has or had it, not the patient."),
    "not_patient": Reason("About somebody else", "The words are not about the patient."),
    "hypothetical": Reason(
        "Hypothetical", "Named as something that may happen, not as something found."
    ),
    "planned": Reason("Planned", "Intended for later; not done and not found at this encounter."),
    "integral_symptom": Reason(
        "Part of a coded condition", "A sign or symptom that belongs to a diagnosis that is coded."
    ),
    "excludes1": Reason("Excludes1", "The book forbids it beside another code of this encounter."),
    "merged": Reason("Merged", "Another code of this encounter already says it."),
    "less_specific": Reason(
        "Less specific", "The note supports a more specific code, which was assigned."
    ),
    "not_reportable": Reason("Not reportable", "Documented, but not reported in this setting."),
    "section_not_coded": Reason(
        "Section not coded", "It stands in a part of the note that codes are not taken from."
    ),
    "invalid_on_date": Reason(
        "Not valid on the date of service", "The code is not in force on the date of service."
    ),
    "not_in_scope": Reason("Outside this request", "The caller limited what was to be coded."),
    "evidence_not_found": Reason(
        "Evidence not found", "The quoted words do not stand in the note, so it was dropped."
    ),
    "not_in_books": Reason("Not in the books", "No code for it was found in the installed books."),
    "rejected_by_model": Reason("Rejected on review", "The reviewing model did not accept it."),
    "not_evaluated": Reason("Not evaluated", "A stage failed before this could be judged."),
    "low_confidence": Reason("Low confidence", "The support in the note is too weak to code it."),
}

_ROLES = {
    "principal": "Principal",
    "first_listed": "First-listed",
    "secondary": "Secondary",
    "external_cause": "External cause",
    "procedure": "Procedure",
}
_POA = {
    "Y": "Present on admission",
    "N": "Not present on admission",
    "U": "Documentation insufficient",
    "W": "Clinically undetermined",
    "1": "Exempt from reporting",
}
_SYSTEMS = {
    "icd10cm": "ICD-10-CM",
    "icd10pcs": "ICD-10-PCS",
    "hcpcs": "HCPCS",
    "cpt": "CPT",
    "icd10": "ICD-10",
    "icd10uk": "ICD-10 (UK)",
    "opcs4": "OPCS-4",
    "icd10gm": "ICD-10-GM",
    "icd11": "ICD-11",
}
_SEVERITIES = ("error", "warning", "info")


def plain(name: str) -> str:
    """A contract name as words: ``first_visit`` is ``First visit``."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def reason(name: str) -> Reason:
    """The heading and the sentence of an exclusion's reason."""
    return REASONS.get(name) or Reason(plain(name), "")


def role(name: str) -> str:
    """The place of a code in the claim."""
    return _ROLES.get(name) or plain(name)


def poa(value: str) -> str:
    """What a present-on-admission indicator says."""
    return _POA.get(value, value)


def system(name: str) -> str:
    """The usual name of a code system; a user's own system keeps the name he gave it."""
    return _SYSTEMS.get(name, name)


def percent(confidence: float) -> str:
    """A confidence as whole per cent."""
    return f"{round(confidence * 100)}%"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: ``1 code``, ``1,234 codes``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def by_reason(
    excluded: Iterable[Mapping[str, Any]],
) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """Exclusions by reason, each with its place in the result's list.

    Reasons come in the order of `REASONS`, unknown ones last; within a reason the note's order
    is kept.
    """
    groups: dict[str, list[tuple[int, Mapping[str, Any]]]] = {name: [] for name in REASONS}
    for place, item in enumerate(excluded):
        groups.setdefault(str(item["reason"]), []).append((place, item))
    return {name: items for name, items in groups.items() if items}


def by_severity(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings, errors first; one of an unknown severity comes last."""
    rank = {name: place for place, name in enumerate(_SEVERITIES)}
    return sorted(findings, key=lambda finding: rank.get(str(finding["severity"]), len(rank)))


def engine(result: Mapping[str, Any]) -> str:
    """The engine in one line: name, version, and the models where some were used."""
    used = result["engine"]
    model = f", {used['model']}" if used.get("model") else ""
    semantic = f", semantic search by {used['semantic']}" if used.get("semantic") else ""
    return f"{used['name']} {used['version']}{model}{semantic}"


def releases(result: Mapping[str, Any]) -> str:
    """The editions of the books that were used, in one line."""
    return ", ".join(f"{system(one['system'])} {one['release']}" for one in result["releases"])
