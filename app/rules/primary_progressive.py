"""European gate for primary progressive disease: early, and with activity on imaging."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.dates import days, years_between
from app.clinical.facts import Diagnosis, Fact
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.indication import (
    IMAGING,
    PRIMARY,
    PRIMARY_ACTIVE,
    PRIMARY_NONACTIVE,
    course_of,
    deciding_diagnosis,
    standing_diagnoses,
)
from app.rules.newest_answers import newest_of
from app.rules.rule import DECISION, HOLD, MODERATE, WARN, Row, rule

IND_07 = Row(
    id="IND-07",
    title="Primary progressive disease by the European label",
    statement="In Europe primary progressive disease is an indication only when early, by duration "
    "and disability, and with inflammatory activity on imaging.",
    code="COND",
    cites=("S8", "S23", "smc-ppms-2020", "eu-licence-2018"),
    texts={
        "outside": "Primary progressive disease outside the European label: {found}. It covers "
        "early disease with activity on imaging: symptoms for {years} years at most, EDSS {edss} "
        "at most, walking {metres} metres or more. A specialist's recorded decision releases it.",
        "document": "The European label covers primary progressive disease only when it is early "
        "and active on imaging. Not known of this patient: {open}. Document it, or record a "
        "specialist's decision.",
    },
    parameters=(
        "indication.profile",
        "indication.ppms.requireActivity",
        "indication.ppms.maxSymptomYears",
        "indication.ppms.maxEdss",
        "indication.ppms.minWalkMetres",
    ),
    inputs=("Condition",),
    released_by=DECISION,
)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """One part of the gate.

    Attributes:
        words: how it is asked for.
        wanted: what would settle it.
        met: False when the facts speak against it, None when they leave it open.
        unusable: results that could not be used.
    """

    words: str
    wanted: tuple[Missing, ...]
    met: bool | None
    facts: tuple[Fact, ...] = ()
    unusable: tuple[Fact, ...] = ()


@rule(IND_07)
def primary_progressive_gate(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Before the first dose only: what grows worse on treatment does not undo the indication."""
    if p.code("indication.profile") != "EU" or not chart.course.before_first:
        return
    standing = standing_diagnoses(chart)
    if not standing or course_of(deciding_diagnosis(standing)) != PRIMARY:
        return
    criteria = (_duration(chart, p, standing), _disability(chart, p), _activity(chart, p, standing))
    against = [fact for c in criteria if c.met is False for fact in c.facts]
    asked = [c for c in criteria if c.met is None]
    if against:
        yield _outside(p, against)
    elif asked and chart.decision(IND_07.id, standing) is None:
        yield _undocumented(asked, deciding_diagnosis(standing))
    else:
        yield IND_07.clear(*standing, *(fact for c in criteria for fact in c.facts))


def _outside(p: Parameters, against: Sequence[Fact]) -> Finding:
    facts = tuple(dict.fromkeys(against))
    return IND_07.finding(
        HOLD,
        MODERATE,
        "outside",
        because=facts,
        found="; ".join(f.display for f in facts),
        years=p.years("indication.ppms.maxSymptomYears"),
        edss=str(p.decimal("indication.ppms.maxEdss")),
        metres=p.count("indication.ppms.minWalkMetres"),
    )


def _undocumented(asked: Sequence[_Criterion], deciding: Diagnosis) -> Finding:
    unusable = tuple(fact for c in asked for fact in c.unusable)
    return IND_07.finding(
        WARN,
        MODERATE,
        "document",
        because=(deciding,),
        basis=Basis.UNUSABLE if unusable else Basis.MISSING,
        missing=[missing for c in asked for missing in c.wanted],
        implicated=unusable,
        open=", ".join(c.words for c in asked),
    )


def _duration(chart: Chart, p: Parameters, standing: Sequence[Diagnosis]) -> _Criterion:
    """Symptoms are as old as any diagnosis at least; only an onset shows that they are no older."""
    limit = p.years("indication.ppms.maxSymptomYears")

    def longer(since: date) -> bool:
        return years_between(since, chart.start - days(1)) >= limit

    words, wanted = "the onset of symptoms", (Missing("Condition", PRIMARY, path="onset"),)
    old = tuple(d for d in standing if d.when is not None and longer(d.when.latest))
    if old:
        return _Criterion(words, wanted, met=False, facts=old)
    dated = [d for d in standing if d.onset is not None]
    surely = bool(dated) and not any(d.onset and longer(d.onset.earliest) for d in dated)
    return _Criterion(words, wanted, met=surely or None)


def _disability(chart: Chart, p: Parameters) -> _Criterion:
    """EDSS or walking distance: the worst EDSS that counts is one of walking just so far."""
    most = p.decimal("indication.ppms.maxEdss")
    least = Decimal(p.count("indication.ppms.minWalkMetres"))
    words = "disability (EDSS or walking distance)"
    wanted = (Missing("Observation", "obs_edss"), Missing("Observation", "obs_walking_distance"))
    worse = (
        *(r for r in chart.current("edss") if r.above(most)),
        *(r for r in chart.current("walking_distance") if r.below(least)),
    )
    if worse:
        return _Criterion(words, wanted, met=False, facts=worse)
    score, walked = chart.latest("edss"), chart.latest("walking_distance")
    met = (score is not None and score.above(most) is False) or (
        walked is not None and walked.below(least) is False
    )
    known = tuple(r for r in (score, walked) if r is not None)
    unusable = chart.why_absent("edss", "walking_distance")[1]
    return _Criterion(words, wanted, met or None, facts=known, unusable=unusable)


def _activity(chart: Chart, p: Parameters, standing: Sequence[Diagnosis]) -> _Criterion:
    """By the code of the disease or by the newest answer; where both disagree it is open."""
    words, wanted = "activity on imaging", (Missing("Observation", IMAGING),)
    if not p.flag("indication.ppms.requireActivity"):
        return _Criterion(words, wanted, met=True)
    answers = newest_of(chart.coded(IMAGING))
    seen = [a for a in answers if a.present and not a.preliminary]
    seen_not = [a for a in answers if a.present is False]
    yes = (*(d for d in standing if PRIMARY_ACTIVE in d.topics), *seen)
    no = (*(d for d in standing if PRIMARY_NONACTIVE in d.topics), *seen_not)
    if no and not yes:
        return _Criterion(words, wanted, met=False, facts=no)
    return _Criterion(words, wanted, met=bool(yes and not no) or None, facts=yes)


RULES = (primary_progressive_gate,)
