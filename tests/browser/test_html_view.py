"""The HTML view in a real browser: from a code to its words and back."""

import re

import pytest

from symphony.exchange.html import render_html

HIGHLIGHTED = """name => [...(CSS.highlights.get(name) ?? [])].map(String)"""
MARKED = (
    """name => [...document.querySelectorAll(`.text .${name}`)].map(mark => mark.textContent)"""
)
SHOWN = """name => {
  const box = [...CSS.highlights.get(name)][0].getBoundingClientRect();
  const pane = document.getElementById("note").getBoundingClientRect();
  return pane.top <= box.top && box.bottom <= pane.bottom;
}"""
POINT_OF = """([name, words, nth]) => {
  const text = document.querySelector(`[data-document="${name}"]`).firstChild;
  let at = -1;
  for (let n = 0; n <= nth; n += 1) at = text.data.indexOf(words, at + 1);
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, at + words.length);
  document.getElementById("note").scrollBy(0, range.getBoundingClientRect().top - 300);
  const box = range.getClientRects()[0];
  return [box.left + box.width / 2, box.top + box.height / 2];
}"""
NO_HIGHLIGHTS = "delete globalThis.Highlight; delete CSS.highlights;"


class View:
    """A page that was opened from disk, with everything that it said or asked for."""

    def __init__(self, page, path):
        self.page = page
        self.said = []
        self.asked = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())

    def highlighted(self, name):
        """The words in one layer of marks."""
        return self.page.evaluate(HIGHLIGHTED, name)

    def chosen(self):
        """The ids of the cards that are chosen: one or none."""
        return self.page.locator(".card.selected").evaluate_all("all => all.map(one => one.id)")

    def choose(self, card):
        self.page.locator(f"#{card} .heading").click()

    def click_words(self, words, document="visit.txt", nth=0):
        self.page.mouse.click(*self.page.evaluate(POINT_OF, [document, words, nth]))

    def offered(self):
        return self.page.locator("#choices:popover-open button .code").all_text_contents()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a result as a file on disk; each call is a fresh context."""
    contexts = []

    def open_view(result, documents, *, script=None, **options):
        path = tmp_path / f"view-{len(contexts)}.html"
        path.write_bytes(render_html(result, documents).encode())
        options = {"viewport": {"width": 1280, "height": 720}, "reduced_motion": "reduce"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        return View(page, path)

    yield open_view
    for context in contexts:
        context.close()


@pytest.fixture
def view(opened, sample):
    return opened(*sample)


def words_of(item):
    return [evidence["text"] for evidence in item["evidence"]]


def test_it_opens_from_disk_silently_and_asks_the_network_for_nothing(view):
    view.choose("codes-0")
    view.click_words("Metformin")
    assert view.said == []
    assert len(view.asked) == 1
    assert view.asked[0].startswith("file://")


def test_all_evidence_is_marked_with_its_exact_words(view, sample):
    for part, layer in (
        ("codes", "evidence"),
        ("candidates", "candidate"),
        ("excluded", "excluded"),
    ):
        expected = [words for item in sample.result[part] for words in words_of(item)]
        assert sorted(view.highlighted(layer)) == sorted(expected)


def test_words_that_prove_two_codes_are_marked_as_such(view):
    assert view.highlighted("overlap") == ["chronic kidney disease"]


def test_choosing_a_code_shows_its_words_and_opens_its_card(view, sample):
    assert view.highlighted("selected") == []
    view.choose("codes-3")
    assert view.highlighted("selected") == words_of(sample.result["codes"][3])
    assert view.highlighted("current") == ["diabetic polyneuropathy"]
    assert view.page.evaluate(SHOWN, "current")
    assert view.chosen() == ["codes-3"]
    bodies = view.page.locator(".card .body:visible")
    assert bodies.count() == 1
    assert "E11.43" in bodies.text_content()


def test_choosing_it_again_walks_through_its_evidence(view, sample):
    seen = []
    for _ in range(4):
        view.choose("codes-4")
        seen += view.highlighted("current")
        assert view.page.evaluate(SHOWN, "current")
    first, second, third = words_of(sample.result["codes"][4])
    assert seen == [first, second, third, first]


def test_evidence_in_another_document_is_scrolled_to(view):
    view.choose("codes-2")
    view.page.locator("#codes-2 [data-evidence='1']").click()
    assert view.highlighted("current") == ["CKD G3a"]
    assert view.page.evaluate(SHOWN, "current")


def test_clicking_words_chooses_their_code(view):
    view.click_words("Metformin")
    assert view.chosen() == ["codes-7"]
    assert view.offered() == []
    assert view.page.locator("#codes-7").is_visible()


def test_clicking_left_out_words_shows_the_exclusion(view, sample):
    view.click_words("chest pain", nth=1)
    (card,) = view.chosen()
    excluded = sample.result["excluded"][int(card.removeprefix("excluded-"))]
    assert excluded["reason"] == "hypothetical"
    assert view.highlighted("selected") == ["chest pain"]


def test_clicking_words_that_prove_several_codes_lists_them(view):
    view.click_words("chronic kidney disease")
    assert view.offered() == ["N18.31", "E11.22"]
    assert view.chosen() == ["codes-2"]
    view.page.locator("#choices button", has_text="E11.22").click()
    assert view.offered() == []
    assert view.chosen() == ["codes-0"]


def test_a_coded_meaning_is_offered_before_the_one_that_was_left_out(view):
    view.click_words("Hypertension")
    assert view.offered() == ["I12.9", "I10"]


def test_clicking_beside_the_words_chooses_nothing(view):
    x, y = view.page.evaluate(POINT_OF, ["visit.txt", "32 units at bedtime", 0])
    view.page.mouse.click(x + 150, y)  # the empty rest of a line that ends in evidence
    view.click_words("Losartan")
    assert view.chosen() == []


def test_the_margin_names_the_codes_of_a_line(view):
    chips = view.page.locator(".chips", has_text="E11.22").locator("button")
    chips.first.wait_for()  # they are laid out when the page has been drawn
    assert chips.all_text_contents() == ["E11.22", "N18.31"]
    chips.nth(1).click()
    assert view.chosen() == ["codes-2"]


def test_a_finding_leads_to_the_code_it_is_about(view):
    view.page.locator(".finding [data-code='Z68.31']").click()
    assert view.highlighted("selected") == ["BMI 31.4"]


def test_the_keyboard_alone_is_enough(view):
    press = view.page.keyboard.press
    press("Tab")
    assert view.page.evaluate("document.activeElement.className") == "skip"
    press("j")
    assert view.chosen() == ["codes-0"]
    press("j")
    press("ArrowDown")
    press("ArrowDown")
    press("k")
    assert view.chosen() == ["codes-2"]
    press("j")
    press("Enter")
    assert view.highlighted("current") == ["monofilament sensation absent at both great toes"]
    assert view.page.locator("#spoken").text_content() == (
        "Evidence 2 of 2 in visit.txt, examination: "
        "monofilament sensation absent at both great toes"
    )
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert view.page.evaluate(outline) == "solid"
    press("Escape")
    assert view.chosen() == []
    assert view.highlighted("selected") == []


def test_arrows_scroll_the_note_while_it_has_the_focus(view):
    view.page.locator("#note").focus()
    view.page.keyboard.press("ArrowDown")
    assert view.chosen() == []


def test_a_screen_reader_finds_landmarks_and_buttons(view):
    view.choose("codes-0")
    tree = view.page.locator("body").aria_snapshot()
    for expected in (
        "- banner:",
        "- main:",
        '- region "Documents":',
        '- region "Codes 8":',
        '- navigation "Parts of the result":',
        '- heading "Left out 13" [level=2]',
        '- article "visit.txt":',
    ):
        assert expected in tree
    assert re.search(r'button "1 E11\.22 Type 2 diabetes .* Confidence 97%.*" \[expanded\]', tree)


def test_print_shows_every_card_with_its_evidence(view, sample):
    view.page.emulate_media(media="print")
    for part in ("codes", "candidates", "excluded"):
        for place, item in enumerate(sample.result[part]):
            marks = view.page.locator(f"#{part}-{place} .body mark")
            flat = [" ".join(words.split()) for words in words_of(item)]
            assert marks.all_text_contents() == flat
            assert all(mark.is_visible() for mark in marks.all())
    assert not view.page.locator("nav, footer, .margin").filter(visible=True).count()
    codes = view.page.locator("#coding").bounding_box()
    note = view.page.locator("#note").bounding_box()
    assert codes["y"] + codes["height"] <= note["y"] + 1
    assert view.page.pdf()[:5] == b"%PDF-"


def test_without_the_script_everything_can_be_read(opened, sample):
    view = opened(*sample, java_script_enabled=False)
    assert view.page.locator("#codes-7 .body").is_visible()
    shown = view.page.locator("[data-document='visit.txt']").text_content()
    assert shown == sample.documents["visit.txt"]


def test_a_browser_without_highlights_gets_marks_instead(opened, sample):
    view = opened(*sample, script=NO_HIGHLIGHTS)
    view.choose("codes-0")
    assert "".join(view.page.evaluate(MARKED, "selected")) == words_of(sample.result["codes"][0])[0]
    assert view.page.evaluate(MARKED, "overlap") == ["chronic kidney disease"]
    shown = view.page.locator("[data-document='visit.txt']").text_content()
    assert shown == sample.documents["visit.txt"]
    box = view.page.locator(".text .overlap").bounding_box()
    view.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert view.offered() == ["N18.31", "E11.22"]
    assert view.said == []


def with_texts(sample, *texts):
    """The sample with documents of our choice: each a text, and words that prove one code."""
    documents, codes = {}, []
    for number, (text, words) in enumerate(texts):
        evidence = [
            {
                "document": f"n{number}",
                "start": found.start(),
                "end": found.end(),
                "text": words,
                "section": None,
                "match": "exact",
            }
            for found in re.finditer(re.escape(words), text)
        ]
        documents[f"n{number}"] = text
        codes.append({**sample.result["codes"][0], "evidence": evidence})
    listed = [
        {"id": name, "characters": len(text), "sha256": "0" * 64}
        for name, text in documents.items()
    ]
    nothing = {"candidates": [], "excluded": [], "findings": []}
    return {**sample.result, "documents": listed, "codes": codes, **nothing}, documents


def test_offsets_hold_for_any_characters(opened, sample):
    texts = [
        ("🔥 a 👩🏽\u200d⚕️ cough 🫁🫁 and cough.", "cough"),
        ("🔥🔥🔥", "🔥"),
        ("\U0001d49eough 🇩🇪 wheeze 👨\u200d👩\u200d👧", "wheeze 👨\u200d👩\u200d👧"),
        ("e\u0301te\u0301 e\u0301 fever\u0301 x", "fever\u0301"),
        ("العربية \u202eحمى\u202c 🔥 fever", "fever"),
        ("\ttabs\tand fever\n\n\n  fever", "fever"),
        ("\ufefffirst fever\x0c\x0b fever", "fever"),
        ("one\r\n\r\ntwo 🔥\r\nfever\r and\r\nfever", "fever"),
        ("\n\nNUL \0 and \ud83d alone, fever", "fever"),
    ]
    view = opened(*with_texts(sample, *texts))
    expected = [words for text, words in texts for _ in range(text.count(words))]
    assert view.highlighted("evidence") == expected
    for number, (_, words) in enumerate(texts):
        view.choose(f"codes-{number}")
        assert view.highlighted("current") == [words]
    assert view.said == []


def test_a_long_document_is_one_text_and_quick(opened, sample):
    text = "Nothing of note 🔥 in this line, but a cough.\n" * 6000
    result, documents = with_texts(sample, (text, "cough"))
    result["codes"][0]["evidence"] = result["codes"][0]["evidence"][::60]
    view = opened(result, documents)
    assert set(view.highlighted("evidence")) == {"cough"}
    nodes = view.page.evaluate("document.querySelector('.text').childNodes.length")
    assert nodes == 1
    view.choose("codes-0")
    view.page.locator("[data-evidence='99']").click()
    assert view.page.evaluate(SHOWN, "current")


ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</div><img src=x onerror=alert(1)>",
    "<!--<script>",
    "]]><svg/onload=alert(1)>",
    "</title></style></textarea><iframe src='javascript:alert(1)'></iframe>",
    "\"><a href='javascript:alert(1)' onfocus=alert(1) autofocus>",
    "\u2028alert(1)\u2029",
    "<style>*{display:none}</style><base href='http://example.invalid/'>",
    "<meta http-equiv='refresh' content='0;url=http://example.invalid/'>",
]


def test_a_note_cannot_run_or_fetch_anything(opened, sample):
    texts = [(f"before {attack} after", attack) for attack in ATTACKS]
    result, documents = with_texts(sample, *texts)
    for code, attack in zip(result["codes"], ATTACKS, strict=True):
        code |= {"display": attack, "rationale": attack, "code": attack}
        code["trail"] = [{"book": attack, "entry": attack}]
    result["excluded"] = [
        {"text": text, "code": text, "reason": text, "rule": None, "evidence": code["evidence"]}
        for text, code in zip(ATTACKS, result["codes"], strict=True)
    ]
    view = opened({**result, "id": "".join(ATTACKS)}, documents)
    assert view.highlighted("evidence") == ATTACKS
    for place, attack in enumerate(ATTACKS):
        view.choose(f"codes-{place}")
        assert view.highlighted("selected") == [attack]
        view.click_words(attack, f"n{place}")
        assert view.offered() == [attack, attack]
        view.page.keyboard.press("Escape")
    assert view.page.locator("script, style, iframe, img, svg, base").count() == 3
    assert view.said == []
    assert len(view.asked) == 1


def test_a_blocked_script_shows_that_the_policy_is_alive(view):
    view.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'run'";
          document.body.append(script);
        }"""
    )
    assert view.page.title() == "visit-0312 · Symphony"
    assert any("Content Security Policy" in said for said in view.said)
