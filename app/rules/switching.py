"""Switching: other drugs that suppress the immune system, taken now or until recently."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months, days
from app.clinical.facts import Medication
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, ELIGIBILITY, HOLD, LOW, MODERATE, MONITORING, WARN, Row, rule
from app.rules.schedule import OCRELIZUMAB

IMMUNOSUPPRESSANTS = (
    "drug_natalizumab",
    "drug_rituximab",
    "drug_ofatumumab",
    "drug_ublituximab",
    "drug_anti_cd20_other",
    "drug_alemtuzumab",
    "drug_fingolimod",
    "drug_siponimod",
    "drug_ozanimod",
    "drug_ponesimod",
    "drug_cladribine",
    "drug_teriflunomide",
    "drug_fumarates",
    "drug_mitoxantrone",
    "drug_daclizumab",
    "drug_immunosuppressant_other",
)
STEROIDS = (
    "drug_corticosteroid_equivalent",
    "drug_methylprednisolone",
    "drug_methylprednisolone_oral",
)

SW_IS_01 = Row(
    id="SW-IS-01",
    title="Another drug that suppresses the immune system",
    statement="No other immunosuppressant or disease-modifying drug is taken together with "
    "ocrelizumab; short courses of corticosteroids for a relapse excepted.",
    code="DRG",
    cites=("seed-002", "S15"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "concurrent": "{drug} is recorded as taken ({dated}). Together with ocrelizumab it "
        "suppresses the immune system too much. Stop it, or record the decision of a specialist.",
        "steroid": "{drug} is recorded as taken ({dated}) for longer than the {days} days of a "
        "relapse treatment, or without an end. Together with ocrelizumab it suppresses the "
        "immune system further. Stop it, or record the decision of a specialist.",
        "modulator": "{drug} is recorded as taken ({dated}). Stop it before ocrelizumab starts.",
        "given": "{drug} was given on {dated}, since the last dose of ocrelizumab. Together they "
        "suppress the immune system too much, and for months. Record the decision of a specialist "
        "before the dose.",
        "given_undated": "{drug} was given on a day that the record does not tell. Was it since "
        "the last dose of ocrelizumab? Supply the day.",
        "given_unclear": "{drug} was given on {dated}. Whether that was since the last dose of "
        "ocrelizumab cannot be told, because the day of that dose is not known. Supply the day.",
        "dispensed": "{drug} was dispensed ({dated}), and the record does not say when the supply "
        "ends. Is it still taken? Correct the list, or stop it before the dose.",
        "old": "{drug} is still listed as active although it was ordered long ago ({dated}). Is "
        "it still taken? Correct the list, or stop it before the dose.",
    },
    parameters=(
        "interaction.immunosuppressants",
        "interaction.immunomodulators",
        "switch.immunosuppressant.months",
        "switch.steroid.days",
    ),
    inputs=("MedicationRequest",),
    reads=(*IMMUNOSUPPRESSANTS, *STEROIDS, "drug_interferon_beta", "drug_glatiramer"),
    released_by=DECISION,
)
SW_INT_01 = Row(
    id="SW-INT-01",
    title="Medication list not supplied",
    statement="Review all medicines for interactions before every infusion.",
    code="DRG",
    cites=("seed-003",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "missing": "The record has no list of medicines that is said to be complete. Ask for all "
        "medicines, above all for those that suppress the immune system.",
        "review": "Review the list of medicines before the dose.",
    },
    inputs=("MedicationRequest",),
)

_TAKEN = ("active", "unknown")
_DAY_BEFORE = days(1)
_REVIEW = SW_INT_01.note("review")
_NOT_DISPENSED = ("cancelled", "declined", "preparation")


@rule(SW_INT_01)
def medication_list(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Without a complete list no other drug can be ruled out."""
    if chart.declared("MedicationRequest") or chart.declared("MedicationStatement"):
        yield _REVIEW
        return
    yield SW_INT_01.finding(
        WARN,
        LOW,
        "missing",
        basis=Basis.MISSING,
        missing=[Missing("MedicationRequest"), Missing("MedicationStatement")],
    )


