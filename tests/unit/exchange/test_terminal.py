"""Columns, wrapping, and text that cannot command the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.exchange.terminal import Piece, hanging, paint, safe, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("糖尿病", 6), ("e\u0301", 1), ("🔥", 2), ("नमस्ते", 4), ("", 0)],
)
def test_width_is_in_columns(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("\x9b31m", "\ufffd31m"),
        ("a\tb\r\nc", "a b  c"),
        ("\u202edesrever", "\ufffddesrever"),
        ("bell\a", "bell␇"),
        ("\u2028", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_a_terminal_would_obey_is_made_visible(text, shown):
    assert safe(text) == shown


@given(st.text())
def test_nothing_unsafe_is_left_in_any_text(text):
    left = {unicodedata.category(character) for character in safe(text)} - {"Cn", "Co"}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}


def test_lines_break_between_words_and_a_bracket_stays_with_its_word():
    pieces = [Piece("he denies "), Piece("[chest pain]", "evidence"), Piece(", cough")]
    lines = [paint(line, colour=False) for line in wrap(pieces, 12)]
    assert lines == ["he denies", "[chest", "pain], cough"]


def test_a_style_covers_the_spaces_of_its_phrase():
    (line,) = wrap([Piece("no "), Piece("chest pain", "evidence")], 40)
    assert paint(line, colour=True) == "no \x1b[1;4;33mchest pain\x1b[0m"


def test_a_label_that_is_too_wide_has_its_own_line():
    lines = hanging([Piece("S72.001A")], [Piece("fracture")], indent=4, room=40, colour=False)
    assert lines == ["S72.001A", "    fracture"]


@given(
    st.lists(st.builds(Piece, st.text(), st.sampled_from(["plain", "evidence"]))),
    st.integers(2, 30),
)
def test_no_line_is_wider_than_its_room_and_no_word_is_lost(pieces, room):
    lines = [paint(line, colour=False) for line in wrap(pieces, room)]
    assert all(width(line) <= room for line in lines)
    given_text = "".join(safe(piece.text) for piece in pieces)
    assert "".join(lines).replace(" ", "") == given_text.replace(" ", "")
