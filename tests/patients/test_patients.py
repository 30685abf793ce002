"""Whole invented patients, from the bytes a hospital sends to the answer worked out by hand."""

import json

import msgspec
import pytest

from app.clinical.finding import Action, Target
from tests.answers.oracles import accepted_by_fhir_resources, faults_by_schema, faults_by_us
from tests.patients.expected import NAMES, Told, answered, expected, told

UNSTATED = "unstated"
PARTIAL_OPERATIONS = ("eligibility", "premedication", "monitoring")


def _resources(name: str, operation: str, kind: str) -> list[dict[str, object]]:
    entries = json.loads(answered(name, operation).body)["entry"]
    return [e["resource"] for e in entries if e["resource"]["resourceType"] == kind]


def _rows(name: str, operation: str) -> list[str]:
    return [
        issue["code"]["coding"][0]["code"]  # type: ignore[index]  # JSON of an answer we wrote
        for issue in _resources(name, operation, "DetectedIssue")
    ]


def _orders(name: str, operation: str) -> list[str]:
    found = _resources(name, operation, "MedicationRequest")
    return [str(order["instantiatesCanonical"]).rsplit("/", 1)[-1][:-2] for order in found]


def test_there_are_at_least_a_dozen_patients_with_an_expectation_each() -> None:
    assert len(NAMES) >= 12
    assert all(expected(name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_decision_and_orders_are_those_of_the_catalogue(name: str) -> None:
    given, by_hand = answered(name), expected(name)
    assert given.plan is not None
    assert given.decision == by_hand.decision
    assert [order.action for order in given.plan.proposals] == by_hand.orders


@pytest.mark.parametrize("name", NAMES)
def test_alerts_are_exactly_those_of_the_catalogue(name: str) -> None:
    by_hand = sorted(
        (a.row, a.action, a.severity, a.basis or UNSTATED, str(a.releases_on))
        for a in expected(name).alerts
    )
    given = [told(alert.finding) for alert in answered(name).alerts]
    assert sorted(_as_stated(alert, name) for alert in given) == by_hand


def _as_stated(alert: Told, name: str) -> tuple[str, str, str, str, str]:
    """The basis only where the expectation of this row states one."""
    stated = any(a.row == alert.row and a.basis for a in expected(name).alerts)
    basis = alert.basis if stated else UNSTATED
    return (alert.row, alert.action, alert.severity, basis, str(alert.releases_on))


@pytest.mark.parametrize("name", NAMES)
def test_the_next_dose_is_due_on_the_day_worked_out_by_hand(name: str) -> None:
    by_hand = expected(name).next_dose_due
    plan = answered(name).plan
    assert plan is not None
    # Unset where no whole dose was given from which the catalogue would count.
    assert by_hand is msgspec.UNSET or plan.due == by_hand


def test_the_two_hour_infusion_takes_two_hours_and_the_substitute_is_ordered() -> None:
    fast = answered("maintenance-two-hour-infusion").plan
    older = answered("older-ppms-kidney-and-allergy").plan
    assert fast is not None
    assert older is not None
    assert fast.proposals[0].minutes == expected("maintenance-two-hour-infusion").infusion_minutes
    instead = expected("older-ppms-kidney-and-allergy").antihistamine
    assert instead is not None
    assert older.proposals[2].medication.startswith(instead)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_valid_by_the_schema_our_validator_and_fhir_resources(name: str) -> None:
    body = answered(name).body
    assert faults_by_schema(body) == []
    assert faults_by_us(body) == []
    assert accepted_by_fhir_resources(body)


@pytest.mark.parametrize("operation", PARTIAL_OPERATIONS)
@pytest.mark.parametrize("name", NAMES)
def test_every_operation_decides_alike_and_shows_what_stops_the_drug(
    name: str, operation: str
) -> None:
    stops = {
        alert.finding.row
        for alert in answered(name).alerts
        if alert.finding.action >= Action.HOLD and alert.finding.target is Target.OCRELIZUMAB
    }
    assert answered(name, operation).decision == expected(name).decision
    assert stops <= set(_rows(name, operation))


@pytest.mark.parametrize("name", NAMES)
def test_no_alert_is_lost_between_the_operations(name: str) -> None:
    partial = {row for operation in PARTIAL_OPERATIONS for row in _rows(name, operation)}
    assert partial == set(_rows(name, "evaluate")) == {a.row for a in expected(name).alerts}


@pytest.mark.parametrize("name", NAMES)
def test_each_operation_proposes_its_own_orders(name: str) -> None:
    orders = expected(name).orders
    assert _orders(name, "evaluate") == orders
    assert _orders(name, "premedication") == orders
    assert _orders(name, "eligibility") == orders[:1]
    assert _orders(name, "monitoring") == []
