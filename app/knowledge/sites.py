"""A site is the name of a set of parameters with its own citations, local codes and clock.

A profile is a site that others build on: the regions are shipped ones (ADR 12).
"""

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
    profile: str = ""
    time_zone: str = ""
    identifier_system: str = ""
    parameters: dict[str, list[Dated]] = {}
    local_codes: list[_Code] = []
    orderables: dict[str, _Orderable] = {}


@dataclass(frozen=True, slots=True)
class Site:
    """What one site sets, itself or by the profile that it builds on.

    Attributes:
        profile: the site that it builds on, "" for the shipped defaults alone.
        zone: its clock; None takes the offset of the planned start (decisions.md 5).
        identifier_system: system of the Patient.identifier that names a person for good.
        overrides: parameter name to its dated values, each with its source.
        codes: the shipped code index with the site's local codes and texts.
        orderables: template id to (system, code, display) of the site's own order.
    """

    name: str
    title: str
    profile: str
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


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipped knowledge that a site builds on; `release` is its version."""

    definitions: Mapping[str, Definition]
    evidence: Evidence
    codes: Codes
    release: str


@dataclass(frozen=True, slots=True)
class _File:
    """A site file as written; `source` is how the origin of its values is told."""

    path: Path
    written: _Written
    source: str


def read(shipped_folder: Path, own_folder: Path | None, shipped: Shipped) -> Sites:
    """The shipped sites and those of a hospital's own folder, each over its profile.

    Raises:
        KnowledgeFault: a file is not sound, a name is taken twice, a profile is unknown or
            builds on itself.
    """
    files: dict[str, _File] = {}
    for folder in (shipped_folder, own_folder):
        for path in sorted(folder.glob("*.yaml")) if folder else ():
            if path.stem in files:
                raise KnowledgeFault(f"two sites are named {path.stem}")
            ours = folder is shipped_folder
            source = f"profile {path.stem}, release {shipped.release}" if ours else ""
            written = read_yaml(path, _Written)
            files[path.stem] = _File(path, written, source or f"site {path.stem}")
    if DEFAULT not in files:
        raise KnowledgeFault(f"no site is named {DEFAULT}")
    built: dict[str, Site] = {}
    for name in files:
        _build(name, files, shipped, built)
    return Sites(built)


def _build(
    name: str,
    files: Mapping[str, _File],
    shipped: Shipped,
    built: dict[str, Site],
    above: tuple[str, ...] = (),
) -> Site:
    """The site after the profile that it names; `above` are the sites that asked for it."""
    if name in built:
        return built[name]
    file, line = files[name], (*above, name)
    wanted = file.written.profile
    if wanted in line:
        raise KnowledgeFault(f"{file.path.name} builds on itself: {', '.join((*line, wanted))}")
    if wanted and wanted not in files:
        known = ", ".join(sorted(files))
        raise KnowledgeFault(f"{file.path.name}: no profile is named {wanted}; there are {known}")
    profile = _build(wanted, files, shipped, built, line) if wanted else None
    built[name] = _site(file, profile, shipped)
    return built[name]


def _site(file: _File, profile: Site | None, shipped: Shipped) -> Site:
    """What the file sets, over all that its profile sets."""
    written = file.written
    if written.time_zone and written.time_zone not in available_timezones():
        raise KnowledgeFault(f"{file.path.name}: {written.time_zone} is no time zone")
    zone = ZoneInfo(written.time_zone) if written.time_zone else None
    own = _own(file, shipped)
    orderables = {key: (o.system, o.code, o.display) for key, o in written.orderables.items()}
    if profile is None:
        codes, system = _local(shipped.codes, written), written.identifier_system
    else:
        zone = zone or profile.zone
        system = written.identifier_system or profile.identifier_system
        codes = _local(profile.codes, written)
        orderables = {**profile.orderables, **orderables}
        own = {**profile.overrides, **{n: _over(profile, n, steps) for n, steps in own.items()}}
    return Site(
        file.path.stem, written.title, written.profile, zone, system, own, codes, orderables
    )


def _own(file: _File, shipped: Shipped) -> dict[str, tuple[Step, ...]]:
    """The values of the file itself, inside the bounds of each parameter and cited."""
    place, parameters = file.path.name, file.written.parameters
    unknown = sorted(set(parameters) - set(shipped.definitions))
    if unknown:
        raise KnowledgeFault(f"{place} sets unknown parameters: {', '.join(unknown)}")
    return {
        name: shipped.definitions[name].read(values, shipped.evidence, place, file.source)
        for name, values in parameters.items()
    }


def _over(profile: Site, name: str, own: tuple[Step, ...]) -> tuple[Step, ...]:
    """Own values from their first day on; until then those of the profile."""
    earlier = (s for s in profile.overrides.get(name, ()) if s.since < own[0].since)
    return (*earlier, *own)


def _local(codes: Codes, written: _Written) -> Codes:
    if not written.local_codes:
        return codes
    coded = {(c.system, c.code): c.set for c in written.local_codes if c.code}
    texts = {c.text: c.set for c in written.local_codes if c.text}
    return codes.with_local(coded, texts)
