"""Diagnoses, allergies, reactions, procedures, stays and recorded decisions."""

import pytest

from app.clinical.facts import Grade
from tests.fhir.reading.builders import (
    ICD,
    LOINC,
    OCRELIZUMAB,
    SNOMED,
    Json,
    administration,
    concept,
    condition,
    observation,
    read,
    resource,
    said,
    verification,
)

SERIOUSNESS = "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness"
SEVERITY = "http://terminology.hl7.org/CodeSystem/adverse-event-severity"
OUR = "https://ocrelizumab-cds.example/fhir"


def event(**other: object) -> Json:
    told = {
        "actuality": "actual",
        "event": concept((SNOMED, "39579001")),
        "date": "2025-11-17T10:00:00Z",
    }
    return resource("AdverseEvent", "subject", **(told | other))


def test_a_reaction_recorded_as_condition_is_both() -> None:
    record = read(condition((ICD, "T88.7"), onsetDateTime="2025-11-17")).record
    assert len(record.diagnoses) == len(record.reactions) == 1
    assert record.reactions[0].generic
    assert record.reactions[0].suspects == frozenset()


def test_a_reaction_that_names_ocrelizumab_has_it_as_suspect() -> None:
    coded = concept((ICD, "T88.7"), text="Adverse effect of Ocrevus infusion")
    (fact,) = read(condition(code=coded, onsetDateTime="2025-11-17")).record.reactions
    assert fact.suspects == frozenset(["drug_ocrelizumab_iv"])


@pytest.mark.parametrize(
    ("elements", "grade", "serious"),
    [
        ({}, None, False),
        ({"severity": concept((SEVERITY, "severe"))}, Grade.SEVERE, False),
        (
            {"seriousness": concept((SERIOUSNESS, "SeriousIsLifeThreatening"))},
            Grade.LIFE_THREATENING,
            True,
        ),
        (
            {
                "severity": concept((SEVERITY, "mild")),
                "seriousness": concept((SERIOUSNESS, "SeriousIsLifeThreatening")),
            },
            Grade.LIFE_THREATENING,
            True,
        ),
        (
            {
                "extension": [
                    {
                        "url": "http://ctcae.example/StructureDefinition/adverse-event-grade",
                        "valueCodeableConcept": concept(("http://ctcae.example/grade", "Grade 2")),
                    }
                ]
            },
            Grade.MODERATE,
            False,
        ),
        (
            {
                "outcome": concept(
                    ("http://terminology.hl7.org/CodeSystem/adverse-event-outcome", "fatal")
                )
            },
            Grade.LIFE_THREATENING,
            False,
        ),
    ],
)
def test_the_worst_grade_that_is_stated_counts(
    elements: Json, grade: Grade | None, *, serious: bool
) -> None:
    rash = event(event=concept((SNOMED, "4224004")), **elements)
    (fact,) = read(rash).record.reactions
    assert (fact.grade, fact.serious) == (grade, serious)


def test_the_suspect_is_found_through_the_administration() -> None:
    given = administration(id="given")
    suspect = [{"instance": {"reference": "MedicationAdministration/given"}}]
    (fact,) = read(given, event(suspectEntity=suspect)).record.reactions
    assert "drug_ocrelizumab_iv" in fact.suspects


def test_an_event_that_only_might_have_happened_is_not_read() -> None:
    found = read(event(actuality="potential"))
    assert found.record.reactions == ()
    assert "potential" in said(found)


def test_an_allergy_is_read_with_its_worst_grade_and_manifestations() -> None:
    reaction = [
        {"manifestation": [concept((SNOMED, "39579001"))], "severity": "moderate"},
        {"manifestation": [concept(text="itch")], "severity": "severe"},
    ]
    held = resource(
        "AllergyIntolerance",
        "patient",
        code=concept(OCRELIZUMAB),
        criticality="high",
        clinicalStatus=concept(
            ("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")
        ),
        reaction=reaction,
        recordedDate="2025-01-01",
    )
    (fact,) = read(held).record.allergies
    assert "drug_ocrelizumab_iv" in fact.topics
    assert (fact.criticality, fact.grade, fact.over) == ("high", Grade.SEVERE, False)
    assert "reaction_anaphylaxis" in fact.manifestations


