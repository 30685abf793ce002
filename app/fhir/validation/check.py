"""One decoded resource, judged for what its struct cannot say; the hot pass of every record."""

import msgspec

from app.fhir.outcome import Issue
from app.fhir.r4.datatypes import Resource
from app.fhir.validation.quick import is_clean
from app.fhir.validation.reading import parse
from app.fhir.validation.walk import Walk

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def check(resource: Resource, path: str) -> list[Issue]:
    """Every issue of a decoded resource but the advice that only $validate gives.

    A resource that the quick pass finds beyond doubt costs nothing more; any other is walked, so
    that each text and place has one origin. Issues may be warnings only.
    """
    if is_clean(resource):
        return []
    walk = Walk(advice=False)
    walk.enter(parse(_ENCODER.encode(resource)), path)
    return walk.issues
