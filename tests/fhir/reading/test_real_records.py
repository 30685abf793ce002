"""Real Bundles of real systems, and the order of entries, which never matters."""

from datetime import UTC, date
from pathlib import Path
from random import Random

import pytest

from app.fhir.reading.record import ReadResult, read_record
from app.fhir.reading.request import read_request
from tests.fhir.reading.builders import (
    ALT,
    IGG,
    Json,
    administration,
    bundle,
    condition,
    entry,
    immunization,
    knowledge,
    observation,
    patient,
    quantity,
    read_body,
    request,
    site,
)

BUNDLES = sorted((Path(__file__).parents[2] / "conformance" / "bundles").glob("*.json"))
AS_OF = date(2026, 11, 20)


def read_file(path: Path) -> ReadResult:
    return read_record(
        read_request(path.read_bytes()),
        knowledge=knowledge(),
        site=site(),
        as_of=AS_OF,
        planned_start=AS_OF,
        zone=UTC,
        today=AS_OF,
        strict=False,
    )


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem)
def test_a_real_bundle_is_read_and_every_entry_is_used_or_accounted_for(path: Path) -> None:
    result = read_file(path)
    assert result.patient_reference.type == "Patient"
    assert result.messages
    assert all(m.text and m.expression.startswith("Bundle") for m in result.messages)


def _named(stem: str) -> ReadResult:
    return read_file(next(path for path in BUNDLES if path.stem == stem))


def test_the_real_no_known_statements_complete_their_types() -> None:
    record = _named("ips_AU_no_known_x").record
    assert record.complete >= {"AllergyIntolerance", "MedicationStatement", "Condition"}


def test_the_real_blood_count_is_read() -> None:
    analytes = {result.analyte for result in _named("ips_NZ_cbc_liver").record.results}
    assert {"alt", "neutrophils", "lymphocytes"} & analytes


def test_the_real_multiple_sclerosis_and_varicella_vaccines_are_read() -> None:
    record = _named("ms_synthea_b23188ac").record
    assert any("ms_any" in diagnosis.topics for diagnosis in record.diagnoses)
    assert len(record.vaccinations) == 8


def _entries() -> list[Json]:
    return [
        entry(one)
        for one in (
            patient(),
            condition(),
            observation(valueString="Negative"),
            observation(IGG, valueQuantity=quantity(10, "g/L")),
            observation(ALT, valueQuantity=quantity(25, "U/L"), status="done"),
            immunization(),
            administration(id="given", request={"reference": "MedicationRequest/order"}),
            request(id="order"),
        )
    ]


def _without_places(result: ReadResult) -> set[str]:
    """What was read, without where it stood in the body."""
    record = result.record
    facts = (
        *record.results,
        *record.serologies,
        *record.vaccinations,
        *record.diagnoses,
        *record.unreadable,
    )
    joined = {(a.order == m.order) for a in record.administrations for m in record.medications}
    shown = {f"{fact.source.reference} {fact.display} {fact.problem}" for fact in facts}
    return shown | {f"joined {joined}"}


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_entries_never_matters(seed: int) -> None:
    entries = _entries()
    expected = _without_places(read_body(bundle(*entries)))
    Random(seed).shuffle(entries)  # noqa: S311 - a test's order, no secret
    assert _without_places(read_body(bundle(*entries))) == expected
    assert "joined {True}" in expected
