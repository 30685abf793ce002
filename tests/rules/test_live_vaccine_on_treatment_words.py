"""VAX-LIVE-03: what is said of a live vaccine given on treatment, and until when."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Vaccination, VaccineClass
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine_on_treatment import VAX_LIVE_03, live_vaccine_given_on_treatment
from tests.charts import chart, infusion, judged, lab, on_treatment, only, vaccination

LIVE, UNKNOWN = VaccineClass.LIVE, VaccineClass.UNKNOWN
CHICKENPOX = {"key": "cvx|21", "name": "Varicella"}


@pytest.mark.row("VAX-LIVE-03")
@pytest.mark.parametrize(
    ("given", "sentence", "until"),
    [
        (  # 20 November + 6 months, and a day
            vaccination(LIVE, "2025-11-20"),
            (
                "MMR, a live vaccine, was given on 2025-11-20, during treatment with ocrelizumab. "
                "It can cause an infection while B cells are depleted. Examine the patient now; "
                "the next dose waits until the review is recorded."
            ),
            date(2026, 5, 21),
        ),
        (  # given by 1 December, the day of judgement
            vaccination(LIVE, "2025"),
            (
                "MMR, a live vaccine, is dated 2025: the exact date is needed, as it may have "
                "been given during treatment with ocrelizumab. It can cause an infection while B "
                "cells are depleted. The next dose waits for the date or a recorded review."
            ),
            date(2026, 6, 2),
        ),
        (
            vaccination(LIVE, None),
            (
                "MMR, a live vaccine, is dated an unknown day: the exact date is needed, as it "
                "may have been given during treatment with ocrelizumab. It can cause an infection "
                "while B cells are depleted. The next dose waits for the date or a recorded "
                "review."
            ),
            None,
        ),
        (
            vaccination(LIVE, "2025-05-31"),
            (
                "MMR, a live vaccine, was given on 2025-05-31, during treatment with ocrelizumab "
                "and more than 6 months ago. Confirm that the patient stayed well."
            ),
            None,
        ),
        (  # 20 November + 28 days, and a day
            vaccination(UNKNOWN, "2025-11-20", key="cvx|188", name="Zoster"),
            (
                "Zoster, dated 2025-11-20, was given during treatment with ocrelizumab, and the "
                "record does not tell whether it is a live vaccine. Live vaccines are not given "
                "during treatment. Find out which product it was."
            ),
            date(2025, 12, 19),
        ),
    ],
)
def test_on_treatment_the_sentence_quotes_the_vaccine_and_its_day(
    given: Vaccination, sentence: str, until: date | None, parameters: Parameters
) -> None:
    patient = chart(replace(on_treatment(infusion("2025-03-01")), vaccinations=(given,)))
    finding = only(judged(live_vaccine_given_on_treatment, patient, parameters))
    assert VAX_LIVE_03.sentence(finding) == sentence
    assert (finding.because, finding.implicated) == ((given,), (given,))
    assert (finding.until, finding.releases_on) == (until, None)


@pytest.mark.row("VAX-LIVE-03")
def test_vaccines_that_are_no_concern_do_not_silence_the_next(parameters: Parameters) -> None:
    concern = vaccination(LIVE, "2025-11-20", **CHICKENPOX)
    before = vaccination(LIVE, "2024-01-01")
    order = vaccination(LIVE, "2025-12-20", planned=True)
    forecast = vaccination(LIVE, "2025-12-20", forecast=True)
    record = on_treatment(infusion("2025-03-01"))
    patient = chart(replace(record, vaccinations=(order, forecast, before, concern)))
    assert only(judged(live_vaccine_given_on_treatment, patient, parameters)).because == (concern,)
    # the normal count of 1 October answers for the vaccine of 2 October, not of 30 September
    back = lab("cd19", "150", "2025-10-01")
    after, earlier = vaccination(LIVE, "2025-10-02"), vaccination(LIVE, "2025-09-30")
    recovered = chart(replace(record, vaccinations=(after, earlier), results=(back,)))
    finding = only(judged(live_vaccine_given_on_treatment, recovered, parameters))
    assert finding.because == (earlier,)


@pytest.mark.row("VAX-LIVE-03")
def test_a_month_names_the_day_on_which_its_first_day_is_long_ago(parameters: Parameters) -> None:
    # 1 June + 6 months is still recent on 1 December; 30 June + 6 months on 30 December
    given = vaccination(LIVE, "2025-06")
    told = []
    for today in (date(2025, 12, 1), date(2025, 12, 2), date(2025, 12, 30), date(2025, 12, 31)):
        record = replace(on_treatment(infusion("2025-03-01")), vaccinations=(given,))
        patient = chart(record, start=today, as_of=today)
        finding = only(judged(live_vaccine_given_on_treatment, patient, parameters))
        told.append((finding.text, finding.until))
    assert told == [
        ("given", date(2025, 12, 2)),
        ("inexact", date(2025, 12, 31)),
        ("inexact", date(2025, 12, 31)),
        ("long_ago", None),
    ]
