"""What current UK and EU texts say of contraception and breast-feeding, where they are in force."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.pregnancy_evidence import can_be_pregnant, evidence_of
from app.rules.reproduction import contraception_until, feeding_stated, recent_births
from app.rules.rule import ELIGIBILITY, MONITORING, Row, rule

PREG_06 = Row(
    id="PREG-06",
    title="Contraception and breast-feeding by UK and EU texts",
    statement="UK and EU: contraception until 4 months after the last dose; breast-feeding is "
    "possible from a few days after birth.",
    code="PREG",
    cites=("S9",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "contraception": "Contraception is advised here during treatment and until {months} months "
        "after the last dose of ocrelizumab. The US label and older European texts ask for longer.",
        "breast_feeding": "Current UK and EU texts allow breast-feeding from a few days after "
        "birth ({found}). The US label weighs benefit and risk, and older European texts advise "
        "against it.",
    },
    parameters=(
        "lactation.allowedAfterBirth",
        "lactation.deliveredMonths",
        "contraception.monthsAfterLastDose",
    ),
)


@rule(PREG_06)
def european_reproduction(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Notes only: LACT-01 and PREG-02 still ask for the decision and the counselling."""
    if not p.flag("lactation.allowedAfterBirth"):
        return
    pregnant = evidence_of(chart).positive
    until = contraception_until(chart, p)
    if can_be_pregnant(chart, p) and not pregnant and (until is None or chart.as_of <= until):
        yield PREG_06.note(
            "contraception",
            until=until + days(1) if until else None,
            months=p.months("contraception.monthsAfterLastDose"),
        )
    stated, feeding = feeding_stated(chart)
    births = recent_births(chart, p.months("lactation.deliveredMonths"))
    about = feeding or (() if stated or chart.patient.gender == "male" else (*births, *pregnant))
    if about:
        found = "; ".join(f.display for f in about)
        yield PREG_06.note("breast_feeding", *about, found=found)


RULES = (european_reproduction,)
