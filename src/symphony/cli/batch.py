"""``symphony batch``: JSONL in, one result a line out."""

import sys
from pathlib import Path
from typing import Any

import click

from symphony.cli.options import coding_options, open_shelf, scope_of, warn_if_outdated
from symphony.cli.semantic import prepare_semantic, semantic_settings


@click.command(short_help="Code many encounters: JSONL in, one result a line out.")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@coding_options
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes.")  # fmt: skip
def batch(source: Path, target: Path, **given: Any) -> None:
    """Code many encounters. IN is JSONL: {"id", "text"} or {"id", "documents": [{"id", "text"}]}.

    OUT gets one result a line, in the order of IN. A run that was stopped is taken up where it
    was: ids that OUT already holds are skipped. A record that cannot be coded becomes a line with
    "error" and does not stop the rest.
    """
    from symphony.batch.local import Job, count, run
    from symphony.batch.records import Defaults
    from symphony.coding.coder import Coder
    from symphony.encounter.model import Patient, Setting

    records = count(source)
    shelf = open_shelf()
    for system in given["systems"]:
        warn_if_outdated(shelf, system, given["on"])
    semantic = semantic_settings(given)
    if semantic is not None:
        prepare_semantic(semantic, Coder(shelf, given["systems"]).releases(given["on"]))
    job = Job(
        systems=given["systems"],
        scope=scope_of(given["include"], given["exclude"]),
        profile=given["profile"],
        semantic=semantic,
        defaults=Defaults(
            setting=Setting(given["setting"]),
            date_of_service=given["on"],
            patient=Patient(given["patient_age"], given["patient_sex"]),
            admitted_from=given["admitted_from"],
        ),
        workers=given["workers"],
    )
    with click.progressbar(range(records), file=sys.stderr, label=f"{records} records") as bar:
        tally = run(source, target, job, bar.update)
    click.echo(
        f"{tally.coded} coded, {tally.failed} with errors, "
        f"{tally.finished_before} finished before, in {target}",
        err=True,
    )
