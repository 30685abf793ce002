"""Proves both sides of every boundary: a parameter moved by one step makes a test of a row fail.

Each probe forks this process, moves one value and runs the tests of the rows that read it. A probe
that no test notices is a boundary without a test.
"""

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from app.knowledge import load
from app.knowledge.definitions import Definition, Value
from tools.traceability.tracing import ROOT

WORKERS = 2
WHOLE = ("tests/scenarios/test_scenarios.py", "tests/answers/test_worked_examples.py")
"""Where a whole answer is compared: what no test of a single rule notices may show there."""
NOTICED, UNNOTICED = 1, 0


@dataclass(frozen=True, slots=True)
class Probe:
    """One parameter with another value, and the tests that should notice."""

    name: str
    value: Value
    tests: tuple[str, ...]


UNNOTICEABLE = {
    "baseline.infection.maxAgeHours": "hours are counted in whole days where the record has days",
    "infant.shortestPregnancyDays": "only with a pregnancy dated to the day at its limit",
    "infant.termDays": "only with a pregnancy dated to the day at its limit",
}
"""Parameters of which one step more or less cannot, or need not yet, be told by a test."""


def others(definition: Definition) -> Iterator[Value]:
    """The nearest other values within the bounds that a site may choose."""
    if definition.name in UNNOTICEABLE:
        return
    low, high = definition.bounds or (None, None)
    for value in _nearest(definition):
        number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if number and low is not None and high is not None and not low <= value <= high:
            continue
        if value != definition.steps[-1].value:
            yield value


def _nearest(definition: Definition) -> Iterator[Value]:
    """A step down and up, the other truth, the other choices, one of a list less."""
    value = definition.steps[-1].value
    match value:
        case bool():
            yield not value
        case int():
            yield from (value - 1, value + 1)
        case Decimal():
            step = Decimal(1).scaleb(int(value.as_tuple().exponent))
            yield from (value - step, value + step)
        case str():
            yield from (choice for choice in definition.allowed or () if choice != value)
        case tuple():
            yield value[1:]


def unnoticed(probes: Sequence[Probe]) -> list[Probe]:
    """The probes that neither a test of the rules nor a scenario noticed."""
    _warm(probes)
    left = _left([replace(p, tests=_of_rules(p.tests)) for p in probes])
    return _left([replace(p, tests=WHOLE) for p in left])


def _of_rules(tests: Iterable[str]) -> tuple[str, ...]:
    return tuple(test for test in tests if test.startswith("tests/rules"))


def _left(probes: Sequence[Probe]) -> list[Probe]:
    with ThreadPoolExecutor(WORKERS) as pool:
        noticed = list(pool.map(_notices, probes))
    return [probe for probe, found in zip(probes, noticed, strict=True) if not found]


def _warm(probes: Iterable[Probe]) -> None:
    """Import every test once, so that a fork begins with all of them loaded."""
    tests = {test.partition("::")[0] for p in probes for test in _of_rules(p.tests)}
    if _pytest(["--collect-only", *sorted(tests), *WHOLE]) not in (0, 5):
        sys.exit("the tests of the rules cannot be collected")


def _notices(probe: Probe) -> bool:
    if not probe.tests:
        return False
    child = os.fork()
    if not child:
        os._exit(_probed(probe))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != UNNOTICED


def _probed(probe: Probe) -> int:
    knowledge = load()
    definition = knowledge.definitions[probe.name]
    steps = tuple(replace(step, value=probe.value) for step in definition.steps)
    knowledge.definitions[probe.name] = replace(definition, steps=steps)  # type: ignore[index]  # a dict, in a process of its own
    knowledge._resolved.clear()  # noqa: SLF001 - as above
    return NOTICED if _pytest(["-x", *probe.tests]) else UNNOTICED


def _pytest(arguments: Sequence[str]) -> int:
    os.chdir(ROOT)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", *arguments]))
