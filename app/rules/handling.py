"""Handling: how the bag is given and how vials are stored."""

from collections.abc import Iterator
from functools import cache

from app.clinical.chart import Chart
from app.clinical.finding import Finding, Target
from app.knowledge.parameters import Parameters
from app.rules.rule import Row, rule

ADMIN_01 = Row(
    id="ADMIN-01",
    title="Line, filter and bag",
    statement="Give it through a dedicated line with an in-line filter of 0.2 or 0.22 micron; "
    "never as a push or bolus. The bag is at room temperature, of PVC or polyolefin, not shaken "
    "and not mixed with other medicines.",
    code="DOSE",
    cites=("S7", "S15"),
    texts={
        "line": "Give it through a line of its own with an in-line filter of {finest} or "
        "{coarsest} micron, never as a push or bolus. Let the bag come to room temperature. Bags "
        "of PVC or polyolefin are suitable. Do not shake it and mix nothing into it."
    },
    parameters=("admin.filter.finestMicron", "admin.filter.coarsestMicron"),
    with_order=True,
)
STORE_01 = Row(
    id="STORE-01",
    title="Storage of the vials",
    statement="Vials are stored at 2 to 8 degrees Celsius, never frozen and protected from light; "
    "for single use.",
    code="DOSE",
    cites=("S7",),
    texts={
        "vials": "Store vials at {lowest} to {highest} degrees Celsius, protected from light. "
        "Do not use a vial that was frozen. Each is for single use."
    },
    parameters=("store.lowestCelsius", "store.highestCelsius"),
    target=Target.PREPARATION,
    with_order=True,
)


@rule(ADMIN_01, STORE_01)
def handling(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The same for every infusion."""
    if chart.question.product != "iv":
        return
    yield _line(
        str(p.decimal("admin.filter.finestMicron")), str(p.decimal("admin.filter.coarsestMicron"))
    )
    yield _vials(str(p.decimal("store.lowestCelsius")), str(p.decimal("store.highestCelsius")))


@cache
def _line(finest: str, coarsest: str) -> Finding:
    return ADMIN_01.note("line", finest=finest, coarsest=coarsest)


@cache
def _vials(lowest: str, highest: str) -> Finding:
    return STORE_01.note("vials", lowest=lowest, highest=highest)


RULES = (handling,)
