"""Active infections, and herpes, hold the dose until they are resolved."""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import days, first_after
from app.clinical.facts import Coded, Diagnosis, Grade, Medication
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.infection_answers import began_within, observed
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)

SERIOUS = (
    "cond_infection_sepsis",
    "cond_infection_cns",
    "cond_infection_opportunistic",
    "cond_tuberculosis_active",
    "cond_infection_bone_or_heart",
)
INFECTIONS = (
    "cond_active_infection",
    *SERIOUS,
    "cond_infection_respiratory_upper",
    "cond_infection_respiratory_lower",
    "cond_infection_urinary",
    "cond_infection_skin",
    "cond_infection_gi",
    "cond_infection_covid19",
)
HERPES = ("cond_herpes_any", "cond_herpes_serious", "cond_herpes_zoster", "cond_herpes_mild_site")
RECURRENT = "cond_infection_recurrent"
CHRONIC = ("cond_tuberculosis_latent", "cond_hiv", "cond_hcv")
NO_EPISODE = frozenset(
    [
        *CHRONIC,
        RECURRENT,
        "cond_pml",
        "cond_infection_not_acute",
        "cond_cns_inflammation_not_infection",
        "cond_hbv_infection_active_or_chronic",
        "cond_hbv_chronic_or_carrier",
        "cond_hbv_carrier",
    ]
)
"""What is no infection that comes and goes, or another row's."""
_JUDGED_ELSEWHERE = NO_EPISODE.union(HERPES)
_SEVERE = (Grade.SEVERE, Grade.LIFE_THREATENING, Grade.DISABLING)

_TEXTS = {
    "active": "{infection} is recorded as active since {since}. Ocrelizumab is delayed until an "
    "infection has resolved. Record its end, or record the decision that it has resolved.",
    "serious": "{infection}, a serious infection, is recorded as active since {since}. "
    "Ocrelizumab waits until it has resolved, however long ago it began. Record its end, or "
    "record the decision that it has resolved.",
    "treated": "{infection} has been listed as active since {since}, and an anti-infective "
    "medicine is active. Ocrelizumab is delayed until an infection has resolved. Record its end, "
    "or record the decision that it has resolved.",
    "inexact": "{infection} is recorded as active since {since}: the exact date is needed. An "
    "infection that began {limit} days ago or later holds the dose. Record the date, its end, or "
    "the decision that it has resolved.",
    "listed": "{infection} has been listed as active since {since}, longer than such an infection "
    "lasts. Confirm that it has resolved and record its end.",
    "observed": "An observation of {since} says that {infection} is present. Ocrelizumab is "
    "delayed until an infection has resolved. Record an observation that it is gone, or the "
    "decision that it has resolved.",
}
INF_HOLD_01 = Row(
    id="INF-HOLD-01",
    title="Active infection before the first dose",
    statement="An active infection delays the dose until it has resolved.",
    code="COND",
    cites=("seed-000", "seed-001", "seed-003"),
    scope=(ELIGIBILITY, MONITORING),
    texts=_TEXTS,
    parameters=("infection.activeDays", "infection.release"),
    inputs=("Condition",),
    reads=INFECTIONS,
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)
INF_HOLD_02 = Row(
    id="INF-HOLD-02",
    title="Active infection during treatment",
    statement="An infection during treatment suspends it until completely resolved.",
    code="COND",
    cites=("seed-001",),
    scope=(ELIGIBILITY, MONITORING),
    texts=_TEXTS,
    parameters=("infection.activeDays", "infection.release"),
    inputs=("Condition",),
    released_by=DECISION,
)
INF_HSV_01 = Row(
    id="INF-HSV-01",
    title="Herpes infection",
    statement="Serious herpes simplex or zoster is treated, and ocrelizumab withheld until it has "
    "resolved. Serious forms: encephalitis, meningitis, in the eye, disseminated.",
    code="COND",
    cites=("seed-001", "seed-003"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "serious": "{infection} is recorded as active since {since}. Zoster and herpes of the "
        "brain, its linings or the eye, or disseminated, is treated at once, and ocrelizumab waits "
        "until it has resolved. Record its end, or the decision that it has resolved.",
        "active": "{infection} is recorded as active since {since}, without a site or severity "
        "that would show it to be mild. Ocrelizumab waits until it has resolved. Record its end, "
        "or the decision that it has resolved.",
        "inexact": "{infection} is recorded as active since {since}: the exact date is needed. "
        "Herpes that began {limit} days ago or later holds the dose. Record the date, its end, or "
        "the decision that it has resolved.",
        "lesions": "{infection} is recorded as active since {since}. Ask whether there are lesions "
        "today; active herpes delays ocrelizumab.",
    },
    parameters=("infection.herpesDays",),
    inputs=("Condition",),
    reads=HERPES,
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
    aliases=("INF-HSV-02",),
)


