"""Findings as alerts in words: title, sentence, code and the identity that its cause keeps."""

from collections.abc import Iterable, Mapping, Sequence

from app.assess.identity import Owner
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.clinical.plan import Alert, Coding
from app.knowledge.codes import Codes
from app.rules.engine import Judgement
from app.rules.rule import Row
from app.storage.alerts import OpenAlert

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_GONE = (
    "The cause of this alert was looked for on {day} and is gone: {title}. "
    "The alert was opened on {opened} and is closed by this evaluation."
)
_RELEASED = " Released by a decision recorded on {day}."


def alerts_of(
    judgement: Judgement,
    rows: Mapping[str, Row],
    codes: Codes,
    *,
    owner: Owner,
    as_of: str,
    known: Mapping[str, OpenAlert],
) -> tuple[Alert, ...]:
    """Every warning, hold and block in words, worst first; a known cause keeps its first day."""
    said: list[Alert] = []
    for finding in sorted(judgement.alerts, key=_worst_first):
        row, identity = rows[finding.row], owner.alert(finding)
        before = known.get(identity)
        said.append(
            Alert(
                finding=finding,
                title=row.title,
                code=act_code(row, codes),
                detail=_sentence(row, finding),
                identity=identity,
                opened=before.opened_as_of if before else as_of,
            )
        )
    return tuple(said)


def closed_alerts(
    closed: Iterable[OpenAlert],
    judgement: Judgement,
    rows: Mapping[str, Row],
    codes: Codes,
    day: str,
) -> tuple[Alert, ...]:
    """Alerts whose cause is gone, on the evidence of what cleared their row."""
    said: list[Alert] = []
    for alert in closed:
        row = rows.get(alert.row)
        if row is None:
            continue
        because = tuple(f for c in judgement.cleared if c.row == row.id for f in c.because)
        finding = Finding(
            row=row.id,
            action=Action[alert.action.upper()],
            severity=Severity(alert.severity) if alert.severity else None,
            basis=Basis(alert.basis),
            target=Target(alert.target),
            because=because,
        )
        detail = _GONE.format(day=day, title=row.title, opened=alert.opened_as_of)
        said.append(
            Alert(
                finding=finding,
                title=row.title,
                code=act_code(row, codes),
                detail=detail,
                identity=alert.identity,
                opened=alert.opened_as_of,
                closed=True,
            )
        )
    return tuple(said)


def notes_of(findings: Iterable[Finding], rows: Mapping[str, Row]) -> Sequence[str]:
    """The INFO texts, each beginning with its row id."""
    notes = (f for f in findings if f.action is Action.NOTE)
    told = (f"[{f.row}] {rows[f.row].sentence(f)}" for f in notes)
    return tuple(dict.fromkeys(told))


def act_code(row: Row, codes: Codes) -> Coding:
    return Coding(ACT_CODE, row.code, codes.display(ACT_CODE, row.code))


def _sentence(row: Row, finding: Finding) -> str:
    decision = finding.released_by
    words = row.sentence(finding)
    return words if decision is None else words + _RELEASED.format(day=decision.when)


def _worst_first(finding: Finding) -> tuple[int, int]:
    order = list(Severity)
    return -finding.action, order.index(finding.severity) if finding.severity else len(order)
