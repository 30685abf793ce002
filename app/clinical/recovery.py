"""Recovery: whether the B cells are back after the last dose."""

from collections.abc import Iterable
from decimal import Decimal

from app.clinical.dates import PartialDate
from app.clinical.facts import LabResult


def b_cells_recovered(
    counts: Iterable[LabResult], first: PartialDate | None, last: PartialDate | None
) -> bool | None:
    """Whether the newest count after the last dose is normal or back at the own baseline.

    A baseline that was itself low (an earlier depleting drug) proves nothing and is not used.

    Args:
        counts: results of CD19 or CD20.
        first: day of the first dose.
        last: day of the last dose.

    Returns:
        None when no usable count after the last dose tells.
    """
    known = tuple(counts)
    newest = deciding_count(known, last)
    if newest is None:
        return None
    low = newest.is_low
    if low is False:
        return True
    before = [c for c in known if _before(c, first) and _tells(c) and _comparable(c, newest)]
    baseline = max(before, key=_day, default=None)
    if baseline is None or baseline.value is None or baseline.is_low is not False:
        return False if low else None
    below = newest.below(baseline.value)
    return None if below is None else not below


def deciding_count(counts: Iterable[LabResult], last: PartialDate | None) -> LabResult | None:
    """The newest count after the last dose that tells anything; of one day the lowest."""
    return max((c for c in counts if _after(c, last) and _tells(c)), key=_day, default=None)


def _tells(count: LabResult) -> bool:
    """A preliminary count may say that the cells are not back, never that they are."""
    if count.problem or count.when is None:
        return False
    return not count.preliminary or count.is_low is True


def _day(count: LabResult) -> tuple[int, int, Decimal]:
    """Newest last; of one day the lowest last."""
    if count.when is None:
        return 0, 0, Decimal(0)
    low = -(count.value or Decimal(0))
    return count.when.earliest.toordinal(), count.when.latest.toordinal(), low


def _after(count: LabResult, last: PartialDate | None) -> bool:
    return last is not None and count.when is not None and count.when.earliest > last.latest


def _before(count: LabResult, first: PartialDate | None) -> bool:
    return first is not None and count.when is not None and count.when.latest <= first.earliest


def _comparable(one: LabResult, other: LabResult) -> bool:
    return one.analyte == other.analyte and one.unit == other.unit and not one.comparator
