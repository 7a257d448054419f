"""The two cleanings of MDACE's published scoring, on notes of our own."""

import json

from click.testing import CliRunner
from pairs import pair

from symphony.cli.evaluate import evaluate
from symphony.evaluation.metrics.evidence_cleaning import cleaned
from symphony.evaluation.metrics.evidence_span import evidence_span

#       0123456789012345678901234567890
TEXT = "(gout), acute. - knee pain; gout"


def gold(made):
    return {code.code: [(s.start, s.end) for s in code.spans] for code in made.gold}


def test_as_given_nothing_changes() -> None:
    one = pair([("M10.9", [(0, 7)])], [], text=TEXT)
    assert cleaned(one, "given") is one


def test_marks_at_the_edges_are_trimmed_away() -> None:
    one = pair([("M10.9", [(5, 14)])], [("M10.9", None, [(7, 13)])], text=TEXT)
    made = cleaned(one, "trimmed")
    assert gold(made) == {"M10.9": [(8, 13)]}
    assert [(s.start, s.end) for s in made.predicted[0].evidence] == [(8, 13)]
    assert evidence_span([one]).right == 0
    assert evidence_span([made]).right == 1


def test_a_bracket_is_trimmed_where_it_cannot_belong() -> None:
    opening = cleaned(pair([("M10.9", [(0, 6)])], [], text=TEXT), "trimmed")
    assert gold(opening) == {"M10.9": [(0, 6)]}  # "(gout)" keeps both
    closing = cleaned(pair([("M10.9", [(5, 13)])], [], text=TEXT), "trimmed")
    assert gold(closing) == {"M10.9": [(8, 13)]}


def test_what_is_all_marks_is_left_out() -> None:
    made = cleaned(pair([("M10.9", [(13, 17), (1, 5)])], [], text=TEXT), "trimmed")
    assert gold(made) == {"M10.9": [(1, 5)]}


def test_adjacent_spans_of_a_code_are_joined() -> None:
    made = cleaned(pair([("M10.9", [(1, 5), (8, 13), (28, 32)])], [], text=TEXT), "joined")
    assert gold(made) == {"M10.9": [(1, 13), (28, 32)]}


def test_another_code_in_between_keeps_them_apart() -> None:
    codes = [("M10.9", [(1, 5), (17, 21)]), ("R52", [(8, 13)])]
    assert gold(cleaned(pair(codes, [], text=TEXT), "joined")) == {
        "M10.9": [(1, 5), (17, 21)],
        "R52": [(8, 13)],
    }


def test_from_the_command_line(write) -> None:
    evidence = [{"start": 12, "end": 25}]  # with the full stop
    row = {
        "id": "a",
        "text": "Assessment: hypertension.",
        "codes": [{"system": "icd10cm", "code": "I10", "evidence": evidence}],
    }
    notes = write([row])

    def spans(*arguments: str) -> int:
        typed = [str(notes), "--engine", "scripted:pipeline", "--json", *arguments]
        done = CliRunner().invoke(evaluate, typed, catch_exceptions=False)
        return json.loads(done.stdout)[0]["evidence"]["exact span"]["right"]

    assert spans() == 0
    assert spans("--evidence-as", "trimmed") == spans("--evidence-as", "joined") == 1
