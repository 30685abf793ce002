"""Baseline tests before the first dose: hepatitis B, immunoglobulins, liver, blood count, MRI."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Fact, LabResult, Serology
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.baseline_window import BASELINE_TEXTS, Panel, Test, judged_panel
from app.rules.immunoglobulin_replacement import readable_igg
from app.rules.rule import ELIGIBILITY, HIGH, HOLD, LOW, MONITORING, WARN, Row, rule

_LIMIT_TEXTS = {
    "table_limit": "The laboratory gave no limit of normal for {tests}, so the limits of this "
    "service's table were used ({limits}). The laboratory's own limits may differ: compare them.",
    "conflict": "Two statements about {tests} of one time disagree ({found}). The worse one was "
    "used and is within the limits. Ask the laboratory which is right.",
}
BASE_HBV_01 = Row(
    id="BASE-HBV-01",
    title="HBsAg before the first dose",
    statement="Hepatitis B surface antigen is known before the first dose.",
    code="LAB",
    cites=("seed-001", "seed-002", "seed-003", "label-2.1"),
    texts=BASELINE_TEXTS,
    parameters=("baseline.hbv.maxAgeDays", "baseline.staleMaxAgeDays", "hbv.requiredTests"),
    inputs=("hbsag",),
)
BASE_HBV_02 = Row(
    id="BASE-HBV-02",
    title="Anti-HBc before the first dose",
    statement="Total (or IgG) antibody to hepatitis B core is known before the first dose; IgM "
    "or anti-HBs alone do not satisfy.",
    code="LAB",
    cites=("seed-000", "seed-001", "seed-003", "label-2.1"),
    texts=BASELINE_TEXTS,
    parameters=("baseline.hbv.maxAgeDays", "baseline.staleMaxAgeDays", "hbv.requiredTests"),
)
BASE_IG_01 = Row(
    id="BASE-IG-01",
    title="Immunoglobulins before the first dose",
    statement="IgG, IgA and IgM are measured at baseline.",
    code="LAB",
    cites=("seed-001", "seed-002", "seed-003", "label-2.1"),
    scope=(ELIGIBILITY, MONITORING),
    texts=BASELINE_TEXTS
    | _LIMIT_TEXTS
    | {
        "missing": "No final result of {tests} that counts is in the record. An IgG drawn soon "
        "after immunoglobulin replacement does not count. It is needed before ocrelizumab is "
        "given. Supply the result or have the test done.",
    },
    parameters=(
        "baseline.ig.maxAgeDays",
        "baseline.staleMaxAgeDays",
        "ig.replacementReadableMonths",
    ),
    inputs=("igg", "iga", "igm"),
)
BASE_LFT_01 = Row(
    id="BASE-LFT-01",
    title="Liver tests before the first dose",
    statement="ALT, AST, alkaline phosphatase and total bilirubin are measured before treatment.",
    code="LAB",
    cites=("seed-000", "seed-001", "seed-002", "label-2.1"),
    scope=(ELIGIBILITY, MONITORING),
    texts=BASELINE_TEXTS | _LIMIT_TEXTS,
    parameters=("baseline.liver.maxAgeDays", "baseline.staleMaxAgeDays"),
    inputs=("alt", "ast", "alp", "bilirubin"),
    aliases=("HEP-01",),
)
BASE_CBC_01 = Row(
    id="BASE-CBC-01",
    title="Complete blood count before the first dose",
    statement="A complete blood count is known before starting; one source asks for it, the label "
    "does not.",
    code="LAB",
    cites=("seed-002",),
    scope=(ELIGIBILITY, MONITORING),
    texts=BASELINE_TEXTS
    | _LIMIT_TEXTS
    | {
        "missing": "No final result of {tests} is in the record. A complete blood count shows "
        "where the patient starts from. Supply it or have it done.",
    },
    parameters=("baseline.cbc.maxAgeDays", "baseline.staleMaxAgeDays", "baseline.extra"),
    inputs=("leukocytes", "neutrophils", "lymphocytes", "platelets", "haemoglobin"),
)
BASE_MRI_01 = Row(
    id="BASE-MRI-01",
    title="Brain MRI before the first dose",
    statement="A baseline MRI is done before starting; one source asks for it, the label does not.",
    code="LAB",
    cites=("seed-002",),
    texts={
        "known": "The baseline brain MRI is of {when}.",
        "missing": "No MRI of the brain is in the record. One before the first dose makes later "
        "changes readable. Supply its report or have it done.",
        "unusable": "An MRI is in the record ({found}), but without a date or without saying that "
        "it shows the brain. Supply the report of the baseline brain MRI.",
    },
    parameters=("baseline.extra",),
    inputs=("DiagnosticReport",),
    reads=("imaging_mri_brain", "imaging_mri_unspecified_site"),
    if_unusable=(WARN, LOW),
)


def _test(title: str, analyte: str, value_set: str, **other: bool) -> Test:
    return Test(title, (analyte,), value_set, lambda chart, _: chart.latest(analyte), **other)


def _serology(chart: Chart, *markers: str) -> Serology | None:
    return chart.latest_serology(*markers)


_HBSAG = Test("HBsAg", ("hbsag",), "lab_hbsag_qualitative", lambda c, _: _serology(c, "hbsag"))
_ANTI_HBC = Test(
    "anti-HBc (total)",
    ("anti_hbc_total", "anti_hbc_igg"),
    "lab_anti_hbc_total",
    lambda c, _: _serology(c, "anti_hbc_total", "anti_hbc_igg"),
)
_HBV = (
    (
        "hbsag",
        Panel(
            row=BASE_HBV_01,
            tests=(_HBSAG,),
            window="baseline.hbv.maxAgeDays",
            absent=(HOLD, HIGH),
            lasting=True,
        ),
    ),
    (
        "anti-hbc-total",
        Panel(
            row=BASE_HBV_02,
            tests=(_ANTI_HBC,),
            window="baseline.hbv.maxAgeDays",
            absent=(HOLD, HIGH),
            lasting=True,
        ),
    ),
)
_IMMUNOGLOBULINS = Panel(
    row=BASE_IG_01,
    tests=(
        Test("IgG", ("igg",), "lab_igg", readable_igg, low=True),
        _test("IgA", "iga", "lab_iga", needed=False, low=True),
        _test("IgM", "igm", "lab_igm", needed=False, low=True),
    ),
    window="baseline.ig.maxAgeDays",
)
_LIVER = Panel(
    row=BASE_LFT_01,
    tests=(
        _test("ALT", "alt", "lab_alt", high=True),
        _test("AST", "ast", "lab_ast", needed=False, high=True),
        _test("alkaline phosphatase", "alp", "lab_alp", needed=False, high=True),
        _test("total bilirubin", "bilirubin", "lab_bilirubin_total", high=True),
    ),
    window="baseline.liver.maxAgeDays",
)
_BLOOD_COUNT = Panel(
    row=BASE_CBC_01,
    tests=(
        _test("leukocytes", "leukocytes", "lab_leukocytes", needed=False),
        _test("neutrophils", "neutrophils", "lab_neutrophils_absolute", needed=False),
        _test("lymphocytes", "lymphocytes", "lab_lymphocytes_absolute", needed=False),
        _test("platelets", "platelets", "lab_platelets", needed=False),
        _test("haemoglobin", "haemoglobin", "lab_haemoglobin", needed=False),
    ),
    window="baseline.cbc.maxAgeDays",
    absent=(WARN, LOW),
    stale=LOW,
)
_NEUTROPHILS = (
    Test("neutrophils", ("neutrophils",), "", lambda c, _: c.latest("neutrophils"), low=True),
)


@rule(BASE_HBV_01, BASE_HBV_02)
def hepatitis_b_known(chart: Chart, p: Parameters) -> Iterator[Finding]:
    required = p.codes("hbv.requiredTests")
    for name, panel in _HBV:
        if name in required:
            yield from judged_panel(panel, chart, p)


@rule(BASE_IG_01)
def immunoglobulins_known(chart: Chart, p: Parameters) -> Iterator[Finding]:
    yield from judged_panel(_IMMUNOGLOBULINS, chart, p)
    yield from _limits(BASE_IG_01, _IMMUNOGLOBULINS.tests, chart, p)


@rule(BASE_LFT_01)
def liver_known(chart: Chart, p: Parameters) -> Iterator[Finding]:
    yield from judged_panel(_LIVER, chart, p)
    yield from _limits(BASE_LFT_01, _LIVER.tests, chart, p)


@rule(BASE_CBC_01)
def blood_count_known(chart: Chart, p: Parameters) -> Iterator[Finding]:
    if "cbc" in p.codes("baseline.extra"):
        yield from judged_panel(_BLOOD_COUNT, chart, p)
    yield from _limits(BASE_CBC_01, _NEUTROPHILS, chart, p)


@rule(BASE_MRI_01)
def brain_mri_known(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Before a first dose only; on treatment PML-06 asks for imaging."""
    if not chart.course.before_first or "mri" not in p.codes("baseline.extra"):
        return
    of_brain = chart.procedures("imaging_mri_brain")
    dated = next((i for i in of_brain if i.when is not None and not i.problem), None)
    if dated is not None and dated.when is not None:
        yield BASE_MRI_01.note("known", dated, when=dated.when.text)
        return
    other: tuple[Fact, ...] = (*of_brain, *chart.procedures("imaging_mri_unspecified_site"))
    yield BASE_MRI_01.finding(
        WARN,
        LOW,
        "unusable" if other else "missing",
        because=other,
        basis=Basis.UNUSABLE if other else Basis.MISSING,
        missing=(Missing("DiagnosticReport", "imaging_mri_brain"),),
        found="; ".join(i.display for i in other),
    )


