"""One invalid entry spoils only itself, only where it matters, and never in silence."""

import pytest

from app.errors import Unprocessable
from tests.fhir.reading.builders import (
    HBSAG,
    IGG,
    LOINC,
    Json,
    administration,
    bundle,
    concept,
    condition,
    entry,
    immunization,
    observation,
    parameters,
    patient,
    quantity,
    read,
    read_body,
    resource,
    said,
)


def test_a_result_with_a_wrong_status_is_present_unusable_and_named_with_its_place() -> None:
    result = read(
        observation(valueString="Negative"), observation(valueString="Negative", status="done")
    )
    usable, spoiled = result.record.serologies
    assert (usable.problem, spoiled.problem) == ("", "it is not valid FHIR")
    assert (spoiled.marker, spoiled.reading) == ("hbsag", None)
    (told,) = [m for m in result.messages if m.severity == "error"]
    assert told.expression == "Bundle.entry[2].resource.status"
    assert "done" not in told.text


def test_an_invalid_panel_spoils_each_of_its_parts() -> None:
    panel = observation(
        (LOINC, "34550-4"),
        component=[{"code": concept(IGG), "valueQuantity": {"value": "ten"}}],
    )
    (fact,) = read(panel).record.results
    assert (fact.analyte, fact.problem) == ("igg", "it is not valid FHIR")


def test_an_invalid_vaccination_is_present_and_unusable() -> None:
    (fact,) = read(immunization(occurrenceDateTime="2025-02-30")).record.vaccinations
    assert (fact.when, fact.problem) == (None, "it is not valid FHIR")


@pytest.mark.parametrize(
    "held",
    [
        condition(clinicalStatus="active"),
        administration(status="given"),
    ],
)
def test_another_invalid_resource_is_unreadable_with_what_its_code_says(held: Json) -> None:
    (fact,) = read(held).record.unreadable
    assert fact.source.type == held["resourceType"]
    assert fact.topics & {"ms_relapsing_remitting", "drug_ocrelizumab_iv"}


@pytest.mark.parametrize(
    "fault",
    [
        {"note": [{"text": 5}]},
        {"id": "x" * 109},
        {"bodySite": {"nonsense": True}},
        {"text": {"status": "generated", "div": "<p>no div</p>"}},
        {"performer": [{"reference": "not a reference"}]},
    ],
)
def test_a_fault_in_an_element_that_no_rule_reads_spoils_nothing_and_is_said(fault: Json) -> None:
    result = read(observation(valueString="Negative") | fault)
    (fact,) = result.record.serologies
    assert fact.problem == ""
    if "text" not in fault:
        assert "no rule reads" in said(result)


@pytest.mark.parametrize(
    "modifier",
    [
        {"modifierExtension": [{"url": "https://x.example/negated", "valueBoolean": True}]},
        {"implicitRules": "https://x.example/rules"},
    ],
)
def test_an_unknown_modifier_makes_the_resource_unusable(modifier: Json) -> None:
    result = read(observation(valueString="Negative") | modifier)
    (fact,) = result.record.serologies
    assert fact.problem != ""
    assert "does not know" in said(result)


def test_an_unknown_modifier_inside_makes_the_resource_unusable() -> None:
    modifier = [{"url": "https://x.example/negated", "valueBoolean": True}]
    held = administration()
    held["dosage"]["modifierExtension"] = modifier
    assert read(held).record.administrations == ()


def test_a_modifier_of_a_contained_resource_is_that_ones_alone() -> None:
    inner = {
        "resourceType": "Practitioner",
        "id": "x",
        "modifierExtension": [{"url": "https://x.example/m", "valueBoolean": True}],
    }
    held = observation(valueString="Negative", contained=[inner], performer=[{"reference": "#x"}])
    (fact,) = read(held).record.serologies
    assert fact.problem == ""


@pytest.mark.parametrize(
    "fault", [{"birthDate": "1987-13-01"}, {"gender": "m"}, {"deceasedBoolean": "no"}]
)
def test_a_patient_whose_birth_sex_or_death_is_unreadable_is_refused(fault: Json) -> None:
    with pytest.raises(Unprocessable) as refused:
        read(patient(**fault))
    assert refused.value.problems[0].expression.startswith("Bundle.entry[0].resource.")


