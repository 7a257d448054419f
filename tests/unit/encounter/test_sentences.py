import pytest

from symphony.encounter.sentences import MAX_LENGTH, Extent, sentences, starts_item


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Seen by Dr. Smith today.",
        "He takes 2.5 mg. of it daily.",
        "Take b.i.d. with food.",
        "Pain vs. cramping.",
        "See No. 5 on the list.",
        "Approx. 3 cm in size.",
        "He is a patient of John Q. Public and Mary J. Poe.",
        "Temp. of 38.5 today.",
        "Seen at 3 p.m. yesterday.",
        "Rule out ? PE today.",
        "Fig. 2 shows it.",
        "Treated for a recurrence of C. difficile colitis.",
        "Urine grew E. coli, blood grew S. aureus.",
        'Old chart: "? diabetes" in 2011.',
        "1. Gout",
    ],
)
def test_one_sentence(text: str):
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fever. Cough.", ["Fever.", "Cough."]),
        ("no fever. denies cough.", ["no fever.", "denies cough."]),
        ("He has hepatitis C. He denies pain.", ["He has hepatitis C.", "He denies pain."]),
        ("Takes it q.d. He is well.", ["Takes it q.d.", "He is well."]),
        ("Stage 3. Follow up.", ["Stage 3.", "Follow up."]),
        ("No fever.Lungs clear.", ["No fever.", "Lungs clear."]),
        ("Pain? Yes! Bad.", ["Pain?", "Yes!", "Bad."]),
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ("No. He is well.", ["No.", "He is well."]),
        ("• fever • cough", ["• fever", "• cough"]),
        ("1. Gout. Stable.\n2. Asthma", ["1. Gout.", "Stable.", "2. Asthma"]),
        ("- fever\n- cough", ["- fever", "- cough"]),
        ("Fever\n\ncough", ["Fever", "cough"]),
        ("Diabetes\nHypertension\nGout", ["Diabetes", "Hypertension", "Gout"]),
        ("Lungs: clear\nHeart: regular", ["Lungs: clear", "Heart: regular"]),
        ("Denies:\nfever", ["Denies:", "fever"]),
        ("Denies fever,\nchills", ["Denies fever,\nchills"]),
        ("a\r\n\r\nb\r\n", ["a", "b"]),
        ("  \t ", []),
        ("", []),
    ],
)
def test_where_sentences_part(text: str, expected: list[str]):
    assert split(text) == expected


def test_wrapped_lines_do_not_part_a_sentence():
    text = (
        "The patient is a 45 year old man who has had a long history of diabetes and\n"
        "Parkinson disease. He comes today because of worsening chest pain over the\n"
        "last two weeks.\n"
    )
    assert len(split(text)) == 2
    assert split(text.replace("\n", "\r\n"))[0].endswith("Parkinson disease.")


def test_only_the_stretch_asked_for_is_split():
    text = "One. Two. Three."
    assert sentences(text, 5, 9) == (Extent(5, 9),)


def test_a_runaway_sentence_is_cut_between_words():
    pieces = split("word " * 3000)
    assert all(len(piece) <= MAX_LENGTH for piece in pieces)
    assert " ".join(pieces) == ("word " * 3000).strip()
    assert {len(piece) for piece in split("x" * 5000)} == {MAX_LENGTH, 1000}


@pytest.mark.parametrize(
    "line", ["- fever", "• fever", "2) fever", "a. fever", "[ ] fever", "* fever"]
)
def test_items_of_a_list(line: str):
    assert starts_item(line, Extent(0, len(line)))


def test_running_text_is_no_item():
    assert not starts_item("Fever - high", Extent(0, 12))


def test_a_letter_that_names_a_kind_ends_a_sentence():
    assert split("Immune to hepatitis B. denies travel.") == [
        "Immune to hepatitis B.",
        "denies travel.",
    ]


def test_in_a_note_of_small_letters_a_line_is_not_the_rest_of_the_one_before():
    lines = [
        "mri only if no better in six weeks, no disc diagnosis so far",
        "htn - lisinopril up to twenty, labs in two weeks as planned",
    ]
    assert split("\n".join(lines)) == lines
