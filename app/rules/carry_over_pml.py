"""After natalizumab: PML that was carried over is excluded before the first dose."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate
from app.clinical.facts import Procedure
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.prior_treatment import NATALIZUMAB, Exposure, last_exposure, within
from app.rules.rule import LOW, MODERATE, WARN, Row, rule

BRAIN, ANY_SITE = "imaging_mri_brain", "imaging_mri_unspecified_site"
ANTIBODY = "jcv_antibody"

SW_NAT_02 = Row(
    id="SW-NAT-02",
    title="PML carried over from natalizumab",
    statement="Before the first dose after natalizumab PML is excluded by MRI, and the JC virus "
    "antibody is known.",
    code="DRG",
    cites=("seed-002", "S18"),
    texts={
        "mri": "Natalizumab was last given on {last}, and no MRI of the brain after it is in the "
        "record. PML, an infection of the brain, can be carried over from natalizumab. Have an MRI "
        "done to exclude it, or supply its report.",
        "mri_unclear": "Natalizumab was last given on {last}, and whether an MRI of the brain was "
        "done after it cannot be told ({found}). PML, an infection of the brain, can be carried "
        "over from natalizumab. Supply the dates and the report of the MRI.",
        "jcv": "Natalizumab was last given on {last}, and no usable result of the JC virus "
        "antibody is in the record. It tells the risk of PML. Supply the result or have the test "
        "done.",
    },
    parameters=("switch.natalizumab.maxMonths",),
    inputs=("MedicationAdministration", ANTIBODY),
)


@rule(SW_NAT_02)
def carry_over_pml(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """First dose only, and natalizumab within a year (as SW-NAT-01)."""
    exposure = last_exposure(chart, NATALIZUMAB) if chart.course.before_first else None
    months = p.months("switch.natalizumab.maxMonths")
    if exposure is None or not within(exposure, chart.start, months):
        return
    last = exposure.last.text if exposure.last else "an unknown day"
    yield from _imaging(chart, exposure, last)
    if chart.latest_serology(ANTIBODY) is None:
        basis, unread = chart.why_absent(ANTIBODY)
        yield SW_NAT_02.finding(
            WARN,
            LOW,
            "jcv",
            because=(exposure.fact, *unread),
            basis=basis,
            missing=(Missing("Observation", "lab_jcv_antibody"),),
            cause="jcv",
            last=last,
        )


def _imaging(chart: Chart, exposure: Exposure, last: str) -> Iterator[Finding]:
    images = chart.procedures(BRAIN, ANY_SITE)
    if any(_surely_after(image, exposure.last) for image in images):
        return
    perhaps = tuple(i for i in images if _perhaps_after(i, exposure.last))
    yield SW_NAT_02.finding(
        WARN,
        MODERATE,
        "mri_unclear" if perhaps else "mri",
        because=(exposure.fact, *perhaps),
        basis=Basis.UNUSABLE if perhaps else Basis.MISSING,
        missing=(Missing("DiagnosticReport", BRAIN),),
        cause="mri",
        last=last,
        found="; ".join(i.display for i in perhaps),
    )


def _surely_after(image: Procedure, last: PartialDate | None) -> bool:
    """Of the brain, and of a later day than the last infusion."""
    dated = image.when is not None and last is not None and image.when.earliest > last.latest
    return dated and BRAIN in image.topics and not image.problem


def _perhaps_after(image: Procedure, last: PartialDate | None) -> bool:
    return image.when is None or last is None or image.when.latest > last.earliest


RULES = (carry_over_pml,)
