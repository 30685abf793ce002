"""MON-01, MON-02, MON-05, MON-06, TRACE-01, OVERDOSE-01: every sentence and its evidence."""

from datetime import date

import pytest

from app.clinical.facts import Administration, Stay
from app.clinical.finding import Action
from app.knowledge.parameters import Parameters
from app.rules.hospital_care import MON_06, hospital_care
from app.rules.infusion_monitoring import (
    MON_02,
    MON_05,
    first_infusion,
    observation_time,
    vital_signs,
)
from app.rules.overdose import OVERDOSE_01, overdose
from app.rules.traceability import TRACE_01, traceability
from tests.charts import chart, infusion, judged, on_treatment, only
from tests.rules.spoken import told
from tests.rules.test_hospital_care import mild, suffered
from tests.rules.test_hospital_care import stay as admission
from tests.rules.test_infusion_monitoring import GIVEN, given, stay, visited
from tests.rules.test_traceability import after
from tests.rules.test_traceability import given as traced


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    ("of", "visit", "text", "sentence"),
    [
        (
            given(),
            stay(left=f"{GIVEN}T12:59:00Z"),
            "early",
            (
                "The infusion of 2025-11-27 ended at 12:00 and the patient left at 12:59, 59 "
                "minutes later. After every infusion the patient is watched for at least 60 "
                "minutes, because a reaction can begin late. Ask how the patient is and make sure "
                "that signs of a reaction are known."
            ),
        ),
        (
            # in the clock of the infusion: 13:20 by two hours ahead is 11:20 by UTC
            given(ended="2025-11-27T13:00:00+02:00"),
            stay(left=f"{GIVEN}T11:20:00Z"),
            "early",
            (
                "The infusion of 2025-11-27 ended at 13:00 and the patient left at 13:20, 20 "
                "minutes later. After every infusion the patient is watched for at least 60 "
                "minutes, because a reaction can begin late. Ask how the patient is and make sure "
                "that signs of a reaction are known."
            ),
        ),
        (
            given(ended=None),
            stay(left=f"{GIVEN}T12:59:00Z"),
            "no_end",
            (
                "The time at which the infusion of 2025-11-27 ended is not recorded: it was not "
                "checked that the patient was watched for 60 minutes after it."
            ),
        ),
        (
            given(),
            stay(),
            "no_discharge",
            (
                "The time at which the patient left after the infusion of 2025-11-27 is not "
                "recorded: it was not checked that the patient was watched for 60 minutes after it."
            ),
        ),
    ],
)
def test_what_is_said_of_the_hour_after_the_infusion(
    *, of: Administration, visit: Stay, text: str, sentence: str, parameters: Parameters
) -> None:
    assert told(observation_time, visited(visit, of=of), parameters) == {
        ("MON-01", "watch"): (
            "Watch the patient closely during the infusion and for at least 60 minutes after it."
        ),
        ("MON-01", text): sentence,
    }


@pytest.mark.row("MON-01")
@pytest.mark.parametrize(
    ("left", "text"),
    [
        # on the next day no later time than the night after it is certain
        ("2025-11-28", "no_discharge"),
        ("2025-11-29", ""),
        # some day of November or December
        ("2025-11", "no_discharge"),
        ("2025-12", ""),
    ],
)
def test_a_day_of_leaving_without_a_time_is_long_enough_from_the_day_after_next(
    *, left: str, text: str, parameters: Parameters
) -> None:
    patient = visited(stay(GIVEN, left), as_of="2025-12-03")
    texts = [f.text for f in observation_time.judge(patient, parameters)]
    assert texts == ["watch", text]


@pytest.mark.row("MON-01")
def test_a_stay_that_ended_the_day_before_is_another(parameters: Parameters) -> None:
    for left, kept in (("2025-11-26", False), (GIVEN, True)):
        visit = stay("2025-11-20", left)
        note = judged(observation_time, visited(visit), parameters)[1]
        assert (visit in note.because) is kept


