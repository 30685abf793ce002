"""Two ways to judge a resource in these tests: by the walk alone, or decoded and checked."""

import json
from functools import cache
from typing import Any

import msgspec

from app.fhir.formats import number
from app.fhir.outcome import Issue
from app.fhir.r4 import struct_for
from app.fhir.r4.datatypes import Resource
from app.fhir.validation.check import check
from app.fhir.validation.reading import parse
from app.fhir.validation.walk import Walk

Json = dict[str, Any]


def walked(resource: Json) -> list[Issue]:
    walk = Walk()
    walk.enter(parse(json.dumps(resource).encode()))
    return walk.issues


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Resource]:
    found = struct_for(name)
    assert found is not None
    return msgspec.json.Decoder(found, float_hook=number)


def decoded(resource: Json) -> Resource:
    return _decoder(resource["resourceType"]).decode(json.dumps(resource).encode())


def checked(resource: Json) -> list[Issue]:
    return check(decoded(resource), resource["resourceType"])


def errors(issues: list[Issue]) -> list[str]:
    return [f"{issue.expression}: {issue.text}" for issue in issues if issue.is_error]
