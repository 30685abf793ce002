"""One request one evaluation, one cause one alert; only what was looked at is closed."""

import asyncio
import json
from uuid import UUID

import pytest

from app.assess.identity import Owner
from app.errors import Conflict
from app.fhir.writing.names import system
from app.storage.evaluations import Evaluations
from tests.assess.keeping import MMR, NOT_VACCINES, Ward, issue, notes, record, resources, shown
from tests.bundles import immunization, patient, screening


@pytest.fixture
def ward(evaluations: Evaluations, tenant: UUID) -> Ward:
    return Ward(evaluations, tenant)


async def test_the_same_request_gives_the_same_bytes_and_no_second_alert(ward: Ward) -> None:
    body = record(MMR)
    first, again = await ward.asks(body), await ward.asks(body, days=0.25)
    assert (again.body, again.evaluation, again.replayed) == (first.body, first.evaluation, True)
    assert first.decision == again.decision == "hold"


async def test_the_same_request_at_once_is_one_evaluation(ward: Ward) -> None:
    body = record(MMR)
    told = await asyncio.gather(*(ward.asks(body) for _ in range(8)))
    assert len({t.body for t in told}) == 1


async def test_the_next_day_is_a_new_evaluation_of_the_same_alert(ward: Ward) -> None:
    mmr = immunization("mmr", "03", "2025-11-10")
    first = await ward.asks(record(mmr))
    second = await ward.asks(record(mmr, day="2025-12-02"), days=1)
    before, after = shown(first, "VAX-LIVE-01"), shown(second, "VAX-LIVE-01")
    assert second.evaluation != first.evaluation
    assert after["id"] == before["id"]
    assert after["identifier"] == before["identifier"]
    assert before["identifiedDateTime"] == after["identifiedDateTime"] == "2025-12-01"


async def test_without_asof_each_day_is_judged_anew(ward: Ward) -> None:
    sent = json.loads(record(MMR))
    days = ("asOf", "plannedStart")
    sent["parameter"] = [p for p in sent["parameter"] if p["name"] not in days]
    body = json.dumps(sent).encode()
    first, second = await ward.asks(body), await ward.asks(body, days=1)
    assert (first.decision, second.decision) == ("hold", "caution")


async def test_a_cause_that_was_looked_for_and_is_gone_is_cancelled(ward: Ward) -> None:
    opened = shown(await ward.asks(record(MMR)), "VAX-LIVE-01")
    assert opened["status"] == "final"
    told = await ward.asks(record(MMR, day="2025-12-02"), days=1)
    closed = shown(told, "VAX-LIVE-01")
    assert (closed["status"], closed["id"]) == ("cancelled", opened["id"])
    assert closed["identifiedDateTime"] == "2025-12-01"
    assert await ward.get("DetectedIssue", str(opened["id"])) == closed
    assert told.decision == "caution"
    assert resources(told, "MedicationRequest")


async def test_a_closed_alert_is_closed_once(ward: Ward) -> None:
    await ward.asks(record(MMR))
    await ward.asks(record(MMR, day="2025-12-02"), days=1)
    third = await ward.asks(record(MMR, day="2025-12-03"), days=2)
    assert issue(third, "VAX-LIVE-01") is None


async def test_absence_that_nobody_declared_closes_nothing_and_is_said(ward: Ward) -> None:
    opened = shown(await ward.asks(record(MMR)), "VAX-LIVE-01")
    without = record(day="2025-12-02", complete=NOT_VACCINES)
    told = await ward.asks(without, days=1)
    assert issue(told, "VAX-LIVE-01") is None
    assert "[VAX-LIVE-01] The alert opened on 2025-12-01 stays open" in notes(told)
    assert await ward.get("DetectedIssue", str(opened["id"])) == opened


async def test_absence_that_was_declared_closes(ward: Ward) -> None:
    await ward.asks(record(MMR))
    told = await ward.asks(record(day="2025-12-02"), days=1)
    assert shown(told, "VAX-LIVE-01")["status"] == "cancelled"


async def test_a_day_before_the_last_moves_nothing(ward: Ward) -> None:
    opened = shown(await ward.asks(record(MMR)), "VAX-LIVE-01")
    told = await ward.asks(record(day="2025-11-30"), days=1)
    assert "later evaluation of this patient was applied before" in notes(told)
    assert issue(told, "VAX-LIVE-01") is None
    assert await ward.get("DetectedIssue", str(opened["id"])) == opened
    later = await ward.asks(record(day="2025-12-02"), days=1)
    assert shown(later, "VAX-LIVE-01")["status"] == "cancelled"


