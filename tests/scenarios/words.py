"""The vocabulary of the scenarios: clinic words and the codes they are sent with."""

from functools import cache
from pathlib import Path

from app.knowledge.reading import read_yaml
from tests.bundles import Json, concept

FOLDER = Path(__file__).parent / "vocabulary"
SYSTEMS = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "cvx": "http://hl7.org/fhir/sid/cvx",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd10": "http://hl7.org/fhir/sid/icd-10",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ndc": "http://hl7.org/fhir/sid/ndc",
    "atc": "http://www.whocc.no/atc",
    "act": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
}


@cache
def words() -> dict[str, dict[str, str]]:
    """Code by word by kind: `words()["tests"]["IgG"]` is "loinc 2465-3"."""
    return read_yaml(FOLDER / "words.yaml", dict[str, dict[str, str]])


def coded(kind: str, word: str) -> Json:
    """The CodeableConcept of a word; a word in quotation marks is sent as bare text."""
    if word.startswith('"'):
        return {"text": word.strip('"')}
    try:
        written = words()[kind][word]
    except KeyError:
        raise ValueError(f"{kind} has no word {word!r}: add it to vocabulary/words.yaml") from None
    if written == "text":
        return {"text": word}
    system, code = written.split(" ", 1)
    return concept(SYSTEMS[system], code, word) | {"text": word}
