"""A qualitative result is read in all its spellings, and never as negative when it is not."""

import pytest

from app.clinical.facts import Reading
from tests.fhir.reading.builders import (
    ANTI_HBC,
    FLAGS,
    HBSAG,
    HBV_DNA,
    LOINC,
    SNOMED,
    Json,
    concept,
    observation,
    quantity,
    read,
    said,
)

NEGATIVE, POSITIVE, OPEN = Reading.NEGATIVE, Reading.POSITIVE, Reading.INDETERMINATE


def flag(code: str) -> list[Json]:
    return [concept((FLAGS, code))]


@pytest.mark.parametrize(
    ("value", "reading"),
    [
        ({"valueCodeableConcept": concept((SNOMED, "260385009"))}, NEGATIVE),
        ({"valueCodeableConcept": concept((LOINC, "LA6576-8"))}, POSITIVE),
        ({"valueCodeableConcept": concept(text="Non-Reactive")}, NEGATIVE),
        ({"valueCodeableConcept": concept(text="Reactive")}, POSITIVE),
        ({"valueBoolean": True}, POSITIVE),
        ({"valueBoolean": False}, NEGATIVE),
        ({"valueString": "Non-Reactive"}, NEGATIVE),
        ({"valueString": "NONREACTIVE"}, NEGATIVE),
        ({"valueString": "non reactive"}, NEGATIVE),
        ({"valueString": "Not detected"}, NEGATIVE),
        ({"valueString": "Negative."}, NEGATIVE),
        ({"valueString": "Reactive"}, POSITIVE),
        ({"valueString": "detected"}, POSITIVE),
        ({"valueString": "weakly reactive"}, OPEN),
        ({"valueString": "see note"}, OPEN),
        ({"valueString": "negative for IgM, IgG pending"}, OPEN),
        ({"valueString": "equivocal"}, OPEN),
        ({"interpretation": flag("NR")}, NEGATIVE),
        ({"interpretation": flag("ND")}, NEGATIVE),
        ({"interpretation": flag("RR")}, POSITIVE),
        ({"interpretation": flag("WR")}, POSITIVE),
        ({"interpretation": flag("POS")}, POSITIVE),
        ({"interpretation": flag("R")}, OPEN),
        ({"interpretation": flag("E")}, OPEN),
        ({"interpretation": flag("QCF")}, OPEN),
    ],
)
def test_each_spelling_is_read(value: Json, reading: Reading) -> None:
    (fact,) = read(observation(HBSAG, **value)).record.serologies
    assert (fact.marker, fact.reading, fact.problem) == ("hbsag", reading, "")
    assert not fact.conflicting


@pytest.mark.parametrize(
    ("value", "code", "reading", "conflicting"),
    [
        ("Negative", "NEG", NEGATIVE, False),
        ("Negative", "N", NEGATIVE, False),
        ("Negative", "POS", POSITIVE, True),
        ("Positive", "NEG", POSITIVE, True),
        ("Positive", "A", POSITIVE, False),
        ("Negative", "A", OPEN, True),
        ("see note", "POS", POSITIVE, True),
        ("see note", "NEG", OPEN, True),
    ],
)
def test_value_and_interpretation_that_disagree_are_the_worse_one_and_marked(
    value: str, code: str, reading: Reading, *, conflicting: bool
) -> None:
    (fact,) = read(observation(valueString=value, interpretation=flag(code))).record.serologies
    assert (fact.reading, fact.conflicting) == (reading, conflicting)


def test_codings_that_contradict_each_other_are_indeterminate_and_conflicting() -> None:
    both = concept((SNOMED, "260385009"), (SNOMED, "10828004"))
    (fact,) = read(observation(valueCodeableConcept=both)).record.serologies
    assert (fact.reading, fact.conflicting) == (OPEN, True)


def test_a_coded_value_wins_over_its_words() -> None:
    value = concept((SNOMED, "10828004"), text="Negative")
    (fact,) = read(observation(valueCodeableConcept=value)).record.serologies
    assert fact.reading is POSITIVE


def test_a_display_never_says_what_was_measured() -> None:
    code = {"coding": [{"system": "urn:oid:1.2.3", "code": "X", "display": "HBsAg"}]}
    result = read(observation(code=code, valueString="Negative"))
    assert result.record.serologies == ()
    assert "urn:oid:1.2.3|X" in said(result)


def test_data_absent_reason_is_a_missing_result_that_is_named() -> None:
    unknown = concept(("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown"))
    result = read(observation(dataAbsentReason=unknown))
    assert result.record.serologies == ()
    assert "dataAbsentReason" in said(result)


def test_an_observation_without_value_is_present_and_unusable() -> None:
    result = read(observation(ANTI_HBC))
    (fact,) = result.record.serologies
    assert (fact.reading, fact.problem) == (None, "it has no value")
    assert "it has no value" in said(result)


@pytest.mark.parametrize(
    ("value", "reading"),
    [
        ({"valueQuantity": quantity(0, "[IU]/mL")}, NEGATIVE),
        ({"valueQuantity": quantity(20, "[IU]/mL", comparator="<")}, OPEN),
        ({"valueQuantity": quantity(2000, "[IU]/mL")}, POSITIVE),
        ({"valueQuantity": quantity(1, "[IU]/mL", comparator=">")}, POSITIVE),
        ({"valueString": "HBV DNA not detected"}, NEGATIVE),
        (
            {
                "valueQuantity": quantity(20, "[IU]/mL", comparator="<"),
                "interpretation": flag("ND"),
            },
            NEGATIVE,
        ),
        (
            {
                "valueQuantity": quantity(20, "[IU]/mL", comparator="<"),
                "interpretation": flag("DET"),
            },
            POSITIVE,
        ),
        (
            {"valueQuantity": quantity(2000, "[IU]/mL"), "interpretation": flag("NEG")},
            POSITIVE,
        ),
    ],
)
def test_hbv_dna_below_quantification_is_never_negative_by_itself(
    value: Json, reading: Reading
) -> None:
    (fact,) = read(observation(HBV_DNA, **value)).record.serologies
    assert (fact.marker, fact.reading) == ("hbv_dna", reading)


@pytest.mark.parametrize(
    ("value", "reading", "problem"),
    [
        ({"referenceRange": [{"high": {"value": 5}}]}, NEGATIVE, ""),
        ({"referenceRange": [{"high": {"value": 2}}]}, POSITIVE, ""),
        ({}, None, "the number has no interpretation and no cut-off"),
    ],
)
def test_a_pregnancy_hormone_is_read_by_the_assays_own_cut_off(
    value: Json, reading: Reading | None, problem: str
) -> None:
    hcg = observation((LOINC, "21198-7"), valueQuantity=quantity(3, "m[IU]/mL"), **value)
    (fact,) = read(hcg).record.serologies
    assert (fact.marker, fact.reading, fact.problem) == ("hcg", reading, problem)
