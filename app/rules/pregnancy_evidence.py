"""What the record says about a pregnancy: it exists, it ended, it was ruled out, it is unclear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, years_between
from app.clinical.facts import Coded, Diagnosis, Fact, Reading, Serology
from app.knowledge.parameters import Parameters

STATUS, PREGNANT, NOT_PREGNANT, UNCERTAIN = (
    "obs_pregnancy_status",
    "answer_pregnant",
    "answer_not_pregnant",
    "answer_pregnancy_uncertain",
)
CONDITIONS = ("cond_pregnancy", "lab_pregnancy_test_positive_finding")
ENDED, STERILE = "cond_pregnancy_ended", "cond_not_of_childbearing_potential"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts on pregnancy, those that a later end or negative test overtook left out.

    Attributes:
        positive: a test, a status or a condition that nothing later ends.
        contradicted: a negative of the same day as a positive one, and an end that is later only
            by the day it was written down, or is not confirmed.
        negative: final tests and statuses that rule a pregnancy out, newest first.
        unclear: indeterminate, unreadable, undated, preliminary or unconfirmed.
    """

    positive: tuple[Fact, ...]
    contradicted: tuple[Fact, ...]
    negative: tuple[Fact, ...]
    unclear: tuple[Fact, ...]

    @property
    def doubts(self) -> tuple[Fact, ...]:
        """Unclear facts that a negative test does not outweigh: dated, and not negative."""
        return tuple(f for f in self.unclear if f.when is not None and not _leans_negative(f))


_NOTHING = Evidence((), (), (), ())


def evidence_of(chart: Chart) -> Evidence:
    """Read tests, statuses, conditions and ends together; whose they are is not asked."""
    tests = chart.serologies("hcg")
    statuses = chart.coded(STATUS, *CONDITIONS)
    conditions = [d for d in chart.diagnoses(*CONDITIONS) if ENDED not in d.topics]
    if not (tests or statuses or conditions):
        return _NOTHING
    positive: list[Fact] = [t for t in tests if t.reading is Reading.POSITIVE and not t.problem]
    negative: list[Fact] = []
    unclear: list[Fact] = []
    for test in tests:
        if test.reading is Reading.NEGATIVE and not (test.preliminary or test.problem):
            (negative if test.when else unclear).append(test)
        elif test not in positive:
            unclear.append(test)
    for status in statuses:
        _sort_status(status, positive, negative, unclear)
    for condition in conditions:
        if not condition.over:
            (positive if condition.confirmed else unclear).append(condition)
    stated = _ends(chart, conditions)
    ends = [*negative, *(end for end in stated if _sure(end))]
    standing = [f for f in positive if not any(_later(end, f) for end in ends)]
    negative.sort(key=_newest, reverse=True)
    return Evidence(
        positive=tuple(standing),
        contradicted=(
            *(n for n in negative if any(_same_day(n, f) for f in standing)),
            *(e for e in stated if not _sure(e) and any(_later(e, f) for f in standing)),
        ),
        negative=tuple(negative),
        unclear=tuple(f for f in unclear if not any(_later(end, f) for end in ends)),
    )


def _sort_status(
    status: Coded, positive: list[Fact], negative: list[Fact], unclear: list[Fact]
) -> None:
    ruled_out = NOT_PREGNANT in status.answers or status.present is False
    stated = PREGNANT in status.answers or (status.present is True and not ruled_out)
    if stated and UNCERTAIN not in status.answers and not status.problem:
        positive.append(status)
    elif ruled_out and status.when and not (status.preliminary or status.problem):
        negative.append(status)
    else:
        unclear.append(status)


def _ends(chart: Chart, conditions: Iterable[Diagnosis]) -> list[Fact]:
    """Deliveries and other ends; a condition that is over ended on its last stated day."""
    over = [d for d in conditions if d.over and d.abatement is not None]
    return [*chart.diagnoses(ENDED), *chart.procedures(ENDED), *over]


def _sure(end: Fact) -> bool:
    """A delivery of years ago is often written down today: only its own day tells."""
    if not isinstance(end, Diagnosis):
        return True
    return end.confirmed and (end.onset is not None or end.abatement is not None)


def _ended(fact: Fact) -> PartialDate | None:
    """A condition ends on its abatement; a test or a delivery is its own day."""
    return fact.abatement if isinstance(fact, Diagnosis) and fact.abatement else fact.when


def _later(end: Fact, fact: Fact) -> bool:
    """Surely after; on one day only where both state the time."""
    ended, begun = _ended(end), fact.when
    if ended is None or begun is None:
        return False
    if ended.instant and begun.instant:
        return ended.instant > begun.instant
    return ended.earliest > begun.latest


def _same_day(negative: Fact, positive: Fact) -> bool:
    return (
        negative.when is not None
        and positive.when is not None
        and negative.when.earliest == positive.when.earliest
    )


def _leans_negative(fact: Fact) -> bool:
    if isinstance(fact, Coded):
        return NOT_PREGNANT in fact.answers or fact.present is False
    return isinstance(fact, Serology) and fact.reading is Reading.NEGATIVE


def _newest(fact: Fact) -> date:
    return fact.when.earliest if fact.when else date.min


def can_be_pregnant(chart: Chart, p: Parameters) -> bool:
    """Of an age to be pregnant, and not a man, without uterus or ovaries, or past menopause.

    Gender other, unknown or absent counts as able; so does an unknown birth date.
    """
    if chart.patient.gender == "male":
        return False
    birth = chart.patient.birth
    if birth is not None:
        youngest = years_between(birth.latest, chart.start)
        oldest = years_between(birth.earliest, chart.start)
        if youngest > p.years("pregnancy.maxYears") or oldest < p.years("pregnancy.minYears"):
            return False
    confirmed = [d for d in chart.diagnoses(STERILE) if d.confirmed]
    return not confirmed and not chart.procedures(STERILE)
