"""From the body to a judged chart: read, ask, judge, plan. Pure: no clock, no store."""

from dataclasses import dataclass
from hashlib import sha256

from app.assess.call import Call, Judge
from app.assess.identity import Owner
from app.assess.question import Asked, resolve
from app.clinical.chart import Chart
from app.clinical.plan import Plan
from app.fhir.reading.record import ReadResult, read_record
from app.fhir.reading.request import Request, read_request
from app.planning.fold import plan
from app.rules.engine import Judgement
from app.rules.schedule import course_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A call with everything that was found out about it.

    Attributes:
        input_sha256: of the body, hashed once.
    """

    call: Call
    input_sha256: bytes
    request: Request
    asked: Asked
    read: ReadResult
    chart: Chart
    judgement: Judgement
    plan: Plan


def judged(call: Call, judge: Judge) -> Judged:
    """Read the record, build the chart, ask every rule, fold the plan.

    Raises:
        BadInput: what was sent cannot be read or is refused; says where and how to mend it.
    """
    request = read_request(call.body)
    asked = resolve(request, call, judge)
    question = asked.question
    read = read_record(
        request,
        knowledge=judge.knowledge,
        site=asked.site,
        as_of=question.as_of,
        planned_start=question.planned_start,
        zone=asked.zone,
        today=call.now.astimezone(asked.zone).date(),
        strict=call.strict,
    )
    course = course_in_force(read.record, question, asked.parameters)
    chart = Chart(read.record, question, course)
    owner = Owner(str(judge.tenant), read.patient_key) if read.patient_key else None
    judgement = judge.book.judge(chart, asked.parameters, owner.alert if owner else None)
    return Judged(
        call=call,
        input_sha256=sha256(call.body).digest(),
        request=request,
        asked=asked,
        read=read,
        chart=chart,
        judgement=judgement,
        plan=plan(chart, judgement, judge.knowledge.orders, asked.parameters),
    )
