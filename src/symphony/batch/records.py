"""One line of a batch: reading it as an encounter, and the line that answers it."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from symphony.encounter.model import AdmittedFrom, Document, Encounter, Patient, Setting
from symphony.errors import InputError


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every encounter of the batch."""

    setting: Setting = Setting.OUTPATIENT
    date_of_service: date | None = None
    patient: Patient = field(default_factory=Patient)
    admitted_from: AdmittedFrom | None = None


def record_id(line: str) -> str | None:
    """The record's id, or None where the line has none that can be read."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str) else None


def encounter(line: str, defaults: Defaults) -> Encounter:
    """The encounter of a line ``{"id", "text"}`` or ``{"id", "documents": [{"id", "text"}]}``.

    A document may have a ``date``, the day on which it was written. Other fields are ignored.

    Raises:
        InputError: the line is not such an object; the message holds no text of it.
    """
    try:
        record = json.loads(line)
    except ValueError as error:
        # The decoder's own message quotes nothing but positions.
        raise InputError(f"not JSON: {error.args[0]}") from None
    except RecursionError:
        raise InputError("JSON nested too deep") from None
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise InputError('not an object with a text "id"')
    documents = _documents(record)
    for text in (record["id"], *(part for d in documents for part in (d.id, d.text))):
        _refuse_surrogates(text)
    return Encounter(
        id=record["id"],
        documents=documents,
        setting=defaults.setting,
        date_of_service=defaults.date_of_service,
        patient=defaults.patient,
        admitted_from=defaults.admitted_from,
    )


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"half a surrogate pair at character {error.start}: not Unicode text"
        ) from None


def _documents(record: dict[str, Any]) -> tuple[Document, ...]:
    if isinstance(record.get("text"), str):
        return (Document("text", record["text"]),)
    listed = record.get("documents")
    if not isinstance(listed, list) or not listed:
        raise InputError('neither a "text" nor a list of "documents"')
    documents = tuple(_document(number, one) for number, one in enumerate(listed, start=1))
    if len({document.id for document in documents}) < len(documents):
        raise InputError("two documents have one id")
    return documents


def _document(number: int, one: object) -> Document:
    if isinstance(one, str):
        return Document(f"document-{number}", one)
    if isinstance(one, dict) and isinstance(one.get("text"), str):
        written = _day(number, one.get("date"))
        return Document(str(one.get("id", f"document-{number}")), one["text"], written)
    raise InputError(f"document {number} is neither a text nor an object with one")


def _day(number: int, told: object) -> date | None:
    if told is None:
        return None
    try:
        return date.fromisoformat(told if isinstance(told, str) else "")
    except ValueError:
        raise InputError(f"the date of document {number} is not as 2026-04-30") from None


def failure(line_number: int, found_id: str | None, error: Exception) -> str:
    """The line that stands for a record that could not be coded; it holds no text of the note."""
    told = str(error) if isinstance(error, InputError) else type(error).__name__
    answer = {
        "id": found_id,
        "error": {"line": line_number, "kind": type(error).__name__, "message": told},
    }
    # ASCII only: an id may hold half a surrogate pair.
    return json.dumps(answer, separators=(",", ":"))
