"""Runs mutmut over app/rules and app/clinical with the tests that need no database.

    python -m tools.mutants [PATTERN …]     patterns of mutants, such as app.rules.dosing*
    python -m tools.mutants --survivors     what the last run left alive, as differences

The checkout is copied to .mutants/, decorators written as assignments (see undecorated.py), and
mutated there.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tools.mutants.undecorated import undecorated

ROOT = Path(__file__).parents[2]
COPY = ROOT / ".mutants"
MUTATED = ("app/rules", "app/clinical")
TESTS = (
    "tests/rules",
    "tests/clinical",
    "tests/scenarios",
    "tests/answers/test_worked_examples.py",
)
COPIED = ("app", "tests", "tools", "docs", "alembic", "pyproject.toml")
CHILDREN = "2"
LEAST = 95
"""Percent of the mutants that the tests must kill."""

SURVIVED, NO_TESTS = 0, 33
_CONFIGURATION = """
[tool.mutmut]
source_paths = [{sources}]
also_copy = ["app", "tests", "tools", "docs", "alembic"]
pytest_add_cli_args_test_selection = [{tests}]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]
use_git_change_detection = false
"""


def copied() -> None:
    """Lay the copy anew, but keep what mutmut knows of an earlier run."""
    COPY.mkdir(exist_ok=True)
    for name in COPIED:
        target = COPY / name
        if target.is_dir():
            shutil.rmtree(target)
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for folder in MUTATED:
        for path in (COPY / folder).rglob("*.py"):
            path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    with (COPY / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_CONFIGURATION.format(sources=_listed(MUTATED), tests=_listed(TESTS)))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def results() -> dict[str, int | None]:
    """Exit code by mutant, None for one that has not run."""
    found: dict[str, int | None] = {}
    for path in (COPY / "mutants").rglob("*.meta"):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def told(codes: dict[str, int | None]) -> int:
    """Print the counts; 1 when fewer are killed than must be."""
    kinds = Counter(_kind(code) for code in codes.values())
    print(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    run = len(codes) - kinds["not run"]
    killed = 100 * kinds["killed"] / run if run else 0
    print(f"{killed:.1f} % of {run} killed")
    return int(killed < LEAST)


def _kind(code: int | None) -> str:
    if code is None:
        return "not run"
    if code == SURVIVED:
        return "survived"
    return "without a test" if code == NO_TESTS else "killed"


def survivors(codes: dict[str, int | None]) -> None:
    for name in sorted(n for n, c in codes.items() if _kind(c) in ("survived", "without a test")):
        shown = _mutmut("show", name, capture=True)
        changed = [line for line in shown.splitlines() if _changed(line)]
        print(f"\n{name}", *changed, sep="\n")


def _changed(line: str) -> bool:
    return line[:1] in ("+", "-") and line[:3] not in ("+++", "---")


def _mutmut(*arguments: str, capture: bool = False) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=COPY, check=False, capture_output=capture, text=True)  # noqa: S603 - our own tool
    return done.stdout or ""


def main(arguments: list[str]) -> int:
    if "--survivors" in arguments:
        survivors(results())
        return 0
    copied()
    _mutmut("run", "--max-children", CHILDREN, *arguments)
    return told(results())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
