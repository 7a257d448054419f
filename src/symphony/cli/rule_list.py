"""Which rules hold: the profile that a command line asks for, and the list of all rules."""

import json
from typing import TYPE_CHECKING

from symphony.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symphony.rules.profile import Profile


def chosen(name: str, off: "Iterable[str]") -> "Profile":
    """The profile of that name, less the rules and families that are switched off.

    Raises:
        UsageError: there is no such profile, rule or family.
    """
    from symphony.rules.catalogue import RULES
    from symphony.rules.profile import profile_named

    known = {rule.id for rule in RULES} | {rule.family for rule in RULES}
    wrong = sorted(set(off) - known)
    if wrong:
        raise UsageError(
            f"there is no rule or family {wrong[0]!r}; list them with: symphony check --rules"
        )
    return profile_named(name).without(off)


def listed(profile_name: str, off: "Iterable[str]", form: str) -> str:
    """All rules with their severity and citation, and whether the profile holds them."""
    from symphony.rules.catalogue import RULES

    profile = chosen(profile_name, off)
    rows = [
        {"rule": rule.id, "severity": rule.severity, "citation": rule.citation,
         "title": rule.title, "on": profile.holds(rule)}
        for rule in RULES
    ]  # fmt: skip
    if form == "json":
        return json.dumps(rows, indent=2, ensure_ascii=False)
    return "\n".join(
        f"{'on ' if row['on'] else 'off'} {row['severity']:<8} {row['rule']:<36}"
        f" {row['title']} ({row['citation']})"
        for row in rows
    )


def told(rule_id: str) -> str:
    """One rule in words.

    Raises:
        UsageError: there is none of that id.
    """
    from symphony.rules.catalogue import rule_named
    from symphony.rules.explain import explained

    return explained(rule_named(rule_id))
