"""``symphony code``: the documents of one encounter in, its codes out."""

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symphony.cli.engine import OPTIONS, code_with, engine_options
from symphony.cli.options import coding_options, open_shelf, scope_of, warn_if_outdated, write_out
from symphony.cli.semantic import OPTIONS as SEMANTIC
from symphony.cli.semantic import prepare_semantic, semantic_settings
from symphony.errors import UsageError

if TYPE_CHECKING:
    from symphony.coding.result import Result
    from symphony.encounter.model import AdmittedFrom, Document, Encounter


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line, before anything is read."""

    files: tuple[str, ...]
    on: date | None
    systems: tuple[str, ...]
    profile: str
    setting: str
    include: str | None
    exclude: str | None
    patient_age: float | None
    patient_sex: str | None
    admitted_from: "AdmittedFrom | None"
    form: str
    out: Path | None


@click.command(short_help="Code the documents of one encounter.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@coding_options
@engine_options
@click.option("--format", "form", type=click.Choice(["table", "json", "html"]), default="table",
              show_default=True, help="How the result is shown.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Write here, not to standard output.")
def code(**given: Any) -> None:
    """Code the documents of one encounter. Several FILEs are one encounter; - is standard input."""
    from symphony.coding.coder import offline_coder

    semantic = semantic_settings({name: given.pop(name) for name in SEMANTIC})
    chosen = {name: given.pop(name) for name in OPTIONS} | {"profile": given["profile"]}
    request = Request(**given)
    encounter = _encounter(request)
    shelf = open_shelf()
    for system in request.systems:
        warn_if_outdated(shelf, system, request.on)
    scope = scope_of(request.include, request.exclude)
    coder = offline_coder(shelf, request.systems, scope, request.profile, semantic)
    if semantic is not None:
        prepare_semantic(semantic, coder.releases(request.on))
    answer = code_with(coder, encounter, chosen | {"semantic": semantic})
    write_out(_shown(answer.result, encounter, request), request.out)
    if answer.failure is not None:
        raise answer.failure


def _encounter(request: Request) -> "Encounter":
    from symphony.encounter.model import Encounter, Patient, Setting

    documents = _documents(request.files)
    return Encounter(
        id=documents[0].id,
        documents=documents,
        setting=Setting(request.setting),
        date_of_service=request.on,
        patient=Patient(request.patient_age, request.patient_sex),
        admitted_from=request.admitted_from,
    )


def _documents(files: tuple[str, ...]) -> "tuple[Document, ...]":
    from symphony.encounter.model import Document
    from symphony.encounter.readers.text import STANDARD_INPUT, read_text

    if files.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input (-) can be read only once")
    names = ["standard-input" if f == STANDARD_INPUT else Path(f).name for f in files]
    # Two files of one name in different folders are told apart by their whole path.
    ids = [str(f) if names.count(n) > 1 else n for f, n in zip(files, names, strict=True)]
    if len(set(ids)) < len(ids):
        raise UsageError("the same file is named twice")
    return tuple(Document(i, read_text(f)) for i, f in zip(ids, files, strict=True))


def _shown(made: "Result", encounter: "Encounter", request: Request) -> str:
    if request.form == "json":
        return made.model_dump_json(indent=2)
    texts = {document.id: document.text for document in encounter.documents}
    if request.form == "html":
        from symphony.exchange.html import render_html

        return render_html(made.model_dump(mode="json"), texts)
    from symphony.exchange.table import render_table

    terminal = request.out is None and sys.stdout.isatty()
    width = min(shutil.get_terminal_size((100, 24)).columns, 120) if terminal else 100
    colour = terminal and "NO_COLOR" not in os.environ
    return render_table(made.model_dump(mode="json"), texts, width=width, colour=colour)
