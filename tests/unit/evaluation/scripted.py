"""A tiny pipeline for the tests: a dictionary of words, so that every stage's output is known."""

from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.pipeline import Pipeline
from symphony.coding.reason import Reason
from symphony.coding.stages import (
    Candidate,
    Choice,
    Exclusion,
    Looked,
    Mention,
    Mentions,
    Navigation,
    Reconciliation,
    Sequenced,
    Step,
    Validation,
)
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Encounter

BOOK = {
    "hypertension": ("I10",),
    "type 2 diabetes": ("E11.9", "E11.8"),
    "asthma": ("J45.909",),
    "fall": ("W19.XXXA",),
    "gout": ("M10.9",),
}
REJECTED = {"M10.9"}
"""Codes that the reconciler leaves out."""


class Extractor:
    def extract(self, encounter: Encounter) -> Mentions:
        found = []
        for document in encounter.documents:
            for word in BOOK:
                at = document.text.lower().find(word)
                if at >= 0:
                    found.append(accept(document, at, at + len(word)))
        return Mentions(
            tuple(
                Mention(n, e, e.text.lower(), "problem", Assertion.PRESENT)
                for n, e in enumerate(sorted(found))
            )
        )


class Navigator:
    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        looked, excluded = [], []
        for mention in mentions.mentions:
            codes = BOOK.get(mention.term.lower(), ())
            if codes:
                trail = (Step("tabular", mention.term),)
                looked.append(
                    Looked(
                        mention.id,
                        tuple(Candidate(case.system, code, 0.9, trail) for code in codes),
                    )
                )
            else:
                evidence = (mention.evidence,)
                excluded.append(
                    Exclusion(mention.id, Reason.NOT_IN_BOOKS, evidence, mention.evidence.text)
                )
        return Navigation(tuple(looked), tuple(excluded))


class Validator:
    def validate(self, case: Case, mentions: Mentions, navigation: Navigation) -> Validation:
        by_id = {mention.id: mention for mention in mentions.mentions}
        choices = []
        for looked in navigation.looked:
            code = looked.candidates[0].code
            if not case.scope.allows(code):
                continue
            choices.append(
                Choice(
                    case.system,
                    code,
                    code,
                    (looked.mention,),
                    (by_id[looked.mention].evidence,),
                    looked.candidates[0].trail,
                    "scripted",
                    0.9,
                )
            )
        chosen = {mention for choice in choices for mention in choice.mentions}
        left = [looked for looked in navigation.looked if looked.mention not in chosen]
        return Validation(
            tuple(choices),
            tuple(
                Exclusion(
                    looked.mention,
                    Reason.NOT_IN_SCOPE,
                    (by_id[looked.mention].evidence,),
                    by_id[looked.mention].evidence.text,
                )
                for looked in left
            ),
        )


class Reconciler:
    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        del case, mentions
        codes, excluded = [], []
        for choice in validation.choices:
            if choice.code in REJECTED:
                excluded.append(
                    Exclusion(
                        choice.mentions[0],
                        Reason.NOT_REPORTABLE,
                        choice.evidence,
                        choice.evidence[0].text,
                        choice.code,
                    )
                )
            else:
                role = "secondary" if codes else "first_listed"
                codes.append(Sequenced(choice, role))
        return Reconciliation(tuple(codes), (), tuple(excluded))


def pipeline(release: object) -> Pipeline:
    """The engine ``scripted:pipeline``."""
    del release
    return Pipeline(Extractor(), Navigator(), Validator(), Reconciler())


class Lenient(Reconciler):
    """Leaves nothing out."""

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        del case, mentions
        return Reconciliation(tuple(Sequenced(c, "secondary") for c in validation.choices))


class Doubtful(Reconciler):
    """Bills nothing: everything is a candidate."""

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        del case, mentions
        return Reconciliation((), tuple(Sequenced(c, "secondary") for c in validation.choices))


class Silent:
    """Another system, one that never says anything."""

    def code(self, case: Case) -> list[dict[str, object]]:
        del case
        return []


def lenient(release: object) -> Pipeline:
    del release
    return Pipeline(Extractor(), Navigator(), Validator(), Lenient())


def doubtful(release: object) -> Pipeline:
    del release
    return Pipeline(Extractor(), Navigator(), Validator(), Doubtful())


def silent(release: object) -> Silent:
    del release
    return Silent()


def seeded(release: object, seed: int) -> Pipeline | Silent:
    return pipeline(release) if seed == 7 else silent(release)
