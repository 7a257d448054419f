"""The embedded engine: all four agents without a model."""

from dataclasses import replace
from functools import lru_cache

from symphony.books.store import Release
from symphony.coding.extractor.offline import OfflineExtractor
from symphony.coding.navigator.offline import OfflineNavigator
from symphony.coding.pipeline import Pipeline
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.validator.offline import OfflineValidator
from symphony.coding.vocabulary import vocabulary
from symphony.rules.profile import OFFICIAL


@lru_cache(maxsize=8)
def offline_pipeline(release: Release, profile: str = OFFICIAL) -> Pipeline:
    """The four offline agents for one release; built once, used for any number of encounters.

    Args:
        release: the book to code with.
        profile: which rules hold (``rules.profile``); the other agents know no profile.

    Raises:
        UsageError: there is no such profile.
    """
    if profile == OFFICIAL:
        return _agents(release)
    return replace(_agents(release), reconciler=OfflineReconciler(profile))


@lru_cache(maxsize=4)
def _agents(release: Release) -> Pipeline:
    return Pipeline(
        extractor=OfflineExtractor(vocabulary(release)),
        navigator=OfflineNavigator(release),
        validator=OfflineValidator(release),
        reconciler=OfflineReconciler(),
    )
