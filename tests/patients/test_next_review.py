"""nextReview is kept: no answer changes by time alone before the day that it names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import cache

import pytest

from app.assess import Call
from app.assess.judging import Judged, judged
from app.clinical.chart import Chart, Question
from app.clinical.dates import PartialDate
from app.clinical.facts import Fact
from app.clinical.finding import Action
from app.clinical.record import Record
from app.planning.fold import plan
from app.rules import BOOK
from app.rules.schedule import course_in_force
from tests.answers.judge import JUDGE
from tests.patients.expected import NAMES, body_of, expected

HORIZON = 200


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as far as time may change it: what is told, the course, the decision."""

    findings: tuple[tuple[str, ...], ...]
    course: tuple[str, ...]
    review: str | None


@cache
def asked(name: str) -> Judged:
    call = Call(body=body_of(name), operation="evaluate", now=expected(name).now, request_id="r")
    return judged(call, JUDGE)


def said(record: Record, question: Question, name: str) -> Said:
    p = asked(name).asked.parameters
    chart = Chart(record, question, course_in_force(record, question, p))
    judgement = BOOK.judge(chart, p)
    told = plan(chart, judgement, JUDGE.knowledge.orders, p)
    course = chart.course
    days = (course.due, course.latest, course.earliest)
    return Said(
        tuple(
            sorted(
                (
                    *(f.row, f.action.name, str(f.severity), f.text, str(f.basis), f.cause),
                    str(f.releases_on),
                    " ".join(sorted(x.source.reference for x in f.because)),
                )
                for f in judgement.findings
                if f.action > Action.CLEAR
            )
        ),
        (course.stage.value, course.next.value, told.decision.value, *map(str, days)),
        str(judgement.review_on) if judgement.review_on else None,
    )


def later(question: Question, days: int, *, moving: bool) -> Question:
    ahead = timedelta(days=days)
    start = question.planned_start + (ahead if moving else timedelta(0))
    return replace(question, as_of=question.as_of + ahead, planned_start=start, planned_time=None)


def unannounced(record: Record, question: Question, name: str, *, moving: bool) -> Iterator[str]:
    """Each day of the horizon on which the answer is another one than its review day allows."""
    known = said(record, question, name)
    for count in range(1, HORIZON):
        then = later(question, count, moving=moving)
        now = said(record, then, name)
        early = known.review is None or str(then.as_of) < known.review
        if early and (now.findings, now.course) != (known.findings, known.course):
            changed = {f[0] for f in set(now.findings) ^ set(known.findings)}
            yield f"{then.as_of} before {known.review}: {sorted(changed)}"
        known = now


def blurred(record: Record) -> Record:
    """The same record with every clinical day cut to its month."""
    changes: dict[str, object] = {}
    for each in fields(record):
        facts = getattr(record, each.name)
        if isinstance(facts, tuple) and each.name != "decisions":
            changes[each.name] = tuple(_cut(f) if isinstance(f, Fact) else f for f in facts)
    return replace(record, **changes)  # type: ignore[arg-type]  # same types as before


def _cut(fact: Fact) -> Fact:
    cut: dict[str, PartialDate] = {}
    for name in ("when", "onset", "abatement", "recorded", "ended", "ends"):
        day = getattr(fact, name, None)
        if isinstance(day, PartialDate):
            cut[name] = PartialDate.parse(day.earliest.isoformat()[:7])
    return replace(fact, **cut)  # type: ignore[arg-type]  # days only


def _as_it_is(record: Record) -> Record:
    return record


@pytest.mark.parametrize("change", [_as_it_is, blurred], ids=["days", "months"])
@pytest.mark.parametrize("name", NAMES)
def test_no_answer_changes_before_its_review(
    *, name: str, change: Callable[[Record], Record]
) -> None:
    """The planned day moves along: the default, and what a review asks again."""
    whole = asked(name)
    today = replace(whole.asked.question, planned_start=whole.asked.question.as_of)
    record = change(whole.read.record)
    assert list(unannounced(record, replace(today, planned_time=None), name, moving=True)) == []


@pytest.mark.parametrize("change", [_as_it_is, blurred], ids=["days", "months"])
@pytest.mark.parametrize("name", NAMES)
def test_no_answer_about_a_fixed_day_changes_before_its_review(
    *, name: str, change: Callable[[Record], Record]
) -> None:
    whole = asked(name)
    question = replace(whole.asked.question, planned_time=None)
    record = change(whole.read.record)
    assert list(unannounced(record, question, name, moving=False)) == []
