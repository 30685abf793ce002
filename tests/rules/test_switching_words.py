"""SW-IS-01 and SW-INT-01: the words of other drugs, and their evidence."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Administration, Medication
from app.clinical.finding import Action, Basis, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.switching import (
    SW_INT_01,
    SW_IS_01,
    concurrent_immunosuppression,
    medication_list,
)
from tests.charts import chart, cs, day, infusion, judged, medication, on_treatment, only

PREDNISONE = "drug_corticosteroid_equivalent"
AZATHIOPRINE = medication(
    "drug_immunosuppressant_other", when=day("2025-10-01"), name="Azathioprine"
)


def given(topic: str, when: str | None) -> Administration:
    return infusion(when, None, topics=frozenset((topic,)), key=topic, name="Rituximab")


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    ("drug", "sentence"),
    [
        (
            AZATHIOPRINE,
            (
                "Azathioprine is recorded as taken (2025-10-01). Together with ocrelizumab it "
                "suppresses the immune system too much. Stop it, or record the decision of a "
                "specialist."
            ),
        ),
        (
            replace(AZATHIOPRINE, status="unknown", when=None),
            (
                "Azathioprine is recorded as taken (no date). Together with ocrelizumab it "
                "suppresses the immune system too much. Stop it, or record the decision of a "
                "specialist."
            ),
        ),
        (
            medication(PREDNISONE, when=day("2025-11-16"), name="Prednisone"),
            (
                "Prednisone is recorded as taken (2025-11-16) for longer than the 14 days of a "
                "relapse treatment, or without an end. Together with ocrelizumab it suppresses "
                "the immune system further. Stop it, or record the decision of a specialist."
            ),
        ),
        (
            medication("drug_glatiramer", when=day("2025-11"), name="Glatiramer"),
            "Glatiramer is recorded as taken (2025-11). Stop it before ocrelizumab starts.",
        ),
        (
            medication(
                "drug_fumarates", kind="MedicationDispense", when=day("2025-11-01"), name="Fumarate"
            ),
            (
                "Fumarate was dispensed (2025-11-01), and the record does not say when the supply "
                "ends. Is it still taken? Correct the list, or stop it before the dose."
            ),
        ),
        (
            replace(AZATHIOPRINE, when=day("2024-11")),
            (
                "Azathioprine is still listed as active although it was ordered long ago "
                "(2024-11). Is it still taken? Correct the list, or stop it before the dose."
            ),
        ),
    ],
)
def test_a_drug_taken_besides_ocrelizumab_is_quoted(
    drug: Medication, sentence: str, parameters: Parameters
) -> None:
    # one that was stopped does not silence the next
    stopped = medication("drug_fingolimod", status="stopped", when=day("2025-11-30"))
    patient = chart(replace(cs(), medications=(stopped, drug)))
    finding = only(judged(concurrent_immunosuppression, patient, parameters))
    assert SW_IS_01.sentence(finding) == sentence
    assert (finding.because, finding.implicated, finding.cause) == ((drug,), (drug,), drug.key)
    assert finding.basis is Basis.FINDING


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    ("when", "last", "sentence"),
    [
        (
            "2025-10-01",
            "2025-06-15",
            (
                "Rituximab was given on 2025-10-01, since the last dose of ocrelizumab. Together "
                "they suppress the immune system too much, and for months. Record the decision of "
                "a specialist before the dose."
            ),
        ),
        (
            None,
            "2025-06-15",
            (
                "Rituximab was given on a day that the record does not tell. Was it since the last "
                "dose of ocrelizumab? Supply the day."
            ),
        ),
        (
            "2025-10-01",
            None,
            (
                "Rituximab was given on 2025-10-01. Whether that was since the last dose of "
                "ocrelizumab cannot be told, because the day of that dose is not known. Supply the "
                "day."
            ),
        ),
        (
            None,
            None,
            (
                "Rituximab was given on a day that the record does not tell. Was it since the last "
                "dose of ocrelizumab? Supply the day."
            ),
        ),
    ],
)
def test_a_drug_given_on_treatment_is_quoted(
    when: str | None, last: str | None, sentence: str, parameters: Parameters
) -> None:
    # a corticosteroid and a drug given before the last dose do not silence the next
    steroid = given(PREDNISONE, "2025-11-01")
    before = given("drug_alemtuzumab", "2025-06-14") if last else steroid
    drug = given("drug_rituximab", when)
    record = on_treatment(infusion(last), steroid, before, drug)
    finding = only(judged(concurrent_immunosuppression, chart(record), parameters))
    assert SW_IS_01.sentence(finding) == sentence
    assert (finding.because, finding.cause) == ((drug,), "drug_rituximab")
    certain = (Action.HOLD, Severity.MODERATE, Basis.FINDING)
    unsure = (Action.WARN, Severity.LOW, Basis.UNUSABLE)
    told = (finding.action, finding.severity, finding.basis)
    assert told == (certain if when and last else unsure)


@pytest.mark.row("SW-IS-01")
def test_a_drug_both_ordered_and_given_speaks_once(parameters: Parameters) -> None:
    order = medication("drug_rituximab", when=day("2024-01-01"))  # ordered long ago: a warning
    drug = replace(given("drug_rituximab", "2025-10-01"), key=order.key)
    record = replace(on_treatment(infusion("2025-06-15"), drug), medications=(order,))
    finding = only(judged(concurrent_immunosuppression, chart(record), parameters))
    assert (finding.text, finding.because) == ("given", (drug,))
    recent = replace(order, when=day("2025-09-01"))
    record = replace(record, medications=(recent,))
    finding = only(judged(concurrent_immunosuppression, chart(record), parameters))
    assert (finding.text, finding.because) == ("concurrent", (recent,))


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    ("drug", "text"),
    [
        # a month: as late as 31 December 2024, which is 11 months ago
        (replace(AZATHIOPRINE, when=day("2024-12")), "concurrent"),
        # a supply until today, or into this month, lasts
        (replace(AZATHIOPRINE, when=day("2024-01-01"), ends=day("2025-12")), "concurrent"),
        # a course of 15 days at its longest
        (medication(PREDNISONE, when=day("2025-11"), ends=day("2025-11-16")), "steroid"),
        # ordered for the day after infusion 2 of 15 June, and two days before infusion 1
        (medication(PREDNISONE, planned=day("2025-06-16")), "steroid"),
        (medication(PREDNISONE, planned=day("2025-05-30")), "steroid"),
        (medication(PREDNISONE, planned=day("2025-06-15")), None),
        (medication(PREDNISONE, planned=day("2025-06-14")), None),
        # two days before the planned dose, but not for longer than a relapse
        (medication(PREDNISONE, planned=day("2025-11-29")), None),
        (
            medication(
                "drug_teriflunomide",
                kind="MedicationDispense",
                status="cancelled",
                when=day("2025-11-01"),
            ),
            None,
        ),
        (
            medication(
                "drug_teriflunomide",
                kind="MedicationDispense",
                status="declined",
                when=day("2025-11-01"),
            ),
            None,
        ),
        (
            medication(
                "drug_teriflunomide",
                kind="MedicationDispense",
                status="preparation",
                when=day("2025-11-01"),
            ),
            None,
        ),
        (
            medication(
                "drug_methylprednisolone", PREDNISONE, when=day("2025-10-01"), route_stated=True
            ),
            "steroid",
        ),
    ],
)
def test_what_counts_as_taken(drug: Medication, text: str | None, parameters: Parameters) -> None:
    patient = chart(replace(on_treatment(), medications=(drug,)))
    found = judged(concurrent_immunosuppression, patient, parameters)
    assert [f.text for f in found] == ([text] if text else [])
    if text == "steroid":
        assert found[0].action is Action.HOLD


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(("planned", "told"), [("2025-11-30", False), ("2025-11-29", True)])
def test_the_premedication_of_a_dose_that_did_not_happen_is_no_concern(
    planned: str, *, told: bool, parameters: Parameters
) -> None:
    # asked on 20 December for the dose of 1 December: more than 14 days ago
    order = medication(PREDNISONE, planned=day(planned))
    record = replace(cs(), medications=(order,))
    patient = chart(record, start=date(2025, 12, 1), as_of=date(2025, 12, 20))
    assert bool(judged(concurrent_immunosuppression, patient, parameters)) is told


@pytest.mark.row("SW-INT-01")
def test_the_list_of_medicines_is_asked_for_or_reviewed(parameters: Parameters) -> None:
    finding = only(judged(medication_list, chart(replace(cs(), complete=frozenset())), parameters))
    assert SW_INT_01.sentence(finding) == (
        "The record has no list of medicines that is said to be complete. Ask for all medicines, "
        "above all for those that suppress the immune system."
    )
    assert finding.missing == (Missing("MedicationRequest"), Missing("MedicationStatement"))
    note = only(judged(medication_list, chart(), parameters))
    assert SW_INT_01.sentence(note) == "Review the list of medicines before the dose."
