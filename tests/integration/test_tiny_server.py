"""Whole runs against a real OpenAI-compatible server: llama.cpp with weights set by hand.

The server is real (templates, grammar, tools, schema, tokens, timing, errors); only the thinking is
not. Its policy is a look-up first, then the shortest answer that the schema allows.
"""

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from symphony.coding.by_model import ModelEngine
from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.model_settings import ModelSettings
from symphony.coding.stages import Mention, Mentions
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter
from symphony.llm.ask import Desk
from symphony.llm.failures import TooLong
from symphony.llm.patience import Waits
from symphony.llm.providers import connect
from symphony.llm.usage import Meter

pytestmark = pytest.mark.filterwarnings("default")

TEXT = "HPI: 70 y.o. with hypertension, here for low back pain.\nA/P: Low back pain. PT.\n"
# The tiny model finds nothing in a note, so the later stages get their mentions from offline.
LATER = {"extractor": "offline"}


def settings(url, **more):
    given = {"stages": LATER, "sampling": {"temperature": 0}, "waits": Waits(first=0.05)}
    return ModelSettings("tiny", base_url=url, **(given | more))


def encounter(number=0, text=TEXT):
    return Encounter(f"e{number}", (Document(f"visit-{number}.txt", text),))


def test_the_extractor_answers_to_the_schema(server, release):
    with ModelEngine(settings(server.url, stages={})) as engine:
        coded = engine.code([Case(encounter(), release)])
    assert coded.failure is None
    assert coded.stages["extractor"].calls >= 1
    assert coded.stages["extractor"].tokens.input > 100


def test_the_later_stages_answer_to_the_schema_or_fail_by_name(server, release):
    with ModelEngine(settings(server.url)) as engine:
        coded = engine.code([Case(encounter(), release)])
    # It closes every list at once, so no mention is decided: the validator must say so, typed.
    assert coded.failure is not None
    assert "validator, attempt 3" in str(coded.failure)
    assert coded.stages["validator"].calls == 3
    assert [f.rule for f in coded.result.findings] == ["not_evaluated"]


def test_tools_are_called_and_answered_for_real(server, release):
    from symphony.books.search import Search
    from symphony.coding.navigator.model import ModelNavigator
    from symphony.coding.offline import offline_pipeline

    live = connect("tiny", server.url, wanted={"temperature": 0})
    meter = Meter()
    offline = offline_pipeline(release).navigator
    document = Document("d", "quux of the frobnicator")
    odd = Mention(0, accept(document, 0, 4), "quux", "diagnosis", Assertion.PRESENT)
    navigator = ModelNavigator(Desk(live, meter), offline, Search(release))
    case = Case(Encounter("e", (document,)), release)
    found = navigator.navigate(case, Mentions((odd,)))
    live.close()
    assert meter.stages["navigator"].calls >= 2  # a look-up, then the answer
    assert found.excluded[0].mention == 0


def test_sixty_four_encounters_at_once(server, release):
    stages = {"navigator": "offline", "validator": "offline"}
    with ModelEngine(settings(server.url, stages=stages, at_once=16)) as engine:
        cases = [[Case(encounter(n, f"Visit {n}. {TEXT}"), release)] for n in range(64)]
        with ThreadPoolExecutor(64) as pool:
            coded = list(pool.map(engine.code, cases))
    assert all(one.failure is None for one in coded)
    assert {one.result.id for one in coded} == {f"e{n}" for n in range(64)}
    assert all(one.usage.calls >= 1 for one in coded)


def test_a_misbehaving_proxy_costs_time_and_no_codes(server, proxy, release):
    stages = {"navigator": "offline", "validator": "offline", "reconciler": "offline"}
    straight, crooked = settings(server.url, stages=stages), settings(proxy.url, stages=stages)
    with ModelEngine(straight) as engine:
        expected = engine.code([Case(encounter(), release)])
    proxy.script = ["429", "500", "drop", "slow"]
    with ModelEngine(crooked) as engine:
        coded = engine.code([Case(encounter(), release)])
    assert coded.failure is None
    assert coded.result.codes == expected.result.codes
    assert coded.usage.calls == expected.usage.calls
    assert proxy.script == []


