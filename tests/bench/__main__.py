"""`make bench`: every goal side by side in one run, and whether it holds. Never fails a build."""

import argparse
import time
from collections.abc import Callable
from typing import Final

from tests.bench import read, rules, service, write
from tests.bench.rounds import Report

GOALS: Final[dict[str, Callable[[], Report]]] = {
    "G1": read.report,
    "G4": rules.report,
    "G5": write.report,
    "G6": service.report,
    "G8": service.start_report,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=GOALS, help="one goal; repeatable")
    wanted = parser.parse_args().only or list(GOALS)
    begun = time.monotonic()
    missed: list[str] = []
    for name in wanted:
        report = GOALS[name]()
        print(report.text(), flush=True)
        missed += [f"{name} {goal.promise}" for goal in report.goals if not goal.holds]
        print(flush=True)
    held = "every goal holds" if not missed else f"{len(missed)} do not hold: {'; '.join(missed)}"
    print(f"{time.monotonic() - begun:.0f} s; {held}")


if __name__ == "__main__":
    main()
