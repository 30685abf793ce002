"""Further baseline tests that a site asks for before the first dose."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.clinical.chart import Chart
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.pregnancy_evidence import can_be_pregnant
from app.rules.rule import LOW, WARN, Row, rule

BASE_EXT_01 = Row(
    id="BASE-EXT-01",
    title="Further baseline test of the site",
    statement="A site may ask for further tests before the first dose: VZV serology, HIV, "
    "hepatitis C, tuberculosis, lymphocyte subsets, a pregnancy test, creatinine.",
    code="LAB",
    cites=("S25",),
    texts={
        "missing": "No final result of {test} is in the record. This site asks for it before the "
        "first dose. Supply the result or have the test done.",
        "unusable": "The record holds {test}, but not in a form that can be used: no readable "
        "value, unit or date. This site asks for it before the first dose. Correct the result or "
        "repeat the test.",
    },
    parameters=("baseline.extended",),
)


@dataclass(frozen=True, slots=True)
class Further:
    """One test of the list.

    Attributes:
        title: its name in a sentence.
        names: analytes and markers that satisfy it.
        value_set: of its code, for the request.
        known: diagnoses that make the test superfluous.
        procedure: a procedure that satisfies it too.
    """

    title: str
    names: tuple[str, ...]
    value_set: str
    known: tuple[str, ...] = ()
    procedure: str = ""


PREGNANCY = "pregnancy-test"
TESTS = {
    "vzv-igg": Further("varicella zoster antibody (VZV IgG)", ("vzv_igg",), "lab_vzv_igg"),
    "hiv": Further("an HIV test", ("hiv",), "lab_hiv_screen", ("cond_hiv",)),
    "hcv": Further(
        "hepatitis C antibody or RNA",
        ("hcv_antibody", "hcv_rna"),
        "lab_hcv_antibody",
        ("cond_hcv",),
    ),
    "tuberculosis": Further(
        "a test for tuberculosis",
        ("tb_igra",),
        "lab_tb_igra",
        ("cond_tuberculosis_latent", "cond_tuberculosis_active"),
        "proc_tb_skin_test",
    ),
    "lymphocyte-subsets": Further(
        "lymphocyte subsets (CD19 or CD20)", ("cd19", "cd20"), "lab_cd19_absolute"
    ),
    PREGNANCY: Further("a pregnancy test", ("hcg",), "lab_hcg_serum_qualitative"),
    "creatinine": Further("creatinine or eGFR", ("creatinine", "egfr"), "lab_creatinine"),
}


@rule(BASE_EXT_01)
def extended_baseline(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Done once is enough; on treatment nothing of the list is asked for."""
    asked = p.codes("baseline.extended")
    if not asked or not chart.course.before_first:
        return
    for name in asked:
        if name == PREGNANCY and not can_be_pregnant(chart, p):
            continue
        test = TESTS[name]
        if not _known(test, chart):
            yield _missing(name, test, chart)


def _known(test: Further, chart: Chart) -> bool:
    if any(chart.latest(n) or chart.latest_serology(n) for n in test.names):
        return True
    if test.known and chart.diagnoses(*test.known):
        return True
    return any(done.when is not None for done in chart.procedures(test.procedure))


def _missing(name: str, test: Further, chart: Chart) -> Finding:
    basis, facts = chart.why_absent(*test.names)
    return BASE_EXT_01.finding(
        WARN,
        LOW,
        "unusable" if basis is Basis.UNUSABLE else "missing",
        because=facts,
        basis=basis,
        missing=(Missing("Observation", test.value_set),),
        cause=name,
        test=test.title,
    )


RULES = (extended_baseline,)