def test_an_allergy_that_only_its_reaction_names_is_read() -> None:
    reaction = [{"substance": concept(OCRELIZUMAB), "manifestation": [concept(text="rash")]}]
    held = resource(
        "AllergyIntolerance",
        "patient",
        clinicalStatus=concept(
            ("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")
        ),
        reaction=reaction,
    )
    (fact,) = read(held).record.allergies
    assert "drug_ocrelizumab_iv" in fact.topics


def test_a_refuted_allergy_is_none() -> None:
    refuted = ("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "refuted")
    held = resource(
        "AllergyIntolerance",
        "patient",
        code=concept(OCRELIZUMAB),
        verificationStatus=concept(refuted),
        clinicalStatus=concept(
            ("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")
        ),
    )
    assert read(held).record.allergies == ()


def test_severity_of_a_condition_is_its_grade() -> None:
    held = condition((SNOMED, "39579001"), severity=concept((SNOMED, "24484000")))
    (fact,) = read(held).record.reactions
    assert fact.grade is Grade.SEVERE


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("Disease caused by severe acute respiratory syndrome coronavirus 2", frozenset()),
        ("Severe disease caused by Severe acute respiratory coronavirus 2", frozenset(["severe"])),
        ("Severe pneumonia", frozenset(["severe"])),
    ],
)
def test_the_name_of_a_virus_does_not_say_how_severe_its_disease_is(
    words: str, stated: frozenset[str]
) -> None:
    (fact,) = read(condition(code=concept((SNOMED, "840539006"), text=words))).record.diagnoses
    assert fact.stated == stated


def test_a_code_without_words_is_named_as_it_was_written() -> None:
    (fact,) = read(condition((ICD, "J06.9"))).record.diagnoses
    assert fact.name == "J06.9"


def test_an_unconfirmed_condition_is_kept_as_unconfirmed() -> None:
    (fact,) = read(condition(verificationStatus=verification("provisional"))).record.diagnoses
    assert not fact.confirmed


@pytest.mark.parametrize(
    ("value", "present"),
    [
        ({"valueBoolean": True}, True),
        ({"valueBoolean": False}, False),
        ({"valueCodeableConcept": concept((SNOMED, "52101004"))}, True),
        ({"valueCodeableConcept": concept((SNOMED, "373067005"))}, False),
        ({"valueString": "absent"}, False),
        ({"valueString": "since Monday, worse at night"}, None),
        ({}, True),
    ],
)
def test_a_symptom_is_present_absent_or_neither(value: Json, *, present: bool | None) -> None:
    (fact,) = read(observation((SNOMED, "62315008"), **value)).record.coded
    assert "symptom_diarrhoea" in fact.topics
    assert fact.present is present
    assert fact.text_only is (present is None)


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"valueCodeableConcept": concept((SNOMED, "77386006"))}, "answer_pregnant"),
        ({"valueCodeableConcept": concept((LOINC, "LA26683-5"))}, "answer_not_pregnant"),
        ({"valueCodeableConcept": concept(text="Not pregnant")}, "answer_not_pregnant"),
        ({"valueString": "pregnant"}, "answer_pregnant"),
    ],
)
def test_a_pregnancy_status_is_read_coded_or_as_a_whole_phrase(value: Json, answer: str) -> None:
    (fact,) = read(observation((LOINC, "82810-3"), **value)).record.coded
    assert "obs_pregnancy_status" in fact.topics
    assert answer in fact.answers


def test_a_symptom_as_the_answer_to_a_general_question_is_present() -> None:
    answer = concept((SNOMED, "62315008"))
    (fact,) = read(observation((LOINC, "75325-1"), valueCodeableConcept=answer)).record.coded
    assert (fact.present, "symptom_diarrhoea" in fact.topics) == (True, True)


