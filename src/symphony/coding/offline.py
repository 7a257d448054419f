"""The embedded engine: all four agents without a model."""

from dataclasses import replace
from functools import lru_cache

from symphony.books.store import Release
from symphony.books.titles import titles
from symphony.coding.extractor.offline import OfflineExtractor
from symphony.coding.navigator.offline import OfflineNavigator
from symphony.coding.navigator.semantic import SemanticNavigator
from symphony.coding.pipeline import Pipeline
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.semantic import SemanticSettings, semantic_search
from symphony.coding.validator.offline import OfflineValidator
from symphony.coding.vocabulary import vocabulary
from symphony.rules.profile import OFFICIAL, profile_named


@lru_cache(maxsize=8)
def offline_pipeline(
    release: Release, profile: str = OFFICIAL, semantic: SemanticSettings | None = None
) -> Pipeline:
    """The four offline agents for one release; built once, used for any number of encounters.

    Args:
        release: the book to code with.
        profile: which rules hold (``rules.profile``); the other agents know no profile.
        semantic: a sentence model that offers further candidates; none unless asked for.

    Raises:
        UsageError: there is no such profile.
        SymphonyError: the sentence model cannot be used.
    """
    agents = _agents(release)
    if profile != OFFICIAL:
        agents = replace(agents, reconciler=OfflineReconciler(profile))
    rules = profile_named(profile)
    if rules.mentions or rules.concluded:
        extractor = OfflineExtractor(
            vocabulary(release), rules.mentions, titles(release), rules.concluded
        )
        agents = replace(agents, extractor=extractor)
    if rules.mentions:
        validator = OfflineValidator(release, as_named=True)
        agents = replace(agents, validator=validator)
    if semantic is not None:
        search = semantic_search(release, semantic)
        agents = replace(agents, navigator=SemanticNavigator(agents.navigator, search))
    return agents


@lru_cache(maxsize=4)
def _agents(release: Release) -> Pipeline:
    return Pipeline(
        extractor=OfflineExtractor(vocabulary(release), titles=titles(release)),
        navigator=OfflineNavigator(release),
        validator=OfflineValidator(release),
        reconciler=OfflineReconciler(),
    )
