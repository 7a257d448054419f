import re
from importlib import resources

import pytest

from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Setting
from symphony.errors import InternalError, UsageError
from symphony.rules import guidelines, profile
from symphony.rules.catalogue import RULES, SELECTORS, rule_named
from symphony.rules.defaults import defaults, defaults_for
from symphony.rules.engine import _book
from symphony.rules.explain import explained
from symphony.rules.profile import profile_named, profiles
from symphony.rules.references import references
from symphony.rules.tables import table

ROW = {
    "id": "x.y", "title": "t", "section": "I", "severity": "info", "if": "I10", "then": "finding",
    "say": "s",
}  # fmt: skip


def test_ids_are_unique_and_well_formed():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", rule_id) for rule_id in ids)


def test_every_rule_has_a_citation_and_can_be_explained():
    for rule in RULES:
        assert rule.citation
        assert rule.title in explained(rule)


def test_every_code_that_a_rule_names_is_in_the_edition(release):
    book = _book(release)
    missing = [
        str(reference)
        for text in SELECTORS
        for reference in references(f"({text})")
        if book.place(reference) is None
    ]
    assert missing == []


def test_every_code_that_a_rule_puts_in_is_complete(release):
    rows = [rule.look.args[0] for rule in RULES if hasattr(rule.look, "args")]
    added = [code for row in rows if isinstance(row, guidelines.Row) for code in row.by]
    assert len(added) > 5
    assert all(release.code(code).billable for code in added)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"severity": "bad"}, "severity is error"),
        ({"then": "explode"}, "'then' is one of"),
        ({"then": "before"}, "needs 'with'"),
        ({"then": "replace"}, "'by' goes with"),
        ({"setting": ["moon"]}, "moon"),
        ({"if": "nothing"}, "names no code"),
        ({"if": "E11 with feathers"}, "cannot read"),
    ],
)
def test_a_wrong_row_is_named(change, message):
    with pytest.raises(InternalError, match=message):
        guidelines.ruled({**ROW, **change}, "file.toml")


def test_an_unknown_key_is_named_with_its_line(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\nid = "a"\n\n[[rule]]\nid = "b"\ncolour = "red"\n')
    with pytest.raises(InternalError, match=r"rules.toml:4: \[\[rule\]\] unknown 'colour'"):
        table(file, "rule", ["id"])


def test_an_unknown_table_is_named(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('[[role]]\nid = "a"\n')
    with pytest.raises(InternalError, match="unknown table 'role'"):
        table(file, "rule", ["id"])


def test_a_broken_file_is_named(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text("id =\n")
    with pytest.raises(InternalError, match=r"rules\.toml"):
        table(file, "rule", ["id"])


def test_profiles_switch_off_rules_that_exist():
    known = {rule.id for rule in RULES} | {rule.family for rule in RULES}
    for name in profiles():
        assert profile_named(name).off <= known


def test_a_profile_names_the_settings_that_report_external_causes():
    official = profile_named("official")
    optional = rule_named("external.optional")
    assert official.within(Setting.OUTPATIENT).holds(optional)
    assert not official.within(Setting.EMERGENCY).holds(optional)
    assert not official.within(Setting.INPATIENT).holds(optional)
    asked = profile_named("official-external-causes")
    assert not any(asked.within(setting).holds(optional) for setting in Setting)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('title = "x"\noff = []\n', "the keys are"),
        (
            (
                'title = "x"\noff = []\nexternal_causes = []\nlong_term_drugs = []\n'
                'told = []\nunnamed = "complaint"\ncolour = 1\n'
            ),
            "the keys are",
        ),
        (
            (
                'title = "x"\noff = []\nexternal_causes = ["home"]\nlong_term_drugs = []\n'
                'told = []\nunnamed = "complaint"\nconcluded = []\nmentions = []\n'
            ),
            "external_causes: 'home'",
        ),
        (
            (
                'title = "x"\noff = []\nexternal_causes = []\nlong_term_drugs = []\n'
                'told = ["home"]\nunnamed = "complaint"\nconcluded = []\nmentions = []\n'
            ),
            "told: 'home'",
        ),
        (
            (
                'title = "x"\noff = []\nexternal_causes = []\nlong_term_drugs = ["home"]\n'
                'told = []\nunnamed = "complaint"\nconcluded = []\nmentions = []\n'
            ),
            "long_term_drugs: 'home'",
        ),
        (
            (
                'title = "x"\noff = []\nexternal_causes = []\nlong_term_drugs = []\n'
                'told = []\nunnamed = "guess"\nconcluded = []\nmentions = []\n'
            ),
            "unnamed: 'guess' is not complaint or condition",
        ),
        (
            (
                'title = "x"\noff = []\nexternal_causes = []\nlong_term_drugs = []\n'
                'told = []\nunnamed = "complaint"\nconcluded = []\nmentions = ["rumoured"]\n'
            ),
            "mentions: 'rumoured'",
        ),
        (
            (
                'title = "x"\noff = []\nexternal_causes = []\nlong_term_drugs = []\n'
                'told = []\nunnamed = "complaint"\nconcluded = ["guess"]\nmentions = []\n'
            ),
            "concluded: 'guess' is not one of consistent_with",
        ),
    ],
)
def test_a_profile_that_cannot_be_read_is_named(written, told, tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text(written)
    monkeypatch.setattr(profile, "_FOLDER", tmp_path)
    profile_named.cache_clear()
    with pytest.raises(InternalError, match=rf"mine\.toml.*{told}"):
        profile_named("mine")


@pytest.mark.parametrize("name", profiles())
def test_a_profile_that_indexes_holds_no_rule_and_says_that_it_is_no_bill(name):
    chosen = profile_named(name)
    indexes = name.startswith("each-mention")
    assert bool(chosen.mentions) == indexes
    assert chosen.title.startswith("NOT FOR BILLING") == indexes
    assert any(chosen.holds(rule) for rule in RULES) != indexes


def test_an_index_never_takes_what_is_said_of_others_or_of_later():
    for name in ("each-mention", "each-mention-negated"):
        others = {Assertion.FAMILY, Assertion.HYPOTHETICAL, Assertion.PLANNED}
        assert not profile_named(name).mentions & others
    negated = {Assertion.NEGATED}
    assert profile_named("each-mention-negated").mentions == (
        profile_named("each-mention").mentions | negated
    )


def test_a_profile_without_a_family_holds_none_of_it():
    chosen = profile_named("official").without(["symptoms", "copd.infection"])
    assert not chosen.holds(rule_named("symptoms.cough"))
    assert not chosen.holds(rule_named("copd.infection"))
    assert chosen.holds(rule_named("copd.plain"))


def test_unknown_names_are_usage_errors():
    with pytest.raises(UsageError, match="no rule profile"):
        profile_named("unheard-of")
    with pytest.raises(UsageError, match=r"no rule 'x\.y'"):
        rule_named("x.y")


def test_what_a_silent_record_means(release):
    book = _book(release)
    told = {default.id: default.taken_as for default in defaults_for(book, "S72.001A")}
    assert told["fracture-closed"] == "closed"
    assert told["fracture-displaced"] == "displaced"
    assert defaults_for(book, "ZZZ") == ()


def test_defaults_name_codes_of_the_edition(release):
    book = _book(release)
    for default in defaults():
        for reference in references(f"({default.codes})"):
            assert book.place(reference) is not None, default.id


def test_the_data_of_the_rules_stays_small():
    folder = resources.files("symphony.rules") / "data"
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    assert sum(sizes) < 500_000
