"""A rule in words: what it looks for and what follows, for ``symphony check --explain``."""

from functools import partial

from symphony.rules.guidelines import Row
from symphony.rules.rule import Rule

_THEN = {
    "finding": "a person is told",
    "drop": "the code is left out",
    "drop_other": "the other code is left out",
    "replace": "the code becomes {by}",
    "combine": "both codes become {by}",
    "before": "the code comes before the other",
    "after": "the code comes after the other",
    "not_first": "the code is never first",
    "first": "the code is first",
}


def explained(rule: Rule) -> str:
    """The rule's title, citation and severity, and what it does."""
    lines = [rule.id, f"  {rule.title}", f"  {rule.severity}; {rule.citation}"]
    row = rule.look.args[0] if isinstance(rule.look, partial) and rule.look.args else None
    if isinstance(row, Row):
        lines += [f"  {line}" for line in _of_row(row)]
    elif rule.look.__doc__:
        lines += [f"  {line.strip()}" for line in rule.look.__doc__.strip().splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def _of_row(row: Row) -> list[str]:
    lines = [f"codes: {row.subjects}"]
    lines += [f"together with: {row.others}"] if row.others else []
    lines += [f"and none of: {row.absent}"] if row.absent else []
    lines += [f"setting: {', '.join(sorted(row.settings))}"] if row.settings else []
    lines += [f"age: from {row.age_min:g} years"] if row.age_min is not None else []
    lines += [f"age: to {row.age_max:g} years"] if row.age_max is not None else []
    lines.append("then: " + _THEN[row.then].format(by=" and ".join(row.by)))
    return lines
