"""Allergies that only words name: the premedication is not proposed as if they were unknown."""

import pytest

from tests.fhir.reading.builders import Json, concept, read, resource

ANTIHISTAMINES = {"drug_antihistamine", "drug_diphenhydramine", "drug_cetirizine"}
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ACTIVE = ("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")


def allergy(code: Json) -> Json:
    return resource("AllergyIntolerance", "patient", code=code, clinicalStatus=concept(ACTIVE))


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("Methylprednisolone", {"drug_methylprednisolone"}),
        ("SOLU-MEDROL", {"drug_methylprednisolone"}),
        ("Corticosteroids", {"drug_corticosteroid_equivalent"}),
        ("Allergy to steroid", {"drug_corticosteroid_equivalent"}),
        ("prednisone (rash)", {"drug_corticosteroid_equivalent"}),
        ("Benadryl", {"drug_diphenhydramine", "drug_antihistamine"}),
        ("hydroxyzine", {"drug_cetirizine", "drug_antihistamine"}),
        ("Antihistamines", ANTIHISTAMINES),
        ("Paracetamol 500", {"drug_acetaminophen"}),
        ("Hyaluronidase (bovine)", {"drug_hyaluronidase"}),
        ("rHuPH20", {"drug_hyaluronidase"}),
        ("Polysorbate 20", {"allergen_ocrelizumab_excipient"}),
        ("polysorbates", {"allergen_ocrelizumab_excipient"}),
        ("polysorbate-20", {"allergen_ocrelizumab_excipient"}),
        ("Tween 20", {"allergen_ocrelizumab_excipient"}),
        ("Trehalose dihydrate", {"allergen_ocrelizumab_excipient"}),
        ("sodium acetate trihydrate", {"allergen_ocrelizumab_excipient"}),
        ("glacial acetic acid", {"allergen_ocrelizumab_excipient"}),
        ("Chinese hamster ovary protein", {"allergen_cho_cell_protein"}),
        ("CHO cell proteins", {"allergen_cho_cell_protein"}),
        (
            "diphenhydramine / Tylenol",
            {*ANTIHISTAMINES, "drug_acetaminophen"} - {"drug_cetirizine"},
        ),
    ],
)
def test_an_allergy_in_words_names_the_premedication(words: str, topics: set[str]) -> None:
    (known,) = read(allergy(concept(text=words))).record.allergies
    assert set(known.topics) == topics


@pytest.mark.parametrize(
    "words",
    [
        "Penicillin",
        "non-steroidal anti-inflammatory",
        "NSAID non steroid",
        "latex",
        "polysorbate 80",
        "polysorbate-80",
        "polysorbate 21",
        "Tween 80",
        "acetylsalicylic acid",
        "edetic (ethylenediaminetetraacetic) acid",
        "sodium acetatexyz",
        "hamster",
        "CHOcolate",
    ],
)
def test_other_words_name_none(words: str) -> None:
    assert read(allergy(concept(text=words))).record.allergies == ()


def test_a_code_that_is_not_known_is_read_by_its_display() -> None:
    code: Json = {"coding": [{"system": RXNORM, "code": "0", "display": "diphenhydramine"}]}
    (known,) = read(allergy(code)).record.allergies
    assert "drug_diphenhydramine" in known.topics
