"""The right half of the page: what was coded, and what was not, each as a card.

A card is a heading button, which the script turns into a switch, and a body. Without the script,
and in print, every body is open. A card's id (``codes-0``, ``excluded-3``) names its part of the
result and its place there; an evidence button's ``data-evidence`` is its place in the item.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from symphony.exchange import wording
from symphony.exchange.context import in_context
from symphony.exchange.html.markup import Markup, element, joined

_CONTEXT = 70
"""Code points shown on either side of an evidence."""


def assignment(
    item: Mapping[str, Any], part: str, place: int, documents: Mapping[str, str]
) -> Markup:
    """A code, or a candidate, with all that supports it."""
    body = joined(
        _field("Evidence", _evidence(item["evidence"], documents)),
        _field("Why", item["rationale"]) if item["rationale"] else None,
        _field("Path", _trail(item["trail"])) if item["trail"] else None,
        _field("Guidelines", _guidelines(item["guidelines"])) if item["guidelines"] else None,
        _field("Instead", _alternatives(item["alternatives"])) if item["alternatives"] else None,
    )
    heading = joined(
        element("span", str(item["sequence"]), class_="sequence"),
        element("span", item["code"], class_="code"),
        element("span", item["display"], class_="display"),
        _confidence(item["confidence"]),
        element("span", *_facts(item), class_="facts"),
    )
    return _card(f"{part}-{place}", heading, body, class_="card assignment")


def exclusion(item: Mapping[str, Any], place: int, documents: Mapping[str, str]) -> Markup:
    """Words of the note that were considered and not coded."""
    heading = joined(
        element("span", item["code"] or "no code", class_="code"),
        element("span", "“", element("bdi", item["text"]), "”", class_="display"),
    )
    body = joined(
        _evidence(item["evidence"], documents),
        element("p", item["rule"]["citation"], class_="citation") if item["rule"] else None,
    )
    return _card(f"excluded-{place}", heading, body, class_="card exclusion")


def exclusions(items: Sequence[Mapping[str, Any]], documents: Mapping[str, str]) -> Markup:
    """All exclusions, grouped by reason in plain words."""
    return joined(
        *(
            element(
                "section",
                element("h3", wording.reason(name).title, _number(len(group))),
                element("p", wording.reason(name).meaning, class_="meaning"),
                element("ul", *(exclusion(item, at, documents) for at, item in group)),
                class_="group",
            )
            for name, group in wording.by_reason(items).items()
        )
    )


def finding(item: Mapping[str, Any]) -> Markup:
    """What the rules have to say about the set of codes."""
    severity = str(item["severity"])
    cited = " · ".join(filter(None, (item["citation"], item["rule"])))
    return element(
        "li",
        element("span", wording.plain(severity), class_=f"badge {severity}"),
        element("p", item["message"]),
        element(
            "p",
            *(element("button", code, type="button", data_code=code) for code in item["codes"]),
            element("span", cited, class_="citation"),
        ),
        class_="finding",
    )


def part(name: str, title: str, number: int, content: Markup) -> Markup:
    """One part of the right half, with its heading and count."""
    return element(
        "section",
        element("h2", title, _number(number), id=f"{name}-title"),
        content,
        id=name,
        aria_labelledby=f"{name}-title",
    )


def _card(identity: str, heading: Markup, body: Markup, *, class_: str) -> Markup:
    return element(
        "li",
        element(
            "button", heading, type="button", class_="heading", aria_controls=f"{identity}-body"
        ),
        element("div", body, class_="body", id=f"{identity}-body"),
        class_=class_,
        id=identity,
    )


def _number(number: int) -> Markup:
    return joined(" ", element("span", f"{number:,}", class_="number"))


def _facts(item: Mapping[str, Any]) -> list[Markup]:
    facts = [element("span", wording.role(item["role"]))]
    if item["poa"]:
        facts.append(element("span", f"POA {item['poa']} · {wording.poa(item['poa'])}"))
    if item["system"] != "icd10cm":
        facts.append(element("span", wording.system(item["system"])))
    quotes = (
        element("q", element("bdi", " ".join(one["text"].split()))) for one in item["evidence"]
    )
    return [*facts, element("span", *quotes, class_="quotes")]


def _confidence(value: float) -> Markup:
    shown = wording.percent(value)
    return element(
        "span",
        element("span", "Confidence ", class_="spoken"),
        element("meter", shown, min=0, max=1, value=f"{value:.2f}", aria_hidden="true"),
        element("span", shown),
        class_="confidence",
    )


def _field(name: str, content: str) -> Markup:
    return element("div", element("h4", name), element("div", content), class_="field")


def _evidence(items: Sequence[Mapping[str, Any]], documents: Mapping[str, str]) -> Markup:
    return element("ul", *(_quote(one, at, documents) for at, one in enumerate(items)))


def _quote(item: Mapping[str, Any], place: int, documents: Mapping[str, str]) -> Markup:
    text = documents[item["document"]]
    context = in_context(text, item["start"], item["end"], _CONTEXT)
    match = None if item["match"] == "exact" else f"{item['match']} match"
    source = " · ".join(filter(None, (item["document"], item["section"], match)))
    quoted = element("bdi", context.before, element("mark", context.words), context.after)
    button = element("button", quoted, type="button", class_="evidence", data_evidence=place)
    return element("li", button, element("span", source, class_="source"))


def _trail(steps: Sequence[Mapping[str, Any]]) -> Markup:
    return element(
        "ol",
        *(
            element(
                "li", element("span", wording.plain(step["book"]), class_="book"), step["entry"]
            )
            for step in steps
        ),
        class_="trail",
    )


def _guidelines(items: Sequence[Mapping[str, Any]]) -> Markup:
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", one["section"], class_="book"),
                one["title"],
                element("blockquote", one["quote"]) if one["quote"] else None,
            )
            for one in items
        ),
    )


def _alternatives(items: Sequence[Mapping[str, Any]]) -> Markup:
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", one["code"], class_="code"),
                one["display"],
                element("span", "if the note said: ", one["discriminator"], class_="discriminator"),
            )
            for one in items
        ),
    )
