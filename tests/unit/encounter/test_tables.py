import pytest

from symphony.encounter.headings import load_headings
from symphony.encounter.tables import TableError, packaged_table, parse_table
from symphony.encounter.triggers import load_triggers
from symphony.errors import InternalError

GOOD = """
closing = ["."]
[words]
be = ["is", "was"]
[[trigger]]
id = "no"
category = "negated"
direction = "forward"
scope = "end"
phrases = ["no", "{be} not"]
source = "own"
"""


def headings(entry: str) -> str:
    return f"""
running = ["he"]
[[heading]]
kind = "plan"
titles = ["plan"]
{entry}
[[nested]]
inside = "plan"
kinds = ["plan"]
[generic]
closed_in = ["plan"]
"""


def test_a_good_table_loads():
    assert load_triggers("t.toml", GOOD).closing == {"."}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('scope = "end"', 'scope = "end"\nscop = 3'), "unknown key 'scop'"),
        (('"negated"', '"denied"'), "'category' is 'denied'"),
        (('"forward"', '"ahead"'), "'direction' is 'ahead'"),
        (('scope = "end"', 'scope = "all"'), "'scope' must be"),
        (('scope = "end"', "scope = -1"), "'scope' must be"),
        (('scope = "end"', "scope = true"), "'scope' must be"),
        (('["no", "{be} not"]', '["no", "no"]'), "holds 'no' twice"),
        (('["no", "{be} not"]', '["a-b", "a b"]'), "'a b' also stands elsewhere"),
        (('["no", "{be} not"]', '["{bee} not"]'), "which [words] lacks"),
        (('["no", "{be} not"]', "[]"), "'phrases' must be a list"),
        (('["no", "{be} not"]', "[1]"), "not a non-empty string"),
        (('source = "own"', ""), "'source' must be"),
        (('"forward"', '"pseudo"'), "goes without category"),
        (('scope = "end"', 'scope = "end"\nchronic = "yes"'), "'chronic' must be true or false"),
        (('scope = "end"', 'scope = "end"\nends = ["gone"]'), "'ends' holds 'gone'"),
        (("closing =", "close ="), "unknown key 'close'"),
        (("[words]", "[words"), "not valid TOML"),
    ],
)
def test_a_wrong_trigger_is_refused_with_file_and_reason(change: tuple[str, str], said: str):
    content = GOOD.replace(*change)
    assert content != GOOD
    with pytest.raises(TableError) as caught:
        load_triggers("t.toml", content)
    assert said in str(caught.value)
    assert str(caught.value).startswith("t.toml")


def test_an_error_names_the_entry():
    with pytest.raises(TableError, match=r"t\.toml, trigger 'no': 'category'"):
        load_triggers("t.toml", GOOD.replace('"negated"', '"denied"'))


def test_two_triggers_of_one_name_are_refused():
    again = GOOD[GOOD.index("[[trigger]]") :]
    with pytest.raises(TableError, match="'id' is used twice"):
        load_triggers("t.toml", GOOD + again)


def test_a_termination_needs_what_it_ends():
    entry = '[[trigger]]\nid = "but"\ndirection = "terminate"\nphrases = ["but"]\nsource = "own"\n'
    with pytest.raises(TableError, match="trigger 'but': direction 'terminate' goes with 'ends'"):
        load_triggers("t.toml", GOOD + entry)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('inline = ["plans"]', "'inline' holds 'plans'"),
        ('starts = "x"', "'starts' must be a list"),
        ("extra = 1", "unknown key 'extra'"),
        ('[[heading]]\nkind = "other"\ntitles = ["plan"]', "also stands under 'plan'"),
        ('[[heading]]\nkind = "other"\ntitles = ["Plan B"]', "must be spelt 'plan b'"),
        ('[[heading]]\nkind = "plan"\ntitles = ["x"]', "'kind' is used twice"),
    ],
)
def test_a_wrong_heading_is_refused(entry: str, said: str):
    with pytest.raises(TableError) as caught:
        load_headings("h.toml", headings(entry))
    assert said in str(caught.value)


def test_a_missing_array_and_a_missing_table_are_refused():
    table = parse_table("t.toml", "a = 1", keys=("a", "b"))
    with pytest.raises(TableError, match=r"no \[\[b\]\] entries"):
        table.rows("b", identity="id", keys=("id",))
    with pytest.raises(TableError, match=r"\[a\]: missing or not a table"):
        table.section("a")


def test_a_table_that_was_not_installed_is_our_fault():
    with pytest.raises(InternalError, match="reinstall"):
        packaged_table("absent.toml")
