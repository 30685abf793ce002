"""How many distinct infections a list of diagnoses tells: entries close together are one."""

from collections.abc import Sequence
from datetime import date

from app.clinical.dates import PartialDate, days
from app.clinical.facts import Diagnosis


def surely_distinct(infections: Sequence[Diagnosis], gap: int) -> int:
    """The most that begin `gap` days or more apart wherever in their months or years they lie.

    An infection without a day may be one of the others, so it counts only when it is alone.
    """
    counted, last = 0, None
    for onset in _onsets(infections):
        if last is None or onset.earliest >= last + days(gap):
            counted, last = counted + 1, onset.latest
    return counted or min(len(infections), 1)


def perhaps_distinct(infections: Sequence[Diagnosis], gap: int) -> int:
    """The most that may begin `gap` days or more apart; one without a day may be another."""
    counted, last = 0, None
    for onset in _onsets(infections):
        begun = onset.earliest if last is None else max(onset.earliest, last + days(gap))
        if begun <= onset.latest:
            counted, last = counted + 1, begun
    return counted + sum(d.when is None for d in infections)


def _onsets(infections: Sequence[Diagnosis]) -> list[PartialDate]:
    """Those that must be over first, first: the order in which most of them fit."""
    known = [d.when for d in infections if d.when is not None]
    return sorted(known, key=_by_end)


def _by_end(onset: PartialDate) -> tuple[date, date]:
    return onset.latest, onset.earliest
