"""Every rule that is a row of data finds what it names, and nothing without it."""

from functools import lru_cache
from itertools import islice, product

import pytest

from symphony.encounter.model import Patient, Setting
from symphony.rules.catalogue import RULES
from symphony.rules.engine import _book
from symphony.rules.guidelines import Row
from symphony.rules.model import CodeSet, Line
from symphony.rules.references import references
from symphony.rules.sheet import Sheet

ROWS = [rule for rule in RULES if hasattr(rule.look, "args") and isinstance(rule.look.args[0], Row)]


@lru_cache(maxsize=4096)
def some(book, text, at_most):
    """A few complete codes of each part of the text."""
    found = []
    for reference in references(f"({text})"):
        reach = book.place(reference)
        below = (e for e in book.below(reference.first) if e.billable and reach.holds(e))
        last = (e for e in book.below(reference.last) if e.billable and reach.holds(e))
        found += [entry.code for entry in (*islice(below, at_most), *islice(last, at_most))]
    return list(dict.fromkeys(found))


def attempts(book, row):
    others = some(book, row.others, 40) if row.others else [None]
    if row.same or row.same_form:
        subjects = some(book, row.subjects, 400)
        pairs = (
            (s, o) for s, o in product(subjects, some(book, row.others, 400)) if alike(row, s, o)
        )
    else:
        pairs = product(some(book, row.subjects, 40), others)
    for subject, other in pairs:
        if subject != other:
            yield from sets(row, subject, other)


def alike(row, one, other):
    return one[: row.same] == other[: row.same] and (not row.same_form or one[3:] == other[3:])


def sets(row, subject, other):
    """The two codes in either order, in a setting and at an age of which the row speaks."""
    age = row.age_min if row.age_min is not None else row.age_max
    setting = min(row.settings, default=Setting.OUTPATIENT)
    poa = "N" if row.other_later else None
    place = 2 if row.first is False else 1
    lines = [Line(subject, sequence=place)]
    if row.first is False and other is None:
        lines.append(Line("K35.80", sequence=1))
    if other is not None:
        lines.append(Line(other, sequence=3 - place, poa=poa))
    yield CodeSet(tuple(lines), setting, Patient(age))


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.id)
def test_a_row_finds_what_it_names(rule, release):
    book = _book(release)
    row = rule.look.args[0]
    tried = islice(attempts(book, row), 20_000)
    hit = next((found for each in tried if (found := list(rule.look(Sheet(each, book))))), None)
    assert hit, "no set of the codes that the row names makes it find anything"
    assert "{" not in hit[0].message


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.id)
def test_a_row_finds_nothing_in_an_unrelated_set(rule, release):
    sheet = Sheet(CodeSet.ordered(["H61.21", "L60.0"]), _book(release))
    assert list(rule.look(sheet)) == []
