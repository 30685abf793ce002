"""The schedule in force is what the tests of the rules assume, and reads the whole record."""

from dataclasses import replace
from datetime import date

from app.clinical.chart import Question
from app.clinical.course import Next, Stage
from app.knowledge.parameters import Parameters
from app.rules.schedule import course_in_force, schedule_in_force
from tests.charts import AS_OF, SCHEDULE, cs, day, infusion, lab, medication, on_treatment
from tests.rules.spoken import at_site

QUESTION = Question(as_of=AS_OF, planned_start=AS_OF)


def test_the_shipped_schedule_is_the_label(parameters: Parameters) -> None:
    assert schedule_in_force(parameters) == SCHEDULE


def test_a_site_may_count_the_first_maintenance_dose_from_infusion_2(
    parameters: Parameters,
) -> None:
    # 1 and 15 June 2025, + 6 months
    second = at_site(parameters, "dose.firstMaintenanceAnchor", "infusion2")
    assert course_in_force(on_treatment(), QUESTION, second).due == date(2025, 12, 15)
    assert schedule_in_force(second) == replace(SCHEDULE, first_to_first=False)


def test_other_drugs_are_no_doses(parameters: Parameters) -> None:
    other = infusion("2025-11-17", "300", topics=frozenset(("drug_natalizumab",)))
    course = course_in_force(replace(cs(), administrations=(other,)), QUESTION, parameters)
    assert not course.started


def test_the_course_is_read_for_the_planned_day(parameters: Parameters) -> None:
    course = course_in_force(on_treatment(), QUESTION, parameters)
    assert (course.due, course.restart) == (date(2025, 12, 1), False)
    later = Question(as_of=AS_OF, planned_start=date(2026, 6, 16))  # 15 June 2025 + a year + a day
    assert course_in_force(on_treatment(), later, parameters).restart


def test_orders_and_b_cells_tell_recovery_after_stopping(parameters: Parameters) -> None:
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    low = lab("cd19", "12", "2025-11-01")
    record = replace(on_treatment(), medications=(stop,), results=(low,))
    assert course_in_force(record, QUESTION, parameters).stage is Stage.RECOVERING


def test_after_one_infusion_only_the_intravenous_product_has_a_second(
    parameters: Parameters,
) -> None:
    record = on_treatment(infusion("2025-11-17", "300"))
    asked = replace(QUESTION, product="sc")
    assert course_in_force(record, QUESTION, parameters).next is Next.SECOND
    assert course_in_force(record, asked, parameters).next is Next.MAINTENANCE
