"""References within the record: each resolved once, through an index (wire.md section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.fhir.r4.datatypes import Identifier, Reference
from app.fhir.reading.entry import Entry, contained_raw, identifiers

_URN: Final = ("urn:uuid:", "urn:oid:")
_HTTP: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference leads to.

    Attributes:
        entry: the resource, None when it is not in the record.
        ambiguous: several resources answer to it: the referring resource is unusable.
        guessed: found by Type/id alone, which FHIR gives no meaning there.
    """

    entry: Entry | None = None
    ambiguous: bool = False
    guessed: bool = False


NOWHERE: Final = Resolved()


class Index:
    """The entries of a record by fullUrl, by Type/id and by identifier.

    Attributes:
        contested: entries of one identity that differ and do not say which is the later.
    """

    __slots__ = (
        "_by_id",
        "_by_identifier",
        "_by_url",
        "_contained",
        "_decode",
        "_entries",
        "_known",
        "contested",
    )

    def __init__(self, decode: Callable[[Entry], None]) -> None:
        self.contested: list[Entry] = []
        self._decode = decode
        self._entries: list[Entry] = []
        self._by_url: dict[str, list[Entry]] = {}
        self._by_id: dict[str, list[Entry]] = {}
        self._by_identifier: dict[tuple[str, str, str], list[Entry]] | None = None
        self._contained: dict[int, list[Entry]] = {}
        self._known: dict[tuple[str, str], Resolved] = {}

    def add(self, entry: Entry) -> bool:
        """Enter it; False when the record holds the same bytes under the same identity."""
        identity = f"{entry.type}/{entry.id}" if entry.id else ""
        if identity in self._by_id or entry.full_url in self._by_url:
            if not self._beside_others(entry, identity):
                return False
        elif entry.absolute:
            self._by_url[entry.full_url] = [entry]
        if identity:
            self._by_id.setdefault(identity, []).append(entry)
        self._entries.append(entry)
        return True

    def _beside_others(self, entry: Entry, identity: str) -> bool:
        """Whether it is kept beside what has its identity or its address already."""
        twin = _twin(self._by_id.get(identity), entry) or _twin(
            self._by_url.get(entry.full_url), entry
        )
        if entry.absolute and not (twin is not None and twin.full_url == entry.full_url):
            self._by_url.setdefault(entry.full_url, []).append(twin or entry)
        if twin is not None:
            return False
        for other in self._versions(entry, identity):
            older = _older(other, entry)
            if older is entry:
                entry.superseded = True
                return False
            if older is other:
                self._forget(other, identity)
            elif other.absolute or _what(other) == _what(entry):
                self.contested += [e for e in (other, entry) if e not in self.contested]
        return True

    def _versions(self, entry: Entry, identity: str) -> list[Entry]:
        """Other entries of the same address, or of the same id where neither has an address."""
        known = self._by_url.get(entry.full_url) if entry.absolute else self._by_id.get(identity)
        if known is None or known == [entry]:
            return []
        return [e for e in known if e is not entry and e.absolute == entry.absolute]

    def _forget(self, entry: Entry, identity: str) -> None:
        entry.superseded = True
        self._entries.remove(entry)
        for place, name in ((self._by_url, entry.full_url), (self._by_id, identity)):
            if entry in place.get(name, ()):
                place[name].remove(entry)

    def resolve(self, reference: Reference | None, holder: Entry) -> Resolved:
        if reference is None:
            return NOWHERE
        written = reference.reference
        if not written:
            return self._identified(reference)
        if written.startswith("#"):
            return Resolved(self.contained(holder).get(written[1:]))
        root = "" if written.startswith((*_HTTP, *_URN)) else (holder.container or holder).root
        known = self._known.get((root, written))
        if known is None:
            known = self._known[root, written] = self._literal(written, root)
        return known

    def contained(self, holder: Entry) -> dict[str, Entry]:
        """The resources contained in the holder (or in its container) by their id."""
        return {e.id: e for e in self.inner(holder) if e.id}

    def inner(self, holder: Entry) -> list[Entry]:
        """All of them, those without a readable id too; each decoded once."""
        outer = holder.container or holder
        known = self._contained.get(id(outer))
        if known is not None:
            return known
        inner = self._contained[id(outer)] = []
        for number, raw in enumerate(contained_raw(outer)):
            entry = Entry(f"{outer.place}.contained[{number}]", "", raw, container=outer)
            self._decode(entry)
            inner.append(entry)
        return inner

    def _literal(self, written: str, root: str) -> Resolved:
        name, _, version = written.partition("/_history/")
        if "?" in name:
            return self._searched(name)
        found = self._by_url.get(f"{root}/{name}" if root else name, [])
        if version and len(found) > 1:
            found = [e for e in found if _version(e) == version]
        if found:
            return _single(found, guessed=False)
        return self._by_type_and_id(name, version, root)

    def _by_type_and_id(self, name: str, version: str, root: str) -> Resolved:
        if name.startswith(_URN):
            identity = name.rsplit(":", 1)[1]
            found = [e for e in self._entries if e.id == identity and not e.absolute]
        elif name.startswith(_HTTP):
            tail = "/".join(name.rsplit("/", 2)[1:])
            found = [e for e in self._by_id.get(tail, ()) if not e.root]
        else:
            found = [e for e in self._by_id.get(name, ()) if not (root and e.root)]
        if version and len(found) > 1:
            found = [e for e in found if _version(e) == version]
        return _single(found, guessed=True)

    def _searched(self, written: str) -> Resolved:
        """A conditional reference such as Patient?identifier=system|value."""
        kind, _, query = written.partition("?")
        name, _, token = query.partition("=")
        if name != "identifier" or "&" in query:
            return NOWHERE
        system, _, value = token.rpartition("|")
        return self._by_token(kind.rsplit("/", 1)[-1], system, value)

    def _identified(self, reference: Reference) -> Resolved:
        token = reference.identifier
        if token is None or not token.value:
            return NOWHERE
        return self._by_token(reference.type or "", token.system or "", token.value.strip())

    def _by_token(self, kind: str, system: str, value: str) -> Resolved:
        if self._by_identifier is None:
            self._by_identifier = {}
            for entry in self._entries:
                for token in identifiers(entry.resource):
                    for name in (entry.type, ""):
                        self._by_identifier.setdefault((name, *token), []).append(entry)
        return _single(self._by_identifier.get((kind, system, value), []), guessed=False)


