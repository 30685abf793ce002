"""The release says what it is, and its hash changes with any file."""

import subprocess
import sys
from pathlib import Path

from app.knowledge import Knowledge, load
from tests.knowledge.conftest import Copy

PROJECT = Path(__file__).parents[2]


def test_nobody_has_signed_the_release(knowledge: Knowledge) -> None:
    assert (knowledge.release.version, knowledge.release.status) == ("1.0.0", "unsigned")


def test_the_hash_changes_with_any_file(knowledge: Knowledge, copy: Copy) -> None:
    assert load(None, copy.folder).release.content_hash == knowledge.release.content_hash
    copy.append("units.yaml", "# one more remark\n")
    load.cache_clear()
    assert load(None, copy.folder).release.content_hash != knowledge.release.content_hash


def test_the_knowledge_is_read_once(knowledge: Knowledge) -> None:
    assert load() is load()
    assert load().release == knowledge.release


def test_the_seeds_and_every_source_of_the_catalogue_are_there(knowledge: Knowledge) -> None:
    seeds = [f"seed-{number:03d}" for number in range(5)]
    sources = [f"S{number}" for number in range(1, 29)]
    assert set(seeds + sources) <= set(knowledge.evidence.ids)
    assert knowledge.evidence.of("seed-003").rank < knowledge.evidence.of("seed-002").rank


def test_the_value_sets_are_generated_from_the_reviewed_source() -> None:
    tool = PROJECT / "tools" / "value_sets.py"
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")
