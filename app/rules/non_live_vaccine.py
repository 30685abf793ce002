"""Non-live vaccines: two weeks before the first dose, a weaker response on treatment, when best."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import add_months, days
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import ELIGIBILITY, HOLD, LOW, MONITORING, TIME, WARN, Row, rule
from app.rules.vaccine_days import cause_of, days_of, name_of, recovered_by, turn_of

VAX_NONLIVE_01 = Row(
    id="VAX-NONLIVE-01",
    title="Non-live vaccine shortly before the first dose",
    statement="Non-live vaccines ideally complete at least 2 weeks before the first dose.",
    code="TIME",
    cites=("seed-000", "seed-001", "seed-003", "S1"),
    texts={
        "recent": "{vaccine} was given on {given}, {days} days before the planned dose on "
        "{start}. The response to a vaccine may be reduced when it is given less than {limit} days "
        "before the first dose. Delay the start to {release} if that is clinically safe.",
        "nonreplicating": "{vaccine}, a live vaccine that does not multiply, was given on {given}, "
        "{days} days before the planned dose on {start}. It counts as not live; the response "
        "may be reduced when it is given less than {limit} days before the first dose. Delay the "
        "start to {release} if that is clinically safe.",
        "inexact": "{vaccine} is dated {given}, which may be less than {limit} days before the "
        "planned dose on {start}; the response to it may then be reduced. Supply the exact "
        "date, or delay the start to {release} if that is clinically safe.",
        "six_weeks": "{vaccine} was given on {given}, {days} days before the planned dose on "
        "{start}; one source asks for {limit} days.",
        "undated": "{vaccine} is in the record without a day; whether it was given at least "
        "{limit} days before the first dose was not checked.",
    },
    parameters=(
        "vaccine.nonLive.minDays",
        "vaccine.nonLive.preferredDays",
        "vaccine.nonLive.blocking",
    ),
    inputs=("Immunization",),
    released_by=TIME,
)
VAX_NONLIVE_02 = Row(
    id="VAX-NONLIVE-02",
    title="Vaccine given on treatment may not have worked",
    statement="Non-live vaccines may work less well during treatment.",
    code="TIME",
    cites=("seed-000", "seed-002", "seed-003"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "given": "Given during treatment with ocrelizumab: {vaccines}. The response may be weaker "
        "while B cells are depleted. Check the response, or repeat the vaccine after recovery.",
    },
    inputs=("Immunization",),
)
VAX_NONLIVE_03 = Row(
    id="VAX-NONLIVE-03",
    title="Best time for a non-live vaccine",
    statement="Between doses give non-live vaccines when B cells have partly recovered: some "
    "months after the last dose and some weeks before the next, or in an extended interval after "
    "B-cell recovery.",
    code="TIME",
    cites=("seed-002", "S16"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "window": "A non-live vaccine is best given from {opens} to {closes}: {months} months or "
        "more after the last dose, and {latest} to {earliest} days before the next one; or in an "
        "extended interval after the B cells have recovered.",
        "extended": "The interval between doses is extended: a non-live vaccine is best given "
        "after the B cells have recovered and before the next dose.",
    },
    parameters=(
        "vaccine.nonLive.window.minMonthsAfter",
        "vaccine.nonLive.window.minDaysBefore",
        "vaccine.nonLive.window.maxDaysBefore",
    ),
)
_NOT_LIVE = (VaccineClass.NONLIVE, VaccineClass.LIVE_NONREPLICATING)


def _given(chart: Chart) -> list[Vaccination]:
    return [
        v
        for v in chart.vaccinations
        if v.kind in _NOT_LIVE and not (v.planned or v.forecast or v.problem)
    ]


@rule(VAX_NONLIVE_01)
def non_live_vaccine_before_first_dose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A warning at most: the label asks for two weeks whenever possible."""
    if not chart.course.before_first:
        return
    limit, preferred = p.days("vaccine.nonLive.minDays"), p.days("vaccine.nonLive.preferredDays")
    for vaccine in _given(chart):
        given = days_of(vaccine, chart.as_of)
        if vaccine.when is None or given.latest is None:
            yield VAX_NONLIVE_01.note("undated", vaccine, vaccine=name_of(vaccine), limit=limit)
            continue
        passed = (chart.start - given.latest).days
        if passed >= max(limit, preferred):
            continue
        values = {"vaccine": name_of(vaccine), "given": given.text}
        if passed >= limit:
            yield VAX_NONLIVE_01.note(
                "six_weeks",
                vaccine,
                until=given.latest + days(preferred),
                days=passed,
                start=chart.start,
                limit=preferred,
                **values,
            )
            continue
        release = given.latest + days(limit)
        multiplies = vaccine.kind is not VaccineClass.LIVE_NONREPLICATING
        sure = given.earliest is not None and (chart.start - given.earliest).days < limit
        exact = "recent" if multiplies else "nonreplicating"
        yield VAX_NONLIVE_01.finding(
            HOLD if p.flag("vaccine.nonLive.blocking") else WARN,
            LOW,
            exact if sure else "inexact",
            because=(vaccine,),
            basis=Basis.FINDING if sure else Basis.UNUSABLE,
            implicated=(vaccine,),
            cause=cause_of(vaccine),
            releases_on=release,
            until=turn_of(chart, vaccine, given, limit, release),
            vaccine=name_of(vaccine),
            given=given.text,
            days=passed,
            start=chart.start,
            limit=limit,
            release=release,
        )


@rule(VAX_NONLIVE_02)
def non_live_vaccine_on_treatment(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """One warning for all vaccines given between the first dose and recovery."""
    first = chart.course.first_day
    if first is None or not chart.vaccinations:
        return
    affected: list[Vaccination] = []
    for vaccine in _given(chart):
        given = days_of(vaccine, chart.as_of)
        if given.latest is not None and given.latest < first.earliest:
            continue
        if not recovered_by(chart, given.earliest):
            affected.append(vaccine)
    if affected:
        yield VAX_NONLIVE_02.finding(
            WARN,
            LOW,
            "given",
            because=affected,
            implicated=affected,
            vaccines="; ".join(v.display or name_of(v) for v in affected),
        )


@rule(VAX_NONLIVE_03)
def best_window(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Tell the window before the next dose while it lies ahead."""
    course = chart.course
    if course.last_day is None or course.due is None:
        return
    doses = course.last.facts if course.last else ()
    if course.due < chart.as_of:
        yield VAX_NONLIVE_03.note("extended", *doses)
        return
    months = p.months("vaccine.nonLive.window.minMonthsAfter")
    before_least = p.days("vaccine.nonLive.window.minDaysBefore")
    before_most = p.days("vaccine.nonLive.window.maxDaysBefore")
    opens = max(add_months(course.last_day.latest, months), course.due - days(before_most))
    closes = course.due - days(before_least)
    if closes < max(opens, chart.as_of):
        yield VAX_NONLIVE_03.clear(until=course.due + days(1))
        return
    yield VAX_NONLIVE_03.note(
        "window",
        *doses,
        until=closes + days(1),
        opens=opens,
        closes=closes,
        months=months,
        earliest=before_least,
        latest=before_most,
    )


RULES = (non_live_vaccine_before_first_dose, non_live_vaccine_on_treatment, best_window)
