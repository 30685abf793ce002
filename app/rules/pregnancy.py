"""Pregnancy: blocks the dose; before every dose it is ruled out where it is possible."""

from collections.abc import Iterator, Sequence

from app.clinical.chart import Chart
from app.clinical.dates import days, first_after
from app.clinical.facts import Diagnosis, Fact
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.pregnancy_evidence import Evidence, can_be_pregnant, evidence_of
from app.rules.rule import (
    BLOCK,
    ELIGIBILITY,
    HIGH,
    HOLD,
    INPUT,
    MODERATE,
    MONITORING,
    NEVER,
    WARN,
    Row,
    rule,
)

PREG_01 = Row(
    id="PREG-01",
    title="Pregnancy",
    statement="Possible harm to the fetus: ocrelizumab is contraindicated in pregnancy.",
    code="PREG",
    cites=("seed-000", "seed-003", "S9", "S10"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "pregnant": "A pregnancy is recorded: {found}. Ocrelizumab can harm the fetus; IgG crosses "
        "the placenta. It is not given in pregnancy; a specialist decides outside this software.",
        "inexact": "A pregnancy is recorded without an exact day: {found}. The exact date is "
        "needed to know whether it is the present one, less than {limit} days before the planned "
        "dose on {start}. IgG crosses the placenta and can harm the fetus.",
    },
    parameters=("pregnancy.action", "pregnancy.positiveMaxAgeDays"),
    inputs=("hcg",),
    reads=("cond_pregnancy", "lab_pregnancy_test_positive_finding", "obs_pregnancy_status"),
    if_unusable=(HOLD, HIGH),
    released_by=NEVER,
    aliases=("CONTRA-PREG-01",),
)
PREG_05 = Row(
    id="PREG-05",
    title="Pregnancy not ruled out",
    statement="Before every dose a pregnancy test or status where pregnancy is possible.",
    code="PREG",
    cites=("derived", "seed-000", "seed-003"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "missing": "Pregnancy is possible, and no negative test or status of the last {limit} days "
        "before the planned dose on {start} is in the record. Ocrelizumab can harm the fetus. "
        "Supply a pregnancy test or status.",
        "old": "The last negative pregnancy test or status is of {given}, more than {limit} days "
        "before the planned dose on {start}. Ocrelizumab can harm the fetus. Repeat it.",
        "inexact": "The last negative pregnancy test or status is dated {given}: the exact date is "
        "needed, as it counts for {limit} days before the planned dose on {start}. Supply the "
        "date or a new test.",
        "unclear": "Whether the patient is pregnant is unclear: {found}. Ocrelizumab can harm the "
        "fetus. Repeat the pregnancy test.",
        "old_positive": "A pregnancy was recorded ({found}) more than {oldest} days before the "
        "planned dose, and neither its end nor a negative test since. Record the end or supply "
        "a pregnancy test.",
        "repeat": "The pregnancy test or status of {given} is negative, but the dose is "
        "planned for {start}. Repeat it in the last {limit} days before the dose.",
    },
    parameters=(
        "pregnancy.minYears",
        "pregnancy.maxYears",
        "pregnancy.testMaxAgeDays",
        "pregnancy.planAheadDays",
        "pregnancy.positiveMaxAgeDays",
    ),
    inputs=("hcg",),
    released_by=INPUT,
)


@rule(PREG_01, PREG_05)
def pregnancy(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A positive statement blocks whoever the patient is; else it is ruled out where possible."""
    evidence = evidence_of(chart)
    limit = p.days("pregnancy.positiveMaxAgeDays")
    present = [f for f in evidence.positive if _age(chart, f)[0] <= limit]
    suspected = [f for f in evidence.unclear if isinstance(f, Diagnosis)]
    if present:
        yield _pregnant(chart, present, evidence, limit)
    elif evidence.positive:
        yield _not_ruled_out(chart, p, "old_positive", evidence.positive)
    elif can_be_pregnant(chart, p):
        yield _ruled_out(chart, p, evidence)
    elif suspected:
        yield _not_ruled_out(chart, p, "unclear", suspected)


def _age(chart: Chart, fact: Fact) -> tuple[int, int]:
    """The fewest and the most days from the fact to the planned start; undated may be of today."""
    if fact.when is None:
        return 0, chart.start.toordinal()
    return (chart.start - fact.when.latest).days, (chart.start - fact.when.earliest).days


def _pregnant(chart: Chart, present: Sequence[Fact], evidence: Evidence, limit: int) -> Finding:
    """An active condition states the present whatever its day; other facts need theirs."""
    sure = [f for f in present if _age(chart, f)[1] <= limit]
    sure += [f for f in present if f.when is None and isinstance(f, Diagnosis)]
    conflict = bool(evidence.contradicted) or any(getattr(f, "conflicting", False) for f in present)
    basis = Basis.CONFLICTING if conflict else Basis.FINDING
    ends = (end for f in present if f.when for end in (f.when.earliest, f.when.latest))
    return PREG_01.finding(
        BLOCK if sure else HOLD,
        HIGH,
        "pregnant" if sure else "inexact",
        because=(*present, *evidence.contradicted),
        basis=basis if sure else Basis.UNUSABLE,
        until=first_after(chart.start, (end + days(limit + 1) for end in ends)),
        found="; ".join(f.display for f in present),
        limit=limit,
        start=chart.start,
    )


def _ruled_out(chart: Chart, p: Parameters, evidence: Evidence) -> Finding:
    limit = p.days("pregnancy.testMaxAgeDays")
    newest = evidence.negative[0] if evidence.negative else None
    if evidence.doubts:
        return _not_ruled_out(chart, p, "unclear", evidence.doubts)
    if newest is None or newest.when is None:
        text = "unclear" if evidence.unclear else "missing"
        return _not_ruled_out(chart, p, text, evidence.unclear)
    least, most = _age(chart, newest)
    if most <= limit:
        return PREG_05.clear(newest, until=newest.when.earliest + days(limit + 1))
    near = chart.start - days(p.days("pregnancy.planAheadDays"))
    ahead = chart.as_of < near
    if ahead and (chart.as_of - newest.when.earliest).days <= limit:
        return PREG_05.finding(
            WARN,
            MODERATE,
            "repeat",
            because=(newest,),
            until=min(newest.when.earliest + days(limit + 1), near),
            given=newest.when.text,
            limit=limit,
            start=chart.start,
        )
    text = "inexact" if least <= limit else "old"
    until = newest.when.latest + days(limit + 1) if text == "inexact" else None
    return _not_ruled_out(chart, p, text, (newest,))._replace(until=until)


def _not_ruled_out(chart: Chart, p: Parameters, text: str, facts: Sequence[Fact]) -> Finding:
    limit = p.days("pregnancy.testMaxAgeDays")
    since = chart.start - days(limit)
    missing = text in ("missing", "old", "old_positive")
    return PREG_05.finding(
        HOLD,
        MODERATE,
        text,
        because=facts,
        basis=Basis.MISSING if missing else Basis.UNUSABLE,
        missing=[
            Missing("Observation", "lab_hcg_serum_qualitative", since),
            Missing("Observation", "obs_pregnancy_status", since),
        ],
        given=facts[0].when.text if facts and facts[0].when else "",
        found="; ".join(f.display for f in facts),
        limit=limit,
        oldest=p.days("pregnancy.positiveMaxAgeDays"),
        start=chart.start,
    )


RULES = (pregnancy,)
