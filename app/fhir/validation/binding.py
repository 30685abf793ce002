"""Required bindings of Coding and CodeableConcept."""

from typing import Any

from app.fhir.validation.shapes import Field


def outside_binding(of: Field, value: dict[str, Any]) -> bool:
    """Whether a coded element has no coding of the value set that it is bound to."""
    if of.codes is None:
        return False
    if of.type == "Coding":
        return not _is_member(of, value)
    if of.type != "CodeableConcept":
        return False
    codings = value.get("coding")
    return not isinstance(codings, list) or not any(_is_member(of, one) for one in codings)


def _is_member(of: Field, coding: object) -> bool:
    if of.codes is None or not isinstance(coding, dict):
        return False
    meaning = (coding.get("system"), coding.get("code"))
    return all(isinstance(part, str) for part in meaning) and meaning in of.codes
