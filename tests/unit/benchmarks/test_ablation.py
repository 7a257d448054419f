"""Every technique of the ablation leaves something out: what it patches is there."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from symphony.coding.extractor.reportable import weights

ACCURACY = Path(__file__).parents[3] / "benchmarks" / "accuracy"


@pytest.fixture
def ablation(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ACCURACY))
    for name in ("ablation", "devsets", "reading"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return import_module("ablation")


def test_what_a_technique_patches_exists(ablation: ModuleType) -> None:
    places = [(place, to) for each in ablation.TECHNIQUES for place, to in each.places.items()]
    assert places
    for place, instead in places:
        with patch(place, instead):
            pass


def test_the_signals_of_a_technique_have_weights(ablation: ModuleType) -> None:
    named = {name for each in ablation.TECHNIQUES for name in each.signals}
    assert named <= set(weights().signals)


def test_a_technique_leaves_something_out(ablation: ModuleType) -> None:
    assert all(bool(each.signals) != bool(each.places) for each in ablation.TECHNIQUES)
    names = [each.name for each in ablation.TECHNIQUES]
    assert len(set(names)) == len(names)
