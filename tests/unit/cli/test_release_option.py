"""``--release`` and ``SYSTEM@RELEASE`` override the date; CPT without its book is told in words."""

import pytest
from click.testing import CliRunner

from symphony.cli import cli
from symphony.coding.coder import Coder
from symphony.encounter.model import Document, Encounter
from symphony.errors import BooksError, UsageError

NOTE = Encounter("e", (Document("n.txt", "Assessment: asthma."),))


def test_a_release_by_name_is_read_whatever_the_date() -> None:
    asked = ["lookup", "E11.9", "--date", "2030-01-01", "--release", "2026-04-01"]
    outcome = CliRunner().invoke(cli, asked)
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("E11.9  Type 2 diabetes mellitus without complications")


def test_a_release_that_is_not_there_names_those_that_are() -> None:
    outcome = CliRunner().invoke(cli, ["search", "asthma", "--release", "1999"])
    assert isinstance(outcome.exception, UsageError)
    assert "2026-04-01" in str(outcome.exception)


def test_a_system_may_name_its_release() -> None:
    made = Coder(systems=("icd10cm@2026-04-01",)).code(NOTE)
    assert [facts.release for facts in made.releases] == ["2026-04-01"]


def test_cpt_without_its_book_is_not_evaluated_beside_another_system() -> None:
    made = Coder(systems=("icd10cm", "cpt")).code(NOTE)
    told = [finding for finding in made.findings if finding.rule == "not_evaluated"]
    assert [code.system for code in made.codes] == ["icd10cm"]
    assert len(told) == 1
    assert "licensed" in told[0].message


def test_cpt_alone_without_its_book_is_an_error_of_the_books() -> None:
    with pytest.raises(BooksError, match="books install cpt"):
        Coder(systems=("cpt",)).code(NOTE)
