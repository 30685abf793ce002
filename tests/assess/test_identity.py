"""The same cause is the same alert for life; nobody is joined to anybody by accident."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.assess import Call, answer
from app.assess.identity import Owner, digest, uuid_of
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from tests.answers.judge import JUDGE
from tests.bundles import Json, immunization, parameters, patient, screening

NOW = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)
HERE = Owner("hospital", "mrn|1")


def finding(row: str = "VAX-LIVE-01", cause: str = "cvx|03|2025-11-10") -> Finding:
    return Finding(
        row=row,
        action=Action.HOLD,
        severity=Severity.HIGH,
        basis=Basis.FINDING,
        target=Target.OCRELIZUMAB,
        because=(),
        cause=cause,
    )


def test_parts_are_told_apart_by_where_they_end() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert uuid_of("ab", "c") != uuid_of("a", "bc")
    assert UUID(uuid_of("x")).version == 5


def test_same_cause_is_the_same_alert() -> None:
    assert HERE.alert(finding()) == Owner("hospital", "mrn|1").alert(finding())


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        (Owner("other", "mrn|1"), finding()),
        (Owner("hospital", "mrn|2"), finding()),
        (HERE, finding(row="VAX-LIVE-02")),
        (HERE, finding(cause="cvx|03|2025-11-11")),
    ],
)
def test_another_hospital_patient_row_or_cause_is_another_alert(
    owner: Owner, told: Finding
) -> None:
    assert owner.alert(told) != HERE.alert(finding())


def test_orders_are_told_apart_by_visit_and_action() -> None:
    first, second = HERE.visit("2025-12-01"), HERE.visit("2025-12-15")
    names = {HERE.order(v, a) for v in (first, second) for a in ("ocrelizumab", "antipyretic")}
    assert len(names) == 4


def issues(*resources: Json, day: str = "2025-12-01") -> dict[str, str]:
    """Row and identifier of each DetectedIssue of the answer."""
    body = parameters(resources, day=day)
    call = Call(body=body, operation="evaluate", now=NOW, request_id="r")
    found = [e["resource"] for e in json.loads(answer(call, JUDGE).body)["entry"]]
    return {
        r["code"]["coding"][0]["code"]: r["identifier"][0]["value"]
        for r in found
        if r["resourceType"] == "DetectedIssue"
    }


def test_an_alert_is_named_by_its_content_and_not_by_id_or_place_of_a_resource() -> None:
    held = screening()
    one = issues(*held.values(), immunization("first", "03", "2025-11-10"))
    other = issues(immunization("other", "03", "2025-11-10"), *reversed(held.values()))
    assert one == other
    assert "VAX-LIVE-01" in one


def test_a_later_day_or_a_new_value_does_not_make_a_new_alert() -> None:
    held = screening()
    mmr = immunization("mmr", "03", "2025-11-10")
    one = issues(*held.values(), mmr)["VAX-LIVE-01"]
    assert issues(*held.values(), mmr, day="2025-12-02")["VAX-LIVE-01"] == one
    assert issues(*held.values(), mmr | {"lotNumber": "7"})["VAX-LIVE-01"] == one


def test_another_vaccination_is_another_alert() -> None:
    held = screening()
    one = issues(*held.values(), immunization("mmr", "03", "2025-11-10"))
    other = issues(*held.values(), immunization("mmr", "03", "2025-11-11"))
    assert one["VAX-LIVE-01"] != other["VAX-LIVE-01"]


def test_whoever_cannot_be_recognised_shares_no_alert_with_another_call() -> None:
    unknown = {k: v for k, v in patient().items() if k not in ("identifier", "id")}
    mmr = immunization("mmr", "03", "2025-11-10")

    def alone(day: str) -> str:
        held = [{"resource": r} for r in (unknown, mmr | {"patient": {"display": "x"}})]
        record = {"resourceType": "Bundle", "type": "collection", "entry": held}
        given = [
            {"name": "record", "resource": record},
            {"name": "asOf", "valueDateTime": day},
        ]
        body = json.dumps({"resourceType": "Parameters", "parameter": given}).encode()
        call = Call(body=body, operation="evaluate", now=NOW, request_id="r")
        found = [e["resource"] for e in json.loads(answer(call, JUDGE).body)["entry"]]
        named = [
            str(r["identifier"][0]["value"]) for r in found if r["resourceType"] == "DetectedIssue"
        ]
        assert named
        return min(named)

    assert alone("2025-12-01") != alone("2025-12-02")
    assert alone("2025-12-01") == alone("2025-12-01")
