"""The extractor by a language model: it quotes, and only what the note really says is kept."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from symphony.coding.evidence import Evidence, accept, align
from symphony.coding.extractor.answer import Corrections, Extraction, Found
from symphony.coding.extractor.relations import relations
from symphony.coding.laid import Laid, Line, lay
from symphony.coding.prompts import prompt
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Fact, Mention, Mentions, Signal
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter, Setting, Span
from symphony.encounter.sections import section_at, sections
from symphony.encounter.sentences import sentences
from symphony.llm.ask import Conversation, Desk, Question
from symphony.llm.port import Message
from symphony.rules.profile import Profile, Unnamed

STAGE = "extractor"
_WINDOW = 12_000
"""Characters of the record that are read at once; longer ones are read in overlapping windows."""
DESCRIBED = "extractor.described"
"""The rule of a mention whose condition the record describes without naming it."""
_OVERLAP = 8
"""Lines that two windows share."""

_UNREPORTED = {
    "external_causes": "how an injury came about, place and activity, except by abuse or assault",
    "long_term_drugs": "drugs taken for a long time",
    "told": "states, habits, allergies and histories that no problem is made of",
}
"""What the extractor is told of what a profile does not report (``Profile.unreported``)."""

_REASONS = {
    "negated": Reason.NEGATED,
    "possible": Reason.UNCERTAIN,
    "historical": Reason.HISTORICAL,
    "family": Reason.FAMILY_HISTORY,
    "hypothetical": Reason.HYPOTHETICAL,
    "planned": Reason.PLANNED,
}
_WHY = {
    "possible": "guidelines IV.H: outpatient, an uncertain diagnosis is not coded",
}


@dataclass(frozen=True, slots=True)
class _Quoted:
    """An entry of the answer with the place of its quote, where it was found."""

    entry: Found
    evidence: Evidence | None
    problem: str | None = None


class ModelExtractor:
    """Asks a model for quotes; several passes are united, long records read in windows."""

    def __init__(
        self,
        desk: Desk,
        *,
        passes: int = 1,
        window: int = _WINDOW,
        profile: Profile | None = None,
    ) -> None:
        """At a desk, reading everything ``passes`` times.

        What the profile does not report is not asked for; without one everything is.
        """
        self._desk = desk
        self._profile = profile
        self._passes = passes
        self._window = window

    def extract(self, encounter: Encounter) -> Mentions:
        """The mentions to look up, and everything else that was seen with the reason it is not.

        Raises:
            Failure: the model failed.
        """
        laid = lay(encounter)
        tasks = [
            (window, variant)
            for variant in range(self._passes)
            for window in laid.windows(self._window, _OVERLAP)
            if any(line.start < line.end for line in window)
        ]
        if not tasks:
            return Mentions(())
        with ThreadPoolExecutor(max_workers=min(len(tasks), 8)) as pool:
            read = list(pool.map(lambda task: self._read(laid, encounter, *task), tasks))
        quoted = [one for window in read for one in window]
        return _mentions(_united(quoted), encounter, _unnamed(self._profile))

    def _read(
        self, laid: Laid, encounter: Encounter, window: tuple[Line, ...], variant: int
    ) -> list[_Quoted]:
        asked = Question(
            stage=STAGE,
            instructions=prompt(STAGE),
            text=f"{_heading(encounter, self._profile)}\n\n{laid.show(window)}",
            shape=Extraction,
            variant=variant,
            check=_complaints,
            lenient=True,
        )
        said = self._desk.ask(asked)
        quoted = _all_quoted(said.answer, laid)
        missed = [number for number, one in enumerate(quoted) if one.evidence is None]
        if missed:
            self._correct(said, quoted, missed, laid)
        return quoted

    def _correct(
        self,
        said: Conversation[Extraction],
        quoted: list[_Quoted],
        missed: Sequence[int],
        laid: Laid,
    ) -> None:
        """Ask once for the quotes that were not found, and put what is found in their places."""
        listed = "\n".join(f"{n}: {quoted[n].entry.quote}" for n in missed)
        corrections = self._desk.follow(
            said, Message("user", f"{prompt(STAGE, 'missed')}\n\n{listed}"), Corrections
        )
        for correction in corrections.quotes:
            if correction.number in missed and correction.quote.strip():
                entry = quoted[correction.number].entry
                again = entry.model_copy(
                    update={"line": correction.line, "quote": correction.quote}
                )
                evidence = _find(again.line, again.quote, laid)
                if evidence is not None:
                    problem = quoted[correction.number].problem
                    quoted[correction.number] = _Quoted(again, evidence, problem)


def _heading(encounter: Encounter, profile: Profile | None) -> str:
    patient = encounter.patient
    age = "" if patient.age_years is None else f", age {patient.age_years:g} years"
    sex = "" if patient.sex is None else f", sex {patient.sex}"
    named = profile.unreported(encounter.setting) if profile else ()
    left = "; ".join(_UNREPORTED[name] for name in sorted(named))
    told = f" Not reported here: {left}." if left else ""
    unnamed = prompt(STAGE, f"unnamed-{_unnamed(profile)}")
    return f"Care setting: {encounter.setting}{age}{sex}.{told}\n{unnamed}\nThe record:"


def _unnamed(profile: Profile | None) -> Unnamed:
    """What is reported of what nobody names; where no profile holds, what was said."""
    return profile.unnamed if profile else "complaint"


def _complaints(answer: Extraction) -> list[str]:
    """Problems that no entry names would be lost without a word."""
    named = {entry.problem for entry in answer.entries}
    found = [
        f"problem {number} has no entry"
        for number in range(1, len(answer.problems) + 1)
        if number not in named
    ]
    known = range(len(answer.problems) + 1)
    return found + [f"there is no problem {n}" for n in sorted(named) if n not in known]


def _all_quoted(answer: Extraction, laid: Laid) -> list[_Quoted]:
    titles = dict(enumerate((problem.title for problem in answer.problems), start=1))
    return [
        _Quoted(entry, _find(entry.line, entry.quote, laid), titles.get(entry.problem))
        for entry in answer.entries
    ]


def _find(number: int, quote: str, laid: Laid) -> Evidence | None:
    line = laid.line(number)
    documents = list(dict.fromkeys(line.document for line in laid.lines))
    if line is not None:
        found = align(line.document, quote, near=line.start)
        if found is not None:
            return _sectioned(found, line.document)
    for document in documents:
        found = align(document, quote)
        if found is not None:
            return _sectioned(found, document)
    return None


def _sectioned(evidence: Evidence, document: Document) -> Evidence:
    section = section_at(sections(document.text), evidence.start)
    return replace(evidence, section=section.kind if section else None)


def _united(quoted: Sequence[_Quoted]) -> list[_Quoted]:
    """Without repeats: entries of one kind whose quotes overlap are one, the earlier one stays."""
    kept: list[_Quoted] = []
    for one in quoted:
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda q: _place(q.evidence))


def _same(one: _Quoted, other: _Quoted) -> bool:
    if one.evidence is None or other.evidence is None:
        return one.evidence is other.evidence and one.entry.quote == other.entry.quote
    if one.entry.kind != other.entry.kind or not one.evidence.span.overlaps(other.evidence.span):
        return False
    # "DM2 with neuropathy" may hold two entries: overlapping quotes with other terms are two.
    return one.evidence.span == other.evidence.span or _first(one) == _first(other)


def _first(one: _Quoted) -> str:
    return one.entry.terms[0].casefold() if one.entry.terms else one.entry.quote.casefold()


def _place(evidence: Evidence | None) -> tuple[int, str, int]:
    return (1, "", 0) if evidence is None else (0, evidence.document, evidence.start)


def _mentions(quoted: Sequence[_Quoted], encounter: Encounter, unnamed: Unnamed) -> Mentions:
    laid = lay(encounter)
    mentions: list[Mention] = []
    excluded: list[Exclusion] = []
    for number, one in enumerate(quoted):
        if one.evidence is None:
            excluded.append(_not_found(number, one.entry))
        elif one.entry.role == "mentioned" and _is_coded(one.entry, encounter.setting):
            excluded.append(_in_passing(number, one.evidence))
        elif _is_coded(one.entry, encounter.setting):
            score = relations(encounter.setting).score(one.entry, unnamed)
            mentions.append(_mention(number, one, one.evidence, encounter, laid, score))
        else:
            excluded.append(_not_coded(number, one.entry, one.evidence))
    return Mentions(tuple(mentions), tuple(excluded))


def _is_coded(entry: Found, setting: Setting) -> bool:
    match entry.said:
        case "present" | "described":
            return True
        case "possible":
            return setting is Setting.INPATIENT
        case "historical" | "family":
            # As a history it may have a code of its own; as a disease of today it has none.
            return entry.kind in ("history", "status", "procedure")
        case _:
            return False


def _mention(
    number: int, one: _Quoted, evidence: Evidence, encounter: Encounter, laid: Laid, score: float
) -> Mention:
    entry = one.entry
    found = [(fact.name, _find(fact.line, fact.quote, laid)) for fact in entry.facts]
    facts = tuple(Fact(name, place) for name, place in found if place is not None)
    return Mention(
        id=number,
        evidence=evidence,
        term=entry.terms[0] if entry.terms else evidence.text,
        kind=entry.kind,
        assertion=Assertion("present" if entry.said == "described" else entry.said),
        score=score,
        signals=(Signal(entry.role, score),),
        detail=tuple(_detail(evidence, facts, encounter)),
        rule=DESCRIBED if entry.said == "described" else "extractor.model",
        terms=tuple(dict.fromkeys(entry.terms[1:])),
        facts=facts,
        relation=entry.role,
        problem=one.problem,
    )


def _detail(evidence: Evidence, facts: Sequence[Fact], encounter: Encounter) -> Iterator[Evidence]:
    yield from dict.fromkeys(fact.evidence for fact in facts)
    document = encounter.document(evidence.document)
    section = section_at(sections(document.text), evidence.start)
    if section is None:
        return
    for sentence in sentences(document.text, section.start, section.end):
        if sentence.start <= evidence.start < sentence.end:
            span = Span(document.id, sentence.start, sentence.end)
            if span != evidence.span:
                yield accept(document, span.start, span.end, section=section.kind)


def _not_found(number: int, entry: Found) -> Exclusion:
    return Exclusion(
        mention=number,
        reason=Reason.EVIDENCE_NOT_FOUND,
        evidence=(),
        text=entry.quote,
        rule="extractor.alignment",
        citation="the words that the model quoted do not stand in the documents",
    )


def _in_passing(number: int, evidence: Evidence) -> Exclusion:
    return Exclusion(
        mention=number,
        reason=Reason.NOT_REPORTABLE,
        evidence=(evidence,),
        text=evidence.text,
        rule="extractor.model",
        citation="only mentioned, without bearing on this encounter",
    )


def _not_coded(number: int, entry: Found, evidence: Evidence) -> Exclusion:
    return Exclusion(
        mention=number,
        reason=_REASONS[entry.said],
        evidence=(evidence,),
        text=evidence.text,
        rule="extractor.model",
        citation=_WHY.get(entry.said, f"the note says {entry.said}"),
    )
