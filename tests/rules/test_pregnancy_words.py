"""PREG-01 and PREG-05: the sentences, what they rest on, ask for, and until when they hold."""

from datetime import date

import pytest

from app.clinical.facts import Fact, Reading
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.pregnancy import PREG_01, PREG_05, pregnancy
from tests.charts import coded, day, diagnosis, judged, only, patient, serology
from tests.rules.test_pregnancy import NOT_PREGNANT, STATUS, with_facts

POSITIVE, NEGATIVE, UNCLEAR = Reading.POSITIVE, Reading.NEGATIVE, Reading.INDETERMINATE
SINCE = date(2025, 11, 24)  # seven days before the planned dose on 2025-12-01
ASKED = (
    Missing("Observation", "lab_hcg_serum_qualitative", SINCE),
    Missing("Observation", "obs_pregnancy_status", SINCE),
)
RECENT = serology("hcg", POSITIVE, "2025-11-28")


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    ("facts", "sentence", "until"),
    [
        (
            (RECENT,),
            (
                "A pregnancy is recorded: hcg positive, 2025-11-28. Ocrelizumab can harm the "
                "fetus; IgG crosses the placenta. It is not given in pregnancy; a specialist "
                "decides outside this software."
            ),
            # 28 November + 300 days is 24 September 2026, and one day
            date(2026, 9, 25),
        ),
        (
            (diagnosis("cond_pregnancy", name="Pregnant"), diagnosis("cond_pregnancy", name="G2")),
            (
                "A pregnancy is recorded: G2; Pregnant. Ocrelizumab can harm the fetus; IgG "
                "crosses the placenta. It is not given in pregnancy; a specialist decides outside "
                "this software."
            ),
            None,
        ),
        (
            (serology("hcg", POSITIVE, "2025-02"),),
            (
                "A pregnancy is recorded without an exact day: hcg positive, 2025-02. The exact "
                "date is needed to know whether it is the present one, less than 300 days before "
                "the planned dose on 2025-12-01. IgG crosses the placenta and can harm the fetus."
            ),
            # 28 February is day 59, + 301 is day 360; 1 February + 301 is past
            date(2025, 12, 26),
        ),
        (
            (serology("hcg", POSITIVE, "2025"),),
            (
                "A pregnancy is recorded without an exact day: hcg positive, 2025. The exact date "
                "is needed to know whether it is the present one, less than 300 days before the "
                "planned dose on 2025-12-01. IgG crosses the placenta and can harm the fetus."
            ),
            # 1 January + 301 is past; 31 December + 301 days is 28 October 2026
            date(2026, 10, 28),
        ),
    ],
)
def test_what_is_said_of_a_pregnancy(
    *, facts: tuple[Fact, ...], sentence: str, until: date | None, parameters: Parameters
) -> None:
    finding = only(judged(pregnancy, with_facts(*facts), parameters))
    assert PREG_01.sentence(finding) == sentence
    assert set(finding.because) == set(facts)
    assert (finding.until, finding.releases_on, finding.missing) == (until, None, ())
    assert finding.cause == ""


@pytest.mark.row("PREG-01")
def test_one_sure_pregnancy_is_enough_and_all_are_evidence(parameters: Parameters) -> None:
    status = coded(STATUS, when=None, present=True)
    finding = only(judged(pregnancy, with_facts(RECENT, status), parameters))
    assert (finding.action, finding.basis) == (Action.BLOCK, Basis.FINDING)
    assert finding.because == (RECENT, status)
    undated = only(judged(pregnancy, with_facts(status), parameters))
    assert (undated.action, undated.text, undated.until) == (Action.HOLD, "inexact", None)


@pytest.mark.row("PREG-01")
def test_the_present_pregnancy_hides_no_old_one_and_is_quoted_alone(
    parameters: Parameters,
) -> None:
    old = serology("hcg", POSITIVE, "2024-05-01")
    finding = only(judged(pregnancy, with_facts(old, RECENT), parameters))
    assert (finding.text, finding.because) == ("pregnant", (RECENT,))


