"""The clinical lexicon: what its loader refuses, and what the shipped files hold."""

from pathlib import Path

import pytest

from symphony.errors import InternalError
from symphony.language import lexicon as module
from symphony.language.lexicon import LexiconEntry, lexicon, lexicon_by_bag, may_be_abbreviation
from symphony.language.words import phrase

HEADER = "phrase\tterm\tkind\n"


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_FOLDER", tmp_path)

    def call(**files: str) -> dict[str, LexiconEntry]:
        for name, rows in files.items():
            (tmp_path / f"{name}.tsv").write_text(HEADER + rows, encoding="utf-8")
        return lexicon.__wrapped__()

    return call


def test_a_wording_leads_to_its_standard_term(load) -> None:
    found = load(heart="high blood pressure\thypertension\tlay\n")
    assert found["high blood pressure"] == LexiconEntry(
        "high blood pressure", "hypertension", "lay", "heart"
    )


def test_an_unknown_kind_is_refused_by_file_and_line(load) -> None:
    with pytest.raises(InternalError, match=r"heart\.tsv:3.*'slang'"):
        load(heart="mi\tmyocardial infarction\tabbreviation\nticker\theart disease\tslang\n")


@pytest.mark.parametrize("row", ["\thypertension\tlay\n", "hbp\t\tlay\n", "---\tx\tlay\n"])
def test_an_empty_field_is_refused(load, row: str) -> None:
    with pytest.raises(InternalError, match=r"heart\.tsv:2"):
        load(heart=row)


def test_two_terms_for_one_wording_are_refused_naming_both_files(load) -> None:
    with pytest.raises(InternalError, match=r"nerves\.tsv:2: 'MI' already means .*heart\.tsv"):
        load(
            heart="mi\tmyocardial infarction\tabbreviation\n",
            nerves="MI\tmuscle injury\tabbreviation\n",
        )


def test_one_term_said_twice_is_no_conflict(load) -> None:
    assert len(load(a="mi\tmyocardial infarction\tlay\n", b="MI\tmyocardial infarctions\tlay\n"))


def test_a_row_with_a_field_too_few_is_refused(load) -> None:
    with pytest.raises(InternalError, match=r"heart\.tsv:2: 2 fields, not 3"):
        load(heart="mi\tmyocardial infarction\n")


def test_another_header_is_refused(load, tmp_path: Path) -> None:
    (tmp_path / "heart.tsv").write_text("phrase\tcode\tkind\n", encoding="utf-8")
    with pytest.raises(InternalError, match=r"heart\.tsv:1: header"):
        load()


def test_the_shipped_lexicon_is_whole_and_holds_no_codes() -> None:
    found = lexicon()
    assert len(found) > 20_000
    assert all(key == phrase(entry.phrase) for key, entry in list(found.items())[::50])
    assert "hypertension" in phrase(found["htn"].term)


def test_a_wording_of_several_words_is_found_in_any_order() -> None:
    assert lexicon_by_bag()["blood high pressure"].term == lexicon()["high blood pressure"].term
    assert "htn" not in lexicon_by_bag()


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("DOE", True), ("DOEs", True), ("does", False), ("doe", False), ("Doe", False)],
)
def test_everyday_words_are_not_abbreviations(written: str, is_one: bool) -> None:
    entry = LexiconEntry("doe", "dyspnea on exertion", "abbreviation", "lungs")
    assert may_be_abbreviation(written, entry) is is_one


def test_an_everyday_word_counts_in_capitals_only() -> None:
    entry = LexiconEntry("add", "attention deficit disorder", "abbreviation", "mind")
    assert may_be_abbreviation("ADD", entry)
    assert not may_be_abbreviation("add", entry)


def test_an_s_that_is_the_abbreviations_own_is_written() -> None:
    entry = LexiconEntry("mcas", "mast cell activation", "abbreviation", "blood")
    assert may_be_abbreviation("MCAS", entry)
    assert not may_be_abbreviation("MCA", entry)