async def test_another_product_is_a_what_if_that_moves_nothing(ward: Ward) -> None:
    opened = shown(await ward.asks(record(MMR)), "VAX-LIVE-01")
    told = await ward.asks(
        record(day="2025-12-02", given=[{"name": "product", "valueCode": "sc"}]), days=1
    )
    assert "another site or product than the default" in notes(told)
    assert told.decision == "caution"
    assert issue(told, "VAX-LIVE-01") is None
    assert await ward.get("DetectedIssue", str(opened["id"])) == opened
    # the alert still stands: only a call for the default product closes it
    closed = shown(await ward.asks(record(day="2025-12-03"), days=2), "VAX-LIVE-01")
    assert (closed["status"], closed["id"]) == ("cancelled", opened["id"])


@pytest.mark.parametrize(("name", "day"), [("plannedStart", "2025-12-20"), ("asOf", "2026-03-01")])
async def test_a_what_if_moves_nothing(ward: Ward, name: str, day: str) -> None:
    opened = shown(await ward.asks(record(MMR)), "VAX-LIVE-01")
    sent = json.loads(record(day="2025-12-02"))
    for parameter in sent["parameter"]:
        if parameter["name"] == name:
            parameter["valueDateTime"] = day
    told = await ward.asks(json.dumps(sent).encode(), days=1)
    assert "what-if" in notes(told)
    assert issue(told, "VAX-LIVE-01") is None
    assert await ward.get("DetectedIssue", str(opened["id"])) == opened
    real = await ward.asks(record(day="2025-12-02"), days=1)
    assert shown(real, "VAX-LIVE-01")["status"] == "cancelled"


async def test_a_key_with_another_body_is_a_conflict(ward: Ward) -> None:
    first = await ward.asks(record(MMR), key="visit-1")
    again = await ward.asks(record(MMR), key="visit-1", days=0.9)
    assert (again.body, again.replayed) == (first.body, True)
    with pytest.raises(Conflict):
        await ward.asks(record(), key="visit-1")


async def test_a_key_is_of_one_operation(ward: Ward) -> None:
    first = await ward.asks(record(MMR), key="visit-1")
    other = await ward.asks(record(MMR), key="visit-1", operation="monitoring")
    assert (other.replayed, other.evaluation != first.evaluation) == (False, True)


async def test_a_key_holds_no_longer_than_two_days(ward: Ward) -> None:
    first = await ward.asks(record(MMR), key="visit-1")
    later = await ward.asks(record(MMR), key="visit-1", days=2)
    assert (later.replayed, later.evaluation != first.evaluation) == (False, True)


async def test_every_resource_of_the_answer_is_kept_as_it_was_answered(ward: Ward) -> None:
    for body in (record(), record(MMR, day="2025-12-01")):
        told = await ward.asks(body)
        for held in resources(told):
            kept = await ward.store.get_resource(
                ward.tenant, str(held["resourceType"]), UUID(str(held["id"]))
            )
            assert kept is not None, held["resourceType"]
            assert kept in told.body


async def test_what_a_view_does_not_show_is_kept(ward: Ward) -> None:
    """BASE-VAX-01 says that no vaccination is recorded; premedication does not show it."""
    told = await ward.asks(record(), operation="premedication")
    assert issue(told, "BASE-VAX-01") is None
    (hidden,) = [alert for alert in told.alerts if alert.finding.row == "BASE-VAX-01"]
    held = await ward.get("DetectedIssue", Owner(str(ward.tenant), "").issue(hidden.identity))
    assert held is not None
    assert held["identifier"] == [{"system": system("detected-issue"), "value": hidden.identity}]
    assert held["identifiedDateTime"] == "2025-12-01"


async def test_save_false_keeps_nothing(ward: Ward) -> None:
    body = record(MMR, given=[{"name": "save", "valueBoolean": False}])
    told = await ward.asks(body)
    assert all("id" not in held for held in resources(told))
    later = await ward.asks(record(MMR, day="2025-12-02"), days=1)
    assert issue(later, "VAX-LIVE-01") is None


async def test_whoever_cannot_be_recognised_opens_and_closes_nothing(ward: Ward) -> None:
    nameless = {k: v for k, v in patient().items() if k != "identifier"}
    held = [{"resource": r} for r in (screening() | {"p1": nameless, "mmr": MMR}).values()]
    sent = json.loads(record())
    sent["parameter"][0]["resource"]["entry"] = held
    told = await ward.asks(json.dumps(sent).encode())
    assert "cannot be recognised again" in notes(told)
    seen = shown(told, "VAX-LIVE-01")
    assert await ward.get("DetectedIssue", str(seen["id"])) == seen
    for parameter in sent["parameter"]:
        if parameter["name"] in ("asOf", "plannedStart"):
            parameter["valueDateTime"] = "2025-12-02"
    later = await ward.asks(json.dumps(sent).encode(), days=1)
    assert issue(later, "VAX-LIVE-01") is None


async def test_another_hospital_sees_nothing_of_it(ward: Ward, evaluations: Evaluations) -> None:
    opened = shown(await ward.asks(record(MMR)), "VAX-LIVE-01")
    other = Ward(evaluations, UUID(int=7))
    assert await other.get("DetectedIssue", str(opened["id"])) is None
