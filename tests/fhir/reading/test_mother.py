"""Mother and infant: what of the mother's record is read when the infant is judged."""

import pytest

from tests.fhir.reading.builders import (
    ATC,
    BASE,
    LOINC,
    Json,
    bundle,
    concept,
    immunization,
    observation,
    parameters,
    read_body,
    request,
    said,
)
from tests.fhir.reading.families import (
    EXPECTED,
    LAST_MENSTRUATION,
    MOTHER,
    dose,
    family,
    read,
)


def test_her_doses_are_hers_and_never_the_infants() -> None:
    given = dose(id="hers")
    result = read(family(given))
    hers = result.record.mother
    assert hers is not None
    (found,) = hers.ocrelizumab
    assert (str(found.when), found.given, found.problem) == ("2025-03-01", True, "")
    assert found.source.reference == f"{BASE}/MedicationAdministration/hers"
    assert found.source in result.used
    assert result.record.administrations == ()
    assert result.record.unreadable == ()
    assert "mother or infant" not in said(result)


def test_when_she_is_judged_they_are_her_own_doses() -> None:
    result = read(family(dose()), "mother")
    assert result.record.mother is None
    assert len(result.record.administrations) == 1


@pytest.mark.parametrize(
    ("role", "of", "gender", "hers"),
    [
        ("MTH", "infant", "female", True),
        ("NMTH", "infant", "female", True),
        ("GESTM", "infant", "female", True),
        ("ADOPTM", "infant", "female", False),
        ("CHILD", "mother", "female", True),
        ("NCHILD", "mother", "unknown", True),
        ("CHILD", "mother", "male", False),  # the father
        ("CHILD", "infant", "female", False),  # the other is the child of the judged one
        ("MTH", "mother", "female", False),  # the judged one is the mother of the other
    ],
)
def test_only_who_bore_the_infant_is_its_mother(
    *, role: str, of: str, gender: str, hers: bool
) -> None:
    result = read(family(dose(), role=role, of=of, gender=gender))
    assert (result.record.mother is not None) is hers
    assert ("mother or infant" in said(result)) is not hers
    assert result.record.administrations == ()


def test_everything_else_of_her_stays_unread_and_is_named() -> None:
    other = [
        immunization(patient=MOTHER),
        observation(subject=MOTHER, valueString="Negative"),
        dose(medicationCodeableConcept=concept((ATC, "N02BE01"))),
        request(subject=MOTHER),  # an active order is a plan
        dose(effectiveDateTime="2025-12-02"),  # after the day of judgement
        dose(status="not-done"),
    ]
    result = read(family(*other))
    record = result.record
    assert record.mother is not None
    assert (record.mother.ocrelizumab, record.mother.dates) == ((), ())
    assert (record.vaccinations, record.serologies, record.administrations) == ((), (), ())
    assert (record.medications, record.unreadable) == ((), ())
    for kind in ("Immunization", "Observation", "MedicationAdministration", "MedicationRequest"):
        assert kind in said(result)
    assert "of a mother only ocrelizumab" in said(result)
    assert [s.type for s in result.used] == ["Patient"]


def test_the_days_of_the_pregnancy_are_read() -> None:
    status = observation(
        (LOINC, "82810-3"),
        subject=MOTHER,
        component=[{"code": concept(EXPECTED), "valueDateTime": "2025-10-17"}],
    )
    begun = observation(LAST_MENSTRUATION, subject=MOTHER, valueDateTime="2025-01-10")
    early = observation(
        LAST_MENSTRUATION, subject=MOTHER, valueDateTime="2025-02-10", status="preliminary"
    )
    empty = observation(LAST_MENSTRUATION, subject=MOTHER, valueString="January")
    result = read(family(status, begun, early, empty))
    hers = result.record.mother
    assert hers is not None
    assert [(d.display, d.expected_delivery) for d in hers.dates] == [
        ("Delivery date Estimated, 2025-10-17", True),
        ("Last menstrual period start date, 2025-01-10", False),
    ]
    assert {d.source for d in hers.dates} < set(result.used)
    assert said(result).count("of a mother only") == 1


def test_of_the_judged_patient_these_days_are_not_read() -> None:
    own = observation(LAST_MENSTRUATION, subject=MOTHER, valueDateTime="2025-01-10")
    result = read(family(own), "mother")
    assert result.record.coded == ()
    assert "no code that a rule reads" in said(result)


def _searched(subject: str) -> Json:
    link = f"{BASE}/MedicationAdministration?patient={subject}"
    return bundle(dose(), kind="searchset", link=[{"relation": "self", "url": link}])


def test_her_list_is_complete_where_it_is_declared() -> None:
    def complete(record: Json, declared: str = "") -> bool:
        hers = read(record, complete=declared).record.mother
        assert hers is not None
        return hers.complete

    assert complete(family(), "MedicationAdministration")
    assert not complete(family())
    assert not complete(family(), "MedicationStatement")
    unknown = dose(medicationCodeableConcept=None, medicationReference={"reference": "#none"})
    assert not complete(family(unknown), "MedicationAdministration")


@pytest.mark.parametrize(("subject", "complete"), [("mother", True), ("infant", False)])
def test_a_search_for_her_completes_her_list(subject: str, *, complete: bool) -> None:
    body = parameters(family(), _searched(subject), subject={"valueString": "Patient/infant"})
    hers = read_body(body).record.mother
    assert hers is not None
    assert (hers.complete, len(hers.ocrelizumab)) == (complete, 1)
