"""``symphony check``: the rules alone, over codes that somebody else assigned."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symphony.cli.checked import as_json, as_table
from symphony.cli.given_codes import SYSTEMS, code_set, read_codes
from symphony.cli.options import admitted_option, date_option, open_shelf, warn_if_outdated
from symphony.cli.rule_list import chosen, listed, told

if TYPE_CHECKING:
    from symphony.books.shelf import Shelf
    from symphony.books.store import Release
    from symphony.rules.model import CodeSet, Finding, Resolution
    from symphony.rules.pcs import Procedures
    from symphony.rules.profile import Profile

STRICT_EXIT = 6
"""The exit code of ``--strict`` where a finding is an error."""


@click.command(short_help="Check codes that somebody else assigned.")
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option(
    "--system",
    type=click.Choice(SYSTEMS),
    default="icd10cm",
    show_default=True,
    help="Code system of codes that name none.",
)
@date_option
@click.option(
    "--setting",
    type=click.Choice(["outpatient", "inpatient", "emergency"]),
    default="outpatient",
    show_default=True,
    help="Care setting.",
)
@click.option("--patient-age", type=click.FloatRange(0, 130), help="In years.")
@click.option("--patient-sex", type=click.Choice(["F", "M"], case_sensitive=False))
@admitted_option
@click.option("--profile", default="official", show_default=True, help="Which rules hold.")
@click.option("--off", multiple=True, metavar="RULE", help="Switch a rule or a family off.")
@click.option("--unordered", is_flag=True, help="The order of the codes means nothing.")
@click.option("--resolve", "resolving", is_flag=True, help="Show also what the rules make of them.")
@click.option(
    "--pcs-tables",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="ICD-10-PCS tables (XML), where no release is installed.",
)
@click.option(
    "--ncci",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="NCCI edits that you downloaded (text).",
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@click.option("--strict", is_flag=True, help=f"Exit {STRICT_EXIT} where a finding is an error.")
@click.option("--rules", "listing", is_flag=True, help="List the rules and stop.")
@click.option("--explain", metavar="RULE", help="Explain one rule and stop.")
def check(codes: tuple[str, ...], **given: Any) -> None:
    """Check a set of codes against the books and guidelines; the order given is the sequence.

    CODE is E11.9, or with a system and what belongs to it: icd10pcs:0DTJ4ZZ, hcpcs:J1100*10 (ten
    units), cpt:99213-25 (a modifier), J18.9@N (present on admission: no). A single - reads codes
    from standard input, one a line.
    """  # fmt: skip
    if given["listing"]:
        click.echo(listed(given["profile"], given["off"], given["form"]))
        return
    if given["explain"]:
        click.echo(told(given["explain"]))
        return
    profile = chosen(given["profile"], given["off"])
    shelf = open_shelf()
    release = shelf.release("icd10cm", given["on"])
    warn_if_outdated(shelf, "icd10cm", given["on"])
    codeset = code_set(read_codes(codes), release, given)
    procedures = _procedures(codeset, shelf, given)
    findings = _findings(codeset, release, profile, procedures, given)
    resolution = _resolved(codeset, release, profile) if given["resolving"] else None
    shown = as_json if given["form"] == "json" else as_table
    asked = (release, *_asked(procedures))
    click.echo(shown(codeset, asked, profile, findings, resolution))
    if given["strict"] and any(finding.severity == "error" for finding in findings):
        sys.exit(STRICT_EXIT)


def _procedures(codeset: "CodeSet", shelf: "Shelf", given: dict[str, Any]) -> "Procedures | None":
    """The tables that were given, else the installed release in force, else nothing."""
    from symphony.books.edition import in_force, newest
    from symphony.rules import pcs

    if given["pcs_tables"]:
        return pcs.load(given["pcs_tables"])
    if all(line.system != pcs.SYSTEM for line in codeset.lines):
        return None
    there = shelf.installed(pcs.SYSTEM)
    chosen = in_force(there, given["on"]) if given["on"] else newest(there)
    return pcs.Installed(shelf.at(pcs.SYSTEM, chosen.release)) if chosen else None


def _asked(procedures: "Procedures | None") -> "tuple[Release, ...]":
    """The release of procedures, where one was asked."""
    from symphony.rules.pcs import Installed

    return (procedures.release,) if isinstance(procedures, Installed) else ()


def _findings(
    codeset: "CodeSet",
    release: "Release",
    profile: "Profile",
    procedures: "Procedures | None",
    given: dict[str, Any],
) -> tuple["Finding", ...]:
    from symphony.rules import hcpcs, ncci, pcs
    from symphony.rules.engine import check as check_rules

    edits = ncci.load(given["ncci"]) if given["ncci"] else None
    found = (
        *check_rules(codeset, release, profile),
        *pcs.check(codeset, procedures),
        *hcpcs.check(codeset),
        *ncci.check(codeset, edits, _today()),
    )
    order = {"error": 0, "warning": 1, "info": 2}
    return tuple(sorted(found, key=lambda f: (order[f.severity], f.rule, f.codes, f.message)))


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _resolved(codeset: "CodeSet", release: "Release", profile: "Profile") -> "Resolution":
    from symphony.rules.engine import resolve

    return resolve(codeset, release, profile)
