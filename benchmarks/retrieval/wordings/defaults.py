"""Whether a main term with nothing more said leads to the default code that the index gives.

    python benchmarks/retrieval/wordings/defaults.py [-v]

Only look-up and completion take part (navigator and validator), not what is reportable.
"""

import argparse
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.navigator.offline import OfflineNavigator
from symphony.coding.stages import Mention, Mentions
from symphony.coding.validator.offline import OfflineValidator
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter

TABLE = Path(__file__).parent / "defaults.tsv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    release = Shelf().release("icd10cm")
    navigator, validator = OfflineNavigator(release), OfflineValidator(release)
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# ")]
    right = total = 0
    for line in lines[1:]:
        term, code = line.split("\t")
        document = Document("d", term)
        case = Case(Encounter("e", (document,)), release)
        mention = Mention(0, accept(document, 0, len(term)), term, "diagnosis", Assertion.PRESENT)
        mentions = Mentions((mention,))
        validation = validator.validate(case, mentions, navigator.navigate(case, mentions))
        chosen = [choice.code for choice in validation.choices]
        total += 1
        right += chosen == [code]
        if arguments.verbose and chosen != [code]:
            titles = [(entry.title if (entry := release.code(one)) else "") for one in chosen]
            print(code, "" if release.code(code) else "NO CODE", term, chosen, titles, sep="\t")
    print(f"{right} of {total}: {right / total:.3f}")


if __name__ == "__main__":
    main()
