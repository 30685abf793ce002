"""A finding as DetectedIssue (contract.md section 2, http://hl7.org/fhir/R4/detectedissue.html)."""

from app.clinical.facts import Decision, Source
from app.clinical.finding import Basis
from app.clinical.plan import Alert, Coding
from app.fhir.writing.names import (
    CANONICAL,
    Json,
    concept,
    extension,
    identifier,
    quote,
    quote_facts,
    to,
)

RULES = f"{CANONICAL}/CodeSystem/ocrelizumab-rules"


def detected_issue(alert: Alert, *, patient: Source, device: str, page: str) -> Json:
    """Write one alert.

    Args:
        patient: how the caller quotes the patient.
        device: id of the answer's Device.
        page: address of the row's own page.
    """
    finding = alert.finding
    written: Json = {
        "resourceType": "DetectedIssue",
        "extension": _extensions(alert),
        "identifier": [identifier("detected-issue", alert.identity)],
        "status": _status(alert),
        "code": concept(Coding(RULES, finding.row, alert.title), alert.code),
    }
    if finding.severity is not None:
        written["severity"] = finding.severity.value
    written |= {
        "patient": quote(patient),
        "identifiedDateTime": alert.opened,
        "author": to(device, "Device"),
    }
    if finding.implicated:
        written["implicated"] = quote_facts(finding.implicated)
    if finding.because:
        written["evidence"] = [{"detail": quote_facts(finding.because)}]
    written["detail"] = alert.detail
    written["reference"] = page
    if finding.released_by is not None:
        written["mitigation"] = [_mitigation(alert)]
    return written


def _extensions(alert: Alert) -> list[Json]:
    finding = alert.finding
    written = [
        extension("action", "valueCode", finding.action.name.lower()),
        extension("action-target", "valueCode", finding.target.value),
        extension("basis", "valueCode", finding.basis.value),
    ]
    if finding.releases_on is not None:
        written.append(extension("releases-on", "valueDate", finding.releases_on.isoformat()))
    return written


def _status(alert: Alert) -> str:
    if alert.closed:
        return "cancelled"
    return "final" if alert.finding.basis is Basis.FINDING else "preliminary"


def _mitigation(alert: Alert) -> Json:
    decision = alert.finding.released_by
    if decision is None:
        return {}
    written: Json = {"action": _action(decision)}
    if decision.reason:
        written = {
            "extension": [extension("override-reason", "valueString", decision.reason)],
            **written,
        }
    if decision.when is not None:
        moment = decision.when.instant
        written["date"] = moment.isoformat() if moment else decision.when.text
    if decision.author:
        known = "/" in decision.author or decision.author.startswith("urn:")
        written["author"] = {"reference" if known else "display": decision.author}
    return written


def _action(decision: Decision) -> Json:
    """The code of what was done, or only its words: hospitals often have no code for it."""
    system, code = decision.action
    written: Json = {}
    if code:
        written["coding"] = [{"system": system, "code": code} if system else {"code": code}]
    if not code or decision.name not in ("", code):
        written["text"] = decision.name or "Decision recorded"
    return written