@pytest.mark.row("MON-02")
def test_what_is_said_without_vital_signs(parameters: Parameters) -> None:
    patient = visited(of=given())
    assert MON_02.sentence(only(judged(vital_signs, patient, parameters))) == (
        "No vital signs are recorded between the start of the infusion of 2025-11-27 and 60 "
        "minutes after its end. They show a reaction early. Add what was measured, and measure at "
        "the next infusion."
    )


@pytest.mark.row("MON-05")
def test_what_is_said_of_a_first_infusion(parameters: Parameters) -> None:
    note = only(judged(first_infusion, chart(), parameters))
    assert MON_05.sentence(note) == (
        "This is a first infusion, and most reactions come with the first one. Watch especially "
        "closely and keep the treatment of a reaction at hand."
    )


@pytest.mark.row("MON-06")
def test_what_is_said_of_a_reaction_with_a_stay(parameters: Parameters) -> None:
    one, visits = mild(name="rash"), (admission("2025-06-01"), admission("2025-06-02"))
    note = only(judged(hospital_care, chart(suffered(one, *visits)), parameters))
    assert MON_06.sentence(note) == (
        "A reaction to ocrelizumab (rash, 2025-06-01) goes with a stay in hospital from "
        "2025-06-01, 2025-06-02. It counts as serious, and the two-hour infusion is not offered."
    )
    assert note.because == (one, *visits)


@pytest.mark.row("TRACE-01")
@pytest.mark.parametrize(
    ("dose", "sentence"),
    [
        (
            traced(named=True),
            (
                "The batch of the dose of 2025-11-27 is not recorded. A biological medicine must "
                "be traceable to its batch. Add the batch number to the administration."
            ),
        ),
        (
            traced("H0123"),
            (
                "The product name of the dose of 2025-11-27 is not recorded, only a code of the "
                "substance. A biological medicine must be traceable to its product. Add the "
                "product name to the administration."
            ),
        ),
        (
            traced(),
            (
                "Neither the product name nor the batch of the dose of 2025-11-27 is recorded. A "
                "biological medicine must be traceable to both. Add them to the administration."
            ),
        ),
    ],
)
def test_what_is_said_of_name_and_batch(
    dose: Administration, sentence: str, parameters: Parameters
) -> None:
    assert TRACE_01.sentence(only(judged(traceability, after(dose), parameters))) == sentence


@pytest.mark.row("OVERDOSE-01")
@pytest.mark.parametrize(
    ("when", "mg", "words"),
    [("2025-06-01", "1000.5", "1000.5 mg"), (None, "6E+3", "6000 mg")],
)
def test_what_is_said_of_an_overdose(
    *, when: str | None, mg: str, words: str, parameters: Parameters
) -> None:
    patient = chart(on_treatment(infusion(when, mg)))
    finding = only(judged(overdose, patient, parameters))
    assert OVERDOSE_01.sentence(finding) == (
        f"A dose of {words} of ocrelizumab is recorded for {when or 'an unknown day'}, more than "
        "1000 mg, the largest single dose that was ever tested. There is no antidote: if it is "
        "running, stop it; observe the patient and treat symptoms. Correct the entry if it is "
        "wrong, or record the decision how to go on."
    )


@pytest.mark.row("OVERDOSE-01")
def test_doses_in_order_before_it_are_no_reason_to_stop(parameters: Parameters) -> None:
    doses = (infusion("2025-01-01", None), infusion("2025-06-01"), infusion("2025-07-01", "2000"))
    finding = only(judged(overdose, chart(on_treatment(*doses)), parameters))
    assert (finding.because, finding.action) == (doses[2:], Action.HOLD)


@pytest.mark.row("MON-01")
def test_an_infusion_of_which_the_clock_ran_on_two_days(parameters: Parameters) -> None:
    over_midnight = given(f"{GIVEN}T22:00:00Z", "2025-11-28T00:30:00Z")
    visit = stay(f"{GIVEN}T21:00:00Z", "2025-11-28T01:29:00Z")
    finding = judged(observation_time, visited(visit, of=over_midnight), parameters)[1]
    assert (finding.text, finding.values["passed"]) == ("early", 59)
    assert finding.until == date(2025, 12, 5)
