"""What ``symphony check`` found, for reading or for a program."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symphony.books.store import Release
    from symphony.rules.model import CodeSet, Finding, Resolution
    from symphony.rules.profile import Profile


def as_table(
    codeset: "CodeSet",
    releases: "tuple[Release, ...]",
    profile: "Profile",
    findings: tuple["Finding", ...],
    resolution: "Resolution | None",
) -> str:
    """The findings, and what the rules make of the codes, as lines of text."""
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


def as_json(
    codeset: "CodeSet",
    releases: "tuple[Release, ...]",
    profile: "Profile",
    findings: tuple["Finding", ...],
    resolution: "Resolution | None",
) -> str:
    """The same as JSON (docs/howto/check-codes.md)."""
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
