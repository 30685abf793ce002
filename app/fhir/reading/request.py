"""The input of an operation: a Parameters resource, or the bare Bundle of the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from app.clinical.dates import PartialDate
from app.errors import NotReadable, Problem, Unprocessable
from app.fhir.bundle_shell import Shell, decode_bundle_shell
from app.fhir.decode import Invalid, decode_resource, peek_type
from app.fhir.json_gate import DEFAULT, Limits, gate
from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.r4.parameters import Parameters
from app.fhir.r4.parameters import ParametersParameter as Given

_Value = TypeVar("_Value", str, bool)

_SINGLE: Final = ("subject", "asOf", "plannedStart", "product", "infusionOption", "site", "save")
NAMES: Final = ("record", *_SINGLE, "completeFor", "plan")
NEITHER: Final = "Send a Parameters resource with the record, or the record alone as a Bundle."
NO_RECORD: Final = "The parameter record is missing: add the patient's record as a Bundle."


@dataclass(frozen=True, slots=True)
class Page:
    """One Bundle of the record, opened, and its FHIRPath."""

    shell: Shell
    place: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of whom (contract.md section 1)."""

    records: tuple[Page, ...]
    subject: str | None = None
    as_of: PartialDate | None = None
    planned_start: PartialDate | None = None
    product: str = "iv"
    infusion_option: str = ""
    complete_for: frozenset[str] = frozenset()
    site: str | None = None
    plan: frozenset[str] = frozenset()
    save: bool = True


def read_request(body: bytes, *, record_required: bool = True, limits: Limits = DEFAULT) -> Request:
    """The parsed input of an operation.

    Raises:
        NotReadable: not the JSON of FHIR, neither Parameters nor Bundle, an asOf that is no day.
        TooLarge: beyond the limits.
        Unprocessable: an unknown or missing parameter, or one of a wrong type or count.
    """
    gate(body, limits)
    kind = peek_type(body)
    if kind == "Bundle":
        return Request(records=(_page(body, "Bundle"),))
    if kind != "Parameters":
        raise NotReadable(Problem(NEITHER, "structure"))
    return _parameters(body, record_required=record_required)


def _page(raw: bytes, place: str) -> Page:
    try:
        return Page(decode_bundle_shell(raw, at=place), place)
    except Invalid as invalid:
        raise Unprocessable(_problems(invalid)) from None


def _parameters(body: bytes, *, record_required: bool) -> Request:
    try:
        resource = decode_resource(body, "Parameters", at="Parameters")
    except Invalid as invalid:
        raise Unprocessable(_problems(invalid)) from None
    given = (resource.parameter or []) if isinstance(resource, Parameters) else []
    asked = _Asked(given)
    records = tuple(
        _record(parameter, f"Parameters.parameter[{number}].resource")
        for number, parameter in asked.all("record")
    )
    if record_required and not records:
        asked.problems.append(Problem(NO_RECORD, "required", "Parameters"))
    request = Request(
        records=records,
        subject=asked.text("subject"),
        as_of=asked.moment("asOf"),
        planned_start=asked.moment("plannedStart"),
        product=asked.code("product", ("iv", "sc")) or "iv",
        infusion_option=asked.code("infusionOption", ("1", "2")),
        complete_for=asked.codes("completeFor", RESOURCE_TYPES),
        site=asked.text("site"),
        plan=asked.codes("plan", frozenset(["vaccines"])),
        save=asked.flag("save", otherwise=True),
    )
    if asked.problems:
        raise Unprocessable(asked.problems)
    return request


def _record(parameter: Given, place: str) -> Page:
    raw = bytes(parameter.resource or b"")
    if not raw:
        text = "The parameter record takes a Bundle as resource."
        raise Unprocessable(Problem(text, "structure", place))
    return _page(raw, place)


class _Asked:
    """The parameters by name; collects what is wrong with them."""

    __slots__ = ("_by_name", "problems")

    def __init__(self, given: Sequence[Given]) -> None:
        self.problems: list[Problem] = []
        self._by_name: dict[str, list[tuple[int, Given]]] = {}
        for number, parameter in enumerate(given):
            name = parameter.name or ""
            if name in NAMES:
                self._by_name.setdefault(name, []).append((number, parameter))
            else:
                text = f"Unknown parameter; this operation takes {', '.join(NAMES)}."
                self._wrong(text, number, "not-supported")
        for name in _SINGLE:
            for number, _ in self.all(name)[1:]:
                self._wrong(f"The parameter {name} may be given once.", number, "structure")

    def all(self, name: str) -> list[tuple[int, Given]]:
        return self._by_name.get(name, [])

    def text(self, name: str) -> str | None:
        found = self._values(name, "valueString", lambda p: p.valueString)
        return found[0][1] if found else None

    def flag(self, name: str, *, otherwise: bool) -> bool:
        found = self._values(name, "valueBoolean", lambda p: p.valueBoolean)
        return found[0][1] if found else otherwise

    def code(self, name: str, allowed: Sequence[str]) -> str:
        return next(iter(self.codes(name, frozenset(allowed))), "")

    def codes(self, name: str, allowed: frozenset[str]) -> frozenset[str]:
        found = self._values(name, "valueCode", lambda p: p.valueCode or p.valueString)
        for number, value in found:
            if value not in allowed:
                few = f": {', '.join(sorted(allowed))}" if len(allowed) <= len(NAMES) else ""
                self._wrong(f"{name} takes a code that it knows{few}.", number, "code-invalid")
        return frozenset(value for _, value in found)

    def moment(self, name: str) -> PartialDate | None:
        """A day or an instant; an asOf that is coarser than a day is no day of judgement."""
        found = self._values(name, "valueDateTime", lambda p: p.valueDateTime or p.valueDate)
        if not found:
            return None
        number, written = found[0]
        moment = PartialDate.parse(written.replace(":60", ":59"))
        if not moment.exact:
            text = f"{name} must name a day (YYYY-MM-DD) or an instant with its time zone."
            raise NotReadable(Problem(text, "value", f"Parameters.parameter[{number}].value"))
        return moment

    def _values(
        self, name: str, element: str, value: Callable[[Given], _Value | None]
    ) -> list[tuple[int, _Value]]:
        found: list[tuple[int, _Value]] = []
        for number, parameter in self.all(name):
            one = value(parameter)
            if one is None:
                self._wrong(f"The parameter {name} takes {element}.", number, "value")
            else:
                found.append((number, one))
        return found

    def _wrong(self, text: str, number: int, code: str) -> None:
        self.problems.append(Problem(text, code, f"Parameters.parameter[{number}]"))


def _problems(invalid: Invalid) -> list[Problem]:
    return [Problem(issue.text, issue.code, issue.expression) for issue in invalid.issues]
