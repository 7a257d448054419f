"""The sets in ../shared as the harness reads them; a clone without it skips."""

from collections import Counter
from pathlib import Path

import pytest

from symphony.encounter.model import Setting
from symphony.evaluation import session
from symphony.evaluation.datasets.options import Options


@pytest.fixture
def mdace(shared: Path) -> Path:
    return shared / "benchmarks" / "mdace"


def test_mdace_has_its_published_counts(mdace: Path) -> None:
    (one,) = session.load([mdace], Options())
    assert len(one.charts) == 302
    assert dict(session.gold_counts([one])) == {"icd10cm": 3209, "icd10pcs": 258, "icd9cm": 2}
    assert one.without_text
    assert all(chart.encounter.setting is Setting.INPATIENT for chart in one.charts)
    spans = Counter(len(code.spans) > 0 for chart in one.charts for code in chart.codes)
    assert spans == {True: 3469}


@pytest.mark.parametrize(("split", "charts"), [("train", 181), ("val", 60), ("test", 61)])
def test_mdace_splits_have_their_published_sizes(mdace: Path, split: str, charts: int) -> None:
    (one,) = session.load([mdace], Options(split=split))
    assert len(one.charts) == charts
    assert one.name == f"mdace/{split}"


def test_all_sets_are_read_from_one_folder(shared: Path) -> None:
    found = {one.name: one for one in session.load([shared / "benchmarks"], Options())}
    assert {name: len(one.charts) for name, one in found.items()} == {
        "aci_amazon/train": 51,
        "aci_amazon/train_narrative": 51,
        "aci_amazon/valid": 16,
        "aci_amazon/valid_narrative": 16,
        "codiesp/dev": 250,
        "codiesp/dev_en": 250,
        "codiesp/train": 500,
        "codiesp/train_en": 500,
        "mdace/all": 302,
        "medcoder_dev/dev": 20,
        "phrase_pairs/llmcoder_abbrev_en": 10_000,
        "phrase_pairs/llmcoder_reorder_en": 1000,
        "phrase_pairs/llmcoder_sentence_en": 1000,
        "phrase_pairs/llmcoder_typo_en": 10_000,
    }
    for name, one in found.items():
        assert bool(one.public) is (name != "mdace/all"), name
    assert not any("heldout" in name for name in found)
