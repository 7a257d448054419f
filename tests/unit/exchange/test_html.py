"""The page of a result: what is in it, and that no text can become markup."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.errors import InputError
from symphony.exchange.html import render_html
from symphony.exchange.html.markup import element, embedded_json, escaped, joined

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "--> ]]> <![CDATA[",
    "</div></section></main><h1>other",
    '" onmouseover="alert(1)" x=\'',
    "&lt;b&gt; &amp; &#60;",
    "${title} $data $$ %s {0}",
    "\u2028\u2029\u0085",
    "\u202edesrever\u202c \u200fabc",
    "👩🏽\u200d⚕️ 🔥",
    "</title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
]


class Page(HTMLParser):
    """What a parser sees: elements, the text of those with a class, and raw scripts."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.texts = {}
        self._open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr"}:
            self._open.append((tag, len(self.elements) - 1))

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        for _, place in self._open[-1:]:
            self.texts[place] = self.texts.get(place, "") + data

    def all(self, tag, **wanted):
        """The attributes and own text of each element of that tag with those attributes."""
        return [
            (attributes, self.texts.get(place, ""))
            for place, (name, attributes) in enumerate(self.elements)
            if name == tag and wanted.items() <= attributes.items()
        ]


def documents_of(page):
    return {a["data-document"]: text for a, text in page.all("div", **{"class": "text"})}


def shape(page):
    return [(tag, sorted(attributes)) for tag, attributes in page.elements]


def test_the_documents_stand_in_the_page_character_for_character(sample):
    assert documents_of(Page(render_html(*sample))) == sample.documents


def test_each_code_each_candidate_and_each_exclusion_has_a_card(sample):
    page = Page(render_html(*sample))
    cards = [a["id"] for a, _ in page.all("li") if a.get("class", "").startswith("card")]
    assert [card for card in cards if card.startswith("codes")] == [
        f"codes-{place}" for place in range(len(sample.result["codes"]))
    ]
    assert "candidates-0" in cards
    assert sorted(card for card in cards if card.startswith("excluded")) == sorted(
        f"excluded-{place}" for place in range(len(sample.result["excluded"]))
    )
    for attributes, _ in page.all("button", **{"class": "heading"}):
        assert attributes["aria-controls"].removesuffix("-body") in cards


def test_a_card_holds_all_that_supports_the_code(sample):
    html = render_html(*sample)
    card = html[html.index('id="codes-0"') : html.index('id="codes-1"')]
    for expected in (
        "First-listed",
        "97%",
        "The provider links the kidney disease",
        "Diabetes, type 2, with, chronic kidney disease → E11.22",
        "I.C.4.a",
        "E11.21",
        "if the note said: ",
        "<mark>Type 2 diabetes with diabetic chronic kidney disease</mark>",
        "visit.txt · assessment and plan",
    ):
        assert expected in card


def test_a_guideline_quote_and_a_present_on_admission_indicator_are_shown_where_given(sample):
    code = sample.result["codes"][0]
    code["poa"] = "N"
    code["guidelines"][0]["quote"] = "words of our own for this test"
    code["evidence"][0]["match"] = "normalized"
    html = render_html(*sample)
    assert "<blockquote>words of our own for this test</blockquote>" in html
    assert "POA N · Not present on admission" in html
    assert "assessment and plan · normalized match" in html


def test_exclusions_are_grouped_in_plain_words_with_their_rule(sample):
    html = render_html(*sample)
    group = html[html.index("Ruled out in the note") : html.index("Uncertain")]
    assert group.count('class="card exclusion"') == 3
    assert "IV.H Uncertain diagnosis" in html


def test_findings_say_how_grave_they_are_and_name_their_codes(sample):
    page = Page(render_html(*sample))
    assert [text for _, text in page.all("span", **{"class": "badge warning"})] == ["Warning"]
    assert {a["data-code"] for a, _ in page.all("button") if "data-code" in a} == {
        "Z68.31",
        "E11.22",
        "I12.9",
        "N18.31",
    }


def test_the_page_says_what_made_it(sample):
    sample.result["engine"] |= {"name": "llm", "model": "local:small", "prompts_sha256": "ab" * 32}
    sample.result["usage"] |= {"calls": 2, "input_tokens": 1500, "output_tokens": 20}
    html = render_html(*sample)
    assert "llm 0.1.0, local:small" in html
    assert "2 calls, 1,500 tokens in, 20 out, cost not known" in html
    for known in (*sample.result["documents"], *sample.result["releases"]):
        assert known.get("sha256", known.get("source_sha256")) in html


