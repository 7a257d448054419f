"""One line of a batch: what is read as an encounter and what is refused, without its words."""

import json
from datetime import date

import pytest

from symphony.batch.records import Defaults, encounter, failure, record_id
from symphony.encounter.model import Document, Setting
from symphony.errors import InputError


def test_a_text_is_one_document_and_other_fields_are_ignored() -> None:
    line = json.dumps({"id": "a", "text": "Gout.", "codes": [{"code": "X"}], "text2": 3})
    made = encounter(line, Defaults(setting=Setting.INPATIENT))
    assert made.id == "a"
    assert made.documents == (Document("text", "Gout."),)
    assert made.setting is Setting.INPATIENT


def test_documents_are_texts_or_objects_with_one() -> None:
    line = json.dumps({"id": "a", "documents": ["one", {"id": "visit", "text": "two", "x": 1}]})
    assert encounter(line, Defaults()).documents == (
        Document("document-1", "one"),
        Document("visit", "two"),
    )


def test_a_document_says_when_it_was_written() -> None:
    line = json.dumps(
        {"id": "a", "documents": [{"text": "x", "date": "2026-03-09"}, {"text": "y"}]}
    )
    made = encounter(line, Defaults(date_of_service=date(2026, 3, 2)))
    assert [document.written for document in made.documents] == [date(2026, 3, 9), None]
    assert [made.is_late(document.id) for document in made.documents] == [True, False]


def test_an_empty_text_is_a_document() -> None:
    assert encounter('{"id": "a", "text": ""}', Defaults()).documents[0].text == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("secret words", "not JSON"),
        ('{"id": "a", "text": "secret', "not JSON"),
        ("[" * 200_000, "nested too deep"),
        ("[1]", 'not an object with a text "id"'),
        ('{"text": "secret"}', 'not an object with a text "id"'),
        ('{"id": 7, "text": "secret"}', 'not an object with a text "id"'),
        ('{"id": "a"}', 'neither a "text" nor a list of "documents"'),
        ('{"id": "a", "text": 5}', 'neither a "text" nor a list of "documents"'),
        ('{"id": "a", "documents": []}', 'neither a "text" nor a list of "documents"'),
        ('{"id": "a", "documents": "secret"}', 'neither a "text" nor a list of "documents"'),
        ('{"id": "a", "documents": [{"id": "x"}]}', "document 1 is neither a text"),
        ('{"id": "a", "documents": ["x", null]}', "document 2 is neither a text"),
        ('{"id": "a", "documents": [{"id":"d","text":"x"},{"id":"d","text":"y"}]}', "one id"),
        ('{"id": "a", "documents": [{"text":"x","date":"secret"}]}', "the date of document 1"),
        ('{"id": "a", "documents": [{"text":"x","date":7}]}', "the date of document 1"),
        ('{"id": "a", "text": "gout \\ud800 secret"}', "half a surrogate pair at character 5"),
    ],
)
def test_a_bad_record_is_refused_and_nothing_of_it_is_told(line: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        encounter(line, Defaults())
    assert told in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"id": "a"}', "a"),
        ('{"id": 3}', None),
        ("[]", None),
        ("nonsense", None),
        ("[" * 200_000, None),
    ],
)
def test_the_id_is_told_where_there_is_one(line: str, found: str | None) -> None:
    assert record_id(line) == found


def test_only_our_own_messages_are_passed_on() -> None:
    ours = json.loads(failure(3, "a", InputError("not UTF-8 text")))
    assert ours == {
        "id": "a",
        "error": {"line": 3, "kind": "InputError", "message": "not UTF-8 text"},
    }
    theirs = json.loads(failure(4, None, ValueError("the patient's name")))
    assert theirs["error"] == {"line": 4, "kind": "ValueError", "message": "ValueError"}
