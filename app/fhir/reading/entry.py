"""An entry of the record: where it stands, what it holds, how it is quoted."""

from typing import Final

import msgspec

from app.clinical.facts import Source
from app.fhir.outcome import Issue
from app.fhir.r4.datatypes import DomainResource, Identifier, Resource

_ABSOLUTE: Final = ("http://", "https://", "urn:")


class Entry:
    """One resource of the record, or one contained in it.

    Attributes:
        place: FHIRPath of the resource from the root of the body.
        type: its resource type.
        raw: its bytes as received.
        full_url: the entry's fullUrl as written, "" if absent; `absolute` when it is a URI.
        resource: the decoded resource, None when it cannot be used.
        faults: what is wrong with it, when it cannot be used.
        container: the entry that contains it, None for an entry of a Bundle.
        superseded: the record holds a later version of the same resource.
    """

    __slots__ = (
        "_source",
        "absolute",
        "container",
        "faults",
        "full_url",
        "place",
        "raw",
        "resource",
        "superseded",
        "type",
    )

    def __init__(
        self,
        place: str,
        kind: str,
        raw: bytes,
        full_url: str = "",
        *,
        container: "Entry | None" = None,
    ) -> None:
        self.place = place
        self.type = kind
        self.raw = raw
        self.full_url = full_url
        self.absolute = full_url.startswith(_ABSOLUTE)
        self.resource: Resource | None = None
        self.faults: tuple[Issue, ...] = ()
        self.container = container
        self.superseded = False
        self._source: Source | None = None

    @property
    def id(self) -> str:
        return (self.resource.id or "") if self.resource is not None else ""

    @property
    def root(self) -> str:
        """The server's base, when the fullUrl is RESTful ("https://h/fhir/Patient/1")."""
        if not self.full_url.startswith(("http://", "https://")):
            return ""
        base, kind, _ = self.full_url.rsplit("/", 2)
        return base if kind == self.type else ""

    @property
    def source(self) -> Source:
        """How the answer quotes it (contract.md section 1, References)."""
        if self._source is None:
            self._source = self._quoted()
        return self._source

    def _quoted(self) -> Source:
        if self.container is not None:
            outer = self.container.source
            return Source(outer.reference, outer.type, outer.expression, outer.identifier)
        if self.absolute:
            return Source(self.full_url, self.type, self.place)
        if self.id:
            return Source(f"{self.type}/{self.id}", self.type, self.place)
        return Source("", self.type, self.place, _first_identifier(self.resource))


def _first_identifier(resource: Resource | None) -> tuple[str, str] | None:
    found = identifiers(resource)
    return found[0] if found else None


def identifiers(resource: Resource | None) -> list[tuple[str, str]]:
    """The business identifiers of a resource as (system, value)."""
    written: object = getattr(resource, "identifier", None)
    several = written if isinstance(written, list) else [written]
    return [
        (one.system or "", one.value.strip())
        for one in several
        if isinstance(one, Identifier) and one.value
    ]


class _Holder(msgspec.Struct):
    """What of a resource that cannot be decoded still names its contained ones."""

    contained: list[msgspec.Raw] = []


def contained_raw(entry: Entry) -> list[bytes]:
    resource = entry.resource
    if resource is None:
        try:
            return [bytes(raw) for raw in msgspec.json.decode(entry.raw, type=_Holder).contained]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return []
    if not isinstance(resource, DomainResource) or not resource.contained:
        return []
    return [bytes(raw) for raw in resource.contained]
