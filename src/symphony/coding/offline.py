"""The embedded engine: all four agents without a model."""

from functools import lru_cache

from symphony.books.store import Release
from symphony.coding.extractor.offline import OfflineExtractor
from symphony.coding.navigator.offline import OfflineNavigator
from symphony.coding.pipeline import Pipeline
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.validator.offline import OfflineValidator
from symphony.coding.vocabulary import vocabulary


@lru_cache(maxsize=4)
def offline_pipeline(release: Release) -> Pipeline:
    """The four offline agents for one release; built once, used for any number of encounters."""
    return Pipeline(
        extractor=OfflineExtractor(vocabulary(release)),
        navigator=OfflineNavigator(release),
        validator=OfflineValidator(release),
        reconciler=OfflineReconciler(),
    )
