"""Premedication: the antihistamine and the antipyretic before the infusion.

The orders themselves are made from the templates by planning, which asks `antihistamine_choice`
and `antipyretic_suppressed`.
"""

from collections.abc import Iterator
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.dates import years_between
from app.clinical.facts import Allergy, LabResult
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.allergy_list import allergies_to, names_of
from app.rules.rule import HOLD, LOW, MODERATE, PREMEDICATION, WARN, Row, rule
from app.rules.schedule import shipped_orders

NONE = "none"
_ANY_ANTIHISTAMINE = "drug_antihistamine"

PREMED_AH_01 = Row(
    id="PREMED-AH-01",
    title="Allergy to the antihistamine",
    statement="An antihistamine is given before every infusion; the product is the site's choice.",
    code="ALGY",
    cites=("seed-000", "seed-001", "seed-002", "S28"),
    scope=(PREMEDICATION,),
    texts={
        "substituted": "An allergy to {substance} is recorded. {substitute} is proposed instead of "
        "{product}.",
        "other": "An allergy to {substance}, another antihistamine, is recorded. {product} is "
        "proposed all the same: check that the patient tolerates it.",
        "allergy": "An allergy to {substance} is recorded, and no antihistamine is left that the "
        "site names. Choose one, or correct the allergy.",
        "reduced": "From {years} years of age on {product} is proposed at its reduced dose.",
    },
    parameters=(
        "premed.antihistamine.product",
        "premed.antihistamine.substitute",
        "premed.antihistamine.reducedFromYears",
    ),
    reads=("drug_antihistamine", "drug_diphenhydramine", "drug_cetirizine"),
)
PREMED_AH_02 = Row(
    id="PREMED-AH-02",
    with_order=True,
    title="How the antihistamine is given",
    statement="By mouth or into a vein; the site chooses.",
    code="DOSE",
    cites=("seed-000", "seed-001", "seed-002"),
    scope=(PREMEDICATION,),
    texts={"route": "The antihistamine is given by the {route} route."},
    parameters=("premed.antihistamine.route",),
)
PREMED_AH_03 = Row(
    id="PREMED-AH-03",
    with_order=True,
    title="When the antihistamine is given",
    statement="The antihistamine is given 30 to 60 minutes before the infusion.",
    code="TIME",
    cites=("seed-001", "seed-002", "S1", "S6", "S7", "S15"),
    scope=(PREMEDICATION,),
    texts={"time": "The antihistamine is given {first} to {last} minutes before the infusion."},
)
PREMED_AP_01 = Row(
    id="PREMED-AP-01",
    title="Antipyretic left out",
    statement="An antipyretic may be added: acetaminophen, never ibuprofen by itself; not with an "
    "allergy to it or with liver injury.",
    code="ALGY",
    cites=("seed-002", "seed-003"),
    scope=(PREMEDICATION,),
    texts={
        "allergy": "An allergy to {substance} is recorded: no antipyretic is proposed.",
        "liver": "{result} is more than {multiple} times the upper limit, or its limit is not "
        "known: no acetaminophen is proposed.",
        "liver_disease": "{disease} is recorded: no acetaminophen is proposed.",
        "off": "The site proposes no antipyretic.",
        "subcutaneous": "No antipyretic is proposed before the subcutaneous product: no source of "
        "its premedication names one.",
    },
    parameters=("premed.antipyretic.enabled", "premed.antipyretic.suppressMultiple"),
    reads=("drug_acetaminophen", "drug_antipyretic"),
    if_unusable=(WARN, LOW),
)


def antihistamine_choice(chart: Chart, p: Parameters) -> tuple[str, bool] | None:
    """Product and whether at its reduced dose; None where an allergy rules out both products."""
    product, substitute = _antihistamines(p)
    for name in (product, substitute):
        if name != NONE and not _to_antihistamine(chart, name):
            return name, _reduced(chart, p) and _has_reduced_dose(name)
    return None


