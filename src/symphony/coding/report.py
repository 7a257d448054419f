"""From a run to the result of the contract."""

import hashlib
from collections.abc import Sequence

from symphony.coding.evidence import Evidence
from symphony.coding.pipeline import Run
from symphony.coding.result import (
    AlternativeFacts,
    Assignment,
    DocumentFacts,
    EngineFacts,
    EvidenceFacts,
    ExclusionFacts,
    FindingFacts,
    GuidelineFacts,
    ReleaseFacts,
    Result,
    RuleFacts,
    TrailStep,
    Usage,
)
from symphony.coding.stages import Exclusion, Sequenced
from symphony.encounter.model import Document
from symphony.errors import InternalError
from symphony.rules.model import Finding


def result(runs: Sequence[Run], engine: EngineFacts, usage: Usage) -> Result:
    """One result over the runs of one encounter, a run for each code system.

    Raises:
        InternalError: evidence is not the words that its document has at that place.
    """
    encounter = runs[0].case.encounter
    codes = [s for run in runs for s in run.reconciliation.codes]
    left = [s for run in runs for s in run.reconciliation.candidates]
    made = Result(
        id=encounter.id,
        setting=encounter.setting.value,
        date_of_service=encounter.date_of_service,
        documents=tuple(_document(document) for document in encounter.documents),
        releases=tuple(_release(run) for run in runs),
        engine=engine,
        codes=tuple(_assignment(n, s) for n, s in enumerate(codes, start=1)),
        candidates=tuple(_assignment(n, s) for n, s in enumerate(left, start=1)),
        excluded=_excluded(runs),
        findings=tuple(_finding(f) for run in runs for f in run.reconciliation.findings),
        usage=usage,
    )
    verify(made, encounter.documents)
    return made


def verify(made: Result, documents: Sequence[Document]) -> None:
    """Check every evidence of a result against the documents, character by character.

    Raises:
        InternalError: one is not what the document says.
    """
    texts = {document.id: document.text for document in documents}
    assigned = [e for code in (*made.codes, *made.candidates) for e in code.evidence]
    left_out = [e for exclusion in made.excluded for e in exclusion.evidence]
    for evidence in assigned + left_out:
        text = texts.get(evidence.document, "")
        if text[evidence.start : evidence.end] != evidence.text:
            raise InternalError(
                f"evidence {evidence.start}:{evidence.end} is not in {evidence.document!r}"
            )


def _document(document: Document) -> DocumentFacts:
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    return DocumentFacts(id=document.id, characters=len(document.text), sha256=digest)


def _release(run: Run) -> ReleaseFacts:
    edition = run.case.release.edition
    return ReleaseFacts(
        system=edition.system, release=edition.release, source_sha256=edition.sha256
    )


def _assignment(number: int, sequenced: Sequenced) -> Assignment:
    choice = sequenced.choice
    return Assignment(
        sequence=number,
        system=choice.system,
        code=choice.code,
        display=choice.display,
        role=sequenced.role,
        poa=sequenced.poa,
        evidence=tuple(_evidence(e) for e in choice.evidence),
        rationale=choice.rationale,
        trail=tuple(TrailStep(book=s.book, entry=s.entry) for s in choice.trail),
        guidelines=tuple(
            GuidelineFacts(section=g.section, title=g.title, quote=g.quote)
            for g in choice.guidelines
        ),
        alternatives=tuple(
            AlternativeFacts(code=a.code, display=a.display, discriminator=a.discriminator)
            for a in choice.alternatives
        ),
        confidence=round(choice.confidence, 3),
        agreed=choice.agreed,
    )


def _evidence(evidence: Evidence) -> EvidenceFacts:
    return EvidenceFacts(
        document=evidence.document,
        start=evidence.start,
        end=evidence.end,
        text=evidence.text,
        section=evidence.section,
        match=evidence.match,
    )


def _excluded(runs: Sequence[Run]) -> tuple[ExclusionFacts, ...]:
    # What the extractor leaves out is the same for every code system: it is told once.
    every = (_exclusion(exclusion) for run in runs for exclusion in run.excluded)
    return tuple(dict.fromkeys(every))


def _exclusion(exclusion: Exclusion) -> ExclusionFacts:
    rule = (
        RuleFacts(id=exclusion.rule, citation=exclusion.citation or "") if exclusion.rule else None
    )
    return ExclusionFacts(
        text=exclusion.text,
        code=exclusion.code,
        reason=exclusion.reason,
        rule=rule,
        evidence=tuple(_evidence(e) for e in exclusion.evidence),
    )


def _finding(finding: Finding) -> FindingFacts:
    return FindingFacts(
        rule=finding.rule,
        severity=finding.severity,
        codes=finding.codes,
        message=finding.message,
        citation=finding.citation,
    )
