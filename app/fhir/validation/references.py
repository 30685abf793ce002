"""References: the forms that FHIR allows and the type of resource that each names."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["contained", "relative", "restful", "conditional", "urn", "absolute"]

_TYPED = r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})"
_VERSION = r"(?:/_history/(?P<version>[A-Za-z0-9\-.]{1,64}))?(?:#\S+)?"
_RELATIVE = re.compile(_TYPED + _VERSION)
_RESTFUL = re.compile(r"(?P<root>https?://\S+/)" + _TYPED + _VERSION)
_CONDITIONAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?\S+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
UUID_URN = re.compile(
    r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
).fullmatch
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")


@dataclass(frozen=True, slots=True)
class Form:
    """How a reference is written, with the type, id and version that it names, if any."""

    kind: Kind
    type: str = ""
    id: str = ""
    root: str = ""
    version: str = ""


def form_of(reference: str) -> Form | None:
    """The form of a literal reference; None when it is none that FHIR knows."""
    if reference.startswith("#"):
        return Form("contained", id=reference[1:])
    if match := _RESTFUL.fullmatch(reference):
        return Form("restful", match["type"], match["id"], match["root"], match["version"] or "")
    if match := _RELATIVE.fullmatch(reference):
        return Form("relative", match["type"], match["id"], version=match["version"] or "")
    if match := _CONDITIONAL.fullmatch(reference):
        return Form("conditional", match["type"])
    if reference.startswith("urn:"):
        return Form("urn")
    return Form("absolute") if _ABSOLUTE.fullmatch(reference) else None


def is_well_formed_urn(uri: str) -> bool:
    """Whether a urn that claims to be a UUID or an OID is one."""
    if uri.startswith("urn:uuid:"):
        return UUID_URN(uri) is not None
    return not uri.startswith("urn:oid:") or _OID.fullmatch(uri) is not None
