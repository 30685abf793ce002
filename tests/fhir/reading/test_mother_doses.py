"""What of a mother's record speaks of ocrelizumab without being an administration."""

import pytest

from tests.fhir.reading.builders import (
    OCRELIZUMAB,
    Json,
    concept,
    quantity,
    request,
    resource,
    said,
)
from tests.fhir.reading.families import (
    MOTHER,
    dose,
    family,
    read,
)


def _statement(**other: object) -> Json:
    drug = {"status": "active", "medicationCodeableConcept": concept(OCRELIZUMAB)}
    return resource("MedicationStatement", "subject", **(drug | {"subject": MOTHER} | other))


@pytest.mark.parametrize(
    ("told", "when"),
    [
        (request(subject=MOTHER, status="completed", authoredOn="2025-02-01"), "2025-02-01"),
        (request(subject=MOTHER, status="stopped", authoredOn=None), "None"),
        (_statement(effectiveDateTime="2025-03-01", dateAsserted="2025-11-01"), "2025-03-01"),
        (_statement(effectivePeriod={"start": "2024-01"}), "2024-01 to 2025-12-01"),
        (
            _statement(effectivePeriod={"start": "2024-01-05", "end": "2024-08"}),
            "2024-01-05 to 2024-08",
        ),
        (_statement(dateAsserted="2025-11-01"), "None"),
        (
            resource(
                "MedicationDispense",
                subject=MOTHER,
                status="completed",
                medicationCodeableConcept=concept(OCRELIZUMAB),
                whenHandedOver="2025-03-01",
            ),
            "2025-03-01",
        ),
        (dose(effectiveDateTime="2027-01-01"), "None"),  # after tomorrow: a mistake
    ],
)
def test_what_only_speaks_of_a_dose_is_kept_as_such(told: Json, when: str) -> None:
    hers = read(family(told)).record.mother
    assert hers is not None
    (found,) = hers.ocrelizumab
    assert (str(found.when), found.given) == (when, False)


HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"


def _charge(code: str = "J2350", **other: object) -> Json:
    done = {"subject": MOTHER, "status": "completed", "code": concept((HCPCS, code))}
    return resource("Procedure", "subject", **(done | other))


def test_a_charge_and_an_order_carried_out_are_told_with_their_days() -> None:
    on_a_day = {"timing": {"event": ["2025-03-15"]}}
    held = [
        _charge(performedDateTime="2025-03-01"),
        _charge(performedAge=quantity(30, "a")),  # hers: born on 15 June 1987
        _charge("99999"),
        request(
            subject=MOTHER,
            status="completed",
            authoredOn="2025-02-01",
            dosageInstruction=[on_a_day],
        ),
    ]
    result = read(family(*held))
    hers = result.record.mother
    assert hers is not None
    days = [(str(d.when.earliest), str(d.when.latest)) for d in hers.ocrelizumab if d.when]
    assert days == [
        ("2025-03-01", "2025-03-01"),
        ("2017-06-15", "2018-06-14"),
        ("2025-02-01", "2025-03-15"),
    ]
    assert not any(d.given for d in hers.ocrelizumab)
    assert result.record.procedures == ()
    assert said(result).count("of a mother only") == 1


def test_a_dose_that_cannot_be_used_says_why() -> None:
    hers = read(family(dose(effectiveDateTime="2027-01-01"))).record.mother
    assert hers is not None
    (found,) = hers.ocrelizumab
    assert (found.name, found.problem) == ("ocrelizumab", "dated after tomorrow")


def test_a_period_is_every_day_of_it() -> None:
    stated = _statement(effectivePeriod={"start": "2024-01", "end": "2024-08"})
    hers = read(family(stated)).record.mother
    assert hers is not None
    (found,) = hers.ocrelizumab
    assert found.when is not None
    assert (str(found.when.earliest), str(found.when.latest)) == ("2024-01-01", "2024-08-31")
