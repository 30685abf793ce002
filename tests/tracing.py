"""Which test makes which row say what: a pytest plugin for tools/traceability.

    pytest -p tests.tracing --trace-rows FILE tests/rules …

Every rule is wrapped at the one place where it is asked, so what stands in the file was said.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules import BOOK
from app.rules.engine import RuleBook
from app.rules.rule import Judge, Rule


class Tracer:
    """What was said while a test ran: test → (row, text, action, basis) and the rules asked alone.

    Attributes:
        said: by test file and function, without its parameters.
        asked: rows whose rule a test asked alone, whether they spoke or not.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.said: dict[str, set[tuple[str, str, str, str]]] = {}
        self.asked: dict[str, set[str]] = {}
        self._test = ""
        self._together = False

    def watch(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            # A rule is frozen for everybody else; only its one entrance is watched.
            object.__setattr__(rule, "judge", self._watched(rule.judge, rule))
        whole = RuleBook.judge

        def judge(book: RuleBook, *given: object, **named: object) -> object:
            self._together = True
            try:
                judgement = whole(book, *given, **named)  # type: ignore[arg-type]  # passed on
            finally:
                self._together = False
            for finding in judgement.findings:
                self._note(finding)
            return judgement

        RuleBook.judge = judge  # type: ignore[method-assign,assignment]  # only watched

    def _watched(self, judge: Judge, rule: Rule) -> Judge:
        def watched(chart: Chart, parameters: Parameters) -> Iterator[Finding]:
            if not self._together:
                self.asked.setdefault(self._test, set()).update(row.id for row in rule.rows)
            for finding in judge(chart, parameters):
                if not self._together:
                    self._note(finding)
                yield finding

        return watched

    def _note(self, finding: Finding) -> None:
        said = (finding.row, finding.text, finding.action.name.lower(), str(finding.basis))
        self.said.setdefault(self._test, set()).add(said)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._test = item.nodeid.partition("[")[0]
        return (yield)

    def pytest_sessionfinish(self) -> None:
        found = {
            "said": {test: sorted(said) for test, said in sorted(self.said.items())},
            "asked": {test: sorted(rows) for test, rows in sorted(self.asked.items())},
        }
        self.target.write_text(json.dumps(found), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--trace-rows", type=Path, default=None)


def pytest_configure(config: pytest.Config) -> None:
    target: Path | None = config.getoption("--trace-rows")
    if target is not None:
        tracer = Tracer(target)
        tracer.watch(BOOK.rules)
        config.pluginmanager.register(tracer, "row-tracer")