def _twin(known: list[Entry] | None, entry: Entry) -> Entry | None:
    """An entry with the same bytes: the same resource, sent on another page."""
    if known is None:
        return None
    return next((other for other in known if other.raw == entry.raw), None)


def _older(one: Entry, other: Entry) -> Entry | None:
    """The one updated earlier, None where the record does not say."""
    first, second = _updated(one), _updated(other)
    if not first or not second or first == second:
        numbers = [_version(e) for e in (one, other)]
        if not all(n.isascii() and n.isdecimal() for n in numbers) or numbers[0] == numbers[1]:
            return None
        return one if int(numbers[0]) < int(numbers[1]) else other
    moments = [datetime.fromisoformat(text.replace(":60", ":59")) for text in (first, second)]
    return one if moments[0] < moments[1] else other


def _what(entry: Entry) -> object:
    """What a resource is of: the same id with another code is another resource, badly numbered."""
    names = ("code", "vaccineCode", "medicationCodeableConcept")
    return next((v for n in names if (v := getattr(entry.resource, n, None)) is not None), None)


def _updated(entry: Entry) -> str:
    meta = entry.resource.meta if entry.resource is not None else None
    return (meta.lastUpdated or "") if meta is not None else ""


def _single(found: list[Entry], *, guessed: bool) -> Resolved:
    if len(found) == 1:
        return Resolved(found[0], guessed=guessed)
    return Resolved(ambiguous=len(found) > 1)


def _version(entry: Entry) -> str:
    meta = entry.resource.meta if entry.resource is not None else None
    return (meta.versionId or "") if meta is not None else ""


def token_of(identifier: Identifier | None) -> tuple[str, str] | None:
    """An identifier as (system, value), None when it has no value."""
    if identifier is None or not identifier.value:
        return None
    return identifier.system or "", identifier.value.strip()
