"""A site is the name of a set of parameters with its own citations, local codes and clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from app.errors import KnowledgeFault, Problem, Unprocessable
from app.knowledge.codes import Codes
from app.knowledge.definitions import Dated, Definition, Step
from app.knowledge.evidence import Evidence
from app.knowledge.reading import read_yaml

DEFAULT = "default"


class UnknownSite(Unprocessable):
    """No parameter set has the name that the caller gave."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                "No site has this name. Leave the parameter out for the default site.",
                "not-found",
                "Parameters.parameter.where(name = 'site')",
            )
        )


class _Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A local code, or a bare text when `system` and `code` are empty, and what it means here."""

    set: str
    system: str = ""
    code: str = ""
    text: str = ""


class _Orderable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The coding by which the site orders one of our templates."""

    system: str
    code: str
    display: str


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    title: str
    time_zone: str = ""
    identifier_system: str = ""
    parameters: dict[str, list[Dated]] = {}
    local_codes: list[_Code] = []
    orderables: dict[str, _Orderable] = {}


@dataclass(frozen=True, slots=True)
class Site:
    """What one site sets itself.

    Attributes:
        zone: its clock; None takes the offset of the planned start (decisions.md 5).
        identifier_system: system of the Patient.identifier that names a person for good.
        overrides: parameter name to its own dated values.
        codes: the shipped code index with the site's local codes and texts.
        orderables: template id to (system, code, display) of the site's own order.
    """

    name: str
    title: str
    zone: ZoneInfo | None
    identifier_system: str
    overrides: Mapping[str, tuple[Step, ...]]
    codes: Codes
    orderables: Mapping[str, tuple[str, str, str]]


class Sites:
    """All sites by name."""

    __slots__ = ("_sites",)

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self._sites = MappingProxyType(dict(sites))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._sites)

    def site(self, name: str = DEFAULT) -> Site:
        """The site of this name.

        Raises:
            UnknownSite: there is none.
        """
        try:
            return self._sites[name]
        except KeyError:
            raise UnknownSite from None


def _local(codes: Codes, written: _Written) -> Codes:
    if not written.local_codes:
        return codes
    coded = {(c.system, c.code): c.set for c in written.local_codes if c.code}
    texts = {c.text: c.set for c in written.local_codes if c.text}
    return codes.with_local(coded, texts)


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipped knowledge that a site builds on."""

    definitions: Mapping[str, Definition]
    evidence: Evidence
    codes: Codes


def _read(path: Path, shipped: Shipped) -> Site:
    written = read_yaml(path, _Written)
    unknown = sorted(set(written.parameters) - set(shipped.definitions))
    if unknown:
        raise KnowledgeFault(f"{path.name} sets unknown parameters: {', '.join(unknown)}")
    if written.time_zone and written.time_zone not in available_timezones():
        raise KnowledgeFault(f"{path.name}: {written.time_zone} is no time zone")
    return Site(
        path.stem,
        written.title,
        ZoneInfo(written.time_zone) if written.time_zone else None,
        written.identifier_system,
        {
            name: shipped.definitions[name].read(values, shipped.evidence, path.name)
            for name, values in written.parameters.items()
        },
        _local(shipped.codes, written),
        {key: (o.system, o.code, o.display) for key, o in written.orderables.items()},
    )


def read(folders: tuple[Path, ...], shipped: Shipped) -> Sites:
    """The shipped sites and those of a hospital's own folder."""
    sites: dict[str, Site] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            if path.stem in sites:
                raise KnowledgeFault(f"two sites are named {path.stem}")
            sites[path.stem] = _read(path, shipped)
    if DEFAULT not in sites:
        raise KnowledgeFault(f"no site is named {DEFAULT}")
    return Sites(sites)
