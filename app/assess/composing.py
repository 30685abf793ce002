"""The judged call in words and resources: alerts with their identity, notes, orders, sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.assess.call import Judge
from app.assess.identity import Owner, uuid_of
from app.assess.judging import Judged
from app.assess.view import orders_in, shows
from app.assess.words import alerts_of, closed_alerts, notes_of
from app.clinical.finding import Action, Finding
from app.clinical.plan import Alert, Coding, Plan
from app.clinical.vaccine_window import Window
from app.fhir.outcome import Issue, issue_element
from app.fhir.writing.answer import Identities, Material, Written, issues_alone, write
from app.fhir.writing.guidance_response import Head, InForce
from app.planning.vaccines import vaccine_windows
from app.storage.alerts import OpenAlert

AUTHOR = "Ocrelizumab CDS"
SIGNED = "signed"
VACCINES = "vaccines"
"""The `plan` code of the vaccine planner (contract.md section 1)."""
_GUESSED_ZONE = (
    "Neither the site nor the request names a time zone: instants were read as days in UTC. "
    "Send plannedStart with its offset, or set the site's time zone."
)

_START_PASSED = (
    "The planned start lies before the day of judgement (asOf): what was recorded since then is "
    "read as if it had been known. Send the day that is planned."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An answer, written.

    Attributes:
        body: the Bundle.
        shown: its resources, in order, each as it stands in the body.
        beyond: DetectedIssues that the operation does not show, but that are kept.
        alerts: every alert of the evaluation, shown or not, closed ones included.
        issue_ids: id of the DetectedIssue of each of these alerts.
    """

    body: bytes
    shown: tuple[Written, ...]
    beyond: tuple[Written, ...]
    alerts: tuple[Alert, ...]
    issue_ids: tuple[str, ...]
    plan: Plan
    notes: Sequence[str]


def composed(
    judged: Judged,
    judge: Judge,
    owner: Owner,
    *,
    evaluation: str,
    known: Mapping[str, OpenAlert],
    closed: Sequence[OpenAlert],
    notes: Sequence[str] = (),
    kept: bool,
) -> Composed:
    """Write the answer.

    Args:
        known: alerts that stand already, by identity; they keep the day that opened them.
        closed: those of them that this evaluation closes.
        notes: further notes, on keeping.
    """
    material = _material(judged, judge, owner, evaluation, notes)
    alerts = _alerts(judged, judge, owner, known, closed)
    rows, operation = judge.book.rows, judged.call.operation
    numbered = tuple((alert, owner.issue(alert.identity)) for alert in alerts)
    seen = {i: shows(operation, a.finding, rows) for a, i in numbered}
    shown = [(a, i) for a, i in numbered if seen[i]]
    hidden = [(a, i) for a, i in numbered if not seen[i]]
    body, written = write(
        replace(material, alerts=[alert for alert, _ in shown]),
        _identities(material, owner, evaluation, [issue for _, issue in shown], kept=kept),
    )
    return Composed(
        body=body,
        shown=written,
        beyond=issues_alone(material, hidden) if kept else (),
        alerts=alerts,
        issue_ids=tuple(issue for _, issue in numbered),
        plan=material.plan,
        notes=material.head.notes,
    )


def _alerts(
    judged: Judged,
    judge: Judge,
    owner: Owner,
    known: Mapping[str, OpenAlert],
    closed: Sequence[OpenAlert],
) -> tuple[Alert, ...]:
    rows, codes = judge.book.rows, judged.asked.site.codes
    said = alerts_of(
        judged.judgement, rows, codes, owner=owner, as_of=judged.asked.occurred, known=known
    )
    day = judged.chart.as_of.isoformat()
    return (*said, *closed_alerts(closed, judged.judgement, rows, codes, day))


