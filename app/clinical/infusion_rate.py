"""The rate that ran when a symptom began, from what the administrations of one infusion state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from app.clinical.dates import PartialDate
from app.clinical.facts import Administration

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class RateAtOnset:
    """The rate at onset, or that it cannot be told.

    Attributes:
        ml_h: the rate; None where none is stated, or where what is stated does not settle it.
        stated: any rate of the infusion is stated.
    """

    ml_h: Decimal | None
    stated: bool


def rate_at(onset: datetime | None, given: Sequence[Administration]) -> RateAtOnset:
    """The one rate that ran at this moment; of an unknown moment, the one rate that ever ran."""
    if not any(_rate(a) for a in given):
        return RateAtOnset(None, stated=False)
    ran = given if onset is None else _running(onset, given)
    rates = {rate for a in ran if (rate := _rate(a))}
    unseen = not all(_rate(a) for a in ran) if onset is None else _changed_unseen(ran)
    return RateAtOnset(None if unseen or len(rates) != 1 else rates.pop(), stated=True)


def cut_at(onset: datetime, reduced: Decimal, given: Sequence[Administration]) -> datetime | None:
    """When the rate was first cut to `reduced` or less after the onset."""
    starts = (_start(a) for a in given if (rate := _rate(a)) and rate <= reduced)
    return min((s for s in starts if s is not None and s > onset), default=None)


def shown(rate: Decimal) -> str:
    """As a pump takes it: to a tenth, never rounded up."""
    tenths = rate.quantize(_TENTH, ROUND_DOWN)
    return f"{tenths.normalize():f}"


def _running(onset: datetime, given: Sequence[Administration]) -> list[Administration]:
    """Entries that ran at this moment; those without times may have."""
    starts = [s for a in given if (s := _start(a)) is not None]
    return [a for a in given if _ran(a, onset, starts)]


def _ran(given: Administration, onset: datetime, starts: Sequence[datetime]) -> bool:
    """Without an end of its own an entry ran until the next one began."""
    start, end = _start(given), _moment(given.ended)
    if start is not None and end is None and given.ended is None:
        end = min((s for s in starts if s > start), default=None)
    return (start is None or start <= onset) and (end is None or onset <= end)


def _changed_unseen(ran: Sequence[Administration]) -> bool:
    """An entry without a rate that began after the one with a rate: the rate may be another."""
    rated = [_start(a) for a in ran if _rate(a)]
    known = [s for s in rated if s is not None]
    unrated = (_start(a) for a in ran if not _rate(a))
    return any(s is not None and (not known or s > max(known)) for s in unrated)


def _rate(given: Administration) -> Decimal | None:
    """A pause, stated as a rate of zero, is none to halve."""
    rate = given.rate_ml_h
    return rate if rate is not None and rate > 0 else None


def _start(given: Administration) -> datetime | None:
    """A period of which only the end is stated has no known start."""
    return None if given.when == given.ended else _moment(given.when)


def _moment(when: PartialDate | None) -> datetime | None:
    return when.instant if when is not None else None
