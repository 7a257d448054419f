"""What a visit note costs with a language model: calls and input tokens, counted, not guessed.

    python benchmarks/llm_cost/cost.py [NOTE...]        default: the examples

Every stage is done by a model. The model is a table of the note's expected findings, which answers
in the right form and takes the first code of each page, so the questions are those of a real run.
Tokens are characters / 3.5, which is above what tokenizers make of such text (about 4).
Exit status 1 where a note needs more than 6 calls, or more than 20,000 input tokens for 2,700
characters (in proportion for longer ones).
"""

import sys
import tempfile
import tomllib
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.coding.by_model import ModelEngine
from symphony.coding.case import Case
from symphony.coding.model_settings import ModelSettings
from symphony.encounter.model import Document, Encounter, Setting
from symphony.llm.port import Exchange, Reply, Tokens
from symphony.testing import Known, TableModel

ROOT = Path(__file__).parents[2]
CALLS, TOKENS, CHARACTERS = 6, 20_000, 2_700
PER_TOKEN = 3.5


class Counting(TableModel):
    """The table model, counting tokens in the safe way."""

    def exchange(self, exchange: Exchange) -> Reply:
        reply = super().exchange(exchange)
        sent, said = int(exchange.characters() / PER_TOKEN), int(len(reply.text) / PER_TOKEN)
        return Reply(reply.text, reply.calls, Tokens(input=sent, output=said), reply.model)


def known(file: Path) -> list[Known]:
    """What the example's file expects of the note, coded or not, as findings with index terms."""
    expected = tomllib.loads(file.with_suffix(".codes.toml").read_text())
    found = []
    for entry in (*expected["codes"], *expected.get("not_coded", ())):
        found += [
            Known(quote, (entry.get("display") or quote, quote))
            for quote in entry.get("evidence", [])[:1]
        ]
    return found


def main(files: list[Path]) -> int:
    with tempfile.TemporaryDirectory() as home:
        release = Shelf(Path(home)).release("icd10cm")
        worst = 0
        print(f"{'note':28}{'characters':>11}{'calls':>7}{'input':>8}{'output':>8}  by stage")
        for file in files:
            worst = max(worst, measure(file, release))
    return worst


def measure(file: Path, release) -> int:
    text = file.read_text()
    model = Counting(known(file))
    setting = (
        Setting.INPATIENT
        if "discharge" in file.stem or "operative" in file.stem
        else (Setting.OUTPATIENT)
    )
    case = Case(Encounter(file.stem, (Document(file.name, text),), setting), release)
    coded = ModelEngine(ModelSettings("counting"), model=model).code([case])
    usage = coded.usage
    stages = ", ".join(f"{k} {v.calls}x {v.tokens.input}" for k, v in coded.stages.items())
    print(
        f"{file.name:28}{len(text):11}{usage.calls:7}{usage.input_tokens:8}"
        f"{usage.output_tokens:8}  {stages}"
    )
    allowed = TOKENS * max(1.0, len(text) / CHARACTERS)
    return int(usage.calls > CALLS or usage.input_tokens > allowed or bool(coded.failure))


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    sys.exit(main(named or sorted((ROOT / "examples").glob("*.txt"))))
