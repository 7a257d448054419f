"""Any set of codes: no crash, the same answer in any order, and nothing left to do twice."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symphony.books.shelf import Shelf
from symphony.encounter.model import Patient, Setting
from symphony.rules.engine import check, resolve
from symphony.rules.model import CodeSet, Line
from symphony.rules.profile import profile_named, profiles

RELEASE = Shelf().release("icd10cm")
BILLABLE = [entry.code for entry in RELEASE.codes() if entry.billable]
ANY = [entry.code for entry in RELEASE.codes()]
BY_CATEGORY: dict[str, list[str]] = {}
for each in BILLABLE:
    BY_CATEGORY.setdefault(each[:3], []).append(each)
COMMON = [
    "E11.9", "I10", "I50.22", "N18.31", "N18.6", "J44.9", "J44.1", "J18.9", "R05.9", "R06.02",
    "M17.11", "M17.12", "M25.561", "I25.10", "I20.9", "A41.9", "R65.20", "R65.21", "U07.1",
    "J12.82", "Z79.4", "F17.210", "Z72.0", "O80", "Z37.0", "O23.41", "Z3A.32", "S52.501A",
    "W19.XXXA", "Y92.010", "T40.2X1A", "T36.0X5A", "D64.9", "C50.911", "Z51.11", "B20", "Z21",
    "I51.7", "I51.89", "G62.9", "E10.9", "E78.5", "K21.9", "Z38.00", "P07.17", "L90.5", "T23.301S",
]  # fmt: skip

codes = st.one_of(
    st.sampled_from(COMMON),
    st.sampled_from(BILLABLE),
    st.sampled_from(sorted(BY_CATEGORY)).flatmap(lambda c: st.sampled_from(BY_CATEGORY[c])),
)
odd = st.one_of(st.sampled_from(ANY), st.text(max_size=8))


@st.composite
def lines(draw, chosen=codes):
    found = draw(st.lists(chosen, max_size=40))
    ordered = draw(st.booleans())
    return tuple(
        Line(
            code,
            sequence=place if ordered else None,
            rank=draw(st.sampled_from([0.0, 0.5, 1.0])),
            poa=draw(st.sampled_from([None, "Y", "N", "U"])),
            uncertain=draw(st.booleans()) and draw(st.booleans()),
        )
        for place, code in enumerate(found, start=1)
    )


@st.composite
def codesets(draw, chosen=codes):
    return CodeSet(
        draw(lines(chosen)),
        draw(st.sampled_from(Setting)),
        Patient(draw(st.sampled_from([None, 0.01, 8, 30, 80])), draw(st.sampled_from("FM"))),
        draw(st.sampled_from([None, date(2026, 5, 1), date(2031, 1, 1)])),
    )


@given(codesets(odd))
@settings(max_examples=60, deadline=None)
def test_odd_input_is_answered(codeset):
    found = check(codeset, RELEASE)
    assert list(found) == sorted(set(found))
    resolve(codeset, RELEASE)


@given(codesets(), st.randoms(use_true_random=False), st.sampled_from(profiles()))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_input_means_nothing(codeset, shuffler, name):
    profile = profile_named(name)
    mixed = list(codeset.lines)
    shuffler.shuffle(mixed)
    again = codeset.with_lines(mixed)
    assert check(codeset, RELEASE, profile) == check(again, RELEASE, profile)
    one, other = resolve(codeset, RELEASE, profile), resolve(again, RELEASE, profile)
    assert one == other


@given(codesets(), st.sampled_from(profiles()))
@settings(max_examples=60, deadline=None)
def test_resolving_twice_changes_nothing(codeset, name):
    profile = profile_named(name)
    once = resolve(codeset, RELEASE, profile)
    twice = resolve(codeset.with_lines(once.kept), RELEASE, profile)
    assert twice.kept == once.kept
    assert not twice.dropped
    assert not twice.added
    assert set(check(codeset.with_lines(once.kept), RELEASE, profile)) <= set(once.findings)


@given(codesets())
@settings(max_examples=60, deadline=None)
def test_every_code_is_accounted_for(codeset):
    done = resolve(codeset, RELEASE)
    given_codes = {line.code for line in codeset.lines}
    kept = {line.code for line in done.kept}
    gone = {dropped.code for dropped in done.dropped}
    added = {each.code for each in done.added}
    assert given_codes | added == kept | gone
    assert all(RELEASE.code(code).billable for code in added)


@pytest.mark.parametrize("seed", range(3))
def test_a_shuffled_set_of_forty_common_codes(seed):
    shuffler = random.Random(seed)
    mixed = COMMON.copy()
    shuffler.shuffle(mixed)
    assert resolve(CodeSet.of(mixed), RELEASE) == resolve(CodeSet.of(COMMON), RELEASE)
