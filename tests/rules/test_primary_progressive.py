"""IND-07: the European gate for primary progressive disease."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Decision, Diagnosis, LabResult
from app.clinical.finding import Action, Basis, Finding, Missing, Severity, Target
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.primary_progressive import IND_07, primary_progressive_gate
from app.rules.rule import DECISION
from tests.charts import AS_OF, chart, coded, cs, day, diagnosis, judged, lab, on_treatment, only
from tests.charts import source as source_of

CLEAR, WARN, HOLD = Action.CLEAR, Action.WARN, Action.HOLD
PRIMARY = ("ms_any", "ms_primary_progressive")
ACTIVE, NONACTIVE = "ms_primary_progressive_active", "ms_primary_progressive_nonactive"
EARLY = diagnosis(*PRIMARY, onset="2020-03-10")
EDSS = lab("edss", "6.5", unit="1", name="EDSS")
SEEN = coded("obs_mri_activity", present=True)
SEEN_NOT = coded("obs_mri_activity", present=False)
ONSET = Missing("Condition", "ms_primary_progressive", path="onset")
SCORE, WALK = Missing("Observation", "obs_edss"), Missing("Observation", "obs_walking_distance")
IMAGING = Missing("Observation", "obs_mri_activity")


def walks(metres: str, comparator: str = "") -> LabResult:
    return lab("walking_distance", metres, unit="m", comparator=comparator)


def of(site: str) -> Parameters:
    return load().parameters(AS_OF, site)


def ill(
    *diagnoses: Diagnosis,
    results: tuple[LabResult, ...] = (EDSS,),
    answers: tuple[Coded, ...] = (SEEN,),
    decisions: tuple[Decision, ...] = (),
    start: date = AS_OF,
) -> Chart:
    record = replace(
        cs(), diagnoses=diagnoses or (EARLY,), coded=answers, results=results, decisions=decisions
    )
    return chart(record, start=start)


def said(patient: Chart, site: str = "eu") -> tuple[Finding, ...]:
    return judged(primary_progressive_gate, patient, of(site))


@pytest.mark.row("IND-07")
@pytest.mark.parametrize("site", ["eu", "uk"])
def test_early_disease_with_activity_on_imaging_is_within_the_label(site: str) -> None:
    cleared = only(primary_progressive_gate.judge(ill(), of(site)))
    assert (cleared.row, cleared.action) == ("IND-07", CLEAR)
    assert cleared.because == (EARLY, EDSS, SEEN)


@pytest.mark.row("IND-07")
def test_the_us_label_has_no_such_gate() -> None:
    late = ill(diagnosis(*PRIMARY, onset="1990"), results=(), answers=(SEEN_NOT,))
    for site in ("us", "default"):
        assert list(primary_progressive_gate.judge(late, of(site))) == []


@pytest.mark.row("IND-07")
@pytest.mark.parametrize(
    "other",
    [
        diagnosis("ms_any", "ms_relapsing_remitting", onset="1990"),
        replace(EARLY, clinical="resolved"),
        replace(EARLY, verification="provisional"),
    ],
)
def test_other_courses_and_unconfirmed_disease_are_not_asked(other: Diagnosis) -> None:
    patient = ill(other, results=(), answers=())
    assert list(primary_progressive_gate.judge(patient, of("eu"))) == []


@pytest.mark.row("IND-07")
def test_on_treatment_a_worse_disability_does_not_undo_the_indication() -> None:
    record = replace(on_treatment(), diagnoses=(EARLY,), results=(lab("edss", "8", unit="1"),))
    assert list(primary_progressive_gate.judge(chart(record), of("eu"))) == []


@pytest.mark.row("IND-07")
@pytest.mark.parametrize(
    ("onset", "recorded", "start", "action"),
    [
        # fifteen years at most: 1 December 2010 + 15 years is the day of the start
        ("2010-12-01", None, AS_OF, CLEAR),
        ("2010-12-01", None, date(2025, 12, 2), HOLD),
        ("2010-11-30", None, AS_OF, HOLD),
        ("2011", None, AS_OF, CLEAR),
        ("2010-12", None, AS_OF, CLEAR),
        ("2010", None, AS_OF, WARN),  # January to November would be longer
        ("2009", None, AS_OF, HOLD),
        (None, None, AS_OF, WARN),
        (None, "2010-11-30", AS_OF, HOLD),  # no later than it was written down
        (None, "2010-12-01", AS_OF, WARN),  # symptoms may be older
    ],
)
def test_symptoms_are_fifteen_years_old_at_most(
    onset: str | None, recorded: str | None, start: date, action: Action
) -> None:
    found = diagnosis(*PRIMARY, onset=onset, recorded=day(recorded))
    found = replace(found, when=day(onset or recorded))
    finding = only(primary_progressive_gate.judge(ill(found, start=start), of("eu")))
    assert finding.action is action
    assert finding.missing == ((ONSET,) if action is WARN else ())


@pytest.mark.row("IND-07")
def test_the_oldest_diagnosis_tells_how_long_the_symptoms_last() -> None:
    older = diagnosis("ms_any", "ms_course_unspecified", onset="2005")
    finding = only(said(ill(EARLY, older)))
    assert (finding.action, finding.because) == (HOLD, (older,))
    unsure = diagnosis("ms_any", "ms_course_unspecified", onset="2010")
    assert only(said(ill(EARLY, unsure))).action is WARN


@pytest.mark.row("IND-07")
@pytest.mark.parametrize(
    ("results", "action"),
    [
        ((EDSS,), CLEAR),
        ((lab("edss", "7.0", unit="1"),), HOLD),
        ((lab("edss", "6.6", unit="1"),), HOLD),
        ((lab("edss", "6", unit="1", comparator=">"),), WARN),
        ((walks("20"),), CLEAR),
        ((walks("19.9"),), HOLD),
        ((walks("20"), lab("edss", "7.0", unit="1")), HOLD),
        ((walks("10"), EDSS), HOLD),
        ((walks("50", comparator="<"),), WARN),
        ((walks("50", comparator="<"), EDSS), CLEAR),
        ((), WARN),
        ((lab("edss", "4", unit="1", preliminary=True),), WARN),
        ((lab("edss", "7", unit="1", preliminary=True),), HOLD),
        ((lab("edss", "4", None, unit="1"),), WARN),
        # the newest counts
        ((lab("edss", "7", "2025-10-01", unit="1"), lab("edss", "6", unit="1")), CLEAR),
    ],
)
def test_disability_is_told_by_edss_or_walking_distance(
    results: tuple[LabResult, ...], action: Action
) -> None:
    finding = only(primary_progressive_gate.judge(ill(results=results), of("eu")))
    assert finding.action is action
    assert finding.missing == ((SCORE, WALK) if action is WARN else ())


@pytest.mark.row("IND-07")
@pytest.mark.parametrize(
    ("topics", "answers", "action"),
    [
        ((), (SEEN,), CLEAR),
        ((ACTIVE,), (), CLEAR),
        ((), (SEEN_NOT,), HOLD),
        ((NONACTIVE,), (), HOLD),
        ((), (), WARN),
        ((NONACTIVE,), (SEEN,), WARN),  # both disagree
        ((ACTIVE,), (SEEN_NOT,), WARN),
        ((), (SEEN, SEEN_NOT), WARN),
        ((), (replace(SEEN, preliminary=True),), WARN),
        ((), (replace(SEEN_NOT, preliminary=True),), HOLD),
        ((), (replace(SEEN, present=None),), WARN),
        ((), (SEEN, replace(SEEN_NOT, when=day("2025-01-01"))), CLEAR),
        ((), (SEEN_NOT, replace(SEEN, when=day("2025-01-01"))), HOLD),
        ((), (SEEN, replace(SEEN_NOT, when=None)), WARN),  # may be the newest
        ((), (SEEN_NOT, replace(SEEN, when=None)), WARN),
        # of some day of the year: the one of 20 November may be newer
        ((), (SEEN_NOT, replace(SEEN, when=day("2025"))), WARN),
        ((), (SEEN_NOT, replace(SEEN, when=day("2025-11"))), WARN),
        ((), (SEEN_NOT, replace(SEEN, when=day("2025-10"))), HOLD),
        ((), (replace(SEEN, when=None),), CLEAR),
    ],
)
def test_activity_on_imaging_is_told_by_the_code_or_the_newest_answer(
    topics: tuple[str, ...], answers: tuple[Coded, ...], action: Action
) -> None:
    found = diagnosis(*PRIMARY, *topics, onset="2020-03-10")
    finding = only(primary_progressive_gate.judge(ill(found, answers=answers), of("eu")))
    assert finding.action is action
    assert finding.missing == ((IMAGING,) if action is WARN else ())


@pytest.mark.row("IND-07")
def test_a_site_may_leave_the_imaging_out(parameters: Parameters) -> None:
    assert parameters.flag("indication.ppms.requireActivity") is False
    about = {name: of("eu").about(name) for name in of("eu").names}
    flag = "indication.ppms.requireActivity"
    lenient = Parameters(about | {flag: replace(about[flag], value=False)})
    patient = ill(answers=(SEEN_NOT,))
    assert only(primary_progressive_gate.judge(patient, lenient)).action is CLEAR


@pytest.mark.row("IND-07")
def test_what_lies_outside_is_one_hold_that_a_specialist_may_release() -> None:
    late = diagnosis(*PRIMARY, NONACTIVE, onset="2001-05-01", name="Non-active disease")
    score = lab("edss", "7.0", unit="1", name="EDSS")
    finding = only(said(ill(late, results=(score,), answers=())))
    assert (finding.row, finding.text, finding.cause) == ("IND-07", "outside", "")
    assert (finding.action, finding.severity) == (HOLD, Severity.MODERATE)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert finding.because == (late, score)  # the diagnosis speaks twice and is quoted once
    assert finding.values == {
        "found": "Non-active disease, 2001-05-01; EDSS 7.0, 2025-11-20",
        "years": 15,
        "edss": "6.5",
        "metres": 20,
    }
    assert IND_07.released_by == DECISION


@pytest.mark.row("IND-07")
def test_what_is_not_known_is_one_warning_that_names_it() -> None:
    undated = diagnosis(*PRIMARY)
    finding = only(said(ill(undated, results=(), answers=())))
    assert (finding.row, finding.text, finding.cause) == ("IND-07", "document", "")
    assert (finding.action, finding.severity) == (WARN, Severity.MODERATE)
    assert (finding.basis, finding.because) == (Basis.MISSING, (undated,))
    assert (finding.missing, finding.implicated) == ((ONSET, SCORE, WALK, IMAGING), ())
    assert finding.values["open"] == (
        "the onset of symptoms, disability (EDSS or walking distance), activity on imaging"
    )


@pytest.mark.row("IND-07")
def test_a_score_that_cannot_be_read_is_named() -> None:
    spoiled = lab("edss", None, problem="it has no unit")
    finding = only(said(ill(results=(spoiled,))))
    assert (finding.action, finding.basis) == (WARN, Basis.UNUSABLE)
    assert (finding.implicated, finding.missing) == ((spoiled,), (SCORE, WALK))
    walk = lab("walking_distance", None, problem="it has no unit")
    finding = only(said(ill(results=(spoiled, walk))))
    assert finding.implicated == (spoiled, walk)


@pytest.mark.row("IND-07")
@pytest.mark.parametrize(
    ("decided", "action"), [("2020-03-11", CLEAR), ("2020-03-10", WARN), ("2019-01-01", WARN)]
)
def test_a_decision_after_the_diagnosis_settles_what_is_not_known(
    decided: str, action: Action
) -> None:
    decision = Decision(row="IND-07", when=day(decided), source=source_of("DetectedIssue"))
    patient = ill(results=(), answers=(), decisions=(decision,))
    assert only(primary_progressive_gate.judge(patient, of("eu"))).action is action
