"""The list of allergies: whether it was supplied, and what it names."""

from collections.abc import Iterable, Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Allergy, Fact
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import MODERATE, PREMEDICATION, WARN, Row, rule

PREMED_01 = Row(
    id="PREMED-01",
    with_order=True,
    title="Allergies not supplied",
    statement="A corticosteroid and an antihistamine are given before every infusion, so that "
    "reactions are fewer and milder.",
    code="ALGY",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "label-2.2"),
    scope=(PREMEDICATION,),
    texts={
        "missing": "The record has no list of allergies that is said to be complete. Every dose "
        "is given with a corticosteroid and an antihistamine: ask for allergies to them before "
        "they are given.",
        "given": "A corticosteroid and an antihistamine are given before this dose, as before "
        "every one.",
    },
    inputs=("AllergyIntolerance",),
)


def allergies_to(chart: Chart, *topics: str) -> tuple[Allergy, ...]:
    """Allergies to these substances that are not recorded as over; unconfirmed ones count."""
    return tuple(a for a in chart.allergies(*topics) if not a.over)


def names_of(facts: Iterable[Fact]) -> str:
    return ", ".join(dict.fromkeys(f.name for f in facts))


_GIVEN = PREMED_01.note("given")


@rule(PREMED_01)
def allergies_known(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Premedication without a list of allergies carries a warning."""
    yield _GIVEN
    if not chart.declared("AllergyIntolerance"):
        yield PREMED_01.finding(
            WARN,
            MODERATE,
            "missing",
            because=chart.record.allergies,
            basis=Basis.MISSING,
            missing=[Missing("AllergyIntolerance")],
        )


RULES = (allergies_known,)