@pytest.mark.parametrize("fault", [{"telecom": "none"}, {"name": [{"use": "nick"}]}])
def test_a_patient_with_a_fault_elsewhere_is_judged(fault: Json) -> None:
    result = read(patient(**fault))
    assert result.record.patient.gender == "male"
    assert "no rule reads" in said(result)


def test_under_strict_handling_any_invalid_entry_refuses_the_whole_with_all_errors() -> None:
    unread = {"resourceType": "Claim", "id": "c", "status": "nonsense"}
    held = (observation(valueString="Negative", status="done"), unread)
    assert len(read(*held).messages) > 0
    with pytest.raises(Unprocessable) as refused:
        read(*held, strict=True)
    places = {problem.expression for problem in refused.value.problems}
    assert "Bundle.entry[1].resource.status" in places
    assert "Bundle.entry[2].resource.status" in places


def test_a_valid_record_passes_strict_handling() -> None:
    assert len(read(observation(valueString="Negative"), strict=True).record.serologies) == 1


def test_types_that_no_rule_reads_are_gathered_into_one_message_with_a_count() -> None:
    claims = [{"resourceType": "Claim", "id": str(number)} for number in range(3)]
    result = read(*claims, {"resourceType": "Basic", "id": "b"})
    (told,) = result.messages
    assert "4 entries" in told.text
    assert "3 Claim" in told.text
    assert told.expression == "Bundle.entry[1].resource"


def test_an_entry_that_is_no_resource_is_named() -> None:
    result = read({"resource": {"resourceType": "Nonsense"}}, {"resource": {"id": "x"}})
    assert said(result).count("not a resource of FHIR R4") == 2


@pytest.mark.parametrize("kind", ["history", "transaction-response"])
def test_a_bundle_that_is_no_record_is_named_and_not_read(kind: str) -> None:
    inner = bundle(observation(valueString="Negative"), kind=kind)
    result = read_body(parameters(bundle(patient()), inner))
    assert result.record.serologies == ()
    assert "no record of a patient" in said(result)


def test_a_bundle_without_a_type_is_read_and_said() -> None:
    result = read_body(bundle(patient(), observation(valueString="Negative"), kind=None))
    assert len(result.record.serologies) == 1
    assert "Bundle.type is missing" in said(result)


def test_bundles_in_bundles_are_read() -> None:
    inner = bundle(observation(valueString="Negative"), kind="searchset")
    result = read_body(bundle(entry(patient()), {"resource": inner}))
    assert len(result.record.serologies) == 1


def test_the_same_bytes_sent_twice_are_one_fact() -> None:
    held = observation(HBSAG, valueString="Negative")
    assert len(read(held, held).record.serologies) == 1


@pytest.mark.parametrize(("method", "count"), [("PUT", 1), ("POST", 1), ("DELETE", 0), ("GET", 0)])
def test_of_a_transaction_only_what_is_written_is_data(method: str, count: int) -> None:
    held = entry(observation(valueString="Negative")) | {
        "request": {"method": method, "url": "Observation/1"}
    }
    record = bundle(entry(patient()), held, kind="transaction")
    assert len(read_body(record).record.serologies) == count


def test_a_report_is_unusable_when_its_subject_is_missing() -> None:
    held = resource(
        "DiagnosticReport", status="final", code=concept((LOINC, "24590-2")), subject=None
    )
    record = read(held).record
    assert record.procedures == ()
    assert "imaging_mri_brain" in record.unreadable[0].topics


def test_a_message_never_grows_with_what_was_sent() -> None:
    result = read(observation(("urn:oid:1.2.3", "x" * 5000), valueString="y" * 5000))
    assert max(len(m.text) + len(m.diagnostics) for m in result.messages) < 1000


def test_a_local_code_is_named_and_a_standard_one_is_counted() -> None:
    local = observation(("urn:oid:1.2.840.114350", "5310"), valueQuantity=quantity(1, "g/L"))
    standard = observation((LOINC, "9999-9"), valueQuantity=quantity(1, "g/L"))
    result = read(local, standard)
    codes = {m.diagnostics for m in result.messages if m.code == "code-invalid"}
    assert codes == {"urn:oid:1.2.840.114350|5310"}
    assert "1 Observation not used: no code that a rule reads" in said(result)
