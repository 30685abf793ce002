"""Infusions and reactions of 2025-12-01, the day of judgement, as tests of rules state them."""

from dataclasses import replace
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Coded, Reaction
from tests.charts import chart, day, infusion, on_treatment, reaction

IRR, AIRWAYS = "reaction_infusion_related", "reaction_severe_manifestations"
MILD, SERIOUS = "symptom_reaction_mild", "symptom_reaction_serious"
LOADING = (infusion("2025-06-01", "300"), infusion("2025-06-15", "300"))


def running(
    begun: str | None = "2025-12-01T10:00:00Z",
    rate: str | None = "180",
    status: str = "in-progress",
    **other: object,
) -> Administration:
    """The infusion under way, or a step of it."""
    rate_ml_h = Decimal(rate) if rate else None
    return infusion(begun, "300", status=status, rate_ml_h=rate_ml_h, **other)


def step(begun: str, ended: str, rate: str) -> Administration:
    """A step of it that is complete, by times of the day."""
    ended_at = day(f"2025-12-01T{ended}:00Z")
    return running(f"2025-12-01T{begun}:00Z", rate, "completed", ended=ended_at)


def now(*topics: str, when: str = "2025-12-01T11:00:00Z", **other: object) -> Reaction:
    """A reaction of 11 o'clock to the infusion of today."""
    return reaction(*(topics or (IRR,)), when=when, **other)


def at_infusion(*found: Reaction | Coded, given: tuple[Administration, ...] | None = None) -> Chart:
    """After the initial pair; the infusion of today is in progress unless others are given."""
    doses = (*LOADING, *((running(),) if given is None else given))
    events = tuple(f for f in found if isinstance(f, Reaction))
    symptoms = tuple(f for f in found if isinstance(f, Coded))
    return chart(replace(on_treatment(*doses), reactions=events, coded=symptoms))
