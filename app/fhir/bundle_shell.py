"""A Bundle opened without judging what is in it: one bad entry spoils only itself."""

from typing import Final

import msgspec

from app.fhir.decode import NO_TYPE, NOT_JSON, Invalid, Json, peek_type
from app.fhir.fault import issue_of
from app.fhir.outcome import Issue

NO_BUNDLE: Final = "A Bundle is expected here."
NO_ENTRIES: Final = "The entries of a Bundle are a JSON array."
NOTHING: Final = msgspec.Raw()


class Link(msgspec.Struct, frozen=True, gc=False):
    relation: str | None = None
    url: str | None = None


class Request(msgspec.Struct, frozen=True, gc=False):
    method: str | None = None
    url: str | None = None
    ifNoneExist: str | None = None  # noqa: N815 - FHIR's name


class Response(msgspec.Struct, frozen=True, gc=False):
    status: str | None = None
    location: str | None = None
    outcome: msgspec.Raw = NOTHING


class Search(msgspec.Struct, frozen=True, gc=False):
    mode: str | None = None


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One entry, its resource still as bytes: empty, which is false, where there is none."""

    fullUrl: str | None = None  # noqa: N815 - FHIR's name
    resource: msgspec.Raw = NOTHING
    link: tuple[Link, ...] = ()
    request: Request | None = None
    response: Response | None = None
    search: Search | None = None

    @property
    def fault(self) -> Issue | None:
        """What of the entry could not be read; that part is absent, the rest is here."""
        return None


class FaultyEntry(Entry, frozen=True, gc=False, kw_only=True):
    """An entry of which a part is no such thing. Never made from what was sent."""

    wrong: Issue

    @property
    def fault(self) -> Issue | None:
        return self.wrong


class Shell(msgspec.Struct, frozen=True, gc=False):
    """The envelope. What it lacks (type, request, fullUrl) is for the reader to say."""

    id: str | None = None
    type: str | None = None
    timestamp: str | None = None
    total: int | None = None
    identifier: msgspec.Raw = NOTHING
    link: tuple[Link, ...] = ()
    entry: tuple[Entry, ...] = ()

    @property
    def faults(self) -> tuple[Issue, ...]:
        """What of the envelope could not be read and so is absent here."""
        return ()


class FaultyShell(Shell, frozen=True, gc=False, kw_only=True):
    """An envelope of which a part is no such thing. Never made from what was sent."""

    wrong: tuple[Issue, ...]

    @property
    def faults(self) -> tuple[Issue, ...]:
        return self.wrong


_shell = msgspec.json.Decoder(Shell).decode
_entry = msgspec.json.Decoder(Entry).decode
_items = msgspec.json.Decoder(list[msgspec.Raw]).decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def decode_bundle_shell(raw: Json, *, at: str = "Bundle") -> Shell:
    """The envelope and its entries, resources still as bytes.

    Raises:
        Invalid: not a Bundle at all, or one whose `entry` is no array.
    """
    found = peek_type(raw)
    if found != "Bundle":
        raise Invalid(Issue("error", "structure", NO_TYPE if found is None else NO_BUNDLE, at))
    try:
        return _shell(raw)
    except msgspec.ValidationError:
        return _part_by_part(raw, at)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid(Issue("fatal", "structure", NOT_JSON, at)) from None


def _part_by_part(raw: Json, at: str) -> Shell:
    members = _members(raw)
    try:
        items = _items(members.pop("entry", b"[]"))
    except msgspec.ValidationError:
        raise Invalid(Issue("error", "structure", NO_ENTRIES, f"{at}.entry")) from None
    entries = tuple(_one_entry(item, f"{at}.entry[{index}]") for index, item in enumerate(items))
    wrong: list[Issue] = []
    while True:
        try:
            shell = _shell(msgspec.json.encode(members))
        except msgspec.ValidationError as error:
            wrong.append(_leave_out(error, members, "Bundle", at))
        else:
            break
    return FaultyShell(
        id=shell.id,
        type=shell.type,
        timestamp=shell.timestamp,
        total=shell.total,
        identifier=shell.identifier,
        link=shell.link,
        entry=entries,
        wrong=tuple(wrong),
    )


def _one_entry(raw: msgspec.Raw, at: str) -> Entry:
    try:
        return _entry(raw)
    except msgspec.ValidationError as error:
        wrong = issue_of(str(error), "Bundle.entry", at)
    try:
        members = _members(raw)
    except msgspec.ValidationError:
        return FaultyEntry(wrong=wrong)
    while True:
        try:
            read = _entry(msgspec.json.encode(members))
        except msgspec.ValidationError as error:
            _leave_out(error, members, "Bundle.entry", at)
        else:
            break
    return FaultyEntry(
        fullUrl=read.fullUrl,
        resource=read.resource,
        link=read.link,
        request=read.request,
        response=read.response,
        search=read.search,
        wrong=wrong,
    )


def _leave_out(
    error: msgspec.ValidationError, members: dict[str, msgspec.Raw], root: str, at: str
) -> Issue:
    """The issue of the faulty member, which is taken out."""
    issue = issue_of(str(error), root, at)
    name = issue.expression.removeprefix(f"{at}.").split(".")[0].split("[")[0]
    if members.pop(name, None) is None:
        members.clear()
    return issue
