"""The validator without a model: the best-fitting place in the tabular list, completed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from symphony.books.model import Code
from symphony.books.spelling import Speller
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.details import added, side_words, sides
from symphony.coding.evidence import Evidence, accept
from symphony.coding.navigator.base import unknown
from symphony.coding.reason import Reason
from symphony.coding.stages import (
    Alternative,
    Candidate,
    Choice,
    Exclusion,
    Looked,
    Mention,
    Mentions,
    Navigation,
    Step,
    Validation,
)
from symphony.coding.validator import refining, seventh, specificity, staging, ulcers
from symphony.coding.validator.base import reading
from symphony.coding.validator.chapter15 import of_childbearing
from symphony.coding.validator.facts import Told
from symphony.coding.validator.heard import Heard
from symphony.coding.validator.kindred import of_type
from symphony.coding.validator.newborn import is_newborn, of_newborn
from symphony.coding.validator.specificity import Words
from symphony.coding.validator.taken import taken
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document
from symphony.language.words import forms, function_words, words

LEAST_FIT = 0.58
"""Below this the best name shares too little with the mention to be the same thing."""

_MARGIN = 0.06
"""Candidates this close to the best are compared by what stands around the mention."""

_ALTERNATIVES = 4

_SHORTEST, _SURE = 5, 0.9
"""Words of fewer letters are not corrected, nor where the reading is less sure than this."""

_MANIFESTATION = "in diseases classified elsewhere"
"""Titles that end so are never coded first, nor where no other disease is named (I.A.13)."""


class OfflineValidator:
    """Chooses complete codes by the names of codes and the words around the mention."""

    def __init__(self, release: Release, *, as_named: bool = False) -> None:
        """With a book.

        Args:
            release: the book.
            as_named: whether a condition is what its own sentence names (``Profile.mentions``);
                else the whole record completes it, and a pregnancy or birth governs its chapter.
        """
        self._release = release
        self._as_named = as_named
        self._speller = Speller(release)
        self._corrected = lru_cache(maxsize=8192)(self._correct)
        self._alternatives = lru_cache(maxsize=4096)(self._neighbours)

    def validate(self, case: Case, mentions: Mentions, navigation: Navigation) -> Validation:
        """Choices and exclusions for every mention that was looked up."""
        by_id = {mention.id: mention for mention in mentions.mentions}
        heard = Heard(case, self._corrected)
        choices: list[Choice] = []
        sited: list[Choice] = []
        excluded: list[Exclusion] = []
        for looked in navigation.looked:
            mention = by_id[looked.mention]
            made = tuple(self._choose(case, mention, looked, heard))
            choices.extend(made)
            sited.extend(self._sited(case, mention, made, heard))
            if not made:
                excluded.append(_unfit(mention, looked))
        if not any(choice.code.startswith("L97") for choice in choices):
            choices.extend(sited)
        if self._as_named:
            return Validation(tuple(choices), tuple(excluded))
        if is_newborn(case):
            placed, left = of_newborn(self._release, case, choices)
        else:
            placed, left = of_childbearing(self._release, case, choices, by_id)
        return Validation(tuple(placed), (*excluded, *left))

    def _choose(
        self, case: Case, mention: Mention, looked: Looked, heard: Heard
    ) -> Iterator[Choice]:
        known = heard.words(mention)
        candidate = self._best(looked.candidates, known)
        if candidate.score < LEAST_FIT:
            return
        start = self._release.code(candidate.code)
        if start is None:
            return
        elsewhere = () if self._as_named else _told_elsewhere(start, mention, heard, known)
        told = tuple(elsewhere)
        known = known.with_told(frozenset[str]().union(*(each.words for each in told)))
        left = known.beyond(_translated(candidate) | heard.denied(mention))
        for chosen in specificity.complete(self._release, start, left):
            code = refining.refined(self._release, chosen.code, known)
            if not code.billable:
                extended = seventh.extend(self._release, code, known, _phase(mention, heard))
                if extended is None:
                    continue
                code = extended
            if case.scope.allows(code.code):
                choice = self._choice(case, mention, candidate, code, chosen.because)
                choice = _with_evidence(choice, code, start, told)
                choice = replace(choice, guidelines=taken(self._release, code, known))
                choice, code = self._of_type(case, mention, choice, code)
                yield choice
                yield from self._staged(case, mention, choice, code)

    def _of_type(
        self, case: Case, mention: Mention, choice: Choice, code: Code
    ) -> tuple[Choice, Code]:
        """The choice for the type of diabetes that the note tells elsewhere."""
        found = of_type(self._release, code, mention, case.encounter.documents)
        if found is None or not case.scope.allows(found[0].code):
            return choice, code
        other, evidence = found
        step = Step("guideline", f"I.C.4.a: the note tells the type → {other.code}")
        changed = replace(
            choice,
            code=other.code,
            display=other.title,
            evidence=(*choice.evidence, evidence),
            trail=(*choice.trail, step),
            alternatives=self._alternatives(other),
            guidelines=tuple(c for c in choice.guidelines if c.section != "I.C.4.a.2"),
        )
        return changed, other

    def _correct(self, form: str) -> tuple[str, ...]:
        """The word that one of several letters was surely meant to be, if no book has it."""
        if len(form) < _SHORTEST or not form.isalpha() or form in function_words():
            return ()
        if self._release.rows("SELECT 1 FROM word WHERE form = ?", (form,)):
            return ()
        readings = self._speller.readings(form, clipped=False)
        sure = [r for r in readings if r.sureness >= _SURE]
        return tuple(sure[0].form.split()) if len(sure) == 1 else ()

    def _sited(
        self, case: Case, mention: Mention, made: Sequence[Choice], heard: Heard
    ) -> Iterator[Choice]:
        """The site of an ulcer that the code's own notes ask for."""
        if not any(ulcers.may_ask(choice.code) for choice in made):
            return
        words = heard.words(mention)
        pages = tuple(document.text for document in case.encounter.documents)
        told = heard.facts.of("L97", mention, words.sides())
        words = words.with_told(frozenset[str]().union(*(each.words for each in told)))
        for choice in made:
            code = self._release.code(choice.code)
            where = ulcers.site(self._release, code, mention, words, pages) if code else None
            if where is not None and case.scope.allows(where.code):
                step = Step("tabular", f"{choice.code}, use additional code for the site of ulcer")
                yield replace(
                    choice,
                    code=where.code,
                    display=where.title,
                    trail=(*choice.trail, step),
                    rationale=f"{choice.code} asks for a further code for the site of the ulcer",
                    alternatives=self._alternatives(where),
                    guidelines=(),
                )

    def _staged(self, case: Case, mention: Mention, choice: Choice, code: Code) -> Iterator[Choice]:
        """The stage that the code's own notes ask for, where the mention tells it."""
        for stage, note in staging.stages(self._release, code, mention):
            if case.scope.allows(stage.code):
                step = Step("tabular", f"{code.code}, use additional {note} → {stage.code}")
                yield replace(
                    choice,
                    code=stage.code,
                    display=stage.title,
                    trail=(*choice.trail, step),
                    rationale=f"{code.code} asks for an additional code; the note tells the stage",
                    alternatives=self._alternatives(stage),
                )

    def _best(self, candidates: Sequence[Candidate], words: Words) -> Candidate:
        top = candidates[0].score
        close = [c for c in candidates if c.score >= top - _MARGIN]
        return max(close, key=lambda c: (self._surroundings(c, words), c.score))

    def _surroundings(self, candidate: Candidate, words: Words) -> float:
        entry = self._release.code(candidate.code)
        if entry is None:
            return -100.0
        title = frozenset(forms(entry.title))
        has, wanted = sides(title), words.sides()
        clash = -5.0 if has and wanted and has != wanted else 0.0
        told = title & words.said
        hinted = (title & words.near) - told
        foreign = added(entry.title, "") - words.said - side_words() - hinted
        return (
            clash
            + 10 * candidate.score
            + 0.3 * len(told)
            + 0.2 * entry.billable
            + 0.1 * len(hinted)
            - 0.5 * len(foreign)
            - 0.3 * len(hinted - side_words())
            - 3.0 * (entry.title.endswith(_MANIFESTATION) and "classified" not in words.said)
        )

    def _choice(
        self,
        case: Case,
        mention: Mention,
        candidate: Candidate,
        code: Code,
        because: frozenset[str],
    ) -> Choice:
        documents = {document.id: document for document in case.encounter.documents}
        further = Step("tabular", f"{candidate.code} → {code.code} {code.title}")
        return Choice(
            system=case.system,
            code=code.code,
            display=code.title,
            mentions=(mention.id,),
            evidence=(
                mention.evidence,
                *(fact.evidence for fact in mention.facts if fact.name == "relative"),
                *_telling(mention, because, documents),
            ),
            trail=(
                *reading(mention),
                *candidate.trail,
                *(() if code.code == candidate.code else (further,)),
            ),
            rationale=_rationale(candidate, code, because),
            confidence=min(1.0, 0.5 + 0.5 * candidate.score) * mention.score,
            alternatives=self._alternatives(code),
        )

    def _neighbours(self, code: Code) -> tuple[Alternative, ...]:
        """The codes beside this one, completed, with the words that would select each."""
        if code.parent is None:
            return ()
        found: list[Alternative] = []
        for sister in self._release.children(code.parent):
            telling = added(sister.title, code.title)
            whole = self._complete(sister) if sister.code != code.code and telling else None
            if whole is not None:
                named = dict.fromkeys(form for form in forms(sister.title) if form in telling)
                found.append(Alternative(whole.code, whole.title, " ".join(named)))
            if len(found) == _ALTERNATIVES:
                break
        return tuple(found)

    def _complete(self, start: Code) -> Code | None:
        """The complete code below a place where nothing more is said."""
        for chosen in specificity.complete(self._release, start, Words(frozenset())):
            if chosen.code.billable:
                return chosen.code
            return seventh.extend(self._release, chosen.code, Words(frozenset()), "A")
        return None


