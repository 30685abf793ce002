"""Every error this project raises, as one tree. Only web/errors.py knows their HTTP status.

OcrelizumabError
├── BadInput            what was sent cannot be read or judged; carries Problems with their places
│   ├── NotReadable     not JSON, or not the JSON that FHIR allows
│   ├── TooLarge        beyond a documented limit
│   ├── WrongMediaType  neither application/fhir+json nor application/json
│   ├── NotAcceptable   the caller accepts no JSON
│   └── Unprocessable   readable, but refused: no Patient, two Patients, unknown parameter …
├── NotFound            no such resource, route or row
├── Conflict            the same key with another body
├── Unavailable         the database or another service did not answer in time
└── KnowledgeFault      the shipped or configured clinical knowledge is not sound; stops the start
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, with its place. Never holds a value from the record.

    Attributes:
        text: what is wrong and how to mend it, for a person.
        code: FHIR issue-type (http://hl7.org/fhir/R4/valueset-issue-type.html).
        expression: FHIRPath from the root of the body, "" when the whole body is meant.
    """

    text: str
    code: str = "invalid"
    expression: str = ""


class OcrelizumabError(Exception):
    """The root of the tree."""


class BadInput(OcrelizumabError):  # noqa: N818 - reads as the clinic says it; the tree is above
    """What was sent cannot be judged; `problems` says what, where and how to mend it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("; ".join(f"{p.expression}: {p.text}".lstrip(": ") for p in self.problems))


class NotReadable(BadInput):
    """The body is not JSON, or not the JSON that FHIR allows."""


class TooLarge(BadInput):
    """The body, or something in it, is beyond a documented limit."""


class WrongMediaType(BadInput):
    """The body is sent as something other than JSON."""


class NotAcceptable(BadInput):
    """The caller accepts nothing that this service can write."""


class Unprocessable(BadInput):
    """Readable, but refused; the problems name the place and the mend."""


class NotFound(OcrelizumabError):  # noqa: N818 - as above
    """No such resource, route or row."""


class Conflict(OcrelizumabError):  # noqa: N818 - as above
    """The same key was used before with another body."""


class Unavailable(OcrelizumabError):  # noqa: N818 - as above
    """A service this one depends on did not answer in time."""


class KnowledgeFault(OcrelizumabError):  # noqa: N818 - as above
    """The clinical knowledge is not sound; nothing may be judged with it."""