@rule(INF_HOLD_01, INF_HOLD_02)
def active_infection(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A recent or serious infection holds the dose; one merely still listed is confirmed."""
    row = INF_HOLD_01 if chart.course.before_first else INF_HOLD_02
    limit = p.days("infection.activeDays")
    for infection in chart.diagnoses(*INFECTIONS):
        if not is_listed(infection):
            continue
        if is_serious(infection):
            yield _said(row, infection, HOLD, HIGH, "serious")
            continue
        recent = began_within(infection.when, limit, chart.as_of)
        treatment = () if recent else _anti_infectives(chart)
        if recent or recent is None:
            yield _recent(row, infection, limit, certain=recent is True)
        elif treatment:
            until = first_after(chart.as_of, (m.ends.latest + days(1) for m in treatment if m.ends))
            yield _said(row, infection, HOLD, HIGH, "treated", also=treatment, until=until)
        else:
            yield _said(row, infection, WARN, MODERATE, "listed")
    for seen in observed(chart, INFECTIONS):
        if seen.present and began_within(seen.when, limit, chart.as_of) is not False:
            until = seen.when.latest + days(limit + 1) if seen.when else None
            yield _said(row, seen, HOLD, HIGH, "observed", until=until)


def is_listed(infection: Diagnosis) -> bool:
    """Whether it stands as an acute infection: not over, not chronic, not another row's."""
    return not infection.over and infection.topics.isdisjoint(_JUDGED_ELSEWHERE)


def is_serious(infection: Diagnosis) -> bool:
    """Dangerous by its kind or as stated, whatever its age."""
    return (
        not infection.topics.isdisjoint(SERIOUS)
        or infection.grade in _SEVERE
        or not infection.stated.isdisjoint(("severe", "disseminated"))
    )


def _recent(row: Row, infection: Diagnosis, limit: int, *, certain: bool) -> Finding:
    onset = infection.when
    until = onset.latest + days(limit + 1) if onset else None
    if certain:
        sure = onset.earliest + days(limit + 1) if onset else None
        return _said(row, infection, HOLD, HIGH, "active", until=sure)
    return _said(row, infection, HOLD, HIGH, "inexact", until=until, limit=limit)


def _anti_infectives(chart: Chart) -> tuple[Medication, ...]:
    return tuple(
        m
        for m in chart.medications("drug_anti_infective")
        if m.status == "active" and (m.ends is None or m.ends.latest >= chart.as_of)
    )


def _said(
    row: Row,
    infection: Diagnosis | Coded,
    action: Action,
    severity: Severity,
    text: str,
    *,
    also: tuple[Medication, ...] = (),
    until: date | None = None,
    limit: int = 0,
) -> Finding:
    """One finding; the infection and its onset are the cause."""
    since = infection.when.text if infection.when else "an unknown day"
    return row.finding(
        action,
        severity,
        text,
        because=(infection, *also),
        basis=Basis.UNUSABLE if text == "inexact" else Basis.FINDING,
        cause=f"{infection.key}|{since}",
        until=until,
        infection=infection.name or "An infection",
        since=since,
        limit=limit,
    )


@rule(INF_HSV_01)
def herpes(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Zoster and serious sites hold whatever the age; labial, genital and recurrent ones warn."""
    limit = p.days("infection.herpesDays")
    for infection in chart.diagnoses(*HERPES):
        if infection.over or "cond_infection_not_acute" in infection.topics:
            continue
        grave = not infection.topics.isdisjoint(("cond_herpes_serious", "cond_herpes_zoster"))
        mild = "cond_herpes_mild_site" in infection.topics or "recurrent" in infection.stated
        recent = False if mild else began_within(infection.when, limit, chart.as_of)
        if grave or is_serious(infection):
            yield _said(INF_HSV_01, infection, HOLD, HIGH, "serious")
        elif recent is False:
            yield _said(INF_HSV_01, infection, WARN, MODERATE, "lesions")
        else:
            yield _recent(INF_HSV_01, infection, limit, certain=recent is True)


RULES = (active_infection, herpes)
