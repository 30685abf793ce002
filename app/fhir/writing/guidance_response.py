"""The answer's head as GuidanceResponse (contract.md section 1, hl7.org/fhir/R4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.clinical.facts import Source
from app.clinical.finding import Action, Basis, Finding, Missing, Target
from app.clinical.plan import Coding, Plan
from app.fhir.writing.names import CANONICAL, Json, coding, extension, identifier, quote, to

ParameterValue = int | Decimal | bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter that decided something, with its value and where the value comes from."""

    name: str
    value: ParameterValue
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the GuidanceResponse says beside the plan.

    Attributes:
        notes: the INFO texts, each beginning with its row id in brackets.
        messages: issues of the OperationOutcome about what was not understood or not used.
        tests: the codings that would answer a missing input, by value set.
        time_zone: the zone in which the days were read.
    """

    patient: Source
    device: str
    evaluation: str
    request: str
    release: str
    signed: bool
    stage: str
    as_of: date
    occurred: str
    time_zone: str
    start: date
    author: str
    notes: Sequence[str]
    messages: Sequence[Json]
    parameters: Sequence[InForce]
    tests: dict[str, Sequence[Coding]]


def guidance_response(
    head: Head, plan: Plan, findings: Sequence[Finding], *, issues: Sequence[str], group: str
) -> Json:
    """Write the head; `issues` are ids of the DetectedIssues, `group` the RequestGroup's or ""."""
    contained: list[Json] = []
    if head.messages:
        outcome: Json = {"resourceType": "OperationOutcome", "id": "messages"}
        contained.append(outcome | {"issue": list(head.messages)})
    contained.append(
        {
            "resourceType": "Parameters",
            "id": "output",
            "parameter": _output(head, plan, issues),
        }
    )
    written: Json = {
        "resourceType": "GuidanceResponse",
        "contained": contained,
        "extension": [
            extension("decision", "valueCode", plan.decision.value),
            extension("course-stage", "valueCode", head.stage),
        ],
        "requestIdentifier": identifier("request", head.request),
        "identifier": [identifier("evaluation", head.evaluation)],
        "moduleCanonical": f"{CANONICAL}/PlanDefinition/ocrelizumab|{head.release}",
        "status": _status(findings),
        "subject": quote(head.patient),
        "occurrenceDateTime": head.occurred,
        "performer": to(head.device, "Device"),
    }
    if head.notes:
        written["note"] = [{"authorString": head.author, "text": text} for text in head.notes]
    if head.messages:
        written["evaluationMessage"] = [{"reference": "#messages"}]
    written["outputParameters"] = {"reference": "#output"}
    if group:
        written["result"] = to(group, "RequestGroup")
    required = _requirements(findings, head)
    return written | ({"dataRequirement": required} if required else {})


def _status(findings: Sequence[Finding]) -> str:
    """decisions.md 13."""
    lacking = [
        f.action
        for f in findings
        if f.action >= Action.WARN
        and f.basis is not Basis.FINDING
        and f.target is Target.OCRELIZUMAB
    ]
    worst = max(lacking, default=Action.CLEAR)
    if worst >= Action.HOLD:
        return "data-required"
    return "data-requested" if worst is Action.WARN else "success"


def _output(head: Head, plan: Plan, issues: Sequence[str]) -> list[Json]:
    written: list[Json] = [
        {"name": "decision", "valueCode": plan.decision.value},
        {"name": "courseStage", "valueCode": head.stage},
        {"name": "release", "valueString": head.release},
        {"name": "ruleSetStatus", "valueCode": "signed" if head.signed else "unsigned"},
        {"name": "asOf", "valueDate": head.as_of.isoformat()},
        {"name": "timeZone", "valueString": head.time_zone},
    ]
    days = {
        "nextDoseDue": plan.due,
        "earliestStart": plan.earliest,
        "latestStart": plan.latest,
        "nextReview": plan.review_on,
    }
    written.extend({"name": n, "valueDate": d.isoformat()} for n, d in days.items() if d)
    written.extend(
        {"name": "dose", "valueCode": p.action} for p in plan.proposals if p.before is None
    )
    written.extend(
        {"name": "issue", "valueReference": to(issue, "DetectedIssue")} for issue in issues
    )
    written.extend(_in_force(parameter) for parameter in head.parameters)
    return written


def _in_force(parameter: InForce) -> Json:
    return {
        "name": "parameterInForce",
        "part": [
            {"name": "name", "valueString": parameter.name},
            {"name": "value"} | _typed(parameter.value),
            {"name": "source", "valueString": parameter.source},
        ],
    }


def _typed(value: ParameterValue) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, Decimal):
        return {"valueDecimal": value}
    return {"valueString": value if isinstance(value, str) else ", ".join(value) or "none"}


def _requirements(findings: Sequence[Finding], head: Head) -> list[Json]:
    """One requirement for each missing test, in order, each once."""
    wanted: dict[tuple[str, str], Missing] = {}
    for finding in findings:
        for missing in finding.missing:
            wanted.setdefault((missing.type, missing.value_set), missing)
    return [_requirement(missing, head) for missing in wanted.values()]


def _requirement(missing: Missing, head: Head) -> Json:
    written: Json = {"type": missing.type}
    codes = head.tests.get(missing.value_set, ())
    if codes:
        written["codeFilter"] = [{"path": missing.path, "code": [coding(codes[0])]}]
    path = _DATES.get(missing.type)
    if path is not None:
        period = {"start": missing.since.isoformat()} if missing.since else {}
        end = max(head.start, missing.since or head.start)
        period["end"] = end.isoformat()
        written["dateFilter"] = [{"path": path, "valuePeriod": period}]
    return written


_DATES = {
    "Observation": "effective",
    "Immunization": "occurrence",
    "MedicationAdministration": "effective",
    "Condition": "recordedDate",
    "AllergyIntolerance": "recordedDate",
    "AdverseEvent": "date",
    "DiagnosticReport": "effective",
    "Procedure": "performed",
    "MedicationRequest": "authoredOn",
    "MedicationStatement": "effective",
    "ImagingStudy": "started",
    "DetectedIssue": "identified",
}
