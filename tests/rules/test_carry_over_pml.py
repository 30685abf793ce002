"""SW-NAT-02: MRI and JC virus antibody after natalizumab."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Medication, Procedure, Reading, Serology
from app.clinical.finding import Action, Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.carry_over_pml import SW_NAT_02, carry_over_pml
from tests.charts import (
    AS_OF,
    chart,
    cs,
    day,
    infusion,
    medication,
    on_treatment,
    only,
    procedure,
    serology,
)
from tests.rules.spoken import LOW, MODERATE, WARN, briefly, spoken

NATALIZUMAB, BRAIN, ANY_SITE = (
    "drug_natalizumab",
    "imaging_mri_brain",
    "imaging_mri_unspecified_site",
)
JCV = serology("jcv_antibody", Reading.POSITIVE, "2024-01-01")


def given(when: str | None) -> Administration:
    return infusion(
        when, None, topics=frozenset((NATALIZUMAB,)), key="natalizumab", name="natalizumab"
    )


def switching(
    *facts: Administration | Medication,
    images: tuple[Procedure, ...] = (),
    jcv: tuple[Serology, ...] = (JCV,),
    record: Record | None = None,
    start: date = AS_OF,
) -> Chart:
    kept = record or cs()
    return chart(
        replace(
            kept,
            administrations=(
                *kept.administrations,
                *(f for f in facts if isinstance(f, Administration)),
            ),
            medications=tuple(f for f in facts if isinstance(f, Medication)),
            procedures=images,
            serologies=(*kept.serologies, *jcv),
        ),
        start=start,
    )


LAST = given("2025-10-20")


@pytest.mark.row("SW-NAT-02")
@pytest.mark.parametrize(
    "images",
    [
        (),
        (procedure(BRAIN, "2025-10-20"),),  # the day of the infusion is not after it
        (procedure(BRAIN, "2025-01-15"),),
        (procedure(ANY_SITE, "2025-10-20"),),
    ],
)
def test_no_mri_after_natalizumab_is_a_moderate_warning(
    images: tuple[Procedure, ...], parameters: Parameters
) -> None:
    found = only(spoken(carry_over_pml, switching(LAST, images=images), parameters))
    assert (found.row, found.action, found.severity) == ("SW-NAT-02", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == ("mri", Basis.MISSING, "mri")
    assert (found.because, found.missing) == ((LAST,), (Missing("DiagnosticReport", BRAIN),))
    assert found.values == {"last": "2025-10-20", "found": ""}


@pytest.mark.row("SW-NAT-02")
@pytest.mark.parametrize(
    ("last", "image"),
    [
        (LAST, procedure(BRAIN, None)),
        (LAST, procedure(BRAIN, "2025-10")),
        (LAST, procedure(ANY_SITE, "2025-11-20")),
        (LAST, replace(procedure(BRAIN, "2025-11-20"), problem="not readable")),
        (given("2025-11"), procedure(BRAIN, "2025-11-30")),
        (given("2025-11"), procedure(BRAIN, "2025-11-02")),
        (given(None), procedure(BRAIN, "2025-11-20")),
    ],
)
def test_an_mri_that_may_be_after_it_is_asked_about(
    last: Administration, image: Procedure, parameters: Parameters
) -> None:
    found = only(spoken(carry_over_pml, switching(last, images=(image,)), parameters))
    assert (found.action, found.severity, found.text) == (WARN, MODERATE, "mri_unclear")
    assert (found.basis, found.cause) == (Basis.UNUSABLE, "mri")
    assert (found.because, found.values["found"]) == ((last, image), image.display)
    assert found.values["last"] == (last.when.text if last.when else "an unknown day")


@pytest.mark.row("SW-NAT-02")
def test_an_mri_of_the_brain_after_it_satisfies(parameters: Parameters) -> None:
    for image in (procedure(BRAIN, "2025-10-21"), procedure(BRAIN, "2025-11")):
        patient = switching(LAST, images=(procedure(BRAIN, None), image))
        assert briefly(carry_over_pml, patient, parameters) == []


@pytest.mark.row("SW-NAT-02")
@pytest.mark.parametrize(
    ("jcv", "basis"),
    [
        ((), Basis.MISSING),
        ((replace(JCV, preliminary=True),), Basis.MISSING),
        ((replace(JCV, reading=None, problem="index"),), Basis.UNUSABLE),
        ((replace(JCV, when=None),), Basis.UNUSABLE),
    ],
)
def test_an_unknown_jc_virus_antibody_is_a_low_warning(
    jcv: tuple[Serology, ...], basis: Basis, parameters: Parameters
) -> None:
    patient = switching(LAST, images=(procedure(BRAIN, "2025-11-20"),), jcv=jcv)
    found = only(spoken(carry_over_pml, patient, parameters))
    assert (found.row, found.action, found.severity) == ("SW-NAT-02", WARN, LOW)
    assert (found.text, found.basis, found.cause) == ("jcv", basis, "jcv")
    assert found.because == (LAST, *(jcv if basis is Basis.UNUSABLE else ()))
    assert found.missing == (Missing("Observation", "lab_jcv_antibody"),)
    assert found.values == {"last": "2025-10-20"}


@pytest.mark.row("SW-NAT-02")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), []),
        # twelve months before 2025-12-01
        ((given("2024-12-01"),), ["mri", "jcv"]),
        ((given("2024-11-30"),), []),
        ((medication(NATALIZUMAB, when=day("2025-09-01"), status="stopped"),), ["mri", "jcv"]),
        ((medication(NATALIZUMAB, when=day("2024-11-30"), status="stopped"),), []),
        ((medication(NATALIZUMAB, when=day("2025-09-01"), status="cancelled"),), []),
    ],
)
def test_it_speaks_for_a_year_after_natalizumab(
    facts: tuple[Administration | Medication, ...], expected: list[str], parameters: Parameters
) -> None:
    found = spoken(carry_over_pml, switching(*facts, jcv=()), parameters)
    assert [f.text for f in found] == expected
    assert all(f.action is Action.WARN for f in found)


@pytest.mark.row("SW-NAT-02")
def test_only_the_first_dose_asks(parameters: Parameters) -> None:
    treated = switching(LAST, jcv=(), record=on_treatment())
    assert briefly(carry_over_pml, treated, parameters) == []


@pytest.mark.row("SW-NAT-02")
def test_the_sentences_quote_the_last_infusion_and_the_images(parameters: Parameters) -> None:
    def sentences(*images: Procedure) -> list[str]:
        patient = switching(LAST, images=images, jcv=())
        return [SW_NAT_02.sentence(f) for f in spoken(carry_over_pml, patient, parameters)]

    jcv = (
        "Natalizumab was last given on 2025-10-20, and no usable result of the JC virus antibody "
        "is in the record. It tells the risk of PML. Supply the result or have the test done."
    )
    assert sentences() == [
        (
            "Natalizumab was last given on 2025-10-20, and no MRI of the brain after it is in the "
            "record. PML, an infection of the brain, can be carried over from natalizumab. Have "
            "an MRI done to exclude it, or supply its report."
        ),
        jcv,
    ]
    some_site = replace(procedure(ANY_SITE, "2025-11-20"), name="MRI")
    undated = replace(procedure(BRAIN, None), name="MRI of the brain")
    assert sentences(undated, some_site) == [
        (
            "Natalizumab was last given on 2025-10-20, and whether an MRI of the brain was done "
            "after it cannot be told (MRI, 2025-11-20; MRI of the brain). PML, an infection of "
            "the brain, can be carried over from natalizumab. Supply the dates and the report of "
            "the MRI."
        ),
        jcv,
    ]
