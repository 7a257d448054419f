"""What the tests of the agents share."""

from collections.abc import Callable

import pytest

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline
from symphony.encounter.model import Document, Encounter, Setting


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The embedded release of ICD-10-CM, compiled once for all tests of a run."""
    return Shelf(tmp_path_factory.mktemp("home")).release("icd10cm")


@pytest.fixture(scope="session")
def pipeline(release: Release) -> Pipeline:
    """The four agents without a model, over the embedded release."""
    return offline_pipeline(release)


@pytest.fixture(scope="session")
def coded(pipeline: Pipeline, release: Release) -> Callable[..., set[str]]:
    """The codes that a note gets: ``coded(note)`` or ``coded(note, setting)``."""

    def codes(note: str, setting: Setting = Setting.OUTPATIENT) -> set[str]:
        run = pipeline.run(Case(Encounter("e", (Document("d", note),), setting), release))
        return {sequenced.choice.code for sequenced in run.reconciliation.codes}

    return codes
