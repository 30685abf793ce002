"""Contraception, exposure of a pregnancy, and breast-feeding."""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import add_months, days
from app.clinical.facts import Coded, Diagnosis, Fact, Procedure
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.newest_answers import newest_of
from app.rules.pregnancy_evidence import ENDED, can_be_pregnant, evidence_of
from app.rules.rule import ELIGIBILITY, LOW, MODERATE, MONITORING, WARN, Row, rule

CONTRACEPTION = ("cond_contraception_effective", "obs_contraception")
LOSS = "cond_pregnancy_loss"
FEEDING, FEEDS, FEEDS_NOT = (
    "obs_breastfeeding_status",
    "answer_breastfeeding",
    "answer_not_breastfeeding",
)

PREG_02 = Row(
    id="PREG-02",
    title="Contraception",
    statement="Effective contraception during treatment and for 6 months after the last dose.",
    code="PREG",
    cites=("seed-000", "seed-003", "S10", "S24"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "counsel": "No effective contraception is recorded. It is advised during treatment with "
        "ocrelizumab and for {months} months after the last dose. Counsel the patient.",
        "until": "No effective contraception is recorded. It is advised until {end}, {months} "
        "months after the last dose of ocrelizumab on {last}. Counsel the patient.",
    },
    parameters=("contraception.monthsAfterLastDose", "pregnancy.minYears", "pregnancy.maxYears"),
    inputs=("Condition",),
)
PREG_03 = Row(
    id="PREG-03",
    title="Pregnancy exposed to ocrelizumab",
    statement="A newborn exposed in pregnancy may lack B cells; animals showed harm to kidney, "
    "marrow and testis, and neonatal death. Tell the obstetric and paediatric team.",
    code="PREG",
    cites=("seed-003",),
    scope=(MONITORING,),
    texts={
        "exposed": "A pregnancy is recorded ({found}), and the last dose of ocrelizumab was given "
        "on {last}; the pregnancy may have been exposed. The newborn may lack B cells. Tell the "
        "obstetric and paediatric team.",
    },
    parameters=("infant.exposureMonths", "pregnancy.positiveMaxAgeDays"),
    inputs=("hcg", "MedicationAdministration"),
)
PREG_04 = Row(
    id="PREG-04",
    title="Pregnancy registry",
    statement="Exposed pregnancies can be reported to the US pregnancy registry.",
    code="PREG",
    cites=("seed-003",),
    scope=(MONITORING,),
    texts={
        "registry": "Exposed pregnancies in the US: registry 1-833-872-4370, "
        "ocrevuspregnancyregistry.com.",
    },
)
LACT_01 = Row(
    id="LACT-01",
    title="Breast-feeding",
    statement="No human data on breast-feeding: weigh benefit and risk.",
    code="LACT",
    cites=("seed-000", "seed-003", "S9"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "feeding": "Breast-feeding is recorded: {found}. There are no human data on ocrelizumab; "
        "human IgG passes into milk, and the drug into the milk of monkeys. Weigh benefit and risk "
        "and record the decision.",
        "ask": "An end of pregnancy is recorded ({found}) less than {months} months before the "
        "planned dose, and nothing on breast-feeding. Ask whether the patient breast-feeds.",
    },
    parameters=("lactation.action", "lactation.deliveredMonths"),
    inputs=("Condition",),
    reads=(FEEDING, FEEDS),
    if_unusable=(WARN, LOW),
)


@rule(PREG_02)
def contraception(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Counselling where pregnancy is possible and no contraception is recorded."""
    if not can_be_pregnant(chart, p) or evidence_of(chart).positive:
        return
    used = [
        *(d for d in chart.diagnoses(*CONTRACEPTION) if not d.over),
        *(c for c in chart.coded(CONTRACEPTION[0]) if c.present is not False),
        *chart.procedures(CONTRACEPTION[0]),
    ]
    months = p.months("contraception.monthsAfterLastDose")
    last = chart.course.last_day
    until = contraception_until(chart, p)
    if used:
        yield PREG_02.clear(*used)
    elif until is None or last is None:
        yield PREG_02.finding(WARN, LOW, "counsel", months=months)
    elif chart.as_of <= until:
        doses = chart.course.last.facts if chart.course.last else ()
        yield PREG_02.finding(
            WARN,
            LOW,
            "until",
            because=doses,
            releases_on=until + days(1),
            end=until,
            months=months,
            last=last.text,
        )


def contraception_until(chart: Chart, p: Parameters) -> date | None:
    """The last day on which contraception is advised; None while treatment goes on."""
    last = chart.course.last_day if chart.course.stopped else None
    return add_months(last.latest, p.months("contraception.monthsAfterLastDose")) if last else None


@rule(PREG_03, PREG_04)
def exposed_pregnancy(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Without the day it began, a pregnancy is taken to overlap wherever it can."""
    last = chart.course.last
    if last is None:
        return
    given, longest = last.when, p.days("pregnancy.positiveMaxAgeDays")
    ends = add_months(given.latest, p.months("infant.exposureMonths")) if given else None
    exposed = [
        fact
        for fact in evidence_of(chart).positive
        if fact.when is None
        or (
            (chart.start - fact.when.latest).days <= longest
            and (ends is None or fact.when.earliest - days(longest) <= ends)
        )
    ]
    if exposed:
        yield PREG_03.finding(
            WARN,
            MODERATE,
            "exposed",
            because=(*exposed, *last.facts),
            found="; ".join(f.display for f in exposed),
            last=given.text if given else "an unknown day",
        )
        yield PREG_04.note("registry", *exposed)


@rule(LACT_01)
def breast_feeding(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The newest statement counts; after a recent end of pregnancy it is asked for."""
    stated, feeding = feeding_stated(chart)
    if feeding:
        yield LACT_01.finding(
            WARN,
            MODERATE,
            "feeding",
            because=feeding,
            found="; ".join(f.display for f in feeding),
        )
        return
    if stated or chart.patient.gender == "male":
        return
    months = p.months("lactation.deliveredMonths")
    ends = recent_births(chart, months)
    if ends:
        yield LACT_01.finding(
            WARN,
            LOW,
            "ask",
            because=ends,
            basis=Basis.MISSING,
            missing=[Missing("Observation", FEEDING)],
            found="; ".join(f.display for f in ends),
            months=months,
        )


def feeding_stated(chart: Chart) -> tuple[list[Coded | Diagnosis], list[Coded | Diagnosis]]:
    """All statements on breast-feeding, and those that say she does and may be the newest."""
    stated: list[Coded | Diagnosis] = [
        *chart.coded(FEEDING, FEEDS),
        *(d for d in chart.diagnoses(FEEDING, FEEDS) if not d.over),
    ]
    return stated, [f for f in newest_of(stated) if _feeds(f)]


def recent_births(chart: Chart, months: int) -> list[Diagnosis | Procedure]:
    """Ends of pregnancy, other than losses, that are or may be this recent at the start."""
    known: tuple[Diagnosis | Procedure, ...] = (*chart.diagnoses(ENDED), *chart.procedures(ENDED))
    return [
        f
        for f in known
        if LOSS not in f.topics
        and (f.when is None or add_months(f.when.latest, months) > chart.start)
    ]


def _feeds(fact: Fact) -> bool:
    if not isinstance(fact, Coded):
        return True
    return FEEDS_NOT not in fact.answers and fact.present is not False


RULES = (contraception, exposed_pregnancy, breast_feeding)
