"""Clinical knowledge is data: this folder reads it, dates it and cites it.

`load()` gives all of it, checked; what is not sound stops the start with a KnowledgeFault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from app.errors import KnowledgeFault, Problem, Unprocessable
from app.knowledge import codes as code_index
from app.knowledge import definitions as parameter_files
from app.knowledge import evidence as evidence_file
from app.knowledge import limits as limits_file
from app.knowledge import order_files
from app.knowledge import release as release_file
from app.knowledge import sites as site_files
from app.knowledge import units as units_file
from app.knowledge.codes import Codes
from app.knowledge.definitions import Definition, Step
from app.knowledge.evidence import Evidence
from app.knowledge.limits import Limits
from app.knowledge.orders import Orders
from app.knowledge.parameters import InForce, Parameters
from app.knowledge.reading import DATA
from app.knowledge.release import Release
from app.knowledge.sites import DEFAULT, Site, Sites, UnknownSite
from app.knowledge.units import Units

__all__ = ["Knowledge", "Parameters", "Site", "UnknownSite", "load"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All clinical knowledge of one release."""

    release: Release
    codes: Codes
    units: Units
    limits: Limits
    orders: Orders
    evidence: Evidence
    sites: Sites
    definitions: Mapping[str, Definition]
    _resolved: dict[tuple[int, str], Parameters] = field(default_factory=dict, compare=False)
    _days: dict[str, tuple[date, ...]] = field(default_factory=dict, compare=False)

    def parameters(self, on: date, site: str = DEFAULT) -> Parameters:
        """The parameters in force on a day at a site; resolved once for each set of values.

        Raises:
            UnknownSite: no site has this name.
            Unprocessable: the day lies before anything that is encoded.
        """
        if on < self.release.judges_from:
            raise Unprocessable(
                Problem(
                    f"Nothing is encoded for days before {self.release.judges_from}.",
                    "business-rule",
                    "Parameters.parameter.where(name = 'asOf')",
                )
            )
        chosen = self.sites.site(site)
        key = (sum(day <= on for day in self._changes(chosen)), site)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(on, chosen)
        return self._resolved[key]

    def _changes(self, site: Site) -> tuple[date, ...]:
        """The days on which a value of the site changes."""
        if site.name not in self._days:
            steps = [step for each in self.definitions.values() for step in each.steps]
            own = [step for each in site.overrides.values() for step in each]
            self._days[site.name] = tuple({step.since for step in steps + own})
        return self._days[site.name]

    def _resolve(self, on: date, site: Site) -> Parameters:
        shipped = f"shipped default, release {self.release.version}"
        values: dict[str, InForce] = {}
        for name, definition in self.definitions.items():
            own = _latest(site.overrides.get(name, ()), on)
            step = own or _latest(definition.steps, on)
            if step is None:
                raise KnowledgeFault(f"{name} has no value on {on}")
            source = step.source or shipped
            values[name] = InForce(
                step.value, source, step.since, step.citations, step.note, definition
            )
        return Parameters(values)


def _latest(steps: tuple[Step, ...], on: date) -> Step | None:
    return next((step for step in reversed(steps) if step.since <= on), None)


@lru_cache(maxsize=4)
def load(sites: Path | None = None, folder: Path = DATA) -> Knowledge:
    """Read and check everything; `sites` is a hospital's own folder of site files.

    Raises:
        KnowledgeFault: anything at all is not sound.
    """
    evidence = evidence_file.read(folder)
    definitions = parameter_files.read(folder, evidence)
    codes = code_index.read(folder)
    units = units_file.read(folder)
    release = release_file.read(folder)
    shipped = site_files.Shipped(definitions, evidence, codes, release.version)
    known_sites = site_files.read(folder / "sites", sites, shipped)
    _check_value_sets(definitions, known_sites, codes)
    return Knowledge(
        release,
        codes,
        units,
        limits_file.read(folder, evidence, units),
        order_files.read(folder, evidence, codes),
        evidence,
        known_sites,
        definitions,
    )


def _check_value_sets(definitions: Mapping[str, Definition], sites: Sites, codes: Codes) -> None:
    """Lists without `allowed` are names of value sets."""
    chosen = [sites.site(name).overrides for name in sites.names]
    for definition in definitions.values():
        own = [step for overrides in chosen for step in overrides.get(definition.name, ())]
        for step in (*definition.steps, *own):
            if definition.allowed is None and isinstance(step.value, tuple):
                for name in step.value:
                    codes.members(name)
