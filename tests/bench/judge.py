"""The path of one record through the product, cut into the pieces that are measured."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from app.assess import Call, Judge
from app.assess.question import Asked, resolve
from app.clinical.chart import Chart
from app.fhir.reading.record import ReadResult, read_record
from app.fhir.reading.request import read_request
from app.knowledge import load
from app.rules import BOOK
from app.rules.engine import Judgement
from app.rules.schedule import course_in_force

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@cache
def shipped() -> Judge:
    """The shipped knowledge with all rules, as the service builds it."""
    return Judge(
        knowledge=load(),
        book=BOOK,
        software="bench",
        base="http://127.0.0.1:8000",
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """A record read into facts, with the question that is asked of it."""

    asked: Asked
    read: ReadResult


def facts(body: bytes) -> Facts:
    """Gate, decode, every check, and the facts of the record."""
    judge = shipped()
    request = read_request(body)
    call = Call(body=body, operation="evaluate", now=NOON, request_id="bench")
    asked = resolve(request, call, judge)
    read = read_record(
        request,
        knowledge=judge.knowledge,
        site=asked.site,
        as_of=asked.question.as_of,
        planned_start=asked.question.planned_start,
        zone=asked.zone,
        today=NOON.date(),
        strict=False,
    )
    return Facts(asked, read)


def chart(found: Facts) -> Chart:
    """The course of therapy and the index of the facts."""
    record, question = found.read.record, found.asked.question
    return Chart(record, question, course_in_force(record, question, found.asked.parameters))


def judgement(found: Facts) -> Judgement:
    """Index and all rules."""
    return shipped().book.judge(chart(found), found.asked.parameters)
