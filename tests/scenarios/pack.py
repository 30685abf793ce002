"""The pack: every case of every file, and the request that it stands for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from app.knowledge.reading import read_yaml
from tests.bundles import Json, bundle, patient
from tests.scenarios.given import Entry, entry, named
from tests.scenarios.resources import resource
from tests.scenarios.words import FOLDER

CASES = Path(__file__).parent
_Entries = list[dict[str, object]]


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who the case is about, before it changes anything."""

    gender: str
    born: str
    complete: list[str] = []
    given: _Entries = []
    also: _Entries = []


class But(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is different about the person."""

    gender: str | None = None
    born: str | None = None
    deceased: bool | None = None


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The whole answer by hand.

    Attributes:
        alerts: every alert, by row: "high hold, until 2025-12-02"; a basis other than `finding`
            is written out ("moderate hold, missing-data"); several of one row as a list.
        notes, silent: rows that must, or must not, have told a note.
        says: words that the row's alert or note must hold.
        orders: the actions proposed; nothing may be proposed while a hold or block stands.
    """

    decision: Literal["proceed", "caution", "hold", "block"]
    alerts: dict[str, str | list[str]] = {}
    notes: list[str] = []
    silent: list[str] = []
    says: dict[str, str] = {}
    orders: list[str] | None = None
    stage: str | None = None
    due: str | None = None
    earliest: str | None = None
    latest: str | None = None
    review: str | None = None


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One case; `asOf` is the day of the start unless it says otherwise."""

    title: str
    reviewed: Literal["none"]
    patient: str
    expect: Expected
    start: str = "2025-12-01"
    as_of: str = ""
    given: _Entries = []
    without: list[str] = []
    but: But = But()
    complete: list[str] | None = None
    ask: dict[str, str | list[str]] = {}

    @property
    def day(self) -> str:
        return self.as_of or self.start


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cases of one group of the catalogue."""

    group: str
    cases: list[Case]


@cache
def files() -> Mapping[str, File]:
    return {path.stem: read_yaml(path, File) for path in sorted(CASES.glob("*.yaml"))}


@cache
def cases() -> Mapping[str, Case]:
    """Every case by its name: "vaccination: MMR 27 days before …"."""
    return {f"{stem}: {c.title}": c for stem, file in files().items() for c in file.cases}


@cache
def people() -> Mapping[str, Person]:
    return read_yaml(FOLDER / "people.yaml", dict[str, Person])


def entries(case: Case) -> list[Entry]:
    """The entries of the person without what the case takes away, then those of the case.

    Raises:
        ValueError: the case takes away what the person does not have.
    """
    person = people()[case.patient]
    known = [entry(written) for written in (*person.given, *person.also)]
    missing = set(case.without) - {named(thing) for thing in known}
    if missing:
        raise ValueError(f"{case.patient} has no {', '.join(sorted(missing))}")
    kept = [thing for thing in known if named(thing) not in case.without]
    return [*kept, *(entry(written) for written in case.given)]


def _person(case: Case) -> Json:
    person = people()[case.patient]
    made = patient(case.but.gender or person.gender, case.but.born or person.born)
    for element, value in (("gender", case.but.gender), ("birthDate", case.but.born)):
        if value == "unknown":
            made.pop(element)
    if case.but.deceased is not None:
        made["deceasedBoolean"] = case.but.deceased
    return made


def record_of(case: Case, things: Iterable[Entry] | None = None) -> list[Json]:
    """The Patient and the resource of every entry, or of these entries instead."""
    written = entries(case) if things is None else things
    return [_person(case), *(resource(thing, number) for number, thing in enumerate(written))]


def body(case: Case, record: Sequence[Json] | None = None) -> bytes:
    """The Parameters resource of the case; with other resources in the place of its record."""
    person = people()[case.patient]
    held = record_of(case) if record is None else record
    complete = person.complete if case.complete is None else case.complete
    given: list[Json] = [
        {"name": "record", "resource": bundle(held)},
        {"name": "asOf", "valueDateTime": case.day},
        {"name": "plannedStart", "valueDateTime": case.start},
    ]
    given.extend({"name": "completeFor", "valueCode": kind} for kind in complete)
    for name, asked in case.ask.items():
        given.extend({"name": name, "valueString": value} for value in _several(asked))
    return json.dumps({"resourceType": "Parameters", "parameter": given}).encode()


def _several(asked: str | list[str]) -> Iterable[str]:
    return [asked] if isinstance(asked, str) else asked
