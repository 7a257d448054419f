"""Writing a report's files."""

import json
from collections.abc import Sequence
from pathlib import Path

from symphony.errors import InputError
from symphony.evaluation.figures import facts
from symphony.evaluation.report.markdown import markdown
from symphony.evaluation.report.page import page
from symphony.evaluation.score import Score
from symphony.evaluation.settings import JudgeSettings


def write(folder: Path, scores: Sequence[Score], judge: JudgeSettings) -> None:
    """Write ``report.html``, ``report.md`` and ``figures.json`` into the folder.

    Raises:
        InputError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text(page(scores, judge), "utf-8")
        (folder / "report.md").write_text(markdown(scores, judge), "utf-8")
        figures = json.dumps([facts(score) for score in scores], indent=1)
        (folder / "figures.json").write_text(figures + "\n", "utf-8")
    except OSError as error:
        raise InputError(f"cannot write the report to {folder}: {error.strerror}") from None
