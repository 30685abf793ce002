"""The OperationOutcome that a list of issues becomes."""

import msgspec

from app.fhir.outcome import Issue, has_errors, operation_outcome, operation_outcome_json
from tests.fhir.validation.judged import errors, walked

FOUND = Issue("error", "required", "Add it.", "Patient.contact[0].name", "pat-1")


def test_no_issue_is_told_as_one_information() -> None:
    outcome = operation_outcome(())
    assert [issue["severity"] for issue in outcome["issue"]] == ["information"]
    assert not has_errors(())


def test_an_issue_keeps_its_words_and_place() -> None:
    assert operation_outcome([FOUND])["issue"] == [
        {
            "severity": "error",
            "code": "required",
            "details": {"text": "Add it."},
            "diagnostics": "pat-1",
            "expression": ["Patient.contact[0].name"],
        }
    ]
    assert has_errors([FOUND])


def test_an_outcome_is_itself_valid_fhir() -> None:
    outcome = msgspec.json.decode(operation_outcome_json([FOUND, FOUND.at("")]))
    assert errors(walked(outcome)) == []