def _translated(candidate: Candidate) -> frozenset[str]:
    """The words that the lexicon put others in place of: they say no more than the name found."""
    if not candidate.trail or candidate.trail[0].book != "lexicon":
        return frozenset()
    written, _, standard = candidate.trail[0].entry.partition(" → ")
    return frozenset(forms(written)) - set(forms(standard)) - side_words()


def _told_elsewhere(start: Code, mention: Mention, heard: Heard, known: Words) -> Iterator[Told]:
    """What the rest of the note tells for a code of that category, and the side of its place."""
    yield from heard.facts.of(start.code, mention, known.sides())
    if start.code.startswith("O"):
        yield from heard.facts.trimester(mention)
    if start.code.startswith("S06"):
        yield heard.facts.consciousness(mention)
    side = None if known.sides() else heard.facts.side(start.title)
    if side is not None:
        yield side


def _with_evidence(choice: Choice, code: Code, start: Code, told: Sequence[Told]) -> Choice:
    """The choice with the words elsewhere in the note that decided one of its details."""
    more = set(forms(code.title)) - set(forms(start.title))
    said = tuple(each.evidence for each in told if each.words & more)
    further = tuple(evidence for evidence in said if evidence not in choice.evidence)
    return replace(choice, evidence=(*choice.evidence, *further)) if further else choice


