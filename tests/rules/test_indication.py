"""IND-01 to IND-06: the indication."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, Medication, Topics
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.indication import IND_03, IND_04, indication, other_reason, yearly_review
from app.rules.rule import DECISION
from tests.charts import (
    chart,
    cs,
    day,
    diagnosis,
    infusion,
    judged,
    medication,
    on_treatment,
    only,
    source,
)

HOLD, WARN, NOTE = Action.HOLD, Action.WARN, Action.NOTE
MODERATE = Severity.MODERATE
RELAPSING = diagnosis("ms_any", "ms_relapsing_remitting", onset="2024-03-10")
PROGRESSIVE = ("ms_any", "ms_secondary_progressive_activity_unknown")


def with_diagnoses(*found: Diagnosis) -> Chart:
    return chart(replace(cs(), diagnoses=found))


@pytest.mark.row("IND-01")
@pytest.mark.parametrize(
    ("found", "text"),
    [
        ((), "missing"),
        ((diagnosis("ms_mimics_not_indicated"),), "other"),
        ((diagnosis("ms_non_specific_code"),), "not_specific"),
        ((replace(RELAPSING, verification="provisional"),), "unconfirmed"),
        ((replace(RELAPSING, verification="differential"),), "unconfirmed"),
        ((replace(RELAPSING, clinical="resolved"),), "not_active"),
        ((replace(RELAPSING, clinical="inactive"),), "not_active"),
        ((replace(RELAPSING, clinical="", abated=True),), "not_active"),
    ],
)
def test_without_active_confirmed_disease_the_dose_waits(
    found: tuple[Diagnosis, ...], text: str, parameters: Parameters
) -> None:
    finding = only(judged(indication, with_diagnoses(*found), parameters))
    assert (finding.row, finding.text, finding.basis) == ("IND-01", text, Basis.MISSING)
    assert (finding.action, finding.severity) == (HOLD, MODERATE)
    assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, "")
    assert [m.value_set for m in finding.missing] == ["ms_any"]
    assert finding.because == found


@pytest.mark.row("IND-01")
@pytest.mark.parametrize(
    "found",
    [
        RELAPSING,
        replace(RELAPSING, clinical="remission"),
        replace(RELAPSING, clinical="relapse"),
        replace(RELAPSING, clinical="recurrence"),
        replace(RELAPSING, clinical="", verification=""),
        replace(RELAPSING, when=None, onset=None),
        diagnosis("ms_clinically_isolated_syndrome"),
        diagnosis("ms_any", "ms_secondary_progressive_active"),
    ],
)
def test_active_confirmed_disease_is_an_indication(
    found: Diagnosis, parameters: Parameters
) -> None:
    cleared = only(indication.judge(with_diagnoses(found), parameters))
    assert (cleared.row, cleared.action, cleared.because) == ("IND-01", Action.CLEAR, (found,))


@pytest.mark.row("IND-03")
@pytest.mark.parametrize(
    ("topics", "text", "action", "basis"),
    [
        (("ms_any", "ms_secondary_progressive_nonactive"), "nonactive", HOLD, Basis.FINDING),
        (PROGRESSIVE, "activity", WARN, Basis.MISSING),
        (("ms_any", "ms_course_unspecified"), "course", WARN, Basis.MISSING),
        (("ms_any", "ms_progressive_course_ambiguous"), "course", WARN, Basis.MISSING),
        (("ms_any",), "course", WARN, Basis.MISSING),
    ],
)
def test_the_course_decides(
    topics: tuple[str, ...], text: str, action: Action, basis: Basis, parameters: Parameters
) -> None:
    finding = only(judged(indication, with_diagnoses(diagnosis(*topics)), parameters))
    assert (finding.row, finding.text, finding.basis) == ("IND-03", text, basis)
    assert (finding.action, finding.severity) == (action, MODERATE)
    assert finding.target is Target.OCRELIZUMAB
    assert bool(finding.missing) == (basis is Basis.MISSING)
    assert IND_03.released_by == DECISION


@pytest.mark.row("IND-03")
@pytest.mark.parametrize(
    ("codes", "text"),
    [
        # the most specific with the latest onset decides
        (
            (("ms_relapsing_remitting", "2015"), ("ms_secondary_progressive_nonactive", "2022")),
            "nonactive",
        ),
        (
            (("ms_relapsing_remitting", "2022"), ("ms_secondary_progressive_nonactive", "2015")),
            None,
        ),
        ((("ms_relapsing_remitting", "2015"), ("ms_course_unspecified", "2022")), None),
        (
            (
                ("ms_secondary_progressive_activity_unknown", "2022"),
                ("ms_relapsing_remitting", "2015"),
            ),
            "activity",
        ),
        (
            (
                ("ms_secondary_progressive_activity_unknown", "2022"),
                ("ms_secondary_progressive_active", "2021"),
            ),
            None,
        ),
        # a relapse shows activity only when it is surely not before the progressive course
        (
            (
                ("ms_secondary_progressive_activity_unknown", "2022-05"),
                ("ms_activity", "2022-06-01"),
            ),
            None,
        ),
        (
            (
                ("ms_secondary_progressive_activity_unknown", "2022-05"),
                ("ms_activity", "2022-05-30"),
            ),
            "activity",
        ),
        (
            (("ms_secondary_progressive_activity_unknown", None), ("ms_activity", "2022-06-01")),
            "activity",
        ),
    ],
)
def test_of_several_codes_the_most_specific_with_the_latest_onset_decides(
    codes: tuple[tuple[str, str | None], ...], text: str | None, parameters: Parameters
) -> None:
    found = [diagnosis("ms_any", course, onset=onset) for course, onset in codes]
    findings = judged(indication, with_diagnoses(*found), parameters)
    assert [f.text for f in findings] == ([text] if text else [])


@pytest.mark.row("IND-03")
@pytest.mark.parametrize(
    ("onset", "recorded", "text"),
    [
        (None, None, "nonactive"),  # may be of today
        (None, "2023-01-01", "nonactive"),  # written down after 2022, begun at any time before
        (None, "2021-12-31", None),  # surely before 2022
        ("2022", None, "nonactive"),  # in the same year
        ("2021", None, None),
    ],
)
def test_a_course_that_may_be_the_latest_counts_when_it_is_less_favourable(
    onset: str | None, recorded: str | None, text: str | None, parameters: Parameters
) -> None:
    nonactive = diagnosis("ms_any", "ms_secondary_progressive_nonactive", onset=onset)
    nonactive = replace(nonactive, when=day(onset or recorded), recorded=day(recorded))
    relapsing = diagnosis("ms_any", "ms_relapsing_remitting", onset="2022-03-01")
    for both in ((nonactive, relapsing), (relapsing, nonactive)):
        findings = judged(indication, with_diagnoses(*both), parameters)
        assert [f.text for f in findings] == ([text] if text else [])


@pytest.mark.row("IND-03")
def test_a_course_only_written_down_later_does_not_hide_a_dated_one(
    parameters: Parameters,
) -> None:
    nonactive = diagnosis("ms_any", "ms_secondary_progressive_nonactive", onset="2015")
    again = diagnosis("ms_any", "ms_relapsing_remitting", recorded=day("2025-01-01"))
    again = replace(again, when=again.recorded)
    findings = judged(indication, with_diagnoses(nonactive, again), parameters)
    assert only(findings).text == "nonactive"


@pytest.mark.row("IND-03")
def test_of_one_diagnosis_coded_twice_the_least_favourable_counts(parameters: Parameters) -> None:
    both = diagnosis("ms_any", "ms_relapsing_remitting", "ms_secondary_progressive_nonactive")
    assert only(judged(indication, with_diagnoses(both), parameters)).text == "nonactive"


@pytest.mark.row("IND-05")
@pytest.mark.parametrize(("onset", "text"), [("2019-04", "since"), (None, "no_duration")])
def test_primary_progressive_disease_is_indicated_with_a_note(
    onset: str | None, text: str, parameters: Parameters
) -> None:
    found = diagnosis("ms_any", "ms_primary_progressive", onset=onset)
    note = only(judged(indication, with_diagnoses(found), parameters))
    assert (note.row, note.text, note.action) == ("IND-05", text, NOTE)


def order(reasons: Topics, *, coded: bool = True) -> Medication:
    return medication(
        "drug_ocrelizumab_iv",
        reasons=reasons,
        reason_stated=True,
        reason_coded=coded,
        planned=day("2025-12-01"),
    )


@pytest.mark.row("IND-04")
@pytest.mark.parametrize(
    ("reasons", "coded", "text", "action", "basis"),
    [
        (frozenset(["ms_mimics_not_indicated"]), True, "other", HOLD, Basis.FINDING),
        (frozenset(), True, "other", HOLD, Basis.FINDING),  # a code of no value set of ours
        (frozenset(["ms_mimics_not_indicated"]), False, "other", HOLD, Basis.FINDING),
        (frozenset(), False, "unreadable", WARN, Basis.UNUSABLE),  # words, or a lost reference
    ],
)
def test_an_order_for_another_disease_is_off_label(
    *,
    reasons: Topics,
    coded: bool,
    text: str,
    action: Action,
    basis: Basis,
    parameters: Parameters,
) -> None:
    patient = chart(replace(cs(), medications=(order(reasons, coded=coded),)))
    finding = only(judged(other_reason, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("IND-04", text, basis)
    assert (finding.action, finding.severity) == (action, MODERATE)
    assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, "2025-12-01")
    assert finding.implicated == finding.because
    assert IND_04.released_by == DECISION


@pytest.mark.row("IND-04")
@pytest.mark.parametrize(
    "silent",
    [
        order(frozenset(["ms_any"])),
        order(frozenset(["ms_clinically_isolated_syndrome"])),
        replace(order(frozenset()), ours=True),
        replace(order(frozenset()), status="completed"),
        replace(order(frozenset()), source=source("MedicationStatement")),
        medication("drug_ocrelizumab_iv"),
        replace(order(frozenset()), topics=frozenset(["drug_natalizumab"])),
    ],
)
def test_other_orders_are_silent(silent: Medication, parameters: Parameters) -> None:
    patient = chart(replace(cs(), medications=(silent,)))
    assert judged(other_reason, patient, parameters) == ()


@pytest.mark.row("IND-06")
@pytest.mark.parametrize(
    ("first", "noted"),
    [
        ("2024-12-01", True),
        ("2024-12-02", False),
        ("2024-12", False),
        ("2024", False),
        (None, False),
    ],
)
def test_after_a_year_the_benefit_is_reviewed(
    first: str | None, *, noted: bool, parameters: Parameters
) -> None:
    patient = chart(on_treatment(infusion(first), infusion("2025-06-01")), start=date(2025, 12, 1))
    notes = judged(yearly_review, patient, parameters)
    assert [(n.row, n.action) for n in notes] == ([("IND-06", NOTE)] if noted else [])
