"""Injections of the subcutaneous product, for tests."""

from dataclasses import replace
from datetime import date

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Allergy
from tests.charts import AS_OF, chart, cs, infusion, on_treatment

SC = frozenset(("drug_ocrelizumab_sc",))


def injection(when: str | None, mg: str | None = "920", **other: object) -> Administration:
    return infusion(when, mg, topics=SC, **other)


def asked(*given: Administration, start: date = AS_OF, option: str = "") -> Chart:
    """The subcutaneous product asked for, of CS or after these doses."""
    record = on_treatment(*given) if given else cs()
    return chart(record, start=start, as_of=start, product="sc", option=option)


def allergic(*allergies: Allergy) -> Chart:
    return chart(replace(cs(), allergies=allergies), product="sc")
