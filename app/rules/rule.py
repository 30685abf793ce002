"""What a rule is: catalogue rows with their texts, and one pure function that judges them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.clinical.chart import Chart
from app.clinical.facts import Fact, Unreadable
from app.clinical.finding import Action, Basis, Finding, Missing, Severity, Target, Value
from app.knowledge.parameters import Parameters

BLOCK, HOLD, WARN = Action.BLOCK, Action.HOLD, Action.WARN
_NOTE, _CLEAR, _UNUSABLE = Action.NOTE, Action.CLEAR, Basis.UNUSABLE
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW

ELIGIBILITY, PREMEDICATION, MONITORING = "eligibility", "premedication", "monitoring"
"""The operations that show a row (contract.md section 1)."""

TIME, INPUT, DECISION, NEVER = "time", "input", "decision", "never"
"""What releases a hold of a row (catalogue 6.3)."""


UNUSABLE_TEXT = "unusable resource"
_COMMON_TEXTS = {
    UNUSABLE_TEXT: "A {type} in the record is invalid at {place} and could not be used. It may "
    "bear on this check: {title}. Correct the resource and ask again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement of the catalogue: its words, its sources, and how it speaks.

    The words of a finding are one of the row's `texts`, so that a rule builds no text.
    Ids are for ever; a change of meaning is a new `version`.

    Attributes:
        id: catalogue row id, the code of the DetectedIssue.
        title: the alert's short name, without numbers.
        statement: what the catalogue asks, in its own words.
        code: nearest v3-ActCode (contract.md section 2).
        cites: evidence ids (knowledge/data/evidence.yaml).
        scope: the operations that show the row; holds and blocks are shown by all.
        texts: two or three sentences a nurse understands, by key; `{name}` quotes a value.
        parameters: names of the parameters that the row reads.
        inputs: what must be known before an open alert of this row may close: analytes and
            markers (lower case), of which a usable result must be present, and resource types,
            which must be declared complete.
        reads: value sets of the diagnoses, allergies, medications … that the row reads: an
            invalid resource with such a code makes the row answer `if_unusable`.
        reads_types: resource types that `reads` is about; empty means every type.
        released_by: "time", "input", "decision" or "never".
        with_order: its notes tell how the drug is given: said only beside an order.
        without_order: those of its texts that are said without an order too.
        product: the product asked for to which alone the row belongs, "" for either.
        aliases: ids of rows that state the same requirement (catalogue section 5).
    """

    id: str
    title: str
    statement: str
    code: str
    cites: tuple[str, ...]
    version: int = 1
    scope: tuple[str, ...] = (ELIGIBILITY,)
    texts: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    reads_types: tuple[str, ...] = ()
    if_unusable: tuple[Action, Severity] = (Action.HOLD, Severity.MODERATE)
    released_by: str = INPUT
    target: Target = Target.OCRELIZUMAB
    with_order: bool = False
    without_order: tuple[str, ...] = ()
    product: str = ""
    aliases: tuple[str, ...] = ()

    def finding(  # noqa: PLR0913 - all but the first three are keywords, each optional
        self,
        action: Action,
        severity: Severity | None,
        text: str,
        *,
        because: Iterable[Fact] = (),
        basis: Basis = Basis.FINDING,
        missing: Iterable[Missing] = (),
        implicated: Iterable[Fact] = (),
        cause: str = "",
        releases_on: date | None = None,
        until: date | None = None,
        **values: Value,
    ) -> Finding:
        """Say `texts[text]` with `values`; `because` is the evidence."""
        return Finding(  # by position: a judgement makes dozens of them
            self.id,
            action,
            text,
            severity,
            basis,
            self.target,
            values,
            tuple(because),
            tuple(implicated),
            tuple(missing),
            cause,
            releases_on,
            until or releases_on,
        )

    def note(
        self, text: str, *because: Fact, until: date | None = None, **values: Value
    ) -> Finding:
        """INFO of the catalogue: a text, never an alert."""
        return Finding(
            row=self.id,
            action=_NOTE,
            text=text,
            values=values,
            because=because,
            target=self.target,
            until=until,
        )

    def clear(self, *because: Fact, until: date | None = None) -> Finding:
        """The row was judged on these facts and has nothing to say, at least until that day."""
        return Finding(self.id, _CLEAR, because=because, until=until)

    def undecided(self, *because: Fact) -> Finding:
        """The row could not judge these facts, which another row says: nothing closes."""
        return Finding(self.id, _CLEAR, because=because, basis=_UNUSABLE)

    def would_read(self, fact: Unreadable) -> bool:
        """Whether this row reads resources of this type and code."""
        if fact.topics.isdisjoint(self.reads):
            return False
        return not self.reads_types or fact.source.type in self.reads_types

    def unusable(self, fact: Unreadable) -> Finding:
        """Answer for an invalid resource that this row would have read."""
        action, severity = self.if_unusable
        return self.finding(
            action,
            severity,
            UNUSABLE_TEXT,
            because=(fact,),
            basis=Basis.UNUSABLE,
            type=fact.source.type,
            place=fact.place,
            title=self.title,
        )

    def sentence(self, finding: Finding) -> str:
        """The finding in two or three plain sentences."""
        texts = _COMMON_TEXTS if finding.text in _COMMON_TEXTS else self.texts
        return texts[finding.text].format_map(finding.values)


Judge = Callable[[Chart, Parameters], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One clinical question: the rows it answers and the pure function that answers them.

    A decision table (hepatitis B) answers many rows in one function; most answer one.
    """

    judge: Judge
    rows: tuple[Row, ...]


def rule(*rows: Row) -> Callable[[Judge], Rule]:
    """Mark a pure function of (chart, parameters in force) as the judge of these rows."""

    def bind(judge: Judge) -> Rule:
        return Rule(judge, rows)

    return bind
