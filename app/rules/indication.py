"""Indication: multiple sclerosis of a course that the label covers, active and confirmed."""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import add_months
from app.clinical.facts import Diagnosis, Medication
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.newest_answers import newest_of
from app.rules.rule import DECISION, ELIGIBILITY, HOLD, MODERATE, MONITORING, WARN, Row, rule
from app.rules.schedule import OCRELIZUMAB

NONACTIVE, ACTIVE, UNKNOWN_ACTIVITY, RELAPSING, PRIMARY, ISOLATED, AMBIGUOUS, UNSPECIFIED = (
    "ms_secondary_progressive_nonactive",
    "ms_secondary_progressive_active",
    "ms_secondary_progressive_activity_unknown",
    "ms_relapsing_remitting",
    "ms_primary_progressive",
    "ms_clinically_isolated_syndrome",
    "ms_progressive_course_ambiguous",
    "ms_course_unspecified",
)
COURSES = (NONACTIVE, ACTIVE, UNKNOWN_ACTIVITY, RELAPSING, PRIMARY, ISOLATED)
"""Courses that a code can name; of one diagnosis coded twice the least favourable comes first."""

MS = ("ms_any", *COURSES, AMBIGUOUS, UNSPECIFIED)
PRIMARY_ACTIVE, PRIMARY_NONACTIVE = (
    "ms_primary_progressive_active",
    "ms_primary_progressive_nonactive",
)
IMAGING = "obs_mri_activity"

IND_01 = Row(
    id="IND-01",
    title="No indication in the record",
    statement="Indicated in adults with relapsing multiple sclerosis (clinically isolated "
    "syndrome, relapsing-remitting, active secondary progressive) or primary progressive multiple "
    "sclerosis.",
    code="COND",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "seed-004", "label-1"),
    texts={
        "missing": "No diagnosis of multiple sclerosis is in the record. Ocrelizumab is approved "
        "for multiple sclerosis only. Supply the diagnosis as a coded Condition.",
        "other": "The record holds {found}, which is not multiple sclerosis. Ocrelizumab is "
        "approved for multiple sclerosis only. Supply the diagnosis as a coded Condition.",
        "not_specific": "The record holds {found}, which does not tell whether it is a clinically "
        "isolated syndrome or another disease. Supply a code of multiple sclerosis or of a "
        "clinically isolated syndrome.",
        "unconfirmed": "The diagnosis {found} is not confirmed. Ocrelizumab is approved for "
        "confirmed multiple sclerosis only. Confirm the diagnosis in the record.",
        "not_active": "The diagnosis {found} is recorded as resolved or inactive. Correct its "
        "status, or reconsider the treatment.",
    },
    inputs=("Condition",),
    reads=MS,
    aliases=("IND-02",),
)
IND_03 = Row(
    id="IND-03",
    title="Course of multiple sclerosis",
    statement="Secondary progressive multiple sclerosis counts only when active; the course must "
    "be recorded.",
    code="COND",
    cites=("seed-002", "seed-003", "S22"),
    texts={
        "nonactive": "The multiple sclerosis is recorded as {found}. Secondary progressive disease "
        "without activity is outside the label. A specialist's recorded decision releases it.",
        "activity": "The multiple sclerosis is recorded as {found}, and nothing shows a relapse or "
        "other activity. Only active secondary progressive disease is within the label. Document "
        "the activity.",
        "course": "The multiple sclerosis is recorded as {found}, without its course. The label "
        "covers relapsing forms and primary progressive disease. Record the course.",
    },
    inputs=("Condition",),
    released_by=DECISION,
)
IND_04 = Row(
    id="IND-04",
    title="Ordered for another disease",
    statement="Not approved for any condition other than multiple sclerosis.",
    code="COND",
    cites=("seed-002",),
    texts={
        "other": "The order of ocrelizumab{when} names a reason that is not multiple sclerosis. "
        "Ocrelizumab is approved for multiple sclerosis only. A specialist's recorded decision "
        "releases the dose.",
        "unreadable": "The order of ocrelizumab{when} names a reason that could not be recognised "
        "as multiple sclerosis. Confirm the reason of the order.",
    },
    inputs=("MedicationRequest",),
    released_by=DECISION,
)
IND_05 = Row(
    id="IND-05",
    title="Expected benefit in primary progressive disease",
    statement="In primary progressive disease the benefit is greatest in younger patients with a "
    "short duration and inflammation on imaging.",
    code="COND",
    cites=("seed-002",),
    texts={
        "since": "Primary progressive disease since {since}: the benefit is greatest in younger "
        "patients with a short duration and with inflammation on imaging, which is not coded in "
        "the record.",
        "no_duration": "Primary progressive disease; its duration and the activity on imaging are "
        "not supplied. The benefit is greatest in younger patients with a short duration and with "
        "inflammation on imaging.",
        "imaging": "Primary progressive disease since {since}. Activity on imaging: {imaging}. The "
        "benefit is greatest in younger patients with a short duration and with inflammation on "
        "imaging.",
        "imaging_no_duration": "Primary progressive disease; its duration is not supplied. "
        "Activity on imaging: {imaging}. The benefit is greatest in younger patients with a short "
        "duration and with inflammation on imaging.",
    },
)
IND_06 = Row(
    id="IND-06",
    title="Review of the benefit",
    statement="Continue as long as effective and tolerated; review the benefit every year.",
    code="COND",
    cites=("seed-002",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "review": "On treatment since {since}. Continue while it is effective and tolerated; "
        "review the benefit every {months} months.",
    },
    parameters=("indication.reviewMonths",),
)

