"""The corticosteroid before the infusion, and what an allergy to it means.

The order itself is made from its template by planning, which asks `steroid_choice`.
"""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Allergy
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.allergy_list import allergies_to, names_of
from app.rules.rule import HOLD, LOW, MODERATE, PREMEDICATION, WARN, Row, rule
from app.rules.schedule import shipped_orders

_USUAL = {"iv": "methylprednisolone", "sc": "dexamethasone"}
METHYLPREDNISOLONE = ("drug_methylprednisolone", "drug_methylprednisolone_oral")
STEROIDS = (*METHYLPREDNISOLONE, "drug_corticosteroid_equivalent", "drug_dexamethasone")
NONE = "none"

PREMED_STER_01 = Row(
    id="PREMED-STER-01",
    title="Allergy to the corticosteroid",
    statement="Methylprednisolone 100 mg into a vein, or an equivalent, before every infusion.",
    code="ALGY",
    cites=("seed-001", "seed-002", "label-2.2"),
    scope=(PREMEDICATION,),
    texts={
        "allergy": "An allergy to {substance} is recorded, and methylprednisolone is given before "
        "every infusion. Choose an equivalent with a specialist, name it for the site, or correct "
        "the allergy.",
        "steroids": "An allergy to {substance} is recorded. It may extend to all corticosteroids, "
        "so none is put in the place of methylprednisolone. Clarify the allergy with a "
        "specialist before the infusion.",
    },
    parameters=("premed.steroid.equivalent",),
    reads=STEROIDS,
)
PREMED_STER_02 = Row(
    id="PREMED-STER-02",
    with_order=True,
    title="When the corticosteroid is given",
    statement="Methylprednisolone is given about 30 minutes before the infusion.",
    code="TIME",
    cites=("seed-001", "seed-002", "S1", "S6", "S7", "S15"),
    scope=(PREMEDICATION,),
    texts={"time": "The corticosteroid is given {minutes} minutes before the infusion."},
)
PREMED_STER_03 = Row(
    id="PREMED-STER-03",
    title="Another corticosteroid instead",
    statement="An equivalent glucocorticoid is allowed where the site names one.",
    code="ALGY",
    cites=("seed-000", "seed-001"),
    scope=(PREMEDICATION,),
    texts={
        "substituted": "An allergy to {substance} is recorded. The site gives {equivalent} "
        "instead of methylprednisolone: check its dose and the allergy before it is given.",
    },
    parameters=("premed.steroid.equivalent",),
)


def steroid_choice(chart: Chart, p: Parameters) -> str | None:
    """Name of the order template of the corticosteroid; None where an allergy rules all out.

    After an allergy to methylprednisolone alone the site's equivalent is given, whatever the
    product: without one it may extend to dexamethasone.
    """
    allergies = allergies_to(chart, *STEROIDS)
    if not allergies:
        return _USUAL[chart.question.product]
    equivalent = p.code("premed.steroid.equivalent")
    if equivalent == NONE or not all(_to_methylprednisolone_only(a) for a in allergies):
        return None
    return equivalent


@rule(PREMED_STER_01, PREMED_STER_02, PREMED_STER_03)
def corticosteroid(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An allergy holds the dose, unless it is to methylprednisolone and the site names another.

    Before the subcutaneous product SC-02 speaks.
    """
    if chart.question.product != "iv":
        return
    before = shipped_orders().template("methylprednisolone").before
    if before is not None:
        yield PREMED_STER_02.note("time", minutes=before.low)
    allergies = allergies_to(chart, *STEROIDS)
    if not allergies:
        return
    substance = names_of(allergies)
    equivalent = steroid_choice(chart, p)
    if equivalent is not None:
        yield PREMED_STER_03.finding(
            WARN, LOW, "substituted", because=allergies, substance=substance, equivalent=equivalent
        )
        return
    single = all(_to_methylprednisolone_only(a) for a in allergies)
    yield PREMED_STER_01.finding(
        HOLD,
        MODERATE,
        "allergy" if single else "steroids",
        because=allergies,
        substance=substance,
    )


def _to_methylprednisolone_only(allergy: Allergy) -> bool:
    return not allergy.topics.isdisjoint(METHYLPREDNISOLONE)


RULES = (corticosteroid,)