def _phase(mention: Mention, heard: Heard) -> str:
    own = (mention.evidence, *mention.detail[:1])
    told = (*own, *mention.detail[1:], *mention.around)
    return seventh.phase(_joined(own), _joined(told), heard.opening)


def _joined(told: Sequence[Evidence]) -> str:
    return " ".join(evidence.text for evidence in told)


def _telling(
    mention: Mention, because: frozenset[str], documents: dict[str, Document]
) -> Iterator[Evidence]:
    """The words around the mention that decided a detail that the mention itself does not say."""
    missing = set(because) - set(forms(mention.evidence.text))
    for evidence in (*mention.detail, *mention.around):
        if not missing:
            return
        for word in words(evidence.text):
            if word.form in missing:
                missing.discard(word.form)
                start = evidence.start
                yield accept(
                    documents[evidence.document],
                    start + word.start,
                    start + word.end,
                    section=evidence.section,
                )


def _rationale(candidate: Candidate, code: Code, because: frozenset[str]) -> str:
    named = candidate.trail[-1].entry.split(" → ")[0] if candidate.trail else code.title
    if because:
        return f"named in the book as {named!r}; the note says {', '.join(sorted(because))}"
    if code.code != candidate.code:
        return f"named in the book as {named!r}; nothing more specific is said"
    return f"named in the book as {named!r}"


def _unfit(mention: Mention, looked: Looked) -> Exclusion:
    if mention.assertion is Assertion.FAMILY:
        return unknown(mention)
    nearest = looked.candidates[0]
    return Exclusion(
        mention=mention.id,
        reason=Reason.NOT_IN_BOOKS,
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        code=None,
        rule="validator.no_fit",
        citation=f"nearest name: {nearest.trail[-1].entry} (fit {nearest.score:.2f})",
    )
