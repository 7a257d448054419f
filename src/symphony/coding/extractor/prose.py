"""Running text read: the conditions that a sentence names, and its injuries by head and site."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symphony.coding.extractor.body_parts import kinds_in
from symphony.coding.extractor.by_chance import is_by_chance
from symphony.coding.extractor.cues import SentenceCues
from symphony.coding.extractor.drafts import Draft, kinds, standard
from symphony.coding.extractor.encounters import VACCINATED, given_now
from symphony.coding.extractor.hurt import names
from symphony.coding.extractor.injuries import Injury
from symphony.coding.extractor.long_term import is_taken
from symphony.coding.extractor.named_after import is_about_it
from symphony.coding.extractor.page import NOWHERE, Here
from symphony.coding.extractor.rivals import Rival, fuller
from symphony.coding.extractor.source import Source
from symphony.coding.extractor.standing import Standing
from symphony.coding.extractor.still_there import listed, presupposed
from symphony.coding.extractor.stretches import inside, meets, stretch
from symphony.coding.extractor.told_titles import Told
from symphony.coding.extractor.widening import widened
from symphony.coding.vocabulary import Hit
from symphony.encounter.assertion import Assertion, Judgement
from symphony.encounter.sentences import Extent
from symphony.language.ambiguous import ambiguous
from symphony.language.patterns import lazy
from symphony.language.words import Word, forms

_TWO = 2
_FILM_CLEAR = lazy(r"\bneg(?:ative)? for\b|\b(?:showed|shows?|with) no\b", re.IGNORECASE)
"""Between the site and the injury: a picture that shows none ("wrist films negative for ...")."""
_UNSURE = frozenset({Assertion.POSSIBLE, Assertion.HYPOTHETICAL, Assertion.NEGATED})
"""What may be said between a site and an injury ("the knee for a possible strain")."""


class Prose:
    """Reads the sentences of one document."""

    def __init__(self, source: Source) -> None:
        """Begin a document."""
        self._source = source
        self._text = source.text
        self._hurt = source.hurt
        self._senses = source.senses
        self._standing = Standing(source.text, source.reading)

    def seen(self, here: Here) -> tuple[list[Hit], list[Injury], list[Told]]:
        """The names in a sentence, the injuries that take the place of some, and whole titles."""
        hits = widened(here.tokens, list(self._names(here.tokens)), self._source.vocabulary)
        hurt = self._hurt.of_sentence(here.sentence, here.tokens, hits)
        hits = [hit for hit in hits if not any(names(hit, injury) for injury in hurt)]
        told = self._titled(here, hits, hurt)
        return (
            [hit for hit in hits if not _meets(hit.first, hit.last, told)],
            [injury for injury in hurt if not _meets(injury.head, injury.head + 1, told)],
            told,
        )

    def _titled(self, here: Here, hits: Sequence[Hit], hurt: Sequence[Injury]) -> list[Told]:
        """The titles that say more than the names and injuries in the same words."""
        found = self._source.told(here.tokens)
        if not found:
            return []
        rivals = [
            Rival(hit.first, hit.last, f"{hit.phrase} {standard(term)}")
            for hit in hits
            if (term := self._senses.of_name(hit.phrase, self._written(here.tokens, hit)))
        ]
        rivals += [Rival(i.head, i.head + 1, i.term) for i in hurt]
        return [told for told in found if fuller(told, here.tokens, rivals)]

    def _written(self, tokens: Sequence[Word], hit: Hit) -> str:
        return self._text[slice(*stretch(tokens, hit.first, hit.last))]

    def drafts(
        self,
        here: Here,
        hits: Sequence[Hit],
        hurt: Sequence[Injury],
        told: Sequence[Told],
        sited: Sequence[Draft],
        taken: list[Extent],
    ) -> Iterator[Draft]:
        """The injuries of a sentence, then the conditions that it names.

        Args:
            here: the sentence.
            hits: the names in it.
            hurt: the injuries in it.
            told: the titles that it tells.
            sited: what it names by kind and site, which no name names again.
            taken: the stretches that were read as titles.
        """
        if hits or hurt or told:
            cues = SentenceCues(here.tokens)
            yield from self._whole(here, cues, told, [*taken, *(d.extent for d in sited)])
            yield from self._injured(here, cues, hurt, taken)
            yield from self._named(here, cues, hits, sited, taken)

    def _names(self, tokens: list[Word]) -> Iterator[Hit]:
        """The names in a sentence; where one is none of a condition, those that it hides."""
        hits = [h for h in self._source.vocabulary.hits(tokens) if not self._is_word(tokens, h)]
        for number, hit in enumerate(hits):
            if hit.last - hit.first < _TWO or hit.phrase not in kinds().never:
                yield hit
                continue
            until = hits[number + 1].first if number + 1 < len(hits) else len(tokens)
            for inner in self._source.vocabulary.hits(tokens[hit.first + 1 : until]):
                yield Hit(hit.first + 1 + inner.first, hit.first + 1 + inner.last, inner.phrase)

    def _is_word(self, tokens: list[Word], hit: Hit) -> bool:
        """Whether it is an everyday word, an abbreviation in capitals only ("all", "hit")."""
        several = ambiguous().get(hit.phrase)
        if several is None:
            return False
        return not several.is_written(self._written(tokens, hit))

    def _injured(
        self, here: Here, cues: SentenceCues, hurt: Sequence[Injury], taken: list[Extent]
    ) -> Iterator[Draft]:
        """The injuries that were put together from head and site; one without a site waits."""
        for injury in hurt:
            place = stretch(here.tokens, injury.first, injury.last)
            if inside(place, taken) or _FILM_CLEAR.search(self._text, *place):
                continue
            judgement = self._of_injury(here.tokens, injury, place)
            draft = self._draft(here, cues.of(injury.first), place, injury.term, judgement)
            draft = replace(self._as_injury(draft), around=injury.around)
            if self._hurt.keep(injury, draft):
                yield draft

    def _of_injury(self, tokens: list[Word], injury: Injury, place: Extent) -> Judgement:
        """What is said of an injury, also between its site and its name."""
        whole = self._source.reading.judge(place)
        if whole.assertion is not Assertion.PRESENT or injury.head == injury.first:
            return whole
        named = self._source.reading.judge(stretch(tokens, injury.head, injury.head + 1))
        inside_it = named.trigger is not None and place.start < named.trigger.start < place.end
        return named if inside_it and named.assertion in _UNSURE else whole

    def _as_injury(self, draft: Draft) -> Draft:
        """The draft as that of an injury, which may be healing, or past by its date."""
        cues = draft.cues | {"injury"}
        judgement = self._hurt.judged(draft.sentence, draft.judgement, cues)
        return replace(draft, judgement=judgement, cues=cues)

    def _whole(
        self, here: Here, cues: SentenceCues, told: Sequence[Told], taken: list[Extent]
    ) -> Iterator[Draft]:
        """The titles that a sentence tells."""
        for one in told:
            place = stretch(here.tokens, one.first, one.last)
            if inside(place, taken) or _FILM_CLEAR.search(self._text, *place):
                continue
            judgement = self._judged(here, place)
            draft = self._draft(here, cues.of(one.first), place, one.title.text, judgement)
            yield self._as_injury(draft) if kinds_in(forms(one.title.text)) else draft

    def _named(
        self,
        here: Here,
        cues: SentenceCues,
        hits: Sequence[Hit],
        sited: Sequence[Draft],
        taken: list[Extent],
    ) -> Iterator[Draft]:
        """The conditions that the names in a sentence mean, but where a tumour's site is told."""
        for hit in hits:
            place = stretch(here.tokens, hit.first, hit.last)
            if inside(place, taken) or is_about_it(here.tokens, hit.last):
                continue
            term = self._senses.of_name(hit.phrase, self._text[place.start : place.end])
            if self._hurt.is_of_burn(term):
                continue
            if term and not meets(place, sited) and self._is_there(here, place, term):
                judgement = self._judged(here, place)
                yield self._draft(here, cues.of(hit.first), place, term, judgement)

    def standing(self, here: Here, draft: Draft) -> Draft:
        """The draft of what a sentence names by kind and site, as one of its names is drafted."""
        first = sum(1 for token in here.tokens if token.start < draft.extent.start)
        cues = SentenceCues(here.tokens).of(first)
        cues |= self._standing.cues(here.section, here.sentence, draft.extent, draft.term)
        if is_by_chance(self._text, here.section, here.sentence, draft.extent, draft.term):
            cues |= {"by_chance"}
        judgement = presupposed(
            here.section, self._text, here.sentence, draft.extent, draft.judgement
        )
        return replace(draft, judgement=judgement, cues=draft.cues | cues)

    def _draft(
        self, here: Here, cues: frozenset[str], place: Extent, term: str, judgement: Judgement
    ) -> Draft:
        """The draft of what a sentence names at that place."""
        cues = cues | self._standing.cues(here.section, here.sentence, place, term)
        if is_by_chance(self._text, here.section, here.sentence, place, term):
            cues |= {"by_chance"}
        return Draft(place, term, here.section, "prose", judgement, here.sentence, NOWHERE, cues)

    def _judged(self, here: Here, extent: Extent) -> Judgement:
        """What the note says of a condition."""
        section, sentence, _ = here
        judgement = listed(section, self._text, sentence, self._source.reading.judge(extent))
        return presupposed(section, self._text, sentence, extent, judgement)

    def _is_there(self, here: Here, extent: Extent, term: str) -> bool:
        """Whether a drug or vaccine that gives a code its name is taken for long, or given now."""
        name = standard(term)
        if name == VACCINATED:
            return given_now(self._text, here.sentence) is not None
        if not name.startswith("long term"):
            return True
        return is_taken(self._text, here.section, here.sentence, extent)


def _meets(first: int, last: int, told: Sequence[Told]) -> bool:
    """Whether words stand within those of a title."""
    return any(one.first < last and first < one.last for one in told)
