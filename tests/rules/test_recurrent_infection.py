"""INF-OPP-01: opportunistic, repeated serious, and repeated treated infections."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import NO_TOPICS, Diagnosis, Medication, Stay, Topics
from app.clinical.finding import Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.recurrent_infection import INF_OPP_01, counted_infections
from app.rules.rule import DECISION
from tests.charts import chart, cs, day, diagnosis, infusion, medication, on_treatment, only, source
from tests.rules.spoken import HIGH, HOLD, MODERATE, WARN, at_site, briefly, spoken

URINARY, SEPSIS = "cond_infection_urinary", "cond_infection_sepsis"
OPPORTUNISTIC, DRUG = "cond_infection_opportunistic", "drug_anti_infective"


def past(topic: str, onset: str | None, ended: str | None = None) -> Diagnosis:
    """Resolved, on a day where one is given."""
    return diagnosis(
        topic, onset=onset, clinical="resolved", abatement=day(ended), abated=ended is not None
    )


def ill(*found: Diagnosis, drugs: tuple[Medication, ...] = (), listed: bool = True) -> Chart:
    complete = cs().complete if listed else frozenset[str]()
    return chart(replace(on_treatment(), diagnoses=found, medications=drugs, complete=complete))


def drug(when: str | None, status: str = "completed", routes: Topics = NO_TOPICS) -> Medication:
    return medication(DRUG, status=status, when=day(when), routes=routes)


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize(
    ("found", "text"),
    [
        # 12 months before 2025-12-01
        (past(OPPORTUNISTIC, "2024-12-01"), "opportunistic"),
        (past(OPPORTUNISTIC, "2024-11-30"), None),
        (past(OPPORTUNISTIC, "2024-10-01", "2024-12-01"), "opportunistic"),
        (past(OPPORTUNISTIC, "2024-10-01", "2024-11-30"), None),
        (past(OPPORTUNISTIC, "2024"), "inexact"),
        (past(OPPORTUNISTIC, None), "inexact"),
        (diagnosis(OPPORTUNISTIC, onset="2020"), "opportunistic"),  # still going on
        (diagnosis(OPPORTUNISTIC), "opportunistic"),
        (diagnosis(OPPORTUNISTIC, "cond_pml", onset="2025-11-01"), None),  # PML-04
        (past(SEPSIS, "2025-06-01"), None),  # one serious infection
    ],
)
def test_an_opportunistic_infection_of_the_last_year_holds(
    found: Diagnosis, text: str | None, parameters: Parameters
) -> None:
    said = spoken(counted_infections, ill(found), parameters)
    assert [(f.row, f.text, f.action, f.severity) for f in said] == (
        [("INF-OPP-01", text, HOLD, HIGH)] if text else []
    )
    for finding in said:
        assert finding.basis is (Basis.UNUSABLE if text == "inexact" else Basis.FINDING)
        assert (finding.cause, finding.because) == ("serious", (found,))
    assert INF_OPP_01.released_by == DECISION


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize(
    ("days", "text"),
    [
        (("2025-06-01", "2025-06-15"), "serious"),  # 14 days apart
        (("2025-06-01", "2025-06-14"), None),  # one illness
        (("2025-06-15", "2025-06-01"), "serious"),
        (("2024-12-01", "2025-06-15"), "serious"),
        (("2024-11-30", "2025-06-15"), None),
        (("2024", "2025-06-15"), "inexact"),
        (("2025-06", "2025-06"), "inexact"),
        (("2025-06-15", None), "inexact"),
        ((None, None), "inexact"),
        ((None,), None),
    ],
)
def test_two_serious_infections_of_a_year_hold(
    days: tuple[str | None, ...], text: str | None, parameters: Parameters
) -> None:
    patient = ill(*(past(SEPSIS, when) for when in days))
    assert briefly(counted_infections, patient, parameters) == (
        [("INF-OPP-01", HOLD, HIGH, text)] if text else []
    )


@pytest.mark.row("INF-OPP-01")
def test_two_without_a_day_may_be_one(parameters: Parameters) -> None:
    listed = (diagnosis(SEPSIS), diagnosis("cond_infection_cns"))
    assert briefly(counted_infections, ill(*listed), parameters) == [
        ("INF-OPP-01", HOLD, HIGH, "inexact")
    ]
    strict = at_site(parameters, "infection.serious.count", 1)
    assert briefly(counted_infections, ill(listed[0]), strict) == [
        ("INF-OPP-01", HOLD, HIGH, "serious")
    ]


@pytest.mark.row("INF-OPP-01")
def test_the_hold_names_them_and_when_one_is_too_old(parameters: Parameters) -> None:
    found = (past(SEPSIS, "2025-06-15"), past("cond_infection_cns", "2025-02-03", "2025-03-04"))
    finding = only(spoken(counted_infections, ill(*found), parameters))
    assert (finding.basis, finding.because) == (Basis.FINDING, found)
    assert finding.until == date(2026, 3, 5)
    said = INF_OPP_01.sentence(finding)
    assert said.startswith(
        "Serious infections of the last 12 months are in the record, 2 or more ("
    )
    assert f"{SEPSIS}, 2025-06-15; cond_infection_cns, 2025-02-03" in said


@pytest.mark.row("INF-OPP-01")
def test_before_the_first_dose_it_is_decided_too(parameters: Parameters) -> None:
    found = (past(SEPSIS, "2025-06-15"), past(SEPSIS, "2025-02-03"))
    patient = chart(replace(cs(), diagnoses=found))
    assert briefly(counted_infections, patient, parameters) == [
        ("INF-OPP-01", HOLD, HIGH, "serious")
    ]


def stay(begun: str, ended: str) -> Stay:
    return Stay(when=day(begun), ended=day(ended), inpatient=True, source=source("Encounter"))


@pytest.mark.row("INF-OPP-01")
def test_hospital_and_treatment_through_a_vein_make_it_serious(parameters: Parameters) -> None:
    found = (
        past(URINARY, "2025-03-01", "2025-03-20"),
        past(URINARY, "2025-08-01", "2025-08-20"),
        diagnosis(URINARY),  # without a day it was in no hospital that we know of
    )
    into_a_vein = drug("2025-08-02", routes=frozenset(["route_iv"]))
    record = replace(ill(*found, drugs=(into_a_vein,)).record)
    with_stay = chart(replace(record, stays=(stay("2025-03-03", "2025-03-09"),)))
    held = [("INF-OPP-01", HOLD, HIGH, "serious")]
    assert briefly(counted_infections, with_stay, parameters) == held
    assert briefly(counted_infections, chart(record), parameters) == []
    given = infusion("2025-03-02", None, topics=frozenset([DRUG]), routes=frozenset(["route_iv"]))
    both = replace(record, administrations=(*record.administrations, given))
    assert briefly(counted_infections, chart(both), parameters) == held
    by_mouth = replace(given, routes=frozenset(["route_oral"]))
    taken = replace(record, administrations=(*record.administrations, by_mouth))
    assert briefly(counted_infections, chart(taken), parameters) == []


THREE = ("2025-02-01", "2025-05-01", "2025-08-01")
INFECTIONS = tuple(past(URINARY, when) for when in THREE)


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize(
    ("last", "told"),
    [
        # the third infection began on 2025-08-01; 14 days away it would be another one's
        ("2025-08-01", True),
        ("2025-08-14", True),
        ("2025-08-15", False),
        ("2025-07-19", True),
        ("2025-07-18", False),
        ("2025-08", True),
        (None, False),
    ],
)
def test_three_treated_infections_warn(
    last: str | None, parameters: Parameters, *, told: bool
) -> None:
    drugs = (drug("2025-02-02"), drug("2025-05-03"), drug(last))
    found = spoken(counted_infections, ill(*INFECTIONS, drugs=drugs), parameters)
    assert [(f.text, f.action, f.severity, f.basis) for f in found] == (
        [("treated", WARN, MODERATE, Basis.FINDING)] if told else []
    )
    for finding in found:
        assert finding.cause == "treated"
        assert sorted(f.display for f in finding.because) == sorted(f.display for f in INFECTIONS)
        assert finding.missing == ()
        assert finding.until == date(2026, 2, 2)  # the first is then 12 months and a day old
        assert "of the last 12 months that were treated: 3 or more (" in INF_OPP_01.sentence(
            finding
        )


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize("status", ["draft", "cancelled", "intended"])
def test_what_was_only_planned_treats_nothing(status: str, parameters: Parameters) -> None:
    drugs = (drug("2025-02-02"), drug("2025-05-03"), drug("2025-08-02", status=status))
    assert briefly(counted_infections, ill(*INFECTIONS, drugs=drugs), parameters) == []


@pytest.mark.row("INF-OPP-01")
def test_a_serious_infection_counts_as_treated(parameters: Parameters) -> None:
    found = (*INFECTIONS[:2], past(SEPSIS, "2025-08-01"))
    drugs = (drug("2025-02-02"), drug("2025-05-03"))
    assert briefly(counted_infections, ill(*found, drugs=drugs), parameters) == [
        ("INF-OPP-01", WARN, MODERATE, "treated")
    ]


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize(
    ("third", "text"),
    [
        ("2025-05-15", "treated"),
        ("2025-05-14", None),
        ("2025-05", "treated_inexact"),
        ("2024", "treated_inexact"),
        ("2024-11", None),
    ],
)
def test_treated_infections_are_told_apart_by_their_days(
    third: str, text: str | None, parameters: Parameters
) -> None:
    found = (*INFECTIONS[:2], past(URINARY, third))
    drugs = (drug("2025-02-02"), drug("2025-05-03"), drug(third))
    said = spoken(counted_infections, ill(*found, drugs=drugs), parameters)
    assert [(f.text, f.action, f.severity) for f in said] == (
        [(text, WARN, MODERATE)] if text else []
    )
    if text == "treated_inexact":
        assert only(said).basis is Basis.UNUSABLE


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize(("count", "told"), [(3, True), (2, False)])
def test_without_a_list_of_medicines_treatment_is_asked_about(
    count: int, parameters: Parameters, *, told: bool
) -> None:
    patient = ill(*INFECTIONS[:count], listed=False)
    found = spoken(counted_infections, patient, parameters)
    assert [(f.text, f.action, f.severity, f.basis, f.missing) for f in found] == (
        [
            (
                "untold",
                WARN,
                MODERATE,
                Basis.MISSING,
                (Missing("MedicationRequest", DRUG, date(2024, 12, 1), "medication"),),
            )
        ]
        if told
        else []
    )
    assert briefly(counted_infections, ill(*INFECTIONS), parameters) == []  # the list is complete


@pytest.mark.row("INF-OPP-01")
@pytest.mark.parametrize(
    "other", ["cond_infection_not_acute", "cond_hiv", "cond_infection_recurrent"]
)
def test_what_is_no_episode_is_not_counted(other: str, parameters: Parameters) -> None:
    found = (*INFECTIONS[:2], replace(INFECTIONS[2], topics=frozenset([URINARY, other])))
    assert briefly(counted_infections, ill(*found, listed=False), parameters) == []


@pytest.mark.row("INF-OPP-01")
def test_herpes_is_counted(parameters: Parameters) -> None:
    found = (*INFECTIONS[:2], past("cond_herpes_any", "2025-08-01"))
    assert [f[3] for f in briefly(counted_infections, ill(*found, listed=False), parameters)] == [
        "untold"
    ]