_STANDING = ("active", "draft", "on-hold")


@rule(IND_01, IND_03, IND_05)
def indication(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """The most specific diagnosis with the latest onset decides on the course."""
    standing = standing_diagnoses(chart)
    if not standing:
        yield _no_indication(chart, chart.diagnoses(*MS))
        return
    deciding = deciding_diagnosis(standing)
    yield IND_01.clear(deciding)
    course = course_of(deciding)
    if course == NONACTIVE:
        yield IND_03.finding(HOLD, MODERATE, "nonactive", because=(deciding,), found=deciding.name)
    elif course == PRIMARY:
        yield _benefit(deciding, chart)
    elif not course or (course == UNKNOWN_ACTIVITY and not _active(deciding, standing)):
        wanted = ACTIVE if course else RELAPSING
        yield IND_03.finding(
            WARN,
            MODERATE,
            "activity" if course else "course",
            because=(deciding,),
            basis=Basis.MISSING,
            missing=[Missing("Condition", wanted)],
            found=deciding.name,
        )


def _benefit(primary: Diagnosis, chart: Chart) -> Finding:
    """Duration and activity on imaging as far as they are supplied."""
    coded = not primary.topics.isdisjoint((PRIMARY_ACTIVE, PRIMARY_NONACTIVE))
    seen = [a for a in newest_of(chart.coded(IMAGING)) if a.present is not None and not a.problem]
    words = [primary.name] if coded else []
    words += [f"{a.display} ({'present' if a.present else 'absent'})" for a in seen]
    if words:
        text = "imaging" if primary.onset else "imaging_no_duration"
    else:
        text = "since" if primary.onset else "no_duration"
    since = primary.onset.text if primary.onset else ""
    return IND_05.note(text, primary, *seen, since=since, imaging="; ".join(words))


def standing_diagnoses(chart: Chart) -> list[Diagnosis]:
    """Multiple sclerosis that is confirmed and neither resolved nor ended."""
    return [d for d in chart.diagnoses(*MS) if d.confirmed and stands(d)]


def stands(diagnosis: Diagnosis) -> bool:
    """A remission is a phase of the disease; resolved, inactive or ended is not active."""
    if diagnosis.clinical:
        return diagnosis.clinical in ("active", "recurrence", "relapse", "remission")
    return not diagnosis.abated


def course_of(diagnosis: Diagnosis) -> str:
    """The course that its code names, "" for none."""
    return next((course for course in COURSES if course in diagnosis.topics), "")


def deciding_diagnosis(standing: list[Diagnosis]) -> Diagnosis:
    """A named course before an unnamed one; of those that may be the latest the least favourable.

    Only an onset tells when a course began; the day it was written down is the latest possible.
    """
    named = [d for d in standing if course_of(d)]
    if not named:
        return max(standing, key=_latest)
    since = max(d.onset.earliest if d.onset else date.min for d in named)
    return min((d for d in named if _latest(d) >= since), key=lambda d: COURSES.index(course_of(d)))


def _latest(diagnosis: Diagnosis) -> date:
    return diagnosis.when.latest if diagnosis.when else date.max


def _active(secondary: Diagnosis, others: list[Diagnosis]) -> bool:
    """A code of active disease, or a relapse that is surely not before this diagnosis."""
    if any(ACTIVE in other.topics for other in others):
        return True
    since = secondary.onset
    return since is not None and any(
        "ms_activity" in other.topics
        and other.when is not None
        and other.when.earliest >= since.latest
        for other in others
    )


def _no_indication(chart: Chart, known: tuple[Diagnosis, ...]) -> Finding:
    vague = chart.diagnoses("ms_non_specific_code")
    other = chart.diagnoses("ms_mimics_not_indicated")
    standing = [d for d in known if stands(d)]
    if known:
        text, found = ("unconfirmed", standing) if standing else ("not_active", list(known))
    elif vague or other:
        text, found = ("not_specific", list(vague)) if vague else ("other", list(other))
    else:
        text, found = "missing", []
    return IND_01.finding(
        HOLD,
        MODERATE,
        text,
        because=found,
        basis=Basis.MISSING,
        missing=[Missing("Condition", "ms_any")],
        found=found[0].name if found else "",
    )


@rule(IND_04)
def other_reason(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Only the order's own reason speaks; a reason in words alone cannot be told."""
    for order in chart.medications(*OCRELIZUMAB):
        if not _gives_another_reason(order):
            continue
        readable = bool(order.reasons) or order.reason_coded
        day = order.planned or order.when
        yield IND_04.finding(
            HOLD if readable else WARN,
            MODERATE,
            "other" if readable else "unreadable",
            because=(order,),
            basis=Basis.FINDING if readable else Basis.UNUSABLE,
            implicated=(order,),
            cause=day.text if day else "undated",
            when=f" of {day.text}" if day else "",
        )


def _gives_another_reason(order: Medication) -> bool:
    return (
        order.source.type == "MedicationRequest"
        and order.status in _STANDING
        and not order.ours
        and order.reason_stated
        and order.reasons.isdisjoint(MS)
    )


@rule(IND_06)
def yearly_review(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """From one year of treatment on, a reminder to review its benefit."""
    first, last = chart.course.first_day, chart.course.last
    if first is None or last is None or chart.course.stopped:
        return
    months = p.months("indication.reviewMonths")
    year = add_months(first.latest, months)
    if year <= chart.start:
        yield IND_06.note("review", *last.facts, since=first.text, months=months)
    else:
        yield IND_06.clear(until=year)


RULES = (indication, other_reason, yearly_review)
