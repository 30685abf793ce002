"""Reads the order templates: every coding verified, every source known, volumes that agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec

from app.errors import KnowledgeFault
from app.knowledge import rates
from app.knowledge.codes import Codes
from app.knowledge.evidence import Evidence
from app.knowledge.orders import Before, Coding, Orders, Template
from app.knowledge.rates import RateTable
from app.knowledge.reading import read_yaml

_FILES = ("ocrelizumab.yaml", "premedication.yaml")


class _Coding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    system: str
    code: str
    display: str = ""


class _Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    low: int
    high: int


class _Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The same order with another product or dose."""

    title: str
    medication: str
    codings: list[_Coding]
    dose_mg: Decimal
    text: str
    allergy: list[str]
    citations: list[str]


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    title: str
    medication: str
    codings: list[_Coding]
    dose_mg: Decimal
    route: _Coding
    text: str
    required: bool
    citations: list[str]
    allergy: list[str] = []
    before: _Before | None = None
    volume_ml: Decimal | None = None
    diluent: str = ""
    vials: int = 0
    vial_ml: Decimal | None = None
    minutes: Decimal | None = None
    note: str = ""
    rate_tables: list[str] = []
    variants: dict[str, _Variant] = {}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a template may refer to."""

    evidence: Evidence
    codes: Codes
    tables: Mapping[str, RateTable]


def _coding(written: _Coding, codes: Codes, place: str) -> Coding:
    """The coding with its verified display; an unverified code is refused."""
    if not codes.topics(written.system, written.code):
        raise KnowledgeFault(f"{place}: {written.system}|{written.code} is in no value set")
    display = written.display or codes.display(written.system, written.code)
    return Coding(written.system, written.code, display)


def _template(identifier: str, written: _Written, known: _Known) -> Template:
    place = f"orders: {identifier}"
    unknown = [row for row in written.rate_tables if row not in known.tables]
    if unknown:
        raise KnowledgeFault(f"{place} runs by unknown rate tables: {', '.join(unknown)}")
    for name in written.allergy:
        known.codes.members(name)
    if any(known.tables[row].volume_ml != written.volume_ml for row in written.rate_tables):
        raise KnowledgeFault(f"{place} has another volume than its rate table")
    return Template(
        id=identifier,
        title=written.title,
        medication_text=written.medication,
        codings=tuple(_coding(coding, known.codes, place) for coding in written.codings),
        dose_mg=written.dose_mg,
        route=_coding(written.route, known.codes, place),
        text=written.text,
        required=written.required,
        citations=known.evidence.check(written.citations, place),
        allergy=tuple(written.allergy),
        before=Before(written.before.low, written.before.high) if written.before else None,
        volume_ml=written.volume_ml,
        diluent=written.diluent,
        vials=written.vials,
        vial_ml=written.vial_ml,
        minutes=written.minutes,
        note=written.note,
        rate_tables=tuple(written.rate_tables),
    )


def _with(written: _Written, variant: _Variant) -> _Written:
    changed = {name: getattr(variant, name) for name in variant.__struct_fields__}
    return msgspec.structs.replace(written, variants={}, **changed)


def read(folder: Path, evidence: Evidence, codes: Codes) -> Orders:
    known = _Known(evidence, codes, rates.read(folder, evidence))
    templates: dict[str, Template] = {}
    for file in _FILES:
        for identifier, written in read_yaml(folder / "orders" / file, dict[str, _Written]).items():
            named = {identifier: written}
            named |= {name: _with(written, each) for name, each in written.variants.items()}
            for name, each in named.items():
                if name in templates:
                    raise KnowledgeFault(f"{file}: {name} names two orders")
                templates[name] = _template(identifier, each, known)
    return Orders(templates, known.tables)
