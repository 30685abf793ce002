"""Rate: by which table the infusion runs; the two-hour table only after a clean history."""

from collections.abc import Iterable, Iterator

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.facts import Fact, Grade, Reaction
from app.clinical.finding import Action, Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.hospital_care import admissions, possible_reactions
from app.rules.rule import LOW, WARN, Row, rule
from app.rules.schedule import OCRELIZUMAB, schedule_in_force, shipped_orders

DOSE_07 = Row(
    id="DOSE-07",
    title="Two-hour infusion",
    statement="600 mg may run in about two hours if no earlier reaction was serious, severe or "
    "ungraded and the history of reactions is supplied; never for the initial infusions.",
    code="RAR",
    cites=("seed-000", "seed-002", "S2", "S6", "S7"),
    texts={
        "initial": "The two-hour table was asked for. It is never used for the initial infusions: "
        "the slow table applies.",
        "reaction": "The two-hour table was asked for, but an earlier reaction to ocrelizumab was "
        "severe or serious, or was not graded: {reaction}. The slow table applies.",
        "history": "The two-hour table was asked for, but the history of reactions was not "
        "supplied. The slow table applies until it is.",
        "little": "The two-hour table is used. Only {count} completed infusions of the "
        "maintenance dose are recorded, fewer than {limit}: watch closely.",
        "mild": "The two-hour table is used. A mild or moderate reaction followed the last "
        "infusion: {reaction}. Watch closely.",
        "clean": "The two-hour table is used: no severe, serious or ungraded reaction is recorded.",
    },
    parameters=(
        "dose.maintenance.option",
        "dose.option2.excludeGradeGE",
        "dose.option2.minToleratedInfusions",
    ),
    inputs=("AdverseEvent",),
)


_RATES_TEXT = {"rates": "{title}: {rates}; about {minutes} minutes in all."}
RATE_01 = Row(
    id="RATE-01",
    title="Rate of infusions 1 and 2",
    statement="300 mg in 250 mL: begin at 30 mL/h and raise by 30 mL/h every 30 minutes to 180 "
    "mL/h.",
    code="DOSE",
    cites=("S6", "S7"),
    texts=_RATES_TEXT,
    with_order=True,
)
RATE_02 = Row(
    id="RATE-02",
    title="Rate of the maintenance infusion, slow table",
    statement="600 mg in 500 mL: begin at 40 mL/h and raise by 40 mL/h every 30 minutes to 200 "
    "mL/h.",
    code="DOSE",
    cites=("S6", "S7"),
    texts=_RATES_TEXT,
    with_order=True,
)
RATE_03 = Row(
    id="RATE-03",
    title="Rate of the maintenance infusion, two-hour table",
    statement="600 mg in 500 mL in about 2 hours, only without an earlier serious reaction.",
    code="DOSE",
    cites=("S2", "S6", "S7"),
    texts=_RATES_TEXT,
    with_order=True,
)
_RATES = {row.id: row for row in (RATE_01, RATE_02, RATE_03)}

_TWO_HOURS = "2"
_GRADES = tuple(Grade)


def rate_table_in_force(chart: Chart, p: Parameters) -> str:
    """Row id of the rate table of the planned infusion."""
    if chart.course.next is not Next.MAINTENANCE:
        return RATE_01.id
    excluded = not two_hours_asked(chart, p) or _exclusion(chart, p) is not None
    return RATE_02.id if excluded else RATE_03.id


@rule(RATE_01, RATE_02, RATE_03)
def rate(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Tell the rates of the planned infusion."""
    if chart.question.product != "iv":
        return
    table = shipped_orders().rate_table(rate_table_in_force(chart, p))
    yield _RATES[table.row].note(
        "rates", title=table.title, rates=table.text, minutes=round(table.total_minutes)
    )


@rule(DOSE_07)
def two_hour_infusion(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Where the two-hour table is asked for: why not, or with which warning."""
    if chart.question.product != "iv" or not two_hours_asked(chart, p):
        return
    if chart.course.next is not Next.MAINTENANCE:
        if chart.question.option == _TWO_HOURS:
            yield DOSE_07.finding(WARN, LOW, "initial")
        return
    excluded = _exclusion(chart, p)
    if excluded is not None:
        text, facts = excluded
        missing = text == "history"
        yield DOSE_07.finding(
            WARN,
            LOW,
            text,
            because=facts,
            basis=Basis.MISSING if missing else Basis.FINDING,
            missing=[Missing("AdverseEvent")] if missing else (),
            reaction=_shown(facts),
        )
        return
    yield _allowed(chart, p)


def _allowed(chart: Chart, p: Parameters) -> Finding:
    full = schedule_in_force(p).maintenance_mg
    tolerated = [d for d in chart.course.doses if d.whole and d.mg == full]
    count, limit = len(tolerated), p.count("dose.option2.minToleratedInfusions")
    recent = [r for r in possible_reactions(chart) if _after_last_dose(r, chart)]
    facts: tuple[Fact, ...] = tuple(recent) or tuple(a for d in tolerated for a in d.facts)
    text = "mild" if recent else "little" if count < limit else "clean"
    action, severity = (Action.NOTE, None) if text == "clean" else (WARN, LOW)
    return DOSE_07.finding(
        action, severity, text, because=facts, count=count, limit=limit, reaction=_shown(recent)
    )


def two_hours_asked(chart: Chart, p: Parameters) -> bool:
    """By the caller, or as this site's rule."""
    return (chart.question.option or p.code("dose.maintenance.option")) == _TWO_HOURS


def _exclusion(chart: Chart, p: Parameters) -> tuple[str, tuple[Fact, ...]] | None:
    """Why the two-hour table is not used: the text and the facts that exclude it."""
    limit = p.count("dose.option2.excludeGradeGE")
    severe = [
        r
        for r in possible_reactions(chart)
        if r.grade is None
        or r.serious
        or _GRADES.index(r.grade) + 1 >= limit
        or admissions(r, chart)
    ]
    # An allergy that is no longer active still tells of an earlier reaction.
    allergies = chart.allergies(*OCRELIZUMAB)
    if severe or allergies:
        return "reaction", (*severe, *allergies)
    supplied = chart.declared("AdverseEvent") or (
        chart.declared("AllergyIntolerance") and chart.declared("Condition")
    )
    return None if supplied else ("history", ())


def _after_last_dose(reaction: Reaction, chart: Chart) -> bool:
    last = chart.course.last_day
    if reaction.when is None or last is None:
        return True
    return reaction.when.latest >= last.earliest


def _shown(facts: Iterable[Fact]) -> str:
    return "; ".join(f.display for f in facts)


RULES = (rate, two_hour_infusion)
