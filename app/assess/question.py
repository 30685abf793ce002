"""What is asked: which day, which start, whose clock, which parameters in force."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from app.assess.call import Call, Judge
from app.clinical.chart import Question
from app.clinical.dates import PartialDate
from app.errors import NotReadable, Problem, Unprocessable
from app.fhir.reading.request import Request
from app.knowledge import Parameters, Site

DEFAULT_PRODUCT = "iv"
"""Another product than this is asked for to compare (decisions.md 17)."""

LONG_PAST = timedelta(days=366)
"""A start that was planned earlier than this cannot be meant."""

WHAT_IF = timedelta(days=14)
"""A start further ahead than this is a question, not the course of events (decisions.md 17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question with all that answers it.

    Attributes:
        occurred: `asOf` as it will be written.
        zone: the clock in which instants become days; `zone_name` as it will be written.
        guessed_zone: nobody named a zone: UTC was taken.
        what_if: computed and kept, but moving no state (decisions.md 17). A day of judgement that
            has not come is one too: it would make all real ones look backwards.
    """

    question: Question
    occurred: str
    zone: tzinfo
    zone_name: str
    guessed_zone: bool
    site: Site
    parameters: Parameters
    what_if: bool


def resolve(request: Request, call: Call, judge: Judge) -> Asked:
    """Settle day, start, zone, site and parameters.

    Raises:
        Unprocessable: an unknown site, a day before all knowledge.
    """
    name = request.site or judge.site
    site = judge.knowledge.sites.site(name)
    zone, guessed = _zone(request, site, judge)
    as_of = _local(request.as_of or _given(call), zone) or _now(call.now, zone)
    start = _local(request.planned_start, zone) or as_of
    question = Question(
        as_of=as_of.earliest,
        planned_start=start.earliest,
        planned_time=start.instant,
        product=request.product,
        option=request.infusion_option,
    )
    ahead = question.planned_start - question.as_of
    if ahead < -LONG_PAST:
        text = "plannedStart lies more than a year before asOf. Send the day that is planned."
        place = "Parameters.parameter.where(name = 'plannedStart')"
        raise Unprocessable(Problem(text, "business-rule", place))
    other = name != judge.site or question.product != DEFAULT_PRODUCT
    tomorrow = call.now.astimezone(zone).date() + timedelta(days=1)
    return Asked(
        question=question,
        occurred=as_of.instant.isoformat() if as_of.instant else as_of.text,
        zone=zone,
        zone_name=str(zone),
        guessed_zone=guessed,
        site=site,
        parameters=judge.knowledge.parameters(question.as_of, name),
        what_if=ahead > WHAT_IF or question.as_of > tomorrow or other,
    )


def _zone(request: Request, site: Site, judge: Judge) -> tuple[tzinfo, bool]:
    """The site's clock, else the deployment's, else that of the call's own instants, else UTC."""
    known = site.zone or judge.zone
    if known is not None:
        return known, False
    for moment in (request.planned_start, request.as_of):
        if moment is not None and moment.instant is not None and moment.instant.tzinfo:
            return moment.instant.tzinfo, False
    return UTC, True


def _given(call: Call) -> PartialDate | None:
    if not call.as_of:
        return None
    try:
        day = PartialDate.parse(call.as_of)
    except ValueError:
        day = None
    if day is None or not day.exact:
        text = "asOf must name a day (YYYY-MM-DD) or an instant with its time zone."
        raise NotReadable(Problem(text, "value"))
    return day


def _local(day: PartialDate | None, zone: tzinfo) -> PartialDate | None:
    """An instant becomes the local day of the zone; a day stays as written."""
    if day is None or day.instant is None:
        return day
    return _now(day.instant, zone)


def _now(moment: datetime, zone: tzinfo) -> PartialDate:
    local = moment.astimezone(zone)
    return PartialDate(local.date(), local.date(), local.date().isoformat(), local)
