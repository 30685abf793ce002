"""$validate over a bare resource, or over the `resource` of a Parameters resource."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from app.fhir.json_gate import VALIDATING, gate
from app.fhir.outcome import Issue
from app.fhir.validation.validate import validate

OK, REFUSED = 200, 422
_UNREAD = "This server validates against the base definitions; the parameter is not read."
RESOURCE = "resource"


class _Given(msgspec.Struct):
    name: str = ""
    resource: msgspec.Raw = msgspec.Raw()  # empty: not given


class _Shell(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's own name
    parameter: list[_Given] = []


def validated(body: bytes, expected: str | None) -> tuple[int, Sequence[Issue]]:
    """Status and issues: 4xx only when the body is not JSON, or asks for what is not offered.

    Raises:
        NotReadable, TooLarge: the body is not JSON that FHIR allows, or beyond the limits.
    """
    gate(body, VALIDATING)
    wrapped = _wrapped(body)
    if wrapped is None:
        return OK, validate(body, expected)
    number, resource, unread = wrapped
    if unread:
        place = f"Parameters.parameter[{unread[0]}]"
        return REFUSED, [Issue("error", "not-supported", _UNREAD, place)]
    place = f"Parameters.parameter[{number}].resource"
    return OK, [_moved(issue, place) for issue in validate(resource, expected)]


def _wrapped(body: bytes) -> tuple[int, bytes, list[int]] | None:
    """Number and bytes of the parameter `resource`, and the numbers of other parameters."""
    try:
        shell = msgspec.json.decode(body, type=_Shell)
    except msgspec.ValidationError:
        return None
    if shell.resourceType != "Parameters":
        return None
    for number, given in enumerate(shell.parameter):
        if given.name == RESOURCE and bytes(given.resource):
            rest = [n for n in range(len(shell.parameter)) if n != number]
            return number, bytes(given.resource), rest
    return None


def _moved(issue: Issue, place: str) -> Issue:
    """Expressions begin at the root of the body."""
    if not issue.expression:
        return issue
    _, dot, rest = issue.expression.partition(".")
    return replace(issue, expression=f"{place}{dot}{rest}")
