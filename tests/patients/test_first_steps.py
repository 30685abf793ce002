"""The table of sample patients in the first steps is the truth."""

import re

from tests.patients.expected import FIXTURES, NAMES, expected

PAGE = FIXTURES.parent.parent / "docs/first-steps.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| .+ \| (\w+) \|$", re.MULTILINE)


def test_the_first_steps_list_every_sample_with_its_decision() -> None:
    listed = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert listed == {name: expected(name).decision for name in NAMES}


def test_every_file_that_the_first_steps_name_exists() -> None:
    root = PAGE.parent.parent
    named = re.findall(r"(?:docs|tests)/[\w/-]+\.json", PAGE.read_text(encoding="utf-8"))
    assert named
    assert all((root / name).is_file() for name in named)
