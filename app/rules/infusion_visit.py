"""Infusion visit: how long it takes, how many vials it needs, and where it is given."""

from collections.abc import Iterator
from functools import cache

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rate import rate_table_in_force
from app.rules.rule import Row, rule
from app.rules.schedule import shipped_orders

DOSE_05 = Row(
    id="DOSE-05",
    with_order=True,
    title="Duration of infusions 1 and 2",
    statement="Infusions 1 and 2 take about two and a half hours each.",
    code="DOSEDUR",
    cites=("seed-000", "seed-002"),
    texts={"duration": "This infusion of {mg} mg takes about {minutes} minutes or longer."},
)
DOSE_06 = Row(
    id="DOSE-06",
    with_order=True,
    title="Duration of the maintenance infusion",
    statement="The maintenance infusion takes about three and a half to four hours.",
    code="DOSEDUR",
    cites=("seed-000", "seed-002"),
    texts={"duration": "This infusion of {mg} mg takes about {minutes} minutes or longer."},
)
DOSE_08 = Row(
    id="DOSE-08",
    with_order=True,
    title="Start slowly",
    statement="Start slowly and raise the rate step by step.",
    code="DOSE",
    cites=("seed-002",),
    texts={
        "steps": "Start at {lowest} mL/h and raise the rate step by step to at most {highest} "
        "mL/h, as tolerated.",
    },
)
DOSE_10 = Row(
    id="DOSE-10",
    with_order=True,
    title="Vials",
    statement="A vial holds 300 mg in 10 mL for a single dose.",
    code="DOSE",
    cites=("seed-003",),
    texts={"vials": "Vials needed for {mg} mg: {vials}, each of {vial} mL and for a single dose."},
)
DOSE_11 = Row(
    id="DOSE-11",
    with_order=True,
    title="Where it is given",
    statement="Given in a clinical setting under professional supervision.",
    code="DOSE",
    cites=("seed-002", "seed-004"),
    texts={
        "setting": "Give it only where professionals supervise and can treat a severe reaction."
    },
)
DOSE_12 = Row(
    id="DOSE-12",
    with_order=True,
    title="Length of the visit",
    statement="Plan 4 to 5 hours for 300 mg and 5 to 6 hours for 600 mg.",
    code="DOSEDUR",
    cites=("seed-002",),
    texts={"visit": "Plan {least} to {most} hours for the whole visit."},
    parameters=(
        "visit.initial.minHours",
        "visit.initial.maxHours",
        "visit.maintenance.minHours",
        "visit.maintenance.maxHours",
    ),
)


_SETTING = DOSE_11.note("setting")
_INITIAL = (DOSE_05, "initial", "ocrelizumab-300mg")
_MAINTENANCE = (DOSE_06, "maintenance", "ocrelizumab-600mg")


@rule(DOSE_05, DOSE_06, DOSE_08, DOSE_10, DOSE_11, DOSE_12)
def infusion_visit(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """What a nurse plans for: time, vials, rate and place of the planned infusion."""
    yield _SETTING
    if chart.question.product != "iv":
        return
    maintenance = chart.course.next is Next.MAINTENANCE
    row, visit, template = _MAINTENANCE if maintenance else _INITIAL
    yield from _of_order(row.id, template, rate_table_in_force(chart, p))
    yield DOSE_12.note(
        "visit", least=p.hours(f"visit.{visit}.minHours"), most=p.hours(f"visit.{visit}.maxHours")
    )


@cache
def _of_order(duration: str, template: str, rates: str) -> tuple[Finding, ...]:
    """What the shipped order and rate table say, the same for everyone: a handful of them."""
    orders = shipped_orders()
    dose, table = orders.template(template), orders.rate_table(rates)
    row, mg = DOSE_06 if duration == DOSE_06.id else DOSE_05, str(dose.dose_mg)
    return (
        row.note("duration", mg=mg, minutes=round(table.total_minutes)),
        DOSE_08.note("steps", lowest=str(table.lowest), highest=str(table.highest)),
        DOSE_10.note("vials", mg=mg, vials=dose.vials, vial=str(dose.vial_ml)),
    )


RULES = (infusion_visit,)