@pytest.mark.parametrize(("status", "kept"), [("completed", True), ("not-done", False)])
def test_only_a_procedure_that_was_carried_out_counts(status: str, *, kept: bool) -> None:
    held = resource(
        "Procedure",
        status=status,
        code=concept((SNOMED, "816077007")),
        performedDateTime="2025-11-20",
    )
    found = read(held)
    assert len(found.record.procedures) == kept
    assert kept or status in said(found)


@pytest.mark.parametrize(
    ("site", "brain"), [((SNOMED, "12738006"), True), ((SNOMED, "51185008"), False)]
)
def test_an_mri_counts_as_one_of_the_brain_where_the_record_names_the_brain(
    site: tuple[str, str], *, brain: bool
) -> None:
    dicom = "http://dicom.nema.org/resources/ontology/DCM"
    series = {
        "uid": "1.2.3",
        "modality": {"system": dicom, "code": "MR"},
        "bodySite": {"system": site[0], "code": site[1]},
    }
    held = resource(
        "ImagingStudy", status="available", started="2025-11-20T08:00:00Z", series=[series]
    )
    (fact,) = read(held).record.procedures
    assert ("imaging_mri_brain" in fact.topics) is brain


def test_a_report_of_the_brain_mri_counts() -> None:
    held = resource(
        "DiagnosticReport",
        status="final",
        code=concept((LOINC, "24590-2")),
        effectiveDateTime="2025-11-20",
    )
    (fact,) = read(held).record.procedures
    assert "imaging_mri_brain" in fact.topics


@pytest.mark.parametrize(("code", "inpatient"), [("IMP", True), ("AMB", False)])
def test_a_stay_knows_whether_it_was_in_hospital(code: str, *, inpatient: bool) -> None:
    acts = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    held = resource("Encounter", status="finished", period={"start": "2025-11-17"})
    held["class"] = {"system": acts, "code": code}
    (fact,) = read(held).record.stays
    assert fact.inpatient is inpatient


def decided(author: Json | None, date: str | None = "2025-11-25", **other: object) -> Json:
    mitigation: Json = {"action": concept((f"{OUR}/CodeSystem/decisions", "hepatology-plan"))}
    mitigation |= {"author": author} if author else {}
    mitigation |= {"date": date} if date else {}
    reason = {"url": f"{OUR}/StructureDefinition/override-reason", "valueString": "plan agreed"}
    told = {
        "status": "final",
        "code": concept((f"{OUR}/CodeSystem/ocrelizumab-rules", "HBV-03")),
        "identifier": [{"system": f"{OUR}/sid/detected-issue", "value": "abc"}],
        "mitigation": [mitigation | {"extension": [reason]}],
    }
    return resource("DetectedIssue", "patient", **(told | other))


def test_a_recorded_decision_is_read_with_row_action_author_and_cause() -> None:
    (fact,) = read(decided({"reference": "Practitioner/dr"})).record.decisions
    assert (fact.row, fact.action[1], fact.cause) == ("HBV-03", "hepatology-plan", "abc")
    assert (fact.author, fact.reason) == ("Practitioner/dr", "plan agreed")
    assert fact.when is not None
    assert fact.when.text == "2025-11-25"


@pytest.mark.parametrize(
    ("author", "date"),
    [
        (None, "2025-11-25"),
        ({"reference": "Device/cds"}, "2025-11-25"),
        ({"reference": "Practitioner/dr"}, None),
        ({"reference": "Practitioner/dr"}, "2025-12-02"),
    ],
)
def test_what_no_person_decided_by_this_day_is_no_decision(
    author: Json | None, date: str | None
) -> None:
    result = read(decided(author, date))
    assert result.record.decisions == ()
    assert result.messages != ()


def test_an_alert_of_somebody_else_is_named() -> None:
    other = concept(("http://terminology.hl7.org/CodeSystem/v3-ActCode", "DRG"))
    result = read(decided({"reference": "Practitioner/dr"}, code=other))
    assert result.record.decisions == ()
    assert "not an alert of this service" in said(result)
