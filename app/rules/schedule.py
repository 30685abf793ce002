"""The schedule in force, and the course of therapy read with it."""

from functools import lru_cache

from app.clinical.chart import Question
from app.clinical.course import Course, Schedule, derive
from app.clinical.record import Record
from app.knowledge import load
from app.knowledge.orders import Orders
from app.knowledge.parameters import Parameters

IV, SC = "drug_ocrelizumab_iv", "drug_ocrelizumab_sc"
OCRELIZUMAB = (IV, SC)
B_CELLS = ("cd19", "cd20")


@lru_cache(maxsize=1)
def shipped_orders() -> Orders:
    """The order templates and rate tables of the release."""
    return load().orders


@lru_cache(maxsize=64)
def schedule_in_force(p: Parameters) -> Schedule:
    """The numbers of the schedule: intervals from the parameters, amounts from the templates."""
    orders = shipped_orders()
    return Schedule(
        second_after_days=p.days("dose.secondInfusion.minDays"),
        second_until_days=p.days("dose.secondInfusion.maxDays"),
        interval_months=p.months("dose.intervalMonths"),
        min_interval_months=p.months("dose.minIntervalMonths"),
        late_days=p.days("delay.toleranceDays"),
        restart_months=p.months("delay.restartMonths"),
        stopped_months=p.months("delay.gapMonths"),
        first_mg=orders.template("ocrelizumab-300mg").dose_mg,
        maintenance_mg=orders.template("ocrelizumab-600mg").dose_mg,
        subcutaneous_mg=orders.template("ocrelizumab-sc-920mg").dose_mg,
        first_to_first=p.code("dose.firstMaintenanceAnchor") == "infusion1",
    )


def course_in_force(record: Record, question: Question, p: Parameters) -> Course:
    """The course of therapy of this record for the planned day."""
    given = [a for a in record.administrations if not a.topics.isdisjoint(OCRELIZUMAB)]
    orders = [m for m in record.medications if not m.topics.isdisjoint(OCRELIZUMAB)]
    counts = [r for r in record.results if r.analyte in B_CELLS]
    schedule = schedule_in_force(p)
    split = question.product == "iv"
    return derive(given, orders, question.planned_start, schedule, b_cells=counts, split=split)
