"""What the tests made the rules say: one run of the tests of rules and answers, recorded."""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/rules", "tests/answers", "tests/patients", "tests/scenarios")
CLEAR, FINDING = "clear", "finding"


@dataclass(frozen=True, slots=True)
class Trace:
    """What was said, by row.

    Attributes:
        texts: row → the sentences that some test made it say.
        speaking: row → tests in which it says anything.
        unknown: row → tests in which it answers missing, unusable or conflicting data.
        asked: row → tests that ask its rule alone.
    """

    texts: Mapping[str, set[str]]
    speaking: Mapping[str, set[str]]
    unknown: Mapping[str, set[str]]
    asked: Mapping[str, set[str]]


def run() -> Trace:
    """Run the tests and read what was recorded.

    Raises:
        SystemExit: a test failed; nothing is traced to a failing test.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "trace.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.tracing"]
        command += ["-p", "no:cacheprovider", "--trace-rows", str(target), *FOLDERS]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - our own tests
        if done.returncode:
            sys.exit(done.stdout[-4000:])
        return _read(json.loads(target.read_text(encoding="utf-8")))


def _read(found: Mapping[str, Mapping[str, list[list[str]]]]) -> Trace:
    texts: dict[str, set[str]] = defaultdict(set)
    speaking: dict[str, set[str]] = defaultdict(set)
    unknown: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = defaultdict(set)
    for test, said in found["said"].items():
        for row, text, action, basis in said:
            if action != CLEAR:
                texts[row].add(text)
                speaking[row].add(test)
            if basis != FINDING:
                unknown[row].add(test)
    for test, rows in found["asked"].items():
        for row in rows:
            asked[str(row)].add(test)
    return Trace(texts, speaking, unknown, asked)