def test_an_empty_result_says_so(empty):
    html = render_html(*empty)
    assert "No code was assigned. The documents name nothing that can be coded." in html
    assert 'id="excluded"' not in html


def test_an_empty_result_points_to_what_was_left_out(sample):
    html = render_html({**sample.result, "codes": []}, sample.documents)
    assert "No code was assigned. What was considered is below, with the reason." in html


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(sample):
    html = render_html(*sample)
    ((policy, _),) = Page(html).all("meta", **{"http-equiv": "Content-Security-Policy"})
    directives = dict(part.split(maxsplit=1) for part in policy["content"].split("; "))
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    script = re.search('<script type="module">(.*?)</script>', html, re.DOTALL)
    assert directives == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest(style[1])}'",
        "script-src": f"'sha256-{digest(script[1])}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_nothing_is_fetched_from_anywhere(sample):
    page = Page(render_html(*sample))
    for _, attributes in page.elements:
        assert not {"src", "srcset", "style", "onclick"} & attributes.keys()
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in render_html(*sample)
    assert "@import" not in render_html(*sample)


def test_the_embedded_result_is_the_result(sample):
    ((_, text),) = Page(render_html(*sample)).all("script", id="result")
    assert json.loads(text) == sample.result


def test_the_same_result_gives_the_same_bytes(sample):
    assert render_html(*sample) == render_html(*sample)


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_of_a_note_or_a_result_can_become_markup(words):
    plain, hostile = (Page(html) for html in pages_with("cough", words))
    assert shape(hostile) == shape(plain)
    assert documents_of(hostile)["n"] == f"before {words} after"
    ((_, title),) = hostile.all("title")
    assert title == f"{words} · Symphony"


@given(st.text(min_size=1))
def test_no_text_at_all_can_become_markup(words):
    plain, hostile = (Page(html) for html in pages_with("cough", words))
    assert shape(hostile) == shape(plain)
    shown = documents_of(hostile)["n"]
    assert len(shown) == len(f"before {words} after")


def pages_with(*fills):
    """A page for each filling, which stands everywhere that free text may stand."""
    return [render_html(everywhere(words), {"n": f"before {words} after"}) for words in fills]


def everywhere(words):
    evidence = {
        "document": "n",
        "start": 7,
        "end": 7 + len(words),
        "text": words,
        "section": words,
        "match": "exact",
    }
    code = {
        "sequence": 1,
        "system": words,
        "code": words,
        "display": words,
        "role": words,
        "poa": words,
        "evidence": [evidence],
        "rationale": words,
        "trail": [{"book": words, "entry": words}],
        "guidelines": [{"section": words, "title": words, "quote": words}],
        "alternatives": [{"code": words, "display": words, "discriminator": words}],
        "confidence": 0.5,
    }
    exclusion = {
        "text": words,
        "code": words,
        "reason": "negated",
        "rule": {"id": words, "citation": words},
        "evidence": [evidence],
    }
    finding = {
        "rule": words,
        "severity": "error",
        "codes": [words],
        "message": words,
        "citation": words,
    }
    return {
        "id": words,
        "setting": words,
        "date_of_service": words,
        "documents": [{"id": "n", "characters": 1, "sha256": words}],
        "releases": [{"system": words, "release": words, "source_sha256": words}],
        "engine": {
            "name": words,
            "version": words,
            "model": words,
            "prompts_sha256": words,
            "rules_version": words,
        },
        "codes": [code],
        "candidates": [code],
        "excluded": [exclusion],
        "findings": [finding],
        "usage": {
            "calls": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "cost_usd": None,
            "seconds": 0.1,
        },
    }


def test_another_text_is_refused(sample):
    with pytest.raises(InputError):
        render_html(sample.result, {**sample.documents, "labs.txt": "another"})


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\r\nb\rc", "a \nb\nc"),
        ("\0\ud83d", "\ufffd\ufffd"),
        ("<&>\"'", "&lt;&amp;&gt;&quot;&#x27;"),
    ],
)
def test_escaping_keeps_the_places_of_characters(text, html):
    assert escaped(text) == html


def test_an_element_escapes_what_is_not_markup():
    inner = element("b", "<", class_="x", data_a='"', hidden=True, title=None)
    assert inner == '<b class="x" data-a="&quot;" hidden>&lt;</b>'
    assert joined(inner, "&", None) == inner + "&amp;"
    assert element("br") == "<br>"


@given(st.recursive(st.text() | st.none(), st.lists))
def test_embedded_json_is_ascii_without_angle_brackets(value):
    text = embedded_json(value)
    assert text.isascii()
    assert not set("<>&") & set(text)
    assert json.loads(text) == value
