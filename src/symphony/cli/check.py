"""``symphony check``: the rules alone, over codes that somebody else assigned."""

import json
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from symphony.cli.options import admitted_option, date_option, open_shelf, warn_if_outdated
from symphony.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symphony.books.shelf import Shelf
    from symphony.books.store import Release
    from symphony.rules.model import CodeSet, Finding, Line, PresentOnAdmission, Resolution
    from symphony.rules.pcs import Procedures
    from symphony.rules.profile import Profile

STRICT_EXIT = 6
"""The exit code of ``--strict`` where a finding is an error."""

_SYSTEMS = ("icd10cm", "icd10pcs", "hcpcs", "cpt")
_CODE = re.compile(
    r"^(?:(?P<system>[a-z0-9]+):)?(?P<code>[A-Za-z0-9.]+)(?P<modifiers>(?:-[A-Za-z0-9]{2})*)"
    r"(?:\*(?P<units>\d+))?(?:@(?P<poa>[YNUW1ynuw]))?$"
)


@click.command(short_help="Check codes that somebody else assigned.")
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option(
    "--system",
    type=click.Choice(_SYSTEMS),
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
        click.echo(_listed(given["profile"], given["off"], given["form"]))
        return
    if given["explain"]:
        click.echo(_explained(given["explain"]))
        return
    profile = _profile(given["profile"], given["off"])
    shelf = open_shelf()
    release = shelf.release("icd10cm", given["on"])
    warn_if_outdated(shelf, "icd10cm", given["on"])
    codeset = _codeset(_read(codes), release, given)
    procedures = _procedures(codeset, shelf, given)
    findings = _findings(codeset, release, profile, procedures, given)
    resolution = _resolved(codeset, release, profile) if given["resolving"] else None
    shown = _as_json if given["form"] == "json" else _as_table
    asked = (release, *_asked(procedures))
    click.echo(shown(codeset, asked, profile, findings, resolution))
    if given["strict"] and any(finding.severity == "error" for finding in findings):
        sys.exit(STRICT_EXIT)


def _read(codes: tuple[str, ...]) -> list[str]:
    if codes == ("-",):
        codes = tuple(line.strip() for line in sys.stdin if line.strip())
    if not codes:
        raise UsageError("give at least one code, such as: symphony check E11.9 N18.31")
    return list(codes)


def _codeset(codes: list[str], release: "Release", given: dict[str, Any]) -> "CodeSet":
    from symphony.encounter.model import Patient, Setting
    from symphony.rules.model import CodeSet

    ordered = not given["unordered"]
    lines = tuple(
        _line(text, given["system"], release, place if ordered else None)
        for place, text in enumerate(codes, start=1)
    )
    sex = given["patient_sex"]
    return CodeSet(
        lines,
        Setting(given["setting"]),
        Patient(given["patient_age"], sex.upper() if sex else None),
        given["on"],
        given["admitted_from"],
    )


def _line(text: str, default: str, release: "Release", place: int | None) -> "Line":
    from symphony.rules.model import Line

    match = _CODE.match(text)
    system = (match["system"] or default) if match else ""
    if match is None or system not in _SYSTEMS:
        raise UsageError(
            f"cannot read the code {text!r}; write E11.9, J18.9@Y, icd10pcs:0DTJ4ZZ, hcpcs:J1100*10"
            " or cpt:99213-25"
        )
    code = match["code"].upper()
    poa = cast("PresentOnAdmission | None", match["poa"].upper() if match["poa"] else None)
    modifiers = tuple(part.upper() for part in match["modifiers"].split("-") if part)
    return Line(
        _printed(code, release) if system == "icd10cm" else code,
        system,
        place,
        poa=poa,
        units=int(match["units"] or 1),
        modifiers=modifiers,
    )


def _printed(code: str, release: "Release") -> str:
    """The code with its dot, where claims leave it out."""
    dotted = f"{code[:3]}.{code[3:]}"
    return dotted if len(code) > 3 and "." not in code and release.code(dotted) else code


def _profile(name: str, off: "Iterable[str]") -> "Profile":
    from symphony.rules.catalogue import RULES
    from symphony.rules.profile import profile_named

    known = {rule.id for rule in RULES} | {rule.family for rule in RULES}
    wrong = sorted(set(off) - known)
    if wrong:
        raise UsageError(
            f"there is no rule or family {wrong[0]!r}; list them with: symphony check --rules"
        )
    return profile_named(name).without(off)


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


def _as_table(
    codeset: "CodeSet",
    releases: "tuple[Release, ...]",
    profile: "Profile",
    findings: tuple["Finding", ...],
    resolution: "Resolution | None",
) -> str:
    title = ", ".join(release.edition.title for release in releases)
    lines = [f"{len(codeset.lines)} codes, {codeset.setting}, {title}, profile {profile.name}"]
    lines += ["no findings"] if not findings else []
    for finding in findings:
        lines.append(f"{finding.severity:<8} {finding.message}")
        lines.append(f"         {finding.rule} ({finding.citation})")
    if resolution is not None:
        lines += ["", "By the rules, in sequence:"]
        lines += [f"  {n}. {line.code}" for n, line in enumerate(resolution.kept, start=1)]
        if resolution.first_reason:
            lines.append(f"  first: {resolution.first_reason}")
        lines += [f"  left out: {d.code} ({d.reason}, {d.rule})" for d in resolution.dropped]
        lines += [f"  put in: {a.code} for {', '.join(a.sources)}" for a in resolution.added]
    return "\n".join(lines)


def _as_json(
    codeset: "CodeSet",
    releases: "tuple[Release, ...]",
    profile: "Profile",
    findings: tuple["Finding", ...],
    resolution: "Resolution | None",
) -> str:
    editions = [release.edition for release in releases]
    answer: dict[str, Any] = {
        "setting": str(codeset.setting),
        "date_of_service": codeset.date_of_service and codeset.date_of_service.isoformat(),
        "releases": [
            {"system": e.system, "release": e.release, "source_sha256": e.sha256} for e in editions
        ],
        "profile": profile.name,
        "off": sorted(profile.off),
        "codes": [{"system": line.system, "code": line.code} for line in codeset.lines],
        "findings": [_finding(finding) for finding in findings],
    }
    if resolution is not None:
        answer["resolved"] = {
            "codes": [line.code for line in resolution.kept],
            "first_reason": resolution.first_reason,
            "dropped": [
                {"code": d.code, "reason": d.reason, "by": list(d.by),
                 "rule": {"id": d.rule, "citation": d.citation}}
                for d in resolution.dropped
            ],
            "added": [
                {"code": a.code, "sources": list(a.sources),
                 "rule": {"id": a.rule, "citation": a.citation}}
                for a in resolution.added
            ],
        }  # fmt: skip
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _finding(finding: "Finding") -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "codes": list(finding.codes),
        "message": finding.message,
        "citation": finding.citation,
    }


def _listed(profile_name: str, off: "Iterable[str]", form: str) -> str:
    from symphony.rules.catalogue import RULES

    profile = _profile(profile_name, off)
    rows = [
        {"rule": rule.id, "severity": rule.severity, "citation": rule.citation,
         "title": rule.title, "on": profile.holds(rule)}
        for rule in RULES
    ]  # fmt: skip
    if form == "json":
        return json.dumps(rows, indent=2, ensure_ascii=False)
    return "\n".join(
        f"{'on ' if row['on'] else 'off'} {row['severity']:<8} {row['rule']:<36}"
        f" {row['title']} ({row['citation']})"
        for row in rows
    )


def _explained(rule_id: str) -> str:
    from symphony.rules.catalogue import rule_named
    from symphony.rules.explain import explained

    return explained(rule_named(rule_id))
