"""Plain words for the contract's names."""

from symphony.exchange import wording

REASONS = [
    "negated",
    "uncertain",
    "family_history",
    "historical",
    "hypothetical",
    "planned",
    "not_patient",
    "section_not_coded",
    "integral_symptom",
    "excludes1",
    "merged",
    "less_specific",
    "not_reportable",
    "invalid_on_date",
    "not_in_scope",
    "evidence_not_found",
    "not_in_books",
    "rejected_by_model",
    "low_confidence",
    "not_evaluated",
]


def test_every_reason_of_the_contract_has_words():
    assert set(wording.REASONS) == set(REASONS)
    assert all(one.title and one.meaning.endswith(".") for one in wording.REASONS.values())


def test_a_new_name_is_shown_as_words():
    assert wording.reason("seen_elsewhere") == ("Seen elsewhere", "")
    assert wording.role("first_visit") == "First visit"
    assert wording.system("our-own-list") == "our-own-list"


def test_exclusions_are_grouped_in_a_fixed_order_and_keep_their_places():
    names = ["planned", "negated", "seen_elsewhere", "negated"]
    groups = wording.by_reason([{"reason": name} for name in names])
    assert [(name, [place for place, _ in items]) for name, items in groups.items()] == [
        ("negated", [1, 3]),
        ("planned", [0]),
        ("seen_elsewhere", [2]),
    ]


def test_errors_come_before_warnings_and_unknown_severities_last():
    found = wording.by_severity([{"severity": s} for s in ("odd", "info", "error", "warning")])
    assert [one["severity"] for one in found] == ["error", "warning", "info", "odd"]


def test_numbers_agree_with_their_nouns():
    assert wording.count(1, "code") == "1 code"
    assert wording.count(2001, "code") == "2,001 codes"
    assert wording.count(0, "entry", "entries") == "0 entries"
