"""The report as one self-contained HTML page: it opens from disk and asks for nothing.

It holds the text of the notes: treat it as you treat them. Its content security policy allows the
style and the script that are in it, by their hashes, and nothing else.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib import resources
from string import Template

from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.report import svg, tables
from symphony.evaluation.report.browser import browser
from symphony.evaluation.report.text import left_out, warnings
from symphony.evaluation.score import Score
from symphony.evaluation.settings import JudgeSettings
from symphony.exchange.html.markup import Markup, element, joined

POINTS = 200
"""Points of a curve that are drawn at most."""


def page(scores: Sequence[Score], judge: JudgeSettings) -> str:
    """The page, to be written as UTF-8."""
    style, script = _file("report.css"), _file("report.js")
    drawn = f"Intervals: {judge.resamples} bootstrap samples of charts, seed {judge.seed}."
    return Template(_file("report.html")).substitute(
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        overview=joined(_table(tables.overview(scores)), element("p", drawn)),
        scores=joined(*(_score(number, score, judge) for number, score in enumerate(scores))),
    )


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _score(number: int, score: Score, judge: JudgeSettings) -> Markup:
    said = [*left_out(score, judge), *warnings(score)]
    name = f"{score.name} · {score.system}" + (f" · {score.engine}" if score.engine else "")
    return element(
        "section",
        element("h2", name),
        element("ul", *(element("li", line) for line in said), class_="warnings") if said else None,
        element("div", *_plots(score), class_="plots"),
        *(joined(element("h3", table.heading), _table(table)) for table in tables.of(score)),
        element("h3", "Errors, chart by chart"),
        element(
            "p",
            element("mark", "gold", class_="gold"), " ",
            element("mark", "predicted", class_="given"), " ",
            element("mark", "both", class_="both"),
        ),
        browser(score),
        id=f"score-{number}",
    )  # fmt: skip


def _plots(score: Score) -> list[Markup]:
    made = []
    if score.stages:
        rows = [
            (s.stage, s.recall, f"{tables.ratio(s.recall)}" + (f"  -{s.lost}" if s.lost else ""))
            for s in score.stages
        ]
        made.append(svg.bars("Recall after each stage", rows))
    if score.thresholds:
        step = max(1, len(score.thresholds) // POINTS)
        chosen = [*score.thresholds[::step], score.thresholds[-1]]
        line = [(point.counts.recall, point.counts.precision) for point in chosen]
        name = "Precision and recall as the threshold falls"
        made.append(svg.square(name, "recall", "precision", line=line))
    if score.slices.get("chapter"):
        rows = [
            (_short(part.name), part.counts.f1, f"{part.counts.f1:.2f} of {_gold(part.counts)}")
            for part in score.slices["chapter"]
        ]
        made.append(svg.bars("F1 by chapter, and how many gold codes it has", rows))
    if score.calibration.bins:
        most = max(b.codes for b in score.calibration.bins)
        dots = [(b.confidence, b.right, b.codes / most) for b in score.calibration.bins]
        name = "Reliability: how often codes of a confidence are right"
        made.append(svg.square(name, "confidence", "right", dots=dots, diagonal=True))
    return made


def _short(chapter: str) -> str:
    """The code range of a chapter's title, or what stands there instead."""
    return chapter.rpartition("(")[2].rstrip(")") if "(" in chapter else chapter[:14]


def _gold(counts: Counts) -> int:
    return counts.right + counts.missed


def _table(table: tables.Table) -> Markup:
    head = element("tr", *(element("th", name, scope="col") for name in table.columns))
    rows = (
        element(
            "tr", element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:])
        )
        for row in table.rows
    )
    whole = element("table", element("thead", head), element("tbody", *rows))
    return element("div", whole, class_="scroll")
