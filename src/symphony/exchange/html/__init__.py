"""A coding result as one self-contained HTML page: the note, its evidence and its codes.

The page needs no network and no server; it opens from disk. Its content security policy allows
the style and the script that are in it, by their hashes, and nothing else. It reads without the
script (and prints) in full; the script adds the highlights and the walk between codes and words.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib import resources
from string import Template
from typing import Any

from symphony.exchange import wording
from symphony.exchange.context import verify
from symphony.exchange.html import cards
from symphony.exchange.html.markup import Markup, element, embedded_json, escaped, joined

_SCRIPTS = ("words.js", "marks.js", "view.js")
"""One module in three files, in the order in which they build on each other."""


def render_html(result: Mapping[str, Any], documents: Mapping[str, str]) -> str:
    """The page for one result.

    Args:
        result: the contract's Result object.
        documents: the text of each document, by its id.

    Returns:
        A whole HTML document, to be written as UTF-8.

    Raises:
        InputError: the documents are not those that were coded.
    """
    verify(result, documents)
    style = _file("style.css")
    script = "".join(map(_file, _SCRIPTS))
    return Template(_file("template.html")).substitute(
        title=escaped(f"{result['id']} · Symphony"),
        style_hash=_hash(style),
        script_hash=_hash(script),
        style=style,
        script=script,
        header=_header(result),
        documents=_documents(result, documents),
        coding=_coding(result, documents),
        data=embedded_json(result),
    )


def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash by which a content security policy knows an inline style or script."""
    return b64encode(sha256(text.encode()).digest()).decode()


def _header(result: Mapping[str, Any]) -> Markup:
    facts = {
        "Setting": wording.plain(result["setting"]),
        "Date of service": result["date_of_service"] or "not given",
        "Books": wording.releases(result) or "none",
        "Engine": wording.engine(result),
    }
    counts = {
        "codes": wording.count(len(result["codes"]), "code"),
        "findings": wording.count(len(result["findings"]), "finding"),
        "candidates": wording.count(len(result["candidates"]), "candidate"),
        "excluded": f"{len(result['excluded']):,} left out",
    }
    links = (element("a", text, href=f"#{part}") for part, text in counts.items() if result[part])
    return joined(
        element("h1", element("span", "Symphony", class_="brand"), element("bdi", result["id"])),
        _facts(facts),
        element("nav", *links, aria_label="Parts of the result"),
    )


def _documents(result: Mapping[str, Any], documents: Mapping[str, str]) -> Markup:
    return joined(
        *(
            _document(number, one, documents[one["id"]])
            for number, one in enumerate(result["documents"])
        )
    )


def _document(number: int, one: Mapping[str, Any], text: str) -> Markup:
    size = wording.count(one["characters"], "character")
    digest = element("span", f"SHA-256 {one['sha256'][:8]}", title=one["sha256"])
    return element(
        "article",
        element(
            "div",
            element("h2", element("bdi", one["id"]), id=f"document-{number}"),
            element("p", f"{size} · ", digest),
            class_="name",
        ),
        element(
            "div",
            element("div", text, class_="text", dir="auto", data_document=one["id"]),
            element("div", class_="margin", aria_hidden="true"),
            class_="sheet",
        ),
        aria_labelledby=f"document-{number}",
    )


def _coding(result: Mapping[str, Any], documents: Mapping[str, str]) -> Markup:
    sections = [cards.part("codes", "Codes", len(result["codes"]), _codes(result, documents))]
    if result["findings"]:
        listed = map(cards.finding, wording.by_severity(result["findings"]))
        sections.append(_part("findings", "Findings", result, element("ul", *listed)))
    if result["candidates"]:
        offered = _assignments(result, "candidates", documents)
        explained = element("p", "Documented, and left off the bill.", class_="meaning")
        sections.append(_part("candidates", "Candidates", result, joined(explained, offered)))
    if result["excluded"]:
        grouped = cards.exclusions(result["excluded"], documents)
        sections.append(_part("excluded", "Left out", result, grouped))
    return joined(*sections, _colophon(result))


def _part(name: str, title: str, result: Mapping[str, Any], content: Markup) -> Markup:
    return cards.part(name, title, len(result[name]), content)


def _codes(result: Mapping[str, Any], documents: Mapping[str, str]) -> Markup:
    if result["codes"]:
        return _assignments(result, "codes", documents)
    considered = result["candidates"] or result["excluded"]
    because = (
        "What was considered is below, with the reason."
        if considered
        else "The documents name nothing that can be coded."
    )
    return element("p", f"No code was assigned. {because}", class_="empty")


def _assignments(result: Mapping[str, Any], part: str, documents: Mapping[str, str]) -> Markup:
    items = (
        cards.assignment(item, part, place, documents) for place, item in enumerate(result[part])
    )
    return element("ol", *items)


def _colophon(result: Mapping[str, Any]) -> Markup:
    """Everything that is needed to have the same result again."""
    engine, usage = result["engine"], result["usage"]
    facts = {
        "Engine": wording.engine(result),
        "Rules": engine["rules_version"],
        "Prompts": engine["prompts_sha256"],
        "Time": f"{usage['seconds']:.2f} s",
        "Model use": _model_use(usage) if usage["calls"] else None,
    }
    books = {
        f"{wording.system(one['system'])} {one['release']}": one["source_sha256"]
        for one in result["releases"]
    }
    texts = {one["id"]: one["sha256"] for one in result["documents"]}
    return element(
        "section",
        element("h2", "About this result", id="about-title"),
        _facts({**facts, **books, **texts}),
        id="about",
        aria_labelledby="about-title",
    )


def _model_use(usage: Mapping[str, Any]) -> str:
    tokens = f"{usage['input_tokens']:,} tokens in, {usage['output_tokens']:,} out"
    cost = "cost not known" if usage["cost_usd"] is None else f"{usage['cost_usd']:.4f} USD"
    return f"{wording.count(usage['calls'], 'call')}, {tokens}, {cost}"


def _facts(facts: Mapping[str, str | None]) -> Markup:
    pairs: Iterable[Markup] = (
        element("div", element("dt", name), element("dd", element("bdi", value)))
        for name, value in facts.items()
        if value is not None
    )
    return element("dl", *pairs)
