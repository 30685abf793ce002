"""Media types in and out: JSON only (contract.md, section 1: 415, 406, _format)."""

from collections.abc import Mapping

from app.errors import NotAcceptable, Problem, WrongMediaType

FHIR_JSON = "application/fhir+json"
_READ = frozenset((FHIR_JSON, "application/json"))
_WRITTEN = frozenset((FHIR_JSON, "application/json", "application/*", "*/*", "text/json", "json"))
FORMAT, PRETTY = "_format", "_pretty"


def check_content(headers: Mapping[str, str]) -> None:
    """Refuse bodies that are not declared as JSON, or are encoded.

    Raises:
        WrongMediaType: with the media types that are read.
    """
    kind, _, rest = headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in _READ:
        text = f"Send the body as {FHIR_JSON} or application/json."
        raise WrongMediaType(Problem(text, code="not-supported"))
    if "charset" in rest.lower() and "utf-8" not in rest.lower():
        raise WrongMediaType(Problem("Send the body in UTF-8.", code="not-supported"))
    if "fhirversion" in rest.lower() and "4.0" not in rest:
        raise WrongMediaType(Problem("This server reads FHIR 4.0.1.", code="not-supported"))
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongMediaType(Problem("Send the body without encoding.", code="not-supported"))


def check_accept(headers: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Refuse callers that accept no JSON; `_format` wins over Accept.

    Raises:
        NotAcceptable: with the media type that is written.
    """
    wanted = query.get(FORMAT) or headers.get("accept") or "*/*"
    kinds = (part.partition(";")[0].strip().lower().replace(" ", "+") for part in wanted.split(","))
    if not any(kind in _WRITTEN for kind in kinds):
        raise NotAcceptable(Problem(f"This server writes {FHIR_JSON}.", code="not-supported"))
