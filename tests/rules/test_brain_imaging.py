"""PML-05 and PML-06: the risk of PML, and the yearly MRI of the brain on treatment."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Procedure
from app.clinical.finding import Action, Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.baseline_tests import brain_mri_known
from app.rules.brain_imaging import PML_06, brain_mri_due, risk_of_pml
from tests.charts import chart, coded, cs, day, infusion, lab, medication, on_treatment, only
from tests.charts import procedure as done
from tests.rules.spoken import LOW, NOTE, WARN, briefly, spoken

BRAIN, ANY_SITE = "imaging_mri_brain", "imaging_mri_unspecified_site"


def with_images(*images: Procedure, record: Record | None = None) -> Record:
    return replace(record or on_treatment(), procedures=images)


@pytest.mark.row("PML-06")
@pytest.mark.parametrize(
    ("images", "text"),
    [
        # 12 months before 2025-12-01
        ((done(BRAIN, "2024-12-01"),), None),
        ((done(BRAIN, "2024-11-30"),), "due"),
        ((done(BRAIN, "2024-11"),), "due"),
        ((done(BRAIN, "2024"),), "inexact"),  # until 31 December
        ((done(BRAIN, "2020-01-01"), done(BRAIN, "2025-03-01")), None),
        ((done(BRAIN, None),), "unusable"),
        ((done(ANY_SITE, "2025-03-01"),), "unusable"),
        ((replace(done(BRAIN, "2025-03-01"), problem="in the future"),), "unusable"),
        ((), "missing"),
    ],
)
def test_on_treatment_an_mri_is_due_every_year(
    images: tuple[Procedure, ...], text: str | None, parameters: Parameters
) -> None:
    found = briefly(brain_mri_due, chart(with_images(*images)), parameters)
    assert found == ([("PML-06", WARN, LOW, text)] if text else [])


@pytest.mark.row("PML-06")
def test_a_due_one_names_its_day(parameters: Parameters) -> None:
    taken = done(BRAIN, "2023-02-03")
    finding = only(spoken(brain_mri_due, chart(with_images(taken)), parameters))
    assert (finding.because, finding.basis, finding.cause) == ((taken,), Basis.FINDING, "")
    assert finding.missing == (Missing("DiagnosticReport", BRAIN, date(2023, 2, 4)),)
    assert "is of 2023-02-03, more than 12 months before 2025-12-01" in PML_06.sentence(finding)


@pytest.mark.row("PML-06")
@pytest.mark.parametrize(
    ("images", "basis", "words"),
    [
        ((done(BRAIN, "2024"),), Basis.UNUSABLE, "is of 2024: the exact"),
        (
            (done(BRAIN, None), done(ANY_SITE, "2025-03")),
            Basis.UNUSABLE,
            f"({BRAIN}; {ANY_SITE}, 2",
        ),
        ((), Basis.MISSING, "every 12 months"),
    ],
)
def test_what_cannot_be_used_is_named(
    images: tuple[Procedure, ...], basis: Basis, words: str, parameters: Parameters
) -> None:
    finding = only(spoken(brain_mri_due, chart(with_images(*images)), parameters))
    assert (finding.because, finding.basis) == (images, basis)
    assert words in PML_06.sentence(finding)
    assert [(m.type, m.value_set) for m in finding.missing] == [("DiagnosticReport", BRAIN)]


@pytest.mark.row("PML-06")
def test_a_recent_one_clears_until_it_is_too_old(parameters: Parameters) -> None:
    found = tuple(brain_mri_due.judge(chart(with_images(done(BRAIN, "2025-03-01"))), parameters))
    assert [(f.action, f.until) for f in found] == [(Action.CLEAR, date(2026, 3, 2))]


@pytest.mark.row("PML-06")
def test_an_observation_of_an_mri_counts(parameters: Parameters) -> None:
    record = replace(with_images(), coded=(coded(BRAIN, when="2025-03-01"),))
    assert briefly(brain_mri_due, chart(record), parameters) == []


@pytest.mark.row("PML-06")
@pytest.mark.row("BASE-MRI-01")
@pytest.mark.parametrize(
    ("record", "baseline", "yearly"),
    [
        (cs(), True, False),
        (on_treatment(), False, True),
        (on_treatment(infusion("2024-11-30")), True, False),  # a restart: the first dose again
    ],
)
def test_baseline_and_yearly_mri_never_speak_together(
    record: Record, parameters: Parameters, *, baseline: bool, yearly: bool
) -> None:
    patient = chart(replace(record, procedures=()))
    assert bool(briefly(brain_mri_known, patient, parameters)) is baseline
    assert bool(briefly(brain_mri_due, patient, parameters)) is yearly


STOPPED = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-11-01"))


@pytest.mark.row("PML-06")
@pytest.mark.row("PML-05")
def test_after_stopping_no_mri_is_due_and_the_risk_is_told_until_recovery(
    parameters: Parameters,
) -> None:
    record = replace(on_treatment(infusion("2025-06-01")), procedures=(), medications=(STOPPED,))
    assert briefly(brain_mri_due, chart(record), parameters) == []
    told = [("PML-05", NOTE, None, "risk")]
    assert briefly(risk_of_pml, chart(record), parameters) == told
    assert briefly(risk_of_pml, chart(cs()), parameters) == told
    back = replace(record, results=(lab("cd19", "150", "2025-11-20"),))
    assert briefly(risk_of_pml, chart(back), parameters) == []
