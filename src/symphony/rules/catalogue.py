"""All rules, in the order in which they are listed."""

from functools import lru_cache

from symphony.errors import UsageError
from symphony.rules import (
    combine,
    combined,
    external,
    injury,
    integral,
    laterality,
    left_open,
    lent,
    mce,
    notes,
    poa,
    pregnancy,
    principal,
    record,
    specificity,
    tabular,
    uncertain,
    wording,
)
from symphony.rules.guidelines import load
from symphony.rules.rule import Rule

_GUIDELINES, _SELECTED = load()

SELECTORS: frozenset[str] = _SELECTED.union(
    combine.SELECTORS,
    combined.SELECTORS,
    injury.SELECTORS,
    integral.SELECTORS,
    lent.SELECTORS,
    external.SELECTORS,
    uncertain.SELECTORS,
    wording.SELECTORS,
    principal.SELECTORS,
    poa.SELECTORS,
    mce.SELECTORS,
)
"""The texts by which rules select codes."""

RULES: tuple[Rule, ...] = (
    *tabular.RULES,
    *notes.RULES,
    *laterality.RULES,
    *specificity.RULES,
    *left_open.RULES,
    *lent.RULES,
    *combine.RULES,
    *combined.RULES,
    *pregnancy.RULES,
    *injury.RULES,
    *external.RULES,
    *uncertain.RULES,
    *wording.RULES,
    *record.RULES,
    *principal.RULES,
    *poa.RULES,
    *mce.RULES,
    *integral.RULES,
    *_GUIDELINES,
)


@lru_cache(maxsize=1)
def by_id() -> dict[str, Rule]:
    """The rules by their ids."""
    return {rule.id: rule for rule in RULES}


def rule_named(rule_id: str) -> Rule:
    """The rule of that id.

    Raises:
        UsageError: there is none.
    """
    found = by_id().get(rule_id)
    if found is None:
        raise UsageError(f"there is no rule {rule_id!r}; list them with: symphony check --rules")
    return found
