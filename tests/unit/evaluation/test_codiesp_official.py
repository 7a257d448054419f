"""The figures of the official CodiEsp scripts' toy example, on charts of our own in its shape.

Three cases for D and P: one answered in part with a wrong code between, one not answered at all,
one answered in part. For X: a case with eleven codes, where one prediction is elsewhere, two are
too short and one has no prediction that the list of valid codes knows; and a case where only a
code of the other case is given.
"""

import pytest
from pairs import pair

from symphony.evaluation.metrics.average_precision import mean_average_precision
from symphony.evaluation.metrics.codiesp_x import codiesp_x
from symphony.evaluation.metrics.micro import micro

D = [
    pair(["A00", "A01", "A02"], ["A00", "B00", "A01", "C01", "B01"], name="first"),
    pair(["B00", "B01"], [], name="silent"),
    pair(["C00", "C01", "C02", "C03", "C04"], ["C00", "B01", "C01", "A01"], name="third"),
]

X = [
    pair(
        [
            ("A00", [(1980, 1996)]),
            ("A01", [(1940, 1960)]),
            ("A02", [(1730, 1750)]),
            ("A03", [(1660, 1690)]),
            ("A04", [(1560, 1572), (754, 766)]),
            ("A05", [(628, 641)]),
            ("A06", [(385, 402)]),
            ("A07", [[(385, 397), (405, 411)]]),
            ("A08", [[(167, 181), (189, 198)]]),
            ("A09", [(146, 156)]),
            ("A10", [[(405, 411), (572, 581)]]),
        ],
        [
            ("A00", None, [(100, 200)]),
            ("A01", None, [(1959, 1960)]),
            ("A02", None, [(1730, 1731)]),
            ("A03", None, [(1660, 1690)]),
            ("A04", None, [(1550, 1582), (754, 766)]),
            ("A05", None, [(628, 641)]),
            ("A06", None, [(385, 402)]),
            ("A07", None, [(385, 411)]),
            ("A08", None, [(167, 198)]),
            ("A09", None, [(146, 156)]),
        ],
        name="eleven",
        text=" " * 2000,
    ),
    pair(
        [("B00", [(100, 200)]), ("B01", [(200, 300)])],
        [("A04", None, [(200, 300)])],
        name="two",
        text=" " * 600,
    ),
]


def test_map_skips_silent_cases_as_the_official_script_does() -> None:
    found = mean_average_precision(D)
    assert round(found.official, 3) == 0.444
    assert (found.charts, found.skipped) == (3, 1)
    assert found.value == pytest.approx(found.official * 2 / 3)


def test_d() -> None:
    counts = micro(D)
    ratios = (counts.precision, counts.recall, counts.f1)
    assert [round(ratio, 3) for ratio in ratios] == [0.444, 0.400, 0.421]


def test_x() -> None:
    counts = codiesp_x(X)
    ratios = (counts.precision, counts.recall, counts.f1)
    assert [round(ratio, 3) for ratio in ratios] == [0.636, 0.538, 0.583]


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [(100, 110, 1), (90, 120, 1), (89, 110, 0), (100, 121, 0), (101, 110, 0), (100, 109, 0)],
)
def test_x_tolerates_ten_characters_too_many_and_none_too_few(start, end, right) -> None:
    one = pair([("A00", [(100, 110)])], [("A00", None, [(start, end)])], text=" " * 200)
    assert codiesp_x([one]).right == right
