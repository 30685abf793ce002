"""Judges a chart with every rule; releases holds that a person decided on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeVar

from app.clinical.chart import Chart
from app.clinical.finding import Action, Basis, Finding
from app.errors import KnowledgeFault
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, WARN, Row, Rule

_T = TypeVar("_T")
Identity = Callable[[Finding], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where one row stands after an evaluation (storage: rule_state).

    Attributes:
        verdict: block, hold, warn, note, clear or unknown.
        inputs_known: present or declared complete, so that an open alert may close.
        until: first day on which it changes if nothing new arrives.
    """

    row: Row
    verdict: str
    inputs_known: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings of one chart, in the order of the table of contents.

    Attributes:
        findings: everything said, CLEAR ones included.
        review_on: the first day on which anything changes by time alone.
    """

    findings: tuple[Finding, ...]
    review_on: date | None

    @property
    def alerts(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.action >= WARN)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.action is Action.NOTE)

    @property
    def cleared(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.action is Action.CLEAR)


class RuleBook:
    """The rules in their order, with every row by its id.

    Attributes:
        versions: hash of all row ids with their versions: part of what a release is.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.rows: Mapping[str, Row] = _by_id(self.rules)
        self.versions = sha256(
            "\n".join(f"{row.id} {row.version}" for row in self.rows.values()).encode()
        ).hexdigest()

    def judge(
        self, chart: Chart, parameters: Parameters, identity: Identity | None = None
    ) -> Judgement:
        """Ask every rule; pure, so the same chart and parameters give the same judgement.

        Args:
            identity: the stable identifier of a finding's alert, by which a recorded decision
                may name the one cause that it answers.
        """
        found: list[Finding] = []
        for rule in self.rules:
            found.extend(rule.judge(chart, parameters))
        found.extend(self._unusable(chart))
        findings = tuple(_one_a_cause(found))
        if chart.record.decisions:
            holds = Counter(f.row for f in findings if f.action is Action.HOLD)
            findings = tuple(
                self._released(f, chart, identity, alone=holds[f.row] == 1)
                if f.action is Action.HOLD
                else f
                for f in findings
            )
        ahead = [f.until for f in findings if f.until is not None and f.until > chart.as_of]
        return Judgement(findings, min(ahead, default=None))

    def verdicts(self, judgement: Judgement, chart: Chart) -> tuple[Verdict, ...]:
        """Every row once: its worst finding, or clear, or unknown when its inputs are."""
        worst: dict[str, Finding] = {}
        for finding in judgement.findings:
            known = worst.get(finding.row)
            if known is None or finding.action > known.action:
                worst[finding.row] = finding
        return tuple(_verdict(row, worst.get(row.id), chart) for row in self.rows.values())

    def _unusable(self, chart: Chart) -> Iterator[Finding]:
        for fact in chart.record.unreadable:
            for row in self.rows.values():
                if row.product in ("", chart.question.product) and row.would_read(fact):
                    yield row.unusable(fact)

    def _released(
        self, finding: Finding, chart: Chart, identity: Identity | None, *, alone: bool
    ) -> Finding:
        """A hold that a recorded decision may release becomes a warning that names it.

        What time releases, what rests on a fact without a date, and one of several holds of
        the row is released only by a decision that names this very cause.
        """
        if self.rows[finding.row].released_by != DECISION:
            return finding
        for decision in chart.decisions(finding.row, finding.because):
            if decision.cause and identity is not None:
                fits = decision.cause == identity(finding)
            else:
                dated = all(f.when for f in finding.because)
                fits = alone and dated and finding.releases_on is None
            if fits:
                return finding._replace(action=Action.WARN, released_by=decision)
        return finding


def _one_a_cause(findings: Iterable[Finding]) -> Iterable[Finding]:
    """One alert a cause: the sentence tells apart what its rule did not; equal ones are joined."""
    kept: dict[object, Finding] = {}
    for finding in findings:
        if finding.action < WARN:
            kept[len(kept)] = finding
            continue
        told, key = finding, (finding.row, finding.cause)
        if key in kept and kept[key].text != finding.text:
            told = finding._replace(cause=f"{finding.cause}#{finding.text}")
            key = (told.row, told.cause)
        if key in kept:
            told = _joined(kept[key], told)
        kept[key] = told
    return kept.values()


def _joined(one: Finding, other: Finding) -> Finding:
    """The worse of two findings of one cause, on the evidence of both."""
    worse = other if other.action > one.action else one
    return worse._replace(
        because=_union(one.because, other.because),
        implicated=_union(one.implicated, other.implicated),
        missing=_union(one.missing, other.missing),
    )


def _union(one: tuple[_T, ...], other: tuple[_T, ...]) -> tuple[_T, ...]:
    return (*one, *(item for item in other if item not in one))


def _by_id(rules: Sequence[Rule]) -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for rule in rules:
        for row in rule.rows:
            if rows.setdefault(row.id, row) is not row:
                message = f"row {row.id} is defined twice"
                raise KnowledgeFault(message)
    return rows


def _verdict(row: Row, worst: Finding | None, chart: Chart) -> Verdict:
    known = all(_known(name, chart) for name in row.inputs)
    if worst is None:
        return Verdict(row, "clear" if known else "unknown", known, None)
    known = known and worst.basis is Basis.FINDING
    return Verdict(row, worst.action.name.lower(), known, worst.until)


def _known(name: str, chart: Chart) -> bool:
    if name[0].isupper():
        return chart.declared(name)
    return chart.latest(name) is not None or chart.latest_serology(name) is not None
