"""Stopped: what the orders say about whether the therapy still goes on (catalogue 6.3)."""

from collections.abc import Sequence
from datetime import date

from app.clinical.dates import PartialDate, add_months
from app.clinical.facts import Medication

_ORDERS = ("MedicationRequest", "MedicationStatement")
_ON = ("active", "on-hold", "draft", "intended")
_CLOSED = ("completed", "stopped")


def therapy_stopped(
    orders: Sequence[Medication],
    last: PartialDate | None,
    planned_start: date,
    stopped_months: int,
) -> bool:
    """A stopped order with none after it; or completed ones only and the last dose long ago."""
    if not orders:
        return False
    kept = [o for o in orders if o.source.type in _ORDERS and not o.ours]
    stops = [o for o in kept if o.status == "stopped"]
    if stops and not any(_goes_on(o, stops) for o in kept):
        return True
    if last is None or any(o.status in _ON for o in kept):
        return False
    long_ago = add_months(last.latest, stopped_months) < planned_start
    return long_ago and any(o.status == "completed" for o in kept)


def _goes_on(order: Medication, stops: Sequence[Medication]) -> bool:
    """Whether this order was written when or after the last one was stopped.

    An order without a day may be later: absence of a day never proves that therapy ended.
    """
    if order.status not in (*_ON, "completed"):
        return False
    if order.when is None:
        return True
    ends = [o.when.earliest for o in stops if o.when is not None]
    return not ends or order.when.latest >= max(ends)
