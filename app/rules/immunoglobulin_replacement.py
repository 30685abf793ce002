"""Immunoglobulin replacement: a reason to reconsider treatment, and it hides the patient's IgG."""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months, days
from app.clinical.facts import Administration, LabResult, Medication
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, ELIGIBILITY, HIGH, HOLD, MONITORING, Row, rule

REPLACEMENT = "drug_immunoglobulin_replacement"

IG_06 = Row(
    id="IG-06",
    title="Immunoglobulin replacement",
    statement="Stopping is considered when prolonged low immunoglobulins need treatment. "
    "Replacement within 6 months or still active asks for that decision, whatever the present IgG.",
    code="COND",
    cites=("seed-002", "seed-003", "S5"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "replaced": "Immunoglobulin replacement is recorded ({found}), active or within {months} "
        "months of the planned day {start}. Antibodies so low that they need treatment ask whether "
        "to stop ocrelizumab. An IgG measured now shows the product, not the patient. Record the "
        "decision to release the hold.",
    },
    parameters=("ig.replacementMonths",),
    inputs=("MedicationRequest", "MedicationAdministration"),
    reads=(REPLACEMENT,),
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)

_GOING_ON = ("active", "on-hold", "intended")
_NOTHING_GIVEN = ("draft", "cancelled", "declined", "preparation")

Supply = Administration | Medication


@rule(IG_06)
def replacement(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An order or statement counts while it is active; what was given, for its months."""
    supplies = _supplies(chart)
    if not supplies:
        return
    months = p.months("ig.replacementMonths")
    active = tuple(s for s in supplies if _active(s, chart))
    lasts = [(s, _last(s)) for s in supplies if s not in active]
    recent = [(s, d) for s, d in lasts if d is None or _reach(d, months) >= chart.start]
    found = (*active, *(s for s, _ in recent))
    if not found:
        return
    known = [_reach(d, months) + days(1) for _, d in recent if d is not None]
    by_time = not active and len(known) == len(recent)
    yield IG_06.finding(
        HOLD,
        HIGH,
        "replaced",
        because=found,
        until=max(known) if by_time else None,
        found="; ".join(s.display for s in found),
        months=months,
        start=chart.start,
    )


def readable_igg(chart: Chart, p: Parameters) -> LabResult | None:
    """The newest usable IgG that shows the patient's own antibodies."""
    if not _supplies(chart):
        return chart.latest("igg")
    return next((r for r in chart.usable("igg") if not hidden(chart, r, p)), None)


def replaced(chart: Chart) -> bool:
    """Whether the record holds any replacement at all."""
    return bool(_supplies(chart))


def hidden(chart: Chart, igg: LabResult, p: Parameters) -> bool:
    """Whether replacement before it may have lifted this IgG, so that it clears nothing."""
    drawn, months = igg.when, p.months("ig.replacementReadableMonths")
    return drawn is not None and any(
        _begun(s, drawn) and (_active(s, chart) or _still_there(s, drawn, months))
        for s in _supplies(chart)
    )


def _supplies(chart: Chart) -> tuple[Supply, ...]:
    given, ordered = chart.administrations(REPLACEMENT), chart.medications(REPLACEMENT)
    return (*given, *(m for m in ordered if m.status not in _NOTHING_GIVEN))


def _active(supply: Supply, chart: Chart) -> bool:
    if isinstance(supply, Administration) or supply.source.type == "MedicationDispense":
        return False
    ended = supply.ends is not None and supply.ends.latest < chart.as_of
    return supply.status in _GOING_ON and not ended


def _begun(supply: Supply, drawn: PartialDate) -> bool:
    return supply.when is None or supply.when.earliest <= drawn.latest


def _still_there(supply: Supply, drawn: PartialDate, months: int) -> bool:
    last = _last(supply)
    return last is None or drawn.earliest <= _reach(last, months)


def _last(supply: Supply) -> PartialDate | None:
    """The last day on which the product was given, as far as stated."""
    return (supply.ends if isinstance(supply, Medication) else supply.ended) or supply.when


def _reach(last: PartialDate, months: int) -> date:
    return add_months(last.latest, months)


RULES = (replacement,)
