"""SC-01, SC-02, SC-03, SC-05, PRODUCT-01, ROUTE-01: every sentence about the two products."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.ordering import ROUTE_01
from app.rules.other_product import SC_05, other_product
from app.rules.rule import Row, Rule
from app.rules.subcutaneous_dose import SC_01, present_injections, subcutaneous_order
from app.rules.subcutaneous_visit import (
    SC_02,
    SC_03,
    observation_after_the_injection,
    subcutaneous_premedication,
)
from app.rules.wrong_product import (
    PRODUCT_01,
    given_by_the_route_of_the_other,
    order_of_the_other_product,
)
from tests.charts import allergy, chart, cs, infusion, judged, on_treatment
from tests.rules.injections import allergic, asked, injection
from tests.rules.test_ordering import order
from tests.rules.test_premedication import METHYLPREDNISOLONE, site_with

INTO_A_VEIN, UNDER_THE_SKIN = frozenset(("route_iv",)), frozenset(("route_sc",))
STEROIDS = allergy("drug_corticosteroid_equivalent", name="corticosteroids")


def sentences(rule: Rule, row: Row, patient: Chart, p: Parameters) -> list[str]:
    return [row.sentence(f) for f in judged(rule, patient, p)]


@pytest.mark.row("SC-01")
def test_the_injection_is_told_in_full(parameters: Parameters) -> None:
    assert sentences(subcutaneous_order, SC_01, asked(option="2"), parameters) == [
        (
            "920 mg and 23,000 units in 23 mL, subcutaneous in the abdomen over about 10 minutes. "
            "Not interchangeable with the intravenous product. The next dose follows after 6 "
            "months; the first one is not split."
        ),
        "A rate table was asked for. The subcutaneous product has none.",
    ]


@pytest.mark.row("SC-01")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            injection("2025-06-01", "500", status="stopped"),
            (
                "The injection of 2025-06-01 is recorded as stopped, so it may be incomplete (500 "
                "mg). Decide whether it counts and what to give next."
            ),
        ),
        (
            injection("2025-06-01", None, status="in-progress"),
            (
                "The injection of 2025-06-01 is recorded as in-progress, so it may be incomplete "
                "(amount not stated). Decide whether it counts and what to give next."
            ),
        ),
        (
            injection("2025-06-01", routes=INTO_A_VEIN),
            (
                "The injection of 2025-06-01 is recorded by a route that the subcutaneous product "
                "does not have. Whether it counts as a dose is not certain. Correct the entry, or "
                "decide what to give next."
            ),
        ),
        (
            injection("2025-06-01", "600"),
            (
                "The injection of 2025-06-01 was 600 mg; the subcutaneous product has one dose, "
                "920 mg. Check the entry and decide what to give next."
            ),
        ),
        (
            injection(None, None),
            (
                "The injection of an unknown date has no readable amount in the record; the dose "
                "is 920 mg. Confirm that it was given in full."
            ),
        ),
    ],
)
def test_what_is_said_of_an_injection_that_is_not_in_order(
    given: Administration, sentence: str, parameters: Parameters
) -> None:
    assert sentences(present_injections, SC_01, asked(given), parameters) == [sentence]


@pytest.mark.row("SC-01")
def test_what_is_said_of_two_injections_or_two_entries(parameters: Parameters) -> None:
    twice = asked(injection("2025-06-01"), injection("2025-06-02"))
    assert sentences(present_injections, SC_01, twice, parameters) == [
        (
            "Doses of 2025-06-01 and 2025-06-02 are recorded in one cycle, but an injection is one "
            "dose for 6 months. They may be one dose entered twice, or too much. Correct the "
            "entries; if they are right, decide with a specialist before any more."
        )
    ]
    apart = asked(injection("2025-06-01"), injection("2025-06-01", "600"))
    assert sentences(present_injections, SC_01, apart, parameters) == [
        (
            "The entries of the injection of 2025-06-01 contradict each other in amount or day. "
            "Correct them, or record what was given."
        )
    ]


@pytest.mark.row("SC-01")
def test_every_injection_of_the_cycle_is_looked_at(parameters: Parameters) -> None:
    doses = (injection("2025-06-01"), infusion("2025-06-02", "200"), injection("2025-06-03", "600"))
    found = judged(present_injections, asked(*doses), parameters)
    assert [(f.text, f.because) for f in found] == [("unexpected", doses[2:]), ("twice", doses)]


@pytest.mark.row("SC-02")
def test_what_is_said_of_the_premedication(
    parameters: Parameters, tmp_path_factory: pytest.TempPathFactory
) -> None:
    time = (
        "Dexamethasone 20 mg and the antihistamine are taken by mouth, at least 30 minutes before "
        "the injection."
    )
    assert sentences(subcutaneous_premedication, SC_02, allergic(STEROIDS), parameters) == [
        time,
        (
            "An allergy to corticosteroids is recorded, and a corticosteroid is given before every "
            "injection. Choose the premedication with a specialist, or correct the allergy."
        ),
    ]
    site = site_with("premed.steroid.equivalent", "dexamethasone", tmp_path_factory)
    patient = allergic(METHYLPREDNISOLONE)
    assert sentences(subcutaneous_premedication, SC_02, patient, site) == [
        time,
        (
            "An allergy to methylprednisolone is recorded. The site gives dexamethasone all the "
            "same: check the allergy before it is given."
        ),
    ]
    accepted = judged(subcutaneous_premedication, patient, site)[1]
    assert accepted.because == (METHYLPREDNISOLONE,)


@pytest.mark.row("SC-03")
def test_what_is_said_of_watching_the_patient(parameters: Parameters) -> None:
    rule = observation_after_the_injection
    assert sentences(rule, SC_03, asked(), parameters) == [
        (
            "Watch the patient for at least 60 minutes after this injection, the first one that is "
            "known."
        )
    ]
    known = (injection("2024-12-01"), infusion("2025-03-01"), injection("2025-06-01"))
    later = asked(*known)
    assert sentences(rule, SC_03, later, parameters) == [
        "Watch the patient for at least 15 minutes after this injection."
    ]
    assert judged(rule, later, parameters)[0].because == (known[0], known[2])


@pytest.mark.row("SC-05")
@pytest.mark.parametrize(
    ("last", "product", "names"),
    [
        (injection("2025-06-01"), "iv", ("2025-06-01", "subcutaneous", "intravenous")),
        (infusion("2025-06-01"), "sc", ("2025-06-01", "intravenous", "subcutaneous")),
        (injection(None), "iv", ("an unknown date", "subcutaneous", "intravenous")),
    ],
)
def test_what_is_said_after_the_other_product(
    *, last: Administration, product: str, names: tuple[str, str, str], parameters: Parameters
) -> None:
    patient = chart(on_treatment(last), product=product)
    given, was, now = names
    assert sentences(other_product, SC_05, patient, parameters) == [
        (
            f"The last dose, of {given}, was of the {was} product of ocrelizumab; the {now} one is "
            "asked for now. The two are not interchangeable, and the interval between them is not "
            "known. Record the decision of a specialist on product and day."
        )
    ]


@pytest.mark.row("PRODUCT-01")
def test_what_is_said_of_an_order_of_the_other_product(parameters: Parameters) -> None:
    same, other = order("2025-12-01"), order("2025-12-03", topic="drug_ocrelizumab_sc")
    third = order("2025-12-04", topic="drug_ocrelizumab_sc")
    patient = chart(replace(cs(), medications=(same, other, third)))
    found = sentences(order_of_the_other_product, PRODUCT_01, patient, parameters)
    assert found == [
        f"An order of the subcutaneous product of ocrelizumab stands for {day}, within 21 days of "
        "the planned dose; the intravenous one is asked for. The two are not interchangeable, and "
        "two orders can become two doses; none is proposed beside it. Cancel that order, or ask "
        "again for the product that is meant."
        for day in ("2025-12-03", "2025-12-04")
    ]


@pytest.mark.row("ROUTE-01")
@pytest.mark.parametrize(
    ("given", "product", "route", "when"),
    [
        (injection(None, routes=INTO_A_VEIN), "subcutaneous", "intravenous", "an unknown date"),
        (
            infusion("2025-06-02", routes=UNDER_THE_SKIN),
            "intravenous",
            "subcutaneous",
            "2025-06-02",
        ),
    ],
)
def test_what_is_said_of_a_dose_by_the_route_of_the_other(
    *, given: Administration, product: str, route: str, when: str, parameters: Parameters
) -> None:
    # an entry in order before it is no reason to stop
    right = () if given.when is None else (infusion("2025-06-01", routes=INTO_A_VEIN),)
    patient = chart(on_treatment(*right, given))
    found: tuple[Finding, ...] = judged(given_by_the_route_of_the_other, patient, parameters)
    assert [ROUTE_01.sentence(f) for f in found] == [
        (
            f"The {product} product of ocrelizumab is recorded as given by the {route} route on "
            f"{when}. The two products are not interchangeable. Stop it if it is still running; "
            "have a specialist look at it, or correct the entry if it is wrong."
        )
    ]
    assert found[0].cause == f"given|ocrelizumab|{when}"
