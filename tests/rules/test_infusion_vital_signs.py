"""MON-02: vital signs from the start of the last infusion to an hour after its end."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, LabResult, VitalSign
from app.clinical.finding import Action, Basis, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.infusion_monitoring import MON_02, vital_signs
from tests.charts import chart, day, infusion, judged, lab, on_treatment, only, source

pytestmark = pytest.mark.row("MON-02")

GIVEN = "2025-11-27"
TIMED = replace(infusion(f"{GIVEN}T09:00:00Z", "300"), ended=day(f"{GIVEN}T12:00:00Z"))
OPEN = infusion(f"{GIVEN}T09:00:00Z", "300")
UNTIMED = infusion(GIVEN, "300")


def sign(when: str | None) -> VitalSign:
    return VitalSign(when=day(when), source=source("Observation"), name="Heart rate")


def watched(
    of: Administration, *signs: VitalSign, as_of: str = "2025-11-28", warm: LabResult | None = None
) -> Chart:
    record = on_treatment(of)
    results = (*record.results, warm) if warm else record.results
    today = date.fromisoformat(as_of)
    return chart(replace(record, vital_signs=signs, results=results), as_of=today, start=today)


@pytest.mark.parametrize(
    ("of", "when"),
    [
        (TIMED, "2025-11-27T09:00:00Z"),
        (TIMED, "2025-11-27T13:00:00Z"),
        (TIMED, GIVEN),
        (OPEN, "2025-11-27T09:00:00Z"),
        (OPEN, "2025-11-27T23:00:00Z"),
        (UNTIMED, "2025-11-27T08:00:00Z"),
        (UNTIMED, GIVEN),
        (infusion("2025-11", "300"), "2025-11-10"),
    ],
)
def test_one_vital_sign_of_the_infusion_is_enough(
    *, of: Administration, when: str, parameters: Parameters
) -> None:
    before, measured = sign("2025-10-30T08:00:00Z"), sign(when)
    found = only(vital_signs.judge(watched(of, before, measured), parameters))
    assert (found.row, found.action) == ("MON-02", Action.CLEAR)
    assert found.because == (of, measured)


@pytest.mark.parametrize(
    ("of", "when"),
    [
        (TIMED, "2025-11-27T08:59:00Z"),
        (TIMED, "2025-11-27T13:01:00Z"),
        (TIMED, "2025-11-26"),
        (TIMED, "2025-11-28"),
        (TIMED, None),
        (OPEN, "2025-11-27T08:59:00Z"),
        (OPEN, "2025-11-28T00:30:00Z"),
        (UNTIMED, "2025-11-28T00:30:00Z"),
        (UNTIMED, "2025-11-26"),
    ],
)
def test_others_are_none_of_this_infusion(
    *, of: Administration, when: str | None, parameters: Parameters
) -> None:
    finding = only(judged(vital_signs, watched(of, sign(when)), parameters))
    assert (finding.row, finding.text) == ("MON-02", "none")


def test_none_at_all_is_a_low_warning(parameters: Parameters) -> None:
    finding = only(judged(vital_signs, watched(TIMED), parameters))
    assert (finding.action, finding.severity) == (Action.WARN, Severity.LOW)
    assert (finding.basis, finding.because) == (Basis.MISSING, (TIMED,))
    assert finding.missing == (Missing("Observation", "vital_signs", since=date(2025, 11, 27)),)
    assert finding.cause == GIVEN
    assert finding.until == date(2025, 12, 5)
    assert MON_02.sentence(finding).startswith(
        "No vital signs are recorded between the start of the infusion of 2025-11-27 and "
        "60 minutes after its end."
    )


def test_an_infusion_past_midnight_is_one(parameters: Parameters) -> None:
    late = replace(infusion(f"{GIVEN}T22:00:00Z", "300"), ended=day("2025-11-28T00:30:00Z"))
    measured = sign("2025-11-28T01:30:00Z")
    found = only(vital_signs.judge(watched(late, measured), parameters))
    assert (found.action, found.because) == (Action.CLEAR, (late, measured))
    assert only(
        judged(vital_signs, watched(late, sign("2025-11-28T01:31:00Z")), parameters)
    ).text == "none"  # fmt: skip


def test_entries_past_midnight_last_to_the_last_of_them(parameters: Parameters) -> None:
    first = replace(infusion(f"{GIVEN}T21:00:00Z", "300"), ended=day(GIVEN), order="o")
    second = replace(infusion("2025-11-28", "300"), ended=day("2025-11-28"), order="o")
    today = date(2025, 11, 29)
    for when, action in (("2025-11-28", Action.CLEAR), ("2025-11-29", Action.WARN)):
        record = replace(on_treatment(first, second), vital_signs=(sign(when),))
        patient = chart(record, as_of=today, start=today)
        assert only(vital_signs.judge(patient, parameters)).action is action


def test_a_temperature_is_a_vital_sign_when_it_is_final(parameters: Parameters) -> None:
    warm = lab("temperature", "36.8", f"{GIVEN}T10:00:00Z")
    found = only(vital_signs.judge(watched(TIMED, warm=warm), parameters))
    assert (found.action, found.because) == (Action.CLEAR, (TIMED, warm))
    unsure = replace(warm, preliminary=True)
    assert only(judged(vital_signs, watched(TIMED, warm=unsure), parameters)).text == "none"


@pytest.mark.parametrize(
    ("of", "as_of"),
    [
        (TIMED, "2025-12-05"),
        (replace(TIMED, status="in-progress", ended=None), GIVEN),
        (replace(TIMED, topics=frozenset(("drug_ocrelizumab_sc",))), "2025-11-28"),
    ],
    ids=["8 days ago", "running", "subcutaneous"],
)
def test_only_a_recent_infusion_that_is_over_is_looked_at(
    *, of: Administration, as_of: str, parameters: Parameters
) -> None:
    assert list(vital_signs.judge(watched(of, as_of=as_of), parameters)) == []


def test_the_seventh_day_is_recent(parameters: Parameters) -> None:
    assert only(judged(vital_signs, watched(TIMED, as_of="2025-12-04"), parameters))
