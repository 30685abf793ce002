"""When an infection began, and what observations and questionnaires say of one."""

from collections.abc import Iterable
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate
from app.clinical.facts import Coded


def began_within(onset: PartialDate | None, limit: int, as_of: date) -> bool | None:
    """Whether it began at most `limit` days ago; an unknown day counts, None leaves it open."""
    if onset is None or (as_of - onset.earliest).days <= limit:
        return True
    return None if (as_of - onset.latest).days <= limit else False


def observed(chart: Chart, infections: Iterable[str]) -> tuple[Coded, ...]:
    """The newest answer to each question about an infection; a yes outweighs what may be older."""
    newest: dict[str, Coded] = {}
    for seen in chart.coded(*infections):
        known = newest.get(seen.key)
        if known is None or (seen.present and not _surely_before(seen, known)):
            newest[seen.key] = seen
    return tuple(newest.values())


def _surely_before(one: Coded, other: Coded) -> bool:
    if one.when is None or other.when is None:
        return False
    if one.when.instant and other.when.instant:
        return one.when.instant < other.when.instant
    return one.when.latest < other.when.earliest