NEW = serology("hcg", NEGATIVE, "2025-11-28")


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("facts", "basis", "sentence"),
    [
        (
            (),
            Basis.MISSING,
            (
                "Pregnancy is possible, and no negative test or status of the last 7 days before "
                "the planned dose on 2025-12-01 is in the record. Ocrelizumab can harm the fetus. "
                "Supply a pregnancy test or status."
            ),
        ),
        (
            (serology("hcg", NEGATIVE, "2025-11-23"),),
            Basis.MISSING,
            (
                "The last negative pregnancy test or status is of 2025-11-23, more than 7 days "
                "before the planned dose on 2025-12-01. Ocrelizumab can harm the fetus. Repeat it."
            ),
        ),
        (
            (serology("hcg", NEGATIVE, "2025-11"),),
            Basis.UNUSABLE,
            (
                "The last negative pregnancy test or status is dated 2025-11: the exact date is "
                "needed, as it counts for 7 days before the planned dose on 2025-12-01. Supply the "
                "date or a new test."
            ),
        ),
        (
            (serology("hcg", UNCLEAR, "2025-11-28"), coded(STATUS, when="2025-11-27")),
            Basis.UNUSABLE,
            (
                "Whether the patient is pregnant is unclear: hcg indeterminate, 2025-11-28; "
                "obs_pregnancy_status, 2025-11-27. Ocrelizumab can harm the fetus. Repeat the "
                "pregnancy test."
            ),
        ),
        (
            (serology("hcg", POSITIVE, "2025-02-03"),),
            Basis.MISSING,
            (
                "A pregnancy was recorded (hcg positive, 2025-02-03) more than 300 days before the "
                "planned dose, and neither its end nor a negative test since. Record the end or "
                "supply a pregnancy test."
            ),
        ),
    ],
)
def test_what_is_said_where_it_is_not_ruled_out(
    *, facts: tuple[Fact, ...], basis: Basis, sentence: str, parameters: Parameters
) -> None:
    finding = only(judged(pregnancy, with_facts(*facts), parameters))
    assert PREG_05.sentence(finding) == sentence
    assert (finding.because, finding.basis, finding.missing) == (facts, basis, ASKED)
    # a test of November is surely too old eight days after its end
    assert finding.until == (date(2025, 12, 8) if finding.text == "inexact" else None)


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("start", "until"),
    [
        (date(2025, 12, 20), date(2025, 12, 6)),  # the test of 28 November counts for seven days
        (date(2025, 12, 12), date(2025, 12, 5)),  # from then on the dose is near
    ],
)
def test_what_is_said_of_a_test_long_before_the_dose(
    start: date, until: date, parameters: Parameters
) -> None:
    finding = only(judged(pregnancy, with_facts(NEW, start=start), parameters))
    assert PREG_05.sentence(finding) == (
        "The pregnancy test or status of 2025-11-28 is negative, but the dose is planned for "
        f"{start}. Repeat it in the last 7 days before the dose."
    )
    assert (finding.because, finding.until) == ((NEW,), until)
    assert (finding.basis, finding.missing) == (Basis.FINDING, ())


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("start", "text"),
    # 30 November is seven days before 7 December
    [(date(2025, 12, 7), "inexact"), (date(2025, 12, 8), "old")],
)
def test_a_month_counts_as_long_as_its_last_day_may(
    start: date, text: str, parameters: Parameters
) -> None:
    patient_chart = with_facts(serology("hcg", NEGATIVE, "2025-11"), start=start)
    assert only(judged(pregnancy, patient_chart, parameters)).text == text


@pytest.mark.row("PREG-05")
def test_the_newest_negative_counts(parameters: Parameters) -> None:
    old = coded(STATUS, when="2025-10-01", answers=NOT_PREGNANT)
    for facts in ((old, NEW), (NEW, old)):
        (cleared,) = pregnancy.judge(with_facts(*facts), parameters)
        assert (cleared.action, cleared.because) == (Action.CLEAR, (NEW,))
        assert cleared.until == date(2025, 12, 6)


@pytest.mark.row("PREG-05")
def test_an_undated_negative_and_an_undated_doubt_are_both_named(parameters: Parameters) -> None:
    undated, doubt = serology("hcg", NEGATIVE, None), coded(STATUS, when=None)
    finding = only(judged(pregnancy, with_facts(undated, doubt), parameters))
    assert (finding.text, finding.because) == ("unclear", (undated, doubt))
    assert finding.values["given"] == ""


@pytest.mark.row("PREG-05")
def test_of_whoever_cannot_be_pregnant_only_a_suspected_pregnancy_is_said(
    parameters: Parameters,
) -> None:
    man = patient(gender="male")
    doubt = coded(STATUS, when="2025-11-20")
    assert list(pregnancy.judge(with_facts(doubt, who=man), parameters)) == []
    suspected = diagnosis("cond_pregnancy", verification="provisional", onset="2025-11-01")
    finding = only(judged(pregnancy, with_facts(doubt, suspected, who=man), parameters))
    assert (finding.because, finding.basis) == ((suspected,), Basis.UNUSABLE)


@pytest.mark.row("PREG-01")
def test_a_condition_that_is_over_or_is_its_own_end_is_no_pregnancy(
    parameters: Parameters,
) -> None:
    over = diagnosis(
        "cond_pregnancy", onset="2025-05-01", clinical="resolved", abatement=day("2025-08-01")
    )
    both = diagnosis("cond_pregnancy", "cond_pregnancy_ended", onset="2025-05-01")
    for fact in (over, both):
        finding = only(judged(pregnancy, with_facts(fact), parameters))
        assert (finding.row, finding.text) == ("PREG-05", "missing")