def test_ten_megabytes_are_refused_by_name(proxy, release):
    proxy.script = ["huge"]
    with ModelEngine(settings(proxy.url, stages={})) as engine:
        coded = engine.code([Case(encounter(), release)])
    assert isinstance(coded.failure, TooLong)
    assert "extractor, attempt 1" in str(coded.failure)


def test_a_server_killed_and_restarted_in_mid_run(another_server, release):
    server = another_server
    patient = Waits(attempts=12, first=0.25, longest=2.0)
    stages = {"navigator": "offline", "validator": "offline", "reconciler": "offline"}
    made = settings(server.url, stages=stages, waits=patient, at_once=2, timeout=20.0)
    with ModelEngine(made) as engine, ThreadPoolExecutor(12) as pool:
        futures = [pool.submit(engine.code, [Case(encounter(n), release)]) for n in range(12)]
        time.sleep(0.3)
        server.kill()
        time.sleep(0.5)
        threading.Thread(target=server.start).start()
        coded = [future.result(120) for future in futures]
    assert [one.failure for one in coded] == [None] * 12


_RUN = """
import sys
from pathlib import Path
from symphony.books.store import Release
from symphony.coding.by_model import ModelEngine
from symphony.coding.model_settings import ModelSettings
from symphony.coding.case import Case
from symphony.encounter.model import Document, Encounter
url, tape, book = sys.argv[1:4]
stages = {"navigator": "offline", "validator": "offline", "reconciler": "offline"}
made = ModelSettings("tiny", base_url=url, stages=stages, tape=Path(tape),
                     sampling={"temperature": 0})
release = Release(Path(book))
with ModelEngine(made) as engine:
    for n in range(16):
        text = f"Visit {n}. Hypertension. Low back pain for {n} weeks."
        coded = engine.code([Case(Encounter(f"e{n}", (Document("d", text),)), release)])
        assert coded.failure is None, coded.failure
        print(n, flush=True)
"""


def test_killed_and_started_again_a_run_pays_nothing_twice(proxy, release, tmp_path):
    arguments = [
        sys.executable,
        "-c",
        textwrap.dedent(_RUN),
        proxy.url,
        str(tmp_path),
        str(release.path),
    ]
    first = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    done = 0
    for line in first.stdout:
        done = int(line)
        if done >= 7:
            break
    first.kill()
    first.wait()
    first.stdout.close()
    paid = proxy.passed
    recorded = len(list(tmp_path.rglob("*.json")))
    # What was under way when it was killed may have been paid for and not kept: one call at most.
    assert recorded >= 8
    assert paid - recorded <= 1
    again = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert again.stdout.split() == [str(n) for n in range(16)]
    total = len(list(tmp_path.rglob("*.json")))
    assert proxy.passed - paid == total - recorded
    before = proxy.passed
    subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert proxy.passed == before


def test_the_command_codes_a_note_with_the_server(server, tmp_path):
    """All four stages by the model, then again from the tape with nobody at the address."""
    root = Path(__file__).parents[2]
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("SYMPHONY_")},
        "PYTHONPATH": str(root / "src"),
        "SYMPHONY_HOME": str(tmp_path / "home"),
        "SYMPHONY_TEMPERATURE": "0",
    }
    typed = [sys.executable, "-m", "symphony", "code", "examples/discharge-summary.txt"]
    typed += ["--engine", "llm", "--model", "tiny", "--tape", str(tmp_path / "tape")]
    typed += ["--format", "json", "--base-url"]
    results = []
    for address, more in ((server.url, []), ("http://127.0.0.1:9/v1", ["--replay"])):
        done = subprocess.run(
            [*typed, address, *more],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        results.append(json.loads(done.stdout))
        results[-1]["usage"].pop("seconds")
    assert results[0] == results[1]
    assert results[0]["usage"]["calls"] >= 1