@rule(SW_IS_01)
def concurrent_immunosuppression(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Each drug taken besides ocrelizumab speaks once, with its worst entry."""
    worst: dict[str, Finding] = {}
    suppressing = p.codes("interaction.immunosuppressants")
    modulating = p.codes("interaction.immunomodulators")
    for drug in chart.medications(*suppressing, *modulating):
        if not _taken(drug, chart) or _no_concern(drug, chart, p):
            continue
        _keep(worst, _concern(drug, chart, p, modulator=drug.topics.isdisjoint(suppressing)))
    for finding in _given_since_the_last_dose(chart, p):
        _keep(worst, finding)
    yield from worst.values()


def _keep(worst: dict[str, Finding], finding: Finding) -> None:
    known = worst.get(finding.cause)
    if known is None or finding.action > known.action:
        worst[finding.cause] = finding


def _given_since_the_last_dose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A drug that was given on treatment counts without an order too.

    Before the first dose the intervals of earlier treatment speak (SW-PRIOR-01, SW-NAT-01).
    """
    if chart.course.before_first:
        return
    last = chart.course.last_day
    for given in chart.administrations(*p.codes("interaction.immunosuppressants")):
        if not given.topics.isdisjoint(STEROIDS):
            continue
        if last is not None and given.when is not None and given.when.latest < last.earliest:
            continue
        known = given.when is not None and last is not None
        unclear = "given_undated" if given.when is None else "given_unclear"
        yield SW_IS_01.finding(
            HOLD if known else WARN,
            MODERATE if known else LOW,
            "given" if known else unclear,
            because=(given,),
            basis=Basis.FINDING if known else Basis.UNUSABLE,
            cause=given.key,
            drug=given.name,
            dated=given.when.text if given.when else "",
        )


def _concern(drug: Medication, chart: Chart, p: Parameters, *, modulator: bool) -> Finding:
    steroid = not drug.topics.isdisjoint(STEROIDS)
    text, holds = "steroid" if steroid else "concurrent", not _perhaps_into_a_vein(drug)
    if modulator:
        text, holds = "modulator", False
    elif _old(drug, chart, p.months("switch.immunosuppressant.months")):
        text, holds = "old", False
    elif drug.source.type == "MedicationDispense" and drug.ends is None:
        text, holds = "dispensed", False
    return SW_IS_01.finding(
        HOLD if holds else WARN,
        MODERATE if holds else LOW,
        text,
        because=(drug,),
        implicated=(drug,),
        cause=drug.key,
        drug=drug.name,
        dated=drug.when.text if drug.when else "no date",
        days=p.days("switch.steroid.days"),
    )


def _perhaps_into_a_vein(drug: Medication) -> bool:
    """Methylprednisolone without a route may be the premedication."""
    return "drug_methylprednisolone" in drug.topics and not drug.route_stated


def _taken(drug: Medication, chart: Chart) -> bool:
    if drug.ours or not drug.topics.isdisjoint(OCRELIZUMAB):
        return False
    if drug.source.type == "MedicationDispense":
        return drug.status not in _NOT_DISPENSED and not (
            drug.ends is not None and drug.ends.latest < chart.as_of
        )
    return drug.status in _TAKEN


def _old(drug: Medication, chart: Chart, months: int) -> bool:
    """Ordered or dispensed long ago, and no supply known to last until now."""
    supplied = drug.ends is not None and drug.ends.latest >= chart.as_of
    return (
        not supplied
        and drug.when is not None
        and add_months(drug.when.latest, months) < chart.as_of
    )


def _no_concern(drug: Medication, chart: Chart, p: Parameters) -> bool:
    """Corticosteroids as premedication or for a relapse."""
    if drug.topics.isdisjoint(STEROIDS):
        return False
    if "route_iv" in drug.routes:
        return True
    begun = drug.planned or drug.when
    if begun is None:
        return False
    if drug.planned and drug.ends is None and _on_a_day_of_dosing(begun, chart):
        return True
    until = drug.ends.latest if drug.ends else chart.as_of
    return (until - begun.earliest).days <= p.days("switch.steroid.days")


def _on_a_day_of_dosing(day: PartialDate, chart: Chart) -> bool:
    """For the planned dose or a later one, or for one that was given; from the day before on."""
    if day.earliest >= chart.start - _DAY_BEFORE:
        return True
    given = (d.when for d in chart.course.doses if d.when is not None)
    return any(w.earliest - _DAY_BEFORE <= day.earliest <= w.latest for w in given)


RULES = (medication_list, concurrent_immunosuppression)
