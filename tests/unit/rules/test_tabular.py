import pytest

from symphony.rules.engine import check
from symphony.rules.model import CodeSet


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("T36.05A", "with the placeholder X it is T36.0X5A"),
        ("W19A", "with the placeholder X it is W19.XXXA"),
        ("I1O", "with digits for letters, I10, it is"),
        ("E11.99", "E11.9 is complete and takes no further characters"),
        ("e119", "written E11.9 it is"),
        ("S52.599Z", "S52.599 exists and needs a seventh character (A, B, C, D"),
        ("E11.7", "E11 exists and has 10 codes below it"),
        ("", "is not a code of this release"),
        ("ZZZZZZ", "is not a code of this release"),
    ],
)
def test_a_code_that_is_none_is_told_what_may_be_meant(release, typed, meant):
    (told,) = [
        f.message for f in check(CodeSet.of([typed]), release) if f.rule == "tabular.unknown"
    ]
    assert meant in told


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("E11.64", "one of its subdivisions is needed (E11.641, E11.649)"),
        ("S52.501", "it needs a seventh character (A = initial encounter for closed fracture"),
        ("W19", "it needs a seventh character after the placeholder X (A = initial encounter"),
    ],
)
def test_a_header_is_told_what_completes_it(release, header, missing):
    (told,) = [
        f.message for f in check(CodeSet.of([header]), release) if f.rule == "tabular.incomplete"
    ]
    assert missing in told
