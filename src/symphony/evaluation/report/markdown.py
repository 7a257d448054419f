"""The figures as Markdown: no note text, so that it can be passed on."""

from collections.abc import Iterator, Sequence

from symphony.evaluation.report import tables
from symphony.evaluation.report.text import left_out, warnings
from symphony.evaluation.score import Score
from symphony.evaluation.settings import JudgeSettings


def markdown(scores: Sequence[Score], judge: JudgeSettings) -> str:
    """The whole summary."""
    return "\n".join(_lines(scores, judge)) + "\n"


def _lines(scores: Sequence[Score], judge: JudgeSettings) -> Iterator[str]:
    yield "# Evaluation"
    yield ""
    yield f"Intervals: {judge.resamples} bootstrap samples of charts, seed {judge.seed}."
    yield ""
    yield from _table(tables.overview(scores))
    for score in scores:
        yield f"## {score.name} · {score.system} · {score.engine or 'engine not named'}"
        yield ""
        for line in (*left_out(score, judge), *warnings(score)):
            yield f"- {line}"
        yield ""
        for table in tables.of(score):
            yield f"### {table.heading}"
            yield ""
            yield from _table(table)


def _table(table: tables.Table) -> Iterator[str]:
    yield _row(table.columns)
    yield _row(("---", *("---:" for _ in table.columns[1:])))
    for row in table.rows:
        yield _row(row)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
