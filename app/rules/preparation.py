"""Preparation: what ocrelizumab is diluted in, how much the bag holds, what is discarded."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.facts import Diluent, Medication
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.beyond_use import bags
from app.rules.ordering import open_orders
from app.rules.rule import ELIGIBILITY, HIGH, HOLD, MODERATE, PREMEDICATION, WARN, Row, rule
from app.rules.schedule import IV, shipped_orders

_INITIAL, _MAINTENANCE = "ocrelizumab-300mg", "ocrelizumab-600mg"

PREP_01 = Row(
    id="PREP-01",
    title="Diluent and volume of the bag",
    statement="Dilute in sodium chloride 0.9 % to about 1.2 mg/mL: 300 mg in 250 mL, 600 mg in "
    "500 mL. Another diluent in a supplied order holds the bag.",
    code="TPROD",
    cites=("seed-000", "S7"),
    scope=(ELIGIBILITY, PREMEDICATION),
    texts={
        "volume": "Dilute {mg} mg in {volume} mL {diluent}, about {concentration} mg/mL.",
        "other": "The {what} of ocrelizumab{when} names another diluent: {words}. Ocrelizumab is "
        "diluted in sodium chloride 0.9 % only. Do not prepare or use that bag; correct the order.",
        "unknown": "The {what} of ocrelizumab{when} names something besides ocrelizumab that was "
        "not recognised as sodium chloride 0.9 %: {words}. It is diluted in that only. Confirm "
        "the diluent before the bag is prepared, and correct or map the order.",
        "unclear": "The instructions of the {what} of ocrelizumab{when} speak of {words}, and it "
        "could not be read without doubt whether that is the diluent. Ocrelizumab is diluted in "
        "sodium chloride 0.9 % only. Check which diluent is meant.",
        "concentration": "The {what} of ocrelizumab{when} comes to {found} mg/mL. The bag is "
        "diluted to about {concentration} mg/mL, and the rates of the infusion are made for that. "
        "Correct the volume or the dose before the bag is used.",
        "unchecked": "The {what} of ocrelizumab{when} states a volume of {volume} mL but no dose "
        "that could be read: its concentration was not checked.",
    },
    parameters=("prep.concentration", "prep.concentrationTolerance", "prep.bagDays"),
    inputs=("MedicationRequest",),
    reads=(IV,),
    reads_types=("MedicationRequest", "MedicationDispense"),
    if_unusable=(WARN, MODERATE),
    target=Target.PREPARATION,
    with_order=True,
    without_order=("unchecked",),
)
PREP_04 = Row(
    id="PREP-04",
    title="Rest of the vial",
    statement="The vial is for a single dose: discard what remains.",
    code="DOSE",
    cites=("seed-003",),
    texts={"discard": "The vial is for a single dose: discard what remains in it."},
    target=Target.PREPARATION,
    with_order=True,
)

_DISCARD = PREP_04.note("discard")
_WORST_FIRST: tuple[tuple[Diluent, str, Action, Severity, Basis], ...] = (
    (Diluent.OTHER, "other", HOLD, HIGH, Basis.FINDING),
    (Diluent.UNKNOWN, "unknown", HOLD, HIGH, Basis.UNUSABLE),
    (Diluent.UNCLEAR, "unclear", WARN, MODERATE, Basis.UNUSABLE),
)


@rule(PREP_01, PREP_04)
def preparation(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """How the bag is made, and what orders and dispenses say against it."""
    if chart.question.product != "iv":
        return
    maintenance = chart.course.next is Next.MAINTENANCE
    yield _volume(_MAINTENANCE if maintenance else _INITIAL, str(p.decimal("prep.concentration")))
    yield _DISCARD
    for order in (*(o for o in open_orders(chart) if IV in o.topics), *bags(chart, p)):
        yield from _diluent(order)
        yield from _concentration(order, p)


@cache
def _volume(template: str, concentration: str) -> Finding:
    """What the shipped order says, the same for everyone: two of them."""
    order = shipped_orders().template(template)
    return PREP_01.note(
        "volume",
        mg=str(order.dose_mg),
        volume=str(order.volume_ml),
        diluent=order.diluent,
        concentration=concentration,
    )


def _diluent(order: Medication) -> Iterator[Finding]:
    """The worst of what the places that name a diluent say."""
    named = order.mixture.diluents
    for diluent, text, action, severity, basis in _WORST_FIRST:
        if diluent in named:
            conflict = diluent is Diluent.OTHER and Diluent.SALINE in named
            yield PREP_01.finding(
                action,
                severity,
                text,
                because=(order,),
                implicated=(order,),
                basis=Basis.CONFLICTING if conflict else basis,
                cause=f"diluent|{_cause(order)}",
                words=order.mixture.words,
                what=_what(order),
                when=_when(order),
            )
            return
    if named:
        yield PREP_01.clear(order)


def _concentration(order: Medication, p: Parameters) -> Iterator[Finding]:
    """The strength of the bag, stated or the dose in the stated volume."""
    volume, limit = order.mixture.volume_ml, p.decimal("prep.concentration")
    apart = p.decimal("prep.concentrationTolerance")
    stated = [order.mixture.mg_per_ml] if order.mixture.mg_per_ml not in (None, _vial()) else []
    if volume and order.dose_mg is not None:
        stated.append(order.dose_mg / volume)
    wrong = [c for c in stated if c is not None and abs(c - limit) >= apart]
    if wrong:
        yield PREP_01.finding(
            HOLD,
            HIGH,
            "concentration",
            because=(order,),
            implicated=(order,),
            cause=f"concentration|{_cause(order)}",
            found=f"{wrong[0]:.2f}",
            concentration=str(limit),
            what=_what(order),
            when=_when(order),
        )
    elif volume and not stated:
        yield PREP_01.note(
            "unchecked", order, volume=f"{volume:f}", what=_what(order), when=_when(order)
        )


def _vial() -> Decimal | None:
    """Strength of what is in the vial."""
    vial = shipped_orders().template(_INITIAL)
    return vial.dose_mg / (vial.vials * vial.vial_ml) if vial.vial_ml else None


def _what(order: Medication) -> str:
    return "dispense" if order.source.type == "MedicationDispense" else "order"


def _when(order: Medication) -> str:
    day = order.planned or order.prepared or order.when
    return f" of {day.text}" if day else ""


def _cause(order: Medication) -> str:
    return f"{_what(order)}|{order.key}|{_when(order)}"


RULES = (preparation,)
