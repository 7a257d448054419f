"""Case reports as they are written in Europe and translated: the words lead to the usual codes."""

from importlib import resources

import pytest

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter
from symphony.language.tables import rows
from symphony.language.words import bag


def _codes(release: Release, text: str) -> set[str]:
    case = Case(Encounter("e", (Document("n", text),)), release)
    reconciliation = offline_pipeline(release, "each-mention").run(case).reconciliation
    return {sequenced.choice.code for sequenced in reconciliation.codes}


def _terms() -> set[str]:
    file = resources.files("symphony.language") / "lexicon" / "case_reports.tsv"
    return {term for _, (_, term, _) in rows(file, ("phrase", "term", "kind"))}


def test_every_term_is_a_name_of_the_book(release: Release) -> None:
    unknown = sorted(term for term in _terms() if not release.named(bag(term)))
    assert not unknown


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("a left renoureteral colic", {"N23"}),
        ("nephritic colics and pollakiuria", {"N23", "R35.0"}),
        ("ureteral lithiasis and ureterohydronephrosis", {"N20.1", "N13.30"}),
        ("vesical lithiasis", {"N21.0"}),
        ("rectorrhagia, hyporexia and marked asthenia", {"K62.5", "R63.0", "R53.1"}),
        ("haemoptoic expectoration and febricula", {"R04.2", "R50.9"}),
        ("cephalea and adenomegalies", {"R51.9", "R59.9"}),
        ("laterocervical adenopathies", {"R59.0"}),
        ("a neoformation of the bladder", {"D49.4"}),
        ("dyslipemia treated with diet", {"E78.5"}),
        ("comitial crises in childhood", {"R56.9"}),
        ("a hemorrhagic cerebrovascular accident", {"I61.9"}),
        ("peripheral facial paralysis", {"G51.0"}),
        ("lumbociatica", {"M54.40"}),
        ("palpebral ptosis and exophthalmos", {"H02.409", "H05.20"}),
        ("a hydatid cyst of the liver", {"B67.8"}),
        ("thrombopenia and ferropenic anemia", {"D69.6", "D50.9"}),
        ("chronic enolism", {"F10.20"}),
        ("an eventration", {"K43.2"}),
        ("constitutional syndrome", {"R68.89"}),
    ],
)
def test_the_words_of_a_translated_report_are_read(
    release: Release, said: str, wanted: set[str]
) -> None:
    assert _codes(release, f"The patient was admitted for {said}.") == wanted


def test_a_header_that_is_called_unspecified_does_not_choose_the_first_below_it(
    release: Release,
) -> None:
    assert _codes(release, "She was admitted with a nephritic syndrome.") == {"N05.9"}
