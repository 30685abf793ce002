"""What is wrong with a resource, in FHIR's own words: issues and the OperationOutcome they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec

Severity = Literal["fatal", "error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: a place and what to mend there, never a value of the patient."""

    severity: Severity
    code: str
    text: str
    expression: str = ""
    diagnostics: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity in ("fatal", "error")

    def at(self, expression: str) -> "Issue":
        return replace(self, expression=expression)


VALID = Issue(
    "information", "informational", "No errors found: the resource is valid FHIR R4 (4.0.1)."
)


def has_errors(issues: Iterable[Issue]) -> bool:
    return any(issue.is_error for issue in issues)


def issue_element(issue: Issue) -> dict[str, object]:
    element: dict[str, Any] = {
        "severity": issue.severity,
        "code": issue.code,
        "details": {"text": issue.text},
    }
    if issue.diagnostics:
        element["diagnostics"] = issue.diagnostics
    if issue.expression:
        element["expression"] = [issue.expression]
    return element


def operation_outcome(issues: Sequence[Issue]) -> dict[str, Any]:
    """The OperationOutcome as plain structures; no issue at all means all is well."""
    told = issues or (VALID,)
    return {
        "resourceType": "OperationOutcome",
        "issue": [issue_element(issue) for issue in told],
    }


def operation_outcome_json(issues: Sequence[Issue]) -> bytes:
    return msgspec.json.encode(operation_outcome(issues))
