"""MON-01 and MON-05: an hour of observation after each infusion; the first one above all."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Stay
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.infusion_monitoring import MON_01, MON_05, first_infusion, observation_time
from tests.charts import chart, cs, day, infusion, judged, on_treatment, only, source

GIVEN = "2025-11-27"
BEGUN, ENDED = f"{GIVEN}T09:00:00Z", f"{GIVEN}T12:00:00Z"


def given(begun: str = BEGUN, ended: str | None = ENDED, **other: object) -> Administration:
    made = replace(infusion(begun, "300"), ended=day(ended))
    return replace(made, **other)  # type: ignore[arg-type]  # tests name the fields


def stay(begun: str | None = f"{GIVEN}T08:00:00Z", left: str | None = None) -> Stay:
    return Stay(when=day(begun), ended=day(left), source=source("Encounter"), name="AMB")


def visited(*stays: Stay, of: Administration | None = None, as_of: str = "2025-11-28") -> Chart:
    record = replace(on_treatment(of or given()), stays=stays)
    today = date.fromisoformat(as_of)
    return chart(record, as_of=today, start=today)


def told(patient: Chart, p: Parameters) -> list[Finding]:
    """All but what is asked of the planned infusion."""
    return [f for f in judged(observation_time, patient, p) if f.text != "watch"]


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    ("left", "passed"),
    [("12:59:00Z", 59), ("12:00:30Z", 0), ("13:29:00+00:30", 59), ("11:00:00Z", 0)],
)
def test_leaving_within_the_hour_warns(*, left: str, passed: int, parameters: Parameters) -> None:
    visit = stay(left=f"{GIVEN}T{left}")
    patient = visited(visit)
    finding = only(told(patient, parameters))
    assert (finding.row, finding.text) == ("MON-01", "early")
    assert (finding.action, finding.severity) == (Action.WARN, Severity.MODERATE)
    assert finding.basis is Basis.FINDING
    assert finding.because == (*patient.course.doses[0].facts, visit)
    assert finding.cause == GIVEN
    # Looked back at for 7 days, 2025-12-04 included.
    assert finding.until == date(2025, 12, 5)
    assert (finding.values["passed"], finding.values["minutes"]) == (passed, 60)
    assert finding.values["ended"] == "12:00"


@pytest.mark.row("MON-01")
def test_the_sentence_tells_when_the_patient_left(parameters: Parameters) -> None:
    finding = only(told(visited(stay(left=f"{GIVEN}T13:59:00+01:00")), parameters))
    assert MON_01.sentence(finding).startswith(
        "The infusion of 2025-11-27 ended at 12:00 and the patient left at 12:59, 59 minutes later."
    )


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    "stays",
    [
        (stay(left=f"{GIVEN}T13:00:00Z"),),
        # The longest of the stays that go with the infusion counts.
        (stay(left=f"{GIVEN}T12:10:00Z"), stay(left=f"{GIVEN}T14:00:00Z")),
        (stay(left=f"{GIVEN}T12:10:00Z"), stay(left="2025-11-28T08:00:00Z")),
        # In hospital until the day after next.
        (stay(GIVEN, "2025-11-29"),),
        (stay(GIVEN, GIVEN), stay(GIVEN, "2025-11-29")),
    ],
)
def test_an_hour_or_more_is_enough(*, stays: tuple[Stay, ...], parameters: Parameters) -> None:
    patient = visited(*stays, as_of="2025-11-29")
    found = [f for f in observation_time.judge(patient, parameters) if f.text != "watch"]
    assert [(f.row, f.action) for f in found] == [("MON-01", Action.CLEAR)]
    assert found[0].because == (*patient.course.doses[0].facts, *stays)


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    "stays",
    [
        (),
        (stay(),),  # not left yet, or not recorded
        (stay(GIVEN, GIVEN),),  # no times
        (stay(left="2025-11-28"),),  # no time, the next day
        (stay(left=f"{GIVEN}T12:10:00Z"), stay()),
        (stay(left=f"{GIVEN}T12:10:00Z"), stay(left=GIVEN)),
    ],
)
def test_an_unknown_time_of_leaving_is_told(
    *, stays: tuple[Stay, ...], parameters: Parameters
) -> None:
    patient = visited(*stays)
    note = only(told(patient, parameters))
    assert (note.row, note.action, note.text) == ("MON-01", Action.NOTE, "no_discharge")
    assert note.because == (*patient.course.doses[0].facts, *stays)
    assert "after the infusion of 2025-11-27 is not recorded" in MON_01.sentence(note)
    assert "for 60 minutes" in MON_01.sentence(note)


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    "other",
    [
        stay(f"{GIVEN}T07:00:00Z", f"{GIVEN}T08:59:00Z"),  # before it
        stay(f"{GIVEN}T12:01:00Z", f"{GIVEN}T12:30:00Z"),  # after it
        stay("2025-11-28", "2025-11-28"),
        stay("2025-11-26", "2025-11-26"),
        stay(None, f"{GIVEN}T12:30:00Z"),
    ],
)
def test_another_visit_tells_nothing(*, other: Stay, parameters: Parameters) -> None:
    patient = visited(other)
    note = only(told(patient, parameters))
    assert (note.text, note.because) == ("no_discharge", patient.course.doses[0].facts)


@pytest.mark.row("MON-01")
def test_a_stay_of_which_only_the_end_is_stated_counts(parameters: Parameters) -> None:
    only_end = stay(f"{GIVEN}T12:30:00Z", f"{GIVEN}T12:30:00Z")
    assert only(told(visited(only_end), parameters)).text == "early"
    touching = stay(f"{GIVEN}T12:00:00Z", f"{GIVEN}T12:30:00Z")
    assert only(told(visited(touching), parameters)).text == "early"
    leaving = stay(f"{GIVEN}T08:00:00Z", f"{GIVEN}T09:00:00Z")
    assert only(told(visited(leaving), parameters)).text == "early"


@pytest.mark.row("MON-01")
def test_an_infusion_of_several_entries_lasts_from_the_first_to_the_last(
    parameters: Parameters,
) -> None:
    entries = (
        given(f"{GIVEN}T10:00:00Z", ENDED),
        given(BEGUN, f"{GIVEN}T10:00:00Z"),
        given(GIVEN, None),
    )
    visits = (stay(left=f"{GIVEN}T08:59:00Z"), stay(left=f"{GIVEN}T12:30:00Z"))
    today = date(2025, 11, 28)
    patient = chart(replace(on_treatment(*entries), stays=visits), as_of=today, start=today)
    finding = only(told(patient, parameters))
    assert (finding.values["ended"], finding.values["passed"]) == ("12:00", 30)
    assert finding.because == (*patient.course.doses[0].facts, visits[1])


@pytest.mark.row("MON-01")
@pytest.mark.parametrize("ended", [None, GIVEN])
def test_an_unknown_end_of_the_infusion_is_told(
    *, ended: str | None, parameters: Parameters
) -> None:
    patient = visited(stay(left=f"{GIVEN}T12:10:00Z"), of=given(ended=ended))
    note = only(told(patient, parameters))
    assert (note.action, note.text) == (Action.NOTE, "no_end")
    assert note.because == patient.course.doses[0].facts
    assert "the infusion of 2025-11-27 ended is not recorded" in MON_01.sentence(note)
    assert "for 60 minutes" in MON_01.sentence(note)


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    ("of", "as_of"),
    [
        (given(), "2025-12-05"),  # 8 days ago
        (given(status="in-progress", ended=None), GIVEN),
        (given(status="on-hold", ended=None), GIVEN),
        (given(topics=frozenset(("drug_ocrelizumab_sc",))), "2025-11-28"),
        (replace(given(), when=None), "2025-11-28"),
    ],
    ids=["long ago", "running", "on hold", "subcutaneous", "undated"],
)
def test_only_a_recent_infusion_that_is_over_is_looked_at(
    *, of: Administration, as_of: str, parameters: Parameters
) -> None:
    assert told(visited(stay(left=f"{GIVEN}T12:10:00Z"), of=of, as_of=as_of), parameters) == []


@pytest.mark.row("MON-01")
def test_the_seventh_day_is_recent(parameters: Parameters) -> None:
    patient = visited(stay(left=f"{GIVEN}T12:10:00Z"), as_of="2025-12-04")
    assert only(told(patient, parameters)).text == "early"
    stopped = visited(stay(left=f"{GIVEN}T12:10:00Z"), of=given(status="stopped"))
    assert only(told(stopped, parameters)).text == "early"


@pytest.mark.row("MON-01")
def test_an_infusion_with_a_completed_entry_is_over(parameters: Parameters) -> None:
    visits = (stay(left=f"{GIVEN}T12:10:00Z"),)
    entries = (given(), given(ended=None, status="in-progress"))
    today = date(2025, 11, 28)
    patient = chart(replace(on_treatment(*entries), stays=visits), as_of=today, start=today)
    assert only(told(patient, parameters)).text == "early"


@pytest.mark.row("MON-01")
def test_the_hour_is_asked_for_with_each_infusion(parameters: Parameters) -> None:
    note = only(judged(observation_time, chart(), parameters))
    assert (note.text, note.action, note.values) == ("watch", Action.NOTE, {"minutes": 60})
    assert judged(observation_time, chart(product="sc"), parameters) == ()
    assert MON_01.with_order
    assert MON_01.without_order == ("no_end", "no_discharge")


@pytest.mark.row("MON-05")
def test_the_first_infusion_is_told_as_such(parameters: Parameters) -> None:
    restart = on_treatment(infusion("2024-01-01", "600"))
    for record in (cs(), restart):
        note = only(judged(first_infusion, chart(record), parameters))
        assert (note.row, note.action, note.text) == ("MON-05", Action.NOTE, "first")
    for record in (on_treatment(), on_treatment(infusion("2025-11-17", "300"))):
        assert judged(first_infusion, chart(record), parameters) == ()
    assert MON_05.with_order


@pytest.mark.row("MON-05")
def test_a_first_injection_is_no_first_infusion(parameters: Parameters) -> None:
    assert judged(first_infusion, chart(cs(), product="sc"), parameters) == ()
