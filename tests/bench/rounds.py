"""Alternating rounds, medians, and goals that say whether they hold: the same for every benchmark.

What is compared runs in turn within one process or one minute, so that a busy machine slows
all of it alike: only ratios are meant to be compared with those of another run.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One ratio that was promised.

    Attributes:
        promise: what is compared with what.
        found: what was measured; `limit` is the threshold, at most or at least.
        why: said beside a goal that does not hold.
    """

    promise: str
    found: float
    limit: float
    at_most: bool = True
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.found <= self.limit if self.at_most else self.found >= self.limit

    def line(self) -> str:
        asked = f"{'at most' if self.at_most else 'at least'} {self.limit:g}"
        told = f"  {self.promise:<58} {asked:>14}: {self.found:8.2f}  "
        if self.holds:
            return f"{told}holds"
        much = self.found / self.limit - 1 if self.at_most else 1 - self.found / self.limit
        reason = f" ({self.why})" if self.why else ""
        return f"{told}DOES NOT HOLD, by {much:.0%}{reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """The table of one benchmark and its goals."""

    title: str
    table: Sequence[str]
    goals: Sequence[Goal]

    def text(self) -> str:
        return "\n".join([self.title, *self.table, *(goal.line() for goal in self.goals)])


def cpu(work: Work, times: int) -> float:
    """CPU seconds of this process for one of `times`."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def medians(works: Mapping[str, tuple[Work, int]], rounds: int) -> dict[str, float]:
    """CPU seconds of each work, the median of alternating rounds, frozen as the service is."""
    for work, _ in works.values():
        work()
    gc.collect()
    gc.freeze()
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, (work, times) in works.items():
            found[name].append(cpu(work, times))
    gc.unfreeze()
    return {name: statistics.median(values) for name, values in found.items()}