def _limits(row: Row, tests: tuple[Test, ...], chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Say so where the limit of normal is ours, or where two statements of one time disagree."""
    newest = [(t, r) for t in tests if isinstance(r := t.newest(chart, p), LabResult)]
    ours = [(t, r) for t, r in newest if r.from_table and not t.undecided(r)]
    torn = [(t, r) for t, r in newest if r.conflicting and not t.out_of_range(r)]
    if ours:
        yield row.finding(
            WARN,
            LOW,
            "table_limit",
            because=[r for _, r in ours],
            cause="table-limit",
            tests=", ".join(t.title for t, _ in ours),
            limits="; ".join(_limit(t, r) for t, r in ours),
        )
    if torn:
        yield row.finding(
            WARN,
            LOW,
            "conflict",
            because=[r for _, r in torn],
            basis=Basis.CONFLICTING,
            cause="conflict",
            tests=", ".join(t.title for t, _ in torn),
            found="; ".join(r.display for _, r in torn),
        )


def _limit(test: Test, result: LabResult) -> str:
    side, limit = ("from", result.low) if test.low else ("up to", result.high)
    return f"{test.title} {side} {limit} {result.unit}"


RULES = (
    hepatitis_b_known,
    immunoglobulins_known,
    liver_known,
    blood_count_known,
    brain_mri_known,
)
