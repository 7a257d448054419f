"""The validator by a language model: it reads the pages and chooses; nothing unread is taken."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from symphony.books.alphabetic import Index
from symphony.books.model import Code
from symphony.books.search import Search
from symphony.coding import guidance
from symphony.coding.case import Case
from symphony.coding.evidence import Evidence
from symphony.coding.extractor.model import DESCRIBED
from symphony.coding.extractor.reportable import weights
from symphony.coding.laid import Laid, lay
from symphony.coding.lookups import Books
from symphony.coding.prompts import prompt
from symphony.coding.stages import (
    Candidate,
    Choice,
    Citation,
    Exclusion,
    Looked,
    Mention,
    Mentions,
    Navigation,
    Step,
    Validation,
)
from symphony.coding.validator import outcomes
from symphony.coding.validator.answer import Chosen, Decision, Decisions
from symphony.coding.validator.beside import elsewhere, one_of, sisters
from symphony.coding.validator.pages import Pages, size
from symphony.llm.ask import Desk, Question
from symphony.llm.failures import Failure

STAGE = "validator"
_ROOM = 26_000
"""Characters of pages in one question."""
_PER_BATCH = 24
_GUIDELINES = 3_500
"""Characters of guideline sections in one question."""
_CLOSE = 0.65
"""Candidates that fit less than this share of the best are not laid out."""
_EXACT = 0.94
_BESIDE_EXACT = 0.88
"""Where a name fits exactly, this is the share of the best that others must have."""
_LAID_OUT = 5
_LAID_OUT_IN_PASSING = 2
_IN_PASSING = "part"
_ASIDE = ("part", "relevant", "mentioned")
_FITTING = 0.5
"""How well a place must fit to be laid out beside the best."""
_UNNAMED = " Not named in the record; confirm with the clinician."


@dataclass(frozen=True, slots=True)
class _Item:
    """A mention with the candidates that are laid out for it."""

    mention: Mention
    candidates: tuple[Candidate, ...]

    @property
    def wide(self) -> bool:
        """Whether the neighbours of the places are laid out: for what names a problem."""
        return self.mention.relation not in _ASIDE


@dataclass(frozen=True, slots=True)
class _Batch:
    items: tuple[_Item, ...]
    again: bool = False
    """Whether this is the second look, after which nothing can be looked up."""


class PartialValidationError(Failure):
    """Some mentions were decided before the model failed; ``done`` holds them."""

    def __init__(self, message: str, cause: Failure, done: Validation) -> None:
        """With the failure that stopped the stage and what had been decided before it."""
        super().__init__(message)
        self.kind = cause.kind
        self.cause = cause
        self.done = done


class ModelValidator:
    """Lays the pages of the tabular list before a model, in batches of mentions."""

    def __init__(
        self,
        desk: Desk,
        search: Search,
        guidelines: guidance.Guidance | None = None,
        index: Index | None = None,
    ) -> None:
        """At a desk, with the books in which further look-ups are made."""
        self._desk = desk
        self._search = search
        self._guidelines = guidelines or guidance.NoGuidance()
        self._index = index

    def validate(self, case: Case, mentions: Mentions, navigation: Navigation) -> Validation:
        """Choices and exclusions for every mention that was looked up.

        Raises:
            PartialValidationError: the model failed; what was decided before is in it.
        """
        by_id = {mention.id: mention for mention in mentions.mentions}
        items = [_item(by_id[looked.mention], looked) for looked in navigation.looked]
        batches = list(_batches(case, items))
        if not batches:
            return Validation(())
        laid = lay(case.encounter)
        with ThreadPoolExecutor(max_workers=min(len(batches), 8)) as pool:
            made = list(pool.map(lambda batch: _kept(self._decide, case, laid, batch), batches))
        done = _joined([each for each in map(_done, made) if each is not None])
        failed = [each for each in made if isinstance(each, Failure)]
        if failed:
            raise PartialValidationError(str(failed[0]), failed[0], done) from failed[0]
        return done

    def _decide(self, case: Case, laid: Laid, batch: _Batch) -> Validation:
        pages = Pages(case.release, case.scope)
        for item in batch.items:
            for candidate in item.candidates:
                pages.add(candidate.code, wide=item.wide)
        text = self._text(case, laid, batch, pages)
        wanted = [item.mention.id for item in batch.items]
        answer = self._desk.ask(
            Question(
                stage=STAGE,
                instructions=prompt(STAGE),
                text=text,
                shape=Decisions,
                check=lambda answer: _complaints(answer, wanted),
            )
        ).answer
        decided = {decision.mention: decision for decision in answer.decisions}
        once_more: list[_Item] = []
        choices: list[Choice] = []
        excluded: list[Exclusion] = []
        for item in batch.items:
            decision = decided[item.mention.id]
            more = () if batch.again else self._more(case, pages, item, decision)
            if more:
                once_more.append(_Item(item.mention, more))
                continue
            self._settle(case, pages, item, decision, choices, excluded)
        first = Validation(tuple(choices), tuple(excluded))
        if not once_more:
            return first
        return _joined([first, self._again(case, laid, tuple(once_more), first)])

    def _again(
        self, case: Case, laid: Laid, items: tuple[_Item, ...], first: Validation
    ) -> Validation:
        try:
            return self._decide(case, laid, _Batch(items, again=True))
        except Failure as failure:
            raise PartialValidationError(str(failure), failure, first) from failure

    def _text(self, case: Case, laid: Laid, batch: _Batch, pages: Pages) -> str:
        record = f"Care setting: {case.encounter.setting}. The record:\n{laid.show()}"
        book = f"The book: {case.release.edition.title}. Its pages:\n{pages.print()}"
        sections = guidance.lay(self._sections(case, batch), _GUIDELINES)
        marked = "\n".join(_marked(item, laid) for item in batch.items)
        last = (
            "This is the second look: no further look-up is possible."
            if batch.again
            else "Decide for each mention."
        )
        rules = f"Guideline sections:\n{sections}\n\n" if sections else ""
        return f"{record}\n\n{book}\n\n{rules}The mentions:\n{marked}\n\n{last}"

    def _sections(self, case: Case, batch: _Batch) -> list[guidance.Section]:
        found: dict[str, guidance.Section] = {}
        for rank in range(2):
            for item in batch.items:
                for candidate in item.candidates[rank : rank + 1]:
                    setting = case.encounter.setting.value
                    for section in self._guidelines.sections_for(candidate.code, setting)[:2]:
                        found.setdefault(section.id, section)
        return list(found.values())

    def _more(
        self, case: Case, pages: Pages, item: _Item, decision: Decision
    ) -> tuple[Candidate, ...]:
        """New candidates: what was asked for, and codes named that no page showed."""
        asked = list(decision.look_up)
        asked += [
            c.code
            for c in decision.codes
            if c.code not in pages.shown and case.release.code(c.code) is not None
        ]
        if not asked:
            return ()
        books = Books(case.release, self._search, case.scope, self._index)
        found: dict[str, Candidate] = {}
        for words in asked:
            for candidate in _found(case, books, words):
                found.setdefault(candidate.code, candidate)
        new = [c for c in found.values() if c.code not in pages.places]
        if not new:
            return ()
        # What was chosen in case nothing better is found has to stand on the next pages too.
        chosen = list(_chosen(case, pages, item, decision))
        known = {c.code for c in (*new, *chosen)}
        kept = [c for c in item.candidates if c.code not in known][:2]
        return (*new[: 2 * _LAID_OUT], *(c for c in chosen if c.code not in found), *kept)

    def _settle(
        self,
        case: Case,
        pages: Pages,
        item: _Item,
        decision: Decision,
        choices: list[Choice],
        excluded: list[Exclusion],
    ) -> None:
        taken: list[Choice] = []
        for chosen in decision.codes:
            code = pages.shown.get(chosen.code.strip().upper())
            if code is None:
                excluded.append(outcomes.untaken(case, item.mention, chosen))
            elif not case.scope.allows(code.code):
                excluded.append(outcomes.out_of_scope(item.mention, code))
            else:
                taken.append(self._choice(case, item, code, chosen))
        choices.extend(one_of(taken) if decision.one_of else taken)
        if not taken and not decision.codes:
            excluded.append(outcomes.none(item.mention, decision))

    def _choice(self, case: Case, item: _Item, code: Code, chosen: Chosen) -> Choice:
        cited = [guidance.cite(self._guidelines, g.section, g.quote) for g in chosen.guidelines]
        citations = tuple(dict.fromkeys(c for c in cited if c is not None))
        more = (
            f" More exact if the record said: {chosen.more_specific}"
            if (chosen.more_specific.strip())
            else ""
        )
        if item.mention.rule == DESCRIBED:
            more += _UNNAMED
        return Choice(
            system=case.system,
            code=code.code,
            display=code.title,
            mentions=(item.mention.id,),
            evidence=tuple(_evidence(item.mention)),
            trail=_trail(case, item, code, citations),
            rationale=f"{chosen.reason.strip()}{more}",
            confidence=chosen.confidence / 100 * item.mention.score,
            alternatives=(*sisters(case, code), *elsewhere(case, item.candidates, code)),
            guidelines=citations,
        )


def _kept(
    decide: Callable[[Case, Laid, _Batch], Validation], case: Case, laid: Laid, batch: _Batch
) -> Validation | Failure:
    try:
        return decide(case, laid, batch)
    except Failure as failure:
        return failure


def _done(made: Validation | Failure) -> Validation | None:
    if isinstance(made, PartialValidationError):
        return made.done
    return made if isinstance(made, Validation) else None


def _joined(made: Sequence[Validation]) -> Validation:
    return Validation(
        tuple(choice for each in made for choice in each.choices),
        tuple(exclusion for each in made for exclusion in each.excluded),
    )


def _item(mention: Mention, looked: Looked) -> _Item:
    best = looked.candidates[0].score if looked.candidates else 0.0
    share = _BESIDE_EXACT if best >= _EXACT else _CLOSE
    least = max(share * best, min(_FITTING, best))
    close = [c for c in looked.candidates if c.score >= least]
    most = _LAID_OUT_IN_PASSING if mention.relation == _IN_PASSING else _LAID_OUT
    return _Item(mention, tuple(close[:most]))


def _batches(case: Case, items: Sequence[_Item]) -> Iterator[_Batch]:
    taken: list[_Item] = []
    pages = Pages(case.release, case.scope)
    for item in items:
        codes = [candidate.code for candidate in item.candidates]
        if taken and (len(taken) >= _PER_BATCH or size(pages, codes, wide=item.wide) > _ROOM):
            yield _Batch(tuple(taken))
            taken, pages = [], Pages(case.release, case.scope)
        for code in codes:
            pages.add(code, wide=item.wide)
        taken.append(item)
    if taken:
        yield _Batch(tuple(taken))


def _marked(item: _Item, laid: Laid) -> str:
    mention = item.mention
    number = laid.number_at(mention.evidence.document, mention.evidence.start)
    facts = "".join(f"; {f.name}: {_flat(f.evidence.text)}" for f in mention.facts)
    found = ", ".join(candidate.code for candidate in item.candidates)
    relation = f", {mention.relation}" if mention.relation else ""
    described = f", described: {_flat(mention.term)}" if mention.rule == DESCRIBED else ""
    if described and mention.score < weights().code_at:
        described += ", only offered"
    problem = f" [{_flat(mention.problem)}]" if mention.problem else ""
    return (
        f"{mention.id}| line {number}: {_flat(mention.evidence.text)}"
        f" ({mention.kind}, {mention.assertion}{relation}{described}{facts}){problem} -> {found}"
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _complaints(answer: Decisions, wanted: Sequence[int]) -> list[str]:
    given = [decision.mention for decision in answer.decisions]
    found = [f"mention {n} is not decided" for n in wanted if n not in given]
    found += [f"there is no mention {n}" for n in given if n not in wanted]
    found += [f"mention {n} is decided twice" for n in set(given) if given.count(n) > 1]
    return found


def _found(case: Case, books: Books, words: str) -> Iterator[Candidate]:
    entry = case.release.code(words.strip().rstrip("-_…").upper())
    if entry is not None and books.may_lead(entry.code):
        step = Step("tabular", f"{entry.code} {entry.title} (looked up at the model's wish)")
        yield Candidate(case.system, entry.code, 1.0, (step,))
        return
    for code, name, score in books.search(words, 4):
        step = Step("tabular", f"{name} → {code.code} (looked up: {_flat(words)})")
        yield Candidate(case.system, code.code, score, (step,))


def _chosen(case: Case, pages: Pages, item: _Item, decision: Decision) -> Iterator[Candidate]:
    """The codes that were taken from the pages, as candidates with the trail that led to them."""
    for chosen in decision.codes:
        code = pages.shown.get(chosen.code.strip().upper())
        if code is not None:
            score = max((c.score for c in item.candidates), default=_FITTING)
            yield Candidate(case.system, code.code, score, _trail(case, item, code, ()))


def _evidence(mention: Mention) -> Iterator[Evidence]:
    yield mention.evidence
    told = (fact.evidence for fact in mention.facts)
    yield from (e for e in dict.fromkeys(told) if e.span != mention.evidence.span)


def _trail(case: Case, item: _Item, code: Code, citations: Sequence[Citation]) -> tuple[Step, ...]:
    leading = _nearest(case, item, code)
    steps = list(leading.trail) if leading else []
    if leading is None or leading.code != code.code:
        steps.append(Step("tabular", f"{code.code} {code.title}"))
    steps += [Step("guideline", f"{c.section} {c.title}") for c in citations]
    return tuple(steps)


def _nearest(case: Case, item: _Item, code: Code) -> Candidate | None:
    """The candidate that led to the code: itself, one above it, or a neighbour."""
    family = {above.code: depth for depth, above in enumerate(case.release.ancestors(code.code))}

    def distance(candidate: Candidate) -> int:
        above = case.release.ancestors(candidate.code)
        shared = [family[a.code] for a in above if a.code in family and a.level != "chapter"]
        return min(shared, default=99)

    best = min(item.candidates, key=distance, default=None)
    return best if best is not None and distance(best) < 99 else None
