"""DOSE-01 as it is read, and what speaks of a dose after treatment was stopped."""

from dataclasses import replace

import pytest

from app.clinical.facts import Medication
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.dose_history import DOSE_01, dose_history
from tests.charts import chart, cs, day, infusion, on_treatment, only, procedure
from tests.rules.spoken import spoken
from tests.rules.test_dose_history import ordered, undeclared

pytestmark = pytest.mark.row("DOSE-01", "DOSE-03")


def test_every_kind_of_evidence_is_named_with_its_day(parameters: Parameters) -> None:
    orders = (
        ordered("completed", when="2025-10-01"),
        ordered("active", kind="MedicationStatement", when="2025-10-03"),
        ordered("completed", kind="MedicationDispense", when="2025-10-02"),
    )
    charge = procedure("drug_ocrelizumab_iv", "2025-10-04")
    record = replace(cs(), medications=orders, procedures=(charge,))
    found = only(spoken(dose_history, chart(record), parameters))
    assert DOSE_01.sentence(found) == (
        "The record speaks of ocrelizumab without an administration: a statement (ocrelizumab, "
        "2025-10-03); a dispense (ocrelizumab, 2025-10-02); an order (ocrelizumab, 2025-10-01); "
        "a charge (drug_ocrelizumab_iv, 2025-10-04). If this was a dose, the planned one is "
        "another dose on another day. Record whether it counts as a dose, or supply the "
        "administration."
    )
    # newest first, charges last
    assert found.because == (orders[1], orders[2], orders[0], charge)
    assert found.implicated == (orders[0],)
    assert found.missing == ()


def test_a_missing_history_in_words(parameters: Parameters) -> None:
    found = only(spoken(dose_history, chart(undeclared(cs())), parameters))
    assert DOSE_01.sentence(found) == (
        "No administration of ocrelizumab is in the record, and the record does not say that its "
        "list of administrations is complete. Without it the first dose cannot be told from a "
        "later one. Supply the administrations, or record that the patient was never treated."
    )
    assert found.missing == (
        Missing("MedicationAdministration", "drug_ocrelizumab_iv", path="medication"),
        Missing("MedicationAdministration", "drug_ocrelizumab_sc", path="medication"),
    )
    assert (found.because, found.cause) == ((), "")


def test_an_undeclared_history_with_doses_in_words(parameters: Parameters) -> None:
    given = (infusion("2025-06-01", "300"), infusion("2025-06-15", "300"))
    record = undeclared(on_treatment(*given))
    found = only(spoken(dose_history, chart(record), parameters))
    assert DOSE_01.sentence(found) == (
        "The doses in the record were used, but the list of administrations was not declared "
        "complete. Confirm that no later dose was given."
    )
    assert found.because == given
    cleared = only(dose_history.judge(chart(on_treatment(*given)), parameters))
    assert (cleared.row, cleared.action, cleared.because) == ("DOSE-01", Action.CLEAR, given)


STOP = ordered("stopped", when="2025-07-20")


@pytest.mark.parametrize(
    ("orders", "evidence"),
    [
        ((STOP,), 0),  # it says that treatment ended, not that a dose was given
        ((STOP, ordered("completed", when="2025-07-10")), 1),  # 25 days after the last dose
        ((STOP, ordered("active", when="2025-07-21")), 1),  # goes on: then the stop is a claim
    ],
)
def test_an_order_that_ended_the_treatment_is_no_dose(
    orders: tuple[Medication, ...], evidence: int, parameters: Parameters
) -> None:
    patient = chart(replace(on_treatment(), medications=orders))
    found = spoken(dose_history, patient, parameters)
    assert [len(f.because) for f in found] == ([evidence] if evidence else [])
    assert all(f.basis is Basis.CONFLICTING for f in found)


@pytest.mark.parametrize(
    ("orders", "evidence"),
    [
        # which entry comes first decides nothing
        ((ordered("cancelled"), ordered("completed", when="2025-10-01")), 1),
        ((ordered("completed", when="2025-10-01"), ordered("cancelled")), 1),
        ((ordered("completed", ours=True), ordered("completed", when="2025-10-01")), 1),
        ((ordered("completed", when="2025-10-01"), ordered("completed", when="2025-10-02")), 2),
        ((ordered("entered-in-error"),), 0),
        ((ordered("unknown", planned="2025-11-16"),), 1),
        ((ordered("unknown", kind="MedicationStatement"),), 1),
        ((ordered("on-hold", kind="MedicationStatement"),), 1),
        ((ordered("completed", kind="MedicationStatement"),), 1),
        ((ordered("stopped", kind="MedicationStatement"),), 1),
        ((ordered("intended", kind="MedicationStatement"),), 0),
        ((ordered("declined", kind="MedicationDispense"),), 0),
        ((ordered("preparation", kind="MedicationDispense"),), 0),
        ((ordered("completed", kind="MedicationDispense", when="2025-11"),), 1),  # 1 November
        ((ordered("completed", kind="MedicationDispense", when="2025-12"),), 0),
        ((ordered("active", planned="2025-11"),), 0),  # as late as 30 November
        ((ordered("active", planned="2025-10"),), 1),
        ((ordered("active", ends="2025-01-01"),), 0),  # for no day
    ],
)
def test_which_entries_speak_of_a_dose(
    orders: tuple[Medication, ...], evidence: int, parameters: Parameters
) -> None:
    found = spoken(dose_history, chart(replace(cs(), medications=orders)), parameters)
    assert [len(f.because) for f in found] == ([evidence] if evidence else [])


def test_of_a_treated_patient_an_undated_entry_speaks_of_the_doses_given(
    parameters: Parameters,
) -> None:
    old, new = ordered("completed"), ordered("completed", when="2025-09-01")
    patient = chart(replace(on_treatment(), medications=(old, new)))
    assert only(spoken(dose_history, patient, parameters)).because == (new,)


def test_the_planned_day_stands_for_the_day_of_an_order(parameters: Parameters) -> None:
    order = ordered("completed", when="2025-06-01", planned="2025-09-01")
    patient = chart(replace(on_treatment(), medications=(order,)))
    (evidence,) = only(spoken(dose_history, patient, parameters)).because
    assert evidence == replace(order, when=day("2025-09-01"))