def _material(
    judged: Judged, judge: Judge, owner: Owner, evaluation: str, notes: Sequence[str]
) -> Material:
    rows, operation = judge.book.rows, judged.call.operation
    plan = orders_in(operation, judged.plan)
    findings = [
        f for f in judged.judgement.findings if shows(operation, f, rows, ordered=plan.ordered)
    ]
    return Material(
        head=_head(judged, judge, evaluation, findings, notes),
        plan=plan,
        findings=findings,
        alerts=(),
        windows=_windows(judged),
        sources=judged.read.used,
        visit_key=owner.visit(judged.chart.start.isoformat()),
        software=judge.software,
        base=judge.base,
        recorded=judged.call.now.isoformat(timespec="milliseconds"),
        input_sha256=judged.input_sha256.hex(),
    )


def _windows(judged: Judged) -> Sequence[Window]:
    """Of the vaccine planner, only where `plan` asks for it."""
    if VACCINES not in judged.request.plan:
        return ()
    return vaccine_windows(judged.chart, judged.asked.parameters)


def _head(
    judged: Judged,
    judge: Judge,
    evaluation: str,
    findings: Sequence[Finding],
    notes: Sequence[str],
) -> Head:
    asked, release = judged.asked, judge.knowledge.release
    return Head(
        patient=judged.read.patient_reference,
        device=device_id(judge),
        evaluation=evaluation.replace("-", ""),
        request=judged.call.request_id,
        release=release.version,
        signed=release.status == SIGNED,
        stage=judged.chart.course.stage.value,
        as_of=judged.chart.as_of,
        occurred=asked.occurred,
        time_zone=asked.zone_name,
        start=judged.chart.start,
        author=f"{AUTHOR} {release.version}",
        notes=(*notes, *notes_of(findings, judge.book.rows)),
        messages=[issue_element(issue) for issue in _messages(judged)],
        parameters=_in_force(findings, judged, judge),
        tests=_tests(findings, judged),
    )


def _messages(judged: Judged) -> Sequence[Issue]:
    told = list(judged.read.messages)
    if judged.chart.start < judged.chart.as_of:
        told.append(Issue("warning", "business-rule", _START_PASSED))
    if judged.asked.guessed_zone:
        told.append(Issue("information", "informational", _GUESSED_ZONE))
    return told


def _in_force(findings: Sequence[Finding], judged: Judged, judge: Judge) -> tuple[InForce, ...]:
    """The parameters that the alerts' rows read, each once, in order."""
    parameters = judged.asked.parameters
    alerts = (f for f in findings if f.action >= Action.WARN)
    names = dict.fromkeys(n for f in alerts for n in judge.book.rows[f.row].parameters)
    return tuple(InForce(n, parameters.value(n), parameters.source(n)) for n in names)


def _tests(findings: Sequence[Finding], judged: Judged) -> dict[str, Sequence[Coding]]:
    codes = judged.asked.site.codes
    wanted = {m.value_set for f in findings for m in f.missing if m.value_set}
    return {
        name: [Coding(m.system, m.code, m.display) for m in codes.members(name)[:1]]
        for name in wanted
    }


def _identities(
    material: Material, owner: Owner, evaluation: str, issues: Sequence[str], *, kept: bool
) -> Identities:
    visit = material.visit_key
    return Identities(
        guidance=uuid_of("GuidanceResponse", evaluation),
        device=material.head.device,
        provenance=uuid_of("Provenance", evaluation),
        group=(uuid_of("RequestGroup", evaluation), owner.order(visit, "visit")),
        issues=issues,
        orders=[
            (uuid_of("MedicationRequest", evaluation, p.action), owner.order(visit, p.action))
            for p in material.plan.proposals
        ],
        recommendation=uuid_of("ImmunizationRecommendation", evaluation),
        kept=kept,
    )


def device_id(judge: Judge) -> str:
    """One Device for each version of software and knowledge."""
    release = judge.knowledge.release
    return uuid_of("Device", str(judge.tenant), judge.software, release.version, release.status)
