"""Which day is judged, by whose clock, and when a question moves nothing."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from app.assess import Call, answer
from app.assess.question import Asked, resolve
from app.errors import BadInput, NotReadable, Unprocessable
from app.fhir.reading.request import read_request
from tests.answers.judge import JUDGE
from tests.bundles import Json, bundle, screening

NOW = datetime(2025, 12, 1, 23, 30, tzinfo=UTC)
SYDNEY = ZoneInfo("Australia/Sydney")


def body(**given: Json) -> bytes:
    record: Json = {"name": "record", "resource": bundle(screening().values())}
    named = [{"name": name, **value} for name, value in given.items()]
    return json.dumps({"resourceType": "Parameters", "parameter": [record, *named]}).encode()


def when(text: str) -> Json:
    return {"valueDateTime": text}


def call(sent: bytes, as_of: str = "") -> Call:
    return Call(body=sent, operation="evaluate", now=NOW, request_id="r", as_of=as_of)


def asked(zone: ZoneInfo | None = None, as_of: str = "", **given: Json) -> Asked:
    return settled(body(**given), zone, as_of)


def settled(sent: bytes, zone: ZoneInfo | None = None, as_of: str = "") -> Asked:
    return resolve(read_request(sent), call(sent, as_of), replace(JUDGE, zone=zone))


def test_without_asof_today_is_judged_in_the_zone_of_the_deployment() -> None:
    assert asked().question.as_of == date(2025, 12, 1)
    assert asked(SYDNEY).question.as_of == date(2025, 12, 2)


def test_an_instant_is_the_local_day_of_the_zone_and_a_day_stays_as_written() -> None:
    late = when("2025-12-01T23:30:00+00:00")
    assert asked(SYDNEY, asOf=late).question.as_of == date(2025, 12, 2)
    assert asked(asOf=late).question.as_of == date(2025, 12, 1)
    assert asked(SYDNEY, asOf=when("2025-12-01")).question.as_of == date(2025, 12, 1)


def test_the_zone_of_the_deployment_wins_then_the_start_then_asof_then_utc() -> None:
    start, day = when("2025-12-01T10:00:00+05:00"), when("2025-12-01T08:00:00+02:00")
    assert asked(SYDNEY, asOf=day, plannedStart=start).zone is SYDNEY
    both = asked(asOf=day, plannedStart=start)
    assert (both.zone, both.guessed_zone) == (timezone(timedelta(hours=5)), False)
    assert asked(asOf=day).zone == timezone(timedelta(hours=2))
    neither = asked(asOf=when("2025-12-01"))
    assert (neither.zone, neither.guessed_zone) == (UTC, True)


def test_a_guessed_zone_is_said() -> None:
    told = answer(call(body(asOf=when("2025-12-01"))), JUDGE).body
    assert b"names a time zone" in told
    named = answer(call(body(asOf=when("2025-12-01T08:00:00+02:00"))), JUDGE).body
    assert b"names a time zone" not in named


def test_two_results_around_midnight_fall_on_the_days_of_the_zone() -> None:
    """A vaccine of 27 or 28 days ago, by whose clock it is: 2025-11-03 in UTC, -04 in Sydney."""
    mmr: Json = {
        "resourceType": "Immunization",
        "id": "mmr",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "03"}]},
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": "2025-11-03T20:00:00Z",
    }
    record = {"name": "record", "resource": bundle([*screening().values(), mmr])}
    given = [record, {"name": "asOf", "valueDateTime": "2025-12-01"}]
    sent = json.dumps({"resourceType": "Parameters", "parameter": given}).encode()

    def rows(zone: ZoneInfo | None) -> set[str]:
        alerts = answer(call(sent), replace(JUDGE, zone=zone)).alerts
        return {alert.finding.row for alert in alerts}

    assert "VAX-LIVE-02" in rows(None)
    assert "VAX-LIVE-01" in rows(SYDNEY)


def test_the_start_is_asof_where_none_is_planned() -> None:
    question = asked(asOf=when("2025-11-30")).question
    assert question.planned_start == date(2025, 11, 30)


@pytest.mark.parametrize(
    ("start", "what_if"),
    [("2025-12-01", False), ("2025-12-15", False), ("2025-12-16", True)],
)
def test_a_start_more_than_two_weeks_ahead_is_a_what_if(start: str, *, what_if: bool) -> None:
    found = asked(asOf=when("2025-12-01"), plannedStart=when(start))
    assert found.what_if is what_if


@pytest.mark.parametrize(
    ("day", "what_if"),
    [("2025-11-01", False), ("2025-12-02", False), ("2025-12-03", True), ("2062-01-01", True)],
)
def test_a_day_that_has_not_come_is_a_what_if(day: str, *, what_if: bool) -> None:
    assert asked(asOf=when(day)).what_if is what_if


def test_a_start_before_the_day_of_judgement_is_said() -> None:
    early = body(asOf=when("2025-12-01"), plannedStart=when("2025-11-01"))
    assert b"lies before the day of judgement" in answer(call(early), JUDGE).body
    same = body(asOf=when("2025-12-01"), plannedStart=when("2025-12-01"))
    assert b"lies before the day of judgement" not in answer(call(same), JUDGE).body


@pytest.mark.parametrize("start", ["2024-11-01", "0001-01-01T00:00:00+14:00"])
def test_a_start_of_another_year_before_is_refused(start: str) -> None:
    with pytest.raises(Unprocessable, match="more than a year before"):
        asked(asOf=when("2025-12-01"), plannedStart=when(start))


def test_the_day_of_the_command_line_counts_where_the_body_names_none() -> None:
    assert asked(as_of="2025-10-05").question.as_of == date(2025, 10, 5)
    named = asked(as_of="2025-10-05", asOf=when("2025-10-06"))
    assert named.question.as_of == date(2025, 10, 6)


@pytest.mark.parametrize("written", ["2025-12", "2025", "2025-02-30", "tomorrow"])
def test_a_day_of_the_command_line_that_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(NotReadable):
        asked(as_of=written)


@pytest.mark.parametrize(
    "written",
    ["2025-12", "2025-02-30", "2025-12-01T10:00", "2025-12-01T10:00:00", "soon", ""],
)
@pytest.mark.parametrize("name", ["asOf", "plannedStart"])
def test_a_day_of_the_body_that_is_no_day_is_refused(name: str, written: str) -> None:
    with pytest.raises(BadInput):
        settled(body(**{name: when(written)}))


def test_a_leap_second_is_the_second_before_it() -> None:
    found = asked(asOf=when("2025-12-01T23:59:60Z"))
    assert found.question.as_of == date(2025, 12, 1)


def test_an_unknown_site_is_refused() -> None:
    with pytest.raises(Unprocessable):
        settled(body(site={"valueString": "nowhere"}))


@pytest.mark.parametrize(("product", "what_if"), [("iv", False), ("sc", True)])
def test_another_product_than_the_default_is_a_what_if(product: str, *, what_if: bool) -> None:
    found = asked(asOf=when("2025-12-01"), product={"valueCode": product})
    assert (found.question.product, found.what_if) == (product, what_if)
    assert not asked(asOf=when("2025-12-01")).what_if