def antipyretic_suppressed(chart: Chart, p: Parameters) -> bool:
    """Whether no antipyretic is proposed: allergy, liver, or the site's choice."""
    return any(True for _ in _no_antipyretic(chart, p))


@rule(PREMED_AH_01, PREMED_AH_02, PREMED_AH_03)
def antihistamine(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An allergy changes the product; without another one the dose waits."""
    product, _ = _antihistamines(p)
    before = shipped_orders().antihistamine(product).before
    yield PREMED_AH_02.note("route", route=p.code("premed.antihistamine.route"))
    if before is not None and chart.question.product == "iv":
        yield PREMED_AH_03.note("time", first=before.low, last=before.high)
    choice = antihistamine_choice(chart, p)
    allergies = _to_antihistamine(chart, product)
    others = tuple(a for a in allergies_to(chart, _ANY_ANTIHISTAMINE) if a not in allergies)
    if choice is None:
        yield PREMED_AH_01.finding(
            HOLD,
            MODERATE,
            "allergy",
            because=(*allergies, *others),
            substance=names_of((*allergies, *others)),
        )
        return
    chosen, reduced = choice
    if chosen != product:
        yield PREMED_AH_01.finding(
            WARN,
            LOW,
            "substituted",
            because=allergies,
            substance=names_of(allergies),
            substitute=chosen.capitalize(),
            product=product,
        )
    if others:
        yield PREMED_AH_01.finding(
            WARN,
            LOW,
            "other",
            because=others,
            cause="other antihistamine",
            substance=names_of(others),
            product=chosen.capitalize(),
        )
    if reduced:
        years = p.years("premed.antihistamine.reducedFromYears")
        yield PREMED_AH_01.note("reduced", chart.patient, years=years, product=chosen)


@rule(PREMED_AP_01)
def antipyretic(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Why no acetaminophen is proposed."""
    yield from _no_antipyretic(chart, p)


def _no_antipyretic(chart: Chart, p: Parameters) -> Iterator[Finding]:
    if chart.question.product != "iv":
        yield PREMED_AP_01.note("subcutaneous")
        return
    if not p.flag("premed.antipyretic.enabled"):
        yield PREMED_AP_01.note("off")
        return
    allergies = allergies_to(chart, *shipped_orders().template("antipyretic").allergy)
    if allergies:
        yield PREMED_AP_01.note("allergy", *allergies, substance=names_of(allergies))
    multiple = p.decimal("premed.antipyretic.suppressMultiple")
    for result in (*chart.current("alt"), *chart.current("ast")):
        if _may_exceed(result, multiple):
            yield PREMED_AP_01.note(
                "liver", result, result=result.display, multiple=str(multiple.normalize())
            )
    for disease in chart.diagnoses("cond_hepatic_impairment"):
        if not disease.over:
            yield PREMED_AP_01.note("liver_disease", disease, disease=disease.name)


def _may_exceed(result: LabResult, multiple: Decimal) -> bool:
    """Above the multiple, or raised by an amount that cannot be told."""
    if result.high is None or result.value is None:
        return result.is_high is not False
    return result.above(result.high * multiple) is not False


def _antihistamines(p: Parameters) -> tuple[str, str]:
    return p.code("premed.antihistamine.product"), p.code("premed.antihistamine.substitute")


def _reduced(chart: Chart, p: Parameters) -> bool:
    """At an age that may have been reached: the smaller dose is the safer one."""
    birth = chart.patient.birth
    years = p.years("premed.antihistamine.reducedFromYears")
    return birth is not None and years_between(birth.earliest, chart.start) >= years


def _has_reduced_dose(product: str) -> bool:
    orders = shipped_orders()
    usual, reduced = orders.antihistamine(product), orders.antihistamine(product, reduced=True)
    return reduced.dose_mg < usual.dose_mg


def _to_antihistamine(chart: Chart, product: str) -> tuple[Allergy, ...]:
    return allergies_to(chart, *shipped_orders().antihistamine(product).allergy)


RULES = (antihistamine, antipyretic)
